r"""A text that every match of an expression must hold, so that most turns need not be searched.

Only plain expressions are understood: letters, groups, sets, repetitions, alternatives. Of all
others nothing is known, and they are run everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import regex

MOST_TEXTS = 20  # more would take longer to look for than the expression itself

_TOKEN = regex.compile(
    r"""(?P<literal>\\[^\w\s]|[^\\\[\](){}|*+?.^$])
      | (?P<other>\\[dDsSwWbBAZntrmMX]|\\[pP]\{\w+\}|[.^$]|\[\^?\]?(?:\\.|[^\[\]\\])*\])
      | (?P<open>\((?:\?(?::|>|P<\w+>|<\w+>))?(?![?*]))
      | (?P<look>\(\?<?[=!])
      | (?P<close>\))
      | (?P<bar>\|)
      | (?P<repeat>(?:[*+?]|\{(?P<least>\d*),?\d*\})[?+]?)""",
    flags=regex.VERBOSE,
)
_FLAGS = regex.compile(r"\(\?([ims]+)\)")
# Letters with more than one other case: İ ı, ſ, and the Kelvin sign.
_OPEN_CASE = regex.compile(r"[iIsSkK]|[^\x00-\x7f]")


class Needed(NamedTuple):
    """Texts one of which must occur; none if nothing is known."""

    texts: tuple[str, ...] = ()
    ignore_case: bool = False


class _UnknownError(Exception):
    """The expression holds something that is not understood here."""


@lru_cache(maxsize=1024)
def needed_by_expression(pattern: str) -> Needed:
    r"""Return what every match of a regular expression holds.

    Examples
    --------
    >>> needed_by_expression(r"\d+ (?:km|miles?)\b")
    Needed(texts=('km', 'mile'), ignore_case=False)
    >>> needed_by_expression("(?i)code red")
    Needed(texts=('code red',), ignore_case=True)
    """
    flags = _FLAGS.match(pattern)
    ignore_case = flags is not None and "i" in flags[1]
    try:
        tokens = list(_tokens(pattern, flags.end() if flags else 0))
        return Needed(_Reader(tokens, ignore_case).alternatives(), ignore_case)
    except _UnknownError:
        return Needed()


@lru_cache(maxsize=1024)
def needed_by_tokens(pattern: str) -> Needed:
    """Return what every match of a spaCy token pattern holds.

    Examples
    --------
    >>> needed_by_tokens('[{"POS": "VERB"}, {"LOWER": {"IN": ["helmet", "helmets"]}}]')
    Needed(texts=('helmet', 'helmets'), ignore_case=True)
    """
    best = Needed()
    try:
        tokens = json.loads(pattern)
    except ValueError:
        return best
    for token in tokens if isinstance(tokens, list) else ():
        if isinstance(token, Mapping) and not any(name.upper() == "OP" for name in token):
            for name, value in token.items():
                best = _better(best, _of_attribute(name.upper(), value))
    return best


def _of_attribute(name: str, value: Any) -> Needed:
    texts = value.get("IN", ()) if isinstance(value, Mapping) and len(value) == 1 else [value]
    known = isinstance(texts, list) and all(isinstance(text, str) and text for text in texts)
    if not known or len(texts) > MOST_TEXTS:
        return Needed()
    if name == "LOWER" and all(text.isascii() for text in texts):
        return Needed(tuple(texts), ignore_case=True)
    return Needed(tuple(texts)) if name in ("ORTH", "TEXT") else Needed()


def _better(one: Needed, other: Needed) -> Needed:
    return other if _shortest(other.texts) > _shortest(one.texts) else one


def _shortest(texts: Sequence[str]) -> int:
    return min(map(len, texts), default=0)


def _tokens(pattern: str, start: int) -> Iterator[regex.Match[str]]:
    while start < len(pattern):
        token = _TOKEN.match(pattern, start)
        if token is None:
            raise _UnknownError
        yield token
        start = token.end()


class _Reader:
    """Reads the tokens of an expression from left to right."""

    def __init__(self, tokens: Sequence[regex.Match[str]], ignore_case: bool) -> None:
        self._tokens = list(reversed(tokens))
        self._ignore_case = ignore_case

    def alternatives(self) -> tuple[str, ...]:
        """Return the texts of a whole expression, or of a group up to its end."""
        sides = [self._sequence()]
        while self._next() == "bar":
            self._tokens.pop()
            sides.append(self._sequence())
        if not all(sides) or sum(map(len, sides)) > MOST_TEXTS:
            return ()
        return tuple(dict.fromkeys(text for side in sides for text in side))

    def _next(self) -> str | None:
        return self._tokens[-1].lastgroup if self._tokens else None

    def _sequence(self) -> tuple[str, ...]:
        """Return the longest texts that one side of an alternative needs."""
        best: tuple[str, ...] = ()
        letters = ""
        while self._next() not in ("bar", "close", None):
            letter, inner = self._item()
            least = self._least()
            if least != 0:
                letters += letter
            if least is not None or not letter:
                best = max(best, self._closed(letters), inner if least != 0 else (), key=_shortest)
                letters = ""
        return max(best, self._closed(letters), key=_shortest)

    def _item(self) -> tuple[str, tuple[str, ...]]:
        """Return a letter, or what a group needs."""
        token = self._tokens.pop()
        match token.lastgroup:
            case "literal":
                return token[0][-1], ()
            case "open" | "look":
                inner = self.alternatives()
                if self._next() != "close":
                    raise _UnknownError
                self._tokens.pop()
                return "", inner if token.lastgroup == "open" else ()
            case "other":
                return "", ()
        raise _UnknownError

    def _least(self) -> int | None:
        """Return how often the item just read must stand there, None if nothing says so."""
        least = None
        while self._next() in ("repeat", "least"):
            token = self._tokens.pop()
            written = token["least"]
            own = int(written or 0) if written is not None else int(token[0][0] == "+")
            least = own if least is None else min(least, own)
        return least

    def _closed(self, letters: str) -> tuple[str, ...]:
        """Return letters that stand together as a text that is looked for."""
        if self._ignore_case:
            letters = max(_OPEN_CASE.split(letters.lower()), key=len)
        return (letters,) if letters else ()
