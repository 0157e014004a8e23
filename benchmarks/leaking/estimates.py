"""What estimates tell of the counts behind them: every column is held against every count.

`human_positive` of `human_n` passages were found by hand in a group. Where it is hidden, `gain`
gives it away (it compares the width of the limits with that of Wilson's interval, which a count
alone decides), the share by hand is it divided by n, and what is shown of the other groups and of
all leaves the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm

NUMBERS = (
    "human_positive",
    "raw",
    "human_only",
    "estimate",
    "low",
    "high",
    "estimate_unbiased",
    "gain",
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is told of a count by hand: its group, what is read there, and which values are left."""

    theme: str
    group: str
    read: int
    values: tuple[int, ...]
    hidden: bool
    known: bool  # whether it is told how many were read there


def lines(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none if it was not written."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def counts_by_hand(folder: Path) -> list[Counted]:
    """Return what the columns of each row of `estimates.csv` leave of the count by hand."""
    found = []
    table = lines(folder / "estimates.csv")
    for line in table:
        shown_n = [
            int(float(one["human_n"]))
            for one in table
            if one["theme"] == line["theme"] and one.get("human_n")
        ]
        rest = max(2 * max(shown_n, default=0) - sum(shown_n), 0)  # of all, less the other groups
        read = int(float(line["human_n"])) if line.get("human_n") else rest
        values = np.arange(read + 1)
        shown = line.get("human_positive", "")
        if shown:
            values = values[values == float(shown)]
        if line.get("human_only") and line.get("group") != "all":
            values = values[np.abs(values / max(read, 1) - float(line["human_only"])) < 6e-4]
        if line.get("gain") and line.get("low") and line.get("high"):
            width = float(line["high"]) - float(line["low"])
            same = _as_wide(width / (1 - float(line["gain"])), read)
            values = values[same[values]] if same[values].any() else values
        found.append(
            Counted(
                theme=line["theme"],
                group=line["group"],
                read=read,
                values=tuple(values.tolist()),
                hidden=not shown,
                known=bool(line.get("human_n")),
            )
        )
    return found


def _as_wide(width: float, read: int) -> np.ndarray:
    """Say of each count whether Wilson's interval of it is so wide."""
    z, x = norm.ppf(0.975), np.arange(read + 1)
    share = x / max(read, 1)
    wilson = (
        2 * z * np.sqrt(share * (1 - share) / read + z * z / (4 * read * read)) / (1 + z * z / read)
    )
    return np.abs(wilson - width) < 1e-7 if width > 0 else np.full(read + 1, False)


def told_of_hidden(folder: Path, minimum: int) -> Iterator[str]:
    """Yield each hidden count by hand of which fewer values are left than are declared."""
    counted = counts_by_hand(folder)
    for theme in dict.fromkeys(one.theme for one in counted):
        rows = [one for one in counted if one.theme == theme and one.group != "all"]
        of_all = next((one for one in counted if one.theme == theme and one.group == "all"), None)
        for one in [*rows, *([of_all] if of_all else [])]:
            values = set(one.values)
            if of_all is not None and one is not of_all:
                others = [set(other.values) for other in rows if other is not one]
                left = _sums([*others, {-value for value in of_all.values}])
                values &= {-value for value in left}
            wide = max(values) - min(values) if values else 0
            before = min(minimum, one.read) if one.known else 2
            if one.hidden and (wide < before or (len(values) <= 2 < before)):
                yield f"{theme}, {one.group}: by hand {sorted(values)} of {one.read}"


def _sums(sets: list[set[int]]) -> set[int]:
    found = {0}
    for one in sets:
        found = {a + b for a in found for b in one}
    return found


def not_blank(folder: Path) -> Iterator[str]:
    """Yield rows in which a count is hidden and another column tells something."""
    hidden = set()
    for line in lines(folder / "estimates.csv"):
        if not line.get("human_positive") or not line.get("raw"):
            hidden.add((line["theme"], line["group"]))
            told = [name for name in NUMBERS if line.get(name)]
            if told:
                yield f"estimates.csv, {line['theme']}, {line['group']}: {', '.join(told)}"
            if line.get("note") and "raw" in line["note"].lower():
                yield f"estimates.csv, {line['theme']}, {line['group']}: note {line['note']!r}"
    for name, groups in (
        ("how_many_more.csv", ["group"]),
        ("differences.csv", ["group", "versus"]),
    ):
        for line in lines(folder / name):
            for group in groups:
                told = [
                    column
                    for column, value in line.items()
                    if value
                    and column
                    not in ("theme", "human_n", "human_n_versus", "wanted", "target", *groups)
                ]
                if (line["theme"], line.get(group)) in hidden and told:
                    yield f"{name}, {line['theme']}, {line.get(group)}: {', '.join(told)}"


def raw_counts(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (theme, group, count) of what the machine found, where it is told."""
    for line in lines(folder / "estimates.csv"):
        if line.get("raw"):
            yield line["theme"], line["group"], round(float(line["raw"]) * float(line["units"]))
