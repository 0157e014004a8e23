"""What is said of a machine's errors by who speaks: in a row, under a table, outside a study."""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.analysis.estimates.error_rates import KINDS, ErrorRow
from civic_qual.messages import Message, percent

# The fields by which warnings are known again.
_WARNING = {"attribute", "value", "theme", "rate", "errors", "n", "people", "elsewhere"}
_READERS = {"readers"}
_NOTHING_NOTICED = {"attribute", "tested", "asked", "few"}


def what_would_be_noticed(row: ErrorRow, noticeable: float, far: bool) -> str:
    """Say of a test that noticed nothing what it would have noticed.

    Parameters
    ----------
    row
        What was tested.
    noticeable
        The rate from which on a difference would probably have been noticed; NaN if none.
    far
        Whether that is so far from the rate elsewhere that nothing can be said.
    """
    fields = {"noticeable": percent(noticeable), "elsewhere": percent(row.rate_elsewhere)}
    here = {"people": row.clusters, "n": row.n}
    lower = noticeable < row.rate_elsewhere
    if noticeable != noticeable:
        return Message(
            "Too few to say: {people} people, {n} passages. No rate would probably have been "
            "noticed.",
            **here,
        )
    if far and lower:
        return Message(
            "Too few to say: {people} people, {n} passages. Only a rate below {noticeable} "
            "(elsewhere {elsewhere}) would probably have been noticed.",
            **here,
            **fields,
        )
    if far:
        return Message(
            "Too few to say: {people} people, {n} passages. Only a rate above {noticeable} "
            "(elsewhere {elsewhere}) would probably have been noticed.",
            **here,
            **fields,
        )
    if lower:
        return Message(
            "Nothing noticed: a rate below {noticeable} (elsewhere {elsewhere}) would probably "
            "have been.",
            **fields,
        )
    return Message(
        "Nothing noticed: a rate above {noticeable} (elsewhere {elsewhere}) would probably have "
        "been.",
        **fields,
    )


def warnings_of(rows: Sequence[ErrorRow], attribute: str, rate: float) -> tuple[str, ...]:
    """Return the lines that travel with tables by an attribute.

    Parameters
    ----------
    rows
        Of this attribute.
    attribute
        Its name.
    rate
        From which adjusted p on it is warned.
    """
    lines = tuple(_warning(row) for row in rows if row.p_adjusted <= rate)
    if lines:
        return lines
    return (
        Message(
            "Errors by {attribute}: {tested} of {asked} comparisons could be tested, none showed "
            "that the machine errs with it; for {few} of them too little was said to notice even "
            "a large difference. That is no proof that it does not.",
            attribute=attribute,
            tested=sum(row.p == row.p for row in rows),
            asked=len(rows),
            few=sum(row.too_few for row in rows),
        ),
    )


def _warning(row: ErrorRow) -> str:
    return Message(
        "Warning: the machine errs with {attribute}. For {value} it is wrong about {theme} in "
        "{rate} ({errors}, {n} passages of {people} people read by both), elsewhere in "
        "{elsewhere}: raw counts by {attribute} do not compare.",
        attribute=row.attribute,
        value=row.value,
        theme=row.theme,
        rate=percent(row.rate),
        errors=KINDS[row.error],
        n=row.n,
        people=row.clusters,
        elsewhere=percent(row.rate_elsewhere),
    )


def without_numbers(note: str, minimum: int) -> str:
    """Return a note that may leave the study: of errors, without what was counted.

    Parameters
    ----------
    note
        Any note; what tells of nobody's errors stays as it is.
    minimum
        A group of fewer people is not named.
    """
    if not isinstance(note, Message):
        return note
    if note.fields.keys() == _READERS:
        return Message("How often readers err is told inside the study only.")
    if note.fields.keys() == _NOTHING_NOTICED:
        return Message(
            "Errors by {attribute}: nothing showed that the machine errs with it. That is no proof "
            "that it does not.",
            attribute=note.fields["attribute"],
        )
    if note.fields.keys() != _WARNING:
        return note
    if int(str(note.fields["people"])) < minimum:
        return Message(
            "Warning: the machine errs with {attribute}: raw counts by {attribute} do not compare.",
            attribute=note.fields["attribute"],
        )
    return Message(
        "Warning: the machine errs with {attribute}. For {value} it is wrong about {theme} not as "
        "often as elsewhere ({errors}): raw counts by {attribute} do not compare.",
        attribute=note.fields["attribute"],
        value=note.fields["value"],
        theme=note.fields["theme"],
        errors=note.fields["errors"],
    )
