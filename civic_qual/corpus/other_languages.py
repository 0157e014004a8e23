"""What is said in none of the languages that were looked for, and which language it may be."""

from __future__ import annotations

from civic_qual.corpus.transcripts import Transcript, Turn
from civic_qual.language.names import LANGUAGES, NEITHER, likely_language
from civic_qual.messages import Message


def in_neither(transcript: Transcript) -> list[Turn]:
    """Return the turns that are in no language that was looked for."""
    return [turn for turn in transcript.turns if turn.language == NEITHER]


def other_language(transcript: Transcript) -> str:
    """Return what such turns are to be called: they are named by all of them together.

    Examples
    --------
    >>> said = "Waasi walikuja usiku na kuua watu wengi sana hapa kijijini."
    >>> turn = Turn(start=0, end=59, spoken=((0, 59),), language="und")
    >>> other_language(Transcript(id="t", text=said, turns=(turn,)))
    'another language (Swahili?)'
    """
    pieces = [piece for turn in in_neither(transcript) for piece in turn.spoken]
    likely = likely_language(" ".join(transcript.text[start:end] for start, end in pieces))
    if not likely:
        return LANGUAGES[NEITHER]
    return Message("another language ({language}?)", language=LANGUAGES[likely])
