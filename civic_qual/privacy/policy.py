"""What leaves the study: protected unless it is for the study team, or nobody said the words."""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.corpus.model import Corpus
from civic_qual.privacy.disclosure import suppress_small_cells
from civic_qual.privacy.making import Release

MINIMUM = 5  # people behind whatever is shown, unless told otherwise


def protects(corpus: Corpus, internal: bool = False) -> bool:
    """Whether what is made of a corpus must be protected.

    Examples
    --------
    >>> import civic_qual as cq
    >>> protects(cq.example_corpus())  # invented
    False
    """
    return not internal and not corpus.invented


def for_readers(
    tables: Sequence[ThemeTable], internal: bool = False, minimum: int = MINIMUM
) -> list[ThemeTable]:
    """Return the tables of one release as they may be read, small cells suppressed where needed.

    Raises
    ------
    DisclosureError
        If the tables are of different interviews, or cannot be made safe.
    """
    if not tables or not protects(tables[0].codings.corpus, internal):
        return list(tables)
    safe: Release = suppress_small_cells(tables, minimum)
    return [table for table in safe if isinstance(table, ThemeTable)]
