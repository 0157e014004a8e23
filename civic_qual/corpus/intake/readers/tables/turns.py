"""Spreadsheets of turns: a row a turn, or a row a question and its answer.

A speaker cell that is empty, or was merged with the one above, means that the speaker goes on.
Names that stand for one person (`Ada Lund`, then `AL`) are one. A remark in brackets above the
first speaker is nobody's. A column with one and the same short value in every row is an attribute
of the transcript, if there are several rows: attributes are shown to others, and the words of an
interview must not be. Other columns that are not known are named in a note. Where a column names
the interview of each row, each interview is a transcript of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.people import persons_named
from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.intake.readers.document import Document, Part, Utterance, built_document
from civic_qual.corpus.intake.readers.documents.columns import title_kind
from civic_qual.corpus.intake.readers.subtitles.pieces import words_of_nobody
from civic_qual.corpus.intake.readers.tables.grids import Row
from civic_qual.corpus.intake.readers.tables.holdings import Holdings, interview_column
from civic_qual.corpus.people import role_named, role_of_label
from civic_qual.messages import Message
from civic_qual.sheets.reading import named_columns

_FEWEST_ROWS = 2  # in one row, every column has one and the same value
_LONGEST_ATTRIBUTE = 100  # characters
_AS_MANY_WORDS = 0.3  # of the words of the column read: another one may be what was said
_ASKER, _ANSWERER = "Interviewer", "Respondent"
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_UNNAMED = frozenset({"", "-", "–", "—", '"', "''", "〃", "idem", "id.", "ditto"})


def document_of_turns(rows: Sequence[Row], holdings: Holdings) -> Document:
    """Build the transcript of a sheet, or one of each interview in it."""
    below = [row for row in rows[holdings.head :] if _has_words(row, holdings)]
    column = interview_column(holdings, below)
    if column is None:
        return _document(below, holdings)
    interviews: dict[str, list[Row]] = {}
    name = ""
    for row in below:
        name = row[column] or name
        interviews.setdefault(name, []).append(row)
    parts = [
        Part(name, _document(some, holdings, apart=column), own_name=bool(name))
        for name, some in interviews.items()
    ]
    return Document(text="", turns=(), parts=tuple(parts))


def _has_words(row: Row, holdings: Holdings) -> bool:
    kinds = ("question", "answer") if holdings.asks_and_answers else ("words",)
    return any(holdings.cell(row, kind) for kind in kinds)


def _document(rows: Sequence[Row], holdings: Holdings, apart: int | None = None) -> Document:
    attributes, left_out = _attributes(rows, holdings, apart)
    written = _speakers(rows, holdings)
    person, unclear = persons_named([name for name, _ in written if name])
    speakers = [(person.get(name, name), goes_on) for name, goes_on in written]
    document = built_document(
        _utterances(rows, holdings, speakers, one_language="language" in attributes),
        attributes,
        _participants(rows, holdings, speakers),
        tuple(left_out),
        doubts=(*_doubts(rows, holdings, speakers), *unclear),
    )
    aliases = {name.casefold(): one for name, one in person.items() if name != one}
    return replace(document, aliases=aliases)


# Who says what


def _speakers(rows: Sequence[Row], holdings: Holdings) -> list[tuple[str, bool]]:
    """Return the speaker of each row, and whether it is the one of the row above."""
    found: list[tuple[str, bool]] = []
    for row in rows:
        name = holdings.cell(row, "speaker").rstrip(": ")
        goes_on = name in _UNNAMED and bool(found)
        found.append((found[-1][0], True) if goes_on else (name, False))
    return found


def _utterances(
    rows: Sequence[Row],
    holdings: Holdings,
    speakers: Sequence[tuple[str, bool]],
    *,
    one_language: bool,
) -> Iterator[Utterance]:
    role = ""
    for row, (speaker, goes_on) in zip(rows, speakers, strict=True):
        role = holdings.cell(row, "role") or (role if goes_on else "")
        language = "" if one_language else holdings.cell(row, "language").casefold()
        time = _time(holdings.cell(row, "time"))
        if not holdings.asks_and_answers:
            yield Utterance(
                speaker=None if _is_remark(holdings, row, speaker) else speaker,
                words=holdings.cell(row, "words"),
                role=role_named(role) or "unknown",
                language=language,
                seconds=time,
            )
            continue
        asker, answerer = _sides(holdings)
        asked, answered = holdings.cell(row, "question"), holdings.cell(row, "answer")
        if asked:
            yield Utterance(asker, asked, "interviewer", language, time)
        if answered:
            yield Utterance(
                speaker or answerer, answered, "respondent", language, None if asked else time
            )


def _is_remark(holdings: Holdings, row: Row, speaker: str) -> bool:
    """Whether a transcriber wrote a row, above the first one that names who speaks."""
    nobody = "speaker" in holdings.places and not speaker
    return nobody and bool(_REMARK.fullmatch(holdings.cell(row, "words")))


def _sides(holdings: Holdings) -> tuple[str, str]:
    """Return what to call those who ask and answer: by the titles of their columns, if roles."""
    titles = [
        holdings.titles[holdings.places[kind]] if kind in holdings.places else ""
        for kind in ("question", "answer")
    ]
    roles = [None if title_kind(title) else role_of_label(title) for title in titles]
    return (
        titles[0] if roles[0] == "interviewer" else _ASKER,
        titles[1] if roles[1] == "respondent" else _ANSWERER,
    )


def _time(value: str) -> float | None:
    try:
        number = float(value) if value else None
    except ValueError:
        return seconds(value)
    return number if number is not None and 0 <= number < 1e9 else None


def _participants(
    rows: Sequence[Row], holdings: Holdings, speakers: Sequence[tuple[str, bool]]
) -> dict[str, str]:
    places = holdings.places
    if "participant" not in places or places["participant"] == places.get("speaker"):
        return {}
    found: dict[str, str] = {}
    for row, (speaker, _) in zip(rows, speakers, strict=True):
        if name := holdings.cell(row, "participant"):
            found.setdefault(speaker, name)
    return found


# Other columns


def _attributes(
    rows: Sequence[Row], holdings: Holdings, apart: int | None
) -> tuple[dict[str, str], list[str]]:
    """Return the attributes among the columns left over, and notes on what is none."""
    constant: dict[str, str] = {}
    varying: list[str] = []
    doubtful: list[str] = []
    used = {place for kind, place in holdings.places.items() if kind not in {"language", "aside"}}
    for place, title in enumerate(holdings.titles):
        values = {row[place] for row in rows}
        language = place == holdings.places.get("language")
        if place in used or place == apart or not title or values <= {""}:
            continue
        if len(values) > 1:
            varying += [] if language else [title]
        elif len(rows) < _FEWEST_ROWS or len(next(iter(values))) > _LONGEST_ATTRIBUTE:
            doubtful += [] if language else [title]
        else:
            constant["language" if language else title] = values.pop()
    return constant, list(_left_out(varying, doubtful))


def _left_out(varying: Sequence[str], doubtful: Sequence[str]) -> Iterator[str]:
    if varying:
        yield Message(
            "columns that differ from row to row were left out: {columns}",
            columns=named_columns(varying, 20),
        )
    if doubtful:
        yield Message(
            "columns that may hold words of the interview were left out (the table has one row, "
            "or the value more than {most} characters): {columns}; "
            "put attributes into attributes.csv",
            most=_LONGEST_ATTRIBUTE,
            columns=named_columns(doubtful, 20),
        )


# What is doubtful


def _doubts(
    rows: Sequence[Row], holdings: Holdings, speakers: Sequence[tuple[str, bool]]
) -> Iterator[Doubt]:
    if "speaker" in holdings.places and (on := sum(goes_on for _, goes_on in speakers)):
        yield Doubt(
            Message.plural(
                "{n} row names no speaker: the one above goes on",
                "{n} rows name no speaker: the one above goes on",
                n=on,
            ),
            "told",
        )
    if not holdings.asks_and_answers and any(name for name, _ in speakers):
        yield from _about_nobodys_words(rows, holdings, speakers)
    if not holdings.by_title:
        yield _by_cells(holdings)
    if holdings.by_names:
        yield Doubt(
            Message(
                "no title says who speaks: the column {column} is taken for it, by the names in "
                "it. Is it?",
                column=named_columns([holdings.titles[holdings.places["speaker"]] or "(?)"]),
            )
        )
    if "speaker" not in holdings.places and not holdings.asks_and_answers:
        yield Doubt(
            Message("no column tells who speaks: every row is a turn of an unnamed speaker")
        )
    if holdings.asks_and_answers:
        yield Doubt(Message("the column of questions is taken for the interviewer's words"), "told")
    read = {holdings.places.get(kind) for kind in ("words", "question", "answer")}
    words = [sum(len(row[place].split()) for row in rows) for place in range(len(holdings.titles))]
    enough = _AS_MANY_WORDS * sum(words[place] for place in read if place is not None)
    full = [
        title or str(place + 1)
        for place, title in enumerate(holdings.titles)
        if words[place] > max(enough, len(rows)) and place not in holdings.places.values()
    ]
    if full:
        yield Doubt(
            Message(
                "columns that hold words, too, were not read: {columns}",
                columns=named_columns(full),
            )
        )


def _about_nobodys_words(
    rows: Sequence[Row], holdings: Holdings, speakers: Sequence[tuple[str, bool]]
) -> Iterator[Doubt]:
    words = [len(holdings.cell(row, "words").split()) for row in rows]
    nobodys = sum(
        number
        for row, number, (name, _) in zip(rows, words, speakers, strict=True)
        if not name and not _is_remark(holdings, row, name)
    )
    if nobodys:
        yield words_of_nobody(nobodys, sum(words))


def _by_cells(holdings: Holdings) -> Doubt:
    """Say which columns were taken for what by their cells, since no title tells."""
    named = {
        kind: holdings.titles[place] if holdings.titles[place] else f"({place + 1})"
        for kind, place in holdings.places.items()
        if kind in {"speaker", "words", "question", "answer"}
    }
    return Doubt(
        Message(
            "no title tells which column holds the words: taken by what stands in them, {columns}",
            columns=named_columns(named.values()),
        ),
        "told",
    )
