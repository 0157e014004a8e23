"""Breakages of the library, drawn by a seed: does a test notice each of them?

A file of a copy of the checkout is broken in one place, and the tests that reach the place are run.
What none notices is a promise that nobody holds, or no breakage at all: those stand, with a reason,
in `benchmarks/mutating/equivalent.csv`, and are left out of the shares.
"""

from __future__ import annotations

import csv
import json
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

ROOMS = ("statistics", "privacy", "analysis", "learning", "study", "coding", "corpus")
ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).parent / "mutating" / "equivalent.csv"
CAUGHT, MISSED = ("caught", "slow"), ("survived", "unreached", "unfinished")


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=ROOMS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-room", type=int, default=40)
    parser.add_argument("--limit", type=float, default=120, help="seconds for one breakage")
    parser.add_argument(
        "--resume", type=Path, help="a file of JSON lines: what stands in it is not tried again"
    )
    parser.add_argument(
        "--reached", type=Path, default=Path("reached.json"), help="where coverage is kept"
    )


def measure(
    rooms: Sequence[str] = ROOMS,
    seed: int = 1,
    per_room: int = 40,
    limit: float = 120,
    resume: Path | None = None,
    reached: Path = Path("reached.json"),
) -> list[dict[str, Any]]:
    """Return a row for every breakage: where, what, what became of it and how long it took."""
    from benchmarks.mutating.breakages import drawn
    from benchmarks.mutating.reached import reached as tests_reached
    from benchmarks.mutating.trying import copy_of, tried

    seen = tests_reached(ROOT, rooms, reached)
    known, reasons = _known(resume), equivalent()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_of(ROOT, Path(folder))
        for room in rooms:
            for breakage in tqdm(drawn(copy, room, per_room, seed), room):
                row = known.get(breakage.key)
                if row is None:
                    what = tried(breakage, copy, seen, limit)
                    row = {"room": room, "key": breakage.key, **asdict(breakage), **what}
                    if resume:
                        with resume.open("a", encoding="utf-8") as file:
                            file.write(json.dumps(row, ensure_ascii=False) + "\n")
                rows.append({**row, "equivalent": reasons.get(breakage.key, "")})
    return rows


def equivalent() -> dict[str, str]:
    """Return the breakages that break nothing, each with the reason that a person gave."""
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["reason"] for row in csv.DictReader(file)}


def _known(resume: Path | None) -> dict[str, dict[str, Any]]:
    """Return what was tried before, by what names it; the last line of each holds."""
    if resume is None or not resume.exists():
        return {}
    lines = resume.read_text(encoding="utf-8").splitlines()
    return {row["key"]: row for row in map(json.loads, lines)}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the shares by room as a Markdown table, and what no test noticed."""
    names = ["tried", "equivalent", "caught", "missed", "share caught"]
    lines = [f"| room | {' | '.join(names)} |", "|-" * (len(names) + 1) + "|"]
    for room in [*dict.fromkeys(row["room"] for row in rows), "all"]:
        here = [row for row in rows if room in (row["room"], "all")]
        counts = Counter(outcome_of(row) for row in here)
        judged = counts["caught"] + counts["missed"]
        share = f"{counts['caught'] / judged:.0%}" if judged else ""
        numbers = [len(here), counts["equivalent"], counts["caught"], counts["missed"], share]
        lines.append(f"| {room} | {' | '.join(map(str, numbers))} |")
    missed = [row for row in rows if outcome_of(row) == "missed"]
    return "\n".join(
        [*lines, "", *(f"- {row['outcome']}: line {row['line']} of {row['key']}" for row in missed)]
    )


def outcome_of(row: dict[str, Any]) -> str:
    """Return what a row counts as; a breakage that a test notices was one."""
    if row["outcome"] in CAUGHT:
        return "caught"
    return "equivalent" if row["equivalent"] else "missed"


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return the rows as JSON."""
    return json.dumps(rows, indent=1, ensure_ascii=False)
