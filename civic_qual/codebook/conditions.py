"""Conditions of a rule on its transcript: `where: {country: [CAR], date: ">=2020-12"}`.

A value is equal, or compared: `>=2020-12`, `<2018`, `2020..2022`. Numbers are compared as
numbers, anything else as text cut to the length of the bound, so that `<=2020-12` takes in all of
December. What a transcript does not state, or not as precisely as the bound, meets no condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(?=[^\s<>=])(.+)")
_RANGE = re.compile(r"(.*[^.\s])\s*\.\.\s*([^.\s].*)")


def conditions_met(
    where: Sequence[tuple[str, tuple[str, ...]]], attributes: Mapping[str, str]
) -> bool:
    """Whether the attributes of a transcript meet all conditions of a rule.

    Parameters
    ----------
    where
        Attributes, each with the values or comparisons of which one must hold.
    attributes
        What is known of the transcript.

    Examples
    --------
    >>> where = (("country", ("CAR", "DRC")), ("date", (">=2020-12",)))
    >>> conditions_met(where, {"country": "CAR", "date": "2021-02-14"})
    True
    >>> conditions_met(where, {"country": "CAR"})
    False
    """
    return all(
        any(_holds(condition, attributes.get(name, "")) for condition in conditions)
        for name, conditions in where
    )


def condition_problem(condition: str) -> str:
    """Return what is wrong with a condition, or "".

    Examples
    --------
    >>> condition_problem("=>2020")
    '=>2020 is no condition: write CAR for a value, or >=2020-12, <2018, 2020..2022'
    """
    compared = _COMPARISON.fullmatch(condition) or _RANGE.fullmatch(condition)
    if compared or (not re.match(r"[<>=!]|\.\.", condition) and not condition.endswith("..")):
        return ""
    return f"{condition} is no condition: write CAR for a value, or >=2020-12, <2018, 2020..2022"


def _holds(condition: str, value: str) -> bool:
    if not value:
        return False
    if compared := _COMPARISON.fullmatch(condition):
        return _compare(value, *compared.groups())
    if between := _RANGE.fullmatch(condition):
        return _compare(value, ">=", between[1]) and _compare(value, "<=", between[2])
    return value == condition


def _compare(value: str, sign: str, bound: str) -> bool:
    left, right = _number(value), _number(bound)
    if left is not None and right is not None:
        order = (left > right) - (left < right)
    elif bound.startswith(value) and value != bound:
        return False  # 2020 is neither before nor after 2020-12
    else:
        cut = value[: len(bound)]
        order = (cut > bound) - (cut < bound)
    return {">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0}[sign]


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
