"""Models travel: pickled, copied, or worked with in another process, they are the same models."""

import copy
import multiprocessing
import pickle

import numpy as np
import pytest
from sklearn.base import clone

import civic_qual as cq
from civic_qual.learning.encoders import VectorCache, multilingual_encoder
from civic_qual.learning.theme_classifier import ThemeClassifier
from tests.learning.small import HashEncoder, small_study

TEXTS = ["The patrol never came", "Ils ont peur la nuit", "water"]
WAYS = {"pickle": lambda thing: pickle.loads(pickle.dumps(thing)), "deepcopy": copy.deepcopy}


def state(model):
    """Return what makes a model what it is, as plain values."""
    params = {name: value for name, value in model.get_params().items() if name != "encoder"}
    return (
        model.model_.fingerprint,
        model.codes_,
        model.status_,
        tuple(map(str, model.reasons_)),
        model.predict_proba(TEXTS).tobytes(),
        model.oof_proba_.tobytes(),
        repr(params),
    )


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_a_model_comes_back_equal(model, gold, machine, way):
    model.predict(TEXTS)  # what is worked out in judging must not hinder travelling
    again = way(model)
    assert state(again) == state(model)
    coded = again.code(gold.corpus)
    assert coded.rows.drop(columns="time").equals(machine.rows.drop(columns="time"))
    assert again.why(TEXTS) == model.why(TEXTS)
    assert list(map(str, coded.notes)) == list(map(str, machine.notes))


def test_a_model_judges_the_same_in_a_process_of_its_own(model):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.apply(state, (model,))
    assert there == state(model)


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_the_default_encoder_stays_where_it_is(way):
    assert way(multilingual_encoder()) is multilingual_encoder()
    assert len(pickle.dumps(multilingual_encoder())) < 200


def test_kept_vectors_stay_where_they_are(tmp_path):
    texts, labels, groups = small_study()
    there = ThemeClassifier(encoder=HashEncoder(), cache=tmp_path, penalties=(1.0,))
    fitted = there.fit(texts, labels, groups)
    before = fitted.model_.views.cache
    again = pickle.loads(pickle.dumps(fitted))
    assert len(pickle.dumps(before)) < 500
    np.testing.assert_array_equal(again.predict_proba(texts), fitted.predict_proba(texts))
    assert again.encoder.encoded == fitted.encoder.encoded


def test_a_folder_of_vectors_that_is_not_there_is_made_again(tmp_path):
    folder = tmp_path / "vectors"
    travelled = pickle.loads(pickle.dumps(VectorCache(folder, "lengths")))
    folder.rmdir()
    made = travelled.vectors(["abc"], lambda texts: np.array([[len(text)] for text in texts]))
    assert made.tolist() == [[3.0]]
    assert len(list(folder.iterdir())) == 1


@pytest.fixture(scope="module")
def answers(model, gold, machine):
    return model.why(machine, codes=["harm.sea"]), model.suggest(gold.corpus, n=3)


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_what_a_model_answers_travels(answers, machine, way):
    for answer in answers:
        assert way(answer) == answer
    assert way(machine.evidence).describe() == machine.evidence.describe()


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_a_student_comes_back_equal(student, way):
    again = way(student)
    assert again.loss_ == student.loss_
    np.testing.assert_array_equal(again.predict_proba(TEXTS), student.predict_proba(TEXTS))


def test_settings_are_named_and_near_misses_answered():
    with pytest.raises(TypeError, match="did you mean seed"):
        ThemeClassifier(random_state=1)
    with pytest.raises(TypeError, match="without a name"):
        ThemeClassifier(None, "multilingual")
    assert clone(ThemeClassifier(seed=3)).get_params()["seed"] == 3


def test_an_unfitted_model_says_so_whatever_it_is_asked(gold, tmp_path):
    from sklearn.exceptions import NotFittedError

    model = cq.ThemeClassifier(encoder=None)
    for ask in (
        lambda: model.code(gold.corpus),
        lambda: model.why(["a"]),
        lambda: model.suggest(gold.corpus),
        lambda: model.student(["a"]),
        lambda: model.save(tmp_path / "model.skops"),
    ):
        with pytest.raises(NotFittedError):
            ask()
