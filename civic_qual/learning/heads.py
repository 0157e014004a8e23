"""One way from views to decisions: weights of views and words, calibrated, with thresholds.

A model has two. One sees everything. The other sees no words, only what carries over from one
language to another: it scores texts in whose words the model has learned nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from civic_qual.arrays import Floats, Ints
from civic_qual.learning.encoders import Vectors
from civic_qual.learning.kernel_ridge import fit_ridge
from civic_qual.learning.quality import f1, mean_average_precision
from civic_qual.learning.views import NEARNESS, VECTORS, Seen, View, likeness

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


PRIOR = 0.032  # how strongly departures of a code are held back, as a precision
_COMMON_PRIOR = 0.008  # keeps the common sigmoid finite where scores part the examples wholly
_STEPS, _ENOUGH = 60, 1e-9


@dataclass(frozen=True, eq=False)
class Sigmoids:
    """The sigmoid of each code: `slope` and `intercept` of shape (n_codes,)."""

    slope: Floats
    intercept: Floats

    def __call__(self, scores: Floats) -> Floats:
        """Return probabilities of scores, shape (n_rows, n_codes)."""
        return np.asarray(expit(scores * self.slope + self.intercept), dtype=np.float64)


def fit_sigmoids(scores: Floats, targets: Floats, prior: float = PRIOR) -> Sigmoids:
    """Fit sigmoids to scores of rows that were left out.

    Parameters
    ----------
    scores, targets
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    prior
        The precision of the departures of codes from the common sigmoid.

    Returns
    -------
    Sigmoids

    Examples
    --------
    >>> scores = np.array([[0.0], [0.4], [0.5], [1.0]])
    >>> fit_sigmoids(scores, np.array([[0.0], [1.0], [0.0], [1.0]]))(scores).round(1).tolist()
    [[0.1], [0.4], [0.5], [0.9]]
    """
    known = ~(np.isnan(scores) | np.isnan(targets))
    x, y = np.where(known, scores, 0.0), np.where(known, targets, 0.0)
    size = scores.shape[1]
    theta = np.zeros(2 + 2 * size)  # common slope and intercept, then those of codes
    precision = np.r_[np.full(2, _COMMON_PRIOR), np.full(2 * size, prior)]
    loss = _loss(theta, x, y, known, precision)
    for _ in range(_STEPS):
        gradient, curvature = _derivatives(theta, x, y, known, precision)
        step = np.linalg.solve(curvature, gradient)
        shorter, better = 1.0, _loss(theta - step, x, y, known, precision)
        while better > loss and shorter > _ENOUGH:
            shorter /= 2
            better = _loss(theta - shorter * step, x, y, known, precision)
        gained, loss = loss - better, better
        theta = theta - shorter * step
        if gained < _ENOUGH * max(1.0, abs(loss)):
            break
    slope, intercept = _sigmoids(theta)
    return Sigmoids(np.maximum(slope, 0.0), intercept)  # a negative slope would turn ranks round


def _sigmoids(theta: Floats) -> tuple[Floats, Floats]:
    size = (len(theta) - 2) // 2
    return theta[0] + theta[2 : 2 + size], theta[1] + theta[2 + size :]


def _loss(
    theta: Floats, x: Floats, y: Floats, known: npt.NDArray[np.bool_], precision: Floats
) -> float:
    slope, intercept = _sigmoids(theta)
    logit = x * slope + intercept
    likelihood = np.where(known, np.logaddexp(0.0, logit) - y * logit, 0.0).sum()
    return float(likelihood + 0.5 * (precision * theta**2).sum())


def _derivatives(
    theta: Floats, x: Floats, y: Floats, known: npt.NDArray[np.bool_], precision: Floats
) -> tuple[Floats, Floats]:
    """Return the gradient and the second derivatives: codes meet only the common sigmoid."""
    slope, intercept = _sigmoids(theta)
    p = expit(x * slope + intercept)
    error, w = np.where(known, p - y, 0.0), np.where(known, p * (1 - p), 0.0)
    by_slope, by_intercept = (error * x).sum(0), error.sum(0)
    gradient = np.r_[by_slope.sum(), by_intercept.sum(), by_slope, by_intercept]
    xx, xo, oo = (w * x * x).sum(0), (w * x).sum(0), w.sum(0)
    own = np.block([[np.diag(xx), np.diag(xo)], [np.diag(xo), np.diag(oo)]])
    mixed = np.block([[xx, xo], [xo, oo]])
    common = np.array([[xx.sum(), xo.sum()], [xo.sum(), oo.sum()]])
    curvature = np.block([[common, mixed], [mixed.T, own]])
    return gradient + precision * theta, curvature + np.diag(precision)


Weights = Mapping[str, float]

CLEARLY_BETTER = 0.003  # in mean average precision: less is no reason to leave the first choice


@dataclass(frozen=True, eq=False)
class Head:
    """What was fitted: coefficients by view, each (n_features, n_codes), and what they give.

    The features of nearness are how near a text is to each of `anchors`, the vectors of the
    landmarks; they are kept with an encoder even if nearness does not count, to name passages.
    `left_out` are the probabilities of the training passages, each from a fit without its group.
    """

    weights: dict[str, float]
    penalty: float
    coefficients: dict[str, npt.NDArray[np.float32]]
    bias: Floats
    sigmoids: Sigmoids
    thresholds: Floats
    left_out: Floats
    anchors: Vectors | None = None

    def parts(self, seen: Seen) -> dict[str, Floats]:
        """Return what each view adds to the scores, each of shape (n_texts, n_codes)."""
        return {
            name: np.asarray(self._features(seen, name) @ own, dtype=np.float64)
            for name, own in self.coefficients.items()
        }

    def scores(self, seen: Seen) -> Floats:
        """Return uncalibrated scores, shape (n_texts, n_codes)."""
        return np.asarray(sum(self.parts(seen).values()) + self.bias, dtype=np.float64)

    def _features(self, seen: Seen, name: str) -> View:
        return likeness(NEARNESS, seen[name], self.anchors) if name == NEARNESS else seen[name]

    def probabilities(self, seen: Seen) -> Floats:
        """Return calibrated probabilities, shape (n_texts, n_codes)."""
        return self.sigmoids(self.scores(seen))


@dataclass(frozen=True, eq=False)
class Examples:
    """What is fitted: views of passages, then of the codebook's texts, and their targets.

    The first `passages` rows are passages. `landmarks` are rows that span the solution, None
    for all; `tried` the rows on which weights and penalty are chosen, None for all. `whole` keeps
    what is worked out of all rows for the next head.
    """

    seen: Seen
    targets: Floats
    groups: Ints
    passages: int
    landmarks: Ints | None = None
    tried: Ints | None = None
    whole: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict)

    def kernels(
        self,
        names: Iterable[str],
        rows: Ints | None,
        columns: Ints | None,
    ) -> dict[str, npt.NDArray[np.float32]]:
        """Return how like some rows are to others, by view; of all to all it is kept."""
        if rows is None and columns is None:
            self.whole.update(
                (name, likeness(name, self.seen[name], self.seen[name]))
                for name in names
                if name not in self.whole
            )
            return {name: self.whole[name] for name in names}
        chosen = {name: self.seen[name] for name in names}
        return {
            name: likeness(
                name,
                view if rows is None else view[rows],
                view if columns is None else view[columns],
            )
            for name, view in chosen.items()
        }

    @property
    def spanning(self) -> Ints:
        """The rows that span the solution: the landmarks, or all."""
        return np.arange(len(self.targets)) if self.landmarks is None else self.landmarks


def fit_head(
    examples: Examples, choices: Sequence[Weights], penalties: Sequence[float], shrinkage: float
) -> Head:
    """Choose weights of views and a penalty, fit, calibrate and set thresholds.

    All is chosen on scores of passages that were left out with their group. The first choice of
    weights is taken unless another is clearly better.
    """
    names = list(dict.fromkeys(name for choice in choices for name in choice))
    weights, penalty = _chosen(examples, names, choices, penalties)
    used = [name for name in names if weights.get(name)]
    kernels = examples.kernels(used, None, examples.landmarks)
    fitted = fit_ridge(
        _mixed(kernels, weights), examples.targets, penalty, examples.groups, examples.landmarks
    )
    known = examples.targets[: examples.passages]
    left_out = fitted.left_out[: examples.passages]
    sigmoids = fit_sigmoids(left_out, known)
    probabilities = sigmoids(left_out)
    shares = _shares(weights)
    at, seen = examples.spanning, examples.seen
    coefficients = {
        name: np.asarray(
            shares[name] * (fitted.alpha if name == NEARNESS else seen[name][at].T @ fitted.alpha),
            dtype=np.float32,
        )
        for name in used
    }
    return Head(
        shares,
        penalty,
        coefficients,
        fitted.alpha.sum(axis=0),
        sigmoids,
        thresholds(probabilities, known, shrinkage),
        probabilities,
        seen[VECTORS][at] if VECTORS in seen else None,
    )


def _chosen(
    examples: Examples, names: Sequence[str], choices: Sequence[Weights], penalties: Sequence[float]
) -> tuple[Weights, float]:
    """Return the weights and the penalty whose scores of left-out passages rank best.

    One after the other, since each trial is costly: the penalty with the first weights, then
    the weights with that penalty, then the penalty with those weights.
    """
    if len(choices) == len(penalties) == 1:
        return choices[0], penalties[0]
    trial = _Trial.of(examples, names)
    penalty = max(penalties, key=lambda one: trial.reached(choices[0], one))
    best = max(choices[1:], key=lambda one: trial.reached(one, penalty), default=choices[0])
    needed = trial.reached(choices[0], penalty) + CLEARLY_BETTER
    if best is choices[0] or trial.reached(best, penalty) <= needed:
        return choices[0], penalty
    return best, max(penalties, key=lambda one: trial.reached(best, one))


@dataclass(frozen=True, eq=False)
class _Trial:
    """Fits to choose by, each made once: how well they rank passages that were left out."""

    kernels: Mapping[str, npt.NDArray[np.float32]]
    targets: Floats
    groups: Ints
    known: dict[tuple[tuple[tuple[str, float], ...], float], float] = field(default_factory=dict)

    @classmethod
    def of(cls, examples: Examples, names: Sequence[str]) -> _Trial:
        """Return trials on the rows to choose by."""
        rows = slice(None) if examples.tried is None else examples.tried
        return cls(
            examples.kernels(names, examples.tried, examples.tried),
            examples.targets[rows],
            examples.groups[rows],
        )

    def reached(self, weights: Weights, penalty: float) -> float:
        """Return the mean average precision of a fit."""
        key = (*weights.items(),), penalty
        if key not in self.known:
            passages = int((self.groups >= 0).sum())
            fitted = fit_ridge(_mixed(self.kernels, weights), self.targets, penalty, self.groups)
            self.known[key] = mean_average_precision(
                self.targets[:passages], fitted.left_out[:passages]
            )
        return self.known[key]


def _mixed(kernels: Mapping[str, npt.NDArray[np.float32]], weights: Weights) -> Floats:
    """Return the weighted mean of kernels, and 1 for the intercept."""
    shares = _shares(weights)
    mixed = sum(np.float32(share) * kernels[name] for name, share in shares.items())
    return np.asarray(mixed, dtype=np.float64) + 1.0


def _shares(weights: Weights) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight}
