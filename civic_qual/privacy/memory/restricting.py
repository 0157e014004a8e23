"""Codings of some of the people of a corpus: the others count no more than if they were absent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.coding.codings import Codings
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.corpus.model import Corpus
from civic_qual.privacy.memory.members import speaker_names, speakers


def only_of(codings: Codings, names: Collection[str]) -> Codings:
    """Return the codings of some speakers, in a corpus in which nobody else says a counted word.

    Interviews in which none of them speaks are left out; in the others the words of the rest stay
    in the text, where everything stands as it stood, and nobody says them.

    Parameters
    ----------
    names
        Of speakers, as `speaker_names` gives them.
    """
    corpus = codings.corpus
    counts = np.array([name in names for name in speaker_names(corpus)], dtype=np.bool_)
    if counts.all():
        return codings
    turns = counts[speakers(turn_columns(corpus))]
    kept = np.unique(turn_columns(corpus).transcript[turns])
    index = np.full(len(corpus), -1, dtype=np.int64)
    index[kept] = np.arange(len(kept))
    coded, read = index[codings.coded.transcript] >= 0, index[codings.read.transcript] >= 0
    chosen, readings = codings.coded.take(coded), codings.read.take(read)
    return replace(
        codings,
        corpus=_heard(corpus, kept, turns),
        coded=replace(chosen, transcript=index[chosen.transcript]),
        read=replace(readings, transcript=index[readings.transcript]),
        evidence=codings.evidence.take(np.flatnonzero(coded).tolist()),
        scores=None,
    )


def _heard(corpus: Corpus, kept: Ints, heard: Bools) -> Corpus:
    """Return some interviews, in which some turns are nobody's."""
    first = np.concatenate([[0], np.cumsum([len(one.turns) for one in corpus])])
    transcripts = []
    for number in kept.tolist():
        one, here = corpus.transcripts[number], heard[first[number] : first[number + 1]]
        if not here.all():
            turns = (
                turn if counts else replace(turn, role="observer", spoken=())
                for turn, counts in zip(one.turns, here.tolist(), strict=True)
            )
            one = replace(one, turns=tuple(turns))
        transcripts.append(one)
    return replace(corpus, transcripts=tuple(transcripts))
