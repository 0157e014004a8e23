"""Codings from files, and what their coders have read: `read_codings`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from civic_qual.calls import helpful
from civic_qual.codebook.fields import COLUMN, json_of_fields, written_fields
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import (
    CODED_UNITS,
    CodedUnit,
    Codings,
)
from civic_qual.coding.columns import (
    NOT_KNOWN,
    SHOWN_TO_READERS,
    Origin,
    ReadingColumns,
    Status,
    coding_columns,
    positions_of,
    reading_columns,
)
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.files.coverage import (
    OF_ALL,
    Coverage,
    Row,
    assumed,
    meant_by,
    with_defaults,
)
from civic_qual.coding.readings import ALL_CODES, named_code, unabridged_codes
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, lines, message_of, quoted
from civic_qual.sheets.ids import Ids
from civic_qual.sheets.reading import Sheet, sheet_of_file, unguarded
from civic_qual.texts import unaccented

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
    "shown",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
)  # and `field.` columns; others are nobody's business here
_DRAWN = ("transcript", "start", "end", "sample")  # of a sample: to be coded
_FRENCH = {
    "codeur": "coder",
    "codeuse": "coder",
    "entretien": "transcript",
    "transcription": "transcript",
    "debut": "start",
    "fin": "end",
}
_OF_CODINGS = ("start", "end", "code")
_READ_WHOLE = {"start": "", "end": "", "code": ALL_CODES}
_ITS_WORDS = ("text", "passage")  # columns that hold the words of a passage, if there are any
# What programs put in the place of typed quotes and dashes.
_TYPED_AS = {'"': "“”„«»", "'": "’‘ʼ´`", "-": "–—‑"}
_AS_TYPED = str.maketrans(
    {sign: key for key, signs in _TYPED_AS.items() for sign in signs} | {"…": "..."}
)
_TYPINGS = {key: f"[{signs}{key}]" for key, signs in _TYPED_AS.items()}
_NEARBY = 500  # characters: words that stand no farther from where they should are moved there
_SHOWN = 10  # problems in one message
_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(kw_only=True)
class CodedTable:
    """The rows of a table that are codings, those that are readings, and what is wrong.

    Cells are text, by title; `start` and `end` are numbers.
    """

    corpus: Corpus
    codebook: Codebook
    codings: list[dict[str, str]] = field(default_factory=list)
    readings: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, line: int, row: dict[str, str]) -> None:
        """Check a row, of a line of the file, and keep it as a coding or a reading."""
        row = {name: cell.strip() for name, cell in row.items()}
        name = row["transcript"]
        row["transcript"] = self._ids.meant(name) or name
        is_reading = row.get("kind") == "reading" or (
            not row.get("kind") and row["code"].endswith(ALL_CODES)
        )
        wrong = (
            _withheld(row)
            or self._wrong_span(row)
            or self._wrong_words(line, row)
            or self._wrong_code(row, is_reading)
            or _wrong_word(row, "origin", get_args(Origin))
            or _wrong_word(row, "status", get_args(Status))
            or _wrong_word(row, "unit", CODED_UNITS)
            or _wrong_word(row, "coded_unit", CODED_UNITS)
            or _wrong_word(row, "kind", ("coding", "reading"))
            or _wrong_word(row, "shown", SHOWN_TO_READERS)
            or self._wrong_fields(row, is_reading)
            or _wrong_score(row)
        )
        if wrong:
            self.problems.append(Message("line {line}: {problem}", line=line, problem=wrong))
        else:
            (self.readings if is_reading else self.codings).append(row)

    @cached_property
    def _ids(self) -> Ids:
        """The transcripts by what a table may call them."""
        return Ids(self.corpus.positions)

    def refuse_problems(self) -> None:
        """Raise one error that lists what is wrong."""
        if not self.problems:
            return
        more = len(self.problems) - _SHOWN
        cut = [Message("... and {more} more", more=more)] if more > 0 else []
        raise CodingError(lines([*self.problems[:_SHOWN], *cut]))

    def _wrong_span(self, row: dict[str, str]) -> str:
        if row["transcript"] not in self.corpus.positions:
            return Message(
                "no transcript {transcript} in the corpus (there are {known}, ...)",
                transcript=quoted(row["transcript"]),
                known=enumerated(list(self.corpus.positions)[:3]),
            )
        transcript = self.corpus[row["transcript"]]
        if row.get("revision", "") not in ("", transcript.revision):
            return Message(
                "made on another text of {transcript} (revision {revision}, now {now}): "
                "its offsets would point elsewhere",
                transcript=quoted(transcript.id),
                revision=row["revision"],
                now=transcript.revision,
            )
        if row["code"].endswith(ALL_CODES) and not row["start"] and not row["end"]:
            row |= {"start": "0", "end": str(len(transcript.text)), OF_ALL: "yes"}
        try:
            start, end = _whole(row["start"]), _whole(row["end"])
        except ValueError:
            return Message(
                "start {start} and end {end} are not whole numbers",
                start=quoted(row["start"]),
                end=quoted(row["end"]),
            )
        if not 0 <= start < end <= len(transcript.text):
            return Message(
                "{start} to {end} is no passage of {transcript}, which has {size} characters",
                start=start,
                end=end,
                transcript=quoted(transcript.id),
                size=len(transcript.text),
            )
        row["start"], row["end"] = str(start), str(end)
        return ""

    def _wrong_words(self, line: int, row: dict[str, str]) -> str:
        """Hold a row to the words that it brings; move it if they stand nearby."""
        words = next((row[name] for name in _ITS_WORDS if row.get(name)), "")
        text = self.corpus[row["transcript"]].text
        start, end = int(row["start"]), int(row["end"])
        if not words or _same_words(words, text[start:end]):
            return ""
        found = _nearest(text, words, start, end - start)
        if found is None:
            return Message(
                "the words of the row are not those at {start} to {end} of {transcript}, and "
                "stand nowhere near: were they coded in another version of it?",
                start=start,
                end=end,
                transcript=quoted(row["transcript"]),
            )
        row["start"], row["end"] = map(str, found)
        self.notes.append(
            Message(
                "line {line}: its words do not stand at {start} to {end}, but at {first} to "
                "{last}: moved there",
                line=line,
                start=start,
                end=end,
                first=found[0],
                last=found[1],
            )
        )
        return ""

    def _wrong_code(self, row: dict[str, str], is_reading: bool) -> str:
        if not row["code"] and not is_reading:
            return Message(
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
            return Message(
                "no code {code} in the codebook (there are {known}, ...)",
                code=quoted(unknown[0]),
                known=enumerated(list(self.codebook.positions)[:3]),
            )
        return ""

    def _wrong_fields(self, row: dict[str, str], is_reading: bool) -> str:
        if is_reading:
            return ""
        try:
            written_fields(fields_said(row), self.codebook, row["code"])
        except CodingError as error:
            return message_of(error)
        return ""


def _same_words(words: str, written: str) -> bool:
    """Whether a row brings the words of a passage, or how it begins, as a cell shows it."""
    told, there = _squeezed(words), _squeezed(written)
    return told == there or (_is_cut(told) and there.startswith(told.rstrip(". ")))


def _squeezed(words: str) -> str:
    """Return words as they are compared: quotes, dashes, capitals and spaces do not count."""
    plain = unicodedata.normalize("NFC", unguarded(words)).translate(_AS_TYPED).casefold()
    return " ".join(plain.split()).strip("\"'")


def _is_cut(words: str) -> bool:
    return words.endswith("...") and bool(words.strip(". "))


def _nearest(text: str, words: str, start: int, size: int) -> tuple[int, int] | None:
    """Return where words stand nearest to a place; of a passage cut short, with its own size."""
    told = _squeezed(words)
    cut = _is_cut(told)
    pattern = r"\s+".join(map(_any_typing, (told.rstrip(". ") if cut else told).split()))
    if not pattern:
        return None
    first = max(0, start - _NEARBY)
    around = re.compile(pattern, re.IGNORECASE).finditer(
        text, first, start + _NEARBY + len(words) + 1
    )
    spans = [match.span() for match in around]
    found = min(spans, key=lambda span: abs(span[0] - start), default=None)
    if found and cut:
        return found[0], max(found[1], min(found[0] + size, len(text)))
    return found


def _any_typing(word: str) -> str:
    """Return a pattern of a word with the quotes and dashes of any keyboard."""
    return "".join(_TYPINGS.get(letter) or re.escape(letter) for letter in word)


def fields_said(row: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says in its `field.` columns."""
    return {
        name.removeprefix(COLUMN): cell
        for name, cell in row.items()
        if name.startswith(COLUMN) and cell
    }


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
    sheet = sheet_of_file(Path(source)) if isinstance(source, str | Path) else _of_frame(source)
    titles = _titles(sheet)
    # A sheet that says only who has read what.
    only_read = {"transcript", "coder"}.issubset(titles) and not set(_OF_CODINGS) & set(titles)
    missing = [name for name in REQUIRED if name not in titles]
    if missing and not only_read:
        raise CodingError(
            Message(
                "a table of codings needs the columns {columns}; there is no {missing}",
                columns=enumerated(REQUIRED),
                missing=enumerated(missing),
            )
        )
    _refuse_twice(titles)
    table = CodedTable(corpus=corpus, codebook=codebook)
    for number, cells in zip(sheet.lines or count(2), sheet.rows, strict=False):
        if any(cell.strip() for cell in cells):  # a spreadsheet leaves empty rows behind
            row = dict(zip(titles, cells, strict=True))
            table.add(number, row | dict(_READ_WHOLE if only_read else {}))
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
    titles = set(_titles(sheet_of_file(path)))
    return titles.issuperset(REQUIRED) or titles.issuperset(_DRAWN)


def _titles(sheet: Sheet) -> list[str]:
    """Return the titles of columns in small letters; those that have a French one by its name."""
    own = [title.strip().lower() for title in sheet.titles]
    meant = [_FRENCH.get(unaccented(title), title) for title in own]
    return [
        title if name in own or meant.count(name) > 1 else name
        for title, name in zip(own, meant, strict=True)
    ]


def _refuse_twice(titles: list[str]) -> None:
    twice = [title for title in dict.fromkeys(titles) if title in READ and titles.count(title) > 1]
    if twice:
        raise CodingError(
            Message(
                "there are several columns called {names}: keep one of each, and delete "
                "or rename the others",
                names=enumerated(twice),
            )
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
    if row.get("kind") != "withheld":
        return ""
    return Message(
        "the codings were withheld, as this file may leave the study; read one that was "
        "written with --internal"
    )


def _wrong_word(row: dict[str, str], name: str, known: tuple[str, ...]) -> str:
    if row.get(name, "") in ("", *known):
        return ""
    return Message(
        "{column} {value} is none of {known}",
        column=name,
        value=quoted(row[name]),
        known=enumerated(known),
    )


def _wrong_score(row: dict[str, str]) -> str:
    score = row.get("score", "") or "1"
    if _NUMBER.fullmatch(score) and 0 <= float(score) <= 1:
        return ""
    return Message(
        "score {score} is no number from 0 to 1: write it like 0.75, or leave it empty",
        score=quoted(score),
    )


@helpful
def read_codings(
    source: str | Path | pd.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    *,
    coverage: Coverage | Path | pd.DataFrame | None = None,
    unit: CodedUnit = "turn",
) -> Codings:
    """Read codings made by people, or written by this library, and what was read for them.

    Parameters
    ----------
    source
        A `codings.csv`, or any table (csv, tsv, xlsx, frame) with the columns transcript,
        start, end and code; coder, origin, status, score and evidence (or memo) are taken if
        present. A row that brings its words (text, or passage) is held to them: it is moved if
        they stand nearby, as `notes` says, and refused if not. Offsets count characters of the
        transcript's text, end exclusive. Rows of kind `reading`, or with the code `*`, say what
        was read, and for which codes: `*` for all, `plan.*` for plan and everything below it,
        `plan` for plan alone; several with a space between them; `shown` says what the reader saw
        of other codings. With `start` and `end` left empty, a row `*` says that the coder has read
        the whole transcript; and so does every row of a table with only transcript and coder.
    corpus, codebook
        What was coded, and by what.
    coverage
        What coders have read of whom no row says where they began and ended: every transcript in
        which they coded something, from beginning to end ("whole_transcripts"), only the turns
        they coded in ("coded_only"), or all transcripts, also those in which they found nothing
        ("all_transcripts"). Transcripts of rows without `start` and `end` come on top; and so do
        those of a table given here instead, with the columns transcript and coder. None takes
        whole transcripts, and a study that keeps a sample or assignments refuses what was only
        taken so: there nobody reads whole transcripts unless it is said.
    unit
        What people coded as a whole; finer units will not be counted. "word" if they marked
        passages freely. Reading rows with a coded_unit, or else a unit, overrule it.

    Raises
    ------
    CodingError
        If rows do not fit the corpus or the codebook; they are listed with their lines.
    ReadError
        If the file cannot be read.

    See Also
    --------
    Codings.to_csv : The way to a file.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> corpus, codebook = cq.example_corpus(), cq.example_codebook()
    >>> table = pd.DataFrame({"transcript": [corpus.transcripts[0].id], "start": [0], "end": [9],
    ...                       "code": ["plan"], "coder": ["Awa"]})
    >>> read_codings(table, corpus, codebook)
    Codings(1 codings and 1 readings by Awa)
    """
    if isinstance(coverage, str) and coverage not in get_args(Coverage):
        raise CodingError(
            Message(
                "coverage={coverage} is none of {known}",
                coverage=quoted(coverage),
                known=enumerated(get_args(Coverage)),
            )
        )
    if unit not in CODED_UNITS:
        raise CodingError(
            Message(
                "unit={unit} is none of {units}",
                unit=quoted(unit),
                units=enumerated(CODED_UNITS),
            )
        )
    table = coded_table(source, corpus, codebook)
    if coverage is not None and not isinstance(coverage, str):
        table.readings += coded_table(coverage, corpus, codebook).readings
    codings = [with_defaults(row) for row in table.codings]
    coded, order = coding_columns(
        **_columns(codings, table),
        code=positions_of((row["code"] for row in codings), codebook.positions),
        score=[float(row["score"]) for row in codings],
        status=[row["status"] for row in codings],
        fields=[json_of_fields(fields_said(row)) for row in codings],
    )
    evidence = TextEvidence(tuple(_reason(codings[row]) for row in order.tolist()))
    told = [with_defaults(row) for row in table.readings]
    taken: Coverage = coverage if isinstance(coverage, str) else "whole_transcripts"
    meant = meant_by(codings, told, taken, corpus)
    return Codings(
        corpus=corpus,
        codebook=codebook,
        coded=coded,
        read=_readings(table, told, meant, unit),
        evidence=evidence,
        notes=tuple(table.notes),
        assumed=assumed(told, meant) if coverage is None else (),
    )


def _reason(row: Row) -> str:
    return row["evidence"] or row.get("memo", "")


def _columns(rows: list[Row], table: CodedTable) -> dict[str, Any]:
    """Return the columns that codings and readings have in common."""
    own = {
        "rules_fingerprint": table.codebook.rules_fingerprint,
        "content_fingerprint": table.codebook.content_fingerprint,
    }
    return {
        "transcript": positions_of((row["transcript"] for row in rows), table.corpus.positions),
        "start": [int(row["start"]) for row in rows],
        "end": [int(row["end"]) for row in rows],
        **{name: [row[name] for row in rows] for name in ("coder", "origin", "time")},
        **{name: [row.get(name) or default for row in rows] for name, default in own.items()},
    }


def _readings(
    table: CodedTable, told: list[Row], meant: list[Row], unit: CodedUnit
) -> ReadingColumns:
    """Return the readings of the table, and those that are meant."""
    written = {row["code"] for row in table.readings}  # few, of thousands of readings
    codes = {one: unabridged_codes(one, table.codebook) for one in written}
    rows = [*(row | {"codes": codes[row.get("code", "")]} for row in told), *meant]
    return reading_columns(
        **_columns(rows, table),
        unit=[row.get("coded_unit") or row.get("unit") or unit for row in rows],
        codes=[row["codes"] for row in rows],
        sample=[row["sample"] for row in rows],
        shown=[row.get("shown") or NOT_KNOWN for row in rows],
    )
