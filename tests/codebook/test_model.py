"""The codebook as people use it: its codes, its table, and how it travels."""

import concurrent.futures
import copy
import dataclasses
import multiprocessing
import pickle

import pytest

from civic_qual.bundled import bundled
from civic_qual.codebook.files.reading import codebook_of, read_codebook
from civic_qual.codebook.model import Code, Codebook
from tests.codebook.conftest import SMALL


def test_finds_codes_and_what_is_below_them(codebook):
    assert [code.id for code in codebook.themes] == ["harm"]
    assert [code.id for code in codebook.families] == ["status"]
    assert codebook.with_descendants("harm") == ("harm", "harm.kill")
    assert codebook.top("harm.kill").id == "harm"
    assert "harm.kill" in codebook
    assert "harm.k" not in codebook


def test_names_what_there_is_when_a_code_is_not(codebook):
    with pytest.raises(KeyError, match=r"no code 'x'; there are: harm, harm\.kill, status"):
        codebook["x"]
    with pytest.raises(KeyError, match=r"no code 'harm\.kil'; did you mean 'harm\.kill'\?"):
        codebook["harm.kil"]
    with pytest.raises(TypeError, match=r"by their ids, as codebook\['harm'\]"):
        codebook[0]
    with pytest.raises(TypeError, match="save has no argument lang"):
        codebook.save("a.md", lang="fr")


def test_labels_fall_back_on_what_there_is(codebook):
    assert codebook["harm"].label("fr") == "Préjudices"
    assert codebook["status"].label("fr") == "Status"


def test_shows_what_it_is(codebook):
    assert repr(codebook) == "Codebook('A *small* one', 3 codes, 3 rules)"


def test_frame_has_a_row_a_code(codebook):
    frame = codebook.frame
    assert list(frame.index) == ["harm", "harm.kill", "status"]
    kill = frame.loc["harm.kill"]
    assert (kill["kind"], kill["top"], kill["parent"]) == ("theme", "harm", "harm")
    assert (kill["rules_en"], kill["rules_fr"], kill["examples"]) == (2, 1, 2)
    assert frame.loc["status", "name_fr"] == ""


def test_nothing_of_a_rule_changes_in_place(codebook):
    with pytest.raises(dataclasses.FrozenInstanceError):
        codebook["harm"].colour = "red"


def test_the_tutorial_codebook_is_short_and_reads():
    path = bundled("codebooks/tutorial.yaml")
    codebook = read_codebook(path)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 15
    assert [code.label() for code in codebook.themes] == ["Water", "Safety"]
    assert sum(len(code.rules) for code in codebook) == 3


# Equality, and journeys


def test_equal_is_what_says_the_same_wherever_it_stands(codebook):
    elsewhere = codebook_of("# a comment\n\n" + SMALL)
    assert elsewhere == codebook
    assert hash(elsewhere) == hash(codebook)
    assert elsewhere.source != codebook.source
    assert elsewhere["harm.kill"].rules[0].line != codebook["harm.kill"].rules[0].line


@pytest.mark.parametrize(("old", "new"), [
    ("A *small* one", "Another"), ('"2"', '"3"'), ("the army]", "army]"), ("kill\n", "die\n"),
    ("a note", "no note"), ("Deaths", "Death"), ("#1b6ca8", "#000000"), ("Il n'est", "Elle n'est"),
])  # fmt: skip
def test_codebooks_differ_in_anything_they_say(codebook, old, new):
    assert old in SMALL
    assert codebook_of(SMALL.replace(old, new, 1)) != codebook


def test_nothing_that_a_codebook_holds_can_be_changed(codebook):
    for mapping in (codebook.lists, codebook.lists["army"], codebook["harm"].name):
        with pytest.raises(TypeError):
            mapping["en"] = "other"


def test_what_it_was_made_of_may_change(codebook):
    names = {"en": "Harm"}
    code = dataclasses.replace(codebook["harm"], name=names)
    names["en"] = "Other"
    assert code.label() == "Harm"


def echo(codebook):
    return codebook


def test_it_travels(codebook):
    fingerprints = codebook.rules_fingerprint, codebook.content_fingerprint
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool:
        abroad = pool.submit(echo, codebook).result()
    for again in (pickle.loads(pickle.dumps(codebook)), copy.deepcopy(codebook), abroad):
        assert again == codebook
        assert (again.rules_fingerprint, again.content_fingerprint) == fingerprints
        assert again["harm.kill"].rules[0].line == codebook["harm.kill"].rules[0].line
        assert again.source == codebook.source
        with pytest.raises(TypeError):
            again["harm"].name["en"] = "other"


def test_a_code_whose_parent_was_left_out_is_on_top():
    code = Code(id="harm.kill", kind="theme", parent="harm")
    assert Codebook("Some", "1", ("en",), (code,)).top("harm.kill") is code
