"""A release of too many small groups is withheld by group, not searched for ever, and is safe."""

import numpy as np
import pandas as pd
import pytest

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.errors import DisclosureError
from civic_qual.privacy.suppressing import deciding, suppression
from civic_qual.privacy.suppressing.attack import intervals
from civic_qual.privacy.suppressing.release import suppress_small_cells
from civic_qual.privacy.suppressing.suppression import (
    hidden_numbers,
    withheld_groups,
    without_sizes,
)
from tests.analysis.small import codebook, codings, interview
from tests.privacy.releases import random_release, random_study


def people_by_country(seed=3, **asked):
    coded = random_study(np.random.default_rng(seed), people=40)
    return theme_table(coded, by="country", **{"measure": "participants", **asked})


def test_without_a_budget_only_what_is_of_all_groups_is_shown(monkeypatch):
    table = people_by_country()
    monkeypatch.setattr(
        deciding, "hidden_numbers", lambda counts: hidden_numbers(counts, budget=-1)
    )
    safe = suppress_small_cells(table).table
    assert (safe.frame.iloc[:, :-1] == "suppressed").all(axis=None)
    assert (safe.frame["all"] != "suppressed").any()
    assert any(note.startswith("Withheld: everything by group") for note in safe.notes)
    assert safe.audit.safe


def test_a_plain_table_is_withheld_by_group_too():
    people = pd.DataFrame(
        {"A": [2, 9, 1], "B": [14, 20, 0], "all": [16, 29, 1]}, index=["x", "y", "z"]
    )
    counts = suppress_small_cells(people).audit.counts
    choice = hidden_numbers(counts, budget=-1)
    assert choice.withheld
    # One person in all is few: the margin of that row is hidden with the rest.
    assert choice.hidden.reshape(3, 3).tolist() == [
        [True, True, False],
        [True, True, False],
        [True, True, True],
    ]


@pytest.mark.parametrize("seed", range(6))
def test_withheld_groups_are_as_wide_as_declared_to_an_attacker_who_knows_nothing_of_them(seed):
    rng = np.random.default_rng(seed)
    coded = random_study(rng, people=20)
    counts = suppress_small_cells(random_release(rng, coded, most=2)).audit.counts
    choice = withheld_groups(counts)
    of_groups = counts.whole != np.arange(len(counts.whole))
    assert choice.hidden[of_groups & ~counts.fixed].all()
    assert not (counts.small & ~counts.fixed & ~choice.hidden).any()
    low, high = intervals(without_sizes(counts)[0], choice.hidden)
    at = np.flatnonzero(choice.hidden)
    assert (low[at] <= choice.low[at]).all()
    assert (high[at] >= choice.high[at]).all()
    assert (choice.high[at] - choice.low[at] >= counts.width[at]).all()


def test_a_search_that_saw_one_table_only_proves_nothing(monkeypatch):
    """All but three raise it: that number is hidden, and only a search shows what it could be."""
    said = {"A": (18, 2), "B": (9, 1)}
    corpus = Corpus(
        tuple(
            interview(f"{country}{number}", ["R: we said so"], country=country)
            for country, numbers in said.items()
            for number in range(sum(numbers))
        )
    )
    rows = [
        (f"{country}{number}", "said", "plan")
        for country, (raise_it, _) in said.items()
        for number in range(raise_it)
    ]
    coded = codings(corpus, codebook("plan"), rows)
    table = theme_table(coded, by="country", measure="participants")
    counts = suppress_small_cells(table).audit.counts
    assert withheld_groups(counts).hidden.any()
    monkeypatch.setattr(suppression.Search, "run", lambda search: True)
    with pytest.raises(DisclosureError):
        withheld_groups(counts)


def test_the_same_release_is_protected_the_same_way_again():
    counts = suppress_small_cells(people_by_country(measure="segments")).audit.counts
    assert (hidden_numbers(counts).hidden == hidden_numbers(counts).hidden).all()
