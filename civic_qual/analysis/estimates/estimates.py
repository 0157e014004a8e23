"""What `estimate_themes` gives: corrected shares, a theme and group a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from civic_qual.analysis.estimates.passages import estimate_passages
from civic_qual.calls import helpful
from civic_qual.messages import Message
from civic_qual.results import Passages, Result
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.readers.reader_errors import ReaderErrors
    from civic_qual.analysis.estimates.side_by_side import SideBySide
    from civic_qual.analysis.measures import SegmentMeasureName

_NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class EstimateRow:
    """One theme in one group; what nothing can be said of is NaN."""

    theme: str
    group: str
    units: int
    human_n: int = 0
    human_positive: int = 0
    raw: float = _NAN
    human_only: float = _NAN
    estimate: float = _NAN
    low: float = _NAN
    high: float = _NAN
    estimate_unbiased: float = _NAN
    gain: float = _NAN
    method: str
    note: str


COLUMNS = tuple(field.name for field in fields(EstimateRow))


class Estimates(Result):
    """Corrected shares of segments, people or interviews, a theme and group a row.

    Columns: theme, group, units, human_n and human_positive (coded by hand, and found), raw (the
    machine's share), human_only (the person's share), estimate, low, high, estimate_unbiased, gain
    (how much narrower the limits are than Wilson's from as many passages drawn one by one: .4 is
    two fifths), method, note.

    Parameters
    ----------
    rows
        What is said of each theme and group.
    notes
        What the table rests on.
    side
        Machine, person and sample, for the way back to passages.
    measure, confidence
        What shares are of, and at what confidence the limits hold.
    readers
        How often each reader errs, if the limits reckon with it: `reader_errors`.
    """

    _title = Message("Corrected shares of themes")

    def __init__(
        self,
        rows: Sequence[EstimateRow],
        *,
        notes: Sequence[str],
        side: SideBySide,
        measure: SegmentMeasureName,
        confidence: float,
        readers: ReaderErrors | None = None,
    ) -> None:
        frame = frame_of([vars(row) for row in rows], COLUMNS, texts=["note"])
        super().__init__(frame, notes=notes)
        self.side = side
        self.measure: SegmentMeasureName = measure
        self.confidence = confidence
        self._readers = readers

    @property
    def sample(self) -> str:
        """The name of the sample that corrects the machine."""
        return self.side.sample.name

    @property
    def reader_errors(self) -> ReaderErrors | None:
        """How often each reader misses a theme, and adds it; None where nobody can tell.

        It takes a random part of the sample that two people read blind.
        """
        return self._readers

    @helpful
    def passages(self, row: str, column: str = "estimate", group: str | None = None) -> Passages:
        """Return the segments a number comes from.

        Parameters
        ----------
        row
            A theme or code.
        column
            `raw`: what the machine found; `human_positive`: what the person found in the sample;
            `units`: all segments; any other: the sampled segments, from which it is worked out.
        group
            A group; all if none is given.

        Returns
        -------
        Passages
            transcript, start, end, participant, text, machine (what it found), score, human (what
            the person found, NaN where nobody read), probability (of having been drawn).

        Raises
        ------
        TableError
            If there is no such row, column or group.
        """
        return estimate_passages(self.side, row, column, group)
