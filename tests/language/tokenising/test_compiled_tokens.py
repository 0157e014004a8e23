"""The compiled loops refuse arrays that are too short, rather than read or write beyond them."""

import numpy as np
import pytest

from civic_qual.compiled import compiled

LOOPS = compiled("language.tokenising._tokens")
pytestmark = pytest.mark.skipif(LOOPS is None, reason="the loops were not compiled")

TEXT = np.frombuffer("un été".encode() + bytes(8), dtype=np.uint8)


def arrays_for_runs():
    kinds = np.ones(0x110000, dtype=np.uint8)
    kinds[:65] = 0
    return [
        TEXT,
        np.array([3, 6]),
        np.array([1, 1]),
        kinds,
        np.zeros(256, np.uint8),
        np.zeros(1 << 16, np.uint8),
        *(np.zeros(9, np.int64) for _ in range(3)),
        np.zeros(10, np.uint8),
        np.zeros(2, np.int64),
    ]


def arrays_for_intern(bits=3):
    return [
        np.array([9, 8, 9], dtype=np.uint64) << np.uint64(60),
        np.full(3, -1, np.int32),
        0,
        np.zeros(1 << bits, np.uint64),
        np.zeros(1 << bits, np.int32),
        bits,
        2,
        0,
        np.zeros(2, np.int64),
    ]


def arrays_for_places():
    lead, extra, begin, first = (np.array([one]) for one in (3, 1, 0, 100))
    return [
        lead,
        extra,
        begin,
        first,
        np.array([2]),
        np.array([0, 3]),
        np.array([2, 8]),
        np.zeros(2, np.int32),
        np.zeros(2, np.int32),
    ]


def test_what_they_find_in_arrays_long_enough():
    arrays = arrays_for_runs()
    assert LOOPS.runs(*arrays) == (2, 0, 0, 0)
    assert (arrays[6][:2].tolist(), arrays[7][:2].tolist()) == ([0, 3], [2, 8])
    assert LOOPS.intern(*arrays_for_intern()) == (3, 2)
    arrays = arrays_for_places()
    LOOPS.places(*arrays)
    assert [one.tolist() for one in arrays[-2:]] == [[100, 103], [102, 107]]


@pytest.mark.parametrize(
    ("loop", "arrays"),
    [("runs", arrays_for_runs), ("intern", arrays_for_intern), ("places", arrays_for_places)],
)
def test_arrays_too_short_are_refused(loop, arrays):
    own = [place for place, one in enumerate(arrays()) if isinstance(one, np.ndarray)]
    free = {"runs": [1], "intern": [0], "places": [0, 4]}[loop]  # these say how much there is
    for place in set(own).difference(free):
        given = arrays()
        given[place] = given[place][:-1]
        with pytest.raises(ValueError, match=r"too short|end in zeros"):
            getattr(LOOPS, loop)(*given)


def test_a_text_without_zeros_at_its_end_is_refused():
    given = arrays_for_runs()
    given[0] = np.full(20, 65, dtype=np.uint8)
    with pytest.raises(ValueError, match="end in zeros"):
        LOOPS.runs(*given)


def test_places_have_32_or_64_bits():
    given = arrays_for_places()
    given[-1] = np.zeros(2, np.int64)
    with pytest.raises(ValueError, match="32 or 64"):
        LOOPS.places(*given)


@pytest.mark.parametrize(("bits", "room"), [(0, 0), (3, 8), (3, -1), (64, 1)])
def test_a_table_must_keep_a_free_place(bits, room):
    given = arrays_for_intern()
    given[5:7] = bits, room
    with pytest.raises(ValueError, match="free place"):
        LOOPS.intern(*given)


@pytest.mark.parametrize(
    ("lead", "extra"),
    [
        ([6, 3], [1, 1]),
        ([3, 3], [1, 1]),
        ([-1, 6], [1, 1]),
        ([3, 6], [0, 1]),
        ([3, 6], [1, 4]),
        ([3, 15], [1, 1]),
        ([3, 13], [1, 3]),
    ],
)
def test_characters_that_do_not_stand_in_the_text_are_refused(lead, extra):
    given = arrays_for_runs()
    given[1:3] = np.array(lead), np.array(extra)
    with pytest.raises(ValueError, match="outside ASCII"):
        LOOPS.runs(*given)


def test_characters_that_are_no_words_end_them():
    given = arrays_for_runs()
    given[3][0xE9] = 0
    assert LOOPS.runs(*given) == (2, 0, 0, 0)
    assert (given[6][:2].tolist(), given[7][:2].tolist()) == ([0, 5], [2, 6])
