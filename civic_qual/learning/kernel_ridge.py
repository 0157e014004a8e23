"""Ridge regression on kernels, with what each group would have scored had it been left out.

Kernel ridge regression is ridge regression seen from the rows: with K the products of rows,
the weights of rows are alpha = (K + penalty * I)^-1 Y. Leaving a group g out changes its own
scores to Y_g - (G_gg)^-1 alpha_g, with G = (K + penalty * I)^-1: exact, without a refit
(Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 5.12 for one row;
groups by the inverse of a block matrix).

With many rows some of them, the landmarks, span the solution (the subset of regressors, ibid.
eq. 8.11). It is then plain ridge regression on as many features as there are landmarks, and
leaves a group out exactly too: Y_g - (I - H_gg)^-1 (Y_g - fitted_g), with H the hat matrix.
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


NEVER_LEFT_OUT = -1  # the group of rows that are no passages: the texts of the codebook
_JITTER = 1e-5  # on the diagonal of the landmarks' kernel: singular, known to seven digits


@dataclass(frozen=True, eq=False)
class Ridge:
    """Weights of the landmarks, shape (n_landmarks, n_codes), and scores of rows left out.

    `left_out` has shape (n_rows, n_codes); NaN where a row had no target.
    """

    alpha: Floats
    left_out: Floats


def fit_ridge(
    kernel: Floats, targets: Floats, penalty: float, groups: Ints, landmarks: Ints | None = None
) -> Ridge:
    """Fit one ridge regression a code.

    Parameters
    ----------
    kernel
        Products of rows and landmarks, shape (n_rows, n_landmarks).
    targets
        Shape (n_rows, n_codes); NaN where nobody knows: such a row is no example for that code.
    penalty
        Larger is smoother; in units of the kernel.
    groups
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

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [2.0]])
    >>> made = fit_ridge(rows @ rows.T + 1, np.array([[0.0], [1.0], [1.0]]), 0.1, np.arange(3))
    >>> made.left_out.round(2).ravel().tolist()
    [0.7, 0.5, 1.76]
    """
    alpha = np.zeros((kernel.shape[1], targets.shape[1]))
    left_out = np.full(targets.shape, np.nan)
    for rows, codes in _same_rows(~np.isnan(targets)):
        known = targets[np.ix_(rows, codes)]
        if landmarks is None:
            within = kernel if rows.all() else kernel[np.ix_(rows, rows)]
            here, out = _exact(within, known, penalty, groups[rows])
            alpha[np.ix_(rows, codes)] = here
        else:
            within = kernel if rows.all() else kernel[rows]
            here, out = _spanned(within, kernel[landmarks], known, penalty, groups[rows])
            alpha[:, codes] = here
        left_out[np.ix_(rows, codes)] = out
    return Ridge(alpha, left_out)


def _same_rows(known: npt.NDArray[np.bool_]) -> Iterator[tuple[npt.NDArray[np.bool_], Ints]]:
    """Yield the codes that are known of the same rows: each kind is one system to solve."""
    kinds, kind = np.unique(known, axis=1, return_inverse=True)
    for number, rows in enumerate(kinds.T):
        if rows.any():
            yield rows, np.flatnonzero(kind.ravel() == number)


def _exact(kernel: Floats, targets: Floats, penalty: float, groups: Ints) -> tuple[Floats, Floats]:
    inverse = _inverse(kernel + penalty * np.eye(len(kernel)))
    alpha = inverse @ targets
    single, several = _groups(groups)
    left_out = targets.copy()
    left_out[single] -= alpha[single] / np.diag(inverse)[single, None]
    for rows in several:
        left_out[rows] -= linalg.solve(inverse[np.ix_(rows, rows)], alpha[rows], assume_a="pos")
    return alpha, left_out


def _spanned(
    kernel: Floats, within: Floats, targets: Floats, penalty: float, groups: Ints
) -> tuple[Floats, Floats]:
    root = linalg.cholesky(
        within + _JITTER * np.trace(within) * np.eye(len(within)) / len(within), lower=True
    )
    features: Floats = np.asarray(linalg.solve_triangular(root, kernel.T, lower=True).T)
    squares: Floats = features.T @ features
    inverse = _inverse(squares + penalty * np.eye(len(squares)))
    beta = inverse @ (features.T @ targets)
    residual = targets - features @ beta
    single, several = _groups(groups)
    left_out = targets.copy()
    leverage = np.einsum("ij,ij->i", features[single] @ inverse, features[single])
    left_out[single] -= residual[single] / (1 - leverage)[:, None]
    for rows in several:
        hat = features[rows] @ inverse @ features[rows].T
        left_out[rows] -= linalg.solve(np.eye(len(rows)) - hat, residual[rows], assume_a="pos")
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


def _groups(groups: Ints) -> tuple[Ints, list[Ints]]:
    """Return the rows that are a group by themselves, and the rows of each larger group."""
    order = np.argsort(groups, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    parts = [rows for rows in parts if len(rows) and groups[rows[0]] != NEVER_LEFT_OUT]
    single = [rows for rows in parts if len(rows) == 1]
    return (
        np.concatenate([np.empty(0, dtype=np.int64), *single]),
        [rows for rows in parts if len(rows) > 1],
    )
