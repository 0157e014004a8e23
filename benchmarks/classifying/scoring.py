"""How good probabilities and decisions are: the measures, by scikit-learn's own functions."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, f1_score

BINS = 10


def scores(truth: np.ndarray, said: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """Return macro-F1, micro-F1, mean average precision and calibration error.

    The means go over the codes that occur in the test texts, all else over all cells; arrays
    have shape (n_texts, n_codes). Of a single code, macro-F1 is the mean of that of yes and that
    of no, as is usual for such a question, and micro-F1 is that of yes.
    """
    there = np.flatnonzero(truth.sum(axis=0) > 0).tolist()
    each = [f1_score(truth[:, code], said[:, code], zero_division=0) for code in there]
    if truth.shape[1] == 1:
        each.append(f1_score(1 - truth[:, 0], 1 - said[:, 0], zero_division=0))
    precision = [average_precision_score(truth[:, code], probability[:, code]) for code in there]
    return {
        "macro_f1": float(np.mean(each)),
        "micro_f1": float(f1_score(truth.ravel(), said.ravel(), zero_division=0)),
        "mean_ap": float(np.mean(precision)),
        "ece": calibration_error(truth, probability),
    }


def calibration_error(truth: np.ndarray, probability: np.ndarray) -> float:
    """Return the expected calibration error over all cells, in ten bins of equal width.

    Naeini, Cooper and Hauskrecht 2015: the mean distance between what was promised and what
    came true, weighted by how often it was promised.
    """
    said, true = probability.ravel(), truth.ravel()
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(said[place == one].mean() - true[place == one].mean()) * (place == one).mean()
            for one in range(BINS)
            if (place == one).any()
        )
    )
