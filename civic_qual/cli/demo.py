"""`civic-qual demo`: the bundled invented interviews, from transcripts to report."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.code import show
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import tell_reading
from civic_qual.messages import Message


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Code the 24 bundled interviews and count themes by country.\n\n"
        "The interviews are invented for demonstration; so is everything made of them."
    ),
    epilog=Message("Example: civic-qual demo --out demo/"),
)
@options.option(
    "--out",
    default="demo",
    show_default=True,
    type=options.FOLDER,
    help=Message("The folder for the results."),
)
@options.quiet
def demo(out: Path, quiet: bool) -> None:
    """Code the bundled interviews by the rules of the bundled codebook."""
    from civic_qual.coding.coders import RuleCoder
    from civic_qual.routines.examples import example_codebook, example_corpus
    from civic_qual.routines.results import save_results

    corpus = example_corpus()
    tell_reading(corpus, quiet=quiet)
    results = save_results(RuleCoder(example_codebook()).code(corpus), out, by=("country",))
    if not quiet:
        show(results)
