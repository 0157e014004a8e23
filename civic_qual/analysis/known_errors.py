"""What is known of a machine's errors travels with its tables: warnings by attribute.

`error_by` leaves what it found in a weak map, beside the codings it was about; nothing is kept
longer than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from civic_qual.analysis.lined_up import LinedUp
    from civic_qual.coding.codings import Codings

_KNOWN: WeakKeyDictionary[Codings, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def remember_errors(machine: Codings, warnings: dict[str, tuple[str, ...]]) -> None:
    """Keep the warnings of each attribute with the codings they are about."""
    _KNOWN.setdefault(machine, {}).update(warnings)


def known_errors(machine: Codings, by: Sequence[str]) -> tuple[str, ...]:
    """Return what is known of the errors of codings by some attributes, a line each."""
    known = _KNOWN.get(machine, {})
    return tuple(dict.fromkeys(line for name in by for line in known.get(name, ())))


def warnings_by(lined: LinedUp, by: Sequence[str]) -> tuple[str, ...]:
    """Return the warnings for a table of estimates by some attributes, tested if need be."""
    from civic_qual.analysis.error_by import errors_of

    known = _KNOWN.get(lined.machine, {})
    for name in by:
        if name not in known:
            errors_of(lined, (name,))
    return known_errors(lined.machine, by)
