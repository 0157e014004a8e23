"""Regular expressions and spaCy token patterns, run on the scopes in which they may match."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from time import thread_time
from typing import TypeAlias

import numpy as np

from civic_qual.codebook.rules.expressions import BadExpressionError, compile_expression
from civic_qual.codebook.rules.tree import Regex, TokenPattern
from civic_qual.coding.matching.hits import Hits, OwnSpans
from civic_qual.coding.matching.needed_text import Needed, needed_by_expression, needed_by_tokens
from civic_qual.coding.matching.runs import Runs
from civic_qual.coding.matching.scope_texts import Piece
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.coding.matching.spacy_matcher import matcher_of, token_pattern_matches
from civic_qual.corpus.model import Span
from civic_qual.corpus.segments import Ints
from civic_qual.errors import CodingError, UnrunnableRuleError

Expression: TypeAlias = Regex | TokenPattern
FindSpans: TypeAlias = Callable[[str], Iterable[Span]]

# Of the processor: a machine that is busy or fell asleep is no fault of the expression.
SECONDS = 2.0  # for one expression on one spoken piece; a sound one takes thousandths of that
MOST_SECONDS = 60.0  # for one expression on all pieces
_NEARLY = 0.9  # of the seconds: what a quiet machine gives until they are over on the wall


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
    return _regex_finder(expression.pattern, seconds)


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


def _regex_finder(pattern: str, seconds: float) -> FindSpans:
    try:
        expression = compile_expression(pattern)
    except BadExpressionError as error:
        raise CodingError(f"/{pattern}/ is no regular expression: {error.message}") from None

    def spans(text: str) -> list[Span]:
        patience, before = seconds, thread_time()  # `regex` looks at the clock on the wall
        while True:
            with suppress(TimeoutError):
                return [match.span() for match in expression.finditer(text, timeout=patience)]
            if thread_time() - before > _NEARLY * seconds:
                raise UnrunnableRuleError(_too_slow(pattern, f"{seconds:g} seconds on one turn"))
            patience, before = 2 * patience, thread_time()

    spent = 0.0

    def find(text: str) -> list[Span]:
        nonlocal spent
        before = thread_time()
        try:
            found = spans(text)
        except (MemoryError, RecursionError):
            raise UnrunnableRuleError(
                f"/{pattern}/ needs more memory than there is: write it more simply"
            ) from None
        spent += thread_time() - before
        if spent > MOST_SECONDS:
            raise UnrunnableRuleError(_too_slow(pattern, f"{MOST_SECONDS:g} seconds in all"))
        return found

    return find


def _too_slow(pattern: str, limit: str) -> str:
    return (
        f"/{pattern}/ took more than {limit}: a repetition inside a repetition is often "
        "the reason; write it more simply"
    )
