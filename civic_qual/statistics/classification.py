"""How well classes are told apart: F1, average precision and the error of calibration."""

from __future__ import annotations

import numpy as np

from civic_qual.arrays import Floats


def f1(hits: Floats | np.float64, said: Floats | np.float64, true: Floats | np.float64) -> Floats:
    """Return F1, the harmonic mean of precision and recall; 0 where all counts are 0.

    Parameters
    ----------
    hits, said, true
        Counts of one shape, or single numbers: positives that were said rightly, all that were
        said, all there are.

    References
    ----------
    Van Rijsbergen, C. J. (1979). Information Retrieval, 2nd ed., chapter 7.

    Examples
    --------
    >>> f1(np.array([2.0]), np.array([4.0]), np.array([2.0])).round(3).tolist()
    [0.667]
    """
    return np.asarray(2 * hits / np.maximum(said + true, 1e-12), dtype=np.float64)


def average_precision(truth: Floats, scores: Floats, weights: Floats | None = None) -> Floats:
    """Return the average precision of each code, shape (n_codes,); NaN without a positive.

    The mean of the precisions at the positives, in the order of the scores; equal scores count
    as one step, as in scikit-learn.

    Parameters
    ----------
    truth, scores
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    weights
        How often each row counts, shape (n_rows,).

    References
    ----------
    Buckley, C. and Voorhees, E. M. (2000). Evaluating evaluation measure stability. SIGIR.

    Examples
    --------
    >>> average_precision(np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.5], [0.2]])).round(3)
    array([0.833])
    """
    weights = np.ones(len(truth)) if weights is None else weights
    return np.array(
        [
            _average_precision(truth[:, code], scores[:, code], weights)
            for code in range(truth.shape[1])
        ]
    )


def _average_precision(truth: Floats, scores: Floats, weights: Floats) -> float:
    known = np.flatnonzero(~np.isnan(truth) & ~np.isnan(scores) & (weights > 0))
    order = known[np.argsort(-scores[known], kind="stable")]
    ends = np.flatnonzero(np.r_[np.diff(scores[order]) != 0, True]) if len(order) else known
    hits = np.cumsum(weights[order] * truth[order])[ends]
    if not len(hits) or hits[-1] == 0:
        return float("nan")
    precision = hits / np.cumsum(weights[order])[ends]
    return float((np.diff(hits, prepend=0.0) * precision).sum() / hits[-1])


def mean_average_precision(truth: Floats, scores: Floats) -> float:
    """Return the mean over codes that have a positive; 0 if none has."""
    each = average_precision(truth, scores)
    return float(np.nanmean(each)) if np.isfinite(each).any() else 0.0


def calibration_error(truth: Floats, scores: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over all cells, in bins of equal width.

    References
    ----------
    Naeini, M. P., Cooper, G. F. and Hauskrecht, M. (2015). Obtaining well calibrated
    probabilities using Bayesian binning. AAAI.

    Examples
    --------
    >>> calibration_error(np.array([[1.0], [0.0]]), np.array([[0.8], [0.1]]))
    0.15
    """
    known = ~(np.isnan(truth) | np.isnan(scores))
    p, y = scores[known], truth[known]
    bin_of = np.minimum((p * bins).astype(int), bins - 1)
    gap = np.bincount(bin_of, weights=p - y, minlength=bins)
    return float(round(np.abs(gap).sum() / max(len(p), 1), 12))
