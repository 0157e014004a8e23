"""Somebody outside gets nothing of random studies that was to be hidden, from files alone.

`python -m benchmarks leaks` tries hundreds, larger ones and three releases each.
"""

import pytest

from benchmarks.leaking.trial import plan, trial

ONE = range(1, 7)  # a first release
MORE = range(101, 105)  # two releases
SMALL = (10, 16)


def leaks(outcome):
    """Return in words what was got, and what was not understood."""
    return [
        *(
            f"{one.name} lies in {one.low:g}-{one.high:g}"
            for one in outcome.found.leaks
            if one.short
        ),
        *outcome.of_estimates,
        *(f"not understood: {one}" for one in outcome.found.riddles),
    ]


@pytest.mark.parametrize("seed", ONE)
def test_a_first_release_tells_no_hidden_number(seed, tmp_path):
    outcome = trial(plan(seed, releases=1, sizes=SMALL), tmp_path)
    assert not outcome.refused
    assert not leaks(outcome)


@pytest.mark.parametrize("seed", MORE)
def test_two_releases_tell_nothing_together_that_none_tells_alone(seed, tmp_path):
    assert not leaks(trial(plan(seed, releases=2, sizes=SMALL), tmp_path))


def test_who_speaks_in_two_countries_tells_nothing_of_either(tmp_path):
    """Whoever knows them works with all people, interviews and turns of what they may have said."""
    made = plan(56, releases=1)
    heard = [person for one in made.studies[0].interviews for person in one.people]
    assert len(set(heard)) < len(heard)
    assert not leaks(trial(made, tmp_path))
