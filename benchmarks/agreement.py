"""Whether the intervals of agreement cover: coders simulated, whose true agreement is known.

Interviews differ in length and in how much of a code they hold; coders miss passages, see them
where they are not, and drift from interview to interview.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from civic_qual.analysis.agreement.compared import Compared, cautions
from civic_qual.statistics.reliability import (
    COEFFICIENTS,
    AgreementSums,
    agreement_sums,
    coefficients_with_intervals,
)

POPULATION = 10_000  # interviews, to know the truth by


@dataclass(frozen=True)
class Setting:
    """Coders of one code.

    `likeness` is the correlation of two turns of one interview, `drift` how much a coder's habits
    move between interviews (on the logit scale), `silent` the share of judgements left out.
    """

    name: str
    interviews: int = 30
    turns: int = 30
    prevalence: float = 0.05
    finds: float = 0.8
    false_alarms: float = 0.01
    likeness: float = 0.1
    drift: float = 0.3
    coders: int = 2
    silent: float = 0.0


SETTINGS = (
    Setting("random coding, 5 %", finds=0.05, false_alarms=0.05, drift=0),
    Setting("random coding, 30 %", prevalence=0.3, finds=0.3, false_alarms=0.3, drift=0),
    Setting(
        "random coding, 5 %, short interviews", turns=15, finds=0.05, false_alarms=0.05, drift=0
    ),
    Setting("usual coders, 5 %"),
    Setting("usual coders, 5 %, short interviews", turns=15),
    Setting("usual coders who drift, 5 %", likeness=0.15, drift=0.7),
    Setting("very good coders, 5 %", finds=0.95, false_alarms=0.002),
    Setting("poor coders, 10 %", prevalence=0.1, finds=0.5, false_alarms=0.05),
    Setting("usual coders, 30 %", prevalence=0.3, false_alarms=0.1),
    Setting("usual coders, 50 %", prevalence=0.5, finds=0.9, false_alarms=0.1),
    Setting("usual coders, 95 %", prevalence=0.95, finds=0.97, false_alarms=0.3),
    Setting("usual coders, 5 %, 60 interviews", interviews=60, turns=60),
    Setting("three coders, a third silent, 5 %", coders=3, silent=1 / 3),
    Setting("flagged: 12 interviews, 5 %", interviews=12),
    Setting("flagged: 1 %", prevalence=0.01, false_alarms=0.002),
    Setting(
        "flagged: in few interviews",
        turns=50,
        likeness=0.3,
        drift=0.7,
        finds=0.6,
        false_alarms=0.02,
    ),
)


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--repeats", type=int, default=500, help="studies simulated a setting")
    parser.add_argument("--only", default="", help="only settings with this in their name")


def measure(
    repeats: int = 500, only: str = "", settings: Iterable[Setting] = SETTINGS
) -> list[dict[str, Any]]:
    """Return, for each setting, the truth, coverage and mean width of nominal 95 % intervals."""
    return [_measured(setting, repeats) for setting in settings if only in setting.name]


def simulated(setting: Setting, random: np.random.Generator) -> AgreementSums:
    """Return what coders say in one simulated study, added up by interview."""
    turns = np.maximum(random.poisson(setting.turns * random.gamma(4, 0.25, setting.interviews)), 3)
    interview = np.repeat(np.arange(setting.interviews), turns)
    spread = 1 / setting.likeness - 1
    share = random.beta(
        setting.prevalence * spread, (1 - setting.prevalence) * spread, setting.interviews
    )
    there = random.random(len(interview)) < share[interview]
    values = np.column_stack(
        [_said(setting, there, interview, random) for _ in range(setting.coders)]
    )
    return agreement_sums(values).by_group(interview, setting.interviews)


def _said(
    setting: Setting, there: np.ndarray, interview: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    moved = random.normal(0, setting.drift, setting.interviews)
    finds, false_alarms = (
        1 / (1 + np.exp(-(np.log(p / (1 - p)) + moved)))
        for p in (setting.finds, setting.false_alarms)
    )
    chance = np.where(there, finds[interview], false_alarms[interview])
    said = (random.random(len(there)) < chance).astype(np.float64)
    return np.where(random.random(len(there)) < setting.silent, np.nan, said)


def _measured(setting: Setting, repeats: int) -> dict[str, Any]:
    random = np.random.default_rng(20)
    population = simulated(Setting(**(asdict(setting) | {"interviews": POPULATION})), random)
    truth = {name: float(of(population.total())) for name, of in COEFFICIENTS.items()}
    covered: dict[str, list[bool]] = {name: [] for name in COEFFICIENTS}
    widths: dict[str, list[float]] = {name: [] for name in COEFFICIENTS}
    flagged = []
    for _ in range(repeats):
        sums = simulated(setting, random)
        flagged.append(_flagged(sums, setting.coders))
        for name, (value, low, high) in coefficients_with_intervals(
            sums, setting.coders, draws=1000
        ).items():
            if not np.isnan(value):
                covered[name].append(low <= truth[name] <= high)
                widths[name].append(high - low)
    return {
        "setting": setting.name,
        "truth": truth,
        "flagged": float(np.mean(flagged)),
        "coverage": {name: _mean(covered[name]) for name in COEFFICIENTS},
        "width": {name: _mean(widths[name]) for name in COEFFICIENTS},
    }


def _flagged(sums: AgreementSums, coders: int) -> bool:
    votes = sums.votes.sum(axis=0)
    told = Compared(sums, np.full(coders, votes[1]), np.full(coders, votes.sum()))
    return "too narrow" in cautions(told, [""] * coders)


def _mean(values: list[Any]) -> float | None:
    return float(np.mean(values)) if values else None


def table(figures: list[Mapping[str, Any]]) -> str:
    """Return coverage and, in brackets, truth and width as a Markdown table."""
    head = ["setting", *COEFFICIENTS, "flagged"]
    rows = [
        [one["setting"], *(_cell(one, name) for name in COEFFICIENTS), f"{one['flagged']:.2f}"]
        for one in figures
    ]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["-"] * len(head), *rows])


def _cell(one: Mapping[str, Any], name: str) -> str:
    if one["coverage"][name] is None:
        return "not defined"
    return f"{one['coverage'][name]:.3f} ({one['truth'][name]:.2f}, {one['width'][name]:.2f})"


def as_json(figures: list[Mapping[str, Any]]) -> str:
    """Return all figures as JSON."""
    return json.dumps(figures, indent=1)
