"""`civic-qual add`: transcripts or codings brought into a study file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.refusals import known_encoding

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit, Codings
    from civic_qual.coding.files.reading import Coverage
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study

UNITS = ("word", "turn", "sentence", "paragraph", "transcript")
COVERAGES = ("whole_transcripts", "coded_only")


@click.command(epilog="Example: civic-qual add mali.study codings.csv")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("what", metavar="TRANSCRIPTS|CODINGS", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--coverage",
    default=COVERAGES[0],
    show_default=True,
    type=click.Choice(COVERAGES),
    help="What coders without reading rows have read: all of the transcripts in which "
    "they coded, or only the turns.",
)
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    type=click.Choice(UNITS),
    help="What the coders coded as a whole; word, if they marked passages freely.",
)
@click.option("--who", default="", help="Your name, for the audit trail.")
@click.option("--large", is_flag=True, help="Read files of more than 10 MB of text as well.")
@click.option(
    "--encoding",
    callback=known_encoding,
    help="The encoding of text files, if it is guessed wrong.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def add(
    study: Path,
    what: Path,
    coverage: Coverage,
    unit: CodedUnit,
    who: str,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Add transcripts (a folder or a file) or a table of codings to a STUDY file.

    A csv, tsv or xlsx with the columns transcript, start, end and code is a table of codings. What
    the study has already is left out, so that adding the same again does no harm.
    """
    from civic_qual.coding.files.reading import holds_codings, read_codings
    from civic_qual.study.study import Study

    with Study(study) as opened:
        found: Corpus | Codings
        if holds_codings(what):
            found = read_codings(what, opened.corpus, opened.codebook, coverage, unit)
        else:
            found = _transcripts(opened, what, large, encoding, quiet)
        added = opened.add(found, who=who)
    if not quiet:
        click.echo(
            f"added {added:,} records to {study}"
            if added
            else f"{study} has all of it already: nothing was added"
        )


def _transcripts(
    study: Study, what: Path, large: bool, encoding: str | None, quiet: bool
) -> Corpus:
    from civic_qual.cli.results import show_reading
    from civic_qual.corpus.intake.reading import read_corpus

    languages = tuple(dict.fromkeys((*study.codebook.languages, "en", "fr")))
    corpus = read_corpus(what, languages=languages, large=large, encoding=encoding)
    show_reading(corpus, quiet)
    return corpus
