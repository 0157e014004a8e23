"""Do intervals keep their promise, and how narrow are they? Hundreds of draws, known truths.

Every population is coded to the last segment, so that each draw's interval can be checked. Width
and root-mean-square error are ratios to people alone: Wilson from as many segments drawn one by
one (with its design effect, where whole interviews are drawn).
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.interval_methods import METHODS, Drawn, Interval, people_wilson, ppi_python
from benchmarks.populations import MACHINES, Population, bundled, simulated
from benchmarks.real_populations import real
from benchmarks.trained import trained_on
from civic_qual.statistics.survey import inclusion_probabilities, score_measure, systematic

BANDS = {".3-1 %": (0.003, 0.01), "1-3 %": (0.01, 0.03), "3 % and more": (0.03, 1.0)}
DESIGNS = ("simple", "stratified", "scores", "interviews")
TRAINED = "simple, model trained on the sample"
SIZES, INTERVIEWS = (200, 400, 800), 30


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--data", type=Path, help="a folder with real coded texts, read if given")
    parser.add_argument("--draws", type=int, default=200, help="of each design and size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of samples")


def measure(
    data: Path | None = None, draws: int = 200, seed: int = 1, sizes: Sequence[int] = SIZES
) -> list[dict[str, Any]]:
    """Return a row for each population, design, size, method and band of prevalence."""
    return [
        row
        for population in populations(seed, data)
        for row in measured(population, draws, seed, sizes)
    ]


def populations(seed: int, data: Path | None) -> Iterator[Population]:
    """Yield all populations: simulated, bundled, and real where a folder is given."""
    for machine in MACHINES:
        yield simulated(machine, 200, seed)
    for clusters in (30, 2_000):
        yield simulated("good", clusters, seed)
    yield bundled()
    if data:
        yield from real(data)


def measured(
    population: Population, draws: int, seed: int, sizes: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one population."""
    for n in sizes:
        if n > len(population.truth) / 2:
            continue  # a sample of most of a population is no sample
        for design in (*DESIGNS, TRAINED):
            if design == TRAINED and population.features is None:
                continue
            yield from _rows(population, design, n, draws, np.random.default_rng(seed + n))


def _rows(
    population: Population, design: str, n: int, draws: int, rng: np.random.Generator
) -> Iterable[dict[str, Any]]:
    methods: dict[str, Callable[..., Interval]] = dict(METHODS)
    if design == "simple" and find_spec("ppi_py") and n == min(SIZES):
        methods["ppi-python"] = ppi_python
    found: dict[str, list[Interval]] = {name: [] for name in (*methods, "reference")}
    for _ in range(draws):
        drawn = draw(population, design, n, rng)
        coded = population.truth[drawn.positions]
        scores = (
            population.scores
            if design != TRAINED
            else trained_on(population.features, drawn.positions, coded, population.cluster)
        )
        for name, method in methods.items():
            if name != "ppi-python" or len(found[name]) < 50:  # it takes each code by itself
                found[name].append(method(scores, coded, drawn))
        alone = drawn if drawn.cluster is not None else draw(population, "simple", n, rng)
        found["reference"].append(people_wilson(scores, population.truth[alone.positions], alone))
    reference = _stacked(found.pop("reference"))
    for name, intervals in found.items():
        for row in _by_band(population.truth.mean(axis=0), _stacked(intervals), reference):
            yield {
                "population": population.name,
                "design": design,
                "clusters": population.clusters,
                "n": n,
                "method": name,
                **row,
            }


def draw(population: Population, design: str, n: int, rng: np.random.Generator) -> Drawn:
    """Draw a sample: one by one, by strata of interviews, by score, or whole interviews."""
    total = len(population.truth)
    if design == "interviews":
        names = np.unique(population.cluster)
        chosen = rng.choice(names, size=min(INTERVIEWS, len(names) * 2 // 3), replace=False)
        positions = np.flatnonzero(np.isin(population.cluster, chosen))
        return Drawn(positions, None, population.cluster[positions])
    if design == "scores":
        probability = inclusion_probabilities(score_measure(population.scores), n)
    elif design == "stratified":  # two strata, the smaller one drawn twice as often
        small = population.cluster % 4 == 0
        probability = inclusion_probabilities(np.where(small, 2.0, 1.0), n)
    else:
        return Drawn(rng.choice(total, size=n, replace=False), None, None, design == TRAINED)
    positions = systematic(probability, rng.permutation(total), rng.random())
    return Drawn(positions, probability[positions], None)


def _stacked(intervals: list[Interval]) -> Interval:
    return Interval(*(np.array(part) for part in zip(*intervals, strict=True)))


def _by_band(truth: np.ndarray, found: Interval, reference: Interval) -> Iterator[dict[str, Any]]:
    """Yield coverage, width and error in each band of prevalence."""
    held = ((found.low <= truth + 1e-12) & (truth - 1e-12 <= found.high)).mean(axis=0)
    width = (found.high - found.low).mean(axis=0) / (reference.high - reference.low).mean(axis=0)
    error = _error(found, truth) / np.maximum(_error(reference, truth), 1e-12)
    for band, (low, high) in BANDS.items():
        here = (truth >= low) & (truth < high)
        if here.any():
            yield {
                "band": band,
                "coverage_mean": _round(held[here].mean()),
                "coverage_worst": _round(held[here].min()),
                "width_ratio": _round(width[here].mean()),
                "rmse_ratio": _round(error[here].mean()),
            }


def _error(found: Interval, truth: np.ndarray) -> np.ndarray:
    return np.sqrt(((found.estimate - truth) ** 2).mean(axis=0))


def _round(number: float) -> float:
    return round(float(number), 4)


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as one Markdown table."""
    lines = [
        "| population | clusters | design | n | method | band | coverage, mean / worst "
        "| width | error |",
        "|-|-|-|-|-|-|-|-|-|",
    ]
    for row in figures:
        lines.append(
            f"| {row['population']} | {row['clusters']} | {row['design']} | {row['n']} "
            f"| {row['method']} | {row['band']} | {row['coverage_mean']:.3f} / "
            f"{row['coverage_worst']:.3f} | {row['width_ratio']:.2f} "
            f"| {row['rmse_ratio']:.2f} |"
        )
    return "\n".join(lines)


def as_json(figures: list[dict[str, Any]]) -> str:
    """Return the figures as JSON: a list of rows."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
