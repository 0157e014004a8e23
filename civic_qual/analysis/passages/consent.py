"""Who agreed to be quoted, and what is nobody's own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.arrays import Texts
    from civic_qual.corpus.model import Corpus, Transcript, Turn

QUOTABLE = ("", "quote")  # not stated, or agreed
REPORTED = "reported"  # by whoever took notes: nobody's words can be quoted
_FROM_FREE_TO_STRICT = (*QUOTABLE, "paraphrase", "none", "withdrawn")


def consent(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return what the speaker of a turn agreed to.

    Of the interview's word and the person's own the stricter one holds. A word
    that is not known counts as strict: what nobody understands is no consent.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=3, spoken=((0, 3),), speaker="R")
    >>> one = Transcript(id="a", text="Yes", turns=(turn,), attributes={"consent": "Paraphrase"})
    >>> consent(Corpus((one,)), one, turn)
    'paraphrase'
    """
    person = corpus.participants.of(transcript.id, turn.speaker)
    stated = (
        corpus.participants.attributes.get(person, {}).get("consent", ""),
        transcript.attributes.get("consent", ""),
    )
    return max((word.strip().casefold() for word in stated), key=_strictness)


def consents(corpus: Corpus) -> Texts:
    """Return what the speaker of every turn of a corpus agreed to, of shape (n_turns,).

    What a note-taker reported is in nobody's words: whatever was agreed to, it is `REPORTED`.
    """
    return np.array(
        [
            REPORTED if turn.reported else consent(corpus, transcript, turn)
            for transcript in corpus
            for turn in transcript.turns
        ],
        dtype=object,
    )


def reported_notes(refused: Counter[str]) -> tuple[str, ...]:
    """Say how many passages are not quoted since a note-taker reported them."""
    n = refused[REPORTED]
    if not n:
        return ()
    return (
        Message.plural(
            "{n} passage is not quoted: reported by the note-taker, in nobody's own words.",
            "{n} passages are not quoted: reported by the note-taker, in nobody's own words.",
            n=n,
        ),
    )


def _strictness(word: str) -> int:
    known = word in _FROM_FREE_TO_STRICT
    return _FROM_FREE_TO_STRICT.index(word) if known else len(_FROM_FREE_TO_STRICT)
