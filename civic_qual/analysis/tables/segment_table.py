"""Tables that count segments: who stands behind each of them, and what was said in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.calls import offer
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted
from civic_qual.results import Passages, Result

if TYPE_CHECKING:
    from civic_qual.arrays import Bools, Ints
    from civic_qual.coding.carried import Carried
    from civic_qual.coding.codings import Codings

ENOUGH_PEOPLE = 5  # from so many on there are intervals
COLUMN, ROW = Message.in_context("of a table", "column"), Message.in_context("of a table", "row")
PASSAGE_COLUMNS = ("transcript", "start", "end", "participant", "text")


class SegmentTable(Result):
    """A table whose numbers count segments, and lead to them.

    Parameters
    ----------
    frame, notes
        As of `Result`.
    carried
        The segments, and which of the rows of themes or codes each carries.
    """

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], carried: Carried) -> None:
        super().__init__(frame, notes=notes)
        self._carried = carried

    def _that_carry(self, *names: str, called: str) -> Bools:
        """Return which segments carry all of some themes or codes."""
        ids = [row.id for row in self._carried.rows]
        columns = [named(called, name, ids) for name in names]
        carry: Bools = np.all(self._carried.matrix[:, columns].toarray() > 0, axis=1)
        return carry

    def _passages(self, chosen: Bools) -> Passages:
        """Return some of the segments with what was said in them."""
        segments, people = self._carried.segments, people_of(self._carried)
        names = turn_columns(segments.corpus).people
        rows = []
        for index in np.flatnonzero(chosen).tolist():
            transcript = segments.corpus.transcripts[int(segments.transcript[index])]
            start, end = int(segments.start[index]), int(segments.end[index])
            rows.append(
                {
                    "transcript": transcript.id,
                    "start": start,
                    "end": end,
                    "participant": names[people[index]] if people[index] < len(names) else "",
                    "text": spoken_text(transcript, start, end),
                }
            )
        return Passages(pd.DataFrame(rows, columns=list(PASSAGE_COLUMNS)))


def people_of(carried: Carried) -> Ints:
    """Return the participant of each segment; a whole interview is a case of its own."""
    turns, segments = turn_columns(carried.segments.corpus), carried.segments
    first = np.searchsorted(turns.transcript, segments.transcript)
    spoken = turns.participant[
        np.minimum(first + np.maximum(segments.turn, 0), len(turns.participant) - 1)
    ]
    nobody = (segments.turn < 0) | (spoken < 0)
    return np.where(nobody, len(turns.people) + segments.transcript, spoken)


def named(called: str, wanted: str, known: Sequence[str]) -> int:
    """Return the index of a name, or say which there are."""
    if wanted not in known:
        raise TableError(
            Message(
                "the table has no {column} {wanted}{there_are}",
                column=called,
                wanted=quoted(wanted),
                there_are=offer(wanted, known),
            )
        )
    return known.index(wanted)


def by_machine(codings: Codings) -> bool:
    """Whether rules or a model are among those who coded."""
    return not {"rule", "model"}.isdisjoint(codings.read.origin.values)
