"""Rounded as near as can be, beside somebody who tries every way to round."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from civic_qual.errors import DisclosureError
from civic_qual.privacy.suppressing.rounding import rounded_intervals, rounded_numbers
from tests.privacy.tables_by_hand import ledger, random_ledger


def ways_to_round(counts, base):
    """Return every table of neighbouring multiples in which all that holds still does."""
    sides = [
        {true // base * base, true // base * base if fixed else -(-true // base) * base}
        for true, fixed in zip(counts.value.tolist(), counts.fixed, strict=True)
    ]
    tables = np.array(list(itertools.product(*sides)))
    return tables[(tables @ counts.relations.toarray().T <= 0).all(axis=1)]


@pytest.mark.parametrize("base", [2, 3, 5])
@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_rounded_as_near_as_can_be(seed, base):
    counts, hidden = random_ledger(np.random.default_rng(seed))
    counts = replace(counts, fixed=~hidden)
    possible = ways_to_round(counts, base)
    if not len(possible):
        with pytest.raises(DisclosureError, match="cannot all be rounded"):
            rounded_numbers(counts, base)
        return
    found = rounded_numbers(counts, base)
    assert (possible == found).all(axis=1).any()
    nearest = np.abs(possible - counts.value).sum(axis=1).min()
    assert np.abs(found - counts.value).sum() == nearest


@pytest.mark.parametrize("seed", range(4))
def test_who_knows_how_rounding_is_done_is_left_with_all_tables_that_could_be(seed):
    counts, hidden = random_ledger(np.random.default_rng(seed))
    counts = replace(counts, fixed=~hidden, telling=np.zeros((0, 2), dtype=int))
    shown = counts.value // 3 * 3
    choices = [
        range(max(low - 2, 0), low + 3) if free else [int(true)]
        for low, free, true in zip(shown.tolist(), hidden, counts.value, strict=True)
    ]
    tables = np.array(list(itertools.product(*choices)))
    agree = (tables @ counts.relations.toarray().T <= 0).all(axis=1)
    for number, other in counts.needs:
        agree &= (tables[:, number] == 0) | (tables[:, other] > 0)
    low, high = rounded_intervals(counts, shown, 3)
    assert low.tolist() == tables[agree].min(axis=0).tolist()
    assert high.tolist() == tables[agree].max(axis=0).tolist()


def test_parts_that_everybody_knows_go_down_and_their_whole_cannot_follow():
    """2 and 2 are known and shown as 0, so nothing near 4 is their sum."""
    adds_up = [{0: 1, 1: 1, 2: -1}, {2: 1, 0: -1, 1: -1}]
    counts = ledger([2, 2, 4], adds_up)
    assert rounded_numbers(counts, 3).tolist() in ([3, 0, 3], [0, 3, 3])
    with pytest.raises(DisclosureError, match="cannot all be rounded"):
        rounded_numbers(replace(counts, fixed=np.array([True, True, False])), 3)
