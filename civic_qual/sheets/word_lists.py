"""Lists of words that are data, kept as text files in folders called `lists`.

A line that begins with # is a remark; what the words of a line have to do with each other says
the first remark of its file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


@cache
def word_lines(path: str) -> tuple[str, ...]:
    """Return the lines of a list, told by its path in the package, without remarks.

    Examples
    --------
    >>> word_lines("language/lists/english_irregular_plurals.txt")[0]
    'analysis analyses'
    """
    text = (_PACKAGE / path).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def words_listed(path: str) -> list[str]:
    """Return all words of a list, whatever lines they stand on."""
    return " ".join(word_lines(path)).split()


def word_rows(path: str) -> dict[str, tuple[str, ...]]:
    """Return the first word of every line, with the others of all lines that begin with it.

    Examples
    --------
    >>> word_rows("language/lists/english_irregular_verbs.txt")["leave"]
    ('left',)
    """
    rows: dict[str, tuple[str, ...]] = {}
    for first, *others in map(str.split, word_lines(path)):
        rows[first] = (*rows.get(first, ()), *others)
    return rows


def word_pairs(path: str) -> dict[str, str]:
    """Return the first word of every line, with the second.

    Examples
    --------
    >>> word_pairs("language/lists/french_feminines.txt")["veuf"]
    'veuve'
    """
    words = words_listed(path)
    return dict(zip(words[::2], words[1::2], strict=True))
