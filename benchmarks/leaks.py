"""What an outsider works out of what left: random studies, three releases each, files only.

Every study is drawn by its seed. Its releases are written by `civic-qual code` and `estimate` as
people would; then somebody who knows who was interviewed, their attributes and how many turns each
spoke reads the files and bounds every number that is hidden, and what was said by the few who
joined, left or were corrected between two releases.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.leaking.trial import Outcome, plan, trial

KINDS = ("hidden", "change")


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--seeds", default="1-30", help="which studies, as A-B")
    parser.add_argument("--releases", type=int, default=3, help="how many releases of each")
    parser.add_argument("--resume", type=Path, help="a file of what was tried, a line a study")
    parser.add_argument(
        "--without-grants",
        dest="grants",
        action="store_false",
        help="do not use the limits that release.ledger grants",
    )


def measure(
    seeds: str = "1-30", releases: int = 3, resume: Path | None = None, grants: bool = True
) -> dict[str, Any]:
    """Return what was found, study by study; those in `resume` are not tried again."""
    first, last = map(int, seeds.split("-"))
    rows = {row["seed"]: row for row in _tried(resume)}
    for seed in range(first, last + 1):
        if seed in rows:
            continue
        folder = Path(tempfile.mkdtemp(prefix="leaks-"))
        try:
            rows[seed] = row_of(trial(plan(seed, releases), folder, grants=grants))
        finally:
            shutil.rmtree(folder)
        if resume:
            with resume.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(rows[seed]) + "\n")
    chosen = [rows[seed] for seed in sorted(rows) if first <= seed <= last]
    return {"studies": chosen, **summed(chosen)}


def _tried(resume: Path | None) -> list[dict[str, Any]]:
    if resume is None or not resume.exists():
        return []
    return [json.loads(line) for line in resume.read_text(encoding="utf-8").splitlines()]


def row_of(outcome: Outcome) -> dict[str, Any]:
    """Return what was found of a study as a row."""
    made, found = outcome.plan, outcome.found
    assert found is not None
    return {
        "seed": made.seed,
        "interviews": len(made.studies[0].interviews),
        "people": len(made.studies[0].people),
        "unit": made.unit,
        "by": [", ".join(by) for by in made.groupings],
        "happened": made.happened,
        "refused": outcome.refused,
        "hidden": found.hidden,
        "changes": found.changes,
        "narrowed": len(found.leaks),
        "exact": sum(one.exact for one in found.leaks),
        "narrowed_small": sum(one.small for one in found.leaks),
        "exact_small": sum(one.exact and one.small for one in found.leaks),
        "short": sum(one.short for one in found.leaks),
        "short_small": sum(one.short and one.small for one in found.leaks),
        "alone": sum(one.alone for one in found.leaks),
        "undecided": found.undecided,
        "examples": [
            f"{one.name}: {one.low:g}-{one.high:g} (is {one.truth:g}, declared {one.needed:g})"
            f"{' few' if one.small else ''}{' alone' if one.alone else ''}"
            for one in found.leaks[:12]
        ],
        "riddles": list(found.riddles),
        "estimates": outcome.of_estimates,
        "shares": [shares(one) for one in outcome.written],
        "first": shares_by_country(outcome),
        "seconds": [round(outcome.seconds, 1), round(outcome.attacked, 1)],
    }


def shares(written: Any) -> dict[str, float]:
    """Return of all cells of a release which share is fresh, stands from before, and is hidden."""
    cells = {key: shown for key, shown in written.cells.items() if key[1] != "n"}
    number = max(len(cells), 1)
    standing = len(set(written.standing) & set(cells))
    shown = sum(cells.values())
    return {
        "fresh": (shown - standing) / number,
        "standing": standing / number,
        "hidden": 1 - shown / number,
        "cells": float(len(cells)),
    }


def shares_by_country(outcome: Outcome) -> dict[str, float]:
    """Return which share of theme x country cells the first release shows, by what is counted."""
    themes = {"any", *outcome.plan.studies[0].themes}
    found = {}
    for measure in "TPI":
        cells = [
            shown
            for (group, row, of), shown in outcome.written[0].cells.items()
            if of == measure and row in themes and [name for name, _ in group] == ["country"]
        ]
        if cells:
            found[measure] = sum(cells) / len(cells)
    return found


def summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is found of all studies together."""
    names = (
        *("hidden", "changes", "narrowed", "short", "exact"),
        *("narrowed_small", "short_small", "exact_small", "alone"),
    )
    total: dict[str, Any] = {name: sum(row[name] for row in rows) for name in (*names, "undecided")}
    total["hit"] = sum(bool(row["narrowed"] or row["estimates"]) for row in rows)
    total["estimates"] = sum(len(row["estimates"]) for row in rows)
    total["refused"] = sum(len(row["refused"]) for row in rows)
    for place in range(max((len(row["shares"]) for row in rows), default=0)):
        of = [row["shares"][place] for row in rows if row["shares"][place]["cells"]]
        total[f"release {place + 1}"] = {
            name: sum(one[name] for one in of) / max(len(of), 1)
            for name in ("fresh", "standing", "hidden")
        }
    return total


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    rows = [("what", ""), ("-", "-"), ("studies", str(len(figures["studies"])))]
    for name, value in figures.items():
        if isinstance(value, dict):
            rows.append((name, ", ".join(f"{part} {share:.2f}" for part, share in value.items())))
        elif name != "studies":
            rows.append((name, f"{value:,}"))
    return "\n".join(f"| {name} | {value} |" for name, value in rows)


def as_json(figures: Mapping[str, Any]) -> str:
    """Return all figures as JSON."""
    return json.dumps(figures, indent=1)
