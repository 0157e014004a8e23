"""`civic-qual add`: transcripts or codings brought into a study file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import note, say, tell_reading
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study


def coded_units() -> Sequence[str]:
    """Return what people can have coded as a whole."""
    from civic_qual.coding.codings import CODED_UNITS

    return CODED_UNITS


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Add transcripts (a folder or a file) or a table of codings to a STUDY file.\n\n"
        "A csv, tsv or xlsx with the columns transcript, start, end and code is a table of "
        "codings. What the study has already is left out, so that adding the same again does no "
        "harm."
    ),
    epilog=Message("Example: civic-qual add mali.study codings.csv"),
)
@options.study
@options.argument("what", Message("TRANSCRIPTS|CODINGS"), type=options.STANDING)
@options.coverage_of_a_study
@options.option(
    "--queue",
    metavar=Message("NAME"),
    help=Message("With --coverage assigned: which queue, if a coder was assigned several."),
)
@options.option(
    "--unit",
    default="turn",
    show_default=True,
    type=options.Names(coded_units),
    help=Message("What the coders coded as a whole; word, if they marked passages freely."),
)
@options.who
@options.reading
@options.quiet
def add(
    study: Path,
    what: Path,
    coverage: str | Path | None,
    queue: str | None,
    unit: CodedUnit,
    who: str,
    quiet: bool,
) -> None:
    """Add transcripts or codings to a study."""
    from civic_qual.coding.files.reading import holds_codings, read_codings
    from civic_qual.routines.assigned import add_as_assigned
    from civic_qual.study.study import Study

    told: Sequence[str] = ()
    with Study(study) as opened:
        if not holds_codings(what):
            added = opened.add(_transcripts(opened, what, quiet), who=who)
        elif coverage == options.ASSIGNED:
            found = read_codings(what, opened.corpus, opened.codebook, unit=unit)
            made = add_as_assigned(opened, found, queue=queue, who=who)
            added, told = made.records, made.told
        else:
            said: Any = coverage
            found = read_codings(what, opened.corpus, opened.codebook, coverage=said, unit=unit)
            added = opened.add(found, who=who)
    if not quiet:
        say(_told(study, added))
        note(told)


def _transcripts(study: Study, what: Path, quiet: bool) -> Corpus:
    from civic_qual.corpus.intake.reading import read_corpus

    languages = tuple(dict.fromkeys((*study.codebook.languages, "en", "fr")))
    corpus = read_corpus(what, languages=languages, **options.read_as())
    tell_reading(corpus, quiet=quiet)
    return corpus


def _told(study: Path, added: int) -> str:
    if not added:
        return Message("{study} has all of it already: nothing was added", study=study)
    return Message.plural(
        "added {n} record to {study}", "added {n} records to {study}", n=added, study=study
    )
