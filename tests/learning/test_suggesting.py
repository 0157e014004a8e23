"""What to code next: new passages, unlike one another, with the warning attached."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.errors import ModelError
from civic_qual.learning.suggesting import _uncertainty, _unlike
from tests.learning.small import HashEncoder


@pytest.fixture(scope="module")
def half(gold):
    """Return a model of the first twelve interviews, and the corpus of all."""
    frame = gold.to_csv_frame()
    known = [transcript.id for transcript in gold.corpus][::2]
    coded = cq.read_codings(frame[frame["transcript"].isin(known)], gold.corpus, gold.codebook)
    model = cq.ThemeClassifier(encoder=HashEncoder(), penalties=(1.0,), rules=False)
    return model.fit_corpus(coded), known


def test_passages_are_new_and_each_is_named_once(half, gold):
    model, known = half
    table = model.suggest(gold.corpus, n=20)
    assert len(table) == 20
    assert not set(table["transcript"]) & set(known)
    assert not table.frame.duplicated(["transcript", "start"]).any()
    assert (table["unsure_of"] != "").all()


def test_it_says_that_frequencies_must_not_be_estimated_from_them(half, gold):
    table = half[0].suggest(gold.corpus, n=2)
    assert "frequencies must not be estimated" in table.notes[0]
    assert table.head(1).notes == table.notes


def test_they_can_be_read_as_passages(half, gold):
    suggestions = half[0].suggest(gold.corpus, n=2)
    passages = suggestions.passages()
    assert list(passages.frame) == ["transcript", "start", "end", "text"]
    assert passages["text"].tolist() == suggestions["text"].tolist()
    assert passages.notes == suggestions.notes


def test_none_is_refused(half, gold):
    with pytest.raises(ModelError, match="at least one"):
        half[0].suggest(gold.corpus, n=0)


def test_nothing_is_suggested_where_all_was_coded(model, gold):
    assert not len(model.suggest(gold.corpus, n=5))


@pytest.mark.parametrize(
    ("chance", "threshold", "unsure"),
    [
        (0.2, 0.2, 1),
        (0.1, 0.2, 0.25),  # half the way from certainty, squared
        (0.6, 0.2, 0.25),
        (0.05, 0.2, 1 / 16),
        (0.9, 0.6, 1 / 16),
        (0.0, 0.2, 0),
        (1.0, 0.2, 0),
        (np.nan, 0.2, 0),
    ],
)
def test_uncertainty_is_how_near_to_its_threshold_a_probability_is(chance, threshold, unsure):
    found = _uncertainty(np.array([[chance]]), np.array([[threshold]]), np.array([7]))
    assert found.item() == pytest.approx(unsure)


def test_codes_with_few_examples_weigh_more():
    found = _uncertainty(np.full((1, 3), 0.5), np.full((1, 3), 0.5), np.array([0, 3, 15]))
    assert found[0].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])  # 1, 1/2 and 1/4


def test_the_next_is_unsure_and_unlike_all_taken_before():
    generator = np.random.default_rng(4)
    view = generator.normal(size=(12, 3))
    view /= np.linalg.norm(view, axis=1)[:, None]
    unsure = generator.random(12)
    taken = []
    for _ in range(12):
        worth = {
            row: unsure[row] * (1 - max([0, *(float(view[row] @ view[one]) for one in taken)]))
            for row in range(12)
            if row not in taken
        }
        taken.append(max(worth, key=worth.get))
    assert _unlike(view, unsure, 12).tolist() == taken
    assert _unlike(view, unsure, 3).tolist() == taken[:3]
    assert sorted(_unlike(view, unsure, 40).tolist()) == list(range(12))


def test_of_two_texts_that_are_alike_only_one_comes_first():
    view = np.array([[1.0, 0], [1, 0], [0, 1]])
    assert _unlike(view, np.array([0.9, 0.8, 0.1]), 2).tolist() == [0, 2]
