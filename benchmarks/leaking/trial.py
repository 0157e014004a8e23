"""One study, its releases as written by the command line, and what an outsider gets of them."""

from __future__ import annotations

import contextlib
import io
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.leaking import estimates, folders, studies
from benchmarks.leaking.attack import Found, attack
from benchmarks.leaking.counted import counted
from benchmarks.leaking.puzzle import Puzzle
from benchmarks.leaking.records import History
from benchmarks.leaking.studies import Study
from benchmarks.leaking.written import Told, Written, read
from civic_qual.cli.main import run

MINIMUM = 5
GROUPINGS = (
    (["country"], ["country"], ["country"]),
    (["country"], ["country"], ["sex"]),
    (["country"], ["sex"], ["country", "sex"]),
    (["country", "sex"], ["country", "sex"], ["country"]),
    (["country"], ["village", "country"], ["country"]),
    (["village"], ["country"], ["sex"]),
)


@dataclass(kw_only=True)
class Plan:
    """How a study goes on: what it is at each release, and what is asked for."""

    seed: int
    unit: str
    studies: list[Study]
    happened: list[str]
    groupings: Sequence[list[str]]
    estimated: bool


def plan(seed: int, releases: int = 3, sizes: Sequence[int] = studies.SIZES) -> Plan:
    """Draw a study and what becomes of it."""
    random = np.random.default_rng(seed)
    study, manner = studies.draw(random, sizes)
    unit = str(random.choice(["turn", "sentence", "transcript"], p=[0.7, 0.15, 0.15]))
    asked = [one for one in GROUPINGS if unit != "transcript" or "sex" not in str(one)]
    made = Plan(
        seed=seed,
        unit=unit,
        studies=[study],
        happened=["first"],
        groupings=asked[int(random.integers(len(asked)))][:releases],
        estimated=bool(random.random() < 0.35),
    )
    for _ in range(releases - 1):
        study, happened = studies.changed(study, manner, random)
        made.studies.append(study)
        made.happened.append(happened)
    return made


@dataclass(kw_only=True)
class Outcome:
    """What was written, and what was got of it."""

    plan: Plan
    written: list[Written] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    found: Found | None = None
    of_estimates: list[str] = field(default_factory=list)
    seconds: float = 0.0
    attacked: float = 0.0


def called(*arguments: object) -> tuple[int, str]:
    """Run a command in this process; return its status and what it said."""
    said = io.StringIO()
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            run([str(one) for one in arguments])
        except SystemExit as stop:
            return int(stop.code or 0), said.getvalue()
    return 0, said.getvalue()


def remembers() -> bool:
    """Whether releases have a memory: whether earlier ones can be named."""
    return "--earlier" in called("code", "--help")[1]


def trial(made: Plan, folder: Path, *, grants: bool = True, most: int = 400) -> Outcome:
    """Write the releases of a study into a folder, and attack them, also by limits granted."""
    outcome = Outcome(plan=made)
    start = time.process_time()
    known = _known(made.studies)
    ledgers: list[Path] = []
    seen: list[Study] = []  # as they were counted
    for place, study in enumerate(made.studies):
        interviews = folders.write(study, folder / "interviews")
        out = folder / f"release_{place + 1}"
        earlier = _earlier(ledgers)
        by = [part for one in made.groupings[place] for part in ("--by", one)]
        status, said = called(
            "code", interviews, "--out", out, "--unit", made.unit, "--quiet", *by, *earlier
        )
        if status:
            outcome.refused.append(said.strip().splitlines()[-1] if said.strip() else "no word")
            outcome.written.append(Written())
            seen.append(seen[-1] if seen else study)
            continue
        ledgers = sorted(out.glob("release.ledger")) or ledgers
        written = read(out, folders.names(study), known)
        if made.estimated and place == 0 and made.unit == "turn":
            _estimate(made, study, interviews, folder, outcome, written, ledgers)
        who = study
        if remembers():
            who = counted(study, seen, made.groupings[: place + 1], written, made.unit)
        if who is None:
            written.riddles.append(f"who is counted in release {place + 1}?")
        seen.append(who or study)
        _stands(written, outcome.written)
        outcome.written.append(written)
    outcome.seconds = time.process_time() - start
    used = {name for by in made.groupings for name in by}
    puzzle = Puzzle(History(seen, made.unit, used), outcome.written, MINIMUM, grants=grants)
    outcome.found = attack(puzzle, np.random.default_rng(made.seed), most)
    outcome.attacked = time.process_time() - start - outcome.seconds
    return outcome


def _stands(written: Written, earlier: Sequence[Written]) -> None:
    """Hold what stands from before to what was shown then."""
    for key, told in written.standing.items():
        if not any(one.key == key and one.low == told.low for old in earlier for one in old.told):
            written.riddles.append(f"stands, and was not shown before: {key} {told.low:g}")


def _known(releases: Sequence[Study]) -> dict[str, str]:
    return {
        value: name
        for study in releases
        for one in study.interviews
        for person in one.people
        for name, value in study.attributes(one, person).items()
    }


def _earlier(ledgers: Sequence[Path]) -> list[object]:
    if not remembers():
        return []
    return [part for one in ledgers for part in ("--earlier", one)] or ["--earlier", "none"]


def _estimate(
    made: Plan,
    study: Study,
    interviews: Path,
    folder: Path,
    outcome: Outcome,
    written: Written,
    ledgers: list[Path],
) -> None:
    """Draw a sample, code it by hand, write estimates, and attack their columns."""
    random, sample = np.random.default_rng(made.seed), folder / "sample.csv"
    units = sum(len(one.turns) for one in study.interviews)
    number = max(12, min(units * 2 // 3, 120))
    called("sample", interviews, "-n", number, "--seed", made.seed, "--out", sample, "--quiet")
    coded = folders.code_by_hand(study, interviews, sample, random)
    out = folder / "estimates"
    status, said = called(
        *("estimate", interviews, "--sample", sample, "--codings", coded, "--out", out),
        *("--width", 0.1, "--quiet", "--by", made.groupings[0][0]),
        *_earlier(ledgers),
    )
    if status:
        outcome.refused.append(said.strip().splitlines()[-1] if said.strip() else "no word")
        return
    ledgers[:] = sorted(out.glob("release.ledger")) or ledgers
    by = made.groupings[0][0]
    for theme, group, count in estimates.raw_counts(out):
        where = frozenset() if group == "all" else frozenset({(by, group)})
        written.told.append(
            Told(key=(where, theme, "T"), low=count, high=count, where="estimates.csv")
        )
    outcome.of_estimates += [*estimates.told_of_hidden(out, MINIMUM), *estimates.not_blank(out)]
