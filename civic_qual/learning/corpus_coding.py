"""Coding a corpus with a model: scores of all it can read, codings of what it is sure enough of.

A segment is read if it counts, holds words, and is in a language that the model was trained in or
its encoder covers. What it cannot read has no reading, so that it is in no denominator. Codes that
only rank are not read for; provisional ones only if asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Bools, Floats
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import CodingColumns, coding_columns, reading_columns
from civic_qual.coding.readings import written_codes
from civic_qual.coding.scores import COUNTS, NOT_TRAINED, PROVISIONAL, RANKS_ONLY, Scores
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Segments, Unit, counted_units
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import hits_of_corpus, implied, spoken_texts
from civic_qual.learning.explaining import ModelEvidence
from civic_qual.learning.fitting import Fitted
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.progress import Progress

if TYPE_CHECKING:
    from civic_qual.learning.student import Student
    from civic_qual.learning.theme_classifier import ThemeClassifier

CODER = "model"
_MOST = 12  # codes named in a line


@dataclass(frozen=True, eq=False)
class Judged:
    """Probabilities and thresholds of all segments by codes; NaN where nothing was read."""

    segments: Segments
    texts: list[str]
    scores: Scores
    limits: Floats


def code_corpus(
    model: ThemeClassifier,
    corpus: Corpus,
    progress: Progress = False,
    provisional: bool = False,
    codebook: Codebook | None = None,
    student: Student | None = None,
) -> Codings:
    """Return codings, readings and scores of a corpus.

    Parameters
    ----------
    model
        Fitted with `fit_corpus`, or with a codebook whose ids are the names of its codes.
    corpus
        Passages that the model was trained on have scores from a fit without their interview,
        all others those of the mean of these fits.
    progress
        Whether to show it.
    provisional
        Whether codes with few examples are read for and assigned too.
    codebook
        For a model that was fitted on texts.
    student
        Judges in the place of the model, where it was not trained.

    Raises
    ------
    ModelError
        If there is no codebook, or it lacks codes of the model.
    """
    fitted = model.model_
    book = _codebook(model, codebook)
    judged = judged_corpus(model, corpus, progress, student)
    counted = {COUNTS, PROVISIONAL} if provisional else {COUNTS}
    said = np.array([status in counted for status in fitted.status], dtype=np.bool_)
    read: Bools = np.asarray(~np.isnan(judged.scores.values).all(axis=1), dtype=np.bool_)
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    coded, evidence = _assigned(fitted, judged, book, model.codes_, said, time)
    asked = [code for code, own in zip(model.codes_, said.tolist(), strict=True) if own]
    rows = np.flatnonzero(read) if asked else np.empty(0, dtype=np.int64)
    segments = judged.segments
    readings = reading_columns(
        transcript=segments.transcript[rows],
        start=segments.start[rows],
        end=segments.end[rows],
        unit=segments.unit,
        codes=written_codes(asked, book),
        coder=CODER,
        origin="model",
        time=time,
    )
    return Codings(
        corpus=corpus,
        codebook=book,
        coded=coded,
        read=readings,
        evidence=evidence,
        scores=judged.scores,
        notes=model_notes(model, segments, read, provisional),
    )


def _codebook(model: ThemeClassifier, codebook: Codebook | None) -> Codebook:
    book = codebook or model.model_.codebook
    if book is None:
        raise ModelError(
            Message(
                "this model was fitted on texts and has no codebook; {advice}",
                advice=typed(
                    Message(
                        "give code(corpus, codebook=...) with the codes it has learned, or "
                        "fit_corpus"
                    ),
                    Message("train one that has, with civic-qual train"),
                    Message("train one that has, on the page Model"),
                ),
            )
        )
    strange = [code for code in model.codes_ if code not in book]
    if strange:
        raise ModelError(
            Message(
                "the codebook {codebook} has no code {code}, which the "
                "model has learned; give the codebook it was trained with",
                codebook=quoted(book.title),
                code=quoted(strange[0]),
            )
        )
    return book


def judged_corpus(
    model: ThemeClassifier,
    corpus: Corpus,
    progress: Progress = False,
    student: Student | None = None,
) -> Judged:
    """Judge all segments that can be read; those trained on by a fit without their interview."""
    fitted, codes = model.model_, model.codes_
    unit: Unit = fitted.about.get("unit") or "turn"
    segments, shape = corpus.segments(unit), (len(corpus.segments(unit)), len(codes))
    texts = spoken_texts(segments)
    rows = np.flatnonzero(readable(fitted, segments))
    said, hits = [texts[row] for row in rows.tolist()], None
    if fitted.views.rules and fitted.codebook is not None and student is None:
        hits = hits_of_corpus(corpus, fitted.codebook, codes, unit)[rows]
    values, limits = np.full(shape, np.nan), np.full(shape, np.nan)
    with one_thread():
        values[rows], limits[rows] = (
            fitted.judge(said, hits, progress) if student is None else student.judge(said)
        )
    marks = np.full(len(segments), NOT_TRAINED, dtype=np.int8)
    if fitted.spans is not None:
        which, marks = fitted.spans.find(segments)
        known = np.flatnonzero(which >= 0)
        held_out = fitted.full.left_out[which[known]]
        there = ~np.isnan(held_out)
        values[known] = np.where(there, held_out, values[known])
        limits[known] = np.where(there, fitted.full.thresholds, limits[known])
    scores = Scores(
        unit=unit,
        codes=codes,
        values=values,
        trained=marks,
        status=fitted.status,
        model=fitted.fingerprint,
    )
    return Judged(segments, texts, scores, limits)


def readable(fitted: Fitted, segments: Segments) -> Bools:
    """Return which segments the model may judge, by who speaks, whether words, and language."""
    languages = segments.frame["language"]
    covered = np.array(languages.isin({"", *fitted.languages}), dtype=np.bool_)
    return np.asarray(segments.counted & (segments.words > 0) & covered, dtype=np.bool_)


def _assigned(
    fitted: Fitted, judged: Judged, book: Codebook, codes: tuple[str, ...], said: Bools, time: str
) -> tuple[CodingColumns, ModelEvidence]:
    """Return codings where a code passes its threshold and no code below it does."""
    values = judged.scores.values
    passed = np.where(np.isnan(values), False, values > judged.limits) & said
    above = implied(book, codes).astype(np.int64) - np.eye(len(codes), dtype=np.int64)
    passed &= (passed.astype(np.int64) @ above) == 0
    row, code = np.nonzero(passed)
    segments = judged.segments
    positions = np.array([book.positions[each] for each in codes], dtype=np.int64)
    coded, order = coding_columns(
        transcript=segments.transcript[row],
        start=segments.start[row],
        end=segments.end[row],
        code=positions[code],
        score=values[row, code],
        coder=CODER,
        origin="model",
        time=time,
    )
    evidence = ModelEvidence(
        fitted,
        tuple(judged.texts[index] for index in row.tolist()),
        code,
        values[row, code],
        judged.limits[row, code],
    )
    return coded, evidence.take(order.tolist())


def model_notes(
    model: ThemeClassifier, segments: Segments, read: Bools, provisional: bool
) -> tuple[str, ...]:
    """Return what a model was trained on, what it leaves out and what it could not read."""
    fitted = model.model_
    notes: list[str] = [
        Message(
            "Model {model}, trained on {passages}.",
            model=fitted.fingerprint,
            passages=fitted.trained_on,
        )
    ]
    ranks = fitted.with_status(RANKS_ONLY, model.codes_)
    few = fitted.with_status(PROVISIONAL, model.codes_)
    if ranks:
        notes.append(
            Message(
                "Not learned by the model well enough to be counted (too few examples): {codes}.",
                codes=enumerated(ranks, _MOST),
            )
        )
    if few and provisional:
        notes.append(
            Message(
                "Provisional, counted because it was asked for: {codes}.",
                codes=enumerated(few, _MOST),
            )
        )
    elif few:
        notes.append(
            Message(
                "Not counted by the model, since they are provisional (fewer than 10 examples): "
                "{codes}.",
                codes=enumerated(few, _MOST),
            )
        )
    lost = segments.counted & (segments.words > 0) & ~read
    return (*notes, _unread(segments, lost)) if lost.any() else tuple(notes)


def _unread(segments: Segments, lost: Bools) -> str:
    """Say which segments a model could not read, for their languages."""
    languages = [
        Message("{n} in {language}", n=number, language=name or Message("an unknown language"))
        for name, number in Counter(segments.frame["language"][lost]).most_common()
    ]
    return Message(
        "Not read by the model, and in no denominator of its codes: {segments} ({languages}), of "
        "which it knows nothing.",
        segments=counted_units(int(lost.sum()), segments.unit),
        languages=enumerated(languages),
    )
