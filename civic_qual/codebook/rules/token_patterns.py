"""Whether a token pattern is one that spaCy takes, told without loading spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from civic_qual.codebook.spelling import did_you_mean
from civic_qual.messages import Message

_TEXTS = {
    *("ORTH", "TEXT", "LOWER", "NORM", "SHAPE", "PREFIX", "SUFFIX", "LEMMA", "POS", "TAG"),
    *("MORPH", "DEP", "ENT_TYPE", "ENT_ID", "ENT_KB_ID"),
}
_FLAGS = {
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT"),
    *("IS_SPACE", "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY"),
    *("IS_STOP", "IS_SENT_START", "SENT_START", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "SPACY"),
}
_UNCHECKED = {"ENT_IOB", "_"}
_KEYS = sorted(_TEXTS | _FLAGS | _UNCHECKED | {"LENGTH", "OP"})
_SETS = {"IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS"}
_LIKE = {"REGEX", "FUZZY", *(f"FUZZY{edits}" for edits in range(1, 10))}
_ORDER = {"==", "!=", ">=", "<=", ">", "<"}


class Slip(NamedTuple):
    """What is wrong with one key of one token, counted from 0."""

    token: int
    key: str
    message: str


def pattern_slips(tokens: Sequence[Any]) -> Iterator[Slip]:
    """Yield what is wrong with a token pattern, in order.

    Examples
    --------
    >>> [slip.message for slip in pattern_slips([{"LEMA": "force"}])]
    ['a token has no LEMA: did you mean LEMMA?']
    """
    for index, token in enumerate(tokens):
        for key, value in token.items() if isinstance(token, Mapping) else ():
            if message := _problem(key, value):
                yield Slip(index, key, message)


def _problem(written: str, value: object) -> str:
    key = written.upper() if written.islower() else written
    if key not in _KEYS:
        unknown = Message("a token has no {key}", key=written)
        return did_you_mean(unknown, key.upper(), _KEYS)
    if key == "OP":
        return _operator_problem(value)
    if key in _FLAGS and not isinstance(value, bool):
        return Message("{key} is true or false", key=written)
    if key == "LENGTH":
        return _value_problem(written, value, int, _SETS | _ORDER)
    return _value_problem(written, value, str, _SETS | _LIKE) if key in _TEXTS else ""


def _operator_problem(value: object) -> str:
    counts = re.fullmatch(r"\{(\d{1,4})\}|\{(?=,?\d)(\d{0,4}),(\d{0,4})\}", str(value))
    backward = counts and counts[2] and counts[3] and int(counts[2]) > int(counts[3])
    if value in ("!", "?", "+", "*") or (counts and not backward):
        return ""
    return Message(
        "{value} is no OP: write ! ? + * or {{2}}, {{1,3}}, {{2,}}, {{,3}} in quotes",
        value=str(value),
    )


def _value_problem(
    key: str, value: object, kind: type, known: set[str], *, expression: bool = False
) -> str:
    """Say what is wrong with a value; `known` are the keys it may have if it is a mapping."""
    if isinstance(value, Mapping):
        problems = (
            _inner_problem(key, name, inner, kind, known, expression=expression)
            for name, inner in value.items()
        )
        return next(filter(None, problems), "")
    if not isinstance(value, kind) or isinstance(value, bool):
        if kind is str:
            return Message(
                "{key} takes text, in quotes if it is a number; several stand in {{IN: [...]}}",
                key=key,
            )
        return Message("{key} takes a whole number; several stand in {{IN: [...]}}", key=key)
    return _expression_problem(str(value)) if expression else ""


def _inner_problem(
    key: str, name: str, inner: Any, kind: type, known: set[str], *, expression: bool
) -> str:
    """Say what is wrong with one key, and its value, of a value that is a mapping."""
    if name.upper() not in known:
        unknown = Message("{key} has no {name}", key=key, name=name)
        return did_you_mean(unknown, name.upper(), sorted(known))
    several = name.upper() in _SETS
    if several and not isinstance(inner, list):
        return Message("{key} takes a list, as [a, b]", key=name)
    if not several and isinstance(inner, list):
        return Message("{key} takes one value", key=name)
    compiled = expression or name.upper() == "REGEX"
    problems = (
        _value_problem(name, one, kind, known, expression=compiled)
        for one in (inner if several else [inner])
    )
    return next(filter(None, problems), "")


def _expression_problem(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return Message(
            "the regular expression {pattern} does not work: {reason}",
            pattern=pattern,
            reason=error,
        )
    return ""
