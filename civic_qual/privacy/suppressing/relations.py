"""What holds between the numbers of a release, as whoever reads it knows.

Each function yields candidates; those that do not hold in a release (people in two groups,
codings on a theme itself) are dropped by `known_relations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from civic_qual.analysis.measures import PARTICIPANTS
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

if TYPE_CHECKING:
    from civic_qual.privacy.suppressing.known_people import KnownPeople

Grouping = Mapping[bytes, Bools]
NONE, ALL = "none", ""  # the categories of a crossed row: found with no code of the family; all


def of_groups(
    ledger: Ledger, groupings: Sequence[Grouping], known: KnownPeople | None = None
) -> Iterator[Relation]:
    """Yield that groups add up to the groups they are parts of, and to their margin.

    Parameters
    ----------
    known
        Who is in which groups, if that is known: else it is what the numbers come to.
    """
    masks = {key: mask for one in groupings for key, mask in one.items()}
    parts = [
        part
        for one in groupings
        for other in groupings
        if one is not other
        for part in _nested(one, other)
    ]
    for numbers in ledger.alike("group"):
        for whole, inside, touching in parts:
            if whole not in numbers or any(key not in numbers for key in touching):
                continue
            own, each = numbers[whole], [numbers[key] for key in inside]
            yield from parts_and_whole(own, each, [numbers[key] for key in touching], known is None)
            if known is not None and inside:
                what = ledger.entries[own].key.measure
                yield from known.of_parts(what, [masks[key] for key in inside], each, own)


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
        for row, inside in _directly_below(numbers):
            yield from ((([numbers[part], numbers[row]]), [1, -1]) for part in inside)
            yield [numbers[row], *(numbers[part] for part in inside)], [1] + [-1] * len(inside)


def of_rows_without(ledger: Ledger) -> Iterator[Relation]:
    """Yield that who carries a theme, and not one code of it, has said turns of it without that.

    At least one each, and so it is of interviews.
    """
    for numbers in ledger.alike("row", "measure"):
        measures = {counted for _, counted in numbers}
        rows = dict.fromkeys(row for row, _ in numbers)
        pairs = [
            (less, more)
            for less in measures
            for more in measures
            if less.people_like and more.unit not in ("", "transcript")
        ]
        for row, inside in _directly_below(rows):
            for part in inside:
                for less, more in pairs:
                    names = (row, less), (part, less), (row, more), (part, more)
                    if all(name in numbers for name in names):
                        yield [numbers[name] for name in names], [1, -1, -1, 1]


def _directly_below(rows: Iterable[RowKey]) -> Iterator[tuple[RowKey, list[RowKey]]]:
    """Yield each row that has rows below it, with those directly below."""
    sets = {row: row.members for row in rows if row.members}
    for row, members in sets.items():
        below = [other for other, theirs in sets.items() if theirs < members]
        inside = [
            other for other in below if not any(sets[other] < sets[between] for between in below)
        ]
        if inside:
            yield row, inside


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


def of_measures(ledger: Ledger, known: KnownPeople | None = None) -> Iterator[Relation]:
    """Yield that people need passages to be counted, and passages people to say them.

    Where as many segments as people were read, everybody said one: the numbers are the same.
    A whole transcript may be of several people; where these are `known` that says it better.
    """
    for numbers in ledger.alike("measure"):
        for less, one in numbers.items():
            for more, other in numbers.items():
                if one == other or ledger.entries[one].key.category.endswith(f"/{NONE}"):
                    continue
                if _at_most(less, more) and not (known and _together(less, more)):
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


def of_those_without(ledger: Ledger, known: KnownPeople | None = None) -> Iterator[Relation]:
    """Yield that who does not carry a row has said turns without it: at least one each.

    So turns read without a theme are no fewer than people read without it, and so it is for each
    pair of measures of which one is at most the other, and of what both are out of. Who was heard
    together, where they are `known`, says better how people stand to interviews.
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
                if known and _together(less, more):
                    continue
                out_of_less, out_of_more = (ledger.entries[at].base or 0 for at in (one, other))
                alike = less.people_like and more.people_like and out_of_less <= out_of_more
                if alike or _at_most(less, more):
                    yield [read, one, more_read, other], [1, -1, -1, 1]


def of_groups_not_counted(ledger: Ledger, groupings: Sequence[Grouping]) -> Iterator[Relation]:
    """Yield that a count of all is no more than those who could be counted where something is said.

    Of codes often turns alone are counted by group. Where a group says none, nobody of it is among
    the people of all, and so they are no more than those read in the other groups.
    """
    bases = {entry.key: index for index, entry in enumerate(ledger.entries) if entry.key.base}
    parts = [
        (whole, touching)
        for one in groupings
        for other in groupings
        if one is not other
        for whole, inside, touching in _nested(one, other)
        if inside == touching
    ]
    for numbers in ledger.alike("group", "measure"):
        measures = {counted for _, counted in numbers}
        for (whole, touching), less, more in product(parts, measures, measures):
            said = [numbers.get((key, more)) for key in touching]
            if less == more or (whole, less) not in numbers or None in said:
                continue
            if all((key, less) in numbers for key in touching) or not _at_most(less, more):
                continue
            silent = [one for one in said if one is not None and not ledger.entries[one].value]
            spoken = [key for key, one in zip(touching, said, strict=True) if one not in silent]
            base = _base_of(ledger.entries[numbers[whole, less]].key)
            read = [bases.get(replace(base, group=key)) for key in spoken] if base else [None]
            if silent and None not in read:
                number = numbers[whole, less]
                limits = [*silent, *(one for one in read if one is not None)]
                yield [number, *limits], [1] + [-1] * len(limits)


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


def _together(one: Counted, other: Counted) -> bool:
    """Whether one counts people and the other what several people may be heard in together."""
    gathered = [
        counted.unit == "transcript" or understood(counted.measure).behind == "gathering"
        for counted in (one, other)
    ]
    return any(gathered) and PARTICIPANTS in (one.measure, other.measure)


def _at_most(less: Counted, more: Counted) -> bool:
    """Whether a number can be no larger than another of the same row and group."""
    if less.unit and more.unit:
        return FINENESS.index(more.unit) <= FINENESS.index(less.unit)
    return (
        more.measure.name in understood(less.measure).at_most
        or less.measure.name in understood(more.measure).at_least
    )
