"""Left out exactly: the formulas against refits, one fold after the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.learning.kernel_ridge import NEVER_LEFT_OUT, fit_ridge


def refitted(kernel, targets, penalty, groups):
    """Score each group by a fit without its rows: slow, and plainly right."""
    left_out = np.full(targets.shape, np.nan)
    for code in range(targets.shape[1]):
        known = ~np.isnan(targets[:, code])
        for group in set(groups[known].tolist()) - {NEVER_LEFT_OUT}:
            rest, out = known & (groups != group), known & (groups == group)
            alpha = np.linalg.solve(
                kernel[np.ix_(rest, rest)] + penalty * np.eye(rest.sum()), targets[rest, code]
            )
            left_out[out, code] = kernel[np.ix_(out, rest)] @ alpha
    return left_out


@st.composite
def studies(draw):
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    n, codes = draw(st.integers(4, 14)), draw(st.integers(1, 3))
    rows = generator.normal(size=(n, 5))
    targets = (generator.random((n, codes)) < 0.4).astype(float)
    groups = generator.integers(0, draw(st.integers(2, n)), n)
    return rows, targets, groups, draw(st.sampled_from([0.1, 1.0, 5.0])), generator


@settings(max_examples=40, deadline=None)
@given(studies())
def test_leaving_a_group_out_equals_a_refit_without_it(study):
    rows, targets, groups, penalty, _ = study
    kernel = rows @ rows.T + 1
    made = fit_ridge(kernel, targets, penalty, groups)
    np.testing.assert_allclose(made.left_out, refitted(kernel, targets, penalty, groups), atol=1e-8)


@settings(max_examples=30, deadline=None)
@given(studies())
def test_passages_that_were_not_read_for_a_code_are_no_examples_for_it(study):
    rows, targets, groups, penalty, generator = study
    targets[generator.random(targets.shape) < 0.2] = np.nan
    kernel = rows @ rows.T + 1
    made = fit_ridge(kernel, targets, penalty, groups)
    np.testing.assert_allclose(made.left_out, refitted(kernel, targets, penalty, groups), atol=1e-8)


@settings(max_examples=30, deadline=None)
@given(studies())
def test_landmarks_that_are_all_rows_change_nothing(study):
    rows, targets, groups, penalty, _ = study
    kernel = rows @ rows.T + 1
    exact = fit_ridge(kernel, targets, penalty, groups)
    spanned = fit_ridge(kernel, targets, penalty, groups, np.arange(len(rows)))
    np.testing.assert_allclose(kernel @ spanned.alpha, kernel @ exact.alpha, atol=5e-3)
    np.testing.assert_allclose(spanned.left_out, exact.left_out, atol=5e-3)


def test_rows_of_the_codebook_are_never_left_out():
    kernel = np.eye(4) + 1
    targets = np.array([[1.0], [0.0], [1.0], [1.0]])
    groups = np.array([0, 1, 2, NEVER_LEFT_OUT])
    made = fit_ridge(kernel, targets, 0.5, groups)
    expected = refitted(kernel, targets, 0.5, groups)
    np.testing.assert_allclose(made.left_out[:3], expected[:3])


@pytest.mark.parametrize("unread", [0, 0.3])
def test_some_landmarks_leave_groups_out_exactly_too(unread):
    generator = np.random.default_rng(1)
    rows = generator.normal(size=(30, 4))
    targets, groups = (generator.random((30, 2)) < 0.5).astype(float), np.arange(30) // 3
    targets[generator.random(targets.shape) < unread] = np.nan
    landmarks = np.arange(0, 30, 5)
    kernel = (rows @ rows.T + 1)[:, landmarks]
    made = fit_ridge(kernel, targets, 0.7, groups, landmarks)
    within = kernel[landmarks] + 1e-5 * np.trace(kernel[landmarks]) * np.eye(6) / 6
    features = np.linalg.solve(np.linalg.cholesky(within), kernel.T).T
    expected = np.full(targets.shape, np.nan)
    for group in range(10):
        for code in (0, 1):
            read = ~np.isnan(targets[:, code])
            rest, out = read & (groups != group), read & (groups == group)
            beta = np.linalg.solve(
                features[rest].T @ features[rest] + 0.7 * np.eye(6),
                features[rest].T @ targets[rest, code],
            )
            expected[out, code] = features[out] @ beta
    np.testing.assert_allclose(made.left_out, expected, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from([0, 0.2]))
def test_what_is_unknown_is_scored_by_the_mean_of_the_fits_without_a_fold(study, unread):
    rows, targets, folds, penalty, generator = study
    targets[generator.random(targets.shape) < unread] = np.nan
    folds[0] = NEVER_LEFT_OUT
    kernel, strangers = rows @ rows.T + 1, generator.normal(size=(3, 5)) @ rows.T + 1
    made = fit_ridge(kernel, targets, penalty, folds)
    parts = set(folds.tolist()) - {NEVER_LEFT_OUT}
    for code in range(targets.shape[1]):
        known, said = ~np.isnan(targets[:, code]), []
        for fold in parts:
            rest = known & (folds != fold)
            system = kernel[np.ix_(rest, rest)] + penalty * np.eye(rest.sum())
            said.append(strangers[:, rest] @ np.linalg.solve(system, targets[rest, code]))
        expected = np.mean(said, axis=0)
        np.testing.assert_allclose(strangers @ made.alpha[:, code], expected, atol=1e-8)


def test_landmarks_score_what_is_unknown_by_the_mean_of_the_fits_too():
    generator = np.random.default_rng(2)
    rows, strangers = generator.normal(size=(30, 4)), generator.normal(size=(5, 4))
    targets, folds = (generator.random((30, 2)) < 0.5).astype(float), np.arange(30) % 3
    landmarks = np.arange(0, 30, 5)
    kernel = (rows @ rows.T + 1)[:, landmarks]
    made = fit_ridge(kernel, targets, 0.7, folds, landmarks)
    within = kernel[landmarks] + 1e-5 * np.trace(kernel[landmarks]) * np.eye(6) / 6
    root = np.linalg.cholesky(within)
    features, others = (
        np.linalg.solve(root, one.T).T for one in (kernel, strangers @ rows[landmarks].T + 1)
    )
    said = []
    for fold in range(3):
        kept = features[folds != fold]
        beta = np.linalg.solve(kept.T @ kept + 0.7 * np.eye(6), kept.T @ targets[folds != fold])
        said.append(others @ beta)
    unknown = (strangers @ rows[landmarks].T + 1) @ made.alpha
    np.testing.assert_allclose(unknown, np.mean(said, axis=0), atol=1e-8)


@pytest.mark.parametrize("landmarks", [None, np.arange(6)])
def test_rows_of_the_codebook_keep_what_they_say(landmarks):
    """No fit is made without them, so that there is no score of theirs to tell."""
    rows = np.random.default_rng(5).normal(size=(6, 3))
    targets = np.array([[1.0], [0.0], [1.0], [0.0], [1.0], [1.0]])
    groups = np.array([0, 0, 1, 2, NEVER_LEFT_OUT, NEVER_LEFT_OUT])
    made = fit_ridge(rows @ rows.T + 1, targets, 0.5, groups, landmarks)
    assert made.left_out[4:].tolist() == [[1.0], [1.0]]
