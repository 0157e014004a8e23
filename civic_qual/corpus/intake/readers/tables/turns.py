"""Spreadsheets of turns (csv, tsv, xlsx): one row a turn, columns found by their titles.

A column with one and the same short value in every row is an attribute of the transcript, if
there are several rows: attributes are shown to others, and the words of an interview must not be.
Other columns that are not known are named in a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Document,
    ReadOptions,
    Utterance,
    built_document,
)
from civic_qual.corpus.people import role_named
from civic_qual.corpus.transcripts import Role
from civic_qual.errors import ReadError
from civic_qual.messages import Message, typed
from civic_qual.sheets.reading import (
    Sheet,
    column_kind,
    csv_sheet,
    named_columns,
    xlsx_sheet,
)

_NAMES_OF_INTERVIEWS = {
    "transcript",
    "transcript_id",
    "interview",
    "interview_id",
    "entretien",
    "document",
    "case",
}
_FEWEST_ROWS = 2  # in one row, every column has one and the same value
_LONGEST_ATTRIBUTE = 100  # characters


def read_csv(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a table with commas, semicolons or tabs between cells; one row a turn."""
    return document_of_rows(csv_sheet(data, options.encoding))


def read_xlsx(data: bytes, _options: ReadOptions = DEFAULTS) -> Document:
    """Read an Excel workbook: the first sheet that has a column of words, one row a turn."""
    return document_of_rows(xlsx_sheet(data))


def document_of_rows(sheet: Sheet) -> Document:
    """Build the transcript of a sheet."""
    columns = _columns(sheet)
    if "text" not in columns:
        raise ReadError(
            Message(
                "no column holds the words that were said: call one `text` (or `texte`); "
                "the columns are {columns}",
                columns=named_columns(sheet.titles),
            )
        )
    rows = [row for row in sheet.rows if row[columns["text"]].strip()]
    _refuse_several(sheet.titles, rows, columns["text"])
    attributes, left_out = _attributes(sheet.titles, rows, columns)
    document = built_document(
        _utterances(rows, columns, "language" in attributes),
        attributes,
        _participants(rows, columns),
        (*sheet.notes, *left_out),
    )
    return replace(document, problems=sheet.problems)


def _refuse_several(titles: Sequence[str], rows: Sequence[Sequence[str]], text: int) -> None:
    for index, title in enumerate(titles):
        plain = title.casefold().strip().replace(" ", "_").replace("-", "_")
        several = {row[index].strip() for row in rows} - {""}
        if plain in _NAMES_OF_INTERVIEWS and index != text and len(several) > 1:
            raise ReadError(
                Message(
                    "the column `{column}` names {n} interviews: save each as a file of "
                    "its own{frame}",
                    frame=typed(
                        Message(", or read the table with pandas and Corpus.from_frame"), ""
                    ),
                    column=title,
                    n=len(several),
                )
            )


def _columns(sheet: Sheet) -> dict[str, int]:
    """Return the place of each known kind of column; of two of a kind, the first."""
    places: dict[str, int] = {}
    for place, title in enumerate(sheet.titles):
        kind = column_kind(title)
        if kind:
            places.setdefault(kind, place)
    if (
        "text" not in places
        and "transcript" in places
        and len({row[places["transcript"]] for row in sheet.rows}) > 1
    ):
        places["text"] = places.pop("transcript")  # some programs call the words so
    stand_ins = [places[kind] for kind in ("participant", "role") if kind in places]
    return {"speaker": stand_ins[0], **places} if stand_ins else places


def _utterances(
    rows: Sequence[Sequence[str]], columns: dict[str, int], one_language: bool
) -> Iterator[Utterance]:
    def cell(row: Sequence[str], kind: str) -> str:
        return row[columns[kind]].strip() if kind in columns else ""

    for row in rows:
        role: Role = role_named(cell(row, "role")) or "unknown"
        yield Utterance(
            speaker=cell(row, "speaker").rstrip(": "),
            words=cell(row, "text"),
            role=role,
            language="" if one_language else cell(row, "language").casefold(),
            seconds=_time(cell(row, "time")),
        )


def _time(value: str) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        return seconds(value)


def _attributes(
    titles: Sequence[str], rows: Sequence[Sequence[str]], columns: dict[str, int]
) -> tuple[dict[str, str], list[str]]:
    """Return the attributes among the columns left over, and notes on what is none."""
    constant: dict[str, str] = {}
    varying: list[str] = []
    doubtful: list[str] = []
    used = {place for kind, place in columns.items() if kind != "language"}
    for place, title in enumerate(titles):
        values = {row[place].strip() for row in rows}
        language = place == columns.get("language")
        if place in used or not title or values <= {""}:
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


def _participants(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> dict[str, str]:
    if "participant" not in columns or columns["participant"] == columns.get("speaker"):
        return {}
    found: dict[str, str] = {}
    for row in rows:
        speaker = row[columns["speaker"]].strip().rstrip(": ")
        if row[columns["participant"]].strip():
            found.setdefault(speaker, row[columns["participant"]].strip())
    return found
