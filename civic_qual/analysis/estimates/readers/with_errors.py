"""Shares in whose limits the errors of readers are, and what is said of these errors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic_qual.analysis.estimates.group_shares import GroupShares
from civic_qual.analysis.estimates.readers.read_twice import DOUBLE, ReadTwice
from civic_qual.analysis.estimates.readers.reader_errors import (
    ReaderErrors,
    on_readers,
    reader_errors,
)
from civic_qual.analysis.measures import SEGMENTS, Measure
from civic_qual.corpus.segments import units_word
from civic_qual.messages import Message, count, typed
from civic_qual.statistics.readers.reader_shares import Group, reader_shares

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.side_by_side import SideBySide

_NO_READER = 0.5  # who misses so much of what is there is no reader


@dataclass(frozen=True, eq=False, kw_only=True)
class WithErrors:
    """The shares of groups, and what is to be said of the readers behind them.

    `readers` tells how often each errs; None where that is not known.
    """

    groups: list[GroupShares]
    notes: tuple[str, ...]
    readers: ReaderErrors | None = None


def with_errors(side: SideBySide, groups: list[GroupShares], measure: Measure) -> WithErrors:
    """Put the errors of readers into the limits, where a part was read twice; else say "if".

    Parameters
    ----------
    side
        Machine, people and sample.
    groups
        The shares of each group if readers are right; the last is of all.
    measure
        What shares are of.
    """
    twice = side.read_twice
    if not twice.several and twice.why_not is None:
        return WithErrors(groups=groups, notes=(_one_reader(),))
    why_not = twice.why_not
    if why_not is None and measure is not SEGMENTS:
        why_not = Message("errors are reckoned with in shares of passages only")
    if why_not is not None:
        return WithErrors(groups=groups, notes=(_if_right(why_not),))
    there = [number for number, group in enumerate(groups) if group.shares is not None]
    made, drawn = reader_shares(
        [_group(side, groups[number], number) for number in there],
        by_band=twice.settled not in ("nothing", "some"),
    )
    if (drawn.rates.mean(axis=0)[:, 0] > _NO_READER).any():
        return WithErrors(groups=groups, notes=(_if_right(_no_reader()),))
    changed = list(groups)
    for number, shares in zip(there, made, strict=True):
        changed[number] = replace(groups[number], shares=shares)
    return WithErrors(
        groups=changed,
        notes=(_what_holds(twice, side), *on_readers(side.ids, drawn)),
        readers=reader_errors(side.ids, drawn),
    )


def _group(side: SideBySide, group: GroupShares, number: int) -> Group:
    assert group.shares is not None
    inside = side.segments.member[:, number][side.by_person.index]
    return Group(
        chances=group.curve(group.units.scores),
        positions=group.units.index,
        weights=1 / group.units.probability,
        readings=side.read_twice.readings.of(inside),
        shares=group.shares,
    )


def if_right(side: SideBySide) -> tuple[str, ...]:
    """Say that readers are taken for right, where their errors are not reckoned with."""
    if not side.read_twice.several:
        return (_one_reader(),)
    return (
        _if_right(Message("the numbers of passages still to be coded do not reckon with errors")),
    )


def _one_reader() -> str:
    return Message(
        "Limits hold if the person who coded the sample is right: their own errors are not in "
        "them. A second person who codes a random part, blind, brings them in: {double}.",
        double=DOUBLE,
    )


def _if_right(why_not: str) -> str:
    return Message(
        "Limits hold if the first person who read a passage is right. The second reading is not "
        "used: {why_not}.",
        why_not=why_not,
    )


def _no_reader() -> str:
    return Message(
        "the readers find too little in common. Talk the codes over, and have a new sample coded"
    )


def _what_holds(twice: ReadTwice, side: SideBySide) -> str:
    number, units = count(twice.number), units_word(side.sample.unit)
    if twice.settled == "all":
        return Message(
            "The readers' errors are in the limits. A third person read the {number} {units} that "
            "were read twice, and is taken to be right.",
            number=number,
            units=units,
        )
    if twice.settled == "ticked":
        return Message(
            "The readers' errors are in the limits: of {number} {units} read twice, all that any "
            "reader found was settled by a third look. Not seen: what all of them overlooked.",
            number=number,
            units=units,
        )
    if twice.settled == "disagreements":
        return Message(
            "The readers' errors are in the limits, if they err independently of each other. Of "
            "{number} {units} read twice their disagreements are settled; where they agree they "
            "are believed only as far as independent errors allow. What all of them get wrong is "
            "not seen: have settled all that any of them found ({settled}).",
            number=number,
            units=units,
            settled=_settle(),
        )
    return Message(
        "The readers' errors are in the limits, if they err independently of each other, as far as "
        "{number} {units} read twice show them. What all of them get wrong is not seen: have a "
        "third person settle all that any of them found there ({settled}).",
        number=number,
        units=units,
        settled=_settle(),
    )


def _settle() -> str:
    return typed(
        Message("disagreements(..., agreed=True), then settled="),
        Message("civic-qual agree --disagreements FILE --agreed, then --settled FILE"),
        Message("page Disagreements"),
    )
