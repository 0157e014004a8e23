"""The oracle against a matcher that tries out everything, on texts of few words."""

from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.tree import And, Exact, Gap, Not, Or, Phrase, Word
from tests.coding.oracle.matching import Hit, Matcher, united
from tests.coding.oracle.meanings import Meanings
from tests.coding.oracle.phrases import runs
from tests.coding.oracle.scopes import scope_of
from tests.coding.random_codebooks import trees

LANGUAGE = "xx"  # no dictionary: a word is itself
WORDS = ("ka", "lo", "mi")
LETTERS = st.sampled_from(WORDS)
TEXTS = st.lists(st.tuples(LETTERS, st.sampled_from([" ", "-", "\n", ", ", ". "])), max_size=9)
GAPS = st.builds(Gap, st.integers(1, 2))
PHRASES = st.builds(
    lambda first, rest: Phrase((first, *(item for gap, word in rest for item in (*gap, word)))),
    st.builds(Word, LETTERS),
    st.lists(
        st.tuples(st.lists(GAPS, max_size=1), st.builds(Word, LETTERS)), min_size=1, max_size=2
    ),
)
TREES = trees([*map(Word, WORDS), Exact("ka")], expressions=False)


def scope(parts):
    return scope_of("".join(word + between for word, between in parts), LANGUAGE)


def matched(tree, parts):
    place = scope(parts)
    return Matcher(Meanings(LANGUAGE, place.kinds)).match(tree, place)


def naive_phrase(phrase, parts):
    """Try every way to put the words of a phrase on the words of the text."""
    wanted, room, waiting = [], [], 0
    for item in phrase.items:
        if isinstance(item, Gap):
            waiting = item.most
        else:
            wanted.append(item.text)
            room.append(waiting)
            waiting = 0
    found = set()
    for places in product(range(len(parts)), repeat=len(wanted)):
        fits = all(parts[place][0] == word for place, word in zip(places, wanted, strict=True))
        steps = [after - before - 1 for before, after in pairwise(places)]
        near = all(0 <= step <= most for step, most in zip(steps, room[1:], strict=True))
        soft = all(parts[place][1] in " -\n" for place in range(places[0], places[-1]))
        if fits and near and soft:
            found.add((places[0], places[-1], places))
    return found


@settings(deadline=None, max_examples=100)
@given(PHRASES, TEXTS)
def test_phrases_are_found_wherever_their_words_can_lie(phrase, parts):
    place = scope(parts)
    found = runs(phrase, place, Meanings(LANGUAGE, place.kinds))
    assert {tuple(run) for run in found} == naive_phrase(phrase, parts)


@settings(deadline=None, max_examples=60)
@given(TREES, TEXTS)
def test_hits_quote_back_and_their_words_lie_in_the_text(tree, parts):
    text = scope(parts).text
    for hit in matched(tree, parts):
        words = [text[start:end] for start, end in hit.words]
        assert words
        assert set(words) <= set(WORDS)
        assert list(hit.words) == sorted(set(hit.words))
        assert text[hit.start : hit.end].strip(" ,.-\n") == text[hit.start : hit.end]


@settings(deadline=None, max_examples=80)
@given(TREES, TREES, TEXTS)
def test_operators_obey_their_definitions(one, other, parts):
    left, right = matched(one, parts), matched(other, parts)
    assert matched(Or((one, other)), parts) == united([*left, *right])
    borders = sorted({hit[:2] for hit in (*left, *right)})
    assert [hit[:2] for hit in matched(And((one, other)), parts)] == (
        borders if left and right else []
    )
    assert matched(Not(one, other), parts) == ([] if right else left)


@settings(deadline=None, max_examples=60)
@given(TREES, TREES, TEXTS)
def test_order_of_sides_does_not_matter(one, other, parts):
    assert matched(And((one, other)), parts) == matched(And((other, one)), parts)
    assert matched(Or((one, other)), parts) == matched(Or((other, one)), parts)


def test_and_keeps_the_nearest_words_of_the_other_side():
    hits = matched(
        And((Word("ka"), Word("lo"))),
        [("lo", " "), ("mi", " "), ("mi", " "), ("lo", " "), ("ka", " ")],
    )
    assert [hit.words for hit in hits] == [
        ((0, 2), (12, 14)),
        ((9, 11), (12, 14)),
        ((9, 11), (12, 14)),
    ]


def test_hits_with_equal_borders_are_one_with_the_words_of_all():
    phrase = Phrase((Word("ka"), Gap(1), Word("lo")))
    both = Phrase((Word("ka"), Word("mi"), Word("lo")))
    assert matched(Or((phrase, both)), [("ka", " "), ("mi", " "), ("lo", " ")]) == [
        Hit(0, 8, ((0, 2), (3, 5), (6, 8)))
    ]


def test_a_gap_ends_with_the_words_there_are():
    phrase = Phrase((Word("ka"), Gap(10**15), Word("lo")))  # laid out in full it would never end
    place = scope_of("ka mi " * 10 + "lo", LANGUAGE)
    found = runs(phrase, place, Meanings(LANGUAGE, place.kinds))
    assert [(run.first, run.last) for run in found] == [(at, 20) for at in range(0, 20, 2)]
