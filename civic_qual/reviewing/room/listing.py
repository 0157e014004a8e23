"""All transcripts of a study at once: what is in each, and how far the coder is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import covered
from civic_qual.corpus.counted_words import counted_words, kept_with_corpus
from civic_qual.corpus.intake.sureness import READING
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.study.contents.codings import held_readings
from civic_qual.study.contents.tallied import codings_by_transcript

if TYPE_CHECKING:
    from civic_qual.arrays import Floats, Ints
    from civic_qual.coding.columns import ReadingColumns
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript

COLUMNS = ("id", "words", "turns", "language", "attributes", "codings", "read")


def transcripts(seat: Seat) -> Answer:
    """Return all transcripts, with how much is in each, and which share of it the coder has read.

    As long as somebody works blind, only their own codings are counted.
    """
    study, coder = seat.study, seat.coder
    only = coder if not coder or study.sight(coder).blind else None
    with study._session.reading() as snapshot:
        corpus = snapshot.corpus
        codings = codings_by_transcript(snapshot, only)
        own = held_readings(snapshot, {"coder": [coder], "origin": ["human"]})
    rows = zip(
        corpus,
        _sizes(corpus, True).tolist(),
        codings.tolist(),
        _read(corpus, own).tolist(),
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
                number,
                round(read, 3),
            ]
            for one, n, number, read in rows
        ],
    }


def stated(seat: Seat) -> Answer:
    """Return what is stated of all transcripts, to go from one to the next of those wanted."""
    rows = [[one.id, one.language, stated_of(one)] for one in seat.study.corpus]
    return {"columns": ["id", "language", "attributes"], "rows": rows}


def stated_of(transcript: Transcript) -> dict[str, object]:
    """Return what is stated of a transcript; that its reading was confirmed is told elsewhere."""
    return {key: value for key, value in transcript.attributes.items() if key != READING}


@kept_with_corpus
def _sizes(corpus: Corpus, include_interviewers: bool) -> Ints:
    """Return how many words each transcript has of the roles that count, or of all."""
    words = counted_words(corpus, include_interviewers)
    return np.bincount(words.transcript, minlength=len(corpus))


def _read(corpus: Corpus, read: ReadingColumns) -> Floats:
    """Return which share of the counted words of each transcript was read."""
    words = counted_words(corpus)
    first, after = words.within(
        words.place(read.transcript, read.start), words.place(read.transcript, read.end)
    )
    seen = covered(first, after, len(words))
    done = np.bincount(words.transcript[seen], minlength=len(corpus))
    share: Floats = done / np.maximum(_sizes(corpus, False), 1)
    return share
