"""Where the passages of a training stand: references, no words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.coding.scores import CROSS_FITTED, NOT_TRAINED, TRAINED, Marks
from civic_qual.corpus.segments import Segments

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """Passages by transcript, the revision of its text, and first and last character.

    `transcript` and `revision` have one entry a passage, as `start` and `end` have.
    """

    transcript: tuple[str, ...]
    revision: tuple[str, ...]
    start: Ints
    end: Ints

    @classmethod
    def of(cls, segments: Segments, chosen: Ints) -> Places:
        """Return the places of some segments."""
        whose = [segments.corpus.transcripts[place] for place in segments.transcript[chosen]]
        return cls(
            tuple(one.id for one in whose),
            tuple(one.revision for one in whose),
            segments.start[chosen],
            segments.end[chosen],
        )

    def __len__(self) -> int:
        return len(self.start)

    def find(self, segments: Segments) -> tuple[Ints, Marks]:
        """Return which passage each segment is, -1 for none, and what it was to the training.

        A segment of a transcript that was trained on is `TRAINED` where its text has changed
        since, or where it is no passage but overlaps one: its score is not cross-fitted.
        """
        known = {
            key: place
            for place, key in enumerate(
                zip(
                    self.transcript,
                    self.revision,
                    self.start.tolist(),
                    self.end.tolist(),
                    strict=True,
                )
            )
        }
        revisions = dict(zip(self.transcript, self.revision, strict=True))
        which = np.full(len(segments), -1, dtype=np.int64)
        marks = np.full(len(segments), NOT_TRAINED, dtype=np.int8)
        for number, one in enumerate(segments.corpus):
            if one.id not in revisions:
                continue
            rows = np.flatnonzero(segments.transcript == number)
            if revisions[one.id] != one.revision:
                marks[rows] = TRAINED
                continue
            for row in rows.tolist():
                key = (one.id, one.revision, int(segments.start[row]), int(segments.end[row]))
                which[row] = known.get(key, -1)
            marks[rows] = self._marks(one.id, segments, rows, which[rows])
        return which, marks

    def _marks(self, transcript: str, segments: Segments, rows: Ints, which: Ints) -> Marks:
        own = np.array([name == transcript for name in self.transcript])
        start, end = self.start[own], self.end[own]
        touched = [
            bool(((start < last) & (first < end)).any())
            for first, last in zip(
                segments.start[rows].tolist(), segments.end[rows].tolist(), strict=True
            )
        ]
        return np.where(which >= 0, CROSS_FITTED, np.where(touched, TRAINED, NOT_TRAINED)).astype(
            np.int8
        )
