"""Somebody who knows everybody who was interviewed, and reads the files that left the study.

An unknown for each person, each interview and each row: whether they raised it, and in how many of
their turns. All that is told are sums of these; integer programs say what remains open. Nothing of
the library is used here.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

ALL, ANY, HIDDEN = "all", "Any theme", "suppressed"


class Acquaintance:
    """What can be said of numbers by whoever knows the people.

    Parameters
    ----------
    parts
        (person, interview, country, turns): how many turns each person has in each interview.
    below
        The rows directly below each row that has some.
    minimum
        How many people stand behind whatever is shown.
    """

    def __init__(self, parts, below, minimum=5):
        self.parts, self.minimum = parts, minimum
        self.most, self.rules = [], []
        self.rows = list(dict.fromkeys([*below, *(one for some in below.values() for one in some)]))
        self.spoke = {}  # (part, row) -> the unknowns: whether, and in how many turns
        for part, (*_, turns) in enumerate(parts):
            for row in self.rows:
                whether, often = self.unknown(1), self.unknown(turns)
                self.rule({whether: 1, often: -1}, -np.inf, 0)
                self.rule({often: 1, whether: -turns}, -np.inf, 0)
                self.spoke[part, row] = whether, often
            for row, inside in below.items():
                for place in (0, 1):
                    here = self.spoke[part, row][place]
                    each = [self.spoke[part, one][place] for one in inside]
                    self.rule({here: 1, **dict.fromkeys(each, -1)}, -np.inf, 0)
                    for one in each:
                        self.rule({one: 1, here: -1}, -np.inf, 0)
        self.sums = {}

    def unknown(self, most):
        """Return a new unknown number."""
        self.most.append(most)
        return len(self.most) - 1

    def rule(self, terms, low, high):
        """Let a sum lie between two numbers."""
        self.rules.append((terms, low, high))

    def sum_of(self, measure, row, country):
        """Return a number of a table as a sum of unknowns."""
        name = measure, row, country
        if name in self.sums:
            return self.sums[name]
        here = [at for at, part in enumerate(self.parts) if country in (ALL, part[2])]
        if measure == "turns":
            terms = {self.spoke[at, row][1]: 1 for at in here}
        else:
            things, terms = defaultdict(list), {}
            for at in here:
                things[self.parts[at][["people", "interviews"].index(measure)]].append(at)
            for inside in things.values():
                each = [self.spoke[at, row][0] for at in inside]
                whole = self.unknown(1) if len(each) > 1 else each[0]
                terms[whole] = 1
                if len(each) > 1:
                    self.rule({whole: 1, **dict.fromkeys(each, -1)}, -np.inf, 0)
                    for one in each:
                        self.rule({one: 1, whole: -1}, -np.inf, 0)
        self.sums[name] = terms
        return terms

    def told(self, measure, row, country, number):
        """Be told a number; enough people stand behind it."""
        self.rule(self.sum_of(measure, row, country), number, number)
        if number:
            self.rule(self.sum_of("people", row, country), self.minimum, np.inf)

    def limits(self, measure, row, country):
        """Return the least and the largest a number can be."""
        terms = self.sum_of(measure, row, country)
        goal = np.zeros(len(self.most))
        goal[list(terms)] = list(terms.values())
        at = [place for place, rule in enumerate(self.rules) for _ in rule[0]]
        of = [one for rule in self.rules for one in rule[0]]
        factors = [float(factor) for rule in self.rules for factor in rule[0].values()]
        matrix = sparse.csc_array((factors, (at, of)), shape=(len(self.rules), len(goal)))
        matrix.indices, matrix.indptr = (
            one.astype(np.int32) for one in (matrix.indices, matrix.indptr)
        )
        low, high = ([rule[place] for rule in self.rules] for place in (1, 2))
        found = []
        for sign in (1, -1):
            # Prepared, this solver has called 2 the highest value where 7 is one.
            best = milp(
                sign * goal,
                constraints=LinearConstraint(matrix, low, high),
                bounds=Bounds(0, np.array(self.most)),
                integrality=np.ones(len(goal)),
                options={"time_limit": 20, "presolve": False},
            )
            assert best.mip_dual_bound is not None, best.message
            found.append(round(sign * best.mip_dual_bound, 6))
        return np.ceil(found[0]), np.floor(found[1])
