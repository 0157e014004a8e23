"""One way from views to decisions: weights of views and words, calibrated, with thresholds.

A model has two. One sees everything. The other sees no words, only what carries over from one
language to another: it scores texts in whose words the model has learned nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.learning.calibration import Sigmoids, fit_sigmoids
from civic_qual.learning.encoders import Vectors
from civic_qual.learning.kernel_ridge import Floats, Ints, fit_ridge
from civic_qual.learning.measures import mean_average_precision
from civic_qual.learning.thresholds import thresholds
from civic_qual.learning.views import VECTORS, Seen, View, likeness

Weights = Mapping[str, float]

CLEARLY_BETTER = 0.003  # in mean average precision: less is no reason to leave the first choice


@dataclass(frozen=True, eq=False)
class Head:
    """What was fitted: coefficients by view, each (n_features, n_codes), and what they give.

    The features of vectors are how like they are to `anchors`, the vectors of the landmarks.
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
        return {name: np.asarray(self._features(seen, name) @ own, dtype=np.float64)
                for name, own in self.coefficients.items()}

    def scores(self, seen: Seen) -> Floats:
        """Return uncalibrated scores, shape (n_texts, n_codes)."""
        return np.asarray(sum(self.parts(seen).values()) + self.bias, dtype=np.float64)

    def _features(self, seen: Seen, name: str) -> View:
        return likeness(VECTORS, seen[name], self.anchors) if name == VECTORS else seen[name]

    def probabilities(self, seen: Seen) -> Floats:
        """Return calibrated probabilities, shape (n_texts, n_codes)."""
        return self.sigmoids(self.scores(seen))


@dataclass(frozen=True, eq=False)
class Examples:
    """What is fitted: views of passages, then of the codebook's texts, and their targets.

    The first `passages` rows are passages. `landmarks` are rows that span the solution, None
    for all; `tried` the rows on which weights and penalty are chosen, None for all.
    """

    seen: Seen
    targets: Floats
    groups: Ints
    passages: int
    landmarks: Ints | None = None
    tried: Ints | None = None

    def kernels(self, names: Iterable[str], rows: Ints | None, columns: Ints | None,
                ) -> dict[str, npt.NDArray[np.float32]]:
        """Return the products of some rows with others, by view."""
        chosen = {name: self.seen[name] for name in names}
        return {name: likeness(name, view if rows is None else view[rows],
                               view if columns is None else view[columns])
                for name, view in chosen.items()}

    @property
    def spanning(self) -> Ints:
        """The rows that span the solution: the landmarks, or all."""
        return np.arange(len(self.targets)) if self.landmarks is None else self.landmarks


def fit_head(examples: Examples, choices: Sequence[Weights], penalties: Sequence[float],
             shrinkage: float) -> Head:
    """Choose weights of views and a penalty, fit, calibrate and set thresholds.

    All is chosen on scores of passages that were left out with their group. The first choice of
    weights is taken unless another is clearly better.
    """
    names = list(dict.fromkeys(name for choice in choices for name in choice))
    weights, penalty = _chosen(examples, names, choices, penalties)
    used = [name for name in names if weights.get(name)]
    kernels = examples.kernels(used, None, examples.landmarks)
    fitted = fit_ridge(_mixed(kernels, weights), examples.targets, penalty, examples.groups,
                       examples.landmarks)
    known = examples.targets[: examples.passages]
    left_out = fitted.left_out[: examples.passages]
    sigmoids = fit_sigmoids(left_out, known)
    probabilities = sigmoids(left_out)
    shares = _shares(weights)
    at, seen = examples.spanning, examples.seen
    coefficients = {
        name: np.asarray(shares[name] * (fitted.alpha if name == VECTORS
                                         else seen[name][at].T @ fitted.alpha), dtype=np.float32)
        for name in used
    }
    return Head(shares, penalty, coefficients, fitted.alpha.sum(axis=0), sigmoids,
                thresholds(probabilities, known, shrinkage), probabilities,
                seen[VECTORS][at] if VECTORS in used else None)


def _chosen(examples: Examples, names: Sequence[str], choices: Sequence[Weights],
            penalties: Sequence[float]) -> tuple[Weights, float]:
    """Return the weights and the penalty whose scores of left-out passages rank best."""
    if len(choices) == len(penalties) == 1:
        return choices[0], penalties[0]
    rows = examples.tried
    kernels = examples.kernels(names, rows, rows)
    targets, groups = examples.targets, examples.groups
    if rows is not None:
        targets, groups = targets[rows], groups[rows]
    passages = int((groups >= 0).sum())
    best: tuple[float, Weights, float] | None = None
    for place, weights in enumerate(choices):
        kernel = _mixed(kernels, weights)
        for penalty in penalties:
            fitted = fit_ridge(kernel, targets, penalty, groups)
            reached = mean_average_precision(targets[:passages], fitted.left_out[:passages])
            needed = CLEARLY_BETTER if place and best and best[1] is choices[0] else 0.0
            if best is None or reached > best[0] + needed:
                best = (reached, weights, penalty)
    assert best is not None
    return best[1], best[2]


def _mixed(kernels: Mapping[str, npt.NDArray[np.float32]], weights: Weights) -> Floats:
    """Return the weighted mean of kernels, and 1 for the intercept."""
    shares = _shares(weights)
    mixed = sum(np.float32(share) * kernels[name] for name, share in shares.items())
    return np.asarray(mixed, dtype=np.float64) + 1.0


def _shares(weights: Weights) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight}
