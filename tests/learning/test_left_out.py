"""Scores of training passages are those of a model that never saw their interview: refit and see.

Probabilities are a sigmoid of scores, and its curve is fitted to all interviews. So two models that
score alike give probabilities whose log-odds lie on one straight line, code by code.
"""

import numpy as np
import pytest

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


@pytest.mark.parametrize("left_out", [0, 3, 7])
def test_scores_are_those_of_a_model_refitted_without_the_interview(study, left_out):
    texts, labels, interviews = study
    theirs = interviews == left_out
    scored = fitted(texts, labels, interviews).oof_proba_[theirs]
    unread = np.where(theirs[:, None], np.nan, labels)
    without = fitted(texts, unread, interviews)
    judged = without.predict_proba([text for text, own in zip(texts, theirs, strict=True) if own])
    for code in range(2):
        assert off_the_line(scored[:, code], judged[:, code]) < 1e-5


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
