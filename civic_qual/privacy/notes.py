"""What a protected table says of itself: what is not shown and why, and nothing that tells it."""

from __future__ import annotations

import numpy as np

from civic_qual.analysis.tables.marks import SUPPRESSED
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.corpus.segments import Bools, Ints

WITHHELD = (
    "Withheld: everything by group, since there are too many small groups to choose what "
    "can be shown. To show more, break down by fewer attributes, or by larger groups."
)
_THINGS = {"segments": "{unit}s", "participants": "people", "transcripts": "interviews"}


def suppression_notes(
    number: int, of: int, what: str, minimum: int, hide_zeros: bool, withheld: bool
) -> tuple[str, ...]:
    """Say how many cells are hidden, and why.

    How much they count together is not said: whoever knows the total would know their sum.
    """
    if not number:
        return (
            f"Suppressed: none of {of:,} counts of {what}, since {minimum} people or more "
            "stand behind each.",
        )
    zeros = "" if hide_zeros else " A 0 is shown where nobody of a large enough group is counted."
    too_many = (WITHHELD,) if withheld else ()
    return (
        *too_many,
        f"Suppressed: {number:,} of {of:,} counts of {what} (kept: {(of - number) / of:.0%}).",
        f"What is suppressed: counts behind which fewer than {minimum} people stand, or that "
        f"leave out fewer than {minimum}, and counts from which these could be worked out." + zeros,
    )


def counted_things(table: ThemeTable) -> str:
    """Return what a table counts, in a word."""
    return _THINGS.get(table.measure, table.measure).format(unit=table.unit)


def rounding_notes(base: int) -> tuple[str, ...]:
    """Say that no number is exact."""
    return (
        f"Rounded: every number is a multiple of {base}, at most {base - 1} from the true one, "
        "so that no count of few people shows; parts still add up.",
    )


def bases_notes(table: ThemeTable, denominator: Ints, hidden: Bools) -> tuple[str, ...]:
    """Say how much was read in each group, where that may be said."""
    tally, columns = table.tally, table.columns.all
    crossing = tally.crossing
    whole = [
        place
        for place, column in enumerate(columns)
        if crossing is None or column.category == len(crossing.ids) - 1
    ]
    told = []
    for place in whole:
        column = columns[place]
        label = (
            "all"
            if column.group == len(tally.groups)
            else " / ".join(tally.groups.labels[column.group])
        )
        number = f"{int(denominator[:, place].max()):,}"
        told.append(f"{label} {SUPPRESSED if hidden[:, place].any() else number}")
    thing = "words" if tally.over_words else counted_things(table)
    uneven = bool(np.ptp(np.where(hidden, 0, denominator)[:, whole], axis=0).any())
    less = " Rows that were not looked for everywhere are out of less." if uneven else ""
    return (f"{thing.capitalize()} read: {'; '.join(told)}.{less}",)
