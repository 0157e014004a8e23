"""`civic-qual new`: a study file of transcripts and a codebook."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import tell_reading, tell_written
from civic_qual.messages import Message


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Make a STUDY file of SOURCE (a folder or a file of transcripts) and a codebook.\n\n"
        "Everything is in that one file from then on: codings, decisions, memos, samples, and who "
        "did what. Nothing in it is ever overwritten. Keep it as safe as the interviews "
        "themselves."
    ),
    epilog=Message("Example: civic-qual new mali.study interviews/ --codebook codebook.yaml"),
)
@options.study
@options.source
@options.codebook
@options.option(
    "--backup-to",
    type=options.FOLDER,
    help=Message(
        "A folder, best on another drive, in which a copy is renewed whenever the study is closed; "
        "this computer remembers it."
    ),
)
@options.who
@options.reading
@options.quiet
def new(
    study: Path,
    source: Path,
    codebook_file: Path | None,
    backup_to: Path | None,
    who: str,
    quiet: bool,
) -> None:
    """Make a study file."""
    from civic_qual.study.opening import refuse_existing
    from civic_qual.study.study import Study

    refuse_existing(study)
    opened = open_here(source, codebook_file=codebook_file)
    codebook = opened.codebook
    tell_reading(opened.corpus, quiet=quiet)
    Study.create(study, opened.corpus, codebook, who=who, backup_to=backup_to).close()
    if not quiet:
        tell_written([study])
