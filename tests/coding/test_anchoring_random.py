"""Passages follow their words through random corrections, of which the test keeps account."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.anchoring import Reanchoring

LETTERS, DIGITS = "abcdefghijklmnopqrstuvwxyz", "0123456789"  # of the old text, and of what is new


def word(draw, letters):
    return "".join(draw.choice(letters) for _ in range(draw.randint(3, 8)))


def corrected(draw, old, chance):
    """Return the words of a corrected text, each with the number of the old word that it is."""
    new = []
    for number, one in enumerate(old):
        what = draw.random()
        if what < chance:  # another word
            new.append((word(draw, DIGITS), None))
        elif what < 1.5 * chance:  # and one more before it
            new += [(word(draw, DIGITS), None), (one, number)]
        elif what > 1 - chance / 2:  # left out
            continue
        else:
            new.append((one, number))
    return new


def spans(words):
    """Return where words stand in a text of them."""
    starts = [sum(len(one) + 1 for one in words[:place]) for place in range(len(words))]
    return [(start, start + len(one)) for start, one in zip(starts, words, strict=True)]


@settings(max_examples=200)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.05, 0.2, 0.4]))
def test_a_passage_goes_where_its_first_and_last_word_went(seed, chance):
    draw = random.Random(seed)
    old = list({word(draw, LETTERS): None for _ in range(30)})
    new = corrected(draw, old, chance)
    texts = [" ".join(old), " ".join(one for one, _ in new)]
    before, after = spans(old), spans([one for one, _ in new])
    went = {number: place for place, (_, number) in enumerate(new) if number is not None}
    first = draw.randrange(len(old))
    last = draw.randrange(first, min(first + 12, len(old)))
    found = Reanchoring(*texts).span(before[first][0], before[last][1])
    if first not in went or last not in went:
        return
    there = new[went[first] : went[last] + 1]
    kept = sum(len(one) for one, number in there if number is not None)
    said = max(sum(map(len, old[first : last + 1])), sum(len(one) for one, _ in there))
    if 2 * kept >= said:
        assert found == (after[went[first]][0], after[went[last]][1])
    else:  # a person has to look
        assert found is None
