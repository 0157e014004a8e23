"""Ridge regression on kernels: the mean of fits without a fold each, and what they say of it.

Kernel ridge regression is ridge regression seen from the rows: with K the products of rows,
the weights of rows are alpha = (K + penalty * I)^-1 Y. Leaving a fold g out changes its own
scores to L_g = Y_g - (G_gg)^-1 alpha_g, with G = (K + penalty * I)^-1: exact, without a refit
(Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 5.12 for one row;
several by the inverse of a block matrix).

A fit without a fold is the fit to all rows in which the fold's targets are what that fit says of
them, L_g. The fit is linear in its targets, so the mean of the fits without each of F folds is one
fit too, to the targets Y - (Y - L) / F. That mean scores rows of which nobody knows the targets:
they are scored by models like those that score the known rows, each of which learned from all
folds but one (Zrnic and Candes 2024, Cross-prediction-powered inference, PNAS 121).

With many rows some of them, the landmarks, span the solution (the subset of regressors, Rasmussen
and Williams, eq. 8.11). It is then plain ridge regression on as many features as there are
landmarks, and leaves a fold out exactly too: L_g = Y_g - (I - H_gg)^-1 (Y_g - fitted_g), with H
the hat matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from civic_qual.arrays import Floats, Ints
from civic_qual.messages import Message


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the libraries behind numpy and scipy to one thread inside the block.

    Examples
    --------
    >>> with one_thread():
    ...     pass
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


NEVER_LEFT_OUT = -1  # the fold of rows that are no passages: the texts of the codebook
_JITTER = 1e-5  # on the diagonal of the landmarks' kernel: singular, known to seven digits


def grouped_folds(groups: Ints, folds: int) -> Ints:
    """Return the fold of every row: groups stay whole, and folds are about equally large.

    Examples
    --------
    >>> grouped_folds(np.array([0, 0, 0, 1, 2, 2]), 2).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    names, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    filled = np.zeros(min(folds, len(names)))
    fold = np.zeros(len(names), dtype=np.int64)
    for group in np.argsort(-sizes, kind="stable"):
        fold[group] = int(np.argmin(filled))
        filled[fold[group]] += sizes[group]
    return np.asarray(fold[which.ravel()], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Ridge:
    """Weights of the landmarks, shape (n_landmarks, n_codes), and scores of rows left out.

    `alpha` is the mean of the fits without one fold. `left_out`, of shape (n_rows, n_codes), is
    what the fit without its fold says of a row; NaN where the row had no target.
    """

    alpha: Floats
    left_out: Floats


def fit_ridge(
    kernel: Floats, targets: Floats, penalty: float, folds: Ints, landmarks: Ints | None = None
) -> Ridge:
    """Fit one ridge regression a code and fold, each without that fold.

    Parameters
    ----------
    kernel
        Products of rows and landmarks, shape (n_rows, n_landmarks).
    targets
        Shape (n_rows, n_codes); NaN where nobody knows: such a row is no example for that code.
    penalty
        Larger is smoother; in units of the kernel.
    folds
        Shape (n_rows,): rows of one number are left out together; `NEVER_LEFT_OUT` stays.
    landmarks
        The rows that are landmarks; None if all are, in their order.

    Returns
    -------
    Ridge

    References
    ----------
    Rasmussen, C. E. and Williams, C. K. I. (2006). Gaussian Processes for Machine Learning,
    equations 5.12 (a row left out) and 8.11 (landmarks).
    Zrnic, T. and Candes, E. J. (2024). Cross-prediction-powered inference. Proceedings of the
    National Academy of Sciences 121(15), e2322083121.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [2.0]])
    >>> made = fit_ridge(rows @ rows.T + 1, np.array([[0.0], [1.0], [1.0]]), 0.1, np.arange(3))
    >>> made.left_out.round(2).ravel().tolist()
    [0.7, 0.5, 1.76]
    """
    alpha = np.zeros((kernel.shape[1], targets.shape[1]))
    left_out = np.full(targets.shape, np.nan)
    fits = max(len(np.unique(folds[folds != NEVER_LEFT_OUT])), 1)
    for rows, codes in _same_rows(~np.isnan(targets)):
        known = targets[np.ix_(rows, codes)]
        if landmarks is None:
            within = kernel if rows.all() else kernel[np.ix_(rows, rows)]
            here, out = _exact(within, known, penalty, folds[rows], fits)
            alpha[np.ix_(rows, codes)] = here
        else:
            within = kernel if rows.all() else kernel[rows]
            here, out = _spanned(within, kernel[landmarks], known, penalty, folds[rows], fits)
            alpha[:, codes] = here
        left_out[np.ix_(rows, codes)] = out
    return Ridge(alpha, left_out)


def _same_rows(known: npt.NDArray[np.bool_]) -> Iterator[tuple[npt.NDArray[np.bool_], Ints]]:
    """Yield the codes that are known of the same rows: each kind is one system to solve."""
    kinds, kind = np.unique(known, axis=1, return_inverse=True)
    for number, rows in enumerate(kinds.T):
        if rows.any():
            yield rows, np.flatnonzero(kind.ravel() == number)


def _exact(
    kernel: Floats, targets: Floats, penalty: float, folds: Ints, fits: int
) -> tuple[Floats, Floats]:
    inverse = _inverse(kernel + penalty * np.eye(len(kernel)))
    alpha = inverse @ targets
    single, several = _parts(folds)
    left_out = targets.copy()
    left_out[single] -= alpha[single] / np.diag(inverse)[single, None]
    for rows in several:
        left_out[rows] -= linalg.solve(inverse[np.ix_(rows, rows)], alpha[rows], assume_a="pos")
    return inverse @ _mean_targets(targets, left_out, fits), left_out


def _mean_targets(targets: Floats, left_out: Floats, fits: int) -> Floats:
    """Return the targets to which the mean of the fits without a fold is a fit."""
    return targets - (targets - left_out) / fits


def _spanned(
    kernel: Floats, within: Floats, targets: Floats, penalty: float, folds: Ints, fits: int
) -> tuple[Floats, Floats]:
    root = linalg.cholesky(
        within + _JITTER * np.trace(within) * np.eye(len(within)) / len(within), lower=True
    )
    features: Floats = np.asarray(linalg.solve_triangular(root, kernel.T, lower=True).T)
    squares: Floats = features.T @ features
    inverse = _inverse(squares + penalty * np.eye(len(squares)))
    residual = targets - features @ (inverse @ (features.T @ targets))
    single, several = _parts(folds)
    left_out = targets.copy()
    leverage = np.einsum("ij,ij->i", features[single] @ inverse, features[single])
    left_out[single] -= residual[single] / (1 - leverage)[:, None]
    for rows in several:
        hat = features[rows] @ inverse @ features[rows].T
        left_out[rows] -= linalg.solve(np.eye(len(rows)) - hat, residual[rows], assume_a="pos")
    beta = inverse @ (features.T @ _mean_targets(targets, left_out, fits))
    return linalg.solve_triangular(root.T, beta, lower=False), left_out


def _inverse(matrix: Floats) -> Floats:
    """Invert a symmetric positive definite matrix by its Cholesky root."""
    root, _ = linalg.lapack.dpotrf(matrix, lower=1, overwrite_a=0)
    inverse, info = linalg.lapack.dpotri(root, lower=1)
    if info != 0:
        raise np.linalg.LinAlgError(Message("the kernel is not positive definite"))
    whole = np.asarray(inverse + inverse.T, dtype=np.float64)  # above the diagonal are zeros
    whole.flat[:: len(whole) + 1] /= 2
    return whole


def _parts(folds: Ints) -> tuple[Ints, list[Ints]]:
    """Return the rows that are a fold by themselves, and the rows of each larger fold."""
    order = np.argsort(folds, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(folds[order])) + 1)
    parts = [rows for rows in parts if len(rows) and folds[rows[0]] != NEVER_LEFT_OUT]
    single = [rows for rows in parts if len(rows) == 1]
    return (
        np.concatenate([np.empty(0, dtype=np.int64), *single]),
        [rows for rows in parts if len(rows) > 1],
    )
