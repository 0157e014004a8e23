"""The text of scopes, for expressions: their spoken pieces, and where a text occurs."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import regex

from civic_qual.arrays import Bools, Ints
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.model import Span

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


class Piece(NamedTuple):
    """A spoken piece of a scope: its text, and the place of its first character."""

    scope: int
    place: int
    text: str


@dataclass(frozen=True, eq=False)
class ScopeTexts:
    """The texts of all scopes of one kind; made once, kept."""

    scopes: ScopeColumns

    def candidates(self, turns: Bools, needed: Needed, only: Ints | None = None) -> Ints:
        """Return the scopes of some turns in which an expression may match.

        Parameters
        ----------
        turns
            Which turns are searched, shape (n_turns,).
        needed
            What must occur in the text.
        only
            Scopes that matter; None for all.
        """
        turn = self._turn_of_scope
        chosen = np.flatnonzero(turns[turn]) if only is None else only[turns[turn[only]]]
        if needed.texts and len(chosen):
            searched = np.zeros(len(turns), dtype=bool)
            searched[turn[chosen]] = True
            chosen = chosen[self._holding(needed, searched)[turn[chosen]]]
        return chosen

    def pieces(self, chosen: Ints) -> Iterator[Piece]:
        """Yield the spoken pieces of some scopes, in order."""
        index = self.scopes.index
        before, origin, said = index.turns_before, index.origin, index.said
        turns = self._turn_of_scope[chosen]
        transcripts = np.searchsorted(before, turns, side="right") - 1
        places = turns - before[transcripts]
        for scope, number, place in zip(
            chosen.tolist(), transcripts.tolist(), places.tolist(), strict=True
        ):
            text, spoken = said[number][0], said[number][1][place].spoken
            for start, end in self._spoken(scope, spoken):
                yield Piece(scope, int(origin[number]) + start, text[start:end])

    def _spoken(self, scope: int, spoken: tuple[Span, ...]) -> Iterator[Span]:
        if self.scopes.within == "turn":
            yield from spoken
            return
        _, starts, ends = self._sentences
        for first, last in spoken:
            start, end = max(int(starts[scope]), first), min(int(ends[scope]), last)
            if start < end:
                yield start, end

    @cached_property
    def _sentences(self) -> tuple[Ints, Ints, Ints]:
        """The turn of every sentence, numbered through the corpus, and its offsets."""
        index = self.scopes.index
        own = [index.sentences(number) for number in range(len(index.said))]
        turns = [one.turn + before for one, before in zip(own, index.turns_before, strict=False)]
        none = np.empty(0, dtype=np.int64)
        return (
            np.concatenate([none, *turns]),
            np.concatenate([none, *(one.start for one in own)]),
            np.concatenate([none, *(one.end for one in own)]),
        )

    @cached_property
    def _turn_of_scope(self) -> Ints:
        if self.scopes.within == "turn":
            return np.arange(len(self.scopes.first) - 1)
        return self._sentences[0]

    def _holding(self, needed: Needed, searched: Bools) -> Bools:
        """Return in which of the turns searched one of the texts may occur."""
        held = np.zeros(len(searched), dtype=bool)
        before = self.scopes.index.turns_before
        for number, (text, turns) in enumerate(self.scopes.index.said):
            first, after = int(before[number]), int(before[number + 1])
            if searched[first:after].any():
                if needed.ignore_case:
                    text = self._lowered[number]
                starts = [turn.start for turn in turns]
                for wanted in needed.texts:
                    held[first + np.array(_turns_with(wanted, text, starts), dtype=int)] = True
        return held & searched

    @cached_property
    def _lowered(self) -> list[str]:
        """The texts in lower case; İ is the one letter that would become two."""
        return [text.replace("İ", "I").lower() for text, _ in self.scopes.index.said]


def _turns_with(wanted: str, text: str, starts: list[int]) -> list[int]:
    """Return the turns, told by where they start, in which a text begins."""
    found: list[int] = []
    place = text.find(wanted, starts[0])
    while place >= 0:
        found.append(bisect_right(starts, place) - 1)
        if found[-1] + 1 == len(starts):
            break
        place = text.find(wanted, starts[found[-1] + 1])
    return found
