"""What a model is trained on: passages, what each carries, who said it, and whether it is enough.

Checked here, so that what follows can trust its shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.coding.scores import (
    COUNTS,
    CROSS_FITTED,
    NOT_TRAINED,
    PROVISIONAL,
    RANKS_ONLY,
    TRAINED,
    Marks,
)
from civic_qual.corpus.segments import Segments
from civic_qual.errors import ModelError
from civic_qual.messages import Message

FEWEST_TO_COUNT = 10  # examples of a code
FEWEST_TO_PROPOSE = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainingRows:
    """Passages and their codes.

    Parameters
    ----------
    texts
        One a passage.
    targets
        Shape (n_texts, n_codes): 1 carried, 0 read and not carried, NaN not read for the code.
    codes
        The ids of the columns.
    groups
        Shape (n_texts,): passages of one number are left out together.
    people
        Who said each passage; None if nobody told.
    languages
        Of each passage; None if nobody told.
    hits
        Which rules fired, shape (n_texts, n_codes) or None.
    spans
        Where the passages stand in their corpus; None for texts without one.
    implied
        Which codes are carried where another is, shape (n_codes, n_codes); None: no others.
    unit
        What a passage is in its corpus; "" for texts.
    """

    texts: tuple[str, ...]
    targets: Floats
    codes: tuple[str, ...]
    groups: Ints
    people: tuple[object, ...] | None = None
    languages: tuple[str, ...] | None = None
    hits: Floats | None = None
    spans: TrainingSpans | None = None
    implied: npt.NDArray[np.bool_] | None = None
    unit: str = ""

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Ints) -> TrainingRows:
        """Return some of the passages."""

        def some(values: tuple[Any, ...] | None) -> Any:
            return None if values is None else tuple(values[row] for row in rows.tolist())

        return replace(
            self,
            texts=some(self.texts),
            targets=self.targets[rows],
            groups=self.groups[rows],
            people=some(self.people),
            languages=some(self.languages),
            spans=None,
            hits=None if self.hits is None else self.hits[rows],
        )

    @property
    def support(self) -> Ints:
        """How many passages carry each code, shape (n_codes,)."""
        return np.asarray(np.nansum(self.targets, axis=0), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class TrainingSpans:
    """Where passages stand: transcript, the revision of its text, first and last character.

    `transcript` and `revision` have one entry a passage, as `start` and `end` have.
    """

    transcript: tuple[str, ...]
    revision: tuple[str, ...]
    start: Ints
    end: Ints

    @classmethod
    def of(cls, segments: Segments, chosen: Ints) -> TrainingSpans:
        """Return where some segments stand."""
        whose = [segments.corpus.transcripts[row] for row in segments.transcript[chosen]]
        return cls(
            transcript=tuple(transcript.id for transcript in whose),
            revision=tuple(transcript.revision for transcript in whose),
            start=segments.start[chosen],
            end=segments.end[chosen],
        )

    def __len__(self) -> int:
        return len(self.start)

    def find(self, segments: Segments) -> tuple[Ints, Marks]:
        """Return which passage each segment is, -1 for none, and what it was to the training.

        A segment of a transcript that was trained on is `TRAINED` where its text has changed
        since, or where it is no passage but overlaps one: its score is not cross-fitted.
        """
        starts, ends = self.start.tolist(), self.end.tolist()
        spans = zip(self.transcript, self.revision, starts, ends, strict=True)
        known = {span: passage for passage, span in enumerate(spans)}
        revisions = dict(zip(self.transcript, self.revision, strict=True))
        which = np.full(len(segments), -1, dtype=np.int64)
        marks = np.full(len(segments), NOT_TRAINED, dtype=np.int8)
        for index, transcript in enumerate(segments.corpus):
            if transcript.id not in revisions:
                continue
            rows = np.flatnonzero(segments.transcript == index)
            if revisions[transcript.id] != transcript.revision:
                marks[rows] = TRAINED
                continue
            for row in rows.tolist():
                start, end = int(segments.start[row]), int(segments.end[row])
                which[row] = known.get((transcript.id, transcript.revision, start, end), -1)
            marks[rows] = self._marks(transcript.id, segments, rows, which[rows])
        return which, marks

    def _marks(self, transcript: str, segments: Segments, rows: Ints, which: Ints) -> Marks:
        own = np.array([name == transcript for name in self.transcript])
        start, end = self.start[own], self.end[own]
        spans = zip(segments.start[rows].tolist(), segments.end[rows].tolist(), strict=True)
        touched = [bool(((start < last) & (first < end)).any()) for first, last in spans]
        return np.where(which >= 0, CROSS_FITTED, np.where(touched, TRAINED, NOT_TRAINED)).astype(
            np.int8
        )


def rows_of_texts(
    texts: Sequence[str],
    labels: Any,
    groups: Sequence[object] | None = None,
    languages: Sequence[str] | None = None,
) -> TrainingRows:
    """Check texts and labels, and return them as training rows.

    Parameters
    ----------
    texts
        One a passage.
    labels
        Zeros and ones, a column a code: an array, a sparse matrix, lists, or a table whose
        columns name the codes. NaN: nobody read the passage for the code. One column may be
        a flat list.
    groups
        Who said each text, or in which interview; None if each is a group by itself.
    languages
        Of each text; None if it is to be told apart, should that be needed.

    Raises
    ------
    ModelError
        If they are no texts or labels, or nothing can be learned of them.
    """
    checked = checked_texts(texts)
    codes, targets = checked_labels(labels, len(checked))
    people = None if groups is None else _one_a_text(groups, len(checked), "groups")
    spoken = None if languages is None else _one_a_text(languages, len(checked), "languages")
    rows = TrainingRows(
        texts=checked,
        targets=targets,
        codes=codes,
        groups=group_numbers(people, len(checked)),
        people=people,
        languages=None if spoken is None else tuple(map(str, spoken)),
    )
    refuse_unlearnable(rows)
    return rows


def checked_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts as a tuple; refuse what are none.

    Raises
    ------
    ModelError
    """
    if isinstance(texts, str):
        raise ModelError(
            Message("a single text was given where a list of texts is needed: put it in []")
        )
    checked = tuple(np.asarray(texts, dtype=object).ravel()) if texts is not None else ()
    for row, text in enumerate(checked):
        if not isinstance(text, str):
            raise ModelError(
                Message(
                    "text number {n} is {value}, not a text; give a list of str, without "
                    "missing values",
                    n=row + 1,
                    value=repr(text)[:40],
                )
            )
    return checked


def checked_labels(labels: Any, size: int) -> tuple[tuple[str, ...], Floats]:
    """Return the names of codes, and an array of zeros and ones, shape (n_texts, n_codes).

    Raises
    ------
    ModelError
    """
    names = getattr(labels, "columns", None)
    dense = labels.toarray() if hasattr(labels, "toarray") else labels
    try:
        targets = np.asarray(dense, dtype=np.float64)
    except (TypeError, ValueError):
        raise ModelError(
            Message(
                "labels must be zeros and ones, a row a text and a column a code; for "
                "lists of names use sklearn's MultiLabelBinarizer first"
            )
        ) from None
    targets = targets[:, None] if targets.ndim == 1 else targets
    if targets.ndim != 2 or len(targets) != size or not targets.shape[1]:
        raise ModelError(
            Message(
                "labels have shape {shape} for {texts} texts; give one row a text and one "
                "column a code",
                shape=str(targets.shape),
                texts=size,
            )
        )
    if not np.isin(targets[~np.isnan(targets)], (0.0, 1.0)).all():
        raise ModelError(Message("labels must be 0 or 1 (NaN where nobody read for the code)"))
    codes = range(targets.shape[1]) if names is None else names
    return tuple(map(str, codes)), targets


def refuse_unlearnable(rows: TrainingRows) -> None:
    """Refuse passages of which nothing can be learned, or nothing checked.

    Raises
    ------
    ModelError
    """
    if len(rows) < 2:
        raise ModelError(
            Message(
                "{passages} passages are too few to learn from; code some more first",
                passages=len(rows),
            )
        )
    if not rows.support.sum():
        raise ModelError(
            Message(
                "no passage carries any code, so there is nothing to learn; code some "
                "passages that do, or give another coverage if they were not read"
            )
        )
    told_apart = (np.nanmax(rows.targets, axis=0, initial=0) == 1) & (
        np.nanmin(rows.targets, axis=0, initial=1) == 0
    )
    if not told_apart.any():
        raise ModelError(
            Message(
                "all labels are alike: every code is carried by all passages or by none, "
                "so nothing can be told apart; code passages with and without each code"
            )
        )
    if len(np.unique(rows.groups)) < 2:
        raise ModelError(
            Message(
                "all passages come from one interview, so nothing can be held back to "
                "check the model on; code passages of at least one more"
            )
        )


def group_numbers(groups: Sequence[object] | None, size: int) -> Ints:
    """Return groups as numbers; every text its own without groups."""
    if groups is None:
        return np.arange(size)
    known = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([known[group] for group in groups], dtype=np.int64)


def _one_a_text(values: Sequence[object], size: int, name: str) -> tuple[object, ...]:
    each = tuple(np.asarray(values, dtype=object).ravel())
    if len(each) != size:
        raise ModelError(
            Message(
                "{argument} has {entries} entries for {texts} texts; give one a text",
                argument=name,
                entries=len(each),
                texts=size,
            )
        )
    return each


def standings(targets: Floats, interviews: Ints) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the status of every code and the reasons, each of length n_codes."""
    each: Sequence[tuple[str, str]] = [
        standing(int((column == 1).sum()), int((column == 0).sum()), groups)
        for column, groups in zip(targets.T, interviews.tolist(), strict=True)
    ]
    return tuple(status for status, _ in each), tuple(reason for _, reason in each)


def groups_with(targets: Floats, groups: Ints) -> Ints:
    """Return from how many groups the passages with each code come, shape (n_codes,)."""
    return np.array([len(np.unique(groups[column == 1])) for column in targets.T], dtype=np.int64)


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
        return RANKS_ONLY, Message(
            "no example: it only ranks passages for review, if its texts say enough"
        )
    if not negatives:
        return RANKS_ONLY, Message("every passage carries it, so nothing tells where it is absent")
    if positives < FEWEST_TO_PROPOSE:
        return RANKS_ONLY, Message.plural(
            "{n} example: fewer than {fewest}, so it only ranks passages for review",
            "{n} examples: fewer than {fewest}, so it only ranks passages for review",
            n=positives,
            fewest=FEWEST_TO_PROPOSE,
        )
    if interviews < 2:
        return RANKS_ONLY, Message(
            "all examples come from one interview, so nobody knows whether it is found in others"
        )
    if positives < FEWEST_TO_COUNT:
        return PROVISIONAL, Message.plural(
            "{n} example: fewer than {fewest}, so it is proposed and not counted",
            "{n} examples: fewer than {fewest}, so it is proposed and not counted",
            n=positives,
            fewest=FEWEST_TO_COUNT,
        )
    return COUNTS, ""
