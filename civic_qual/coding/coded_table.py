"""A table of codings as people keep it, checked cell by cell against corpus and codebook."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES, CODED_UNITS, Origin, Status
from civic_qual.coding.reading_codes import named_code
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.told_ids import told_ids
from civic_qual.errors import CodingError
from civic_qual.sheets.reading import Sheet, sheet_of_file

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("transcript", "start", "end", "code")
READ = (
    *REQUIRED,
    "kind",
    "unit",
    "coded_unit",
    "coder",
    "origin",
    "score",
    "status",
    "evidence",
    "memo",
    "time",
    "sample",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
)  # other columns are nobody's business here
_SHOWN = 10  # problems in one message
_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass
class CodedTable:
    """The rows of a table that are codings, those that are readings, and what is wrong.

    Cells are text, by title; `start` and `end` are numbers.
    """

    corpus: Corpus
    codebook: Codebook
    codings: list[dict[str, str]] = field(default_factory=list)
    readings: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, place: str, row: dict[str, str]) -> None:
        """Check a row and keep it as a coding or a reading."""
        row = {name: cell.strip() for name, cell in row.items()}
        name = unicodedata.normalize("NFC", row["transcript"])
        row["transcript"] = self._ids.get(name, name)
        is_reading = row.get("kind") == "reading" or (
            not row.get("kind") and row["code"].endswith(ALL_CODES)
        )
        wrong = (
            _withheld(row)
            or self._wrong_place(row)
            or self._wrong_code(row, is_reading)
            or _wrong_word(row, "origin", get_args(Origin))
            or _wrong_word(row, "status", get_args(Status))
            or _wrong_word(row, "unit", CODED_UNITS)
            or _wrong_word(row, "coded_unit", CODED_UNITS)
            or _wrong_word(row, "kind", ("coding", "reading"))
            or _wrong_score(row)
        )
        if wrong:
            self.problems.append(f"{place}: {wrong}")
        else:
            (self.readings if is_reading else self.codings).append(row)

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The transcripts by what a table may call them."""
        return told_ids(self.corpus.positions)

    def refuse_problems(self) -> None:
        """Raise one error that lists what is wrong."""
        if not self.problems:
            return
        more = len(self.problems) - _SHOWN
        lines = self.problems[:_SHOWN] + ([f"... and {more} more"] if more > 0 else [])
        raise CodingError("\n".join(lines))

    def _wrong_place(self, row: dict[str, str]) -> str:
        if row["transcript"] not in self.corpus.positions:
            known = ", ".join(list(self.corpus.positions)[:3])
            return f"no transcript {row['transcript']!r} in the corpus (there are {known}, ...)"
        transcript = self.corpus[row["transcript"]]
        if row.get("revision", "") not in ("", transcript.revision):
            return (
                f"made on another text of {transcript.id!r} (revision {row['revision']}, "
                f"now {transcript.revision}): its offsets would point elsewhere"
            )
        try:
            start, end = _whole(row["start"]), _whole(row["end"])
        except ValueError:
            return f"start {row['start']!r} and end {row['end']!r} are not whole numbers"
        if not 0 <= start < end <= len(transcript.text):
            return (
                f"{start} to {end} is no passage of {transcript.id!r}, "
                f"which has {len(transcript.text)} characters"
            )
        row["start"], row["end"] = str(start), str(end)
        return ""

    def _wrong_code(self, row: dict[str, str], is_reading: bool) -> str:
        if not row["code"] and not is_reading:
            return (
                "no code: delete the row, or write * if the passage was read and no code of "
                "the codebook was found in it"
            )
        codes = [named_code(name) for name in row["code"].split()] if is_reading else [row["code"]]
        unknown = [
            code
            for code in codes
            if code not in self.codebook and not (is_reading and code == ALL_CODES)
        ]
        if unknown:
            known = ", ".join(list(self.codebook.positions)[:3])
            return f"no code {unknown[0]!r} in the codebook (there are {known}, ...)"
        return ""


def coded_table(
    source: str | Path | pd.DataFrame, corpus: Corpus, codebook: Codebook
) -> CodedTable:
    """Read a file (csv, tsv, xlsx) or a frame of codings and check every row.

    Raises
    ------
    CodingError
        If a column is missing, or rows are wrong: up to ten are listed, with their lines.
    ReadError
        If the file cannot be read.
    """
    if not isinstance(source, str | Path) and not hasattr(source, "itertuples"):
        raise CodingError(
            f"codings are read from a file or a table, not from {source!r:.60}; give the path of "
            "a codings.csv, or a pandas DataFrame"
        )
    sheet = sheet_of_file(Path(source)) if isinstance(source, str | Path) else _of_frame(source)
    titles = [title.strip().lower() for title in sheet.titles]
    missing = [name for name in REQUIRED if name not in titles]
    if missing:
        raise CodingError(
            f"a table of codings needs the columns {', '.join(REQUIRED)}; "
            f"there is no {', '.join(missing)}"
        )
    _refuse_twice(titles)
    table = CodedTable(corpus, codebook)
    for number, cells in zip(sheet.lines or count(2), sheet.rows, strict=False):
        if any(cell.strip() for cell in cells):  # a spreadsheet leaves empty rows behind
            table.add(f"line {number}", dict(zip(titles, cells, strict=True)))
    table.refuse_problems()
    return table


def holds_codings(path: Path) -> bool:
    """Whether a file is a table of codings, and no transcript: it has the columns of one.

    Raises
    ------
    ReadError
        If it is a table that cannot be read.
    """
    if path.is_dir() or path.suffix.casefold() not in (".csv", ".tsv", ".xlsx"):
        return False
    titles = {title.strip().lower() for title in sheet_of_file(path).titles}
    return titles.issuperset(REQUIRED)


def _refuse_twice(titles: list[str]) -> None:
    twice = [title for title in dict.fromkeys(titles) if title in READ and titles.count(title) > 1]
    if twice:
        raise CodingError(
            f"there are several columns called {', '.join(twice)}: keep one of each, and delete "
            "or rename the others"
        )


def _of_frame(frame: pd.DataFrame) -> Sheet:
    cells = frame.astype(object).where(frame.notna(), "")
    rows = tuple(tuple(str(cell) for cell in row) for row in cells.itertuples(index=False))
    return Sheet(tuple(str(title) for title in frame.columns), rows)


def _whole(cell: str) -> int:
    """Read a whole number; spreadsheets and missing cells in a frame make `12.0` of it."""
    number = float(cell)
    if not number.is_integer():
        raise ValueError(cell)
    return int(number)


def _withheld(row: dict[str, str]) -> str:
    return (
        (
            "the codings were withheld, as this file may leave the study; read one that was "
            "written with --internal"
        )
        if row.get("kind") == "withheld"
        else ""
    )


def _wrong_word(row: dict[str, str], name: str, known: tuple[str, ...]) -> str:
    if row.get(name, "") in ("", *known):
        return ""
    return f"{name} {row[name]!r} is none of {', '.join(known)}"


def _wrong_score(row: dict[str, str]) -> str:
    score = row.get("score", "") or "1"
    if _NUMBER.fullmatch(score) and 0 <= float(score) <= 1:
        return ""
    return f"score {score!r} is no number from 0 to 1: write it like 0.75, or leave it empty"
