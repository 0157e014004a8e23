"""Codings from files, and what their coders have read: `read_codings`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from civic_qual.codebook.model import Codebook
from civic_qual.coding.arguments import need_codebook, need_corpus
from civic_qual.coding.coded_table import CodedTable, coded_table
from civic_qual.coding.codings import (
    ALL_CODES,
    CODED_UNITS,
    CodedUnit,
    Codings,
)
from civic_qual.coding.columns import ReadingColumns, coding_columns, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.labels import positions_of
from civic_qual.coding.reading_codes import considered_codes
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    import pandas as pd

Coverage = Literal["whole_transcripts", "coded_only"]
_Row = dict[str, str]

# What a plain table of people leaves out.
_DEFAULTS = {
    "coder": "human",
    "origin": "human",
    "status": "accepted",
    "score": "1",
    "evidence": "",
    "time": "",
    "sample": "",
}


def read_codings(
    source: str | Path | pd.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    coverage: Coverage = "whole_transcripts",
    unit: CodedUnit = "turn",
) -> Codings:
    """Read codings made by people, or written by this library, and what was read for them.

    Parameters
    ----------
    source
        A `codings.csv`, or any table (csv, tsv, xlsx, frame) with the columns transcript,
        start, end and code; coder, origin, status, score and evidence (or memo) are taken if
        present. Offsets count characters of the transcript's text, end exclusive. Rows of kind
        `reading`, or with the code `*`, say what was read, and for which codes: `*` for all,
        `plan.*` for plan and everything below it, `plan` for plan alone; several with a space
        between them.
    corpus, codebook
        What was coded, and by what.
    coverage
        What coders without reading rows have read: every transcript in which they coded
        something, from beginning to end, or only the turns they coded in.
    unit
        What people coded as a whole; finer units will not be counted. "word" if they marked
        passages freely. Reading rows with a coded_unit, or else a unit, overrule it.

    Raises
    ------
    CodingError
        If rows do not fit the corpus or the codebook; they are listed with their lines.
    ReadError
        If the file cannot be read.
    """
    need_corpus(corpus)
    need_codebook(codebook)
    if coverage not in ("whole_transcripts", "coded_only"):
        raise CodingError(f'coverage={coverage!r} is neither "whole_transcripts" nor "coded_only"')
    if unit not in CODED_UNITS:
        raise CodingError(f"unit={unit!r} is none of {', '.join(CODED_UNITS)}")
    table = coded_table(source, corpus, codebook)
    codings = [
        _DEFAULTS | {name: cell for name, cell in row.items() if cell} for row in table.codings
    ]
    coded, order = coding_columns(
        **_columns(codings, table),
        code=positions_of((row["code"] for row in codings), codebook.positions),
        score=[float(row["score"]) for row in codings],
        status=[row["status"] for row in codings],
    )
    evidence = TextEvidence(tuple(_reason(codings[place]) for place in order.tolist()))
    return Codings(corpus, codebook, coded, _readings(table, codings, coverage, unit), evidence)


def _reason(row: _Row) -> str:
    return row["evidence"] or row.get("memo", "")


def _columns(rows: list[_Row], table: CodedTable) -> dict[str, Any]:
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
    table: CodedTable, codings: list[_Row], coverage: Coverage, unit: CodedUnit
) -> ReadingColumns:
    """Return the readings of the table, and for coders who have none what coverage says."""
    told = [
        _DEFAULTS
        | {name: cell for name, cell in row.items() if cell}
        | {"codes": considered_codes(row["code"], table.codebook)}
        for row in table.readings
    ]
    silent = {row["coder"] for row in codings} - {row["coder"] for row in told}
    meant = _meant([row for row in codings if row["coder"] in silent], coverage, table.corpus)
    rows = [*told, *meant]
    return reading_columns(
        **_columns(rows, table),
        unit=[row.get("coded_unit") or row.get("unit") or unit for row in rows],
        codes=[row["codes"] for row in rows],
        sample=[row["sample"] for row in rows],
    )


def _meant(codings: Iterable[_Row], coverage: Coverage, corpus: Corpus) -> list[_Row]:
    """Return one reading a coder and passage that the codings speak for."""
    found: dict[tuple[str, ...], _Row] = {}
    for row in codings:
        for start, end in _read_around(row, coverage, corpus):
            key = (row["coder"], row["origin"], row["transcript"], str(start))
            found[key] = {
                **{name: row[name] for name in ("transcript", "coder", "origin", "time")},
                "start": str(start),
                "end": str(end),
                "codes": ALL_CODES,
                "sample": "",
            }
    return list(found.values())


def _read_around(row: _Row, coverage: Coverage, corpus: Corpus) -> Iterator[tuple[int, int]]:
    transcript = corpus[row["transcript"]]
    if coverage == "whole_transcripts":
        yield 0, len(transcript.text)
        return
    for turn in transcript.turns:
        if turn.start < int(row["end"]) and int(row["start"]) < turn.end:
            yield turn.start, turn.end
