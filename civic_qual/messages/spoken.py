"""Text that can be said in another language, and the language in which it is said now."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any

from civic_qual.messages.catalogues import ENGLISH, Catalogue, catalogue

VARIABLE = "CIVIC_QUAL_LANGUAGE"

_language: ContextVar[str] = ContextVar("language")

Say = Callable[..., str]


class Spoken(str):
    """Text that knows how it is said: as a `str` it is the English.

    `say(catalogue, *made_of)` says it in the language of a catalogue; it is a function of a
    module, so that the text can be pickled.
    """

    _say: Say
    _made_of: tuple[Any, ...]

    def __new__(cls, say: Say, *made_of: Any) -> Spoken:
        """Make the English of what the text is made of."""
        text = super().__new__(cls, say(ENGLISH, *made_of))
        text._say, text._made_of = say, made_of
        return text

    def in_language(self, language: str | None = None) -> str:
        """Return the text in a language, by default the one spoken now."""
        return self.said(catalogue(language or language_now()))

    def said(self, words: Catalogue) -> str:
        """Return the text in the language of a catalogue."""
        return self._say(words, *self._made_of)

    def __reduce__(self) -> tuple[Any, ...]:
        return Spoken, (self._say, *self._made_of)


def said(value: object, words: Catalogue) -> str:
    """Return anything as text in the language of a catalogue; plain text as it is."""
    return value.said(words) if isinstance(value, Spoken) else str(value)


def message_of(error: BaseException) -> str:
    """Return what an exception says, still a message if it was made of one.

    Examples
    --------
    >>> message_of(ValueError("no")), message_of(KeyError("plan"))
    ('no', "'plan'")
    """
    if len(error.args) == 1 and isinstance(error.args[0], Spoken):
        return error.args[0]
    return str(error)


def render(text: str | BaseException, language: str | None = None) -> str:
    """Return a text, or what an error or a warning says, in a language.

    Parameters
    ----------
    text
        A message, a plain text (returned as it is) or an exception.
    language
        By default the one spoken now: see `speaking`.

    Returns
    -------
    str
        Plain text; in English where nobody has translated it yet.

    Examples
    --------
    >>> render("plan"), render(ValueError("no such file"))
    ('plan', 'no such file')
    """
    if isinstance(text, BaseException):
        text = message_of(text)
    return text.in_language(language) if isinstance(text, Spoken) else text


def language_now() -> str:
    """Return the language spoken now: of `speaking`, else of the environment, else English."""
    return catalogue(_language.get("") or os.environ.get(VARIABLE, "") or "en").language


class speaking:  # noqa: N801 - reads as a word: with speaking("fr")
    """Speak a language inside a `with` block; None goes on with the one spoken now.

    Examples
    --------
    >>> with speaking("fr"):
    ...     language_now()
    'fr'
    >>> language_now()
    'en'
    """

    def __init__(self, language: str | None) -> None:
        self.language = language
        self._tokens: list[Token[str]] = []

    def __enter__(self) -> None:
        self._tokens.append(_language.set(self.language or language_now()))

    def __exit__(self, *_: object) -> None:
        _language.reset(self._tokens.pop())
