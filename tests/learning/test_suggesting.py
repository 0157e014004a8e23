"""What to code next: new passages, unlike one another, with the warning attached."""

import pytest

import civic_qual as cq
from civic_qual.errors import ModelError
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
    table = cq.suggest_next(model, gold.corpus, n=20)
    assert len(table) == 20
    assert not set(table["transcript"]) & set(known)
    assert not table.duplicated(["transcript", "start"]).any()
    assert (table["unsure_of"] != "").all()


def test_it_says_that_frequencies_must_not_be_estimated_from_them(half, gold):
    table = cq.suggest_next(half[0], gold.corpus, n=2)
    assert "frequencies must not be estimated" in table.attrs["note"]
    assert (table["note"] == table.attrs["note"]).all()


def test_none_is_refused(half, gold):
    with pytest.raises(ModelError, match="at least one"):
        cq.suggest_next(half[0], gold.corpus, n=0)


def test_nothing_is_suggested_where_all_was_coded(model, gold):
    assert cq.suggest_next(model, gold.corpus, n=5).empty
