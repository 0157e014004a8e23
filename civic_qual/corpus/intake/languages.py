"""The language of every turn: the declared one, else detected among those expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from civic_qual.corpus.transcripts import Transcript, Turn
from civic_qual.messages import Message, quoted
from civic_qual.texts import unaccented

_NAMES = {
    "english": "en",
    "anglais": "en",
    "french": "fr",
    "francais": "fr",
    "spanish": "es",
    "espagnol": "es",
    "arabic": "ar",
    "arabe": "ar",
    "swahili": "sw",
    "kiswahili": "sw",
    "portuguese": "pt",
    "portugais": "pt",
    "sango": "sg",
    "lingala": "ln",
}
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")
_SEVERAL = re.compile(r"\s*(?:[/,;+&|]|\band\b|\bet\b)\s*")


@dataclass(frozen=True, slots=True)
class Declared:
    """What an attribute `language` says: one code, or several to detect among."""

    codes: tuple[str, ...]
    note: str = ""


def declared(written: str) -> Declared:
    """Read what is written in an attribute `language`.

    Examples
    --------
    >>> declared("Français").codes, declared("fr-CD").codes, declared("en / fr").codes
    (('fr',), ('fr',), ('en', 'fr'))
    """
    names = [name for name in _SEVERAL.split(unaccented(written.casefold()).strip()) if name]
    codes = tuple(_code(name) for name in names)
    strange = [name for name in names if name not in _NAMES and not _CODE.fullmatch(name)]
    if not strange:
        return Declared(codes)
    note = Message(
        "language {language} is no language code such as en or fr", language=quoted(written)
    )
    return Declared(codes, note)


def _code(name: str) -> str:
    found = _CODE.fullmatch(name)
    return _NAMES.get(name) or (found[1] if found else name)


def with_languages(one: Transcript, languages: Sequence[str]) -> tuple[Transcript, str]:
    """Give every turn its language; say what was strange about the declared one."""
    said = declared(one.attributes.get("language", one.language))
    only = said.codes[0] if len(said.codes) == 1 else ""
    if only:
        turns = tuple(replace(turn, language=_stated(turn) or only) for turn in one.turns)
    else:
        turns = _detected(one, said.codes or tuple(languages))
    return replace(one, turns=turns, language=only), said.note


def _stated(turn: Turn) -> str:
    codes = declared(turn.language).codes if turn.language else ()
    return codes[0] if len(codes) == 1 else ""


def _detected(one: Transcript, languages: Sequence[str]) -> tuple[Turn, ...]:
    stated = [_stated(turn) for turn in one.turns]
    if all(stated):
        found = stated
    elif len(languages) == 1:
        found = [languages[0]] * len(stated)
    else:
        from civic_qual.language.detect import detect_turns

        found = detect_turns([_said(one.text, turn) for turn in one.turns], languages)
    return tuple(
        replace(turn, language=told or guess)
        for turn, told, guess in zip(one.turns, stated, found, strict=True)
    )


def _said(text: str, turn: Turn) -> str:
    return " ".join(text[start:end] for start, end in turn.spoken)
