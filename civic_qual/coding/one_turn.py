"""A text as a transcript of one turn, for trying rules out."""

from __future__ import annotations

from civic_qual.corpus.model import Transcript, Turn


def one_turn(
    name: str, text: str, language: str, attributes: dict[str, str] | None = None
) -> Transcript:
    """Return a text as a transcript of one turn, all of it said by a respondent."""
    turn = Turn(0, len(text), ((0, len(text)),), "", "respondent", language)
    return Transcript(name, text, (turn,), attributes or {}, language)
