"""The boxes of a document: which passages somebody says to have read, in words or numbers.

Small words are understood in English and French, whatever language the document is in. What is
not sure is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from civic_qual.reviewing.word.answers import AROUND, folded
from civic_qual.study.work.keys import as_key

_ALL = re.compile(
    r"all(?: of it| read)?|read all|everything|yes|(?:(?:up )?to|until) the end|"
    r"x|[\u2713\u2714\u2611\u2612]|tout(?: lu| est lu)?|tous|toutes|lu tout|oui|jusqu'a la fin"
)
_NOTHING = re.compile(
    r"|(?:nothing|not|none)(?: yet)?|no|(?:rien|pas)(?: encore)?|aucune?|non|0|[-\u2013\u2014]"
)
_NAME = r"\[?\s*(?:(?:no|n°|nr|number|numero|passage|p|§)\.?\s*)?\[?\s*#?([0-9a-z]+)\s*\]?"
_UP_TO = re.compile(
    r"(?:all |tout |read |lu )?(?:up to|until|till|through|as far as|jusqu'?\s?(?:a|au|aux|en)) "
    rf"?(?:and including |le |la |the )?{_NAME}"
)
_RANGE = re.compile(rf"{_NAME}(?:\s*(?:-|\u2013|\u2014|to|a|au)\s*{_NAME})?")
_BETWEEN = re.compile(r"\s*(?:[,;+&]|\band\b|\bet\b)\s*")
_NO_TO_ALL = re.compile(
    r"(.*?)[\s,;:.\-\u2013\u2014(]*"
    r"\b(?:no to all(?: of them)?|all no|non a tou(?:t|tes|s)|tout non)"
)


@dataclass(frozen=True)
class Extent:
    """Which passages somebody says to have read, by number; `empty` if nothing was written.

    `no_to_all` says that no suggestion in them holds.
    """

    numbers: frozenset[int]
    empty: bool = False
    no_to_all: bool = False


_LONGEST = 200  # characters in a box


def extent_of(written: str, first: int, last: int, number: Mapping[str, int]) -> Extent | None:
    """Return which passages are said to be read, in the box for `first` to `last`; None: unclear.

    Parameters
    ----------
    written
        What stands in the box.
    number
        The numbers of passages by their keys.

    Examples
    --------
    >>> sorted(extent_of("Jusqu'à P3 !", 1, 20, {}).numbers), extent_of("quite a lot", 1, 20, {})
    ([1, 2, 3], None)
    >>> sorted(extent_of("1-2, 5", 1, 20, {}).numbers), extent_of("", 1, 20, {}).empty
    ([1, 2, 5], True)
    """
    said = folded(written[: _LONGEST + 1])
    if len(written) > _LONGEST:
        return None
    if _NOTHING.fullmatch(said):
        return Extent(frozenset(), empty=not written.strip())
    if rejecting := _NO_TO_ALL.fullmatch(said):
        rest = _numbers(rejecting[1].strip(AROUND), first, last, number)
        return Extent(rest, no_to_all=True) if rest else None
    numbers = _numbers(said, first, last, number)
    return Extent(numbers) if numbers else None


def _numbers(said: str, first: int, last: int, number: Mapping[str, int]) -> frozenset[int] | None:
    if _ALL.fullmatch(said):
        return frozenset(range(first, last + 1))
    if up_to := _UP_TO.fullmatch(said):
        end = _number(up_to[1], number)
        return frozenset(range(first, end + 1)) if first <= end <= last else None
    pieces = [_RANGE.fullmatch(piece) for piece in _BETWEEN.split(said)]
    found: set[int] = set()
    for piece in pieces:
        begin = _number(piece[1], number) if piece else 0
        end = _number(piece[2], number) if piece and piece[2] else begin
        if not first <= begin <= end <= last:
            return None
        found.update(range(begin, end + 1))
    # One number alone may be the last one that was read, or the only one.
    alone = len(pieces) == 1 and pieces[0] is not None and not pieces[0][2]
    return None if alone and first != last else frozenset(found)


def _number(name: str, number: Mapping[str, int]) -> int:
    """Return the number of a passage by its number or its key; 0 if there is none."""
    plain = name.removeprefix("p")
    if plain.isascii() and plain.isdecimal() and len(plain) < 9:
        return int(plain)
    return number.get(as_key(name)) or number.get(as_key(f"p{name}"), 0)


def in_order(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of numbers, first and last.

    Examples
    --------
    >>> list(in_order([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run = [*run[:1], number]
    if run:
        yield run[0], run[-1]


def written_numbers(numbers: Iterable[int]) -> str:
    """Return numbers as people write them.

    Examples
    --------
    >>> written_numbers([1, 2, 3, 7])
    '1-3, 7'
    """
    return ", ".join(
        str(first) if first == last else f"{first}-{last}" for first, last in in_order(numbers)
    )
