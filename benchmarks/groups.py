"""Does what is said of groups keep its promise? Errors by who speaks, and differences of themes.

Studies are drawn in which groups do not differ, to see how often a difference is announced, and
others in which they do. People have rates of their own, by a Beta law; the correlation within
people says how far these lie apart. `shuffled` and `corpus` are what was done before: people
shuffled between groups, and a p-value of the difference in this corpus.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from civic_qual.analysis.estimates.people_like_these import people_like_these
from civic_qual.analysis.estimates.units import Units
from civic_qual.statistics.banded_shares import BandedShares, banded_shares
from civic_qual.statistics.group_tests import (
    benjamini_hochberg,
    difference_limits,
    difference_p,
    noticeable_rate,
    rates_test,
)
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.overdispersion import correlation_within_people, effective_number

KINDS, LEVEL = 12, 0.05


@dataclass(frozen=True)
class Errors:
    """People and passages of each in a group and elsewhere; rates of error in both."""

    group: tuple[int, int]
    others: tuple[int, int]
    rate: float = 0.1
    rate_elsewhere: float = 0.1
    different: int = 0  # kinds of the twelve in which the group has a rate of its own
    correlation: float = 0.1

    @property
    def name(self) -> str:
        (people, each), (others, each_of_others) = self.group, self.others
        return f"{people} × {each}, {others} × {each_of_others}"


SHAPES = (
    ((8, 2), (40, 6), 0.1),
    ((5, 6), (40, 60), 0.1),
    ((8, 6), (40, 30), 0.1),
    ((10, 3), (40, 12), 0.2),
    ((20, 12), (20, 12), 0.1),
    ((5, 60), (40, 6), 0.1),
)
NULLS = tuple(
    Errors(group, others, rate, rate, 0, correlation)
    for group, others, rate in SHAPES
    for correlation in (0.02, 0.1, 0.3)
)
POWER = tuple(
    Errors(group, others, rate, elsewhere, different)
    for group, others, rate, elsewhere in (
        ((20, 12), (20, 12), 0.20, 0.10),
        ((40, 12), (40, 12), 0.20, 0.10),
        ((8, 6), (40, 30), 0.20, 0.10),
        ((8, 6), (40, 30), 0.35, 0.10),
        ((8, 60), (40, 6), 0.20, 0.10),
        ((8, 2), (40, 6), 0.20, 0.10),
        ((8, 2), (40, 6), 0.35, 0.10),
        ((10, 3), (40, 12), 0.40, 0.20),
    )
    for different in (12, 3)
)


@dataclass(frozen=True)
class Differences:
    """People a group, the share of the themes, how alike people's words are, and what is read."""

    people: int
    share: float
    correlation: float
    read: int | None = None  # passages; all if None
    difference: float = 0.0

    @property
    def name(self) -> str:
        read = "all read" if self.read is None else f"{self.read} read"
        apart = f", {self.difference:.0%} apart" if self.difference else ""
        return f"{self.people} people a group, {read}{apart}"


DIFFERENCES = (
    *(
        Differences(people, share, correlation)
        for people in (5, 10, 20, 40)
        for share in (0.05, 0.28)
        for correlation in (0.05, 0.2)
    ),
    *(Differences(people, 0.28, 0.1, 400) for people in (10, 40)),
    *(Differences(people, 0.28, 0.1, None, 0.15) for people in (10, 20, 40)),
)


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--studies", type=int, default=300, help="of each setting")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--shuffles", type=int, default=499, help="of what was done before; 0 leaves it out"
    )


def measure(studies: int = 300, seed: int = 1, shuffles: int = 499) -> list[dict[str, Any]]:
    """Return a row for each setting: how often a difference was announced, before and now."""
    return [
        *errors(NULLS + POWER, studies, seed, shuffles),
        *gatherings(studies, seed),
        *differences(studies // 4, seed),
    ]


def errors(
    settings: tuple[Errors, ...], studies: int, seed: int, shuffles: int
) -> Iterator[dict[str, Any]]:
    """Yield how often errors of the machine are said to differ."""
    for setting in settings:
        rng = np.random.default_rng(seed)
        drawn = [_errors_of(setting, rng, shuffles) for _ in range(studies)]
        warned, before, held, detected = (np.array(one) for one in zip(*drawn, strict=True))
        row = {
            "what": "errors by who speaks",
            "setting": setting.name,
            "rates": f"{setting.rate:.2f}, {setting.rate_elsewhere:.2f}",
            "different": setting.different,
            "correlation": setting.correlation,
            "studies": studies,
            "any": _round(warned.mean()),
            "any_before": _round(before.mean()) if shuffles else None,
            "error": _round(_error(warned.mean(), studies)),
            "coverage": _round(held.mean()),
        }
        if setting.different:
            row |= {"detected": _round(detected.mean()), "noticeable": _noticeable(setting)}
        yield row


def _errors_of(
    setting: Errors, rng: np.random.Generator, shuffles: int
) -> tuple[bool, bool, float, float]:
    """Return of one study if it was warned, before and now; coverage; the share of kinds found."""
    (people, each), (others, each_of_others) = setting.group, setting.others
    inside = np.arange(people + others) < people
    trials = np.where(inside, each, each_of_others)[:, None].repeat(KINDS, axis=1)
    rates = np.full(trials.shape, setting.rate_elsewhere)
    rates[:people, : setting.different] = setting.rate
    odds = 1 / setting.correlation - 1
    wrong = rng.binomial(trials, rng.beta(rates * odds, (1 - rates) * odds)).astype(float)
    number = trials.astype(float)
    correlation = correlation_within_people(wrong, number, inside)
    adjusted = benjamini_hochberg(rates_test(wrong, number, inside, correlation)) <= LEVEL
    worth = effective_number(number[inside, 0], correlation[1])
    low, high = wilson(wrong[inside].sum(axis=0) / number[inside].sum(axis=0) * worth, worth)
    held = (low <= rates[0]) & (rates[0] <= high)
    before = (
        benjamini_hochberg(shuffled(wrong, number, inside, rng, shuffles)) <= LEVEL
        if shuffles
        else np.zeros(1)
    )
    found = adjusted[: setting.different].mean() if setting.different else 0.0
    return bool(adjusted.any()), bool(before.any()), float(held.mean()), float(found)


def gatherings(studies: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield how often it is warned, though nothing differs, where people do not stand alone.

    16 focus groups of six people, who are wrong alike, 6 of them against 10, taken as one each
    (as `error_by` does) and, before, as 96 people; and 30 people who stand on both sides.
    """
    rng = np.random.default_rng(seed)
    together, alone, twice = (np.zeros(studies, dtype=bool) for _ in range(3))
    for study in range(studies):
        rates = rng.beta(0.2 * 9, 0.8 * 9, (16, KINDS))
        wrong = rng.binomial(5, rates.repeat(6, axis=0)).astype(float)
        inside = np.arange(16) < 6
        together[study] = _warned(wrong.reshape(16, 6, KINDS).sum(axis=1), 30.0, inside)
        alone[study] = _warned(wrong, 5.0, inside.repeat(6))
        both = np.tile(rng.beta(0.2 * 9, 0.8 * 9, (30, KINDS)), (2, 1))
        twice[study] = _warned(rng.binomial(10, both).astype(float), 10.0, np.arange(60) < 30)
    for setting, before, now in (
        ("focus groups as one (before: by person), 6, 10", _round(alone.mean()), together.mean()),
        ("30 people on both sides", None, twice.mean()),
    ):
        yield {
            "what": "errors by who speaks",
            "setting": setting,
            "rates": "0.20, 0.20",
            "different": 0,
            "correlation": 0.1,
            "studies": studies,
            "any": _round(now),
            "any_before": before,
            "error": _round(_error(now, studies)),
            "coverage": None,
        }


def _warned(wrong: np.ndarray, each: float, inside: np.ndarray) -> bool:
    trials = np.full(wrong.shape, each)
    correlation = correlation_within_people(wrong, trials, inside)
    p = rates_test(wrong, trials, inside, correlation)
    return bool((benjamini_hochberg(p) <= LEVEL).any())


def shuffled(
    wrong: np.ndarray, trials: np.ndarray, inside: np.ndarray, rng: np.random.Generator, times: int
) -> np.ndarray:
    """Shuffle people between the groups: holds only if they said about the same (Gail 1996)."""
    marks = np.array([inside, *(rng.permutation(inside) for _ in range(times))], dtype=float)
    apart = np.abs(marks @ wrong / (marks @ trials) - (1 - marks) @ wrong / ((1 - marks) @ trials))
    return (1 + (apart[1:] >= apart[0] - 1e-12).sum(axis=0)) / (times + 1)


def _noticeable(setting: Errors) -> float:
    (people, each), (others, each_of_others) = setting.group, setting.others
    trials = np.repeat([float(each), float(each_of_others)], [people, others])
    alike = np.full(2, setting.correlation)
    inside = np.arange(len(trials)) < people
    return _round(noticeable_rate(trials, inside, setting.rate_elsewhere, alike, LEVEL / KINDS))


def differences(studies: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield how often themes are said to differ: among people like these, and in this corpus."""
    for setting in DIFFERENCES:
        rng = np.random.default_rng(seed)
        drawn = [_difference_of(setting, rng) for _ in range(studies)]
        people, corpus, held, width = (np.concatenate(one) for one in zip(*drawn, strict=True))
        yield {
            "what": "themes",
            "setting": setting.name,
            "rates": f"{setting.share + setting.difference:.2f}, {setting.share:.2f}",
            "different": KINDS if setting.difference else 0,
            "correlation": setting.correlation,
            "studies": studies,
            "any": _round((people <= LEVEL).mean()),
            "any_before": _round((corpus <= LEVEL).mean()),
            "error": _round(_error((people <= LEVEL).mean(), studies * KINDS)),
            "coverage": _round(held.mean()),
            "width": _round(width.mean()),
        }


def _difference_of(setting: Differences, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return of each theme of a study both p-values, coverage and width for people like these."""
    truth = np.array([setting.share + setting.difference, setting.share])
    groups, carried = [], []
    for share in truth:
        talk = np.maximum(rng.lognormal(np.log(30) - 0.18, 0.6, setting.people).round(), 1)
        who = np.repeat(np.arange(setting.people), talk.astype(int))
        odds = 1 / setting.correlation - 1
        rates = rng.beta(share * odds, (1 - share) * odds, (setting.people, KINDS))
        groups.append(who)
        carried.append((rng.random((len(who), KINDS)) < rates[who]).astype(float))
    part = 1.0 if setting.read is None else setting.read / sum(len(one) for one in groups)
    units = [_units(who, found, part, rng) for who, found in zip(groups, carried, strict=True)]
    shares = [_banded(one) for one in units]
    both = people_like_these((units[0], units[1]), (shares[0], shares[1]))
    assert both is not None
    low, high = difference_limits(*both, 0.95)
    held = (low <= setting.difference) & (setting.difference <= high)
    return difference_p(*both), difference_p(*shares), held, high - low


def _units(who: np.ndarray, found: np.ndarray, part: float, rng: np.random.Generator) -> Units:
    """Let a machine code, which misses a fifth and adds three in a hundred, and read a part."""
    machine = np.where(found > 0, rng.random(found.shape) < 0.8, rng.random(found.shape) < 0.03)
    read = np.sort(rng.permutation(len(who))[: max(round(part * len(who)), 1)])
    return Units(
        scores=np.clip(machine * 0.8 + 0.05, 0, 1),
        found=machine,
        read=np.ones_like(machine),
        index=read,
        coded=found[read],
        probability=np.full(len(read), part),
        cluster=None,
        together=who,
    )


def _banded(units: Units) -> BandedShares:
    return banded_shares(units.scores, units.index, units.coded, probability=units.probability)


def _error(share: float, number: int) -> float:
    return float(np.sqrt(share * (1 - share) / number))


def _round(number: float) -> float:
    return round(float(number), 3)


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures as one Markdown table."""
    lines = [
        "| what | setting | rates | different | correlation | before | now (± error) | found "
        "| noticeable | coverage | width |",
        "|-|-|-|-|-|-|-|-|-|-|-|",
    ]
    lines += [
        f"| {row['what']} | {row['setting']} | {row['rates']} | {row['different']} of {KINDS} "
        f"| {row['correlation']} | {row['any_before']} | {row['any']} ± {row['error']} "
        f"| {row.get('detected', '')} | {row.get('noticeable', '')} | {row['coverage']} "
        f"| {row.get('width', '')} |"
        for row in figures
    ]
    return "\n".join(lines)


def as_json(figures: list[dict[str, Any]]) -> str:
    """Return the figures as JSON: a list of rows."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
