"""A DataFrame whose numbers lead back to passages, and that carries its notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.arrays import Bools, Ints
from civic_qual.coding.carried import Carried
from civic_qual.corpus.turn_columns import turn_columns
from civic_qual.errors import TableError
from civic_qual.showing import notes_html

ENOUGH_PEOPLE = 5  # from so many on there are intervals
WayBack = Callable[[str, str], pd.DataFrame]


class TracedTable(pd.DataFrame):
    """A table with `notes`, and `passages(row, column)`: the segments a number counts.

    What is made of it by pandas is a table without the way back.
    """

    _metadata = ["_way_back"]  # noqa: RUF012 - the list pandas asks for
    _way_back: WayBack | None

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said with the table."""
        return tuple(self.attrs.get("notes", ()))

    def passages(self, row: str, column: str) -> pd.DataFrame:
        """Return the segments behind a number: transcript, start, end, participant, text.

        Raises
        ------
        TableError
            If there is no such row or column.
        """
        if self._way_back is None:
            raise TableError("this table has lost its way back; ask the one it was made from")
        return self._way_back(row, column)

    def _repr_html_(self) -> str:
        shown: str = super()._repr_html_()  # type: ignore[misc]  # pandas has it, its stubs not
        return shown + notes_html(self.notes)


def traced(frame: pd.DataFrame, way_back: WayBack, *notes: str) -> TracedTable:
    """Give a table its way back and its notes."""
    table = TracedTable(frame)
    table._way_back = way_back
    table.attrs["notes"] = tuple(notes)
    return table


def named(what: str, wanted: str, known: list[str]) -> int:
    """Return the position of a name, or say which there are."""
    if wanted not in known:
        raise TableError(f"the table has no {what} {wanted!r}; there are: {', '.join(known)}")
    return known.index(wanted)


def people_of(found: Carried) -> Ints:
    """Return the participant of each segment; a whole interview is a case of its own."""
    turns, segments = turn_columns(found.segments.corpus), found.segments
    first = np.searchsorted(turns.transcript, segments.transcript)
    spoken = turns.participant[
        np.minimum(first + np.maximum(segments.turn, 0), len(turns.participant) - 1)
    ]
    nobody = (segments.turn < 0) | (spoken < 0)
    return np.where(nobody, len(turns.people) + segments.transcript, spoken)


def segment_frame(found: Carried, chosen: Bools) -> pd.DataFrame:
    """Lay out some segments with what was said in them."""
    segments, people = found.segments, people_of(found)
    names: list[Any] = list(turn_columns(segments.corpus).people)
    rows = []
    for place in np.flatnonzero(chosen).tolist():
        one = segments.corpus.transcripts[int(segments.transcript[place])]
        start, end = int(segments.start[place]), int(segments.end[place])
        person = names[people[place]] if people[place] < len(names) else ""
        rows.append((one.id, start, end, person, spoken_text(one, start, end)))
    return pd.DataFrame(rows, columns=["transcript", "start", "end", "participant", "text"])
