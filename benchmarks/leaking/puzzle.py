"""All that must hold between what releases tell: linear relations between whole numbers.

Unknown are, of every atom and row, how many of its people and of their units carry the row, and in
which group interviews it was raised. What is told is a sum of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.leaking.records import Atom, History
from benchmarks.leaking.written import Group, Key, Written

KNOWN, PLAIN = -1, -2  # what holds anyway; that nobody, or everybody, of a group carries a row
SECONDS = 2.0  # for one question, on the wall
Terms = dict[int, float]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A number that must stay unknown: what it is, its terms, and how wide it must stay."""

    name: str
    kind: str  # hidden | change
    terms: Terms
    truth: float
    declared: float
    small: bool
    release: int  # of which a number is hidden; -1 if it is of none


class Puzzle:
    """Relations of some or all releases; `limits` says what they leave open."""

    def __init__(
        self,
        history: History,
        written: Sequence[Written],
        minimum: int,
        *,
        grants: bool = True,
    ) -> None:
        self.history, self.minimum, self.grants = history, minimum, grants
        self.written = written
        self._index: dict[tuple[Any, ...], int] = {}
        self._truth: list[float] = []
        self._most: list[float] = []
        self._rules: list[tuple[Terms, float, float, int]] = []  # the last: of which release
        self.riddles: list[str] = []
        self._related = 0
        for place, atom in enumerate(history.atoms):
            self._atom(place, atom)
        self._group_interviews()
        for release, one in enumerate(written):
            self._told(release, one)

    # Unknown numbers -----------------------------------------------------------------------------

    def _variable(self, name: tuple[Any, ...], truth: float, most: float) -> int:
        if name not in self._index:
            self._index[name] = len(self._truth)
            self._truth.append(truth)
            self._most.append(most)
        return self._index[name]

    def _rule(
        self, terms: Iterable[tuple[int, float]], low: float, high: float, of: int = KNOWN
    ) -> None:
        summed: Terms = {}
        for place, factor in terms:
            summed[place] = summed.get(place, 0) + factor
        self._rules.append((summed, low, high, of))

    def _atom(self, place: int, atom: Atom) -> None:
        """People and units of an atom: whoever carries a row has units of it, of their own."""
        for part in range(len(atom.parts)):
            lengths = atom.lengths(part)
            for row in self.history.rows:
                people = self.people(place, (part,), row)
                if self.history.unit == "transcript":
                    continue
                name = ("T", place, part, row)
                units = self._variable(name, atom.units_carry(part, row), sum(lengths))
                self._rule([(people, 1), (units, -1)], -np.inf, 0)
                for at in sorted(set(lengths)):  # T <= the P longest: its tangents
                    above = [one for one in lengths if one > at]
                    rest = float(sum(above) - at * len(above))
                    self._rule([(units, 1), (people, -at)], -np.inf, rest)

    def people(self, place: int, parts: tuple[int, ...], row: str) -> int:
        """Return the unknown number of people of an atom who carry a row in some parts."""
        atom = self.history.atoms[place]
        name = ("P", place, parts, row)
        new = name not in self._index
        at = self._variable(name, atom.people_carry(parts, row), len(atom.people))
        if new and len(parts) > 1:
            single = [self.people(place, (part,), row) for part in parts]
            self._rule([(at, 1), *((one, -1) for one in single)], -np.inf, 0)
            for one in single:
                self._rule([(one, 1), (at, -1)], -np.inf, 0)
        return at

    def units(self, place: int, part: int, row: str) -> int:
        """Return the unknown number of units of an atom that carry a row."""
        return self._index["T", place, part, row]

    def _group_interviews(self) -> None:
        """Find who sits in which group interview, by the set of releases that count them so."""
        self._seats: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for place, atom in enumerate(self.history.atoms):
            for part, (name, _) in enumerate(atom.parts):
                if name:
                    for release in atom.releases:
                        self._seats.setdefault((name, release), []).append((place, part))

    def raised(self, name: str, release: int, group: Group, row: str) -> int | None:
        """Return the unknown: whether those of a group raised a row in a group interview."""
        atoms = self.history.atoms
        seats = tuple(
            (place, part)
            for place, part in self._seats.get((name, release), [])
            if group <= set(atoms[place].parts[part][1])
        )
        if not seats:
            return None
        return self._seated(name, seats, row)

    def _seated(self, name: str, seats: tuple[tuple[int, int], ...], row: str) -> int:
        atoms, key = self.history.atoms, ("I", name, seats, row)
        new = key not in self._index
        truth = any(atoms[place].people_carry((part,), row) for place, part in seats)
        at = self._variable(key, float(truth), 1)
        if new:
            single = [(place, self.people(place, (part,), row)) for place, part in seats]
            self._rule([(at, 1), *((one, -1) for _, one in single)], -np.inf, 0)
            for place, one in single:
                self._rule([(one, 1), (at, -float(len(atoms[place].people)))], -np.inf, 0)
        return at

    def _rows(self) -> None:
        """A theme is carried where a code of it is; any theme where a theme is."""
        study = self.history.studies[0]
        below = {
            theme: [c for c in study.codes if c.startswith(theme + ".")] for theme in study.themes
        }
        for head in dict.fromkeys(name[:-1] for name in list(self._index)):
            at = {row: self._same(head, row) for row in self.history.rows}
            for upper, lower in [("any", list(study.themes)), *below.items()]:
                if lower:
                    self._rule([(at[upper], 1), *((at[one], -1) for one in lower)], -np.inf, 0)
                    for one in lower:
                        self._rule([(at[one], 1), (at[upper], -1)], -np.inf, 0)

    def _same(self, head: tuple[Any, ...], row: str) -> int:
        """Return the same unknown of another row."""
        if head[0] == "P":
            return self.people(head[1], head[2], row)
        return self._seated(head[1], head[2], row) if head[0] == "I" else self._index[(*head, row)]

    # What is told --------------------------------------------------------------------------------

    def terms(self, release: int, key: Key, only: Iterable[int] | None = None) -> Terms | None:
        """Return a number of a release as a sum of unknowns; of some atoms `only`."""
        group, row, measure = key
        chosen = set(range(len(self.history.atoms)) if only is None else only)
        if self.history.unit == "transcript" and measure == "T":
            if self.history.together and any(name == "sex" for name, _ in group):
                return None
            measure = "I"
        found: list[int] = []
        for place, atom in enumerate(self.history.atoms):
            if release not in atom.releases or place not in chosen:
                continue
            parts = atom.in_group(group)
            if measure == "P" and parts:
                found.append(self.people(place, parts, row))
            elif measure == "T":
                found += [self.units(place, part, row) for part in parts]
            elif measure == "I":
                found += [self.people(place, (p,), row) for p in parts if not atom.parts[p][0]]
        if measure == "I":
            for name, at in list(self._seats):
                if at == release:
                    raised = self.raised(name, release, group, row)
                    found += [] if raised is None else [raised]
        terms: Terms = {}
        for one in found:
            terms[one] = terms.get(one, 0) + 1
        return terms

    def size(self, release: int, key: Key) -> int | None:
        """Return what an outsider knows: how many people, interviews or units are in a group."""
        group, _, measure = key
        found = [
            (place, part)
            for place, atom in enumerate(self.history.atoms)
            if release in atom.releases
            for part in atom.in_group(group)
        ]
        atoms = self.history.atoms
        if measure == "P":
            return sum(len(atoms[place].people) for place in {place for place, _ in found})
        if self.history.unit == "transcript" and measure == "T":
            measure = "I"
        if measure == "T":
            return sum(sum(atoms[place].lengths(part)) for place, part in found)
        alone = sum(len(atoms[p].people) for p, part in found if not atoms[p].parts[part][0])
        return alone + len({atoms[p].parts[part][0] for p, part in found} - {""})

    def _told(self, release: int, one: Written) -> None:
        for told in one.told:
            if told.granted and not self.grants:
                continue
            group, row, measure = told.key
            if row == "n":
                known = self.size(release, told.key)
                if known != told.low and self.history.unit != "transcript":
                    self.riddles.append(f"n of {told.key} is {told.low}, known {known}")
                continue
            if measure == "share":
                size = self.size(release, (group, row, "T")) or 0
                low, high = np.ceil(told.low * size), np.floor(told.high * size)
                key = (group, row, "T")
            else:
                low, high, key = told.low, told.high, told.key
            terms = self.terms(release, key)
            if terms is None:
                continue
            truth = sum(self._truth[at] * factor for at, factor in terms.items())
            if not low <= truth <= high:
                self.riddles.append(f"{told.where}: {key} is said to be {low}-{high}, is {truth}")
                continue
            size = self.size(release, key)
            plain = low == high and low in (0, size) and not told.granted
            self._rule(terms.items(), low, high, PLAIN if plain else release)
            if low > 0 and (
                low == high or measure == "share"
            ):  # shown: enough people stand behind it
                behind = self.terms(release, (group, row, "P")) or {}
                if sum(self._truth[at] * f for at, f in behind.items()) >= self.minimum:
                    self._rule(behind.items(), self.minimum, np.inf, release)
                else:
                    self.riddles.append(f"{told.where}: {key} is shown, few people are behind it")

    # What stays open -----------------------------------------------------------------------------

    def solver(self, releases: Sequence[int] | None = None) -> Solver:
        """Return who answers, given what some of the releases tell (all if none are named)."""
        if len(self._truth) != self._related:
            self._rows()
            self._related = len(self._truth)
        rules = [one for one in self._rules if releases is None or one[3] in (KNOWN, *releases)]
        return Solver(rules, np.array(self._truth), np.array(self._most, float))

    @property
    def truth(self) -> list[float]:
        """What is so."""
        return self._truth

    @property
    def most(self) -> list[float]:
        """What each unknown is at most."""
        return self._most


class Solver:
    """Least and greatest values of sums of unknowns."""

    def __init__(
        self, rules: Sequence[tuple[Terms, float, float, int]], truth: np.ndarray, most: np.ndarray
    ) -> None:
        rows = [at for at, rule in enumerate(rules) for _ in rule[0]]
        columns = [place for rule in rules for place in rule[0]]
        values = [factor for rule in rules for factor in rule[0].values()]
        matrix = sparse.csc_array((values, (rows, columns)), shape=(len(rules), len(truth)))
        matrix.indices, matrix.indptr = (
            matrix.indices.astype(np.int32),
            matrix.indptr.astype(np.int32),
        )
        low, high = (np.array([rule[at] for rule in rules], float) for at in (1, 2))
        inside = matrix @ truth
        assert ((inside >= low - 1e-6) & (inside <= high + 1e-6)).all(), "the truth breaks a rule"
        self.truth, self._bounds = truth, Bounds(0, most)
        self._constraint = LinearConstraint(matrix, low, high)

    def best(self, objective: np.ndarray, *, whole: bool, beyond: float | None = None):
        """Return (point, bound) where an objective is least; no point if none was found in time.

        With `beyond` any point is good where the objective is at most that.
        """
        constraints = [self._constraint]
        if beyond is not None:
            row = sparse.csc_array(objective[None])
            row.indices, row.indptr = row.indices.astype(np.int32), row.indptr.astype(np.int32)
            constraints.append(LinearConstraint(row, -np.inf, beyond))
            objective = np.zeros(len(objective))
        answer = milp(
            objective,
            integrality=np.full(len(objective), int(whole)),
            bounds=self._bounds,
            constraints=constraints,
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0, "presolve": False},
        )
        bound = answer.fun if not whole else answer.mip_dual_bound
        if answer.status == 2:
            bound = np.inf  # nothing agrees
        return (None if answer.x is None or not whole else np.round(answer.x)), bound

    def limits(
        self,
        targets: Sequence[Terms],
        needed: Sequence[float],
        random: np.random.Generator,
        most: int = 10**6,
    ):
        """Return least and greatest values seen, and what is proved to be outside, of targets.

        Found are whole tables that agree with everything (the first is the truth). Where targets
        are seen as wide as needed no more is asked of them; of all others both ends are proved.
        """
        size = len(self.truth)
        matrix = sparse.csr_array(
            (
                [f for one in targets for f in one.values()],
                (
                    [at for at, one in enumerate(targets) for _ in one],
                    [place for one in targets for place in one],
                ),
            ),
            shape=(len(targets), size),
        )
        need = np.array(needed, float)
        low = matrix @ self.truth
        high = low.copy()
        idle = 0
        for turn in range(80):
            open_ = high - low < need
            if not open_.any() or idle >= 8:
                break
            sign = np.full(len(targets), 1.0 - 2 * (turn % 2))
            if turn > 3:  # some of them, some up and some down
                sign *= random.choice([-1.0, 1.0], len(targets))
                sign *= random.random(len(targets)) < random.choice([0.1, 0.3, 1.0])
            weights = np.where(open_, sign * random.uniform(0.5, 1, len(targets)), 0.0)
            point, _ = self.best(matrix.T @ weights, whole=True)
            if point is None:
                idle += 1
                continue
            seen = matrix @ point
            low, high = np.minimum(low, seen), np.maximum(high, seen)
            idle = idle + 1 if (high - low < need).sum() == open_.sum() else 0
        proved_low, proved_high = np.full(len(targets), -np.inf), np.full(len(targets), np.inf)
        for at in np.flatnonzero(high - low < need)[:most]:
            if high[at] - low[at] >= need[at]:
                continue  # seen on the way
            row = np.asarray(matrix[[at]].todense()).ravel()
            for sign, ends in ((-1.0, proved_high), (1.0, proved_low)):
                _, bound = self.best(sign * row, whole=False)
                ends[at] = -sign * np.inf if bound is None else sign * np.ceil(bound - 1e-6)
            if proved_high[at] - proved_low[at] < need[at]:
                continue  # narrow, even where halves of people are allowed
            for sign, ends in ((-1.0, proved_high), (1.0, proved_low)):
                wanted = max(ends[at] * sign, sign * (low[at] if sign < 0 else high[at]) - need[at])
                point, bound = self.best(sign * row, whole=True, beyond=wanted)
                if point is None and bound == np.inf:
                    point, bound = self.best(sign * row, whole=True)
                    if bound is not None and np.isfinite(bound):
                        ends[at] = sign * np.ceil(bound - 1e-6)
                if point is not None:
                    seen = matrix @ point
                    low, high = np.minimum(low, seen), np.maximum(high, seen)
                if high[at] - low[at] >= need[at]:
                    break
        return low, high, proved_low, proved_high
