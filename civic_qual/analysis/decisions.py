"""Decisions on disagreements, as a person fills them into a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from civic_qual.analysis.jointly_read import Judgements
from civic_qual.errors import CodingError

_YES, _NO = frozenset({"yes", "y", "true", "1", "1.0"}), frozenset({"no", "n", "false", "0", "0.0"})
_NEEDED = ("transcript", "start", "end", "code", "decision")


@dataclass(frozen=True)
class Decision:
    """That a segment carries a code or not, by its place and the row of the code."""

    segment: int
    row: int
    yes: bool
    decided_by: str
    why: str


def read_decisions(table: pd.DataFrame | None, judged: Judgements) -> list[Decision]:
    """Return the decisions of a table; rows with an empty decision are none yet.

    Raises
    ------
    CodingError
        If a column is missing, a decision is neither yes nor no or stands twice, or a passage or
        a code is not one that was compared.
    """
    if table is None or not len(table):
        return []
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise CodingError(f"the decisions have no column {', '.join(missing)}; fill in the table "
                          "that disagreements(...) returns")
    places = _places(judged)
    rows = {row.id: place for place, row in enumerate(judged.rows)}
    made: dict[tuple[int, int], Decision] = {}
    for number, row in enumerate(table.to_dict("records")):
        yes = _yes(row["decision"], number)
        if yes is None:
            continue
        key = (_text(row["transcript"]), int(row["start"]), int(row["end"]))
        if key not in places or row["code"] not in rows:
            raise CodingError(f"decision {number}: nobody was asked about {row['code']!r} in "
                              f"{key[0]} {key[1]}-{key[2]}; decide by the unit and level in which "
                              "the disagreements were listed, on the same revision")
        one = Decision(places[key], rows[row["code"]], yes, _text(row.get("decided_by")),
                       _text(row.get("why")))
        if made.setdefault((one.segment, one.row), one).yes != one.yes:
            raise CodingError(f"decision {number}: {row['code']} in {key[0]} {key[1]}-{key[2]} is "
                              "decided twice, yes and no; keep one of them")
    return list(made.values())


def _places(judged: Judgements) -> dict[tuple[str, int, int], int]:
    segments = judged.segments
    ids = [one.id for one in segments.corpus]
    columns = (segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist())
    return {(ids[one], start, end): place
            for place, (one, start, end) in enumerate(zip(*columns, strict=True))}


def _yes(told: Any, number: int) -> bool | None:
    word = _text(told).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word:
        raise CodingError(f"decision {number}: {word!r} is neither yes nor no; leave it empty if "
                          "it is not decided yet")
    return None


def _text(cell: Any) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()  # NaN is not itself
