"""Do limits hold where readers err? Two readers of known errors, populations of known truth.

The first reads the whole sample, the second a random quarter of it, blind; nothing, their
disagreements, or all that either ticked in that quarter is settled. Width is a ratio to the limits
that take the first reader for right.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.estimate import BANDS, draw
from benchmarks.interval_methods import Drawn
from benchmarks.populations import Population, simulated
from benchmarks.real_populations import real
from civic_qual.statistics.banded_shares import BandedShares, banded_shares
from civic_qual.statistics.group_tests import difference_limits
from civic_qual.statistics.readers.cells import NOT_READ, Readings
from civic_qual.statistics.readers.latent_truth import Chains
from civic_qual.statistics.readers.reader_shares import Group, reader_shares
from civic_qual.statistics.recalibration import Curve, fit_curve

PART, SIZES, GROUPS = 0.25, (200, 400, 800), 3
SETTLED = ("nothing", "disagreements", "all ticked")
DESIGNS = ("simple", "stratified", "scores", "interviews", "groups", "shared out")
QUICK = Chains(number=2, warm=150, kept=400)  # limits wander by a thirtieth of their width
FIRST_ALONE = "first reader alone"

Rates = tuple[np.ndarray, np.ndarray]  # of missing and adding, of shapes that broadcast to (n, K)


class Errors(NamedTuple):
    """How two readers err: the rates of each, and in what share of cells they have one luck."""

    rates: Callable[[np.ndarray, np.ndarray, np.random.Generator], Sequence[Rates]]
    shared: float = 0.0


def _alike(miss: float, add: float) -> Callable[..., Sequence[Rates]]:
    return lambda _scores, _cluster, _rng: [(np.array(miss), np.array(add))] * 2


def _by_code(scores: np.ndarray, _cluster: np.ndarray, rng: np.random.Generator) -> Sequence[Rates]:
    codes = scores.shape[1]
    first = rng.beta(3, 27, codes), np.minimum(rng.gamma(1.0, 0.01, codes), 0.2)
    return [first, (np.array(0.15), np.array(0.006))]


def _where_the_machine_does(
    scores: np.ndarray, _cluster: np.ndarray, _rng: np.random.Generator
) -> Sequence[Rates]:
    no = np.nan_to_num(scores) < 0.1
    return [(np.where(no, 0.25, 0.06), np.where(no, 0.006, add)) for add in (0.04, 0.08)]


def _by_interview(
    _scores: np.ndarray, cluster: np.ndarray, rng: np.random.Generator
) -> Sequence[Rates]:
    """Errors on good and bad days: an interview's odds are some e times those of another."""
    names, which = np.unique(cluster, return_inverse=True)
    days = rng.normal(0, 1, (2, len(names)))[:, which, None]
    return [tuple(1 / (1 + np.exp(-(centre + day))) for centre in (-2.45, -5.0)) for day in days]


ERRORS = {
    "plain": Errors(_alike(0.10, 0.01)),
    "by code": Errors(_by_code),
    "as the machine": Errors(_where_the_machine_does),
    "shared": Errors(_alike(0.10, 0.01), 0.4),
    "by code, shared": Errors(_by_code, 0.4),
    "by interview": Errors(_by_interview),
    "lax": Errors(_alike(0.05, 0.03)),
}


@dataclass(frozen=True)
class Setting:
    """What is drawn, and how readers err."""

    design: str
    n: int
    errors: str
    settled: tuple[str, ...] = SETTLED


SETTINGS = (
    *(Setting("simple", n, "plain") for n in SIZES),
    *(Setting("simple", n, errors) for n in (200, 800) for errors in ERRORS if errors != "plain"),
    *(
        Setting(design, n, "plain", ("nothing", "all ticked"))
        for design in DESIGNS[1:]
        for n in ((400,) if design == "interviews" else (200, 800))
    ),
    Setting("interviews", 400, "by interview", ("nothing", "all ticked")),
)


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--data", type=Path, help="a folder with real coded texts, read if given")
    parser.add_argument("--draws", type=int, default=100, help="of each setting")
    parser.add_argument("--seed", type=int, default=1)


def measure(data: Path | None = None, draws: int = 100, seed: int = 1) -> list[dict[str, Any]]:
    """Return a row for each population, setting, method and band of prevalence."""
    return [
        row
        for population in populations(seed, data)
        for setting in SETTINGS
        if setting.n <= len(population.truth) / 2
        for row in measured(population, setting, draws, seed)
    ]


def populations(seed: int, data: Path | None) -> Iterator[Population]:
    """Yield simulated populations, and real ones where a folder is given."""
    for machine in ("good", "bad"):
        yield simulated(machine, 200, seed, codes=24)
    if data:
        yield from real(data)


class _Found(NamedTuple):
    """Limits of one draw by one method, and what they should hold; (n_targets, K) each."""

    low: np.ndarray
    high: np.ndarray
    truth: np.ndarray


def measured(
    population: Population, setting: Setting, draws: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one setting."""
    rng = np.random.default_rng(seed + setting.n)
    found: dict[str, list[_Found]] = {}
    for _ in range(draws):
        for method, one in _one_draw(population, setting, rng):
            found.setdefault(method, []).append(one)
    prevalence = population.truth.mean(axis=0)
    alone = _width(found[FIRST_ALONE])
    for method, several in found.items():
        truth = np.array([one.truth for one in several])
        held = (np.array([one.low for one in several]) <= truth + 1e-12) & (
            truth - 1e-12 <= np.array([one.high for one in several])
        )
        by_code, width = held.mean(axis=(0, 1)), _width(several)
        for band, (low, high) in BANDS.items():
            here = (prevalence >= low) & (prevalence < high)
            if here.any():
                yield {
                    "population": population.name,
                    "design": setting.design,
                    "n": setting.n,
                    "errors": setting.errors,
                    "method": method,
                    "band": band,
                    "codes": int(here.sum()),
                    "draws": draws,
                    "coverage_mean": round(float(by_code[here].mean()), 4),
                    "coverage_worst": round(float(by_code[here].min()), 4),
                    "width": round(100 * float(np.median(width[here])), 3),
                    "width_ratio": round(float((width / alone)[here].mean()), 3),
                }


def _width(several: list[_Found]) -> np.ndarray:
    width: np.ndarray = np.mean([(one.high - one.low).mean(axis=0) for one in several], axis=0)
    return width


def _one_draw(
    population: Population, setting: Setting, rng: np.random.Generator
) -> Iterator[tuple[str, _Found]]:
    design = "simple" if setting.design in ("groups", "shared out") else setting.design
    drawn = draw(population, design, setting.n, rng)
    readings = read_by_two(population, drawn, ERRORS[setting.errors], rng)
    if setting.design == "shared out":
        readings = _shared_out(readings, rng)
    groups = [None]
    if setting.design == "groups":
        groups = [population.cluster % GROUPS == one for one in range(GROUPS)] + groups
    truth = population.truth[drawn.positions]
    curve = fit_curve(population.scores[drawn.positions], readings.taken)
    told = [_alone(population, drawn, readings, curve, group) for group in groups]
    yield from _as_found(FIRST_ALONE, told, population, groups)
    for settled in setting.settled:
        known = settle(readings, truth, settled)
        given = [
            _group(population, drawn, known, curve, group, shares)
            for group, shares in zip(groups, told, strict=True)
        ]
        made, _ = reader_shares(given, by_band=settled != "nothing", chains=QUICK)
        yield from _as_found(f"two readers, {settled} settled", made, population, groups)


def _as_found(
    method: str,
    made: Sequence[BandedShares],
    population: Population,
    groups: list[np.ndarray | None],
) -> Iterator[tuple[str, _Found]]:
    truth = [
        population.truth[slice(None) if group is None else group].mean(axis=0) for group in groups
    ]
    chosen = slice(0, -1) if len(groups) > 1 else slice(None)
    yield (
        method,
        _Found(
            np.array([one.low for one in made[chosen]]),
            np.array([one.high for one in made[chosen]]),
            np.array(truth[chosen]),
        ),
    )
    if len(groups) > 1:
        pairs = [(0, 1), (0, 2), (1, 2)]
        limits = [difference_limits(made[one], made[other], 0.95) for one, other in pairs]
        yield (
            method + ", differences",
            _Found(
                np.array([low for low, _ in limits]),
                np.array([high for _, high in limits]),
                np.array([truth[one] - truth[other] for one, other in pairs]),
            ),
        )


def read_by_two(
    population: Population, drawn: Drawn, errors: Errors, rng: np.random.Generator
) -> Readings:
    """Let two readers read a sample, the second a random quarter of it (whole interviews)."""
    truth, scores = population.truth[drawn.positions] == 1, population.scores[drawn.positions]
    cluster = population.cluster[drawn.positions]
    luck = rng.random((2, *truth.shape))
    luck[1] = np.where(rng.random(truth.shape) < errors.shared, luck[0], luck[1])
    ticks = [
        np.where(truth, own >= miss, own < add)
        for own, (miss, add) in zip(luck, errors.rates(scores, cluster, rng), strict=True)
    ]
    units = np.arange(len(truth)) if drawn.cluster is None else drawn.cluster
    names = np.unique(units)
    chosen = rng.choice(names, size=max(1, round(PART * len(names))), replace=False)
    read = np.isin(units, chosen)
    second = np.where(read[:, None], ticks[1], NOT_READ)
    return Readings(
        ticks=np.stack([ticks[0], second], axis=2).astype(np.int8),
        settled=np.full(truth.shape, np.nan),
    )


def _shared_out(readings: Readings, rng: np.random.Generator) -> Readings:
    """Let the second reader be the only one of half of what is read once."""
    ticks = readings.ticks.copy()
    once = np.flatnonzero(ticks[:, 0, 1] == NOT_READ)
    theirs = rng.choice(once, size=len(once) // 2, replace=False)
    ticks[theirs, :, 1] = ticks[theirs, :, 0]
    ticks[theirs, :, 0] = NOT_READ
    return Readings(ticks=ticks, settled=readings.settled)


def settle(readings: Readings, truth: np.ndarray, what: str) -> Readings:
    """Settle by the truth what both read: nothing, disagreements, or all that either ticked."""
    first, second = readings.ticks[:, :, 0], readings.ticks[:, :, 1]
    both = (first != NOT_READ) & (second != NOT_READ)
    chosen = {
        "nothing": np.zeros_like(both),
        "disagreements": both & (first != second),
        "all ticked": both & ((first == 1) | (second == 1)),
    }[what]
    return Readings(ticks=readings.ticks, settled=np.where(chosen, truth, np.nan))


def _alone(
    population: Population,
    drawn: Drawn,
    readings: Readings,
    curve: Curve,
    group: np.ndarray | None,
) -> BandedShares:
    return banded_shares(
        population.scores,
        drawn.positions,
        readings.taken,
        probability=drawn.probability,
        clusters=drawn.cluster,
        inside=group,
        curve=curve,
    )


def _group(
    population: Population,
    drawn: Drawn,
    readings: Readings,
    curve: Curve,
    group: np.ndarray | None,
    shares: BandedShares,
) -> Group:
    inside = np.ones(len(population.truth), bool) if group is None else group
    here = inside[drawn.positions]
    weights = np.ones(len(here)) if drawn.probability is None else 1 / drawn.probability
    return Group(
        chances=curve(population.scores)[inside],
        positions=(np.cumsum(inside) - 1)[drawn.positions[here]],
        weights=weights[here],
        readings=readings.of(here),
        shares=shares,
    )


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as one Markdown table."""
    lines = [
        "| population | design | n | errors | method | band | coverage, mean / worst | width "
        "| ratio |",
        "|-|-|-|-|-|-|-|-|-|",
    ]
    for row in figures:
        lines.append(
            f"| {row['population']} | {row['design']} | {row['n']} | {row['errors']} "
            f"| {row['method']} | {row['band']} | {row['coverage_mean']:.3f} / "
            f"{row['coverage_worst']:.3f} | {row['width']:.2f} | {row['width_ratio']:.2f} |"
        )
    return "\n".join(lines)


def as_json(figures: list[dict[str, Any]]) -> str:
    """Return the figures as JSON: a list of rows."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
