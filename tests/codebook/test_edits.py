"""Codebooks as people change them: every version reads back, keeps ids, and says what moved."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civic_qual as cq
from civic_qual.codebook.changes import codebook_changes
from civic_qual.codebook.codes import Code, Example
from civic_qual.codebook.edits import (
    added,
    brought_back,
    merged,
    moved,
    next_version,
    retired,
    rewritten,
    split,
)
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.files.saving import text_that_reads_back
from civic_qual.errors import CodebookError

BOOK = codebook_of(
    """\
title: Small
version: "3"
languages: [en, fr]
codes:
  - id: plan
    name: {en: Planning, fr: Planification}
    children:
      - id: plan.threat
        name: {en: Threat analysis, fr: Analyse de la menace}
        rules: {en: ["threat*"]}
        examples: {en: ["They saw the threat."]}
        children:
          - id: plan.threat.road
            name: {en: Threats on roads, fr: Menaces sur les routes}
      - id: plan.means
        name: {en: Means, fr: Moyens}
        rules: {en: ["threat*", "vehicle"]}
        fields: {level: {one_of: [local, national]}}
  - id: who
    kind: family
    name: {en: Who, fr: Qui}
    children:
      - id: who.army
        name: {en: Army, fr: Armée}
"""
)


def parents(codebook):
    return {code.id: code.parent for code in codebook}


def test_a_code_is_added_in_all_languages_and_not_twice():
    made = added(BOOK, {"en": "Night patrols", "fr": "Patrouilles de nuit"}, parent="plan")
    assert made.codes == ("plan.night_patrols",)
    code = made.codebook["plan.night_patrols"]
    assert dict(code.name) == {"en": "Night patrols", "fr": "Patrouilles de nuit"}
    assert made.codebook.version == "4"
    assert parents(BOOK).items() <= parents(made.codebook).items()
    for name, problem in (
        ({"fr": "patrouilles DE nuit"}, "called"),
        ({"en": "Patrols at night"}, "nearly"),
        ({"en": " "}, "needs a name"),
        ({"de": "Nachtwache"}, "not among"),
    ):
        with pytest.raises(CodebookError, match=problem):
            added(made.codebook, name)
    assert added(made.codebook, {"en": "Patrols at night"}, anyway=True).codes


def test_a_name_changes_and_the_id_stays():
    made = rewritten(BOOK, "plan", name={"en": "Plans"}).codebook
    assert dict(made["plan"].name) == {"en": "Plans", "fr": "Planification"}
    (change,) = codebook_changes(BOOK, made)
    assert (change.code, change.change) == ("plan", "name")
    with pytest.raises(CodebookError, match="already"):
        rewritten(BOOK, "plan", name={"en": "Means"})
    with pytest.raises(CodebookError, match="needs a name"):
        rewritten(BOOK, "plan", name={"en": "", "fr": ""})
    with pytest.raises(CodebookError, match="nothing is different"):
        rewritten(BOOK, "plan", name={"en": "Planning "})


def test_a_code_moves_with_all_below_it_and_gets_the_kind_of_its_place():
    made = moved(BOOK, "plan.threat", "who").codebook
    assert parents(made)["plan.threat"] == "who"
    assert made["plan.threat.road"].kind == "family"
    assert moved(made, "plan.threat", "plan").codebook["plan.threat.road"].kind == "theme"
    assert moved(BOOK, "plan.means", "").codebook["plan.means"].kind == "theme"
    for code, parent in (("plan", "plan.threat.road"), ("plan", "plan"), ("plan.means", "plan")):
        with pytest.raises(CodebookError):
            moved(BOOK, code, parent)


def test_codes_that_are_merged_leave_rules_examples_fields_and_codes_below():
    made = merged(BOOK, ["plan.threat", "plan.means"], "who.army")
    army = made.codebook["who.army"]
    assert [rule.text for rule in army.rules] == ["threat*", "vehicle"]
    assert army.examples == (Example("They saw the threat.", "en"),)
    assert [field.name for field in army.fields] == ["level"]
    assert parents(made.codebook)["plan.threat.road"] == "who.army"
    assert dict(made.moves) == {"plan.threat": "who.army", "plan.means": "who.army"}
    assert {one.change for one in codebook_changes(BOOK, made.codebook, made.moves)} >= {"merged"}
    bare = merged(BOOK, ["plan.threat"], "who.army", rules=False, examples=False)
    assert not bare.codebook["who.army"].rules
    for codes, into in ((["plan"], "plan.threat"), (["plan"], "plan"), ([], "plan")):
        with pytest.raises(CodebookError):
            merged(BOOK, codes, into)


def test_a_split_code_stays_above_the_new_ones():
    made = split(BOOK, "plan.means", [{"en": "Cars", "fr": "Voitures"}, {"en": "Radios"}, {}][:2])
    assert made.codes == ("plan.means.cars", "plan.means.radios")
    changes = {one.code: one for one in codebook_changes(BOOK, made.codebook, made.moves)}
    assert changes["plan.means"].change == "split"
    assert changes["plan.means"].becomes == made.codes
    assert made.codebook.version == "4"


def test_a_retired_code_comes_back_as_it_was():
    made = retired(BOOK, "plan.threat").codebook
    assert parents(made)["plan.threat.road"] == "plan"
    again = brought_back(made, BOOK["plan.threat"]).codebook
    assert again["plan.threat"] == BOOK["plan.threat"]
    both = retired(BOOK, "plan.threat", below="too").codebook
    assert "plan.threat.road" not in both
    assert brought_back(both, BOOK["plan.threat.road"]).codebook["plan.threat.road"].parent == ""
    with pytest.raises(CodebookError, match="is in the codebook"):
        brought_back(BOOK, BOOK["plan"])
    only = replace(BOOK, codes=(Code("plan", "theme", name={"en": "Plan"}),))
    with pytest.raises(CodebookError, match="needs a code"):
        retired(only, "plan")


def test_what_is_not_there_is_told():
    for edit in (
        lambda: rewritten(BOOK, "nothing", colour="#000000"),
        lambda: moved(BOOK, "plan", "nothing"),
        lambda: merged(BOOK, ["nothing"], "plan"),
        lambda: split(BOOK, "nothing", [{"en": "A"}]),
        lambda: retired(BOOK, "nothing"),
    ):
        with pytest.raises(CodebookError, match="nothing"):
            edit()


@pytest.mark.parametrize(
    ("before", "after"),
    [("1.0", "1.1"), ("3+12", "4"), ("2026-05", "2026-06"), ("v9b", "v10b"), ("final", "final 2")],
)
def test_the_next_version_counts_on(before, after):
    assert next_version(before) == after


@st.composite
def acts(draw):
    kind = draw(st.sampled_from(["move", "merge", "retire", "split", "name"]))
    return kind, draw(st.integers(0, 99)), draw(st.integers(0, 99))


def _done(codebook, act):
    kind, one, other = act
    ids = list(codebook.positions)
    first, second = ids[one % len(ids)], ids[other % len(ids)]
    if kind == "move":
        return moved(codebook, first, second if other % 5 else "")
    if kind == "merge":
        return merged(codebook, [first], second)
    if kind == "retire":
        return retired(codebook, first, below="too" if other % 2 else "up")
    if kind == "split":
        return split(codebook, first, [{"en": f"Part {one} {other}"}])
    return rewritten(codebook, first, name={"en": f"Name {one} {other}"})


@settings(max_examples=60, deadline=None)
@given(st.lists(acts(), max_size=8))
def test_whatever_is_done_the_codebook_reads_back_and_no_code_is_lost_silently(done):
    codebook = BOOK
    for act in done:
        try:
            edited = _done(codebook, act)
        except CodebookError:
            continue
        read = codebook_of(text_that_reads_back(edited.codebook))
        assert read.content_fingerprint == edited.codebook.content_fingerprint
        assert [code.id for code in read] == list(edited.codebook.positions)
        gone = set(codebook.positions) - set(edited.codebook.positions)
        told = {one.code for one in codebook_changes(codebook, edited.codebook, edited.moves)}
        assert gone <= told
        assert edited.codebook.version != codebook.version
        codebook = edited.codebook


def test_the_bundled_codebook_is_changed_and_still_finds_its_examples():
    book = cq.example_codebook()
    made = merged(book, ["plan.threat"], "plan").codebook
    assert len(made) == len(book) - 1
    assert text_that_reads_back(made)
