"""The rule coder finds exactly what the plain oracle finds: in any order, in any number of steps.

`CIVIC_QUAL_EXAMPLES=5000` tries more than the modest numbers below.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from civic_qual.codebook.model import Codebook, Rule
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.model import Corpus, Transcript
from civic_qual.errors import RuleError
from tests.coding.comparing import coded, defined, found, one_turn, read
from tests.coding.oracle import searching
from tests.coding.oracle.scopes import sentence_scopes, turn_scope
from tests.coding.random_codebooks import code, codebooks, edits, rules, word_lists
from tests.coding.random_corpora import corpora, fresh, pieces
from tests.coding.random_words import PLAIN, kits

LENGTH = 140_000 if "CIVIC_QUAL_EXAMPLES" in os.environ else 5_000  # words
GAPS = (" ",) * 9 + (", ", ". ", "-", "\n")
NUMBER = re.compile(r" #\d+ ")


def examples(number: int) -> settings:
    """Return settings for so many examples, or as many as the environment asks for."""
    asked = int(os.environ.get("CIVIC_QUAL_EXAMPLES", number))
    return settings(
        deadline=None,
        max_examples=asked,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


studies = kits().flatmap(lambda kit: st.tuples(codebooks(kit), corpora(kit), st.just(kit)))


@pytest.mark.usefixtures("engine")
@examples(30)
@given(studies, st.booleans())
def test_passages_and_evidence_are_those_of_the_definition(study, everybody):
    codebook, corpus, _ = study
    codings = RuleCoder(codebook, include_interviewers=everybody).code(corpus)
    assert coded(codings) == defined(codebook, corpus, everybody)


@examples(12)
@given(studies, st.booleans())
def test_readings_are_those_of_the_definition(study, everybody):
    codebook, corpus, _ = study
    codings = RuleCoder(codebook, include_interviewers=everybody).code(corpus)
    assert read(codings) == searching.readings(codebook, corpus, everybody)


@examples(30)
@given(kits(), st.data())
def test_find_is_the_definition_on_one_turn(kit, data):
    rule, lists, text = data.draw(rules(kit)), data.draw(word_lists(kit)), data.draw(pieces(kit))
    try:
        parse_rule(rule.text, rule.language)
    except RuleError:
        reject()
    found(
        rule.text,
        text,
        rule.language,
        lists=lists,
        within=rule.within,
        unless_negated=rule.unless_negated,
    )


@examples(12)
@given(studies, st.randoms(use_true_random=False))
def test_order_of_transcripts_codes_and_rules_changes_nothing(study, mixed):
    codebook, corpus, _ = study
    other = fresh(Corpus(tuple(mixed.sample(corpus.transcripts, len(corpus)))))
    codes = [
        replace(code, rules=tuple(mixed.sample(code.rules, len(code.rules))))
        for code in mixed.sample(codebook.codes, len(codebook))
    ]
    shuffled = replace(codebook, codes=tuple(codes))
    assert unnumbered(RuleCoder(codebook).code(corpus)) == unnumbered(
        RuleCoder(shuffled).code(other)
    )


@examples(10)
@given(studies, st.data())
def test_an_edited_codebook_codes_as_if_nothing_had_been_coded_before(study, data):
    codebook, corpus, kit = study
    versions = [
        codebook,
        data.draw(edits(codebook, kit)),
        codebook,
        data.draw(edits(codebook, kit)),
    ]
    for everybody, version in product([False, True], versions):
        codings = RuleCoder(version, include_interviewers=everybody).code(corpus)
        assert coded(codings) == coded(
            RuleCoder(version, include_interviewers=everybody).code(fresh(corpus))
        )
        assert read(codings) == searching.readings(version, corpus, everybody)
    assert coded(codings) == defined(version, corpus, everybody)


@examples(12)
@given(studies, st.data())
def test_a_corpus_that_grows_shrinks_or_is_corrected_codes_as_a_fresh_one(study, data):
    codebook, corpus, kit = study
    more = data.draw(corpora(kit, "xaby"))
    held = {one.id: one for one in corpus} | {one.id: one for one in more}
    steps = [corpus, replace(corpus, transcripts=tuple(held.values())), more, corpus]
    for step in steps:
        assert coded(RuleCoder(codebook).code(step)) == coded(RuleCoder(codebook).code(fresh(step)))
    assert coded(RuleCoder(codebook).code(steps[1])) == defined(codebook, steps[1])


@examples(12)
@given(studies, st.data())
def test_two_corpora_joined_are_coded_as_each_alone(study, data):
    codebook, corpus, kit = study
    other = data.draw(corpora(kit, "azy").map(renamed))
    joined = fresh(Corpus((*corpus, *other)))
    apart = [RuleCoder(codebook).code(one) for one in (corpus, other)]
    together = RuleCoder(codebook).code(joined)
    assert coded(together) == sorted(row for one in apart for row in coded(one))
    assert read(together) == sorted(
        (row for one in apart for row in read(one)), key=lambda row: row[:2]
    )


@examples(8)
@given(studies, st.data())
def test_rules_neither_help_nor_hinder_each_other(study, data):
    codebook, corpus, _ = study
    kept = data.draw(st.lists(st.sampled_from(codebook.codes), unique_by=lambda code: code.id))
    some = Codebook("Some", "1", codebook.languages, tuple(kept), codebook.lists)
    ids = {code.id for code in kept}
    assert coded(RuleCoder(some).code(corpus)) == [
        row for row in coded(RuleCoder(codebook).code(fresh(corpus))) if row[1] in ids
    ]


@examples(12)
@given(kits().flatmap(corpora))
def test_every_word_of_the_oracle_is_in_one_sentence(corpus):
    for transcript, turn in ((one, turn) for one in corpus for turn in one.turns):
        parts = sentence_scopes(transcript, turn)
        assert [word for part in parts for word in part.words] == list(
            turn_scope(transcript, turn).words
        )


LONG_RULES = (
    "ka lo mi",
    "ka _2 ka _1 lo",
    "(ka OR lo mi) NEAR/2 (mi lo OR Ka)",
    "ka BEFORE/1 mi",
    "lo NOT NEAR/1 (ka ka)",
    "(ka lo ka) AND (mi mi mi mi)",
    "k? NOT (lo lo lo lo lo)",
)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("turn_length", [7, 900])
def test_blocks_and_borders_inside_the_engine_never_show(turn_length):
    random = Random(turn_length)
    said = "".join(random.choice(PLAIN.fragments) + random.choice(GAPS) for _ in range(LENGTH))
    corpus = one_turn(said, "en")
    ends = [at for at, letter in enumerate(said) if letter == " "][turn_length::turn_length]
    turns = [
        replace(corpus["a"].turns[0], start=start, end=end, spoken=((start, end),))
        for start, end in pairwise([0, *ends, len(said)])
    ]
    corpus = Corpus((replace(corpus["a"], turns=tuple(turns)),))
    some = [
        Rule(text, parse_rule(text), "en", within=within)
        for text in LONG_RULES
        for within in ("turn", "sentence")
    ]
    book = Codebook("Long", "1", ("en",), (code("plan", some[:6]), code("harm", some[6:])))
    assert coded(RuleCoder(book).code(corpus)) == defined(book, corpus)


def renamed(corpus):
    """Return a corpus whose transcripts stand between those of another."""
    return Corpus(
        tuple(
            Transcript(id=one.id + "2", text=one.text, turns=one.turns, attributes=one.attributes)
            for one in corpus
        )
    )


def unnumbered(codings):
    """Return every passage with its rules by text, whatever their numbers are."""
    return sorted(
        (*row[:5], sorted(NUMBER.sub("", part) for part in row[5].split("; ")))
        for row in coded(codings)
    )
