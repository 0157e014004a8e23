"""What was hidden needlessly is shown again, and nothing else is."""

import numpy as np
import pandas as pd

from civic_qual.privacy.suppressing.release import suppress_small_cells
from civic_qual.privacy.suppressing.relief import relieve
from civic_qual.privacy.suppressing.suppression import Search
from tests.privacy.releases import tables_that_agree

PEOPLE = pd.DataFrame(
    {"A": [2, 9, 9], "B": [14, 20, 30], "C": [8, 7, 9], "all": [24, 36, 48]},
    index=["x", "y", "any theme"],
)


def search_that_hides(*numbers):
    search = Search(suppress_small_cells(PEOPLE).audit.counts)
    search.hidden[list(numbers)] = True
    assert search.run()
    return search


def test_a_number_that_is_hidden_without_need_is_shown_again():
    search = search_that_hides(1, 2, 5)
    relieve(search, search.counts.small)
    hidden = search.hidden.reshape(3, 4)
    assert hidden.sum() == 2
    assert hidden[0, 0]
    assert (search.high - search.low >= search.counts.width)[search.hidden].all()
    frame = PEOPLE.astype(object).mask(pd.DataFrame(hidden, PEOPLE.index, PEOPLE.columns))
    agree = tables_that_agree(frame.fillna("suppressed"), 24)
    for row, column in np.argwhere(hidden):
        assert np.ptp(agree[:, row, column]) >= 5


def test_what_must_stay_hidden_does():
    search = search_that_hides(5)
    relieve(search, search.hidden.copy())
    assert search.hidden[5]


def test_without_a_budget_nothing_is_tried():
    search = search_that_hides(1, 2, 5)
    before = search.hidden.copy()
    relieve(search, search.counts.small, budget=-1)
    assert (search.hidden == before).all()
