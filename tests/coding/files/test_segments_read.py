"""Which segments were read: to the last word that matters, code by code."""

import pandas as pd
import pytest

from civic_qual.coding.files.reading import read_codings
from civic_qual.coding.files.writing import segments_read
from civic_qual.corpus.segments import segment


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
    whole = readings(corpus, codebook, ("b", 0, 10, "*"), ("b", 10, 20, "perf"))
    assert segments_read(whole, segment(corpus), codebook)[2].tolist() == [False, False, True]
