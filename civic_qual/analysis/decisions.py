"""Decisions on disagreements, as a person fills them into a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements
from civic_qual.analysis.sampling.sample_files import text_frame
from civic_qual.corpus.told_ids import told_ids
from civic_qual.errors import CodingError
from civic_qual.sheets.cells import cell_text

_YES = frozenset({"yes", "y", "true", "1", "oui", "vrai"})
_NO = frozenset({"no", "n", "false", "0", "non", "faux"})
_NEEDED = ("transcript", "start", "end", "code", "decision")


@dataclass(frozen=True)
class Decision:
    """That a segment carries a code or not, by its place and the row of the code."""

    segment: int
    row: int
    yes: bool
    decided_by: str
    why: str


def read_decisions(told: pd.DataFrame | str | Path | None, judged: Judgements) -> list[Decision]:
    """Return the decisions of a table or a file; rows with an empty decision are none yet.

    Raises
    ------
    CodingError
        If a column is missing, a decision is neither yes nor no or stands twice, or a passage or
        a code is not one that was compared.
    """
    if told is None or (table := _table(told)).empty:
        return []
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise CodingError(
            f"the decisions have no column {', '.join(missing)}; fill in the table "
            "that disagreements(...) returns"
        )
    places, ids = _places(judged), told_ids(judged.segments.corpus.positions)
    rows = {row.id: place for place, row in enumerate(judged.rows)}
    made: dict[tuple[int, int], Decision] = {}
    for number, row in enumerate(table.to_dict("records")):
        yes = _yes(row["decision"], number)
        if yes is None:
            continue
        name = cell_text(row["transcript"])
        start, end = (cell_text(row[side]).removesuffix(".0") for side in ("start", "end"))
        key = ids.get(name, name), start, end
        if key not in places or row["code"] not in rows:
            raise CodingError(
                f"decision {number}: nobody was asked about {row['code']!r} in "
                f"{key[0]} {key[1]}-{key[2]}; decide by the unit and level in which "
                "the disagreements were listed, on the same revision"
            )
        one = Decision(
            places[key],
            rows[row["code"]],
            yes,
            cell_text(row.get("decided_by")),
            cell_text(row.get("why")),
        )
        if made.setdefault((one.segment, one.row), one).yes != one.yes:
            raise CodingError(
                f"decision {number}: {row['code']} in {key[0]} {key[1]}-{key[2]} is "
                "decided twice, yes and no; keep one of them"
            )
    return list(made.values())


def _table(told: pd.DataFrame | str | Path) -> pd.DataFrame:
    return text_frame(told) if isinstance(told, str | Path) else told


def _places(judged: Judgements) -> dict[tuple[str, str, str], int]:
    segments = judged.segments
    ids = [one.id for one in segments.corpus]
    columns = (segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist())
    return {
        (ids[one], str(start), str(end)): place
        for place, (one, start, end) in enumerate(zip(*columns, strict=True))
    }


def _yes(told: Any, number: int) -> bool | None:
    word = cell_text(told).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word:
        raise CodingError(
            f"decision {number}: {word!r} is neither yes nor no; leave it empty if "
            "it is not decided yet"
        )
    return None
