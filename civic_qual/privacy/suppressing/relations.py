"""What holds between the numbers of a release, as whoever reads it knows.

Each function yields candidates; those that do not hold in a release (people in two groups,
codings on a theme itself) are dropped by `known_relations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from civic_qual.arrays import Bools
from civic_qual.coding.readings import FINENESS
from civic_qual.privacy.suppressing.ledger import (
    Counted,
    Key,
    Ledger,
    Relation,
    RowKey,
    parts_and_whole,
    understood,
)

Grouping = Mapping[bytes, Bools]
NONE, ALL = "none", ""  # the categories of a crossed row: found with no code of the family; all


def of_groups(ledger: Ledger, groupings: Sequence[Grouping]) -> Iterator[Relation]:
    """Yield that groups add up to the groups they are parts of, and to their margin."""
    parts = [
        part
        for one in groupings
        for other in groupings
        if one is not other
        for part in _nested(one, other)
    ]
    for numbers in ledger.alike("group"):
        for whole, inside, touching in parts:
            if whole in numbers and all(key in numbers for key in touching):
                yield from parts_and_whole(
                    numbers[whole],
                    [numbers[key] for key in inside],
                    [numbers[key] for key in touching],
                )


def _nested(one: Grouping, other: Grouping) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Yield each group of one grouping, the groups of the other inside it, and those touching."""
    for whole, mask in one.items():
        touching = [key for key, theirs in other.items() if (mask & theirs).any()]
        inside = [key for key in touching if key != whole and not (other[key] & ~mask).any()]
        if touching != [whole]:
            yield whole, inside, touching


def of_rows(ledger: Ledger) -> Iterator[Relation]:
    """Yield that a code is found no more often than its theme, and a theme than its codes."""
    for numbers in ledger.alike("row"):
        sets = {row: row.members for row in numbers if row.members}
        for row, members in sets.items():
            below = [other for other, theirs in sets.items() if theirs < members]
            inside = [
                numbers[other]
                for other in below
                if not any(sets[other] < sets[between] for between in below)
            ]
            yield from ((([part, numbers[row]]), [1, -1]) for part in inside)
            if inside:
                yield [numbers[row], *inside], [1] + [-1] * len(inside)


def of_bases(pairs: Iterator[tuple[int, int]]) -> Iterator[Relation]:
    """Yield that nothing is more than what it is out of."""
    yield from (([count, base], [1, -1]) for count, base in pairs if count != base)


def of_categories(ledger: Ledger) -> Iterator[Relation]:
    """Yield that a row holds what is found with each code of a family, and what with none."""
    for numbers in ledger.alike("category"):
        if ALL not in numbers:
            continue
        for family in sorted({key.partition("/")[0] for key in numbers if key != ALL}):
            whole, none = numbers[ALL], numbers[f"{family}/{NONE}"]
            codes = [
                number
                for key, number in numbers.items()
                if key.startswith(f"{family}/") and number != none
            ]
            yield from (([code, none, whole], [1, 1, -1]) for code in codes)
            yield [whole, none, *codes], [1] + [-1] * (len(codes) + 1)
            yield [none, whole], [1, -1]


def of_measures(ledger: Ledger) -> Iterator[Relation]:
    """Yield that people need passages to be counted, and passages people to say them.

    Where as many segments as people were read, everybody said one: the numbers are the same.
    """
    for numbers in ledger.alike("measure"):
        for less, one in numbers.items():
            for more, other in numbers.items():
                if one == other or ledger.entries[one].key.category.endswith(f"/{NONE}"):
                    continue
                if _at_most(less, more):
                    yield [one, other], [1, -1]
                    out_of, same = (ledger.entries[number].base for number in (one, other))
                    if less.people_like and more.unit and out_of == same:
                        yield [other, one], [1, -1]


def of_people_and_interviews(ledger: Ledger) -> Iterator[Relation]:
    """Yield that one person one interview makes counts of both, and whole transcripts, the same.

    Where each interview is with one person, people are no more than interviews; where each person
    was heard once, interviews are no more than people. A segment that is a transcript is an
    interview. What each is out of tells which of it holds.
    """
    for numbers in ledger.alike("measure"):
        like = {
            counted: number
            for counted, number in numbers.items()
            if counted.people_like or counted.unit == "transcript"
        }
        for one, number in like.items():
            for other, theirs in like.items():
                bases = (ledger.entries[index].base for index in (number, theirs))
                less, more = (base or 0 for base in bases)
                if one != other and less <= more:
                    yield [number, theirs], [1, -1]


def of_those_without(ledger: Ledger) -> Iterator[Relation]:
    """Yield that who does not carry a row has said turns without it: at least one each.

    So turns read without a theme are no fewer than people read without it, and so it is for each
    pair of measures of which one is at most the other, and of what both are out of.
    """
    bases = {entry.key: index for index, entry in enumerate(ledger.entries) if entry.key.base}
    for numbers in ledger.alike("measure"):
        out_of: dict[Counted, int | None] = {}
        for counted, number in numbers.items():
            base = _base_of(ledger.entries[number].key)
            out_of[counted] = None if base is None else bases.get(base)
        for less, one in numbers.items():
            for more, other in numbers.items():
                read, more_read = out_of[less], out_of[more]
                if one == other or read is None or more_read is None:
                    continue
                out_of_less, out_of_more = (ledger.entries[at].base or 0 for at in (one, other))
                alike = less.people_like and more.people_like and out_of_less <= out_of_more
                if alike or _at_most(less, more):
                    yield [read, one, more_read, other], [1, -1, -1, 1]


def _base_of(key: Key) -> Key | None:
    """Return the key of what a count is out of; None where that is no number of what was read."""
    if key.base or key.category != ALL:
        return None
    return replace(key, source="", row=RowKey(frozenset(), key.row.read), base=True)


def needs(ledger: Ledger) -> list[tuple[int, int]]:
    """Return pairs of numbers of which the second is not zero where the first is not."""
    return [
        (one, other)
        for numbers in ledger.alike("measure")
        for one in numbers.values()
        for other in numbers.values()
        if one != other and not ledger.entries[one].key.category.endswith(f"/{NONE}")
    ]


def telling(ledger: Ledger) -> list[tuple[int, int]]:
    """Return pairs of a count of people and another number that few people would have hidden.

    That is another number of the same row, or of one that is part of it: who carries a code
    carries its theme.
    """
    pairs = []
    for numbers in ledger.alike("measure", "row"):
        by_row: dict[RowKey, list[int]] = defaultdict(list)
        for (_, row), one in numbers.items():
            by_row[row].append(one)
        for (counted, row), people in numbers.items():
            none = ledger.entries[people].key.category.endswith(f"/{NONE}")
            if none or understood(counted.measure).behind != "person":
                continue
            for part, others in by_row.items():
                if part == row or (
                    part.read == row.read and frozenset() < part.members < row.members
                ):
                    pairs += [(people, other) for other in others if other != people]
    return pairs


def _at_most(less: Counted, more: Counted) -> bool:
    """Whether a number can be no larger than another of the same row and group."""
    if less.unit and more.unit:
        return FINENESS.index(more.unit) <= FINENESS.index(less.unit)
    return (
        more.measure.name in understood(less.measure).at_most
        or less.measure.name in understood(more.measure).at_least
    )
