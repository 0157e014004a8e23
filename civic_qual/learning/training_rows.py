"""What a model is trained on: passages, what each carries, and who said it.

Checked here, so that what follows can trust its shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.coding.scores import CROSS_FITTED, NOT_TRAINED, TRAINED, Marks
from civic_qual.corpus.segments import Segments
from civic_qual.errors import ModelError


@dataclass(frozen=True, eq=False)
class Places:
    """Passages by transcript, the revision of its text, and first and last character.

    `transcript` and `revision` have one entry a passage, as `start` and `end` have.
    """

    transcript: tuple[str, ...]
    revision: tuple[str, ...]
    start: Ints
    end: Ints

    @classmethod
    def of(cls, segments: Segments, chosen: Ints) -> Places:
        """Return the places of some segments."""
        whose = [segments.corpus.transcripts[place] for place in segments.transcript[chosen]]
        return cls(
            tuple(one.id for one in whose),
            tuple(one.revision for one in whose),
            segments.start[chosen],
            segments.end[chosen],
        )

    def __len__(self) -> int:
        return len(self.start)

    def find(self, segments: Segments) -> tuple[Ints, Marks]:
        """Return which passage each segment is, -1 for none, and what it was to the training.

        A segment of a transcript that was trained on is `TRAINED` where its text has changed
        since, or where it is no passage but overlaps one: its score is not cross-fitted.
        """
        known = {
            key: place
            for place, key in enumerate(
                zip(
                    self.transcript,
                    self.revision,
                    self.start.tolist(),
                    self.end.tolist(),
                    strict=True,
                )
            )
        }
        revisions = dict(zip(self.transcript, self.revision, strict=True))
        which = np.full(len(segments), -1, dtype=np.int64)
        marks = np.full(len(segments), NOT_TRAINED, dtype=np.int8)
        for number, one in enumerate(segments.corpus):
            if one.id not in revisions:
                continue
            rows = np.flatnonzero(segments.transcript == number)
            if revisions[one.id] != one.revision:
                marks[rows] = TRAINED
                continue
            for row in rows.tolist():
                key = (one.id, one.revision, int(segments.start[row]), int(segments.end[row]))
                which[row] = known.get(key, -1)
            marks[rows] = self._marks(one.id, segments, rows, which[rows])
        return which, marks

    def _marks(self, transcript: str, segments: Segments, rows: Ints, which: Ints) -> Marks:
        own = np.array([name == transcript for name in self.transcript])
        start, end = self.start[own], self.end[own]
        touched = [
            bool(((start < last) & (first < end)).any())
            for first, last in zip(
                segments.start[rows].tolist(), segments.end[rows].tolist(), strict=True
            )
        ]
        return np.where(which >= 0, CROSS_FITTED, np.where(touched, TRAINED, NOT_TRAINED)).astype(
            np.int8
        )


@dataclass(frozen=True, eq=False)
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
    places
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
    places: Places | None = None
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
            places=None,
            hits=None if self.hits is None else self.hits[rows],
        )

    @property
    def support(self) -> Ints:
        """How many passages carry each code, shape (n_codes,)."""
        return np.asarray(np.nansum(self.targets, axis=0), dtype=np.int64)


def rows_of_texts(
    texts: Sequence[str],
    labels: Any,
    groups: Sequence[object] | None = None,
    languages: Sequence[str] | None = None,
) -> TrainingRows:
    """Check texts and labels as somebody gives them.

    Raises
    ------
    ModelError
        If they do not fit together, or nothing can be learned from them.
    """
    checked = checked_texts(texts)
    codes, targets = checked_labels(labels, len(checked))
    people = None if groups is None else _one_each(groups, len(checked), "groups")
    told = (
        None
        if languages is None
        else tuple(map(str, _one_each(languages, len(checked), "languages")))
    )
    rows = TrainingRows(checked, targets, codes, group_numbers(people, len(checked)), people, told)
    refuse_unlearnable(rows)
    return rows


def checked_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts as a tuple; refuse what are none.

    Raises
    ------
    ModelError
    """
    if isinstance(texts, str):
        raise ModelError("a single text was given where a list of texts is needed: put it in []")
    found = tuple(np.asarray(texts, dtype=object).ravel()) if texts is not None else ()
    for place, text in enumerate(found):
        if not isinstance(text, str):
            raise ModelError(
                f"text number {place + 1} is {text!r:.40}, not a text; give a list "
                "of str, without missing values"
            )
    return found


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
            "labels must be zeros and ones, a row a text and a column a code; for "
            "lists of names use sklearn's MultiLabelBinarizer first"
        ) from None
    targets = targets[:, None] if targets.ndim == 1 else targets
    if targets.ndim != 2 or len(targets) != size or not targets.shape[1]:
        raise ModelError(
            f"labels have shape {targets.shape} for {size} texts; give one row a "
            "text and one column a code"
        )
    if not np.isin(targets[~np.isnan(targets)], (0.0, 1.0)).all():
        raise ModelError("labels must be 0 or 1 (NaN where nobody read for the code)")
    codes = range(targets.shape[1]) if names is None else names
    return tuple(map(str, codes)), targets


def refuse_unlearnable(rows: TrainingRows) -> None:
    """Refuse passages of which nothing can be learned, or nothing checked.

    Raises
    ------
    ModelError
    """
    if len(rows) < 2:
        raise ModelError(f"{len(rows)} passages are too few to learn from; code some more first")
    if not rows.support.sum():
        raise ModelError(
            "no passage carries any code, so there is nothing to learn; code some "
            "passages that do, or give another coverage if they were not read"
        )
    told_apart = (np.nanmax(rows.targets, axis=0, initial=0) == 1) & (
        np.nanmin(rows.targets, axis=0, initial=1) == 0
    )
    if not told_apart.any():
        raise ModelError(
            "all labels are alike: every code is carried by all passages or by none, "
            "so nothing can be told apart; code passages with and without each code"
        )
    if len(np.unique(rows.groups)) < 2:
        raise ModelError(
            "all passages come from one interview, so nothing can be held back to "
            "check the model on; code passages of at least one more"
        )


def group_numbers(groups: Sequence[object] | None, size: int) -> Ints:
    """Return groups as numbers; every text its own without groups."""
    if groups is None:
        return np.arange(size)
    known = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    return np.array([known[group] for group in groups], dtype=np.int64)


def _one_each(values: Sequence[object], size: int, name: str) -> tuple[object, ...]:
    found = tuple(np.asarray(values, dtype=object).ravel())
    if len(found) != size:
        raise ModelError(f"{name} has {len(found)} entries for {size} texts; give one a text")
    return found
