"""The people workbook: what a person states of files and speakers, in one Excel file.

`civic-qual look` writes it, with what was read beside what may be stated; what stands in the sheets
`files` and `speakers` is obeyed. Columns that only show what was read are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.bounded.files import read_file
from civic_qual.corpus.consent import said_and_obeyed, whole
from civic_qual.corpus.intake.account import Account
from civic_qual.corpus.intake.attributes import (
    MEANT,
    KnownRows,
    Row,
    named_speakers,
    told_by,
    with_attributes,
)
from civic_qual.corpus.intake.layouts.doubts import ABOUT
from civic_qual.corpus.intake.layouts.labels.ruled import (
    account_moved,
    with_label,
    without_label,
)
from civic_qual.corpus.intake.layouts.speech import joined
from civic_qual.corpus.intake.sureness import with_told
from civic_qual.corpus.people import Roles, retold, roles_by_transcript
from civic_qual.corpus.settings import (
    Settings,
    is_settings_sheet,
    settings_of_rows,
    written_setting,
)
from civic_qual.corpus.stated import slips
from civic_qual.corpus.transcripts import Turn, with_languages
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.ids import Ids
from civic_qual.sheets.reading import named_columns, plain_title, unguarded, word_rows
from civic_qual.sheets.workbooks import NumberedRow, cell_text, workbook_rows
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript

_SHOWN = "shown"
# What may stand under role of a label that is part of the speech.
_NOBODY = frozenset(word_rows("corpus/lists/role_labels.txt")["nobody"])


@dataclass(frozen=True, kw_only=True)
class PeopleWorkbook:
    """What was stated: rows about files, rows about speakers, and labels that are one speaker.

    Rows of speakers of whom nothing is stated are left out: that they are in the workbook says
    only that they were read.
    """

    files: KnownRows
    speakers: KnownRows
    settings: Settings = field(default_factory=Settings)
    problems: tuple[str, ...] = ()


def same_speakers(
    tables: Iterable[KnownRows], transcripts: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return labels that are another form of one, in small letters, by transcript."""
    every = list(transcripts)
    ids = Ids(every)
    same: dict[str, dict[str, str]] = {}
    for row in (row for known in tables for row in known.rows if row.get("same_as")):
        meant = ids.meant(row["transcript"]) if row["transcript"] else None
        for name in [meant] if meant else every if not row["transcript"] else []:
            same.setdefault(name, {})[row["speaker"].casefold()] = row["same_as"]
    return same


def ruled_out(tables: Iterable[KnownRows], transcripts: Iterable[str]) -> dict[str, set[str]]:
    """Return labels that name nobody, in small letters, by transcript."""
    every = list(transcripts)
    ids = Ids(every)
    out: dict[str, set[str]] = {}
    for row in (row for known in tables for row in known.rows if _names_nobody(row)):
        meant = ids.meant(row["transcript"]) if row["transcript"] else None
        for name in [meant] if meant else every if not row["transcript"] else []:
            out.setdefault(name, set()).add(row["speaker"].casefold())
    return out


def of_somebody(known: KnownRows) -> KnownRows:
    """Return the rows of a table of speakers but those of labels that name nobody."""
    return replace(known, rows=tuple(row for row in known.rows if not _names_nobody(row)))


def _names_nobody(row: Row) -> bool:
    return unaccented(row.get("role", "").strip().casefold()) in _NOBODY


def with_rulings(
    one: Transcript, account: Account, nobody: Iterable[str]
) -> tuple[Transcript, Account]:
    """Return a transcript, and its account, in which labels that name nobody are speech."""
    labels = {label.casefold() for label in nobody}
    heard = [turn.speaker for turn in one.turns if turn.speaker.casefold() in labels]
    now = without_label(one, labels) if heard else one
    if not labels:
        return one, account
    doubted = [who for doubt in account.doubts for who in doubt.speakers]
    settled = {who for who in (*heard, *doubted) if who.casefold() in labels}
    stated = ((about, who) for who in settled for about in ABOUT if about != "words")
    moved = account_moved(account, one.text, one.turns, now.turns)
    return now, replace(moved, confirmed=moved.confirmed | frozenset(stated))


def stated(files: Iterable[Row] = (), speakers: Iterable[Row] = (), *, name: str) -> PeopleWorkbook:
    """Return what a person stated elsewhere than in a workbook; `name` says where."""
    return PeopleWorkbook(
        files=KnownRows(name, tuple(files)), speakers=KnownRows(name, tuple(speakers))
    )


def read_people(table: str | Path | pd.DataFrame | PeopleWorkbook) -> PeopleWorkbook:
    """Read a people workbook, or a table of files or of speakers.

    Raises
    ------
    ReadError
        If it cannot be read, or neither of its sheets is there.
    """
    if isinstance(table, PeopleWorkbook):
        return table
    if not isinstance(table, str | Path):
        return _of_frame(table)
    path = Path(table)
    if path.suffix.casefold() != ".xlsx":
        raise ReadError(
            Message(
                "{file}: a people workbook is an Excel file (.xlsx); save it as one", file=path.name
            )
        )
    try:
        sheets = workbook_rows(read_file(path))
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path.name, problem=error)) from None
    return _of_sheets(path.name, sheets)


def set_together(known: Settings, books: Iterable[PeopleWorkbook]) -> tuple[Settings, list[str]]:
    """Return the settings of workbooks over those known before, and where they contradict."""
    problems: list[str] = []
    told: dict[str, Any] = {}
    for book in books:
        for one in fields(Settings):
            value = getattr(book.settings, one.name)
            before = told.get(one.name, getattr(known, one.name))
            empty = getattr(Settings(), one.name)
            if value == empty:
                continue
            if before not in (empty, value):
                problems.append(
                    Message(
                        "{file}: {setting} is {value} here and {before} elsewhere: {value} counts",
                        file=book.files.name,
                        setting=one.name,
                        value=written_setting(book.settings, one.name),
                        before=written_setting(replace(known, **told), one.name),
                    )
                )
            told[one.name] = value
    return replace(known, **told), problems


def renamed(turns: Sequence[Turn], same: Mapping[str, str]) -> tuple[Turn, ...]:
    """Return turns in which labels that are one speaker are one; neighbouring turns are joined.

    Examples
    --------
    >>> turns = [Turn(start=0, end=5, spoken=((3, 5),), speaker="Al"),
    ...          Turn(start=6, end=12, spoken=((10, 12),), speaker="Ali")]
    >>> [(turn.speaker, turn.spoken) for turn in renamed(turns, {"al": "Ali"})]
    [('Ali', ((3, 5), (10, 12)))]
    """
    if not same:
        return tuple(turns)
    known = {turn.speaker.casefold(): turn.speaker for turn in turns}

    def name(label: str) -> str:
        seen = {label.casefold()}
        while (other := same.get(label.casefold())) and other.casefold() not in seen:
            seen.add(other.casefold())
            label = known.get(other.casefold(), other)
        return label

    return joined([replace(turn, speaker=name(turn.speaker)) for turn in turns])


def _obeying_rulings(corpus: Corpus, book: PeopleWorkbook) -> Corpus:
    """Return a corpus in which labels that name nobody are speech, and others are speakers."""
    names = [one.id for one in corpus]
    out = ruled_out([book.speakers], names)
    named = named_speakers([of_somebody(book.speakers)], names)
    accounts, transcripts = dict(corpus.accounts), []
    for one in corpus:
        heard = {turn.speaker.casefold() for turn in one.turns}
        before, account = with_rulings(one, accounts.get(one.id, Account()), out.get(one.id, ()))
        now = before
        for label in sorted(named[one.id] - heard):
            now = with_label(now, label)
        if one.id in accounts:
            accounts[one.id] = account_moved(account, one.text, before.turns, now.turns)
        transcripts.append(now)
    return replace(corpus, transcripts=tuple(transcripts), accounts=accounts)


def with_people(corpus: Corpus, table: str | Path | pd.DataFrame | PeopleWorkbook) -> Corpus:
    """Return a corpus of which is known what a people workbook states; see `Corpus.with_people`."""
    book = read_people(table)
    corpus = _obeying_rulings(whole(corpus), book)
    book = replace(book, speakers=of_somebody(book.speakers))
    same = same_speakers([book.speakers], [one.id for one in corpus])
    transcripts, problems = with_attributes(
        [replace(one, turns=renamed(one.turns, same.get(one.id, {}))) for one in corpus], book.files
    )
    transcripts = [
        with_languages(now, ())[0] if _language(now) != _language(one) else now
        for one, now in zip(corpus, transcripts, strict=True)
    ]
    told = told_by([book.speakers], transcripts, aliases=same)
    before = corpus.participants
    told.speaks_for = {**before.speaks_for, **told.speaks_for}
    told.attributes = {
        who: {**before.attributes.get(who, {}), **told.attributes.get(who, {})}
        for who in [*before.attributes, *told.attributes]
    }
    roles: Roles = dict(told.roles.items())
    transcripts = [retold(one, roles) for one in transcripts]
    accounts = {
        name: replace(account, same={**account.same, **same.get(name, {})})
        for name, account in corpus.accounts.items()
    }
    settings, contradicted = set_together(corpus.settings, [book])
    known = replace(
        corpus,
        settings=settings,
        transcripts=tuple(transcripts),
        participants=told.participants(transcripts, before.declared),
        problems=(
            *corpus.problems,
            *book.problems,
            *contradicted,
            *problems,
            *told.problems,
            *(one for one in slips(transcripts) if one not in corpus.problems),
        ),
        accounts=with_told(accounts, told, roles_by_transcript(told.roles)),
    )
    return said_and_obeyed(known)


def _language(one: Transcript) -> str:
    return one.attributes.get("language", "")


def _of_frame(frame: pd.DataFrame) -> PeopleWorkbook:
    titles = tuple(map(str, frame.columns))
    rows = [
        (2 + number, tuple(map(cell_text, row.values())))
        for number, row in enumerate(frame.to_dict("records"))
    ]
    meant = set(map(_meaning, titles))
    kind = "speakers" if "speaker" in meant else "files"
    return _of_sheets(str(Message("the table")), {kind: [(1, titles), *rows]})


def _of_sheets(name: str, sheets: Mapping[str, Sequence[NumberedRow]]) -> PeopleWorkbook:
    found = {
        kind: _rows(name, kind, rows)
        for title, rows in sheets.items()
        if (kind := MEANT.get(plain_title(title))) in {"files", "speakers"}
    }
    settings, problems = next(
        (
            settings_of_rows(name, rows)
            for title, rows in sheets.items()
            if is_settings_sheet(title)
        ),
        (Settings(), []),
    )
    if not found:
        raise ReadError(
            Message(
                "{file}: no sheet is called {files} or {speakers}; the sheets are {sheets}. "
                "civic-qual look writes a workbook to fill in",
                file=name,
                files=quoted("files"),
                speakers=quoted("speakers"),
                sheets=enumerated(map(quoted, sheets), 8),
            )
        )
    nothing = KnownRows(name)
    return PeopleWorkbook(
        files=found.get("files", nothing),
        speakers=found.get("speakers", nothing),
        settings=settings,
        problems=tuple(problems),
    )


def _rows(file: str, kind: str, rows: Sequence[NumberedRow]) -> KnownRows:
    """Return the rows of a sheet by the meaning of their columns; what only shows is left out."""
    titles = [_meaning(title) for title in rows[0][1]]
    needed = ["transcript", "speaker"] if kind == "speakers" else ["transcript"]
    for one in needed:
        if one not in titles:
            raise ReadError(
                Message(
                    "{file}, sheet {sheet}: no column is called `{column}`; the columns are "
                    "{columns}",
                    file=file,
                    sheet=quoted(kind),
                    column=one,
                    columns=named_columns(rows[0][1]),
                )
            )
    twice = [one for one in titles if one not in {"", _SHOWN} and titles.count(one) > 1]
    if twice:
        raise ReadError(
            Message(
                "{file}, sheet {sheet}: two columns are called `{column}`; rename one, or take "
                "it out",
                file=file,
                sheet=quoted(kind),
                column=twice[0],
            )
        )
    told: list[Row] = []
    for _, cells in rows[1:]:
        row = {
            title: unguarded(cell).strip()
            for title, cell in zip(titles, cells, strict=False)
            if title and title != _SHOWN
        }
        stated = [value for title, value in row.items() if title not in needed]
        if any(stated):
            told.append(dict.fromkeys(needed, "") | row)
    return KnownRows(file, tuple(told))


def _meaning(title: str) -> str:
    """Return what a column means; any other title is the name of an attribute."""
    return MEANT.get(plain_title(title), " ".join(title.split()))
