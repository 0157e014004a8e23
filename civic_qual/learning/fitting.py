"""Fitting: training rows and the codebook's texts become views, heads and standings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.codebook.model import Codebook
from civic_qual.errors import ModelError
from civic_qual.learning.encoders import find_encoder
from civic_qual.learning.heads import Examples, Head, Weights, fit_head
from civic_qual.learning.kernel_ridge import NEVER_LEFT_OUT, grouped_folds
from civic_qual.learning.training_rows import (
    TrainingRows,
    TrainingSpans,
    groups_with,
    standings,
)
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
from civic_qual.messages import Message, enumerated
from civic_qual.progress import Progress, shown

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

FAMILIAR = 0.3  # share of a text's words that the model must know to judge by words
BATCH = 8192  # texts judged at once
# Of words and characters against vectors, to choose from; and against nearness instead.
SHARES, NEAR_SHARES = (1.0, 0.3, 0.0), (1.0, 0.3, 0.1)
# Of rules against vectors; not chosen on the passages, in view of which the rules may be written,
# so that they look better there than anywhere else.
TRUST = 0.3
# Interviews are left out by tenths, and the model is the mean of what was learned without each. Of
# 5, 10 and 20 folds ten gave the best limits with little lean to either side (`docs/method.md`).
FOLDS = 10
MOST_TRIED = 2500  # rows on which weights and penalty are chosen


@dataclass(frozen=True, eq=False, kw_only=True)
class Fitted:
    """All that was learned.

    Parameters
    ----------
    views
        What is seen of a text.
    full
        Judges by all views.
    foreign
        Judges texts whose words are unknown; None without an encoder.
    targets
        What the training passages carry, shape (n_passages, n_codes).
    interviews
        From how many groups of passages the examples of each code come, shape (n_codes,).
    has_code_texts
        Whether texts of the codebook were examples.
    grouped
        Whether it was told who said what, so that no word is of fewer than three people.
    languages
        Those it was trained in or its encoder covers.
    codebook
        That of the codes and rules, if there is one.
    spans
        Where the training passages stand, in their order.
    anchors
        The rows of those whose vectors the heads keep; past their number texts of the codebook.
    about
        What it was trained on, in plain values.
    """

    views: Views
    full: Head
    foreign: Head | None
    targets: Floats
    interviews: Ints
    has_code_texts: bool
    grouped: bool
    languages: tuple[str, ...] = ()
    codebook: Codebook | None = None
    spans: TrainingSpans | None = None
    anchors: Ints | None = None
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """What tells this model from others, as 16 hexadecimal digits."""
        digest = hashlib.sha256("\n".join(self.views.words.terms).encode())
        for head in (self.full, self.foreign):
            for numbers in () if head is None else head.numbers():
                digest.update(np.ascontiguousarray(numbers).tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def status(self) -> tuple[str, ...]:
        """How far each code is learned."""
        return standings(self.targets, self.interviews)[0]

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why each code is not learned further; "" if it counts."""
        return standings(self.targets, self.interviews)[1]

    def with_status(self, status: str, codes: Sequence[str]) -> list[str]:
        """Return the codes of a status."""
        return [code for code, own in zip(codes, self.status, strict=True) if own == status]

    @property
    def card_page(self) -> str:
        """The card that was made when it was trained, a web page; "" if none was."""
        return str(self.about.get("card", ""))

    @property
    def trained_on(self) -> str:
        """What it was trained on, in words."""
        about = self.about
        rows = Message.plural("{n} passage", "{n} passages", n=about["passages"])
        if about["participants"] is not None:
            rows = Message.plural(
                "{passages} by {n} participant",
                "{passages} by {n} participants",
                n=about["participants"],
                passages=rows,
            )
        if about["groups"] < about["passages"]:
            rows = Message.plural(
                "{passages} in {n} interview",
                "{passages} in {n} interviews",
                n=about["groups"],
                passages=rows,
            )
        languages = [
            Message("{language}: {n}", language=name or Message("unknown"), n=number)
            for name, number in about["languages"].items()
        ]
        people = Message.plural("one person", "{n} people", n=about.get("people", 1))
        if not languages:
            return Message("{passages}, coded by {people}", passages=rows, people=people)
        return Message(
            "{passages}, coded by {people} ({languages})",
            passages=rows,
            people=people,
            languages=enumerated(languages),
        )

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
            self._judge_at_once(
                texts[begin : begin + BATCH], None if hits is None else hits[begin : begin + BATCH]
            )
            for begin in shown(starts, Message("coding"), progress)
        ]
        probabilities, limits = zip(*parts, strict=True)
        return np.concatenate(probabilities), np.concatenate(limits)

    def _judge_at_once(self, texts: Sequence[str], hits: Floats | None) -> tuple[Floats, Floats]:
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


def _rows(seen: Seen, which: Bools) -> Seen:
    return {name: view[which] for name, view in seen.items()}


def _unknown(seen: Seen) -> Bools:
    """Return which texts hold nothing that any view knows."""
    words = np.asarray(abs(seen[WORDS]).sum(axis=1)).ravel()
    rules = np.abs(seen[RULES]).sum(axis=1) if RULES in seen else 0.0
    return np.asarray(words + rules == 0, dtype=np.bool_)


def fit_rows(
    settings: ThemeClassifier, rows: TrainingRows, code_texts: Any, codebook: Codebook | None = None
) -> Fitted:
    """Fit a model to training rows.

    Parameters
    ----------
    settings
        Encoder, cache, penalties and the like.
    rows
        Passages and their codes.
    code_texts
        What each code means: a text or several a code; None for nothing.
    codebook
        That of the codes; None takes that of the rules, if there is one.
    """
    described = list(_described(code_texts, rows.codes))
    texts = [text for _, text in described]
    encoder = find_encoder(settings.encoder)
    by_rules = rows.hits is not None
    views = learn_views(rows.texts, rows.people, texts, encoder, settings.cache, by_rules)
    seen = views.see(rows.texts, rows.hits, settings.progress)
    implied = np.eye(len(rows.codes)) if rows.implied is None else rows.implied.astype(np.float64)
    targets = implied[[code for code, _ in described]]
    if texts:
        seen = stacked(seen, views.see(texts, targets))
    examples = _examples(settings, rows, seen, targets)
    penalties, shrinkage = tuple(settings.penalties), settings.shrinkage
    full = fit_head(examples, _choices(encoder is not None, by_rules), penalties, shrinkage)
    foreign = None
    if encoder is not None:
        abroad: list[Weights] = [{VECTORS: 1.0, RULES: TRUST} if by_rules else {VECTORS: 1.0}]
        foreign = fit_head(examples, abroad, penalties, shrinkage)
    return Fitted(
        views=views,
        full=full,
        foreign=foreign,
        targets=rows.targets,
        interviews=groups_with(rows.targets, rows.groups),
        has_code_texts=bool(texts),
        grouped=rows.people is not None,
        languages=_languages(rows, encoder),
        codebook=codebook or (settings.rules if isinstance(settings.rules, Codebook) else None),
        spans=rows.spans,
        anchors=examples.spanning,
        about=_about(rows),
    )


def _languages(rows: TrainingRows, encoder: object) -> tuple[str, ...]:
    """Return the languages that were spoken or that the encoder covers."""
    covered = getattr(encoder, "languages", ()) if encoder is not None else ()
    return tuple(sorted({*(rows.languages or ()), *covered}))


def _about(rows: TrainingRows) -> dict[str, Any]:
    """Return what a model was trained on, in plain values."""
    return {
        "passages": len(rows),
        "participants": None if rows.people is None else len(set(rows.people)),
        "groups": len(np.unique(rows.groups)),
        "languages": dict(sorted(Counter(rows.languages or ()).items())),
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
    """Yield the texts of codes, each with the column of its code."""
    if code_texts is None:
        return
    if isinstance(code_texts, str) or len(code_texts) != len(codes):
        raise ModelError(
            Message(
                "code_texts must describe the {codes} codes one by one, in their "
                "order; {given} were given",
                codes=len(codes),
                given=len(code_texts),
            )
        )
    for code, texts in enumerate(code_texts):
        for text in [texts] if isinstance(texts, str) else texts:
            if text.strip():
                yield code, text


def _examples(
    settings: ThemeClassifier, rows: TrainingRows, seen: Seen, described: Floats
) -> Examples:
    targets = np.concatenate([rows.targets, described])
    left_out_together = grouped_folds(rows.groups, FOLDS)
    folds = np.r_[left_out_together, np.full(len(described), NEVER_LEFT_OUT)]
    passages = len(rows)
    landmarks = tried = None
    if passages > settings.most_rows:
        landmarks = _drawn(settings, targets, passages, settings.landmarks)
    if passages > MOST_TRIED:
        tried = _drawn(settings, targets, passages, MOST_TRIED)
    return Examples(
        seen=seen,
        targets=targets,
        folds=folds,
        passages=passages,
        landmarks=landmarks,
        tried=tried,
    )


def _drawn(settings: ThemeClassifier, targets: Floats, passages: int, size: int) -> Ints:
    """Draw passages, half of them among those that carry rare codes; add the codebook's texts."""
    generator = np.random.default_rng(settings.seed)
    rarity = np.nansum(targets[:passages] / np.maximum(np.nansum(targets[:passages], 0), 1), 1)
    chance = 0.5 / passages + 0.5 * rarity / max(rarity.sum(), 1e-12)
    drawn = generator.choice(passages, min(size, passages), replace=False, p=chance / chance.sum())
    return np.concatenate([np.sort(drawn), np.arange(passages, len(targets))])
