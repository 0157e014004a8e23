"""The bundled codebooks and interviews: complete, labelled as invented, and sound."""

import csv

import pytest

import civic_qual as cq
from civic_qual.bundled import bundled


@pytest.fixture(scope="module")
def corpus():
    return cq.example_corpus()


def test_all_24_interviews_are_read_without_a_problem(corpus):
    assert len(corpus) == 24
    assert corpus.problems == ()


def test_every_transcript_is_marked_as_invented(corpus):
    assert all(transcript.invented for transcript in corpus)


def test_no_role_is_unknown_and_all_people_are_listed(corpus):
    with bundled("corpora/protection/participants.csv").open(encoding="utf-8-sig") as file:
        listed = {(row["transcript"], row["speaker"]): row["role"] for row in csv.DictReader(file)}
    roles = {(row.transcript, row.speaker): row.role for row in corpus.roles.itertuples()}
    assert roles == listed


def test_each_interview_has_600_to_1000_words(corpus):
    segments = corpus.segments("turn").frame
    spoken = segments.groupby("transcript", observed=True)["text"].apply(
        lambda texts: sum(len(text.split()) for text in texts)
    )
    assert spoken.between(600, 1050).all()


def test_both_passes_read_every_counted_turn(corpus):
    readings = cq.example_codings().readings
    for coder in ("A", "B"):
        read = readings[readings["coder"] == coder]
        counted = {
            (transcript.id, turn.start)
            for transcript in corpus
            for turn in transcript.turns
            if turn.counted and turn.spoken
        }
        assert set(zip(read["transcript"], read["start"], strict=True)) == counted


@pytest.mark.parametrize("name", ["protection", "tutorial"])
def test_every_example_fires_and_no_counterexample_does(name):
    result = cq.check_codebook(cq.read_codebook(bundled(f"codebooks/{name}.yaml")))
    assert result.ok, "\n".join(str(failure) for failure in result.failures)


def test_every_code_has_examples_and_a_counterexample_in_both_languages():
    book = cq.example_codebook()
    for code in book:
        if book.children(code.id):
            continue
        for language in ("en", "fr"):
            assert sum(one.language == language for one in code.examples) >= 2, code.id
            assert any(one.language == language for one in code.counterexamples), code.id
