"""The rows of the benchmark as Markdown: means over seeds, with the spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

SHOWN = {
    "macro_f1": "macro-F1",
    "micro_f1": "micro-F1",
    "mean_ap": "mean AP",
    "ece": "calibration error",
}


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return one table a material and measure, recipes by numbers of labels, and the speeds."""
    frame = pd.DataFrame(rows)
    done = frame[frame["macro_f1"].notna()]
    parts = []
    for (name, split), own in done.groupby(["data", "split"], sort=False):
        parts += [
            f"## {name}, {split}: {title}\n\n{_curve(own, measure)}"
            for measure, title in SHOWN.items()
        ]
        parts.append(
            f"## {name}: seconds to fit, and texts a second, at all labels\n\n{_speeds(own)}"
        )
    return "\n\n".join([*parts, *_missing(frame)])


def _curve(own: pd.DataFrame, measure: str) -> str:
    """Return the means of a measure; ± is the standard deviation over seeds."""
    labels = list(dict.fromkeys(own["labels"]))
    lines = [f"| recipe | {' | '.join(map(str, labels))} |", "|-" * (len(labels) + 1) + "|"]
    for recipe, rows in own.groupby("recipe", sort=False):
        cells = [_spread(rows.loc[rows["labels"] == one, measure]) for one in labels]
        lines.append(f"| {recipe} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(values: pd.Series[float]) -> str:
    if not len(values):
        return "–"
    spread = f" ± {values.std():.3f}" if len(values) > 1 else ""
    return f"{values.mean():.3f}{spread}"


def _speeds(own: pd.DataFrame) -> str:
    last = own[own["labels"] == own["labels"].iloc[-1]]
    means = last.groupby("recipe", sort=False)[["fit_s", "texts_per_s"]].mean()
    return "\n".join(
        [
            "| recipe | fit, s | texts a second |",
            "|-|-|-|",
            *(
                f"| {row.Index} | {row.fit_s:.2f} | {row.texts_per_s:,.0f} |"
                for row in means.itertuples()
            ),
        ]
    )


def _missing(frame: pd.DataFrame) -> list[str]:
    if "reason" not in frame:
        return []
    told = frame.loc[frame["reason"].notna(), ["recipe", "reason"]].drop_duplicates()
    return (
        [
            "## Not measured\n\n"
            + "\n".join(f"- {row.recipe}: {row.reason}" for row in told.itertuples())
        ]
        if len(told)
        else []
    )
