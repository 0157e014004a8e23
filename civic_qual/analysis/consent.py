"""Who agreed to be quoted: the attribute `consent` of an interview or of a person."""

from __future__ import annotations

import numpy as np

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.turn_columns import Texts

QUOTABLE = ("", "quote")  # not stated, or agreed
_FROM_FREE_TO_STRICT = (*QUOTABLE, "paraphrase", "none", "withdrawn")


def consent(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return what the speaker of a turn agreed to.

    Of the interview's word and the person's own the stricter one holds. A word
    that is not known counts as strict: what nobody understands is no consent.

    Examples
    --------
    >>> turn = Turn(0, 3, ((0, 3),), "R")
    >>> one = Transcript("a", "Yes", (turn,), {"consent": "Paraphrase"})
    >>> consent(Corpus((one,)), one, turn)
    'paraphrase'
    """
    person = corpus.participants.of(transcript.id, turn.speaker)
    said = (
        corpus.participants.attributes.get(person, {}).get("consent", ""),
        transcript.attributes.get("consent", ""),
    )
    return max((one.strip().casefold() for one in said), key=_strictness)


def consents(corpus: Corpus) -> Texts:
    """Return what the speaker of every turn of a corpus agreed to, of shape (n_turns,)."""
    return np.array(
        [consent(corpus, transcript, turn) for transcript in corpus for turn in transcript.turns],
        dtype=object,
    )


def _strictness(word: str) -> int:
    known = word in _FROM_FREE_TO_STRICT
    return _FROM_FREE_TO_STRICT.index(word) if known else len(_FROM_FREE_TO_STRICT)
