"""From which probability on a code is assigned: its own best threshold, held to a common one.

Both are looked for on probabilities of rows that were left out, never on those the model has
learned from. A code's own is where the F1 to be expected of calibrated probabilities is best
(Lipton, Elkan and Naryanaswamy 2014): where few passages carry a code, the threshold with the
best F1 counted is mostly chance. It is drawn to the common one, of the best mean F1 counted, as
if `shrinkage` further positives argued for that (on the logit scale).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from civic_qual.learning.measures import f1

Floats = npt.NDArray[np.float64]

SHRINKAGE = 10.0
_LOW, _HIGH = 1e-4, 1 - 1e-4


def thresholds(probabilities: Floats, targets: Floats, shrinkage: float = SHRINKAGE) -> Floats:
    """Return the threshold of each code, shape (n_codes,): assigned where above.

    Parameters
    ----------
    probabilities, targets
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    shrinkage
        How many positives the common threshold weighs.

    Examples
    --------
    >>> p = np.array([[0.1], [0.2], [0.7], [0.9]])
    >>> thresholds(p, np.array([[0.0], [0.0], [1.0], [1.0]])).round(2)
    array([0.45])
    """
    known = ~(np.isnan(probabilities) | np.isnan(targets))
    p, y = np.where(known, probabilities, 0.0), np.where(known, targets, 0.0)
    positives = y.sum(axis=0)
    common = common_threshold(p, y)
    own = np.array([_own(p[known[:, code], code], common) for code in range(y.shape[1])])
    weighted = positives * logit(np.clip(own, _LOW, _HIGH))
    drawn = shrinkage * logit(np.clip(common, _LOW, _HIGH))
    return np.asarray(expit((weighted + drawn) / (positives + shrinkage)), dtype=np.float64)


def common_threshold(p: Floats, y: Floats) -> float:
    """Return the threshold with the best mean F1 over the codes that have a positive."""
    if not p.size:
        return 0.5
    levels = np.unique(np.quantile(p, np.linspace(0.5, 0.9995, 120)))
    levels = (levels[1:] + levels[:-1]) / 2 if len(levels) > 1 else levels
    has = y.sum(axis=0) > 0
    if not has.any():
        return 0.5
    mean = [
        f1((y * (p > level)).sum(0), (p > level).sum(0), y.sum(0))[has].mean() for level in levels
    ]
    return float(levels[int(np.argmax(mean))])


def _own(p: Floats, common: float) -> float:
    """Return the threshold with the best F1 that the probabilities of one code lead to expect."""
    if not len(p) or p.sum() <= 0:
        return common
    high = -np.sort(-p)
    best = int(np.argmax(f1(high.cumsum(), np.arange(1.0, len(p) + 1), p.sum())))
    return float((high[best] + high[min(best + 1, len(p) - 1)]) / 2)
