"""What is known of transcripts beside their text: `attributes.csv`, one row a transcript.

Any column is an attribute. `language` declares the language, and `translation_of` the
transcript this one translates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from civic_qual.bounded.files import read_file
from civic_qual.corpus.transcripts import Transcript
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.cells import cell_text

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, str]

_WITH_A_MEANING = frozenset({
    "transcript", "speaker", "participant", "role", "speaks_for", "language", "translation_of",
})  # fmt: skip


@dataclass(frozen=True)
class KnownRows:
    """The rows of a table about transcripts or participants, for messages with its name."""

    name: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def rows_of(table: str | Path | pd.DataFrame, name: str, encoding: str | None = None) -> KnownRows:
    """Read a table of attributes or participants: csv, tsv, xlsx, or a DataFrame.

    Raises
    ------
    ReadError
        If it cannot be read, or has no column called transcript (or speaker).
    """
    needed = ["transcript", "speaker"] if name == "participants" else ["transcript"]
    if isinstance(table, str | Path):
        known = _file_rows(Path(table), encoding)
    else:
        rows = [
            {_title(str(title)): cell_text(value) for title, value in row.items()}
            for row in table.to_dict("records")
        ]
        known = KnownRows(name, tuple(rows))
    titles = list(known.rows[0]) if known.rows else needed
    missing = [title for title in needed if title not in titles]
    if missing:
        raise ReadError(
            Message(
                "{file}: no column is called `{column}`; the columns are {columns}",
                file=known.name,
                column=missing[0],
                columns=enumerated(titles, 8),
            )
        )
    return known


def _file_rows(path: Path, encoding: str | None) -> KnownRows:
    from civic_qual.sheets.reading import csv_sheet, xlsx_sheet

    try:
        data = read_file(path)
        sheet = xlsx_sheet(data) if path.suffix.casefold() == ".xlsx" else csv_sheet(data, encoding)
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path.name, problem=error)) from None
    titles = [_title(title) for title in sheet.titles]
    twice = [title for title in titles if title and titles.count(title) > 1]
    if twice:
        raise ReadError(
            Message(
                "{file}: two columns are called `{column}`; rename one, or take it out",
                file=path.name,
                column=twice[0],
            )
        )
    rows = tuple(
        {title: cell.strip() for title, cell in zip(titles, row, strict=True) if title}
        for row in sheet.rows
    )
    return KnownRows(
        path.name, tuple(row for row in rows if any(row.values())), sheet.notes, sheet.problems
    )


def _title(title: str) -> str:
    """Return a column's title; the ones with a meaning are written small."""
    plain = title.strip().casefold()
    return plain if plain in _WITH_A_MEANING else title.strip()


def with_attributes(
    transcripts: Sequence[Transcript],
    known: KnownRows,
    *,
    complete: bool = True,
) -> tuple[list[Transcript], list[str]]:
    """Give transcripts the attributes of a table, which win over those of their files.

    Returns
    -------
    list of Transcript
    list of str
        Problems: rows that match no transcript (if the corpus is `complete`), or one a
        second time.
    """
    indexes = {one.id: index for index, one in enumerate(transcripts)}
    result = list(transcripts)
    problems: list[str] = []
    seen: set[str] = set()
    for row in known.rows:
        name = matching_id(row["transcript"], indexes)
        if name is None:
            if complete:
                problems.append(
                    Message(
                        "{file}: row {row} matches no transcript",
                        file=known.name,
                        row=quoted(row["transcript"]),
                    )
                )
        elif name in seen:
            problems.append(
                Message(
                    "{file}: two rows for {transcript}: the first counts",
                    file=known.name,
                    transcript=quoted(name),
                )
            )
        else:
            seen.add(name)
            result[indexes[name]] = _with(result[indexes[name]], row)
    return result, problems


def matching_id(written: str, ids: Iterable[str]) -> str | None:
    """Return the transcript id meant in a table: compared in NFC, with or without an ending."""
    name = normalize("NFC", written.strip())
    if name in ids:
        return name
    stem = name.rpartition(".")[0]
    return stem if stem and stem in ids else None


def _with(one: Transcript, row: Row) -> Transcript:
    fresh = {
        name: value
        for name, value in row.items()
        if value and name not in {"transcript", "translation_of"}
    }
    return replace(
        one,
        attributes={**one.attributes, **fresh},
        translation_of=row.get("translation_of") or one.translation_of,
    )
