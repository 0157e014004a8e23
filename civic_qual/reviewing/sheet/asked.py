"""For which codes a coding sheet is read, where it is not for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.coding.readings import listed_codes, unabridged_codes
from civic_qual.messages import enumerated

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.study.work.queue import Queue

_SOME = 6  # codes named in a line


def asked_codes(queue: Queue, codebook: Codebook) -> frozenset[str] | None:
    """Return the codes that a queue is read for, with all below them; None if that is all.

    Of codes that the codebook does not have any more nothing is asked.
    """
    listed = listed_codes(unabridged_codes(queue.codes, codebook), codebook)
    asked = frozenset(
        below for code in listed if code in codebook for below in codebook.with_descendants(code)
    )
    return asked if 0 < len(asked) < len(codebook) else None


def asked_text(asked: frozenset[str], codebook: Codebook, language: str) -> str:
    """Return codes as a line names them: `NAME (id)`, without those below one that is named."""
    tops = [code for code in codebook if code.id in asked and code.parent not in asked]
    named = [
        f"{' '.join(code.label(language).split())} ({code.id})" if code.label(language) else code.id
        for code in tops
    ]
    return enumerated(named, _SOME)
