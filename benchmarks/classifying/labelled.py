"""Texts that people have coded, and how they are parted into training and test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from civic_qual.codebook.model import Codebook

ALL = "all"  # of the labels of a training part
FOLDS = 5


@dataclass(frozen=True, eq=False)
class Labelled:
    """Texts, the codes that people gave them, and who or what they come from.

    `truth` has shape (n_texts, n_codes); `groups` name the person, speech or interview of each
    text, None where each stands alone. `described` holds texts for each code. `test` marks the
    test part where the data come with one; without it, five folds by group. `codebook` is one
    whose rules can be a view of the texts, in the `languages` of each.
    """

    name: str
    texts: tuple[str, ...]
    truth: np.ndarray
    codes: tuple[str, ...]
    groups: tuple[str, ...] | None
    grouped_by: str
    described: tuple[Sequence[str], ...] = ()
    test: np.ndarray | None = None
    codebook: Codebook | None = None
    languages: tuple[str, ...] | None = None

    @property
    def split(self) -> str:
        """How training and test are told apart, in words."""
        return "train → dev" if self.test is not None else f"{FOLDS} folds by {self.grouped_by}"

    def parts(self, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the places of training and test texts; the seed deals groups to folds."""
        if self.test is not None:
            yield np.flatnonzero(~self.test), np.flatnonzero(self.test)
            return
        folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
        yield from folds.split(self.truth, groups=np.array(self.groups))


@dataclass(frozen=True, eq=False)
class Task:
    """One training and test: what a recipe is given, and no truth of the test texts.

    `codes` and `described` name and describe the columns of the truth.
    `pool` holds all texts of the training part, coded or not: a student may learn from them.
    """

    codes: Sequence[str]
    described: Sequence[Sequence[str]]
    codebook: Codebook | None
    texts: Sequence[str]
    truth: np.ndarray
    groups: Sequence[str] | None
    pool: Sequence[str]
    test: Sequence[str]
    languages: Sequence[str] | None = None
    test_languages: Sequence[str] | None = None


def tasks(data: Labelled, labels: int | str, seed: int) -> Iterator[tuple[Task, np.ndarray]]:
    """Yield a task a fold, with the places of its test texts; nothing if labels are too few."""
    draw = np.random.default_rng(seed)
    for train, test in data.parts(seed):
        if labels != ALL and int(labels) >= len(train):
            return
        chosen = train if labels == ALL else np.sort(draw.choice(train, int(labels), False))
        yield (
            Task(
                data.codes,
                data.described,
                data.codebook,
                _at(data.texts, chosen),
                data.truth[chosen],
                _at(data.groups, chosen),
                _at(data.texts, train),
                _at(data.texts, test),
                _at(data.languages, chosen),
                _at(data.languages, test),
            ),
            test,
        )


def _at(values: Sequence[str] | None, places: np.ndarray) -> list[str] | None:
    return None if values is None else [values[place] for place in places.tolist()]
