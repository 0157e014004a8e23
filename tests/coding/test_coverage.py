"""Which segments were read: to the last word that matters, code by code."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.carried import segments_read, segments_touched, touched_words
from civic_qual.coding.read_codings import read_codings
from civic_qual.corpus.segments import segment
from civic_qual.corpus.spoken import spoken_words


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(
        make.transcript("a", [("Q", "interviewer", "A base?"), "A base. At night."]),
        make.transcript("b", ["Nobody came here."]),
    )


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(
        make.code("plan"), make.code("plan.night", parent="plan"), make.code("perf")
    )


def readings(corpus, codebook, *rows):
    frame = pd.DataFrame(
        [("reading", *row, "anna") for row in rows],
        columns=["kind", "transcript", "start", "end", "code", "coder"],
    )
    return read_codings(frame, corpus, codebook).read


def test_only_words_of_counted_roles_matter(corpus, codebook):
    turn = corpus["a"].turns[1]
    told = readings(corpus, codebook, ("a", turn.start, turn.end, "*"))
    assert segments_read(told, segment(corpus, "transcript"), codebook).tolist() == [
        [True] * 3,
        [False] * 3,
    ]
    assert segments_read(told, segment(corpus, "turn"), codebook).any(axis=1).tolist() == [
        False,
        True,
        False,
    ]


def test_a_segment_read_in_part_was_not_read(corpus, codebook):
    told = readings(corpus, codebook, ("b", 0, 10, "*"))
    assert not segments_read(told, segment(corpus), codebook).any()
    assert segments_touched(told, segment(corpus), codebook).tolist() == [False, False, True]
    whole = readings(corpus, codebook, ("b", 0, 10, "*"), ("b", 10, 20, "perf"))
    assert segments_read(whole, segment(corpus), codebook)[2].tolist() == [False, False, True]


SPANS = st.tuples(
    st.sampled_from(["a", "b"]),
    st.integers(0, 20),
    st.integers(1, 15),
    st.sampled_from(["*", "plan.night", "plan.night perf"]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(SPANS, max_size=5), st.sampled_from(["turn", "sentence", "transcript"]))
def test_reading_word_by_word(corpus, codebook, spans, unit):
    rows = [
        (name, start, min(start + length, len(corpus[name].text)), codes)
        for name, start, length, codes in spans
        if start < len(corpus[name].text)
    ]
    segments = segment(corpus, unit)
    read = segments_read(readings(corpus, codebook, *rows), segments, codebook)
    for place in range(len(segments)):
        one = corpus.transcripts[segments.transcript[place]]
        spoken = spoken_words(one)
        words = [
            (word.start, word.end)
            for word, turn in zip(spoken.words, spoken.turn, strict=True)
            if segments.start[place] <= word.start < segments.end[place]
            and (one.turns[turn].counted or not segments.counted[place])
        ]
        for column, code in enumerate(codebook.positions):
            expected = all(
                any(
                    name == one.id
                    and start <= first
                    and last <= end
                    and (codes == "*" or code in codes.split())
                    for name, start, end, codes in rows
                )
                for first, last in words
            )
            assert read[place, column] == (expected and bool(words))


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 25), st.integers(0, 25))
def test_words_a_span_touches(start, length):
    words = [(0, 3), (4, 8), (8, 9), (12, 20)]
    found = touched_words(
        np.array([word[0] for word in words]),
        np.array([word[1] for word in words]),
        (start, start + length),
    )
    if length:
        assert words[found] == [
            word for word in words if word[0] < start + length and start < word[1]
        ]
