"""Codes made while reading, and those that are there already and mean nearly the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.new_codes import code_called, nearly_called
from civic_qual.messages import Message, quoted, render
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.reviewing.room.codes import code_told
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    from civic_qual.codebook.model import Code, Codebook

_MOST, _TELLING = 8, 4  # codes that are told; letters of a word that tells something
_STEM = 6  # letters that words of one family share


def similar_codes(seat: Seat, *, name: str, code: str = "") -> Answer:
    """Return codes that are called, or defined, nearly as something that somebody names.

    Parameters
    ----------
    name
        What a new code is to be called, or what one is called.
    code
        The code that has this name, which is not told.
    """
    codebook = seat.study.codebook
    told: dict[str, str] = {}
    for one, why in _alike(codebook, name):
        if one != code:
            told.setdefault(one, render(why))
    return [
        {"code": one, "name": codebook[one].label(seat.language), "why": why}
        for one, why in [*told.items()][:_MOST]
    ]


def new_code(
    seat: Seat,
    *,
    name: str,
    parent: str = "",
    definition: str = "",
    transcript: str = "",
    start: int | None = None,
    end: int | None = None,
    anyway: bool = False,
    why: str = "",
) -> Answer:
    """Put a code into the codebook and return it as `codes` does; one that is there is that one.

    Raises
    ------
    CodebookError
        If a code is called nearly so, and `anyway` is not said; or it cannot be.
    CodingError, StudyError
        If there is no such passage, or the code was taken out of the codebook.
    """
    study, codebook = seat.study, seat.study.codebook
    made = study.new_code(
        name,
        who=seat.person,
        definition=definition,
        parent=parent,
        language=seat.language if seat.language in codebook.languages else None,
        transcript=transcript or None,
        start=start if transcript else None,
        end=end if transcript else None,
        anyway=anyway,
        why=why,
    )
    codebook = study.codebook
    return code_told(codebook, codebook[made])


def _alike(codebook: Codebook, name: str) -> Iterator[tuple[str, str]]:
    """Yield codes like one of a name, the likest first, each with the reason."""
    if there := code_called(codebook, name):
        yield there, Message("it is called so")
    for one in nearly_called(codebook, name):
        yield one, Message("it is called nearly so")
    wanted = _stems(name)
    shares = [(one.id, *_shared(one, wanted)) for one in codebook] if wanted else []
    for one, share, words in sorted(shares, key=lambda told: -told[1]):
        if share == 1:
            yield one, Message("it is defined as {words}", words=quoted(words))


def _shared(code: Code, wanted: set[str]) -> tuple[float, str]:
    """Return which share of some words the name and definition of a code hold, and the text."""
    best: tuple[float, str] = (0.0, "")
    for language in {**code.name, **code.definition}:
        text = f"{code.name.get(language, '')} {code.definition.get(language, '')}"
        share = len(wanted & _stems(text)) / len(wanted)
        best = max(best, (share, code.definition.get(language, "") or text.strip()))
    return best


def _stems(text: str) -> set[str]:
    words: list[Any] = re.findall(r"\w+", unaccented(text.casefold()))
    return {word[:_STEM] for word in words if len(word) >= _TELLING}
