"""What is known of a machine's errors travels with its tables: warnings by attribute.

`error_by` leaves what it found in a weak map, beside the codings it was about; nothing is kept
longer than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings

_KNOWN: WeakKeyDictionary[Codings, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def remember_errors(machine: Codings, warnings: dict[str, tuple[str, ...]]) -> None:
    """Keep the warnings of each attribute with the codings they are about."""
    _KNOWN.setdefault(machine, {}).update(warnings)


def errors_tested(machine: Codings, attribute: str) -> bool:
    """Return whether the errors were tested by an attribute, whatever was found."""
    return attribute in _KNOWN.get(machine, {})


def known_errors(machine: Codings, by: Sequence[str]) -> tuple[str, ...]:
    """Return what is known of the errors of codings by some attributes, a line each."""
    known = _KNOWN.get(machine, {})
    return tuple(dict.fromkeys(line for name in by for line in known.get(name, ())))
