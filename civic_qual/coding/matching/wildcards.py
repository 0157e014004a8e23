"""Wildcards of rules, resolved on a sorted vocabulary."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import regex

from civic_qual.language.words import unaccented

MOST_BEGINNINGS = 16  # ways to write the literal beginning, with and without its accents


def reached_keys(pattern: str, keys: Sequence[str]) -> set[str]:
    """Return the keys that a wildcard reaches.

    A letter with an accent also stands for the letter without, since people type so; a letter
    without one stands for itself only. Only keys with the literal beginning are looked at.

    Parameters
    ----------
    pattern
        `*` stands for any end, `?` for one letter; case is free.
    keys
        Sorted by code point.

    Examples
    --------
    >>> sorted(reached_keys("dédommag*", ["dedommagement", "dédommagé", "détruit"]))
    ['dedommagement', 'dédommagé']
    >>> reached_keys("dedommag*", ["dédommagé"])
    set()
    """
    return {key for place in reached_places(pattern, keys) for key in keys[place]}


def reached_places(pattern: str, keys: Sequence[str]) -> list[slice]:
    """Return where the keys that a wildcard reaches stand, as slices of `keys`, none twice.

    Parameters are those of `reached_keys`; a key may come several times.

    Examples
    --------
    >>> reached_places("al*", ["ail", "alert", "alerts", "base"])
    [slice(1, 3, None)]
    """
    letters = unicodedata.normalize("NFC", pattern.casefold())
    beginnings, rest = _beginnings(letters)
    near = [_slice(keys, beginning) for beginning in beginnings]
    if rest == "*":
        return near
    fits = wildcard_pattern(pattern).fullmatch
    return [
        slice(place, place + 1)
        for one in near
        for place in range(one.start, one.stop)
        if fits(keys[place])
    ]


def wildcard_pattern(pattern: str) -> regex.Pattern[str]:
    """Return the expression that a key must match in full for a wildcard to reach it.

    Examples
    --------
    >>> bool(wildcard_pattern("col?r").fullmatch("color"))
    True
    """
    letters = unicodedata.normalize("NFC", pattern.casefold())
    return regex.compile("".join(_open_letter(letter) for letter in letters))


def _open_letter(letter: str) -> str:
    if letter == "*":
        return ".*"
    if letter == "?":
        return r"\p{L}\p{M}*"
    written = _written(letter)
    return f"(?:{'|'.join(map(regex.escape, written))})"


def _written(letter: str) -> tuple[str, ...]:
    """Return the ways a text may write a letter: as it is, without its accent."""
    bare = unaccented(letter)
    return (letter,) if bare == letter else (letter, bare)


def _beginnings(letters: str) -> tuple[list[str], str]:
    """Return all ways to write the beginning of a wildcard, and what is left of it."""
    beginnings = [""]
    for place, letter in enumerate(letters):
        written = _written(letter)
        if letter in "*?" or len(beginnings) * len(written) > MOST_BEGINNINGS:
            return beginnings, letters[place:]
        beginnings = [begun + one for begun in beginnings for one in written]
    return beginnings, ""


def _slice(keys: Sequence[str], beginning: str) -> slice:
    """Return where the keys, sorted, stand that begin so."""
    size = len(beginning)
    first = bisect_left(keys, beginning)
    return slice(first, bisect_right(keys, beginning, lo=first, key=lambda key: key[:size]))
