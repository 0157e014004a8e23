"""The benchmark of groups on few studies: its rows, and the promise in the hardest setting."""

import numpy as np

from benchmarks import groups


def test_a_row_for_each_setting_of_errors():
    chosen = groups.NULLS[:1] + groups.POWER[3:4]
    rows = list(groups.errors(chosen, studies=30, seed=1, shuffles=499))
    assert [row["different"] for row in rows] == [0, 3]
    assert rows[0]["any"] <= 0.1 < rows[0]["any_before"]
    assert rows[1]["noticeable"] > 0.2
    assert len(groups.table(rows).splitlines()) == 4


def test_shuffling_knows_a_difference_of_like_people():
    rng = np.random.default_rng(1)
    wrong, inside = np.repeat([[5.0], [0.0]], 6, axis=0), np.arange(12) < 6
    assert groups.shuffled(wrong, np.full((12, 1), 5.0), inside, rng, 499)[0] < 0.02


def test_differences_of_themes_are_rarely_found_where_there_are_none():
    rows = list(groups.differences(3, 1))
    assert len(rows) == len(groups.DIFFERENCES)
    null = [row for row in rows if not row["different"] and "all read" in row["setting"]]
    assert np.mean([row["any"] for row in null]) < 0.06
    assert np.mean([row["any_before"] for row in null]) > 0.9


def test_focus_groups_are_one_each():
    together, twice = groups.gatherings(30, 1)
    assert together["any"] <= 0.1
    assert together["any_before"] > 0.4
    assert twice["any"] <= 0.1
