"""What an attacker gets of a release, and what the reader keeps. For the study's eyes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Floats
from civic_qual.privacy.attack import intervals
from civic_qual.privacy.ledger import Counts
from civic_qual.privacy.rounding import rounded_intervals
from civic_qual.privacy.suppression import Choice

AUDIT_COLUMNS = (
    "table",
    "row",
    "column",
    "number",
    "reason",
    "true",
    "low",
    "high",
    "width",
    "declared",
    "safe",
)


@dataclass(frozen=True)
class Cell:
    """Where a number stands: its table, row and column, whether count or denominator."""

    table: int
    row: str
    column: str
    number: str
    entry: int


@dataclass(frozen=True, eq=False)
class Audit:
    """The attack on a release, number by number, and the information kept.

    It holds the true numbers: it must not leave the study.

    Attributes
    ----------
    counts
        Every number of the release.
    hidden
        Which of them are hidden or rounded, of shape (n_numbers,).
    cells
        Where they stand in the tables.
    choice
        How the hidden numbers were chosen, and the tables seen on the way; None where rounded.
    rounded
        What is shown in their place, and the base of rounding; None where they are hidden.
    """

    counts: Counts
    hidden: Bools
    cells: tuple[Cell, ...]
    choice: Choice | None = None
    rounded: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int] | None = None

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a hidden number: the interval an attacker gets, and the one declared.

        Columns: table (position in the release), row, column, number ("count" or
        "denominator"), reason ("few people" or "complementary"), true, low, high, width,
        declared (the least width promised) and safe (whether the promise is kept).
        """
        low, high = self._intervals
        at = np.array([cell.entry for cell in self.cells], dtype=np.int64)
        shown = np.flatnonzero(self.hidden[at])
        entries, here = at[shown], [self.cells[place] for place in shown]
        width = high[entries] - low[entries]
        reason = np.where(self.counts.small[entries], "few people", "complementary")
        return pd.DataFrame(
            dict(
                zip(
                    AUDIT_COLUMNS,
                    (
                        [cell.table for cell in here],
                        [cell.row for cell in here],
                        [cell.column for cell in here],
                        [cell.number for cell in here],
                        "rounded" if self.rounded else reason,
                        self.counts.value[entries],
                        low[entries],
                        high[entries],
                        width,
                        self.declared[entries],
                        width >= self.declared[entries],
                    ),
                    strict=True,
                )
            ),
            columns=list(AUDIT_COLUMNS),
            index=range(len(here)),
        )

    @cached_property
    def declared(self) -> Floats:
        """The least width of the interval an attacker may be left with, number by number."""
        if self.rounded is None:
            return self.counts.width.astype(np.float64)
        return np.minimum(self.counts.width, self.rounded[1] - 1).astype(np.float64)

    @property
    def safe(self) -> bool:
        """Whether every hidden number keeps the interval declared for it."""
        return bool(self.frame["safe"].all())

    @property
    def narrowest(self) -> float:
        """The width of the narrowest interval an attacker gets; infinite if nothing is hidden."""
        return float(self.frame["width"].min()) if len(self.frame) else float("inf")

    @cached_property
    def kept(self) -> dict[str, float]:
        """The information kept: the share of cells shown, and of all that they count.

        Of rounded cells it is what remains of their counts, one less the mean relative change.
        """
        at = np.array([cell.entry for cell in self.cells if cell.number == "count"])
        value = self.counts.value[at].astype(np.float64)
        if self.rounded is not None:
            change = np.abs(self.rounded[0][at] - value).sum()
            return {"cells": 1.0, "counts": float(1 - change / max(value.sum(), 1))}
        shown = ~self.hidden[at]
        return {
            "cells": float(shown.mean()) if len(at) else 1.0,
            "counts": float(value[shown].sum() / value.sum()) if value.sum() else 1.0,
        }

    @cached_property
    def _intervals(self) -> tuple[Floats, Floats]:
        if self.rounded is None:
            seen = (self.choice.low, self.choice.high) if self.choice else None
            return intervals(self.counts, self.hidden, seen=seen)
        return rounded_intervals(self.counts, *self.rounded)

    def of(self, tables: Sequence[int]) -> pd.DataFrame:
        """Return the rows of `frame` of some tables of the release."""
        return self.frame[self.frame["table"].isin(list(tables))]

    def __repr__(self) -> str:
        kept = self.kept
        number = int(self.hidden[[cell.entry for cell in self.cells]].sum())
        what = "rounded" if self.rounded else "hidden"
        return (
            f"Audit of a release: {number} of {len(self.cells)} numbers {what}; kept "
            f"{kept['cells']:.0%} of the cells and {kept['counts']:.0%} of what they count; "
            f"the narrowest interval an attacker gets is {self.narrowest:.0f} wide; "
            + ("every promise is kept" if self.safe else "NOT SAFE: see audit.frame")
        )
