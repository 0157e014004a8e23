"""What of a release is shown: all its numbers in one ledger, with all that was released before."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, count
from civic_qual.privacy.suppressing.audit import Audit, Cell
from civic_qual.privacy.suppressing.known_people import KnownPeople, known_of_people
from civic_qual.privacy.suppressing.ledger import Counts, Ledger, Relation
from civic_qual.privacy.suppressing.pieces import Decided
from civic_qual.privacy.suppressing.relations import (
    Grouping,
    needs,
    of_categories,
    of_groups,
    of_groups_not_counted,
    of_measures,
    of_people_and_interviews,
    of_rows,
    of_rows_without,
    of_those_without,
    telling,
)
from civic_qual.privacy.suppressing.rounding import rounded_numbers
from civic_qual.privacy.suppressing.suppression import Choice, hidden_numbers, without_sizes
from civic_qual.privacy.suppressing.table_entries import atoms

if TYPE_CHECKING:
    from civic_qual.privacy.suppressing.pieces import Memory, Piece


def decided(
    ledger: Ledger,
    pieces: Sequence[Piece],
    *,
    minimum: int,
    hide_zeros: bool = False,
    base: int | None = None,
    memory: Memory | None = None,
) -> Decided:
    """Decide what of a release is shown: all pieces together, and all that was released before.

    Parameters
    ----------
    ledger, pieces
        The ledger, and the pieces that entered their numbers into it.
    minimum, hide_zeros
        As of `suppress_small_cells`.
    base
        Round to its multiples instead of hiding.
    memory
        What was released before.

    Raises
    ------
    DisclosureError
        If they cannot be made safe.
    """
    if memory is not None:
        memory.enter(ledger)
    earlier = [*memory.groupings()] if memory is not None else []
    tables = [table for piece in pieces for table in piece.tables()]
    known = known_of_people(ledger, tables) if tables and base is None else None
    masks = [one for piece in pieces for one in piece.groupings()] + earlier
    counts = ledger.counts(
        minimum=minimum,
        hide_zeros=hide_zeros,
        relations=_relations(ledger, pieces, masks, memory, known),
        telling=telling(ledger),
        needs=needs(ledger),
        atoms=_atoms(pieces, masks),
    )
    cells = tuple(cell for number, piece in enumerate(pieces) for cell in piece.cells(number))
    if memory is not None:
        audit = _chosen(*memory.choice(ledger, counts), cells)
    else:
        audit = _audit(counts, cells, base)
    rounds = audit.rounded is not None
    return Decided(
        shown=counts.value if audit.rounded is None else audit.rounded[0],
        hidden=np.zeros_like(audit.hidden) if rounds else audit.hidden,
        audit=audit,
        hide_zeros=hide_zeros,
        memory=memory,
    )


def _audit(counts: Counts, cells: tuple[Cell, ...], base: int | None) -> Audit:
    """Decide what is shown, and say what an attacker makes of it."""
    if base is None:
        return _chosen(counts, hidden_numbers(counts), cells)
    rounded = rounded_numbers(counts, base), base
    audit = Audit(counts=counts, hidden=~counts.fixed, cells=cells, rounded=rounded)
    if not audit.safe:
        raise DisclosureError(
            Message(
                "rounded to multiples of {base}, some numbers could still be worked out from "
                "others (to within {width}); take a larger base, or "
                'method="suppress"',
                base=base,
                width=count(int(audit.narrowest)),
            )
        )
    return audit


def _chosen(counts: Counts, choice: Choice, cells: tuple[Cell, ...]) -> Audit:
    """Say what an attacker makes of a choice; where groups are withheld, one without sizes."""
    reckoned = without_sizes(counts)[0] if choice.withheld else counts
    if choice.width is not None:
        reckoned = replace(reckoned, width=choice.width)
    return Audit(counts=reckoned, hidden=choice.hidden, cells=cells, choice=choice)


def _relations(
    ledger: Ledger,
    pieces: Sequence[Piece],
    masks: Sequence[Grouping],
    memory: Memory | None,
    known: KnownPeople | None,
) -> Iterator[Relation]:
    for piece in pieces:
        yield from piece.relations()
    if memory is not None:
        yield from memory.relations(ledger)
    if known is not None:
        yield from known.relations
    groups = {tuple(one): one for one in masks}
    yield from of_groups(ledger, list(groups.values()), known)
    yield from of_rows(ledger)
    yield from of_rows_without(ledger)
    yield from of_categories(ledger)
    yield from of_measures(ledger, known)
    yield from of_those_without(ledger, known)
    if known is None:
        yield from of_people_and_interviews(ledger)
        yield from of_groups_not_counted(ledger, list(groups.values()))


def _atoms(pieces: Sequence[Piece], masks: Sequence[Grouping]) -> list[frozenset[Hashable]]:
    """Return the groups that the smallest parts are in, those of all tables side by side."""
    kinds: list[Sequence[frozenset[Hashable]]] = [atoms(masks)] if masks else []
    kinds += [own for piece in pieces if (own := piece.atoms())]
    return [
        frozenset().union(*(kind[index % len(kind)] for kind in kinds))
        for index in range(max(map(len, kinds)))
    ]
