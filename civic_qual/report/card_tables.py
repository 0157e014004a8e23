"""The tables of a model card: what it learned from, how well it does, how far each code goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.learning.theme_classifier import ThemeClassifier

OVERALL = {"micro": "all codes together", "macro": "mean over codes"}  # rows that sum up


@dataclass(frozen=True)
class CardRow:
    """A row of text cells; `summary` sets off rows over all codes."""

    cells: tuple[str, ...]
    summary: bool = False


@dataclass(frozen=True)
class CardTable:
    """A table ready for the page; `words` are the columns that hold text, by position."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[CardRow, ...]
    notes: tuple[str, ...] = ()
    words: frozenset[int] = field(default_factory=frozenset)


def data_table(model: ThemeClassifier, gold: Codings) -> CardTable:
    """Say what the model learned from."""
    about = model.model_.about
    languages = about.get("languages") or {}
    carried = np.nansum(model.model_.targets, axis=1) > 0
    told = {
        "Coded by": ", ".join(gold.only(origin="human").coders),
        "Coded as a whole": f"each {about.get('unit') or 'passage'}",
        "Passages read": f"{len(carried):,}",
        "of them with no code": f"{int((~carried).sum()):,}",
        "Groups left out together": f"{about.get('groups', 0):,} (interviews, with all others of "
                                    "the same person)",
        "Languages": ", ".join(f"{name} {number:,}" for name, number in languages.items()),
    }
    return CardTable("Table 1. The training passages", ("", ""),
                     tuple(CardRow(pair) for pair in told.items()), words=frozenset({1}))


def performance_table(rows: Sequence[dict[str, Any]], caption: str,
                      first: str = "code") -> CardTable:
    """Show precision, recall and the like, each with its limits where they are known."""
    titles = ("with it", "precision", "recall", "F1", "average precision", "Brier score",
              "threshold")
    shown = tuple(CardRow((_name(row, first), f"{int(row['support']):,}",
                           *(_limits(row, name) for name in ("precision", "recall", "f1",
                                                             "average_precision")),
                           _number(row["brier"], 3), _number(row.get("threshold", np.nan))),
                          str(row["code"]) in OVERALL) for row in rows)
    return CardTable(caption, (first, *titles), shown)


def status_table(model: ThemeClassifier) -> CardTable:
    """Say of each code whether it counts, is provisional or only ranks, and why."""
    told = {"counts": "counted", "provisional": "provisional: proposed, not counted",
            "ranks only": "ranks only: shown for review, never assigned"}
    rows = (CardRow((code, f"{int(number):,}", told.get(status, status), reason or "–"))
            for code, number, status, reason in zip(
                model.codes_, model.support_, model.status_, model.reasons_, strict=True))
    return CardTable("Codes, and what the model may be used for",
                     ("code", "examples", "what for", "why"), tuple(rows),
                     words=frozenset({2, 3}))


def _name(row: dict[str, Any], first: str) -> str:
    return OVERALL.get(str(row["code"]), str(row[first]))


def _limits(row: dict[str, Any], name: str) -> str:
    value, low, high = (row.get(f"{name}{end}", np.nan) for end in ("", "_low", "_high"))
    if np.isnan(low) or np.isnan(high):
        return _number(value)
    return f"{_number(value)} ({_number(low)} to {_number(high)})"


def _number(value: float, digits: int = 2) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}f}"


def overall(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows over all codes."""
    return [row for row in rows if str(row["code"]) in OVERALL]
