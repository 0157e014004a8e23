"""`civic-qual check`: the examples of a codebook as its tests."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import say
from civic_qual.messages import Message, render


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Check that every example of CODEBOOK is found by its code, and no counterexample is. "
        "Of a study file, its codebook is checked."
    ),
    epilog=Message("Example: civic-qual check codebook.yaml"),
)
@options.argument("source", Message("CODEBOOK"), type=options.FILE)
@options.option("--quiet", is_flag=True, help=Message("Print nothing but what fails."))
def check(source: Path, quiet: bool) -> None:
    """Check a codebook, or that of a study."""
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.coding.check import check_codebook
    from civic_qual.routines.source import is_study
    from civic_qual.study.study import Study

    if is_study(source):
        with Study(source) as study:
            result = check_codebook(study.codebook)
    else:
        result = check_codebook(read_codebook(source))
    for failure in result.failures:
        click.echo(render(failure.sentence), err=True)
    if not quiet:
        say(result.summary)
    if not result.ok:
        sys.exit(1)
