"""The lists of words that rules of languages work with: files of `lists/`, one list each.

A line that begins with # is a remark. What the words of a line have to do with each other says
the first remark of its file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@cache
def word_lines(name: str) -> tuple[str, ...]:
    """Return the lines of a list, without remarks and blank lines.

    Examples
    --------
    >>> word_lines("english_irregular_plurals")[0]
    'analysis analyses'
    """
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def words_listed(name: str) -> list[str]:
    """Return all words of a list, whatever lines they stand on."""
    return " ".join(word_lines(name)).split()


def word_rows(name: str) -> dict[str, tuple[str, ...]]:
    """Return the first word of every line, with the others of its line.

    Examples
    --------
    >>> word_rows("english_irregular_verbs")["leave"]
    ('left',)
    """
    return {first: tuple(others) for first, *others in map(str.split, word_lines(name))}


def word_pairs(name: str) -> dict[str, str]:
    """Return the first word of every line, with the second.

    Examples
    --------
    >>> word_pairs("french_feminines")["veuf"]
    'veuve'
    """
    words = words_listed(name)
    return dict(zip(words[::2], words[1::2], strict=True))
