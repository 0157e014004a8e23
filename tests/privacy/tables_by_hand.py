"""Small ledgers of numbers, and an attacker who tries every table there is."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from civic_qual.privacy.suppressing.ledger import Counts

MINIMUM = 3


def ledger(value, relations=(), telling=(), needs=()):
    """Lay out numbers, relations as {number: factor}, and pairs, without the library's help."""
    size = len(value)
    rows = np.zeros((len(relations), size))
    for row, relation in enumerate(relations):
        for number, factor in relation.items():
            rows[row, number] = factor
    nothing = np.zeros(size, dtype=bool)
    return Counts(
        value=np.array(value),
        small=nothing,
        fixed=nothing,
        virtual=nothing,
        width=np.full(size, MINIMUM),
        cost=np.ones(size),
        detail=nothing,
        relations=sparse.csr_array(rows),
        telling=np.array(telling, dtype=int).reshape(-1, 2),
        needs=np.array(needs, dtype=int).reshape(-1, 2),
        whole=np.arange(size),
        atoms=np.ones((1, size), dtype=bool),
        minimum=MINIMUM,
    )


def random_ledger(rng, factors=(-1, 1), size=7):
    """Draw numbers of which the first is the largest and shown, and what holds between them."""
    value = rng.integers(0, 4, size)
    value[0] = rng.integers(3, 6)
    relations = [{number: 1, 0: -1} for number in range(1, size)]
    for _ in range(7):
        some = rng.choice(size, int(rng.integers(2, 5)), replace=False)
        relation = dict(zip(some.tolist(), rng.choice(factors, len(some)).tolist(), strict=True))
        total = sum(factor * value[number] for number, factor in relation.items())
        relations.append(
            {number: -factor * np.sign(total) or factor for number, factor in relation.items()}
            if total > 0
            else relation
        )
    pairs = list(itertools.permutations(range(1, size), 2))
    drawn = [pairs[place] for place in rng.choice(len(pairs), 6, replace=False)]
    needs = [(one, other) for one, other in drawn[:4] if not value[one] or value[other]]
    hidden = np.append(False, rng.random(size - 1) < 0.7)
    return ledger(value, relations, drawn[4:], needs), hidden


def _least(counts, hidden):
    """Return what each number is at least: people behind a number shown are not few."""
    least = [0] * len(hidden)
    for people, other in counts.telling:
        if not hidden[other] and counts.value[other] > 0 and counts.value[people] >= MINIMUM:
            least[people] = MINIMUM
    return least


def all_tables(counts, hidden):
    """Return all tables, of shape (n_tables, n_numbers), that agree with what is shown."""
    choices = [
        range(int(counts.value[0]) + 1) if gone else [int(true)]
        for gone, true in zip(hidden, counts.value, strict=True)
    ]
    tables = np.array(list(itertools.product(*choices)))
    agree = (tables @ counts.relations.toarray().T <= 0).all(axis=1)
    agree &= (tables >= _least(counts, hidden)).all(axis=1)
    for number, other in counts.needs:
        agree &= (tables[:, number] == 0) | (tables[:, other] > 0)
    return tables[agree]


def farthest(counts, hidden, weights):
    """Return how large a weighted sum can be at most, fractions of people allowed."""
    low, high = np.array(_least(counts, hidden), float), np.full(len(hidden), np.inf)
    low[~hidden] = high[~hidden] = counts.value[~hidden]
    for number, other in counts.needs:
        if not hidden[number] and counts.value[number] > 0 and hidden[other]:
            low[other] = max(low[other], 1)
        if not hidden[other] and counts.value[other] == 0 and hidden[number]:
            high[number] = 0
    found = linprog(
        -np.asarray(weights, float),
        A_ub=counts.relations.toarray(),
        b_ub=np.zeros(counts.relations.shape[0]),
        bounds=np.column_stack([low, high]),
    )
    return -found.fun if found.status == 0 else np.inf
