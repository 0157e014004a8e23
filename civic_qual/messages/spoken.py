"""Text that can be said in another language, and the language in which it is said now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

from civic_qual.messages.catalogues import Catalogue, catalogue

VARIABLE = "CIVIC_QUAL_LANGUAGE"

_language: ContextVar[str] = ContextVar("language")
_commanded: ContextVar[bool] = ContextVar("commanded", default=False)
_PLAIN = Catalogue()  # the English that a text is as a str, wherever it was made

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
        text = super().__new__(cls, say(_PLAIN, *made_of))
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


def typed(python: str, command: str) -> str:
    """Write what a person is to type: in Python or, on the command line, there.

    Parameters
    ----------
    python
        An argument, a call, or a message that holds them.
    command
        The same as an option or a command, "" where there is none.

    Examples
    --------
    >>> advice = typed('unread="ignore"', "--unread ignore")
    >>> with on_command_line():
    ...     print(advice, "|", render(advice))
    unread="ignore" | --unread ignore
    """
    return Spoken(_typed, python, command)


def _typed(words: Catalogue, python: str, command: str) -> str:
    return said(command if _commanded.get() and words is not _PLAIN else python, words)


@contextmanager
def on_command_line() -> Iterator[None]:
    """Let what a person is to type be options and commands."""
    token = _commanded.set(True)
    try:
        yield
    finally:
        _commanded.reset(token)


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
