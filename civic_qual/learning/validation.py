"""How good a model is on interviews it has not seen: measured on people's codings, in folds.

In every fold all is learned without the interviews held back: words, weights, calibration and
thresholds. Intervals come from drawing interviews again, since passages of one are alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.coding.codings import Codings
from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.corpus_rows import code_texts, rows_of_codings
from civic_qual.learning.encoders import Remembering, find_encoder
from civic_qual.learning.fitting import standings
from civic_qual.learning.heads import thresholds
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.learning.quality import MEASURES, Judgements, quality
from civic_qual.learning.training_rows import TrainingRows
from civic_qual.progress import Progress, shown
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier


ALL = "all"
NOTE = (
    "Measured on {passages} passages of {groups} interviews in {folds} folds: thresholds and "
    "calibration never saw the interviews they are judged on. Limits hold 95 of 100 times, by "
    "drawing interviews again."
)


def cross_validate(
    model: ThemeClassifier,
    gold: Codings,
    *,
    unit: Unit | None = None,
    coder: str | None = None,
    folds: int = 5,
    draws: int = 200,
    progress: Progress = False,
) -> pd.DataFrame:
    """Measure how good a model is at codes, on interviews held back.

    Parameters
    ----------
    model
        Its settings are used; whether it is fitted does not matter, and it stays as it is.
    gold
        Codings and readings of a person.
    unit, coder
        As in `ThemeClassifier.fit_corpus`.
    folds
        Into how many parts the interviews are split.
    draws
        How often interviews are drawn again for the intervals.
    progress
        Whether to show it.

    Returns
    -------
    DataFrame
        A row a language ("all" first) and code, then `micro` and `macro` averages: `language`,
        `code`, `kind`, `status`, `passages`, `support`, and `precision`, `recall`, `f1`,
        `average_precision`, `brier` and `threshold`, each with `_low` and `_high`. NaN where a
        measure does not exist. `frame.attrs["note"]` says how it was measured.

    Raises
    ------
    ModelError
        If nothing can be learned, or there are fewer than two interviews to hold back.
    """
    import pandas as pd

    rows = rows_of_codings(gold, unit, coder, gold.codebook if model.rules else None)
    judged, parts = _held_back(model, rows, gold, folds, progress)
    frames = [_table(rows, judged, language, draws) for language in _languages(rows)]
    frame = pd.concat(frames, ignore_index=True)
    frame.attrs["note"] = NOTE.format(
        passages=len(rows), groups=len(np.unique(rows.groups)), folds=parts
    )
    return frame


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
    for place in np.argsort(-sizes, kind="stable"):
        fold[place] = int(np.argmin(filled))
        filled[fold[place]] += sizes[place]
    return np.asarray(fold[which.ravel()], dtype=np.int64)


def _held_back(
    model: ThemeClassifier, rows: TrainingRows, gold: Codings, folds: int, progress: Progress
) -> tuple[Judgements, int]:
    """Judge every passage by a model that was fitted without its fold."""
    if folds < 2:
        raise ModelError(f"folds={folds}: at least two are needed, to hold one of them back")
    fold = grouped_folds(rows.groups, folds)
    encoder = find_encoder(model.encoder)
    # Not sklearn's clone: it would copy the encoder, and what it remembers, for every fold.
    settings = model.get_params(deep=False) | {
        "encoder": None if encoder is None else Remembering(encoder),
        "progress": False,
    }
    told = code_texts(gold.codebook, rows.codes)
    values, limits = np.full(rows.targets.shape, np.nan), np.full(rows.targets.shape, np.nan)
    parts = np.unique(fold).tolist()
    for part in shown(parts, "validating", progress):
        out = np.flatnonzero(fold == part)
        learned = rows.take(np.flatnonzero(fold != part))
        with warnings.catch_warnings():  # codes without an example in a fold show in the figures
            warnings.simplefilter("ignore", CivicQualWarning)
            one = type(model)(**settings)._fit(learned, gold.codebook, told)
        with one_thread():
            values[out], limits[out] = one.model_.judge(
                [rows.texts[place] for place in out.tolist()],
                None if rows.hits is None else rows.hits[out],
            )
    return Judgements(rows.targets, values, limits), len(parts)


def _languages(rows: TrainingRows) -> list[str]:
    """Return "all" and, if there are several, the languages of the passages."""
    spoken = sorted(set(rows.languages or ()))
    return [ALL, *spoken] if len(spoken) > 1 else [ALL]


def _table(rows: TrainingRows, judged: Judgements, language: str, draws: int) -> pd.DataFrame:
    """Return the measures of one language, with their limits."""
    import pandas as pd

    here = np.array([language in (ALL, one) for one in rows.languages or [""] * len(rows)])
    own, groups = judged.take(np.flatnonzero(here)), rows.groups[here]
    names = [*rows.codes, "micro", "macro"]
    status, _ = standings(own.truth, groups)
    table = pd.DataFrame(
        {
            "language": language,
            "code": names,
            "kind": ["code"] * len(rows.codes) + ["average"] * 2,
            "status": [*status, "", ""],
            "passages": [*own.read.sum(axis=0), *_totals(own.read)],
            "support": [*own.carried.sum(axis=0), *_totals(own.carried)],
        }
    )
    found = _with_thresholds(own, np.arange(len(own.truth)))
    drawn = list(_drawn(own, groups, draws))
    left_out = list(_left_out(own, groups))
    for name in MEASURES:
        table[name] = found[name]
        limits = [
            _limits([one[name][place] for one in drawn], [one[name][place] for one in left_out])
            for place in range(len(names))
        ]
        table[f"{name}_low"], table[f"{name}_high"] = zip(*limits, strict=True)
    return table


def _totals(cells: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return int(cells.sum()), int(cells.sum())


def _drawn(judged: Judgements, groups: Ints, draws: int) -> Iterator[dict[str, Floats]]:
    """Yield the measures of interviews drawn again."""
    names, which = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(which == place) for place in range(len(names))]
    for counts in cluster_draws(len(names), draws):
        chosen = [
            members[place] for place in np.flatnonzero(counts) for _ in range(int(counts[place]))
        ]
        yield _with_thresholds(judged, np.concatenate(chosen))


def _left_out(judged: Judgements, groups: Ints) -> Iterator[dict[str, Floats]]:
    """Yield the measures without each interview."""
    for group in np.unique(groups):
        yield _with_thresholds(judged, np.flatnonzero(groups != group))


def _with_thresholds(judged: Judgements, rows: Ints) -> dict[str, Floats]:
    """Return the measures of some rows, and the thresholds that these would give."""
    own = judged.take(rows)
    limits = thresholds(own.probabilities, own.truth)
    return quality(own) | {"threshold": np.concatenate([limits, [np.nan, np.nan]])}


def _limits(drawn: Sequence[float], left_out: Sequence[float]) -> tuple[float, float]:
    """Return 95 % limits; NaN where the measure exists in too few draws."""
    values = np.array(drawn)[np.isfinite(drawn)]
    without = np.array(left_out)[np.isfinite(left_out)]
    if len(values) < max(len(drawn) // 2, 2) or len(without) < 2:
        return float("nan"), float("nan")
    return skewed_interval(values, without)
