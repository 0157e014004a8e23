"""Precision, recall and their like of judgements, a code each and averaged over codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats


def average_precision(truth: Floats, scores: Floats, weights: Floats | None = None) -> Floats:
    """Return the average precision of each code, shape (n_codes,); NaN without a positive.

    The mean of the precisions at the positives, in the order of the scores; equal scores count
    as one step (Buckley and Voorhees 2000; the definition of scikit-learn).

    Parameters
    ----------
    truth, scores
        Shape (n_rows, n_codes).
    weights
        How often each row counts, shape (n_rows,).

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


def f1(hits: Floats, said: Floats, true: Floats) -> Floats:
    """Return F1 of counts: right positives, said positives, true positives; 0 where all are 0."""
    return np.asarray(2 * hits / np.maximum(said + true, 1e-12), dtype=np.float64)


def calibration_error(truth: Floats, scores: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over all cells (Naeini et al. 2015), equal bins.

    Examples
    --------
    >>> calibration_error(np.array([[1.0], [0.0]]), np.array([[0.8], [0.1]]))
    0.15
    """
    known = ~(np.isnan(truth) | np.isnan(scores))
    p, y = scores[known], truth[known]
    place = np.minimum((p * bins).astype(int), bins - 1)
    gap = np.bincount(place, weights=p - y, minlength=bins)
    return float(round(np.abs(gap).sum() / max(len(p), 1), 12))


MEASURES = ("precision", "recall", "f1", "average_precision", "brier", "threshold")


@dataclass(frozen=True, eq=False)
class Judgements:
    """What people said, and what a model says, of the same passages; (n_passages, n_codes).

    `truth` is NaN where nobody read for the code; such cells count nowhere. Where the model has
    no probability it assigns nothing.
    """

    truth: Floats
    probabilities: Floats
    limits: Floats

    def take(self, rows: npt.NDArray[np.int64]) -> Judgements:
        """Return some passages, one as often as it is named."""
        return Judgements(self.truth[rows], self.probabilities[rows], self.limits[rows])

    @property
    def read(self) -> Bools:
        """Where a person read for the code."""
        return np.asarray(~np.isnan(self.truth), dtype=np.bool_)

    @property
    def carried(self) -> Bools:
        """Where a person found the code."""
        return np.asarray(self.truth == 1, dtype=np.bool_)

    @property
    def assigned(self) -> Bools:
        """Where the model assigns the code, among what a person read."""
        above = np.nan_to_num(self.probabilities, nan=-1.0) > self.limits
        return np.asarray(above & self.read, dtype=np.bool_)


def quality(judged: Judgements) -> dict[str, Floats]:
    """Return each measure as an array: one entry a code, then micro and macro averages.

    Micro counts all cells together, macro is the mean over codes that a passage carries. NaN
    where a measure does not exist: precision where nothing was assigned, recall where nothing is
    carried.

    Examples
    --------
    >>> judged = Judgements(np.array([[1.0], [0.0]]), np.array([[0.9], [0.6]]),
    ...                     np.full((2, 1), 0.5))
    >>> quality(judged)["precision"].tolist(), quality(judged)["recall"].tolist()
    ([0.5, 0.5, 0.5], [1.0, 1.0, 1.0])
    """
    hits = (judged.assigned & judged.carried).sum(axis=0).astype(np.float64)
    said = judged.assigned.sum(axis=0).astype(np.float64)
    true = judged.carried.sum(axis=0).astype(np.float64)
    some = true > 0
    squares = np.where(judged.read, (np.nan_to_num(judged.probabilities) - judged.truth) ** 2, 0)
    cells = judged.read.sum(axis=0).astype(np.float64)
    flat = judged.truth.reshape(-1, 1), judged.probabilities.reshape(-1, 1)
    return {
        "precision": _averaged(_ratio(hits, said), _ratio(hits.sum(), said.sum()), some),
        "recall": _averaged(_ratio(hits, true), _ratio(hits.sum(), true.sum()), some),
        "f1": _averaged(
            np.where(some, f1(hits, said, true), np.nan),
            f1(hits.sum(), said.sum(), true.sum()),
            some,
        ),
        "average_precision": _averaged(
            average_precision(judged.truth, judged.probabilities), average_precision(*flat)[0], some
        ),
        "brier": _averaged(
            _ratio(np.nansum(squares, axis=0), cells), _ratio(np.nansum(squares), cells.sum()), some
        ),
    }


def _ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    whole = np.asarray(whole, dtype=np.float64)
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))


def _averaged(each: Floats, micro: npt.ArrayLike, some: Bools) -> Floats:
    """Return the codes' own values, then micro and macro."""
    there = each[some & ~np.isnan(each)]
    macro = there.mean() if len(there) else np.nan
    return np.concatenate([each, np.atleast_1d(np.asarray(micro, dtype=np.float64)), [macro]])
