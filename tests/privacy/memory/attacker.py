"""An attacker on all releases of a study who knows who counted in which; it asks no product code.

Unknown are, for each smallest part of the people (same groups, same releases) and each row, how
many people carry it and in how many turns. Known are the sizes of all parts, all numbers that
were published, that nobody carries without a turn, that whoever does not carry has a turn without,
and that enough people stand behind every number of turns that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

PEOPLE, TURNS = 0, 1


@dataclass
class Person:
    """Somebody as read: groups by attribute, turns, and in how many of them each row is found."""

    name: str
    groups: dict[str, str]
    turns: int
    found: tuple[int, ...]  # the last row is any of the others


@dataclass
class Told:
    """What a release tells: who counted (record by record), and numbers by (group, row, measure).

    A group is () for everybody, or an (attribute, value) pair.
    """

    members: frozenset[int]
    shown: dict[tuple, int]
    hidden: list[tuple]


class Attacker:
    """Knows the releases, and looks for the least and largest value of anything."""

    def __init__(self, people: list[Person], told: list[Told], minimum: int) -> None:
        self.people, self.told, self.minimum = people, told, minimum
        groups = sorted({key[0] for one in told for key in (*one.shown, *one.hidden)})
        self.groups = groups
        inside = {g: np.array([not g or p.groups[g[0]] == g[1] for p in people]) for g in groups}
        sets = np.array([[i in one.members for i in range(len(people))] for one in told])
        ever = sets.any(0)
        marks = np.vstack([sets, *(inside[g] for g in groups)]).T[ever]
        self.kinds, kind = np.unique(marks, axis=0, return_inverse=True)
        kind = kind.ravel()
        self.rows = len(people[0].found)
        self.in_set = self.kinds[:, : len(told)]
        self.in_group = {g: self.kinds[:, len(told) + i] for i, g in enumerate(groups)}
        size = self.size = len(self.kinds)
        of = [p for p, there in zip(people, ever, strict=True) if there]
        n = np.bincount(kind, minlength=size)
        nt = np.bincount(kind, [p.turns for p in of], size)
        found = np.array([p.found for p in of])
        carry = np.stack([np.bincount(kind, found[:, k] > 0, size) for k in range(self.rows)], 1)
        turns = np.stack([np.bincount(kind, found[:, k], size) for k in range(self.rows)], 1)
        self.truth = np.stack([carry, turns], 2).reshape(-1).astype(float)
        self.upper = np.repeat(np.stack([n, nt], 1)[:, None, :], self.rows, 1).reshape(-1)
        self._fixed = self._structure(n, nt)
        self.witnesses = [self.truth]
        self.use(range(len(told)))

    def use(self, releases) -> None:
        """Attack some of the releases only."""
        self.constraint = self._constraint(set(releases))
        con = self.constraint
        assert (con.A @ self.truth >= con.lb - 1e-9).all()
        assert (con.A @ self.truth <= con.ub + 1e-9).all()
        self.witnesses = [self.truth]

    def _at(self, a: int, k: int, m: int) -> int:
        return (a * self.rows + k) * 2 + m

    def _structure(self, n, nt):
        terms, low, high = [], [], []

        def add(one, least, most):
            terms.append(one)
            low.append(least)
            high.append(most)

        last = self.rows - 1
        for a in range(self.size):
            for k in range(self.rows):
                add({self._at(a, k, TURNS): 1, self._at(a, k, PEOPLE): -1}, 0, nt[a] - n[a])
            for m in (PEOPLE, TURNS):
                for k in range(last):
                    add({self._at(a, last, m): 1, self._at(a, k, m): -1}, 0, np.inf)
                parts = {self._at(a, k, m): -1 for k in range(last)}
                add({self._at(a, last, m): 1, **parts}, -np.inf, 0)
        return terms, low, high

    def vector(self, release: int, group, row: int, measure: int, without: int | None = None):
        """Return a number as factors; `without`: of those who did not count in that release."""
        of = self.in_set[:, release].astype(float)
        if without is not None:
            of = of * ~self.in_set[:, without]
        v = np.zeros((self.size, self.rows, 2))
        v[:, row, measure] = of * self.in_group[group]
        return v.reshape(-1)

    def _constraint(self, releases):
        terms, low, high = (list(one) for one in self._fixed)
        dense = []
        for r, one in enumerate(self.told):
            if r not in releases:
                continue
            for (g, k, m), value in one.shown.items():
                dense.append(self.vector(r, g, k, m))
                low.append(value)
                high.append(value)
                if m == TURNS and value > 0:
                    dense.append(self.vector(r, g, k, PEOPLE))
                    low.append(self.minimum)
                    high.append(np.inf)
        i = [x for x, t in enumerate(terms) for _ in t]
        j = [x for t in terms for x in t]
        v = [x for t in terms for x in t.values()]
        matrix = sparse.csr_array((v, (i, j)), shape=(len(terms), len(self.truth)))
        if dense:
            matrix = sparse.vstack([matrix, sparse.csr_array(np.array(dense))])
        matrix = sparse.csc_array(matrix)
        matrix.indices = matrix.indices.astype(np.int32)
        matrix.indptr = matrix.indptr.astype(np.int32)
        return LinearConstraint(matrix, np.array(low, float), np.array(high, float))

    def _furthest(self, direction, seconds):
        # Prepared, this solver has called 2 the highest value where 7 is one.
        found = milp(
            direction,
            integrality=np.ones(len(direction)),
            bounds=Bounds(0, self.upper),
            constraints=self.constraint,
            options={"time_limit": seconds, "mip_rel_gap": 0, "presolve": False},
        )
        if found.x is not None:
            self.witnesses.append(np.rint(found.x))
        return found.status == 0

    def narrowed(self, targets, seconds: float = 5.0):
        """Return of each (vector, width) target that comes out narrower: index, low, high, sure."""
        if not targets:
            return []
        factors, need = np.array([t[0] for t in targets]), np.array([t[1] for t in targets])
        rng, out = np.random.default_rng(0), []

        def seen():
            values = np.array(self.witnesses) @ factors.T
            return values.min(0), values.max(0)

        for _ in range(3):
            low, high = seen()
            todo = high - low < need
            if not todo.any():
                return []
            c = (factors[todo] * rng.choice([-1, 1], todo.sum())[:, None]).sum(0)
            self._furthest(c, seconds)
            self._furthest(-c, seconds)
        for i in range(len(need)):
            low, high = seen()
            if high[i] - low[i] >= need[i]:
                continue
            sure = self._furthest(factors[i], seconds) & self._furthest(-factors[i], seconds)
            low, high = seen()
            if high[i] - low[i] < need[i]:
                out.append((i, int(low[i]), int(high[i]), sure))
        return out

    def few(self, who, row: int, measure: int) -> bool:
        """Whether a number of some people is small by the test of a cell."""
        n = len(who)
        carry = sum(self.people[i].found[row] > 0 for i in who)
        few = 0 < carry < self.minimum or 0 < n < self.minimum
        return few or (measure == PEOPLE and 0 < n - carry < self.minimum)

    def _of(self, group):
        return {i for i, p in enumerate(self.people) if not group or p.groups[group[0]] == group[1]}

    def need(self, vector, measure: int) -> int:
        """Return how wide an interval must be left of a number that is small."""
        most = int(vector @ self.upper)
        wide = self.minimum
        if measure == TURNS:
            wide = max(wide, -(-int(vector @ self.truth) // 2))
        return min(wide, most)

    def targets(self):
        """Return what must stay wide: small hidden numbers, and small changes, each with a name."""
        made, names = [], []

        def put(vector, who, name, row, measure):
            if who and self.few(who, row, measure) and vector.any():
                made.append((vector, self.need(vector, measure)))
                names.append(name)

        for r, one in enumerate(self.told):
            for g, k, m in one.hidden:
                who = self._of(g) & one.members
                put(self.vector(r, g, k, m), who, ("cell", r, g, k, m), k, m)
        for r, one in enumerate(self.told):
            for s, other in enumerate(self.told):
                for g in self.groups:
                    who = (one.members - other.members) & self._of(g)
                    for k in range(self.rows):
                        for m in (PEOPLE, TURNS):
                            v = self.vector(r, g, k, m, s)
                            put(v, who, ("change", (r, s), g, k, m), k, m)
        return made, names
