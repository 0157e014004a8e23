"""Estimates that may leave the study: a row of which a count is hidden is hidden in all columns.

No number of digits makes a column of it safe by itself. What is shown is given to a tenth of a
per cent, finer than the limits are; how much narrower limits are (`gain`) is left out, and so is
what is for further analysis.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.error_notes import without_numbers
from civic_qual.analysis.estimates.estimates import Estimates
from civic_qual.analysis.estimates.how_many_more import HowManyMore
from civic_qual.analysis.estimates.theme_differences import Differences
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools
from civic_qual.messages import Message
from civic_qual.privacy.outlet.estimate_entries import EstimateEntries, enter_estimate
from civic_qual.privacy.outlet.rows import ProtectedRows, not_shown, rows_shown
from civic_qual.privacy.suppressing.audit import Cell
from civic_qual.privacy.suppressing.ledger import Ledger, Relation
from civic_qual.privacy.suppressing.pieces import Decided
from civic_qual.privacy.suppressing.relations import Grouping
from civic_qual.statistics.group_tests import holm

Estimated: TypeAlias = Estimates | Differences | HowManyMore
ESTIMATED = (Estimates, Differences, HowManyMore)
_NAMES = ("theme", "group", "versus")
_LEFT_OUT = ("gain", "estimate_unbiased")
_DIGITS_OF_P = 4


class ProtectedEstimates(ProtectedRows):
    """Corrected shares that may leave the study."""

    _title = Estimates._title


class ProtectedDifferences(ProtectedRows):
    """Differences that may leave the study; `targets` say of whom their limits are."""

    targets: tuple[str, ...] = ()

    _title = Differences._title


class ProtectedHowManyMore(ProtectedRows):
    """How many more passages it takes, for readers outside the study."""

    _title = HowManyMore._title


class EstimatePiece:
    """Estimates, differences or what it takes for better ones, in a release.

    Parameters
    ----------
    result
        What is released.
    ledger
        What it enters its counts into.
    siblings
        All pieces of this kind in the release, to which it adds itself.
    """

    def __init__(self, result: Estimated, ledger: Ledger, siblings: list[EstimatePiece]) -> None:
        self.result, self._siblings = result, siblings
        self.entries: EstimateEntries = enter_estimate(result.side, result.measure, ledger)
        siblings.append(self)

    def groupings(self) -> Sequence[Grouping]:
        """Return its groups and, apart, all of them."""
        return self.entries.by

    def atoms(self) -> Sequence[frozenset[Hashable]]:
        """Return nothing: its groups are told by masks."""
        return ()

    def tables(self) -> Sequence[ThemeTable]:
        """Return the tables of what machine and person counted in all that they read."""
        return self.entries.tables

    def relations(self) -> Iterator[Relation]:
        """Yield that nothing is more than what it is out of."""
        yield from self.entries.relations()

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield the counts behind its rows: those of the machine, and those by hand."""
        own = self.entries
        for index, kind in enumerate(own.kinds):
            for row, theme in enumerate(own.rows):
                for group, label in enumerate(own.labels):
                    entry = int(own.counts[index, row, group])
                    if entry >= 0:
                        yield Cell(table=number, row=theme, column=label, number=kind, entry=entry)

    def protected(self, decided: Decided) -> ProtectedRows:
        """Return it without the rows and sizes that are hidden."""
        rows, groups = self._hidden(decided.hidden)
        frame = _shown(self.result.frame, *self._where(rows, groups))
        hides = bool(rows.any() or groups.any())
        notes = _without_counts(self.result.notes, decided.minimum)
        more = [not_shown(decided.minimum)] if hides else []
        made = _PROTECTED[type(self.result)](frame, notes=(*notes, *more), audit=decided.audit)
        if isinstance(self.result, Differences) and isinstance(made, ProtectedDifferences):
            made.targets = tuple(_without_counts(self.result.targets, decided.minimum))
        return made

    def _hidden(self, hides: Bools) -> tuple[Bools, Bools]:
        """Return which rows and groups are hidden; of all, what any sibling must hide of it."""
        rows, groups = self.entries.hidden(hides)
        for other in self._siblings:
            alike = (
                other.entries.rows == self.entries.rows
                and other.result.side.sample.units.equals(self.result.side.sample.units)
            )
            if alike:
                rows[:, -1] |= other.entries.hidden(hides)[0][:, -1]
        return rows, groups

    def _where(self, rows: Bools, groups: Bools) -> tuple[Bools, Bools]:
        """Return which rows of the frame are hidden, and of which the sizes are."""
        theme = {name: index for index, name in enumerate(self.entries.rows)}
        label = {name: index for index, name in enumerate(self.entries.labels)}
        frame = self.result.frame
        at = frame["theme"].map(theme).to_numpy()
        hidden, size = np.zeros(len(frame), dtype=np.bool_), np.zeros(len(frame), dtype=np.bool_)
        for side in ("group", "versus"):
            if side in frame:
                group = frame[side].map(label).to_numpy()
                hidden |= rows[at, group]
                size |= groups[group]
        return hidden, size


def _shown(frame: pd.DataFrame, hidden: Bools, sizes: Bools) -> pd.DataFrame:
    """Return a table without its hidden rows, and without what is for further analysis."""
    kept = frame.drop(columns=[name for name in _LEFT_OUT if name in frame])
    shown = rows_shown(kept, hidden, names=_NAMES, sizes=sizes)
    if "p_holm" in shown:
        shown["p_holm"] = _holm(frame["p"].to_numpy(dtype=np.float64), hidden)
    return shown


def _holm(p: np.ndarray[Any, np.dtype[np.float64]], hidden: Bools) -> Any:
    """Adjust what is shown as if nothing had come of what is hidden: so it tells nothing of it."""
    adjusted = holm(np.where(hidden, 1.0, p))
    return np.where(hidden, np.nan, adjusted).round(_DIGITS_OF_P)


def _without_counts(notes: Sequence[str], minimum: int) -> list[str]:
    """Return notes that tell of no count: of a number it must be known that it is another kind."""
    said = [without_numbers(note, minimum) for note in notes]
    return [note for note in said if _tells_no_count(note)]


def _tells_no_count(note: str) -> bool:
    numbers = {
        name
        for name, value in (note.fields.items() if isinstance(note, Message) else ())
        if any(letter.isdigit() for letter in str(value))
    }
    return numbers <= _KNOWN_FIELDS


# Fields of notes that hold sizes of the sample, names or settings, but nothing that was found.
_KNOWN_FIELDS = frozenset({
    "all", "any", "attribute", "cells", "code", "coded", "coders", "confidence", "double", "drawn",
    "errors", "machine", "measure", "n", "number", "people", "readings", "sample", "seed",
    "settled", "stricter", "theme", "units", "value", "why_not",
})  # fmt: skip


_PROTECTED: dict[type, type[ProtectedRows]] = {
    Estimates: ProtectedEstimates,
    Differences: ProtectedDifferences,
    HowManyMore: ProtectedHowManyMore,
}
