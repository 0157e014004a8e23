"""The codes a reading considered: how they are written, in readings and in tables."""

from __future__ import annotations

from collections.abc import Collection

from civic_qual.codebook.model import Codebook

ALL_CODES = "*"  # every code of the codebook was considered
ALL_BELOW = ".*"  # after an id: the code and everything below it; no id holds an asterisk


def written_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as a reading writes them: `*` for all, else ids in order."""
    ids = [code.id for code in codebook if code.id in considered]
    return ALL_CODES if len(ids) == len(codebook) else " ".join(ids)


def abridged_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as briefly as a table can tell them.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("q", "theme")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> abridged_codes({"p", "p.a"}, book), abridged_codes({"p"}, book)
    ('p.*', 'p')
    """
    left, written = set(considered), []
    if left.issuperset(codebook.positions):
        return ALL_CODES
    for code in codebook.positions:
        below = codebook.with_descendants(code)
        if code in left:
            whole = len(below) > 1 and left.issuperset(below)
            written.append(code + ALL_BELOW if whole else code)
            left.difference_update(below if whole else ())
    return " ".join(written)


def unabridged_codes(written: str, codebook: Codebook) -> str:
    """Return what a table tells as a reading writes it: `*`, or every id by itself."""
    named = written.split()
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


def listed_codes(written: str, codebook: Codebook) -> frozenset[str]:
    """Return the ids a reading writes, all of the codebook for `*`."""
    ids = frozenset(written.split())
    return frozenset(codebook.positions) if ALL_CODES in ids else ids


def answered_codes(written: str, codebook: Codebook) -> frozenset[str]:
    """Return the codes of which a reading can say that they are absent.

    They are those it lists, and those of which it lists every code below.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("p.b", "theme", "p")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> sorted(answered_codes("p.a p.b", book)), sorted(answered_codes("p", book))
    (['p', 'p.a', 'p.b'], ['p'])
    """
    answered = set(listed_codes(written, codebook))
    below: dict[str, list[str]] = {}
    for code in reversed(codebook.codes):  # a parent stands before its children
        if code.id in below and answered.issuperset(below[code.id]):
            answered.add(code.id)
        below.setdefault(code.parent, []).append(code.id)
    return frozenset(answered)
