"""One way from views to decisions: weights of views and words, calibrated, with thresholds.

A model has two. One sees everything. The other sees no words, only what carries over from one
language to another: it scores texts in whose words the model has learned nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.learning.encoders import Vectors
from civic_qual.learning.kernel_ridge import fit_ridge
from civic_qual.learning.views import NEARNESS, VECTORS, Seen, View, likeness
from civic_qual.statistics.calibration import Sigmoids, fit_sigmoids, thresholds
from civic_qual.statistics.classification import mean_average_precision

Weights = Mapping[str, float]

CLEARLY_BETTER = 0.003  # in mean average precision: less is no reason to leave the first choice


@dataclass(frozen=True, eq=False, kw_only=True)
class Head:
    """What was fitted: coefficients by view, each (n_features, n_codes), and what they give.

    The features of nearness are how near a text is to each of `anchors`, the vectors of the
    landmarks; they are kept with an encoder even if nearness does not count, to name passages.
    It is the mean of fits that each leave a fold of the training passages out; `left_out` are the
    probabilities of these passages, each from the fit without its fold.
    """

    weights: dict[str, float]
    penalty: float
    coefficients: dict[str, npt.NDArray[np.float32]]
    bias: Floats
    sigmoids: Sigmoids
    thresholds: Floats
    left_out: Floats
    anchors: Vectors | None = None

    def numbers(self) -> Iterator[npt.ArrayLike]:
        """Yield all numbers that decide what is said of a text."""
        yield from self.coefficients.values()
        yield from (self.bias, self.sigmoids.slope, self.sigmoids.intercept, self.thresholds)
        if self.anchors is not None:
            yield self.anchors

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


@dataclass(frozen=True, eq=False, kw_only=True)
class Examples:
    """What is fitted: views of passages, then of the codebook's texts, and their targets.

    The first `passages` rows are passages. `folds` tells which rows are left out together.
    `landmarks` are rows that span the solution, None
    for all; `tried` the rows on which weights and penalty are chosen, None for all. `whole` keeps
    what is worked out of all rows for the next head.
    """

    seen: Seen
    targets: Floats
    folds: Ints
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

    All is chosen on scores of passages that were left out with their fold. The first choice of
    weights is taken unless another is clearly better.

    Parameters
    ----------
    examples
        Passages, and texts of the codebook.
    choices
        Weights of views to choose from, the one to prefer first.
    penalties
        Those of the ridge regression to choose from.
    shrinkage
        How many positives the common threshold weighs.
    """
    names = list(dict.fromkeys(name for choice in choices for name in choice))
    weights, penalty = _chosen(examples, names, choices, penalties)
    used = [name for name in names if weights.get(name)]
    kernels = examples.kernels(used, None, examples.landmarks)
    fitted = fit_ridge(
        _mixed(kernels, weights), examples.targets, penalty, examples.folds, examples.landmarks
    )
    known = examples.targets[: examples.passages]
    left_out = fitted.left_out[: examples.passages]
    sigmoids = fit_sigmoids(left_out, known)
    probabilities = sigmoids(left_out)
    shares = _shares(weights)
    spanning, seen = examples.spanning, examples.seen
    coefficients = {
        name: np.asarray(
            shares[name]
            * (fitted.alpha if name == NEARNESS else seen[name][spanning].T @ fitted.alpha),
            dtype=np.float32,
        )
        for name in used
    }
    return Head(
        weights=shares,
        penalty=penalty,
        coefficients=coefficients,
        bias=fitted.alpha.sum(axis=0),
        sigmoids=sigmoids,
        thresholds=thresholds(probabilities, known, shrinkage),
        left_out=probabilities,
        anchors=seen[VECTORS][spanning] if VECTORS in seen else None,
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
    best = max(choices, key=lambda one: trial.reached(one, penalty))
    needed = trial.reached(choices[0], penalty) + CLEARLY_BETTER
    if best is choices[0] or trial.reached(best, penalty) <= needed:
        return choices[0], penalty
    return best, max(penalties, key=lambda one: trial.reached(best, one))


@dataclass(frozen=True, eq=False)
class _Trial:
    """Fits to choose by, each made once: how well they rank passages that were left out."""

    kernels: Mapping[str, npt.NDArray[np.float32]]
    targets: Floats
    folds: Ints
    known: dict[tuple[tuple[tuple[str, float], ...], float], float] = field(default_factory=dict)

    @classmethod
    def of(cls, examples: Examples, names: Sequence[str]) -> _Trial:
        """Return trials on the rows to choose by."""
        rows = slice(None) if examples.tried is None else examples.tried
        return cls(
            examples.kernels(names, examples.tried, examples.tried),
            examples.targets[rows],
            examples.folds[rows],
        )

    def reached(self, weights: Weights, penalty: float) -> float:
        """Return the mean average precision of a fit."""
        key = (*weights.items(),), penalty
        if key not in self.known:
            passages = int((self.folds >= 0).sum())
            fitted = fit_ridge(_mixed(self.kernels, weights), self.targets, penalty, self.folds)
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
