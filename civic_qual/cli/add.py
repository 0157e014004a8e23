"""`civic-qual add`: sheets, documents, transcripts or codings brought into a study file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import note, say, tell_reading, warn
from civic_qual.errors import ReadError
from civic_qual.messages import Message, count, enumerated, language_now, message_of

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit
    from civic_qual.corpus.model import Corpus
    from civic_qual.reviewing.coming_back import BroughtIn, SortedOut
    from civic_qual.study.study import Study


def coded_units() -> Sequence[str]:
    """Return what people can have coded as a whole."""
    from civic_qual.coding.codings import CODED_UNITS

    return CODED_UNITS


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Add FILES to a STUDY file: sheets and documents that coders have worked in, transcripts "
        "(a folder or a file), or a table of codings.\n\n"
        "Sheets and Word documents are those that civic-qual worksheet wrote, wherever they lie; a "
        "folder of them will do. A csv, tsv or xlsx with the columns transcript, start, end and "
        "code is a table of codings. What the study has already is left out, so that adding the "
        "same again does no harm; a sheet that was corrected changes what it brought before."
    ),
    epilog=Message("Example: civic-qual add mali.study first_Awa.xlsx first_Issa.xlsx"),
)
@options.study
@options.argument("what", Message("FILES"), type=options.STANDING, nargs=-1, required=True)
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
@options.option(
    "--coder",
    metavar=Message("NAME"),
    help=Message("Whose work a sheet or a document is, where a row does not tell."),
)
@options.who
@options.reading
@options.quiet
def add(
    study: Path,
    what: tuple[Path, ...],
    coverage: str | Path | None,
    queue: str | None,
    unit: CodedUnit,
    coder: str | None,
    who: str,
    quiet: bool,
) -> None:
    """Add what coders have worked in, transcripts or codings to a study."""
    from civic_qual.reviewing.coming_back import sorted_out
    from civic_qual.study.study import Study

    with Study(study) as opened:
        found = sorted_out(what)
        if found.ours:
            _bring_back(opened, found, coder, who, quiet)
        for one in found.others:
            added, told = _added(opened, one, _Terms(coverage, queue, unit), who, quiet)
            if not quiet:
                say(_told(study, added))
                note(told)


def _bring_back(study: Study, found: SortedOut, coder: str | None, who: str, quiet: bool) -> None:
    """Bring sheets and documents into the study, one after the other, and say what came of each."""
    from civic_qual.reviewing.coming_back import brought_in

    language, encoding = language_now(), options.read_as().get("encoding")
    names, refused = set(), []
    for file in found.ours:
        try:
            came = brought_in(
                study, file, coder=coder, language=language, encoding=encoding, by=who
            )
        except ReadError as error:
            refused.append(error)
            warn([message_of(error)])
            continue
        names |= {*came.coders}
        if not quiet:
            say(_account(came))
        warn(came.told)
    if len(refused) == len(found.ours):
        raise ReadError(Message("nothing could be read back"))
    if found.beside:
        shown = enumerated((one.name for one in found.beside), 3)
        warn([Message("{files}: not written for a coder, and left alone", files=shown)])
    if not quiet:
        _tell_progress(study, names)


def _account(came: BroughtIn) -> str:
    """Say what a file brought: how much of it was read, and what the study did not have."""
    done = came.done
    kinds = {
        "coded": Message.plural("{n} code given", "{n} codes given", n=done["coded"]),
        "rejected": Message.plural(
            "{n} suggestion rejected", "{n} suggestions rejected", n=done["rejected"]
        ),
        "changed": Message.plural("{n} coding changed", "{n} codings changed", n=done["changed"]),
        "taken_off": Message.plural(
            "{n} code taken off", "{n} codes taken off", n=done["taken_off"]
        ),
        "memos": Message.plural("{n} memo", "{n} memos", n=done["memos"]),
    }
    news = [Message.plural("{n} read", "{n} read", n=done["read"])] if done["read"] else []
    news += [told for kind, told in kinds.items() if done[kind]]
    if came.new_codes:
        news.append(Message("new codes: {codes}", codes=enumerated(came.new_codes)))
    if came.told:
        news.append(Message("{n} to look at", n=count(len(came.told))))
    whose = Message("{file} ({coders})", file=came.file.name, coders=enumerated(came.coders))
    return Message(
        "{file}: {read} of {rows} passages read. New: {news}",
        file=whose if came.coders else came.file.name,
        read=count(came.read),
        rows=count(came.rows),
        news=enumerated(news, empty=Message("nothing")),
    )


def _tell_progress(study: Study, names: set[str]) -> None:
    """Say how far the coders are whose work came back."""
    for row in study.queues:
        if row["coder"] in names:
            say(
                Message(
                    "  {queue}, {coder}: {read} of {assigned} read",
                    queue=row["queue"],
                    coder=row["coder"],
                    read=count(row["read"]),
                    assigned=count(row["assigned"]),
                )
            )


class _Terms(NamedTuple):
    """How a table of codings is read: what was read, in which queue, and what was coded."""

    coverage: str | Path | None
    queue: str | None
    unit: CodedUnit


def _added(
    study: Study, what: Path, terms: _Terms, who: str, quiet: bool
) -> tuple[int, Sequence[str]]:
    """Add a table of codings, or transcripts; return how many records were new, and notes."""
    from civic_qual.coding.files.reading import holds_codings, read_codings
    from civic_qual.routines.assigned import add_as_assigned

    if not holds_codings(what):
        return study.add(_transcripts(study, what, quiet), who=who), ()
    if terms.coverage == options.ASSIGNED:
        found = read_codings(what, study.corpus, study.codebook, unit=terms.unit)
        made = add_as_assigned(study, found, queue=terms.queue, who=who)
        return made.records, made.told
    said: Any = terms.coverage
    found = read_codings(what, study.corpus, study.codebook, coverage=said, unit=terms.unit)
    return study.add(found, who=who), ()


def _transcripts(study: Study, what: Path, quiet: bool) -> Corpus:
    from civic_qual.corpus.intake.reading import read_corpus
    from civic_qual.routines.source import languages_of

    languages = languages_of(study.codebook.languages)
    corpus = read_corpus(what, languages=languages, **options.read_as())
    tell_reading(corpus, quiet=quiet)
    return corpus


def _told(study: Path, added: int) -> str:
    if not added:
        return Message("{study} has all of it already: nothing was added", study=study)
    return Message.plural(
        "added {n} record to {study}", "added {n} records to {study}", n=added, study=study
    )
