"""What a coder found and read, and what the oracle says, in a form that can be compared."""

from __future__ import annotations

from hypothesis import reject

from civic_qual.codebook.model import Code, Codebook, Rule
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.codings import Codings
from civic_qual.coding.explain import find
from civic_qual.corpus.model import Corpus, Span, Transcript, Turn
from tests.coding.oracle import searching
from tests.coding.oracle.phrases import TooManyWaysError

PASSAGE = ["transcript", "code", "start", "end", "score", "evidence"]
READING = ["transcript", "start", "end", "codes"]


def coded(codings: Codings) -> list[tuple[object, ...]]:
    """Return every passage with its evidence, as the codings show them."""
    return sorted(codings.frame[PASSAGE].itertuples(index=False, name=None))


def read(codings: Codings) -> list[tuple[object, ...]]:
    """Return every reading, in its order."""
    return list(codings.readings[READING].itertuples(index=False, name=None))


def defined(
    codebook: Codebook, corpus: Corpus, everybody: bool = False
) -> list[tuple[object, ...]]:
    """Return every passage with its evidence, as the definition has them.

    A drawn example whose phrases nobody can walk one by one is drawn again.
    """
    try:
        found = searching.passages(codebook, corpus, everybody)
    except TooManyWaysError:
        reject()
    return sorted(
        (name, code, one.start, one.end, one.score, one.evidence(corpus[name].text))
        for (name, code), passages in found.items()
        for one in passages
    )


def one_turn(text: str, language: str = "en", spoken: tuple[Span, ...] = ()) -> Corpus:
    """Return a corpus of one text, said by a respondent in one turn."""
    turn = Turn(
        start=0,
        end=len(text),
        spoken=spoken or ((0, len(text)),),
        speaker="",
        role="respondent",
        language=language,
    )
    return Corpus((Transcript(id="a", text=text, turns=(turn,)),))


def one_rule(rule: Rule, lists: object = None) -> Codebook:
    """Return a codebook of one rule."""
    code = Code("plan", "theme", "", {"en": "Plan"}, rules=(rule,))
    return Codebook("One", "1", (rule.language,), (code,), lists or {})


def found(
    rule_text: str, text: str, language: str = "en", *, lists: object = None, **options: object
) -> list[Span]:
    """Return what `find` finds, once the oracle has found the same."""
    rule = Rule(rule_text, parse_rule(rule_text, language), language, **options)
    spans = [
        (start, end)
        for _, _, start, end, _, _ in defined(one_rule(rule, lists), one_turn(text, language))
    ]
    assert find(rule_text, text, language, lists=lists, **options) == spans
    return spans
