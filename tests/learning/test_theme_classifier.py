"""The estimator on texts: scikit-learn's contract, what is refused, and what leaks."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV
from sklearn.utils import estimator_checks
from threadpoolctl import threadpool_limits

from civic_qual.errors import ArgumentError, CivicQualWarning, ModelError
from civic_qual.learning.theme_classifier import ThemeClassifier
from tests.learning.small import HashEncoder, small_study

CHECKS = (
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
)


def quick(**settings):
    return ThemeClassifier(**({"encoder": HashEncoder(), "penalties": (0.3, 1.0)} | settings))


@pytest.fixture(scope="module")
def fitted():
    texts, labels, groups = small_study()
    return quick().fit(texts, labels, groups)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_scikit_learn_checks_that_apply_to_texts(check):
    check("ThemeClassifier", ThemeClassifier(encoder=None))


def test_it_tells_codes_apart(fitted):
    told = fitted.predict(["water from the well", "no patrol on the road", "the school"])
    assert told.tolist() == [[1, 0], [0, 1], [0, 0]]


def test_probabilities_have_a_column_a_code_and_lie_between_0_and_1(fitted):
    found = fitted.predict_proba(["water", "patrol", ""])
    assert found.shape == (3, 2)
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize(
    "form",
    [
        np.asarray,
        sparse.csr_array,
        lambda y: y.tolist(),
        lambda y: pd.DataFrame(y, columns=["water", "patrol"]),
    ],
)
def test_labels_come_in_many_forms(form, fitted):
    texts, labels, groups = small_study()
    model = quick().fit(texts, form(labels), groups)
    np.testing.assert_array_equal(model.predict_proba(texts), fitted.predict_proba(texts))


def test_columns_of_a_table_name_the_codes():
    texts, labels, groups = small_study()
    model = quick().fit(texts, pd.DataFrame(labels, columns=["water", "patrol"]), groups)
    assert model.codes_ == ("water", "patrol")


def test_one_code_may_be_a_flat_list():
    texts, labels, _ = small_study()
    model = quick().fit(texts, labels[:, 0])
    assert model.predict(texts).shape == (len(texts),)
    assert model.predict_proba(texts).shape == (len(texts), 1)


def test_a_clone_learns_the_same_and_the_first_is_untouched(fitted):
    texts, labels, groups = small_study()
    again = clone(fitted).fit(texts, labels, groups)
    np.testing.assert_array_equal(again.oof_proba_, fitted.oof_proba_)


def test_grid_search_works():
    texts, labels, _ = small_study()
    search = GridSearchCV(quick(encoder=None), {"shrinkage": [1.0, 10.0]}, cv=3)
    assert 0 <= search.fit(texts, labels).best_score_ <= 1


def test_one_thread_or_two_give_the_same_numbers(fitted):
    texts, labels, groups = small_study()
    with threadpool_limits(2):
        other = quick().fit(texts, labels, groups)
        found = other.predict_proba(texts)
    np.testing.assert_array_equal(found, fitted.predict_proba(texts))


def test_an_unfitted_model_says_so():
    with pytest.raises(NotFittedError):
        quick().predict(["a"])


@pytest.mark.parametrize(
    ("texts", "labels", "groups", "part"),
    [
        (["a b", "c d"], [[0], [0]], None, "no passage carries any code"),
        (["a b", "c d"], [[1], [1]], None, "all labels are alike"),
        (["a b", "c d"], [[1], [0]], ["x", "x"], "one interview"),
        (["a b", "c d"], [[1]], None, "shape"),
        (["a b", "c d"], [[2], [0]], None, "0 or 1"),
        (["a b", None], [[1], [0]], None, "a list with None in it"),
        (["a b", "c d"], [["x"], ["y"]], None, "zeros and ones"),
        (["a b", "c d"], [[1], [0]], ["x"], "groups has 1 entries"),
        ("ab", [[1], [0]], None, r"write \['ab'\]"),
        (["a b"], [[1]], None, "too few"),
    ],
)
def test_what_cannot_be_learned_is_refused(texts, labels, groups, part):
    with pytest.raises((ModelError, ArgumentError), match=part):
        quick(encoder=None).fit(texts, labels, groups)


def test_texts_of_codes_must_be_one_a_code():
    texts, labels, _ = small_study()
    with pytest.raises(ModelError, match="one by one"):
        quick(code_texts=["only one"]).fit(texts, labels)


def test_a_code_without_examples_is_named_and_only_ranks():
    texts, labels, groups = small_study()
    with pytest.warns(CivicQualWarning, match="no passage carries 2"):
        model = quick().fit(texts, np.c_[labels, np.zeros(len(texts))], groups)
    assert model.status_[2] == "ranks only"
    assert "no example" in model.reasons_[2]


def test_a_code_without_examples_is_ranked_by_its_text():
    texts, labels, groups = small_study()
    described = ["water", "patrol", "school closed lessons"]
    model = quick(code_texts=described).fit(texts, np.c_[labels, np.zeros(len(texts))], groups)
    found = model.predict_proba(["the school is closed", "we fetch water"])[:, 2]
    assert found[0] > found[1]


def test_texts_without_a_known_word_are_abstained_from():
    texts, labels, groups = small_study()
    model = quick(encoder=None).fit(texts, labels, groups)
    with pytest.warns(CivicQualWarning, match="1 of 2 texts"):
        found = model.predict_proba(["qxz vwk", "the well"])
    assert np.isnan(found[0]).all()
    assert not np.isnan(found[1]).any()


def test_words_of_the_codebook_alone_do_not_make_a_language_known():
    texts, labels, groups = small_study()
    described = [["water", "le puits est loin du camp"], ["patrol", "la patrouille passe"]]
    model = quick(code_texts=described).fit(texts, labels, groups)
    strange = ["la patrouille est loin du puits"]
    seen = model.model_.views.see(strange)
    np.testing.assert_array_equal(
        model.predict_proba(strange), model.model_.foreign.probabilities(seen)
    )


def test_texts_in_unknown_words_are_judged_by_vectors_alone(fitted):
    seen = fitted.model_.views.see(["zzz qqq www"])
    expected = fitted.model_.foreign.probabilities(seen)
    np.testing.assert_array_equal(fitted.predict_proba(["zzz qqq www"]), expected)


MARKS = (
    "kaduna",
    "zimfor",
    "pelwuth",
    "xylotsk",
    "grombi",
    "vintej",
    "dajjoh",
    "ohmuq",
    "teslib",
    "nuwace",
)


def planted():
    """Return a study where interviews differ in nothing but a word of their own, and a code."""
    generator = np.random.default_rng(5)
    texts, labels, groups = [], [], []
    for interview in range(10):
        for _ in range(8):
            words = generator.choice(["road", "market", "house", "rain", "field", "goat"], 5)
            texts.append(f"{MARKS[interview]} {' '.join(words)}")
            labels.append([int(interview < 5)])
            groups.append(interview)
    return texts, np.array(labels), groups


def test_a_word_of_one_interview_does_not_help_where_interviews_are_left_out():
    texts, labels, groups = planted()
    told = ThemeClassifier(encoder=None).fit(texts, labels, groups)
    untold = ThemeClassifier(encoder=None).fit(texts, labels)
    truth = labels[:, 0] == 1
    profits = untold.oof_proba_[truth].mean() - untold.oof_proba_[~truth].mean()
    assert profits > 0.5  # passages of the same interview give it away
    assert told.oof_proba_[truth].mean() - told.oof_proba_[~truth].mean() < 0.1


def test_words_of_fewer_than_three_people_are_not_learned():
    texts, labels, groups = planted()
    model = ThemeClassifier(encoder=None).fit(texts, labels, groups)
    learned = {*model.model_.views.words.terms, *model.model_.views.characters.terms}
    assert "market" in learned
    assert not any(mark in term or term.strip() == mark[:5] for term in learned for mark in MARKS)


def test_many_rows_take_landmarks_and_judge_nearly_the_same():
    texts, labels, groups = small_study(6)
    exact = quick().fit(texts, labels, groups)
    spanned = quick(most_rows=20, landmarks=40).fit(texts, labels, groups)
    assert (spanned.predict(texts) == exact.predict(texts)).mean() > 0.95


def test_cells_nobody_read_are_neither_examples_nor_judged_in_advance():
    texts, labels, groups = small_study()
    some = labels.astype(float)
    some[:6, 0] = np.nan
    model = quick().fit(texts, some, groups)
    assert np.isnan(model.oof_proba_[:6, 0]).all()
    assert not np.isnan(model.oof_proba_[:, 1]).any()
    assert model.support_[0] == np.nansum(some[:, 0])


def test_no_warning_is_left_over_in_an_ordinary_fit():
    texts, labels, groups = small_study()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        quick().fit(texts, labels, groups).predict(texts)


def test_its_score_is_the_mean_f1_of_codes_that_are_carried(fitted):
    texts = ["the well is far", "a patrol came by night", "water is dear"]
    labels = np.array([[1, 0], [1, 0], [0, 0]])  # no patrol: its F1 of 0 is not of this sample
    said = fitted.predict(texts)
    assert said[:, 1].any()
    assert fitted.score(texts, labels) == pytest.approx(f1_score(labels[:, 0], said[:, 0]))
