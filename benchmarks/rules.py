"""How fast rules are searched: ours beside tools that others use, on the same texts and patterns.

One process, interleaved, medians of several rounds; a ratio is the peer's seconds divided by
ours, so more is better for us. From texts in memory to spans and counts of codes by segment,
everything included that a tool must build.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.edit import edit_times
from benchmarks.engines import ENGINES, built, missing, running
from benchmarks.growth import by_size, exponent
from benchmarks.memory import bytes_per_token
from benchmarks.patterns import Pattern, draw
from benchmarks.peers import peers
from benchmarks.race import Times, equality, race
from benchmarks.report import table
from benchmarks.speeches import Speeches, read_speeches
from benchmarks.timing import CLOCKS, Clock, ratio, told_by

__all__ = ["as_json", "measure", "options", "table"]

NUMBERS = (50, 500, 5_000, 50_000)
GROWN = 500  # patterns, on texts of four sizes
MANY = 5_000  # patterns: more are measured in three rounds at most
PEERS = (
    "spacy",
    "ahocorasick_rs",
    "pyahocorasick",
    "quanteda",
    "ahocorasick_rs_bytes",
    "spacy_documents_kept",
)


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--data", type=Path, required=True, help="parquet with a column `text`")
    parser.add_argument("--megabytes", type=float, default=18, help="of text, drawn from it")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1, help="of texts and patterns")
    parser.add_argument("--numbers", type=int, nargs="+", default=NUMBERS, help="of patterns")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument(
        "--clock",
        choices=CLOCKS,
        default="wall",
        help="of the race; on a machine that others use, `processor` time is the steadier",
    )


def measure(data: Path, megabytes: float = 18, seed: int = 1, **options: Any) -> dict[str, Any]:
    """Return all figures of speeches in a file, in the form of the JSON file."""
    return measured(read_speeches(data, megabytes, seed), seed=seed, **options)


def measured(
    speeches: Speeches,
    rounds: int = 5,
    seed: int = 1,
    numbers: Sequence[int] = NUMBERS,
    engines: Sequence[str] = ENGINES,
    processes: Sequence[int] = (1, 2),
    clock: Clock = "wall",
    study: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return all figures of some speeches.

    The editing loop is measured in so many `processes` at once, on a study of the size `study`.
    """
    patterns = draw(speeches.text, max(numbers), seed)
    present, reasons = peers(speeches)
    reasons |= {engine: missing(engine) for engine in engines if missing(engine)}
    engines = [engine for engine in engines if not missing(engine)]
    with told_by(clock):
        times = {
            number: race(
                patterns[:number],
                speeches,
                present,
                engines,
                rounds if number <= MANY else min(rounds, 3),
            )
            for number in numbers
        }
    ours: dict[str, Any] = dict.fromkeys(ENGINES)
    for engine in engines:
        with running(engine):
            ours[engine] = (
                _figures(engine, times)
                | _growth(patterns, speeches, rounds)
                | _edits(engine, processes, study or {})
            )
    return ours | {
        "reasons": reasons,
        "machine": machine.described(),
        "kernel_parts": built(),
        "data": _described(speeches, patterns) | {"seed": seed, "rounds": rounds, "clock": clock},
        "seconds": times,
        "equality": {number: equality(patterns[:number], speeches, present) for number in numbers},
    }


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1, ensure_ascii=False)


def _figures(engine: str, times: dict[int, Times]) -> dict[str, Any]:
    """Return what the race says about one of our engines: ratios, and growth with patterns."""
    own = {
        what.partition(".")[2]
        for one in times.values()
        for what in one
        if what.startswith(f"{engine}.")
    }
    first = {number: one[f"{engine}.first"] for number, one in times.items()}
    ratios = {
        what: {
            peer: {
                str(number): ratio(one.get(peer), one[f"{engine}.{what}"])
                for number, one in times.items()
            }
            for peer in PEERS
            if what.startswith("recode") or not peer.endswith("kept")
        }
        for what in sorted(own)
    }
    return ratios | {
        "times_portable": _times_portable(engine, times),
        "exponent_patterns": exponent(first),
        "times_longer_for_50000_than_500": ratio(first.get(50_000), first.get(500)),
    }


def _times_portable(engine: str, times: dict[int, Times]) -> dict[str, Any]:
    """Return how many times longer numpy alone takes."""
    return {
        what: {
            str(number): ratio(one.get(f"portable.{what}"), one[f"{engine}.{what}"])
            for number, one in times.items()
        }
        for what in ("first", "recode")
    }


def _growth(patterns: Sequence[Pattern], speeches: Speeches, rounds: int) -> dict[str, Any]:
    """Return how cost grows with the texts, and the memory that their index takes."""
    sizes, memory = by_size(patterns[:GROWN], speeches, rounds), bytes_per_token(speeches)
    return {
        "exponent_size": exponent(sizes),
        "seconds_by_megabytes": sizes,
        "bytes_per_token": memory["peak"],
        "bytes_per_token_kept": memory["kept"],
    }


def _edits(engine: str, processes: Sequence[int], study: Mapping[str, int]) -> dict[str, Any]:
    """Return what the editing loop takes, the fewest processes at once first."""
    times = {number: edit_times(engine, number, **study) for number in processes}
    alone = times[min(processes)]
    return {
        "edit_to_table_ms": round(1000 * alone["edit_to_table"], 1),
        "one_rule_edit_ratio": ratio(alone["all_rules_to_codings"], alone["edit_to_codings"]),
        "edit_seconds_by_processes": times,
    }


def _described(speeches: Speeches, patterns: Sequence[Pattern]) -> dict[str, Any]:
    kinds = [pattern.kind for pattern in patterns]
    return {
        "megabytes": round(speeches.megabytes, 2),
        "speeches": len(speeches.paragraphs),
        "segments": len(speeches.segments),
        "words": len(speeches.text.split()),
        "patterns": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
    }
