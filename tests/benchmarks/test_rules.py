"""The benchmark of rules draws what it says, compares what it finds, and states every figure."""

import json

import numpy as np
import pytest

import civic_qual as cq
from benchmarks import readme, rules
from benchmarks.equality import compared
from benchmarks.found import counted, span_of
from benchmarks.growth import exponent
from benchmarks.ours import PLAIN, Ours
from benchmarks.patterns import CODES, Pattern, codebook_of, draw, rule_order
from benchmarks.peers import AUTOMATA, peers
from benchmarks.speeches import Speeches, paragraphs_of
from benchmarks.word_borders import whole_words
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.evidence import rule_references

TINY = {"interviews": 2, "words": 200, "codes": 8, "rules": 30}


@pytest.fixture(scope="module")
def speeches():
    """The first bundled interviews as speeches, their turns as paragraphs."""
    chosen = [one for one in cq.example_corpus() if one.language == "en"][:3]
    return Speeches([[one.text[turn.start : turn.end] for turn in one.turns] for one in chosen])


def test_paragraphs_end_where_a_line_ends_in_a_full_stop():
    assert paragraphs_of("One line\nand its rest. \nAnother.\n\n") == [
        "One line and its rest.",
        "Another.",
    ]


def test_places_are_those_of_the_corpus(speeches):
    corpus = speeches.corpus()
    assert speeches.text == "\n".join(transcript.text for transcript in corpus)
    starts = speeches.segment_start.tolist()
    assert len(starts) == len(speeches.segments)
    assert all(
        speeches.text.startswith(segment, start)
        for segment, start in zip(speeches.segments, starts, strict=True)
    )


def test_patterns_are_drawn_in_the_proportions_of_a_dictionary(speeches):
    drawn = draw(speeches.text, 200, seed=3)
    kinds = [pattern.kind for pattern in drawn]
    assert [kinds.count(kind) for kind in ("word", "phrase", "prefix")] == [100, 70, 30]
    assert len({pattern.text for pattern in drawn}) == 200
    assert drawn[:40] == draw(speeches.text, 40, seed=3) != draw(speeches.text, 40, seed=4)
    assert all(pattern.text in speeches.text.lower() for pattern in drawn)


def test_a_small_text_has_fewer_patterns_than_asked_for():
    assert {pattern.text for pattern in draw("The patrol left.", 50)} >= {"patrol", "left"}


def test_trees_of_patterns_are_their_rules_parsed(speeches):
    for pattern in draw(speeches.text, 100):
        assert parse_rule(pattern.rule) == pattern.tree


def test_rules_are_dealt_out_to_the_codes(speeches):
    patterns = draw(speeches.text, 150)
    codebook = codebook_of(patterns)
    assert len(codebook) == CODES
    assert [one.text for one in rule_references(codebook)] == [
        patterns[number].rule for number in rule_order(150)
    ]


def test_spans_are_whole_words_and_prefixes_run_to_their_end():
    text, sought = "patrol patrols, outpatrol", np.array([0, 0, 0, 1])
    start, end = np.array([0, 7, 19, 7]), np.array([6, 13, 25, 11])
    found = whole_words(text, sought, start, end, np.array([False, True])[[0, 1]])
    assert np.stack(found).T.tolist() == [[0, 0, 6], [1, 7, 14]]


def test_counts_are_of_codes_by_segment():
    found = counted(
        np.array([1, 1, CODES + 1]), np.array([0, 9, 12]), np.array([2, 11, 14]), np.array([0, 8])
    )
    assert found.counts.toarray()[:, 1].tolist() == [1, 2]
    assert [span_of(key) for key in found.keys.tolist()] == [
        (0, 2, 1),
        (9, 11, 1),
        (12, 14, CODES + 1),
    ]


def test_differences_are_told_with_their_reason():
    patterns = [Pattern("phrase", "cease fire"), Pattern("word", "élu"), Pattern("word", "army")]
    text = "A cease-fire. The elu spoke to the army."
    segment = np.array([0])
    ours = counted(np.array([0, 1]), np.array([2, 18]), np.array([12, 21]), segment)
    theirs = counted(np.array([2]), np.array([35]), np.array([39]), segment)
    assert compared(ours, theirs, text, patterns) == {
        "same": 0,
        "only_ours": 2,
        "only_theirs": 1,
        "cells_that_differ": 3,
        "differences": {
            "a phrase with a hyphen": 1,
            "accents left out in the text": 1,
            "unexplained": 1,
        },
    }


@pytest.mark.parametrize("kind", AUTOMATA)
def test_automata_find_what_we_find(speeches, kind):
    pytest.importorskip(kind.module)
    patterns, peer, ours = draw(speeches.text, 300), kind(), Ours(PLAIN)
    found = ours.code(ours.ready(patterns), speeches.corpus(PLAIN), speeches)
    result = compared(found, peer.code(peer.ready(patterns), speeches), speeches.text, patterns)
    assert result["same"] > 500
    assert "unexplained" not in result["differences"]


def test_the_phrase_matcher_finds_nearly_what_we_find(speeches):
    patterns, ours = draw(speeches.text, 100), Ours(PLAIN)
    matcher = peers(speeches)[0][-1]
    theirs = matcher.code(matcher.ready(patterns), speeches)
    found = ours.code(ours.ready(patterns), speeches.corpus(PLAIN), speeches)
    assert len(np.intersect1d(found.keys, theirs.keys)) > 0.97 * len(found.keys)


def test_exponent_of_a_straight_line():
    assert exponent({1: 2.0, 10: 20.0, 100: 200.0}) == pytest.approx(1)


@pytest.fixture(scope="module")
def figures(speeches):
    return rules.measured(speeches, rounds=1, numbers=(5, 20), processes=(1,), study=TINY)


def test_every_figure_is_stated(figures):
    figures = json.loads(rules.as_json(figures))
    portable = figures["portable"]
    for kind in ("first", "recode"):
        assert set(rules.PEERS[:4]) <= portable[kind].keys()
        assert all(ratios.keys() == {"5", "20"} for ratios in portable[kind].values())
        assert all(ratio > 0 for ratio in portable[kind]["spacy"].values())
    for name in (
        "edit_to_table_ms",
        "one_rule_edit_ratio",
        "bytes_per_token",
        "exponent_size",
        "exponent_patterns",
    ):
        assert np.isfinite(portable[name])
    assert "quanteda" in figures["reasons"]
    assert bool(figures["kernel"]) != bool(figures["reasons"].get("kernel"))


def test_the_table_has_a_row_a_peer(figures):
    assert "| portable | first coding | spacy |" in rules.table(figures)


def test_the_readme_takes_the_figures_in_place_of_those_it_has(figures):
    fresh = readme.section(readme.read(rules.as_json(figures)))
    text = readme.README.read_text(encoding="utf-8")
    assert len(readme.OURS.findall(text)) == 1
    assert readme.OURS.findall(f"before\n{fresh}\n## More\n") == [f"{fresh}\n"]
    for row in (
        "| portable | first coding | spacy |",
        "| first coding ÷ spaCy | 12 (compiled",
        "| edited rule to new table, ms | under 50 |",
    ):
        assert row in fresh
