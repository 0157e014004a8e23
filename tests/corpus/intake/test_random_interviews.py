"""Random interviews, by a generator that knows nothing of the reader, are read as well as ever.

What is read of them is compared word by word with what was written. Whoever makes reading better
puts the new figures here; whoever makes it worse somewhere sees it.
"""

import pytest

from benchmarks.intake import FORMATS, measure

WELL = {
    1: {
        "whole": 1.0,
        "words_right": 1.0,
        "miscounted": 0.0,
        "roles_right": 0.9667,
        "wrong_while_sure": 0.0,
        "sure_of_whole": 0.925,
    },
    2: {
        "whole": 0.975,
        "words_right": 0.9978,
        "miscounted": 0.025,
        "roles_right": 0.9667,
        "wrong_while_sure": 0.0083,
        "sure_of_whole": 0.9487,
    },
    3: {
        "whole": 1.0,
        "words_right": 1.0,
        "miscounted": 0.0,
        "roles_right": 1.0,
        "wrong_while_sure": 0.0,
        "sure_of_whole": 0.9417,
    },
}


@pytest.mark.parametrize("seed", WELL)
def test_they_are_read_as_well_as_ever(seed):
    found = measure(files=60, seed=seed, formats=FORMATS, others=0, genres=0, rounds=0)["all"]
    assert found["crashed"] == 0
    assert found["wrong_while_sure"] <= WELL[seed]["wrong_while_sure"]
    assert found["miscounted"] <= WELL[seed]["miscounted"]
    for good in ("whole", "words_right", "roles_right", "sure_of_whole"):
        assert found[good] >= WELL[seed][good], good
