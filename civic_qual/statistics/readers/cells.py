"""What several readers say of the same segments, counted: who ticked, and what was settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats, Ints

ABSENT, FOUND, NOT_READ = 0, 1, 2  # what a reader says of a segment and code
Ticks = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False, kw_only=True)
class Readings:
    """What R readers say of the n sampled segments, for K codes.

    Attributes
    ----------
    ticks
        (n, K, R): `FOUND`, `ABSENT` or `NOT_READ`.
    settled
        (n, K): 1 or 0 where a third look settled it, else NaN.
    """

    ticks: Ticks
    settled: Floats

    @property
    def readers(self) -> int:
        """How many readers there are."""
        return int(self.ticks.shape[2])

    def of(self, segments: Bools | Ints) -> Readings:
        """Return the readings of some of the sampled segments."""
        return Readings(ticks=self.ticks[segments], settled=self.settled[segments])

    @property
    def taken(self) -> Floats:
        """What is taken where nobody reckons with errors, (n, K): the first who read it."""
        said = np.full(self.settled.shape, np.nan)
        for reader in range(self.readers):
            ticks = self.ticks[:, :, reader]
            said = np.where(np.isnan(said) & (ticks != NOT_READ), ticks, said)
        return np.asarray(np.nan_to_num(said), dtype=np.float64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Cells:
    """Segments of one column and band of which the readers say the same, a cell a row: (m,) each.

    A column is a code in a group of segments.

    Attributes
    ----------
    column, band, ticks
        Which segments they are; `ticks` is (m, R).
    open, true, false
        How many of them are not settled, were settled as carrying the code, and as not.
    open_part, true_part
        Which part of what stands in the column's band they stand for.
    """

    column: Ints
    band: Ints
    ticks: Ticks
    open: Ints
    true: Ints
    false: Ints
    open_part: Floats
    true_part: Floats

    def __len__(self) -> int:
        return len(self.column)


def count_cells(readings: Readings, band: npt.NDArray[np.int8], weights: Floats) -> Cells:
    """Count the segments of each code, band and pattern of ticks.

    Parameters
    ----------
    readings
        Of n segments.
    band
        The band of each, for each code, (n, K).
    weights
        How many segments each stands for, (n,), on any scale.

    Examples
    --------
    Three segments, one code; both readers found it in the first, only one in the second, and the
    third was read by one:

    >>> ticks = np.array([[[1, 1]], [[1, 0]], [[0, 2]]], dtype=np.int8)
    >>> readings = Readings(ticks=ticks, settled=np.array([[np.nan], [1.0], [np.nan]]))
    >>> cells = count_cells(readings, np.zeros((3, 1), dtype=np.int8), np.ones(3))
    >>> cells.ticks.tolist(), cells.open.tolist(), cells.true.tolist()
    ([[0, 2], [1, 0], [1, 1]], [1, 0, 1], [0, 1, 0])
    """
    segments, codes = readings.settled.shape
    column = np.broadcast_to(np.arange(codes), (segments, codes)).ravel()
    ticks = readings.ticks.reshape(segments * codes, readings.readers)
    key = np.column_stack([column, band.ravel(), ticks]).astype(np.int64)
    rows, which = np.unique(key, axis=0, return_inverse=True)
    which = which.reshape(-1)
    settled, weight = readings.settled.ravel(), np.repeat(weights, codes)
    is_open, is_true = np.isnan(settled), settled == 1

    def counted(here: Bools, amount: Floats | None = None) -> Floats:
        values = here if amount is None else here * amount
        return np.bincount(which, weights=values, minlength=len(rows)).astype(np.float64)

    of_band, in_band = np.unique(rows[:, :2], axis=0, return_inverse=True)
    heaviness = counted(np.ones(len(which), dtype=np.bool_), weight)
    whole = np.bincount(in_band.reshape(-1), weights=heaviness, minlength=len(of_band))
    whole = np.maximum(whole[in_band.reshape(-1)], 1e-300)
    return Cells(
        column=rows[:, 0],
        band=rows[:, 1],
        ticks=rows[:, 2:].astype(np.int8),
        open=counted(is_open).astype(np.int64),
        true=counted(is_true).astype(np.int64),
        false=counted(~is_open & ~is_true).astype(np.int64),
        open_part=counted(is_open, weight) / whole,
        true_part=counted(is_true, weight) / whole,
    )


def side_by_side_cells(groups: list[Cells], codes: int) -> Cells:
    """Put the cells of several groups after one another: column = group * codes + code."""

    def joined(name: str) -> Any:
        return np.concatenate([getattr(one, name) for one in groups])

    moved = [one.column + number * codes for number, one in enumerate(groups)]
    return Cells(
        column=np.concatenate(moved),
        band=joined("band"),
        ticks=joined("ticks"),
        open=joined("open"),
        true=joined("true"),
        false=joined("false"),
        open_part=joined("open_part"),
        true_part=joined("true_part"),
    )
