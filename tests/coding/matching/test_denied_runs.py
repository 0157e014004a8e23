"""Which runs are denied, against reading every one of them word by word."""

import os
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching.evaluation import Denials
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.token_index import token_index
from civic_qual.language.negation import negation_table
from tests.coding.oracle.denial import denied
from tests.coding.oracle.scopes import sentence_scopes, turn_scope
from tests.coding.scope_stand_ins import listed, runs_of

EXAMPLES = int(os.environ.get("CIVIC_QUAL_EXAMPLES", 40))
BETWEEN = st.sampled_from([" "] * 12 + [", ", ". They ", "\n\n"])


def vocabulary(language):
    rows = sorted(
        {row for rows in negation_table(language).rows.values() for row in rows}, key=repr
    )
    words = {
        sorted(word)[0] if isinstance(word, frozenset) else f"com{word}"
        for row in rows
        for word in row.words
    }
    often = ["not", "never", "ne", "pas", "que", "plus", "dont", "même", "encore"]
    return st.sampled_from(
        [*sorted(words), *["they", "come", "late", "venus", "tôt"] * 12, *often * 5]
    )


@st.composite
def corpora(draw):
    language = draw(st.sampled_from(["en", "fr", "sg"]))
    words = vocabulary("fr" if language == "fr" else "en")
    turns, text = [], ""
    for _ in range(draw(st.integers(1, 2))):
        said = "".join(
            word + between
            for word, between in draw(st.lists(st.tuples(words, BETWEEN), max_size=30))
        )
        turns.append(
            Turn(
                start=len(text),
                end=len(text + said),
                spoken=((len(text), len(text + said)),),
                speaker="R",
                role="respondent",
                language=language,
            )
        )
        text += said + "\n"
    return language, Corpus((Transcript(id="a", text=text, turns=tuple(turns)),))


@settings(deadline=None, max_examples=EXAMPLES)
@given(corpora(), st.sampled_from(["turn", "sentence"]), st.data())
def test_said_is_what_no_negation_reaches(study, within, data):
    language, corpus = study
    denials = Denials(ScopeColumns(token_index(corpus), within), language)
    before, possible, expected = 0, [], {}
    for turn in corpus["a"].turns:
        scopes = (
            [turn_scope(corpus["a"], turn)]
            if within == "turn"
            else sentence_scopes(corpus["a"], turn)
        )
        for scope in scopes:
            for places in runs_in(scope, data):
                tokens = tuple(before + place for place in places)
                expected[tokens] = not denied(places, scope)
                possible.append(tokens)
            before += len(scope.words)
    runs = runs_of(possible)
    assert denials.said(runs).tolist() == [expected[tokens] for tokens in listed(runs)]


def runs_in(scope, data):
    """Return every run of one or two words, and some with gaps, where no punctuation is."""
    size = len(scope.words)
    gaps = st.sets(st.integers(0, size - 1), min_size=2, max_size=4) if size > 4 else st.just([0])
    some = data.draw(st.lists(gaps.map(sorted), max_size=8)) if size else []
    near = [
        list(range(first, last + 1))
        for first, last in combinations_with_replacement(range(size), 2)
        if last - first < 2
    ]
    return {tuple(places) for places in near + some if scope.unbroken(places[0], places[-1])}


@pytest.mark.parametrize(
    ("text", "language", "words", "said"),
    [
        ("They never came late", "en", (2,), False),
        ("They never came late", "en", (1, 2), True),
        ("They came, never late", "en", (1,), True),
        ("We did not, I say, go home", "en", (6,), True),
        (
            "pas encore souvent vraiment toujours presque même venus",
            "fr",
            (7,),
            False,
        ),  # light words
        ("venus encore souvent vraiment pas", "fr", (0,), False),
    ],
)
def test_said(text, language, words, said):
    turn = Turn(
        start=0,
        end=len(text),
        spoken=((0, len(text)),),
        speaker="R",
        role="respondent",
        language=language,
    )
    index = token_index(Corpus((Transcript(id="a", text=text, turns=(turn,)),)))
    assert Denials(ScopeColumns(index), language).said(runs_of([words])).tolist() == [said]


def test_nothing_is_denied_where_there_is_nothing():
    index = token_index(Corpus(()))
    assert Denials(ScopeColumns(index), "en").said(runs_of([])).tolist() == []
    assert np.array_equal(ScopeColumns(index).first, [0])
