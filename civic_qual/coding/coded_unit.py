"""What was coded as a whole: nothing finer can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit, Codings
    from civic_qual.corpus.segments import Unit

# From fine to coarse, each made of the ones before. Who marks words can be counted by any unit.
FINENESS = ("word", "sentence", "paragraph", "turn", "transcript")


def coded_unit(codings: Codings) -> CodedUnit:
    """Return the coarsest unit that anybody coded as a whole; "word" if nothing was read."""
    units = {"word", *codings.read.unit.values}
    for name in sorted(units - set(FINENESS)):
        raise CodingError(f"there is no unit {name!r}; there are: {', '.join(FINENESS[1:])}")
    return cast("CodedUnit", max(units, key=FINENESS.index))


def counting_unit(codings: Codings) -> Unit:
    """Return the unit to count by if none is named: what was coded, or turns if words were."""
    coded = coded_unit(codings)
    return "turn" if coded == "word" else coded


def check_unit(codings: Codings, unit: Unit) -> None:
    """Refuse to count by a unit finer than the one that was coded.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit, or there is no such unit.
    """
    if unit not in FINENESS:
        raise CodingError(f"there is no unit {unit!r}; there are: {', '.join(FINENESS[1:])}")
    coded = coded_unit(codings)
    if FINENESS.index(unit) < FINENESS.index(coded):
        raise CodingError(
            f"each {coded} was coded as a whole, so the {unit}s in it cannot be "
            f'told apart; count by unit="{coded}" or a larger one'
        )
