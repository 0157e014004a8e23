"""All transcripts of a study at once: what is in each, and how far the coder is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import covered
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.intake.sureness import READING
from civic_qual.reviewing.room.calls import Answer, Seat

if TYPE_CHECKING:
    from civic_qual.arrays import Floats, Ints
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.transcripts import Transcript
    from civic_qual.study.study import Study

COLUMNS = ("id", "words", "turns", "language", "attributes", "codings", "read")


def transcripts(seat: Seat) -> Answer:
    """Return all transcripts, with how much is in each, and which share of it the coder has read.

    As long as somebody works blind, only their own codings are counted.
    """
    study = seat.study
    corpus, coder = study.corpus, seat.coder
    people = study.codings(origin="human")
    words = np.bincount(counted_words(corpus, True).transcript, minlength=len(corpus))
    rows = zip(
        corpus,
        words.tolist(),
        _codings(study, people, coder).tolist(),
        _read(people, coder).tolist(),
        strict=True,
    )
    return {
        "columns": list(COLUMNS),
        "rows": [
            [
                one.id,
                n,
                len(one.turns),
                one.language,
                stated_of(one),
                codings,
                round(read, 3),
            ]
            for one, n, codings, read in rows
        ],
    }


def stated(seat: Seat) -> Answer:
    """Return what is stated of all transcripts, to go from one to the next of those wanted."""
    rows = [[one.id, one.language, stated_of(one)] for one in seat.study.corpus]
    return {"columns": ["id", "language", "attributes"], "rows": rows}


def stated_of(transcript: Transcript) -> dict[str, object]:
    """Return what is stated of a transcript; that its reading was confirmed is told elsewhere."""
    return {key: value for key, value in transcript.attributes.items() if key != READING}


def _codings(study: Study, people: Codings, coder: str) -> Ints:
    """Return how many codings of people the coder may see in each transcript."""
    coded = people.coded
    mine = coded.coder.among([coder])
    shown = mine if not coder or study.sight(coder).blind else np.ones_like(mine)
    return np.bincount(coded.transcript[shown], minlength=len(people.corpus))


def _read(people: Codings, coder: str) -> Floats:
    """Return which share of the counted words of each transcript the coder has read."""
    words, read = counted_words(people.corpus), people.read
    own = np.flatnonzero(read.coder.among([coder]))
    first, after = words.within(
        words.place(read.transcript[own], read.start[own]),
        words.place(read.transcript[own], read.end[own]),
    )
    seen = covered(first, after, len(words))
    size = np.bincount(words.transcript, minlength=len(people.corpus))
    done = np.bincount(words.transcript[seen], minlength=len(people.corpus))
    share: Floats = done / np.maximum(size, 1)
    return share
