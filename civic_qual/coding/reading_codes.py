"""How a table names the codes that a reading considered: `*`, `plan.*`, `plan`."""

from __future__ import annotations

from collections.abc import Collection

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES, written_codes

ALL_BELOW = ".*"  # after an id: the code and everything below it; no id holds an asterisk


def told_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as briefly as a table can tell them.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("q", "theme")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> told_codes({"p", "p.a"}, book), told_codes({"p"}, book)
    ('p.*', 'p')
    """
    left, told = set(considered), []
    if left.issuperset(codebook.positions):
        return ALL_CODES
    for code in codebook.positions:
        below = codebook.with_descendants(code)
        if code in left:
            whole = len(below) > 1 and left.issuperset(below)
            told.append(code + ALL_BELOW if whole else code)
            left.difference_update(below if whole else ())
    return " ".join(told)


def considered_codes(told: str, codebook: Codebook) -> str:
    """Return what a table tells as `Codings.readings` writes it: `*`, or every id by itself."""
    named = told.split()
    if not named or ALL_CODES in named:
        return ALL_CODES
    ids = {
        code
        for name in named
        for code in (
            codebook.with_descendants(named_code(name)) if name.endswith(ALL_BELOW) else (name,)
        )
    }
    return written_codes(ids, codebook)


def named_code(name: str) -> str:
    """Return the id in one entry of a reading: `plan` of `plan.*`."""
    return name.removesuffix(ALL_BELOW)
