"""How a passage is signed: by a label, and no name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from civic_qual.corpus.attributes import attributes_of_speaker
from civic_qual.corpus.model import ROLES
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus, Transcript, Turn

# Who speaks, where nothing more is known than the role of a turn.
_SOMEBODY: Mapping[str, str] = {
    "respondent": Message.in_context("below a quotation", "Respondent"),
    "interpreter": Message.in_context("below a quotation", "Interpreter"),
    "interviewer": Message.in_context("below a quotation", "Interviewer"),
    "observer": Message.in_context("below a quotation", "Observer"),
    "unknown": Message.in_context("below a quotation", "Unknown"),
}


def attribution(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return how a passage is signed: role and country, or the line agreed with the person.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=3, spoken=((0, 3),), speaker="R", role="interpreter")
    >>> known = {"role": "village chief", "country": "CAR"}
    >>> one = Transcript(id="a", text="Yes", turns=(turn,), attributes=known)
    >>> attribution(Corpus((one,)), one, turn)
    'Village chief, CAR (through an interpreter)'
    """
    stated = attributes_of_speaker(corpus, transcript, turn)
    agreed = stated.get("attribution")
    line = _capital(agreed) if agreed else _who_and_where(stated, turn.role)
    if turn.role == "interpreter":
        line = Message("{line} (through an interpreter)", line=line)
    if turn.reported:
        return Message("{line} (reported by the note-taker)", line=line)
    if stated.get("recording", "").casefold() == "notes":
        line = Message("{line} (from notes)", line=line)
    return line


def _who_and_where(stated: Mapping[str, str], role_of_turn: str) -> str:
    role, country = stated.get("role", ""), stated.get("country", "")
    who = (role if role not in ROLES else "") or stated.get("respondent_group", "")
    label = _capital(who.replace("_", " ")) if who else _SOMEBODY[role_of_turn]
    if not country:
        return label
    return Message("{who}, {country}", who=label, country=country)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
