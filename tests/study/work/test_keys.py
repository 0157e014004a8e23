"""Keys of passages: never a number or a date, and no slip goes unseen."""

from hypothesis import given
from hypothesis import strategies as st

from civic_qual.study.work.keys import SIGNS, as_key, is_key, key_of_item


def key(**other):
    passage = {
        "queue": "first",
        "coder": "Awa",
        "transcript": "bria",
        "revision": "0f",
        "start": 3,
        "end": 9,
    }
    return key_of_item(**{**passage, **other})


keys = st.integers(0, 10**9).map(lambda start: key(start=start))


@given(keys)
def test_a_key_is_seven_signs_that_begin_with_a_letter(made):
    assert len(made) == 7
    assert made[0].isalpha()
    assert set(made) <= set("BCDFGHJKMNPQRSTVWXZ23456789")
    assert is_key(made)
    assert as_key(f" {made.lower()}\n") == made


@given(keys, st.integers(0, 6), st.sampled_from(SIGNS))
def test_another_sign_is_told(made, place, sign):
    slip = made[:place] + sign + made[place + 1 :]
    assert is_key(slip) == (slip == made)


@given(keys, st.integers(0, 4))
def test_two_signs_that_changed_places_are_told(made, place):
    signs = [*made]
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    slip = "".join(signs)
    assert is_key(slip) == (slip == made)


def test_what_else_stands_in_cells_is_no_key():
    for text in ("", "2026-03", "01.03.2026", "1E5", "MARS", "perf.help", None, 7, 3.5, "BCDFGH"):
        assert not is_key(text)
        assert as_key(text) == ""


def test_every_part_of_what_is_given_counts():
    made = [key(), *(key(**{name: "x"}) for name in ("queue", "coder", "transcript", "revision"))]
    made += [key(start=4), key(end=8), key(attempt=1)]
    assert len(set(made)) == len(made)
    assert key() == key()


def test_keys_are_spread():
    made = [key(start=start) for start in range(20_000)]
    assert len(set(made)) > len(made) - 10  # one is to be expected, and given another try
