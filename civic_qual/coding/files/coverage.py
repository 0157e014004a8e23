"""What coders have read of whom no row says it: what their codings are taken to speak for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from civic_qual.coding.blind import most_seen
from civic_qual.coding.readings import ALL_CODES

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

Coverage = Literal["whole_transcripts", "coded_only", "all_transcripts"]
Row: TypeAlias = dict[str, str]  # the cells of a row, by the titles of columns
OF_ALL = "of all"  # marks a row that says of a whole transcript that it was read

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


def with_defaults(row: Mapping[str, str]) -> Row:
    """Return a row with what it leaves out."""
    return _DEFAULTS | {name: cell for name, cell in row.items() if cell}


def assumed(told: Sequence[Row], meant: Sequence[Row]) -> tuple[str, ...]:
    """Return the people of whom a reading is meant that no row tells of."""
    whole = {(row["coder"], row["transcript"]) for row in told if OF_ALL in row}
    return tuple(
        sorted(
            {
                row["coder"]
                for row in meant
                if row["origin"] == "human" and (row["coder"], row["transcript"]) not in whole
            }
        )
    )


def meant_by(
    codings: Sequence[Row], told: Sequence[Row], coverage: Coverage, corpus: Corpus
) -> list[Row]:
    """Return the readings that codings speak for, of coders of whom no row tells a passage."""
    silent = {row["coder"] for row in codings} - {row["coder"] for row in told if OF_ALL not in row}
    found: dict[tuple[str, ...], Row] = {}
    for row in codings:
        if row["coder"] not in silent:
            continue
        for transcript, start, end in _read_around(row, coverage, corpus):
            key = (row["coder"], row["origin"], transcript, str(start))
            before = found.get(key, {}).get("shown", "")
            found[key] = {
                **{name: row[name] for name in ("coder", "origin", "time")},
                "shown": most_seen((before, row.get("shown", ""))),
                "transcript": transcript,
                "start": str(start),
                "end": str(end),
                "codes": ALL_CODES,
                "sample": "",
            }
    return list(found.values())


def _read_around(row: Row, coverage: Coverage, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    transcript = corpus[row["transcript"]]
    if coverage == "coded_only":
        for turn in transcript.turns:
            if turn.start < int(row["end"]) and int(row["start"]) < turn.end:
                yield transcript.id, turn.start, turn.end
        return
    for one in corpus if coverage == "all_transcripts" else [transcript]:
        if one.text:
            yield one.id, 0, len(one.text)
