"""Whole rules against the plain matcher, on corpora of few words and odd ones."""

import os
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching.evaluation import Evaluation, Ground
from civic_qual.coding.matching.reach import Reach
from civic_qual.coding.matching.scan import scan
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.token_index import token_index
from tests.coding.oracle.matching import Matcher
from tests.coding.oracle.meanings import Meanings
from tests.coding.oracle.scopes import sentence_scopes, turn_scope
from tests.coding.random_codebooks import readable, trees
from tests.coding.random_corpora import corpora
from tests.coding.random_words import kits

EXAMPLES = int(os.environ.get("CIVIC_QUAL_EXAMPLES", 60))


def evaluated(tree, corpus, index, language, within, unless_negated, turns=None):
    """Return start, end and words of every hit, in places of the corpus."""
    spoken = np.array([turn.language == language for one in corpus for turn in one.turns])
    evaluation = Evaluation(
        ground=Ground(ScopeColumns(index, within), language),
        node=Reach(language, index.vocabulary).node,
        first_tokens=lambda leaf: scan([leaf], index).of(0),
        turns=spoken if turns is None else turns & spoken,
        unless_negated=unless_negated,
    )
    return [hit for _, *hit in listed(evaluation.hits(tree))]


def listed(hits):
    offsets, start, end = hits.words.spans(np.arange(len(hits)))
    words = list(zip(start.tolist(), end.tolist(), strict=True))
    met = [tuple(words[first:last]) for first, last in pairwise(offsets.tolist())]
    return list(zip(hits.scope.tolist(), hits.start.tolist(), hits.end.tolist(), met, strict=True))


def defined(tree, corpus, index, language, within, unless_negated, turns=None):
    """Return the same as the plain matcher has it."""
    kinds = {
        kind
        for one in corpus
        for turn in one.turns
        if turn.language == language
        for kind in turn_scope(one, turn).kinds
    }
    matcher = Matcher(Meanings(language, kinds), unless_negated)
    found = []
    for number, (origin, one) in enumerate(zip(index.origin.tolist(), corpus, strict=False)):
        for place, turn in enumerate(one.turns):
            searched = turns is None or turns[index.turns_before[number] + place]
            if turn.language == language and searched:
                for scope in (
                    [turn_scope(one, turn)] if within == "turn" else sentence_scopes(one, turn)
                ):
                    found += [
                        [
                            origin + start,
                            origin + end,
                            tuple((origin + first, origin + last) for first, last in words),
                        ]
                        for start, end, words in matcher.match(tree, scope)
                    ]
    return found


studies = kits().flatmap(lambda kit: st.tuples(st.just(kit), corpora(kit), trees(kit.leaves)))


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(studies, st.sampled_from(["turn", "sentence"]), st.booleans(), st.data())
def test_hits_and_words_are_those_of_the_plain_matcher(study, within, unless_negated, data):
    kit, corpus, tree = study
    assume(kit.language != "sg" or readable(tree))  # spaCy has no Sango
    index = token_index(corpus)
    count = sum(len(one.turns) for one in corpus)
    turns = np.array(
        data.draw(
            st.lists(st.sampled_from([True, True, True, False]), min_size=count, max_size=count)
        )
    )
    asked = tree, corpus, index, kit.language, within, unless_negated, turns
    assert evaluated(*asked) == defined(*asked)
