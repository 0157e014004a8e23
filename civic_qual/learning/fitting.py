"""Fitting: training rows and the codebook's texts become views, heads and standings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.codebook.model import Codebook
from civic_qual.coding.scores import COUNTS, PROVISIONAL, RANKS_ONLY
from civic_qual.errors import ModelError
from civic_qual.learning.encoders import find_encoder
from civic_qual.learning.heads import Examples, Head, Weights, fit_head
from civic_qual.learning.kernel_ridge import NEVER_LEFT_OUT
from civic_qual.learning.training_rows import Places, TrainingRows
from civic_qual.learning.views import (
    CHARACTERS,
    NEARNESS,
    RULES,
    VECTORS,
    WORDS,
    Seen,
    Views,
    known_share,
    learn_views,
    stacked,
)
from civic_qual.progress import Progress, shown

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier


FEWEST_TO_COUNT = 10
FEWEST_TO_PROPOSE = 3


def standing(positives: int, negatives: int, interviews: int) -> tuple[str, str]:
    """Return the status of a code, and the reason; "" if it counts.

    Parameters
    ----------
    positives, negatives
        Passages with and without the code.
    interviews
        Groups the positives come from.

    Examples
    --------
    >>> standing(12, 80, 5)
    ('counts', '')
    >>> standing(4, 80, 2)
    ('provisional', '4 examples: fewer than 10, so it is proposed and not counted')
    """
    if not positives:
        return RANKS_ONLY, "no example: it only ranks passages for review, if its texts say enough"
    if not negatives:
        return RANKS_ONLY, "every passage carries it, so nothing tells where it is absent"
    if positives < FEWEST_TO_PROPOSE:
        return RANKS_ONLY, (
            f"{positives} example{'s' if positives > 1 else ''}: fewer than "
            f"{FEWEST_TO_PROPOSE}, so it only ranks passages for review"
        )
    if interviews < 2:
        return RANKS_ONLY, (
            "all examples come from one interview, so nobody knows whether it is found in others"
        )
    if positives < FEWEST_TO_COUNT:
        return PROVISIONAL, (
            f"{positives} examples: fewer than {FEWEST_TO_COUNT}, so it is proposed and not counted"
        )
    return COUNTS, ""


def standings(
    targets: npt.NDArray[np.float64],
    groups: Ints,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the status of every code and the reasons, each of length n_codes."""
    told: Sequence[tuple[str, str]] = [
        standing(
            int((column == 1).sum()), int((column == 0).sum()), len(np.unique(groups[column == 1]))
        )
        for column in targets.T
    ]
    return tuple(status for status, _ in told), tuple(reason for _, reason in told)


FAMILIAR = 0.3  # share of a text's words that the model must know to judge by words
BATCH = 8192  # texts judged at once
# Of words and characters against vectors, to choose from; and against nearness instead.
SHARES, NEAR_SHARES = (1.0, 0.3, 0.0), (1.0, 0.3, 0.1)
# Of rules against vectors; not chosen on the passages, in view of which the rules may be written,
# so that they look better there than anywhere else.
TRUST = 0.3
MOST_TRIED = 2500  # rows on which weights and penalty are chosen


@dataclass(frozen=True, eq=False)
class Fitted:
    """All that was learned.

    `full` judges by all views; `foreign`, if there is an encoder, texts whose words are unknown.
    `codebook` is that of the codes and rules, if there is one. `languages` are those it was
    trained in or its encoder covers. `places` are of the training passages, in their order;
    `anchors` are the rows of those whose vectors the heads keep, and past their number of texts
    of the codebook. `about` says what it was trained on, in plain values.
    """

    views: Views
    full: Head
    foreign: Head | None
    status: tuple[str, ...]
    reasons: tuple[str, ...]
    targets: Floats
    has_code_texts: bool
    grouped: bool
    languages: tuple[str, ...] = ()
    codebook: Codebook | None = None
    places: Places | None = None
    anchors: Ints | None = None
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """What tells this model from others, as 16 hexadecimal digits."""
        digest = hashlib.sha256("\n".join(self.views.words.terms).encode())
        for head in (self.full, self.foreign):
            for one in (
                []
                if head is None
                else [
                    *head.coefficients.values(),
                    head.bias,
                    head.sigmoids.slope,
                    head.sigmoids.intercept,
                    head.thresholds,
                    *([] if head.anchors is None else [head.anchors]),
                ]
            ):
                digest.update(np.ascontiguousarray(one).tobytes())
        return digest.hexdigest()[:16]

    def with_status(self, status: str, codes: Sequence[str]) -> list[str]:
        """Return the codes of a status."""
        return [code for code, own in zip(codes, self.status, strict=True) if own == status]

    def judge(
        self,
        texts: Sequence[str],
        hits: Floats | None = None,
        progress: Progress = False,
    ) -> tuple[Floats, Floats]:
        """Return probabilities and the threshold that goes with each, shape (n_texts, n_codes)."""
        if not len(texts):
            return np.empty((0, len(self.status))), np.empty((0, len(self.status)))
        starts = range(0, len(texts), BATCH)
        parts = [
            self.judge_seen(
                texts[begin : begin + BATCH], None if hits is None else hits[begin : begin + BATCH]
            )
            for begin in shown(starts, "coding", progress)
        ]
        probabilities, limits = zip(*parts, strict=True)
        return np.concatenate(probabilities), np.concatenate(limits)

    def judge_seen(self, texts: Sequence[str], hits: Floats | None) -> tuple[Floats, Floats]:
        """Judge some texts at once."""
        seen = self.views.see(texts, hits)
        foreign = known_share(seen[WORDS], texts, self.views.words) < FAMILIAR
        probabilities = self.full.probabilities(seen)
        limits = np.broadcast_to(self.full.thresholds, probabilities.shape).copy()
        if self.foreign is not None and foreign.any():
            probabilities[foreign] = self.foreign.probabilities(_rows(seen, foreign))
            limits[foreign] = self.foreign.thresholds
        elif self.foreign is None:
            probabilities[_unknown(seen)] = np.nan
        return probabilities, limits


def fit_rows(
    settings: ThemeClassifier, rows: TrainingRows, code_texts: Any, codebook: Codebook | None = None
) -> Fitted:
    """Fit a model to training rows."""
    described = list(_described(code_texts, rows.codes))
    told = [text for _, text in described]
    encoder = find_encoder(settings.encoder)
    by_rules = rows.hits is not None
    views = learn_views(rows.texts, rows.people, told, encoder, settings.cache, by_rules)
    seen = views.see(rows.texts, rows.hits, settings.progress)
    implied = np.eye(len(rows.codes)) if rows.implied is None else rows.implied.astype(np.float64)
    targets = implied[[code for code, _ in described]]
    if told:
        seen = stacked(seen, views.see(told, targets))
    examples = _examples(settings, rows, seen, targets)
    penalties, shrinkage = tuple(settings.penalties), settings.shrinkage
    full = fit_head(examples, _choices(encoder is not None, by_rules), penalties, shrinkage)
    foreign = None
    if encoder is not None:
        abroad: list[Weights] = [{VECTORS: 1.0, RULES: TRUST} if by_rules else {VECTORS: 1.0}]
        foreign = fit_head(examples, abroad, penalties, shrinkage)
    status, reasons = standings(rows.targets, rows.groups)
    spoken = tuple(dict.fromkeys(rows.languages or ()))
    covered = getattr(encoder, "languages", ()) if encoder is not None else ()
    book = codebook or (settings.rules if isinstance(settings.rules, Codebook) else None)
    return Fitted(
        views,
        full,
        foreign,
        status,
        reasons,
        rows.targets,
        bool(told),
        rows.people is not None,
        tuple(sorted({*spoken, *covered})),
        book,
        rows.places,
        examples.spanning,
        _about(rows),
    )


def _about(rows: TrainingRows) -> dict[str, Any]:
    """Return what a model was trained on, in plain values."""
    groups, passages = len(np.unique(rows.groups)), len(rows)
    people = f" by {len(set(rows.people))} participants" if rows.people is not None else ""
    languages = dict(sorted(Counter(rows.languages or ()).items()))
    named = ", ".join(f"{name or 'unknown'}: {count}" for name, count in languages.items())
    interviews = f" in {groups} interviews" if groups < passages else ""
    return {
        "passages": passages,
        "groups": groups,
        "languages": languages,
        "trained_on": f"{passages} passages{people}{interviews}, coded by a person"
        f"{f' ({named})' if named else ''}",
    }


def _choices(encoder: bool, rules: bool) -> list[Weights]:
    """Return the weights of views to choose from, the one to prefer first."""
    fixed = {RULES: TRUST} if rules else {}
    if not encoder:
        return [{WORDS: 1.0, CHARACTERS: 1.0, **fixed}]
    return [
        {WORDS: share, CHARACTERS: share, meaning: 1.0, **fixed}
        for meaning, shares in ((VECTORS, SHARES), (NEARNESS, NEAR_SHARES))
        for share in shares
    ]


def _described(code_texts: Any, codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts of codes, each with the position of its code."""
    if code_texts is None:
        return
    if isinstance(code_texts, str) or len(code_texts) != len(codes):
        raise ModelError(
            f"code_texts must describe the {len(codes)} codes one by one, in their "
            f"order; {len(code_texts)} were given"
        )
    for place, texts in enumerate(code_texts):
        for text in [texts] if isinstance(texts, str) else texts:
            if text.strip():
                yield place, text


def _examples(
    settings: ThemeClassifier, rows: TrainingRows, seen: Seen, described: Floats
) -> Examples:
    targets = np.concatenate([rows.targets, described])
    groups = np.r_[rows.groups, np.full(len(described), NEVER_LEFT_OUT)]
    return Examples(
        seen,
        targets,
        groups,
        len(rows),
        landmarks=_drawn(settings, targets, len(rows), settings.landmarks)
        if len(rows) > settings.most_rows
        else None,
        tried=_drawn(settings, targets, len(rows), MOST_TRIED) if len(rows) > MOST_TRIED else None,
    )


def _drawn(
    settings: ThemeClassifier, targets: Floats, passages: int, size: int
) -> npt.NDArray[np.int64]:
    """Draw passages, half of them among those that carry rare codes; add the codebook's texts."""
    generator = np.random.default_rng(settings.random_state)
    rarity = np.nansum(targets[:passages] / np.maximum(np.nansum(targets[:passages], 0), 1), 1)
    chance = 0.5 / passages + 0.5 * rarity / max(rarity.sum(), 1e-12)
    drawn = generator.choice(passages, min(size, passages), replace=False, p=chance / chance.sum())
    return np.concatenate([np.sort(drawn), np.arange(passages, len(targets))])


def _rows(seen: Seen, which: npt.NDArray[np.bool_]) -> Seen:
    return {name: view[which] for name, view in seen.items()}


def _unknown(seen: Seen) -> npt.NDArray[np.bool_]:
    """Return which texts hold nothing that any view knows."""
    words = np.asarray(abs(seen[WORDS]).sum(axis=1)).ravel()
    rules = np.abs(seen[RULES]).sum(axis=1) if RULES in seen else 0.0
    return np.asarray(words + rules == 0, dtype=np.bool_)
