"""Passages are scored by models that never saw their interview: refit and see.

Probabilities are a sigmoid of scores, and its curve is fitted to all interviews. So two models that
score alike give probabilities whose log-odds lie on one straight line, code by code.
"""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from civic_qual.learning.theme_classifier import ThemeClassifier

WORDS = (
    *("road", "market", "house", "rain", "field", "goat", "water"),
    *("patrol", "night", "soldier", "child", "fire", "well", "tree"),
)


@pytest.fixture(scope="module")
def study():
    """Eight interviews of nine passages, in which two codes go with words, and not too well."""
    draw = np.random.default_rng(4)
    texts, labels, interviews = [], [], []
    for interview in range(8):
        for _ in range(9):
            said = draw.choice(WORDS, 6)
            texts.append(" ".join(said))
            chance = [
                0.1 + 0.6 * ("water" in said or "well" in said),
                0.2 + 0.5 * ("patrol" in said),
            ]
            labels.append(draw.random(2) < chance)
            interviews.append(interview)
    return texts, np.array(labels, dtype=float), np.array(interviews)


def fitted(texts, labels, interviews):
    model = ThemeClassifier(encoder=None, penalties=(1.0,), rules=False)
    return model.fit(texts, labels, interviews.tolist())


def off_the_line(one, other):
    """Return how far log-odds of the one are from a rising line over those of the other."""
    one, other = (np.log(p / (1 - p)) for p in (one, other))
    assert np.ptp(one) > 0.1
    assert np.ptp(other) > 0.1
    (slope, _), residual, *_ = np.polyfit(other, one, 1, full=True)
    assert slope > 0
    return float(np.sqrt(residual[0] / len(one))) / np.ptp(one)


def refitted(model, study, judged):
    """Return scores of texts by fits without each of the interviews, (8, n_texts, 2).

    The fits are scikit-learn's, on the words and characters that the model sees.
    """
    texts, labels, interviews = study
    seen, others = (
        np.hstack([view.toarray() for view in model.model_.views.see(given).values()])
        for given in (texts, judged)
    )
    said = []
    for interview in range(8):
        rest = interviews != interview
        kernel = seen[rest] @ seen[rest].T / 2 + 1
        ridge = KernelRidge(alpha=1.0, kernel="precomputed").fit(kernel, labels[rest])
        said.append(ridge.predict(others @ seen[rest].T / 2 + 1))
    return np.array(said)


def log_odds(scores):
    """Return probabilities whose log-odds are the scores."""
    return 1 / (1 + np.exp(-scores))


@pytest.mark.parametrize("left_out", [0, 3, 7])
def test_scores_are_those_of_a_model_refitted_without_the_interview(study, left_out):
    model, theirs = fitted(*study), study[2] == left_out
    without = refitted(model, study, study[0])[left_out, theirs]
    for code in range(2):
        scored = model.oof_proba_[theirs, code]
        assert off_the_line(scored, log_odds(without[:, code])) < 1e-5


def test_what_nobody_read_is_scored_by_the_mean_of_these_models(study):
    """So that its scores are like those of the passages that people read."""
    model, draw = fitted(*study), np.random.default_rng(6)
    unread = [" ".join(draw.choice(WORDS, 6)) for _ in range(20)]
    scored, without = model.predict_proba(unread), refitted(model, study, unread)
    for code in range(2):
        assert off_the_line(scored[:, code], log_odds(without.mean(axis=0)[:, code])) < 1e-5
        assert off_the_line(scored[:, code], log_odds(without[0, :, code])) > 1e-3


def test_what_is_said_of_an_interview_does_not_change_how_it_is_scored(study):
    texts, labels, interviews = study
    theirs = interviews == 2
    told = np.where(theirs[:, None], 1 - labels, labels)
    one, other = (fitted(texts, given, interviews).oof_proba_ for given in (labels, told))
    for code in range(2):
        assert off_the_line(one[theirs, code], other[theirs, code]) < 1e-5
        assert off_the_line(one[~theirs, code], other[~theirs, code]) > 1e-3  # it taught the others


def test_a_model_scores_what_it_has_seen_otherwise_than_what_it_has_not(study):
    """Else the two tests above could not fail."""
    model = fitted(*study)
    for code in range(2):
        seen = model.predict_proba(study[0])[:, code]
        assert off_the_line(model.oof_proba_[:, code], seen) > 1e-2
