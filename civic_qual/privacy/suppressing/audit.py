"""What an attacker gets of a release, and what the reader keeps. For the study's eyes only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.messages import Message, count, percent
from civic_qual.privacy.suppressing.attack import intervals
from civic_qual.privacy.suppressing.ledger import Counts
from civic_qual.privacy.suppressing.rounding import rounded_intervals
from civic_qual.privacy.suppressing.suppression import Choice
from civic_qual.results import Result

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


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a number stands: its table, row and column, whether count or denominator."""

    table: int
    row: str
    column: str
    number: str
    entry: int


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Audit(Result):
    """The attack on a release, a row a hidden number: the interval an attacker gets of it.

    Columns: table (its number in the release), row, column, number ("count" or "denominator"),
    reason ("few people", "complementary" or "rounded"), true, low, high, width, declared (the
    least width promised) and safe (whether the promise is kept). It holds the true numbers: it
    must not leave the study.

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
    chosen
        The rows of the whole audit that it holds, if not all of them.
    """

    _title = Message("Audit of a release")

    counts: Counts
    hidden: Bools
    cells: tuple[Cell, ...]
    choice: Choice | None = None
    rounded: tuple[Ints, int] | None = None
    chosen: Ints | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What it comes to."""
        entries = [cell.entry for cell in self.cells]
        number = int(self.hidden[entries].sum())
        numbers = {"number": count(number), "of": count(len(self.cells))}
        return (
            Message("{number} of {of} numbers are rounded.", **numbers)
            if self.rounded
            else Message("{number} of {of} numbers are hidden.", **numbers),
            Message(
                "Kept: {cells} of the cells and {counts} of what they count.",
                cells=percent(self.kept["cells"]),
                counts=percent(self.kept["counts"]),
            ),
            *(
                [
                    Message(
                        "The narrowest interval an attacker gets is {width} wide.",
                        width=count(int(self.narrowest)),
                    )
                ]
                if np.isfinite(self.narrowest)
                else []
            ),
            Message("Every promise is kept.")
            if self.safe
            else Message("NOT SAFE: some intervals are narrower than declared."),
        )

    @property
    def safe(self) -> bool:
        """Whether every hidden number keeps the interval declared for it."""
        return bool(self._all["safe"].all())

    @property
    def narrowest(self) -> float:
        """The width of the narrowest interval an attacker gets; infinite if nothing is hidden."""
        return float(self._all["width"].min()) if len(self._all) else float("inf")

    @cached_property
    def declared(self) -> Floats:
        """The least width of the interval an attacker may be left with, number by number."""
        if self.rounded is None:
            return self.counts.width.astype(np.float64)
        return np.minimum(self.counts.width, self.rounded[1] - 1).astype(np.float64)

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

    def _table(self) -> pd.DataFrame:
        return self._all if self.chosen is None else self._all.iloc[self.chosen]

    def _take(self, rows: Ints) -> Audit:
        before = np.arange(len(self._all)) if self.chosen is None else self.chosen
        return replace(self, chosen=before[rows])

    @cached_property
    def _all(self) -> pd.DataFrame:
        low, high = self._intervals
        at = np.array([cell.entry for cell in self.cells], dtype=np.int64)
        shown = np.flatnonzero(self.hidden[at])
        entries, here = at[shown], [self.cells[index] for index in shown]
        width, declared = high[entries] - low[entries], self.declared[entries]
        reason = np.where(self.counts.small[entries], "few people", "complementary")
        return pd.DataFrame(
            {
                "table": [cell.table for cell in here],
                "row": [cell.row for cell in here],
                "column": [cell.column for cell in here],
                "number": [cell.number for cell in here],
                "reason": "rounded" if self.rounded else reason,
                "true": self.counts.value[entries],
                "low": low[entries],
                "high": high[entries],
                "width": width,
                "declared": declared,
                "safe": width >= declared,
            },
            columns=list(AUDIT_COLUMNS),
            index=range(len(here)),
        )

    @cached_property
    def _intervals(self) -> tuple[Floats, Floats]:
        if self.rounded is None:
            seen = (self.choice.low, self.choice.high) if self.choice else None
            return intervals(self.counts, self.hidden, seen=seen)
        return rounded_intervals(self.counts, *self.rounded)
