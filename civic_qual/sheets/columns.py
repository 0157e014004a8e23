"""Which column of a table holds what, by its title in English or French."""

from __future__ import annotations

from civic_qual.accents import unaccented
from civic_qual.sheets.word_lists import word_rows

_KIND_OF = {
    title: kind
    for kind, titles in word_rows("sheets/lists/column_titles.txt").items()
    for title in titles
}


def column_kind(title: str) -> str | None:
    """Return what a column holds: text, speaker, role, time, ... or None.

    Examples
    --------
    >>> column_kind("Locuteur"), column_kind("Start time"), column_kind("country")
    ('speaker', 'time', None)
    """
    plain = unaccented(title.casefold()).strip().replace(" ", "_").replace("-", "_")
    return _KIND_OF.get(plain)
