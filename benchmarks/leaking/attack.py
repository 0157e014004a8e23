"""What somebody outside learns of numbers that must stay unknown, and which of that is a leak.

A hidden number, and what those said who joined, left or were corrected between two releases, must
stay as wide as declared: `minimum` for people and interviews, half the number for the turns of few
people if that is more, and never more than was open before anything was given away. That nobody,
or everybody, of a group carries a theme is shown on purpose, and what one release tells by itself
is no leak of another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from benchmarks.leaking.puzzle import PLAIN, Puzzle, Target
from benchmarks.leaking.written import Group, Key


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A number that is known more exactly than is declared."""

    name: str
    kind: str
    low: float
    high: float
    truth: float
    needed: float
    small: bool  # few people stand behind it, or are left out
    alone: bool  # its own release tells it
    minimum: int

    @property
    def exact(self) -> bool:
        """Whether nothing is left open."""
        return self.low == self.high

    @property
    def short(self) -> bool:
        """Whether it has fewer possible values than readers are told: 3 to 7 are five."""
        promised = self.minimum - 1 if self.needed == self.minimum else self.needed
        return self.high - self.low < promised


@dataclass(frozen=True, kw_only=True)
class Found:
    """What an attack found, and of how many numbers."""

    hidden: int
    changes: int
    leaks: tuple[Leak, ...]
    undecided: int
    riddles: tuple[str, ...]


def attack(puzzle: Puzzle, random: np.random.Generator, most: int = 400) -> Found:
    """Attack every number that must stay unknown; at most so many are proved one by one."""
    targets = _distinct([*hidden(puzzle), *changes(puzzle)])
    leaks, undecided = _leaks(puzzle, targets, random, most) if targets else ([], 0)
    return Found(
        hidden=sum(one.kind == "hidden" for one in targets),
        changes=sum(one.kind == "change" for one in targets),
        leaks=tuple(leaks),
        undecided=undecided,
        riddles=tuple(
            dict.fromkeys([*puzzle.riddles, *(r for w in puzzle.written for r in w.riddles)])
        ),
    )


def _distinct(targets: Sequence[Target]) -> list[Target]:
    """Leave out what is another target by another name: the joined of all and of their country."""
    found: dict[object, Target] = {}
    for one in targets:
        found.setdefault((one.kind, frozenset(one.terms.items())), one)
    return list(found.values())


def _leaks(
    puzzle: Puzzle, targets: Sequence[Target], random: np.random.Generator, most: int
) -> tuple[list[Leak], int]:
    needs = [one.declared for one in targets]
    terms = [one.terms for one in targets]
    everything = puzzle.solver().limits(terms, needs, random, most=most)
    low, high, least, greatest = everything
    flagged = [at for at in range(len(targets)) if greatest[at] - least[at] < needs[at]]
    undecided = int(((high - low < needs) & ~(greatest - least < needs)).sum())
    if not flagged:
        return [], undecided
    width = greatest[flagged] - least[flagged]
    needed = np.array([needs[at] for at in flagged], float)
    before = _width(puzzle, [PLAIN], [terms[at] for at in flagged], needed, random)
    needed = np.minimum(needed, before)
    own = needed.copy()
    for release in range(len(puzzle.written)):
        alone = _width(puzzle, [PLAIN, release], [terms[at] for at in flagged], needed, random)
        of = np.array([targets[at].release == release for at in flagged])
        own = np.where(of, np.minimum(own, alone), own)
        needed = np.where(of, needed, np.minimum(needed, alone))
    return [
        Leak(
            name=targets[at].name,
            kind=targets[at].kind,
            low=float(least[at]),
            high=float(greatest[at]),
            truth=targets[at].truth,
            needed=float(needed[place]),
            small=targets[at].small,
            alone=bool(own[place] < needed[place]),
            minimum=puzzle.minimum,
        )
        for place, at in enumerate(flagged)
        if width[place] < needed[place]
    ], undecided


def _width(puzzle, releases, terms, needed, random):  # type: ignore[no-untyped-def]
    low, high, least, greatest = puzzle.solver(releases).limits(terms, needed, random)
    wide = high - low >= needed
    return np.where(wide, needed, greatest - least)


def _people_test(carry: int, size: int, minimum: int, *, full: bool) -> bool:
    """Say whether few people stand behind a number, or are left out by it."""
    left = size - carry
    return size < minimum or 0 < carry < minimum or (full and 0 < left < minimum)


def hidden(puzzle: Puzzle) -> Iterator[Target]:
    """Yield every number of a theme that a release says is hidden."""
    for release, one in enumerate(puzzle.written):
        for key in sorted(one.hidden, key=str):
            if key[1] != "n" and key[2] in "TPI":
                terms = puzzle.terms(release, key)
                if terms is not None and terms:
                    yield _target(
                        puzzle, f"r{release + 1} {_named(key)}", "hidden", key, release, None, terms
                    )


def changes(puzzle: Puzzle) -> Iterator[Target]:
    """Yield what those carry whose records are in one release and not in another."""
    atoms = puzzle.history.atoms
    groups: set[Group] = {frozenset(), *(key[0] for one in puzzle.written for key in one.cells)}
    for pair in combinations(range(len(puzzle.written)), 2):
        for of, other in (pair, pair[::-1]):
            only = [
                at for at, a in enumerate(atoms) if of in a.releases and other not in a.releases
            ]
            if not only:
                continue
            for group in sorted(groups, key=str):
                for row in puzzle.history.rows:
                    for measure in "PT":
                        key = (group, row, measure)
                        terms = puzzle.terms(of, key, only)
                        if terms:
                            name = f"in r{of + 1}, not in r{other + 1}: {_named(key)}"
                            target = _target(puzzle, name, "change", key, of, only, terms)
                            if target.small:
                                yield target


def _target(
    puzzle: Puzzle,
    name: str,
    kind: str,
    key: Key,
    release: int,
    only: Sequence[int] | None,
    terms: Mapping[int, float],
) -> Target:
    truth = sum(puzzle.truth[at] * factor for at, factor in terms.items())
    behind = puzzle.terms(release, (key[0], key[1], "P"), only) or {}
    people = int(sum(puzzle.truth[at] * factor for at, factor in behind.items()))
    size = int(sum(puzzle.most[at] for at in behind))
    small = _people_test(people, size, puzzle.minimum, full=key[2] != "T" or kind == "change")
    half = (
        np.ceil(truth / 2) if key[2] == "T" and small and puzzle.history.unit != "transcript" else 0
    )
    most = sum(puzzle.most[at] for at in terms)
    return Target(
        name=name,
        kind=kind,
        terms=dict(terms),
        truth=float(truth),
        declared=float(min(max(puzzle.minimum, half), most)),
        small=small,
        release=release if kind == "hidden" else -1,
    )


def _named(key: Key) -> str:
    group, row, measure = key
    return f"{'/'.join(value for _, value in sorted(group)) or 'all'}: {row} {measure}"
