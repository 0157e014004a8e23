"""How a later release chooses what it shows, on small ledgers made by hand."""

from dataclasses import replace

import numpy as np

from civic_qual.privacy.memory.renewal import _chosen
from tests.privacy.tables_by_hand import ledger


def theme_and_two_codes():
    """A theme said 9 times: one code of it 7 times, another one 2 times, by few people."""
    less, more = {1: 1, 2: 1, 0: -1}, {1: -1, 2: -1, 0: 1}
    counts = ledger([9, 7, 2], [less, more])
    return replace(
        counts,
        detail=np.array([False, True, True]),
        cost=np.array([0.5, 0.6, 0.6]),  # beside the few, the theme costs less than its code
        width=np.array([0, 0, 2]),
    )


def test_themes_are_chosen_alone_where_codes_would_cost_them():
    everything, must = np.ones(3, dtype=bool), np.array([False, False, True])
    chosen = _chosen(theme_and_two_codes(), must, everything, 10_000)
    assert chosen.hidden.tolist() == [False, True, True]
    assert chosen.high[2] - chosen.low[2] >= 2
    assert not chosen.withheld


def test_what_was_shown_before_is_not_hidden_again():
    must = np.array([False, False, True])
    told = replace(theme_and_two_codes(), fixed=np.array([True, False, False]))
    chosen = _chosen(told, must, np.array([False, True, True]), 10_000)
    assert chosen.hidden.tolist() == [False, True, True]


def test_where_nothing_was_found_in_time_nothing_is_chosen():
    everything, must = np.ones(3, dtype=bool), np.array([False, False, True])
    assert _chosen(theme_and_two_codes(), must, everything, -1) is None
