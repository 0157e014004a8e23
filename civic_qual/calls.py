"""Calls that nearly fit are answered with the name that was meant.

`nearest` and `offer` find that name; `helpful` does it for the arguments of a function::

    >>> @helpful
    ... def count(codings: str, *, normalise: str = "") -> str:
    ...     return codings + normalise
    >>> count("a", normalize="share")
    Traceback (most recent call last):
    ...
    TypeError: count has no argument normalize; did you mean normalise?
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

from civic_qual.arguments import Arguments
from civic_qual.messages import Message, enumerated, quoted

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 20  # names told
_SEARCHED = 5000  # names looked through for a near one

# What the same thing is called elsewhere, where the spelling does not give it away.
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "alpha": ("confidence",),
    "ci": ("confidence",),
    "columns": ("by",),
    "group_by": ("by",),
    "groupby": ("by",),
    "group": ("by",),
    "index": ("by",),
    "interviews": ("transcripts",),
    "k": ("n",),
    "limit": ("n",),
    "n_samples": ("n",),
    "people": ("participants",),
    "random_state": ("seed",),
    "rng": ("seed",),
    "size": ("n",),
    "turns": ("segments",),
    "user": ("coder", "coders"),
    "rater": ("coder", "coders"),
    "weights": ("normalise",),
}


def nearest(wanted: str, known: Iterable[str]) -> str:
    """Return the one of the known names that was probably meant, "" if none is near.

    Examples
    --------
    >>> nearest("normalize", ["by", "normalise"]), nearest("groupby", ["by"]), nearest("x", ["by"])
    ('normalise', 'by', '')
    """
    names = list(dict.fromkeys(known))[:_SEARCHED]
    for also in ELSEWHERE.get(wanted, ()):
        if also in names:
            return also
    folded = {name.casefold(): name for name in reversed(names)}
    near = get_close_matches(wanted.casefold(), list(folded), n=1)
    return folded[near[0]] if near else ""


def offer(wanted: str, known: Iterable[str]) -> str:
    """Say what there is instead of what was wanted, the nearest first.

    Examples
    --------
    >>> "no country 'Malli'" + offer("Malli", ["DRC", "Mali"])
    "no country 'Malli'; did you mean 'Mali'? There are: DRC, Mali"
    >>> "no country" + offer("Mali", [])
    'no country; there are none'
    """
    names = sorted(known)
    if not names:
        return Message("; there are none")
    near = nearest(wanted, names)
    there = enumerated(names, _MOST)
    if near:
        return Message("; did you mean {near}? There are: {names}", near=quoted(near), names=there)
    return Message("; there are: {names}", names=there)


def no_such(name: str, value: str, known: Iterable[str]) -> Message:
    """Say that there is no such code, coder or transcript, and what there is.

    Examples
    --------
    >>> str(no_such("coder", "Isa", ["Awa", "Issa"]))
    "there is no coder 'Isa'; did you mean 'Issa'? There are: Awa, Issa"
    """
    return Message(
        "there is no {name} {value}{offer}",
        name=name,
        value=quoted(value),
        offer=offer(value, known),
    )


def names_given(names: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return names as a tuple, whether one was given, several or none.

    Examples
    --------
    >>> names_given("sex"), names_given(["sex", "country"]), names_given(None)
    (('sex',), ('sex', 'country'), ())
    """
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def not_there(owner: object, name: str, is_column: bool, chooses: str) -> str:
    """Say what to take instead of an attribute that something with a `frame` does not have.

    Parameters
    ----------
    is_column
        Whether a column of the frame is called so.
    chooses
        What is said of the ways to choose from it that pandas calls otherwise.
    """
    import pandas as pd

    kind = type(owner).__name__
    if is_column:
        return Message(
            "{kind} has no attribute {name}: take the column as result[{column}]",
            kind=kind,
            name=name,
            column=quoted(name),
        )
    own = [one for one in dir(type(owner)) if not one.startswith("_")]
    if name in ("only", "filter", "query", "head", "tail", "sample", "iloc", "loc"):
        return Message(
            "{kind} has no {name}: {chooses}; .frame.{same} is that of a plain DataFrame",
            kind=kind,
            name=name,
            chooses=chooses,
            same=name if hasattr(pd.DataFrame, name) else "query",
        )
    if hasattr(pd.DataFrame, name):
        return Message(
            "{kind} has no {name}: take .frame.{name}, which is that of a plain DataFrame",
            kind=kind,
            name=name,
        )
    near = nearest(name, own)
    if near:
        return Message(
            "{kind} has no attribute {name}; did you mean {near}?", kind=kind, name=name, near=near
        )
    return Message(
        "{kind} has no attribute {name}: it has {names}",
        kind=kind,
        name=name,
        names=enumerated(own),
    )


def helpful(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function answer an argument it does not have with the one that was meant.

    A value of another kind than its annotation takes is refused, too (see `arguments`). Signature,
    documentation and types stay as they are; a call that fits costs one look at its arguments.

    Raises
    ------
    TypeError
        By the function, for an argument it does not have, or for values that must be named.
    ArgumentError
        By the function, for a value of another kind than it takes.
    """
    parameters = inspect.signature(function).parameters.values()
    whatever = any(one.kind is one.VAR_KEYWORD for one in parameters)  # it takes every name
    named = [
        one.name for one in parameters if one.kind not in (one.POSITIONAL_ONLY, one.VAR_KEYWORD)
    ]
    known = frozenset(named)
    anyhow = any(one.kind is one.VAR_POSITIONAL for one in parameters)
    places = [
        one.name
        for one in parameters
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    most = float("inf") if anyhow else len(places)
    local = function.__qualname__.rpartition("<locals>.")[2].removesuffix(".__init__")
    refused = _refusals(local, named, places, whatever)
    check = Arguments(function, local)

    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        if len(args) > most or not (whatever or known.issuperset(kwargs)):
            raise refused(len(args), kwargs)
        check(args, kwargs)
        return function(*args, **kwargs)

    return wraps(function)(_at_home(called, function))


def helpful_when_made(made: type[R]) -> type[R]:
    """Let a record answer what it cannot be made of, as `helpful` does for a function."""
    made.__init__ = helpful(made.__init__)  # type: ignore[method-assign]
    return made


def _refusals(
    name: str, named: list[str], places: list[str], whatever: bool
) -> Callable[[int, Mapping[str, Any]], TypeError]:
    """Return what makes the refusal of a call; methods do not count the object they are of."""
    own = len(places[:1]) if places[:1] in (["self"], ["cls"]) else 0
    free = [one for one in named if one not in ("self", "cls")]

    def refused(given: int, kwargs: Mapping[str, Any]) -> TypeError:
        strange = next((one for one in kwargs if one not in named and not whatever), None)
        if strange is not None:
            near = nearest(strange, [one for one in free if one not in kwargs])
            return TypeError(_no_argument(name, strange, near, free))
        rest = [one for one in free if one not in places]
        return TypeError(_too_many(name, places[own:], given - own, free, rest))

    return refused


def _no_argument(function: str, argument: str, near: str, free: Sequence[str]) -> str:
    if near:
        return Message(
            "{function} has no argument {argument}; did you mean {near}?",
            function=function,
            argument=argument,
            near=near,
        )
    if not free:
        return Message(
            "{function} has no argument {argument}; it has none",
            function=function,
            argument=argument,
        )
    return Message(
        "{function} has no argument {argument}; it has: {names}",
        function=function,
        argument=argument,
        names=enumerated(free),
    )


def _too_many(
    function: str, places: Sequence[str], given: int, free: Sequence[str], rest: Sequence[str]
) -> str:
    unnamed = enumerated(places, empty=Message("nothing"))
    if rest:
        return Message(
            "{function} takes {places} without a name, and got {given} values; name the others, "
            "as {example}=... (it has: {names})",
            function=function,
            places=unnamed,
            given=given,
            example=rest[0],
            names=enumerated(free),
        )
    return Message.plural(
        "{function} takes {n} value ({places}), and got {given}",
        "{function} takes {n} values ({places}), and got {given}",
        n=len(places),
        function=function,
        places=unnamed,
        given=given,
    )


def _at_home(called: Callable[P, R], function: Callable[P, R]) -> Callable[P, R]:
    """Give a wrapper the globals of what it wraps, as doctest looks there for what is whose."""
    if not (isinstance(called, FunctionType) and isinstance(function, FunctionType)):
        return called
    return FunctionType(
        called.__code__,
        function.__globals__,
        function.__name__,
        called.__defaults__,
        called.__closure__,
    )
