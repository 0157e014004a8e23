"""A code that was made while reading, as people write it in a cell or a comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.codebook.new_codes import nearly_called
from civic_qual.errors import CivicQualError, CodebookError
from civic_qual.messages import Message, clauses, message_of

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook

# "new: name", "new code: plan > name = what it means"; "new!: name" although one is called so.
_BEGINS = re.compile(r"(?:new|nouveau|nouvelle)(?: code)? ?(!?) ?[:\uff1a]", re.IGNORECASE)


class WrittenCode(NamedTuple):
    """A new code as somebody wrote it: its name, and what is said of it ("" if nothing)."""

    name: str
    parent: str = ""
    definition: str = ""
    anyway: bool = False


def written_new_code(written: str) -> WrittenCode | None:
    """Return the code that somebody made, as it was written in a cell or a comment; None if none.

    Examples
    --------
    >>> written_new_code("new: Night patrols")
    WrittenCode(name='Night patrols', parent='', definition='', anyway=False)
    >>> written_new_code("Nouveau : plan > Patrouilles de nuit = après la tombée de la nuit")[:3]
    ('Patrouilles de nuit', 'plan', 'après la tombée de la nuit')
    >>> written_new_code("plan.threat"), written_new_code("new: ")
    (None, None)
    """
    plain = " ".join(written.split())
    if (begins := _BEGINS.match(plain)) is None:
        return None
    said, _, definition = plain[begins.end() :].partition("=")
    parent, below, name = said.rpartition(">")
    if not name.strip():
        return None
    return WrittenCode(
        name=name.strip(),
        parent=parent.strip() if below else "",
        definition=definition.strip(),
        anyway=bool(begins[1]),
    )


def not_made(codebook: Codebook, name: str, error: CivicQualError, *, anyway: bool) -> str:
    """Return why a new code is not made, and how to say that it is another nevertheless."""
    why = error.problems[0].message if isinstance(error, CodebookError) else message_of(error)
    if anyway or not nearly_called(codebook, name):
        return why
    return clauses([why, Message("if it is another, write new!: {name}", name=name)])
