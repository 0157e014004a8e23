"""Consent: who is neither coded nor counted, and that it can be taken back."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.consent import consent_meant, whole

TALK = "I: Who came?\nR: They came late.\nI: And then?\nR: We ran to the river.\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    for name in ("a", "b", "c", "d"):
        (folder / f"{name}.txt").write_text(TALK, "utf-8")
    (folder / "attributes.csv").write_text(
        "transcript;consent\na;Oui\nb;non\nc;withdrawn\nd;\n", "cp1252"
    )
    return folder


def words(corpus):
    return corpus.intake.set_index("transcript")["words"].to_dict()


def test_no_and_withdrawn_are_left_alone_and_said(folder):
    corpus = cq.read_corpus(folder)
    assert words(corpus) == {"a": 12, "b": 0, "c": 0, "d": 12}
    assert corpus.participants.count == 2
    assert corpus["b"].text == corpus["a"].text
    said = " ".join(corpus.notes)
    assert "b, c: without consent" in said
    assert "d: consent is not stated" in said
    assert not corpus.problems
    assert corpus.intake["sure"].all()
    assert cq.read_corpus(folder, strict=True) == corpus


def test_a_person_of_a_group_may_refuse(folder):
    (folder / "group.txt").write_text(
        "I: Who?\nP1: The army.\nP2: Nobody came.\nP1: True.\n", "utf-8"
    )
    (folder / "participants.csv").write_text(
        "transcript,speaker,participant,consent\ngroup,P2,p2,no\n", "utf-8"
    )
    corpus = cq.read_corpus(folder)
    assert words(corpus)["group"] == 4
    assert corpus.participants.of("group", "P2") == ""
    assert any(note.startswith("p2: without consent") for note in corpus.notes)


def test_consent_given_later_brings_everything_back(folder):
    corpus = cq.read_corpus(folder)
    given = pd.DataFrame({"transcript": ["b", "c"], "consent": ["yes", "paraphrase"]})
    known = corpus.with_people(given)
    assert words(known) == dict.fromkeys("abcd", 12)
    assert known.participants.count == 4
    assert not known.withheld
    refused = known.with_people(pd.DataFrame({"transcript": ["a"], "consent": ["no"]}))
    assert words(refused)["a"] == 0
    assert refused.with_roles({"R": "respondent"}).participants.count == 3
    assert words(whole(refused))["a"] == 12


def test_a_word_that_nobody_knows_is_said_and_not_quoted(folder):
    (folder / "attributes.csv").write_text("transcript,consent\na,form 12\nb,yes\n", "utf-8")
    corpus = cq.read_corpus(folder)
    assert any("consent 'form 12' is not known" in one for one in corpus.problems)
    assert words(corpus)["a"] == 12


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("No", "withdrawn"), ("Retirée", "withdrawn"), ("Refusé", "withdrawn"), ("YES", "quote"),
        ("Paraphrase", "paraphrase"), ("none", "none"), ("Pas de citation", "none"), (" ", ""),
    ],
)  # fmt: skip
def test_words_of_consent(written, meant):
    assert consent_meant(written) == meant


def test_a_study_keeps_what_it_does_not_count(folder, tmp_path):
    corpus = cq.read_corpus(folder)
    codebook = cq.example_codebook()
    with cq.Study.create(tmp_path / "s.study", corpus, codebook) as study:
        assert words(study.corpus)["b"] == 0
        study.consent("quote", transcript="b", who="Awa", why="by telephone")
        assert words(study.corpus)["b"] == 12
        coded = RuleCoder(codebook).code(study.corpus)
        assert "c" not in set(coded.rows["transcript"])
