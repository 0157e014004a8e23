"""`civic-qual check`: the examples of a codebook as its tests."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command(epilog="Example: civic-qual check codebook.yaml")
@click.argument("codebook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Print nothing but what fails.")
def check(codebook: Path, quiet: bool) -> None:
    """Check that every example of CODEBOOK is found by its code, and no counterexample is."""
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.coding.check import check_codebook

    result = check_codebook(read_codebook(codebook))
    for failure in result.failures:
        click.echo(str(failure), err=True)
    if not quiet:
        click.echo(result.summary)
    if not result.ok:
        sys.exit(1)
