"""How many more passages: how often does a sample of that size end with wider limits than wanted?

In populations coded to the last segment a first sample is drawn, the number is worked out for each
code, central and cautious, and so many more segments are really drawn and estimated from.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.populations import MACHINES, Population, simulated
from civic_qual.analysis.estimates.how_many_more import REACHED
from civic_qual.statistics.banded_shares import banded_shares
from civic_qual.statistics.design_effect import no_clusters
from civic_qual.statistics.planning import (
    drawn_evenly,
    first_enough,
    sizes_to_try,
    widths_to_come,
)

CODES, FIRST = (
    12,
    ((150, 0.6), (400, 0.7)),
)  # first samples, and which part of their width is wanted
CONFIDENCE = 0.95


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument(
        "--draws", type=int, default=20, help="of first samples, each with 12 codes"
    )
    parser.add_argument("--seed", type=int, default=5)


def measure(draws: int = 20, seed: int = 5) -> list[dict[str, Any]]:
    """Return a row for each machine, first sample, and number."""
    return [
        row
        for machine in MACHINES
        for first, part in FIRST
        for row in _rows(machine, first, part, draws, seed)
    ]


def _rows(machine: str, first: int, part: float, draws: int, seed: int) -> Iterator[dict[str, Any]]:
    population = simulated(machine, 200, seed, codes=CODES)
    rng = np.random.default_rng(seed)
    ended = [one for _ in range(draws) for one in _ended(population, first, part, rng)]
    for name, share in REACHED.items():
        more, ratio = np.array([one[1:] for one in ended if one[0] == name]).T
        yield {
            "machine": machine,
            "first": first,
            "wanted": part,
            "number": name.strip("_") or "central",
            "promised": 1 - share,
            "cases": len(ratio),
            "more_median": float(np.median(more)),
            "wider": float((ratio > 1).mean()),
            "wider_by_a_tenth": float((ratio > 1.1).mean()),
            "ratio_90": float(np.quantile(ratio, 0.9)),
        }


def _ended(
    population: Population, first: int, part: float, rng: np.random.Generator
) -> Iterator[tuple[str, float, float]]:
    """Yield which number was taken, how many more that were, and how wide it ended."""
    order = rng.permutation(len(population.truth))
    start = banded_shares(population.scores, order[:first], population.truth[order[:first]])
    sizes = sizes_to_try(first, len(order))
    widths = widths_to_come(
        start.bands,
        [drawn_evenly(start.bands, size) for size in sizes.tolist()],
        no_clusters(CODES),
        CONFIDENCE,
    )
    wanted = part * (start.high - start.low)
    for name, share in REACHED.items():
        to_come = np.quantile(widths, share, axis=-1)
        for code in range(CODES):
            (size,) = first_enough(sizes, to_come[:, [code]], wanted[code])
            if np.isnan(size):
                continue
            drawn = order[: int(size)]
            end = banded_shares(population.scores, drawn, population.truth[drawn])
            yield name, size - first, float((end.high - end.low)[code] / wanted[code])


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as one Markdown table."""
    lines = [
        "| machine | first sample | width wanted | number | more, median | promised wider | wider "
        "| wider by a tenth | 90th percentile of the width |",
        "|-|-|-|-|-|-|-|-|-|",
    ]
    for row in figures:
        lines.append(
            f"| {row['machine']} | {row['first']} | {row['wanted']} | {row['number']} "
            f"| {row['more_median']:.0f} | {row['promised']:.2f} | {row['wider']:.2f} "
            f"| {row['wider_by_a_tenth']:.2f} | {row['ratio_90']:.2f} |"
        )
    return "\n".join(lines)


def as_json(figures: list[dict[str, Any]]) -> str:
    """Return the figures as JSON: a list of rows."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
