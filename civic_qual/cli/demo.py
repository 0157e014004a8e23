"""`civic-qual demo`: the bundled invented interviews, from transcripts to report."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli.coders import coded
from civic_qual.cli.results import Request, save_results, show_reading


@click.command(epilog="Example: civic-qual demo --out demo/")
@click.option(
    "--out",
    default="demo",
    show_default=True,
    help="The folder for the results.",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def demo(out: Path, quiet: bool) -> None:
    """Code the 24 bundled interviews and count themes by country.

    The interviews are invented for demonstration; so is everything made of them.
    """
    from civic_qual.routines.examples import example_codebook, example_corpus

    corpus = example_corpus()
    show_reading(corpus, quiet)
    save_results(coded(corpus, example_codebook()), Request(out, by=("country",), quiet=quiet))
