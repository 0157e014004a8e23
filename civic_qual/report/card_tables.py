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
MEASURES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "average_precision": "average precision",
    "brier": "Brier score",
    "threshold": "threshold",
}
BARE = ("brier", "threshold")  # shown without limits, which few people would read


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
    return CardTable(
        "Table 1. The training passages",
        ("", ""),
        tuple(CardRow(pair) for pair in told.items()),
        words=frozenset({1}),
    )


def performance_table(
    rows: Sequence[dict[str, Any]], caption: str, note: str = "", with_language: bool = False
) -> CardTable:
    """Show precision, recall and the like, each with its limits where they are known."""
    titles = ("with it", *(title for title in MEASURES.values()))
    shown = tuple(
        CardRow(
            (
                _name(row, with_language),
                f"{int(row['support']):,}",
                *(_limits(row, name) for name in MEASURES),
            ),
            str(row["code"]) in OVERALL,
        )
        for row in rows
    )
    return CardTable(
        caption,
        ("language" if with_language else "code", *titles),
        shown,
        tuple(filter(None, (note,))),
    )


def status_table(model: ThemeClassifier) -> CardTable | None:
    """Say which codes must not be counted, and why; None if all may."""
    told = {
        "provisional": "proposed, not counted",
        "ranks only": "shown for review, never assigned",
    }
    rows = tuple(
        CardRow((code, f"{int(number):,}", told.get(status, status), reason))
        for code, number, status, reason in zip(
            model.codes_, model.support_, model.status_, model.reasons_, strict=True
        )
        if status in told
    )
    return (
        CardTable(
            "Table 4. Codes that are not counted",
            ("code", "examples", "what the model does", "why"),
            rows,
            words=frozenset({2, 3}),
        )
        if rows
        else None
    )


def _name(row: dict[str, Any], with_language: bool) -> str:
    code = str(row["code"])
    return f"{row['language']}, {OVERALL[code]}" if with_language else OVERALL.get(code, code)


def _limits(row: dict[str, Any], name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if np.isnan(value):
        return "–"
    if name in BARE or np.isnan(low) or np.isnan(high):
        return f"{value:.3f}" if name == "brier" else f"{value:.2f}"
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def overall(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows over all codes."""
    return [row for row in rows if str(row["code"]) in OVERALL]
