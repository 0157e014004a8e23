"""What can be counted, and over what: distinct segments, people, transcripts, mentions or words.

Every measure is the number of distinct *things* that words belong to, so that a group's count
and the margin follow one rule: a thing counts once in each group whose words show it, and once
in the margin.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.errors import TableError

Measure = Literal["segments", "mentions", "participants", "transcripts", "words"]
Normalise = Literal["share", "per_1000_words"]

MEASURES: tuple[Measure, ...] = get_args(Measure)
_WITHOUT_SHARE = ("mentions",)
_WITHOUT_RATE = ("participants", "transcripts")


def check_measure(measure: str, normalise: str | None) -> None:
    """Refuse measures that do not exist and normalisations that mean nothing."""
    if measure not in MEASURES:
        raise TableError(
            f"measure={measure!r} is not a measure; take one of " + ", ".join(MEASURES)
        )
    if normalise not in (None, *get_args(Normalise)):
        raise TableError(
            f'normalise={normalise!r} is not known; take "share", "per_1000_words" or None'
        )
    if normalise == "share" and measure in _WITHOUT_SHARE:
        raise TableError(
            "mentions are no part of a whole, so they have no share; take "
            'normalise="per_1000_words", or measure="segments" for shares'
        )
    if normalise == "per_1000_words" and measure in _WITHOUT_RATE:
        raise TableError(
            f"{measure} per thousand words mean nothing; take "
            'normalise="share", or measure="segments" or "mentions"'
        )


def things(measure: Measure, words: CountedWords, segment: Ints) -> Ints:
    """Return the thing each word belongs to, -1 for none, of shape (n_words,).

    Mentions belong to a row, not to the corpus: over them stands what they are counted in, words.
    """
    if measure == "segments":
        return segment
    if measure == "participants":
        return words.participant
    if measure == "transcripts":
        return words.transcript
    return np.arange(len(words))


def distinct(thing: Ints, group: Ints, size: int) -> Ints:
    """Count distinct things in each of `size` groups and, last, in all: shape (size + 1,).

    Things and groups of -1 are nobody's; a thing without a group still counts in all.

    Examples
    --------
    >>> distinct(np.array([5, 5, 5, 7, -1]), np.array([0, 1, 1, 1, 0]), 2)
    array([1, 2, 2])
    """
    real = thing >= 0
    pairs = _once(np.where(group >= 0, thing * size + group, -1)[real])
    inside = np.bincount(pairs[pairs >= 0] % max(size, 1), minlength=size)[:size]
    return np.append(inside, len(_once(thing[real])))


def totals(number: Ints, group: Ints, size: int) -> Ints:
    """Add up numbers in each of `size` groups and, last, in all: shape (size + 1,).

    Examples
    --------
    >>> totals(np.array([2, 3, 1]), np.array([0, 1, -1]), 2)
    array([2, 3, 6])
    """
    inside = np.bincount(group + 1, weights=number, minlength=size + 1)[1 : size + 1]
    return np.append(inside.astype(np.int64), number.sum())


def _once(values: Ints) -> Ints:
    """Return the distinct values; words of one thing stand together, so runs are cut first."""
    if not len(values):
        return values
    heads = values[np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1))]
    # Words come in the order of the corpus, so mostly nothing is left to sort.
    return heads if (np.diff(heads) > 0).all() else np.unique(heads)
