"""What can be said of hidden numbers, beside somebody who tries every table there is."""

import numpy as np
import pytest

from civic_qual.privacy.suppressing import attack
from civic_qual.privacy.suppressing.attack import intervals, puzzles
from tests.privacy.tables_by_hand import all_tables, farthest, ledger, random_ledger


def directions(rng, size):
    return [np.ones(size), -np.ones(size), *np.eye(size), rng.choice([-1.0, 1.0], size)]


@pytest.mark.parametrize("factors", [(-1, 1), (-2, -1, 1, 2, 3)])
@pytest.mark.parametrize("seed", range(10))
def test_intervals_are_those_of_all_tables(seed, factors):
    counts, hidden = random_ledger(np.random.default_rng(seed), factors)
    tables = all_tables(counts, hidden)
    low, high = intervals(counts, hidden)
    assert low[hidden].tolist() == tables.min(axis=0)[hidden].tolist()
    assert high[hidden].tolist() == tables.max(axis=0)[hidden].tolist()
    assert np.isnan(low[~hidden]).all()


@pytest.mark.parametrize("value", [0, 3, 700, 40_000])
def test_what_nothing_holds_back_is_endless_and_what_something_does_is_not(value):
    counts = ledger([value, value // 2, value // 2, value], [{1: 1, 2: 1, 0: -1}, {0: 1, 3: -1}])
    low, high = intervals(counts, np.array([True, True, True, False]))
    assert high[:3].tolist() == [value] * 3
    low, high = intervals(counts, np.array([True, True, False, True]))
    assert low.tolist()[:2] == [value // 2, 0]
    assert high[[0, 1, 3]].tolist() == [np.inf] * 3


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_seen_of_a_part_is_a_table(seed, monkeypatch):
    """With few numbers searched to the end, others are kept as they came out."""
    monkeypatch.setattr(attack, "_SMALL", 3)
    rng = np.random.default_rng(seed)
    counts, hidden = random_ledger(rng)
    tables = all_tables(counts, hidden)
    for puzzle in puzzles(counts, hidden):
        for part in [puzzle, *(puzzle.near(at, 3) for at in range(len(puzzle.cells)))]:
            kept = np.isin(np.arange(len(hidden)), part.cells, invert=True)
            possible = tables[(tables[:, kept] == counts.value[kept]).all(axis=1)]
            for direction in directions(rng, len(part.cells)):
                view = part.look(direction)
                assert view.far >= (possible[:, part.cells] @ direction).max()
                assert part.furthest(direction) == (possible[:, part.cells] @ direction).max()
                seen = view.solution()
                assert seen is None or (possible[:, part.cells] == seen).all(axis=1).any()
                true = int(direction @ counts.value[part.cells])
                seen = view.solution(enough=true)
                assert (possible[:, part.cells] == seen).all(axis=1).any()
                assert direction @ seen >= true


@pytest.mark.parametrize(
    ("fewest", "index", "taken"),
    [
        (1, 5, [5]),
        (2, 5, [4, 5]),
        (5, 5, [3, 4, 5, 6, 7]),
        (6, 5, [2, 3, 4, 5, 6, 7]),
        (4, 0, [0, 1, 2, 3]),
        (99, 5, list(range(10))),
    ],
)
def test_what_is_near_a_number_is_taken_in_until_it_is_enough(fewest, index, taken):
    """Ten numbers of which each is at most the next one."""
    chain = [{number: 1, number + 1: -1} for number in range(9)]
    (puzzle,) = puzzles(ledger(list(range(3, 13)), chain), np.ones(10, dtype=bool))
    assert puzzle.cells.tolist() == list(range(10))
    assert puzzle.near(index, fewest).cells.tolist() == taken


def test_numbers_that_came_out_whole_may_still_lack_who_says_them(monkeypatch):
    """Three numbers of which any two are at most 5 in all: 2.5 each, as far as fractions go.

    A fourth is 5 at most, comes out whole, and needs a fifth, which is better left at 0.
    """
    monkeypatch.setattr(attack, "_SMALL", 3)
    pairs = [{one: 1, other: 1, 0: -1} for one, other in ((1, 2), (2, 3), (1, 3))]
    tied = [{4: 1, 0: -1}, {5: 1, 0: -1}, {4: 1, 1: -1, 2: -1, 3: -1}]
    counts = ledger([5, 1, 1, 1, 1, 1], [*pairs, *tied], needs=[(4, 5)])
    hidden = np.array([False] + [True] * 5)
    (puzzle,) = puzzles(counts, hidden)
    seen = puzzle.look(np.array([1.0, 1, 1, 1, -1])).solution()
    assert (all_tables(counts, hidden)[:, 1:] == seen).all(axis=1).any()


@pytest.mark.parametrize("seed", range(8))
def test_as_long_as_those_are_shown_that_hold_a_view_back_it_is_no_wider(seed):
    rng = np.random.default_rng(seed)
    counts, hidden = random_ledger(rng)
    for puzzle in puzzles(counts, hidden):
        for direction in directions(rng, len(puzzle.cells)):
            view = puzzle.look(direction)
            weights = np.zeros(len(hidden))
            weights[puzzle.cells] = direction
            others = np.ones(len(hidden), dtype=bool)
            others[view.tight] = False
            far = -view.found.fun
            assert farthest(counts, hidden, weights) == pytest.approx(far)
            assert not np.isin(view.tight, puzzle.cells).any()
            assert farthest(counts, hidden | others, weights) == pytest.approx(far)


@pytest.mark.parametrize(
    ("hidden", "direction", "held"),
    [
        ("people", -1, "turns"),  # their turns are shown, so they are not few
        ("people", 1, "read"),  # no more than were read
        ("nobody", 1, "no turn"),  # who says nothing is not counted
        ("somebody", -1, "a turn"),  # and what is said is said by somebody
        ("few", -1, None),  # nobody may have said it: their turns are hidden, or tell nothing
    ],
)
def test_what_holds_a_view_back_is_named(hidden, direction, held):
    true = {"people": 4, "turns": 9, "read": 6, "nobody": 0, "no turn": 0, "a turn": 1}
    names = [*true, "somebody", "few"]
    people, turns, read, nobody, no_turn, a_turn, somebody, few = range(8)
    counts = ledger(
        [*true.values(), 2, 2],
        [{people: 1, read: -1}, {nobody: 1, read: -1}],
        telling=[(people, turns), (few, turns)],
        needs=[(nobody, no_turn), (a_turn, somebody)],
    )
    (puzzle,) = puzzles(counts, np.array(names) == hidden)
    tight = puzzle.look(np.array([float(direction)])).tight
    assert [names[place] for place in tight] == ([held] if held else [])
