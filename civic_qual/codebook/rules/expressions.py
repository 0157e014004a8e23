r"""Regular expressions in rules, the last resort: compiled in one place, by one engine.

They run on the text as it stands, case and accents included; `(?i)` inside one ignores case.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from civic_qual.messages import Message, count

_CALL = regex.compile(r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\(\?(?:R|&|P>|[+-]?\d))")
MOST_REPEATS = 1_000_000  # the engine writes fixed repetitions out, nested ones multiplied


class BadExpressionError(ValueError):
    """A regular expression that must not run; `position` counts its characters from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        self.message, self.position = message, position
        super().__init__(message)


@lru_cache(maxsize=1024)
def compile_expression(pattern: str) -> regex.Pattern[str]:
    r"""Compile the regular expression of a rule.

    Parameters
    ----------
    pattern
        What stands between the slashes, `\/` already read as a slash.

    Returns
    -------
    regex.Pattern
        Of the `regex` package, whose searches take a `timeout`.

    Raises
    ------
    BadExpressionError
        If it does not compile, or would match the empty text everywhere.

    Examples
    --------
    >>> compile_expression(r"\d+ km").search("a base at 12 km")[0]
    '12 km'
    """
    _refuse_recursion(pattern)
    _refuse_many_repeats(pattern)
    try:
        # A full cache is thinned out by `random`, and whoever calls has seeded that for himself.
        compiled = regex.compile(pattern, cache_pattern=False)
    except regex.error as error:
        raise BadExpressionError(*_message_and_position(error)) from None
    except (OverflowError, RecursionError):
        raise BadExpressionError(Message("its repetitions or parentheses are too many")) from None
    if compiled.match("") is not None:
        raise BadExpressionError(Message("it matches the empty text, so it would match everywhere"))
    return compiled


def _refuse_recursion(pattern: str) -> None:
    for part in _CALL.finditer(pattern):
        if part[1]:
            message = Message("it calls itself or another group: write out what is meant")
            raise BadExpressionError(message, part.start())


def _refuse_many_repeats(pattern: str) -> None:
    total = 1
    for repeats in regex.finditer(r"\{(\d*),?(\d*)\}", pattern):
        total *= max(int(number[:9] or 1) for number in repeats.groups()) or 1
        if total > MOST_REPEATS:
            message = Message("its repetitions come to more than {most}", most=count(MOST_REPEATS))
            raise BadExpressionError(message, repeats.start())


def _message_and_position(error: regex.error) -> tuple[str, int]:
    return getattr(error, "msg", str(error)), getattr(error, "pos", None) or 0


def written(pattern: str) -> str:
    r"""Return an expression as it is written between slashes.

    Examples
    --------
    >>> written("24/7"), read_slashes(r"24\/7")
    ('24\\/7', '24/7')
    """
    return regex.sub(r"\\.|/", lambda match: r"\/" if match[0] == "/" else match[0], pattern)


def read_slashes(body: str) -> str:
    r"""Return the pattern that an expression written between slashes stands for."""
    return regex.sub(r"\\.", lambda match: "/" if match[0] == r"\/" else match[0], body)
