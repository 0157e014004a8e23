"""Whether a token pattern is one that spaCy takes, told without loading spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from civic_qual.codebook.files.shape import did_you_mean

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
    for place, token in enumerate(tokens):
        for key, value in token.items() if isinstance(token, Mapping) else ():
            if message := _problem(key, value):
                yield Slip(place, key, message)


def _problem(written: str, value: object) -> str:
    key = written.upper() if written.islower() else written
    if key not in _KEYS:
        return f"a token has no {written}{did_you_mean(key.upper(), _KEYS)}"
    if key == "OP":
        return _operator_problem(value)
    if key in _FLAGS and not isinstance(value, bool):
        return f"{written} is true or false"
    if key == "LENGTH":
        return _value_problem(written, value, int, _SETS | _ORDER)
    return _value_problem(written, value, str, _SETS | _LIKE) if key in _TEXTS else ""


def _operator_problem(value: object) -> str:
    counts = re.fullmatch(r"\{(\d{1,4})\}|\{(?=,?\d)(\d{0,4}),(\d{0,4})\}", str(value))
    backward = counts and counts[2] and counts[3] and int(counts[2]) > int(counts[3])
    if value in ("!", "?", "+", "*") or (counts and not backward):
        return ""
    return f"{value} is no OP: write ! ? + * or {{2}}, {{1,3}}, {{2,}}, {{,3}} in quotes"


def _value_problem(
    key: str, value: object, kind: type, known: set[str], *, expression: bool = False
) -> str:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name.upper() not in known:
                return f"{key} has no {name}{did_you_mean(name.upper(), sorted(known))}"
            several = name.upper() in _SETS
            if several != isinstance(inner, list):
                return f"{name} takes {'a list, as [a, b]' if several else 'one value'}"
            compiled = expression or name.upper() == "REGEX"
            for one in inner if several else [inner]:
                if message := _value_problem(name, one, kind, known, expression=compiled):
                    return message
        return ""
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = "text, in quotes if it is a number" if kind is str else "a whole number"
        return f"{key} takes {wanted}; several stand in {{IN: [...]}}"
    if expression:
        try:
            re.compile(str(value))
        except (re.error, OverflowError, RecursionError) as error:
            return f"the regular expression {value} does not work: {error}"
    return ""
