"""Coding a corpus with a model: scores, readings, and what is left out aloud."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.coding.scores import (
    COUNTS,
    CROSS_FITTED,
    NOT_TRAINED,
    PROVISIONAL,
    RANKS_ONLY,
    TRAINED,
)
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_coding import model_notes
from civic_qual.learning.corpus_rows import rows_of_codings


def test_scores_of_training_passages_are_cross_fitted(model, machine, gold):
    trained = machine.scores.trained == CROSS_FITTED
    assert trained.sum() == len(rows_of_codings(gold))
    np.testing.assert_array_equal(machine.scores.values[trained], model.oof_proba_)


def test_interviewers_are_neither_read_nor_coded(machine):
    segments = machine.corpus.segments("turn")
    assert np.isnan(machine.scores.values[~segments.counted]).all()
    assert (machine.scores.trained[~segments.counted] == NOT_TRAINED).all()


def test_only_codes_that_count_are_read_and_assigned(model, machine):
    counting = set(model.model_.with_status(COUNTS, model.codes_))
    assert {code for codes in machine.read.codes.values for code in codes.split()} == counting
    assert set(machine.rows["code"]) <= counting


def test_provisional_codes_are_assigned_if_asked_for(model, gold):
    few = set(model.model_.with_status(PROVISIONAL, model.codes_))
    asked = model.code(gold.corpus, provisional=True)
    assert few
    assert few <= {code for codes in asked.read.codes.values for code in codes.split()}
    assert any("Provisional, counted" in note for note in asked.notes)


def test_codings_say_which_model_and_why(model, machine):
    frame = machine.frame
    assert set(frame["origin"]) == {"model"}
    assert set(frame["status"]) == {"suggested"}
    assert frame["evidence"].str.contains(model.model_.fingerprint).all()
    assert machine.evidence.describe([0], words=False)[0].endswith(")")


def test_a_theme_is_assigned_by_itself_only_where_no_code_below_it_is(machine):
    for _, rows in machine.rows.groupby(["transcript", "start"]):
        codes = set(rows["code"])
        assert not any(other.startswith(f"{code}.") for code in codes for other in codes)


def test_notes_reach_tables(machine):
    notes = cq.theme_table(machine).notes
    assert any("trained on" in note for note in notes)


def test_languages_it_knows_nothing_of_are_not_read(model):
    turns = tuple(
        cq.Turn(
            start=start,
            end=start + 9,
            spoken=((start, start + 9),),
            speaker="R",
            role="respondent",
            language=language,
        )
        for start, language in ((0, "en"), (10, "sg"))
    )
    corpus = cq.Corpus((cq.Transcript(id="x", text="the water mbi yeke.", turns=turns),))
    coded = model.code(corpus)
    assert np.isnan(coded.scores.values[1]).all()
    assert not np.isnan(coded.scores.values[0]).any()
    assert any("1 in sg" in note for note in coded.notes)


def test_a_changed_transcript_is_not_taken_for_the_one_trained_on(model, gold):
    first = gold.corpus.transcripts[0]
    changed = dataclasses.replace(first, text=first.text[:-1] + "!")
    scores = model.code(cq.Corpus((changed,), gold.corpus.participants)).scores
    assert set(scores.trained.tolist()) == {TRAINED}


def test_a_model_of_texts_needs_a_codebook(gold):
    model = cq.ThemeClassifier(encoder=None).fit(["a well", "a patrol"] * 3, [[1], [0]] * 3)
    with pytest.raises(ModelError, match="has no codebook"):
        model.code(gold.corpus)
    with pytest.raises(ModelError, match="no code '0'"):
        model.code(gold.corpus, codebook=gold.codebook)


@pytest.mark.parametrize(
    ("status", "asked", "said"),
    [
        ({}, False, []),
        ({"water": RANKS_ONLY}, False, ["well enough to be counted (too few examples): water."]),
        ({"fear": PROVISIONAL}, False, ["they are provisional (fewer than 10 examples): fear."]),
        ({"fear": PROVISIONAL}, True, ["Provisional, counted because it was asked for: fear."]),
        (
            {"water": RANKS_ONLY, "fear": PROVISIONAL},
            False,
            [
                "well enough to be counted (too few examples): water.",
                "(fewer than 10 examples): fear.",
            ],
        ),
    ],
)
def test_codes_that_are_not_counted_are_named_if_there_are_any(status, asked, said, machine):
    """A stand-in for a model: what it learned of three codes."""
    fitted = SimpleNamespace(
        fingerprint="m",
        trained_on="12 passages",
        with_status=lambda wanted, codes: [
            code for code in codes if status.get(code, COUNTS) == wanted
        ],
    )
    model = SimpleNamespace(model_=fitted, codes_=["plan", "water", "fear"])
    segments = machine.corpus.segments("turn")
    first, *others = model_notes(model, segments, np.ones(len(segments), dtype=bool), asked)
    assert first == "Model m, trained on 12 passages."
    assert len(others) == len(said)
    assert all(note.endswith(end) for note, end in zip(others, said, strict=True))
