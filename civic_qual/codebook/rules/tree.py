"""What a rule says: the tree of its words, and its conditions on the transcript.

Leaves match words; phrases put leaves side by side; operators join phrases. A tree knows
neither texts nor languages: `civic_qual.coding.matching.evaluation` finds it among words.

Conditions are `where: {country: [CAR], date: ">=2020-12"}`. A value is equal, or compared:
`>=2020-12`, `<2018`, `2020..2022`. Numbers are compared as numbers, ISO dates as the days they
span, so that `<=2020-12` takes in all of December. What a transcript does not state, or not as one
of these, or not precisely enough to decide, meets no condition.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from civic_qual.messages import Message


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any inflected form, `protect`."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Exactly this form, `=Force`, `UN`: case and accents count."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The beginning of a word, `protect*`, or a word with open letters, `col?r`; case is free."""

    pattern: str


@dataclass(frozen=True, slots=True)
class ListName:
    """A word list defined once in the codebook, `@peacekeepers`."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """None to `most` words of any kind inside a phrase, `_2`."""

    most: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words; at least two items, neither the first nor the last a gap."""

    items: tuple[Word | Exact | Wildcard | ListName | Gap | Or, ...]


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression, run turn by turn with a time limit, `/.../`."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A spaCy token pattern, as JSON text, for those who need parts of speech."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Or:
    """Either side; inside a phrase its options are words and phrases only."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All sides in one scope; yields the hits of every side."""

    sides: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The hits of `left` in scopes where `right` has none."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides with at most `distance` words between, in any order: every minimal window."""

    left: Tree
    right: Tree
    distance: int


@dataclass(frozen=True, slots=True)
class Before:
    """`left` before `right` with at most `distance` words between: every minimal window."""

    left: Tree
    right: Tree
    distance: int


@dataclass(frozen=True, slots=True)
class NotNear:
    """The hits of `left` with no hit of `right` within `distance` words."""

    left: Tree
    right: Tree
    distance: int


Leaf: TypeAlias = Word | Exact | Wildcard | ListName | Phrase | Regex | TokenPattern
Tree: TypeAlias = Leaf | Or | And | Not | Near | Before | NotNear


def parts(tree: Tree | Gap) -> tuple[Tree | Gap, ...]:
    """Return what a tree is made of, from left to right; nothing for a word or an expression."""
    match tree:
        case Phrase(inner) | Or(inner) | And(inner):
            return inner
        case Not(left, right) | Near(left, right) | Before(left, right) | NotNear(left, right):
            return left, right
    return ()


def leaves(tree: Tree | Gap) -> Iterator[Tree]:
    """Yield the words, lists and expressions of a tree, from left to right.

    Examples
    --------
    >>> list(leaves(Near(Phrase((Word("alert"), Gap(1), Word("network"))), ListName("un"), 5)))
    [Word(text='alert'), Word(text='network'), ListName(name='un')]
    """
    inner = parts(tree)
    for part in inner:
        yield from leaves(part)
    if not inner and not isinstance(tree, Gap):
        yield tree


_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(?=[^\s<>=])(.+)")
_RANGE = re.compile(r"(.*[^.\s])\s*\.\.\s*([^.\s].*)")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})(?:-Q([1-4])|-([0-9]{2})(?:-([0-9]{2}))?)?")

_Day: TypeAlias = tuple[int, int, int]


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
    if compared := _COMPARISON.fullmatch(condition):
        return _bound_problem(condition, compared[2])
    if between := _RANGE.fullmatch(condition):
        first, last = between.groups()
        problem = _bound_problem(condition, first) or _bound_problem(condition, last)
        if not problem and not _compare(first, "<=", last):
            return Message(
                "{condition} never holds: write the earlier or smaller end first",
                condition=condition,
            )
        return problem
    if not re.match(r"[<>=!]|\.\.", condition) and not condition.endswith(".."):
        return ""
    return Message(
        "{condition} is no condition: write CAR for a value, or >=2020-12, <2018, 2020..2022",
        condition=condition,
    )


def _bound_problem(condition: str, bound: str) -> str:
    if _NUMBER.fullmatch(bound) or _days(bound):
        return ""
    return Message(
        "{condition} is no condition: {bound} is neither a date, as 2020, 2020-12, 2020-12-31 or "
        "2020-Q4, nor a number",
        condition=condition,
        bound=bound,
    )


def _holds(condition: str, value: str) -> bool:
    if not value:
        return False
    if compared := _COMPARISON.fullmatch(condition):
        return _compare(value, *compared.groups())
    if between := _RANGE.fullmatch(condition):
        return _compare(value, ">=", between[1]) and _compare(value, "<=", between[2])
    return value == condition


def _compare(value: str, sign: str, bound: str) -> bool:
    """Whether every day or the number that a value stands for is on this side of a bound."""
    value, bound = value.strip(), bound.strip()
    if _NUMBER.fullmatch(value) and _NUMBER.fullmatch(bound):
        return _on_side((float(value),) * 2, sign, (float(bound),) * 2)
    days, limits = _days(value), _days(bound)
    return days is not None and limits is not None and _on_side(days, sign, limits)


def _on_side(value: tuple[Any, Any], sign: str, bound: tuple[Any, Any]) -> bool:
    match sign:
        case ">=":
            return bool(value[0] >= bound[0])
        case "<=":
            return bool(value[1] <= bound[1])
        case ">":
            return bool(value[0] > bound[1])
    return bool(value[1] < bound[0])


def _days(text: str) -> tuple[_Day, _Day] | None:
    """Return the first and the last day of an ISO date, of its month, quarter or year."""
    written = _DATE.fullmatch(text)
    if written is None:
        return None
    year, quarter, month, day = (int(part) if part else None for part in written.groups())
    first, last = (3 * quarter - 2, 3 * quarter) if quarter else (1, 12)
    if month is not None:
        first = last = month
    if not (year and 1 <= first <= 12):
        return None
    most = monthrange(year, last)[1]
    if day is None:
        return (year, first, 1), (year, last, most)
    return ((year, first, day), (year, first, day)) if 1 <= day <= most else None
