"""How good a model is on interviews it has not seen: measured on people's codings, in folds.

In every fold all is learned without the interviews held back: words, weights, calibration and
thresholds. Intervals come from drawing interviews again, since passages of one are alike.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import helpful
from civic_qual.coding.blind import Judges
from civic_qual.coding.codings import Codings
from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.corpus_rows import code_texts, judging_cells, rows_of_codings
from civic_qual.learning.encoders import Remembering, find_encoder
from civic_qual.learning.kernel_ridge import grouped_folds, one_thread
from civic_qual.learning.training_rows import TrainingRows, groups_with, standings
from civic_qual.messages import Message
from civic_qual.progress import Progress, shown
from civic_qual.results import Result
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval
from civic_qual.statistics.calibration import thresholds
from civic_qual.statistics.classification import average_precision, f1

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier

ALL = "all"  # the rows that are of all languages
MEASURES = ("precision", "recall", "f1", "average_precision", "brier", "threshold")


class CrossValidation(Result):
    """How good a model is at each code, on interviews held back.

    A row a language ("all" first) and code, then the averages `micro` (all cells together) and
    `macro` (the mean over codes that a passage carries). Columns: language, code, kind ("code" or
    "average"), status, passages, support; and precision, recall, f1, average_precision, brier and
    threshold, each with its 95 % limits in columns that end in _low and _high. NaN where a measure
    does not exist.
    """

    _title = Message("How well codes are found in interviews held back")


@helpful
def cross_validate(
    model: ThemeClassifier,
    gold: Codings,
    *,
    unit: Unit | None = None,
    coder: str | None = None,
    folds: int = 5,
    draws: int = 200,
    progress: Progress = False,
    shown: Judges = "blind",
) -> CrossValidation:
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
    shown
        "blind" judges the model only on what the person coded without seeing an answer (or of
        which that is not recorded, which a note says); it learns of all. "any" judges it on all,
        and the first note says that people were shown an answer.

    Returns
    -------
    CrossValidation
        A row a language and code, with averages; its note says how it was measured.

    Raises
    ------
    ModelError
        If nothing can be learned, or there are fewer than two interviews to hold back.
    EstimateError
        If nothing was coded blind.

    See Also
    --------
    ThemeClassifier.card : These figures, with what else must be known of a model.
    civic_qual.error_by : Whether errors depend on who is speaking.

    References
    ----------
    Stone, M. (1974). Cross-validatory choice and assessment of statistical predictions. Journal
    of the Royal Statistical Society B 36.

    Examples
    --------
    >>> import civic_qual as cq
    >>> model = cq.ThemeClassifier(encoder=None, rules=False, penalties=(1.0,))
    >>> quality = cq.cross_validate(model, cq.example_codings(), coder="A", folds=2, draws=2)
    >>> overall = quality.only(language="all", kind="average")
    >>> overall["code"].tolist(), bool((overall["f1"] > 0.1).all())
    (['micro', 'macro'], True)
    """
    return validated(
        model,
        gold,
        unit=unit,
        coder=coder,
        folds=folds,
        draws=draws,
        progress=progress,
        shown=shown,
    )


def validated(
    model: ThemeClassifier,
    gold: Codings,
    people: Codings | None = None,
    *,
    unit: Unit | None = None,
    coder: str | None = None,
    folds: int = 5,
    draws: int = 200,
    progress: Progress = False,
    shown: Judges = "blind",
) -> CrossValidation:
    """Measure as `cross_validate` does; `people` are those of whom `gold` was made one."""
    import pandas as pd

    rows = rows_of_codings(gold, unit, coder, gold.codebook if model.rules else None)
    cells, seen = judging_cells(gold, rows, coder, shown, people)
    judged, parts = _held_back(model, rows, gold, folds, progress)
    judged = replace(judged, truth=np.where(cells, judged.truth, np.nan))
    frames = [_measured(rows, judged, language, draws) for language in _languages(rows)]
    note = Message(
        "Measured on {passages} passages of {groups} interviews in {folds} folds: thresholds and "
        "calibration never saw the interviews they are judged on. Limits hold 95 of 100 times, by "
        "drawing interviews again.",
        passages=int(cells.any(axis=1).sum()),
        groups=len(np.unique(rows.groups[cells.any(axis=1)])),
        folds=parts,
    )
    notes = (*seen.warning, note, *seen.notes)
    return CrossValidation(pd.concat(frames, ignore_index=True), notes=notes)


def _held_back(
    model: ThemeClassifier, rows: TrainingRows, gold: Codings, folds: int, progress: Progress
) -> tuple[Judgements, int]:
    """Judge every passage by a model that was fitted without its fold."""
    if folds < 2:
        raise ModelError(
            Message("folds={folds}: at least two are needed, to hold one of them back", folds=folds)
        )
    fold = grouped_folds(rows.groups, folds)
    encoder = find_encoder(model.encoder)
    # Not sklearn's clone: it would copy the encoder, and what it remembers, for every fold.
    settings = model.get_params(deep=False) | {
        "encoder": None if encoder is None else Remembering(encoder),
        "progress": False,
    }
    texts = code_texts(gold.codebook, rows.codes)
    values, limits = np.full(rows.targets.shape, np.nan), np.full(rows.targets.shape, np.nan)
    parts = np.unique(fold).tolist()
    for part in shown(parts, Message("validating"), progress):
        out = np.flatnonzero(fold == part)
        learned = rows.take(np.flatnonzero(fold != part))
        with warnings.catch_warnings():  # codes without an example in a fold show in the figures
            warnings.simplefilter("ignore", CivicQualWarning)
            without = type(model)(**settings)._fit(learned, gold.codebook, texts)
        with one_thread():
            values[out], limits[out] = without.model_.judge(
                [rows.texts[row] for row in out.tolist()],
                None if rows.hits is None else rows.hits[out],
            )
    return Judgements(rows.targets, values, limits), len(parts)


def _languages(rows: TrainingRows) -> list[str]:
    """Return "all" and, if there are several, the languages of the passages."""
    spoken = sorted(set(rows.languages or ()))
    return [ALL, *spoken] if len(spoken) > 1 else [ALL]


def _measured(rows: TrainingRows, judged: Judgements, language: str, draws: int) -> pd.DataFrame:
    """Return the measures of one language, with their limits."""
    import pandas as pd

    here = np.array([language in (ALL, one) for one in rows.languages or [""] * len(rows)])
    own, groups = judged.take(np.flatnonzero(here)), rows.groups[here]
    names = [*rows.codes, "micro", "macro"]
    status, _ = standings(own.truth, groups_with(own.truth, groups))
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
            _limits([one[name][row] for one in drawn], [one[name][row] for one in left_out])
            for row in range(len(names))
        ]
        table[[f"{name}_low", f"{name}_high"]] = limits
    return table


def _totals(cells: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return int(cells.sum()), int(cells.sum())


def _drawn(judged: Judgements, groups: Ints, draws: int) -> Iterator[dict[str, Floats]]:
    """Yield the measures of interviews drawn again."""
    names, which = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(which == group) for group in range(len(names))]
    for counts in cluster_draws(len(names), draws):
        chosen = [
            members[group] for group in np.flatnonzero(counts) for _ in range(int(counts[group]))
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

    References
    ----------
    Sebastiani, F. (2002). Machine learning in automated text categorization. ACM Computing
    Surveys 34 (micro and macro averages).

    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly
    Weather Review 78.

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
