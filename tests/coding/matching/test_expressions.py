"""Expressions run where they can match, inside spoken pieces, in time, or with a clear error."""

from unittest.mock import Mock

import numpy as np
import pytest

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import And, Not, Regex, TokenPattern, Wildcard, Word
from civic_qual.coding.matching import expressions as module
from civic_qual.coding.matching.evaluation import Evaluation, Ground
from civic_qual.coding.matching.expressions import expression_hits, spans_finder
from civic_qual.coding.matching.reach import Reach
from civic_qual.coding.matching.scan import scan
from civic_qual.coding.matching.scope_texts import Needed, ScopeTexts
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError, UnrunnableRuleError

SLOW = "(a|aa)+$"


def corpus_of(*turns):
    text, made = "x", []
    for pieces in turns:
        spoken, start = [], len(text)
        for piece in pieces:
            spoken.append((len(text), len(text) + len(piece)))
            text += piece + "[note]"
        made.append(
            Turn(
                start=start,
                end=len(text),
                spoken=tuple(spoken),
                speaker="R",
                role="respondent",
                language="en",
            )
        )
    return Corpus(
        (
            Transcript(id="a", text="nothing said", turns=()),
            Transcript(id="b", text=text, turns=tuple(made)),
        )
    )


def evaluation_of(corpus, within="turn"):
    index = token_index(corpus)
    return Evaluation(
        ground=Ground(ScopeColumns(index, within), "en"),
        node=Reach("en", index.vocabulary).node,
        first_tokens=lambda leaf: scan([leaf], index).of(0),
        turns=np.ones(len(index.turn_first) - 1, dtype=bool),
    )


def test_expressions_stay_inside_spoken_pieces():
    texts = ScopeTexts(ScopeColumns(token_index(corpus_of(["We go", "we stay"]))))
    for pattern, found in [(r"\w+", 4), ("go.*we", 0), ("^we", 1), ("note", 0)]:
        hits = expression_hits(spans_finder(Regex(pattern), "en"), texts.pieces(np.array([0])))
        assert len(hits) == found


def test_only_turns_that_hold_the_text_are_candidates():
    texts = ScopeTexts(ScopeColumns(token_index(corpus_of(["ka"], ["Lo ka"], [], ["lo"]))))
    every = np.ones(4, dtype=bool)
    assert texts.candidates(every, Needed(("lo",))).tolist() == [3]
    assert texts.candidates(every, Needed(("lo",), ignore_case=True)).tolist() == [1, 3]
    assert texts.candidates(every, Needed()).tolist() == [0, 1, 2, 3]
    assert texts.candidates(every, Needed(("ka", "lo")), np.array([1, 3])).tolist() == [1, 3]
    assert texts.candidates(~every, Needed()).tolist() == []


@pytest.mark.parametrize(
    "tree",
    [
        And((Regex(SLOW), Word("ka"))),
        And((Word("ka"), Regex("b"), Regex(SLOW))),
        Not(Word("ka"), Regex(SLOW)),
        Not(Regex(SLOW), Wildcard("aaa*")),
    ],
)
def test_expressions_run_last_and_where_they_matter(tree):
    evaluation_of(corpus_of(["a" * 60 + "b"], ["ka"])).hits(tree)


def test_an_expression_that_takes_too_long_is_stopped_at_once():
    find = spans_finder(Regex(SLOW), "en", seconds=0.01)
    pieces = iter([(0, 0, "a" * 60 + "b"), (1, 0, "never looked at")])
    with pytest.raises(UnrunnableRuleError, match=r"took more than 0\.01 seconds on one turn"):
        expression_hits(find, pieces)
    assert len(list(pieces)) == 1


def test_a_machine_that_stands_still_is_no_fault_of_the_expression(monkeypatch):
    asleep = Mock(**{"finditer.side_effect": [TimeoutError, TimeoutError, []]})
    monkeypatch.setattr(module, "compile_expression", Mock(return_value=asleep))
    assert spans_finder(Regex("a"), "en", seconds=5)("a") == []
    assert [call.kwargs["timeout"] for call in asleep.finditer.mock_calls] == [5, 10, 20]


def test_an_expression_that_fills_the_memory_is_named(monkeypatch):
    greedy = Mock(**{"finditer.side_effect": MemoryError})
    monkeypatch.setattr(module, "compile_expression", Mock(return_value=greedy))
    with pytest.raises(UnrunnableRuleError, match="/a/ needs more memory than there is"):
        spans_finder(Regex("a"), "en")("a")


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (Regex("("), r"/\(/ is no regular expression"),
        (TokenPattern('[{"LOWER": ["a"]}]'), "no spaCy token pattern: LOWER takes text"),
        (TokenPattern('[{"LEMMA": "go"}]'), "needs a trained spaCy model"),
        (parse_rule("@nobody AND come"), "no word list @nobody in en"),
    ],
)
def test_what_cannot_be_run_says_so(tree, message):
    with pytest.raises(CodingError, match=message):
        evaluation_of(corpus_of(["ka"])).hits(tree)


def test_many_slow_turns_add_up(monkeypatch):
    monkeypatch.setattr("civic_qual.coding.matching.expressions.MOST_SECONDS", 0.0)
    find = spans_finder(Regex("afraid"), "en")
    with pytest.raises(UnrunnableRuleError, match="took more than 0 seconds in all"):
        find("We were afraid at the well. " * 10_000)
