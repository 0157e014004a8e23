"""Words that a hyphen parts at the end of a line, put together where that is safe.

A word may have a hyphen of its own (`peut-être`). What else the file holds tells, then which words
there are; where neither does, the line ends as it is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from civic_qual.corpus.intake.readers.documents.blocks import Paragraph

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def in_one_line(lines: Sequence[str], words: Counter[str]) -> str:
    """Return the lines of a cell as one: they end where its width does.

    Examples
    --------
    >>> in_one_line(["They com-", "plained."], Counter(complained=1))
    'They complained.'
    """
    made = unhyphenated([Paragraph(line) for line in lines], words)
    return " ".join(one.text for one in made)


def unhyphenated(lines: list[Paragraph], words: Counter[str]) -> Iterator[Paragraph]:
    """Put the halves of words together where the rest of the file tells that they are one word."""
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        while index < len(lines) and line.text.endswith(("-", "\u00ad")):
            joined = _joined(line.text, lines[index].text, words)
            if joined is None:
                break
            whole, rest = joined
            line = replace(line, text=whole)
            lines[index] = replace(lines[index], text=rest, bold=0)
            if rest:
                break
            index += 1
        yield line


_FIRST_HALF = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[-\u00ad]$")
_SECOND_HALF = re.compile(r"[^\W\d_]+")


def _joined(line: str, after: str, words: Counter[str]) -> tuple[str, str] | None:
    """Return a line with the second half of its last word, and what is left of the next."""
    first, second = _FIRST_HALF.search(line), _SECOND_HALF.match(after)
    if not first or not second or second[0] != second[0].lower():
        return None
    half = first[0][:-1]
    glued, hyphened = (half + second[0]).casefold(), f"{half}-{second[0]}".casefold()
    after_word = re.match(r"[^\s\w-]*", after[second.end() :])
    ends = after_word[0] if after_word else ""
    rest = after[second.end() + len(ends) :].lstrip(" ")
    if first[0].endswith("\u00ad") or (words[glued] and not words[hyphened]):
        return line[: first.start()] + half + second[0] + ends, rest
    if words[hyphened] or _is_hyphened(half, second[0]):
        return line + second[0] + ends, rest
    if not words[second[0].casefold()] and _is_word(half + second[0]):
        return line[: first.start()] + half + second[0] + ends, rest
    return None


def _is_hyphened(half: str, second: str) -> bool:
    """Whether two halves have a hyphen between them wherever they stand: `peut-être`, `est-ce`."""
    return second.casefold() in _BEHIND_HYPHENS or half.casefold() in _BEFORE_HYPHENS


_BEHIND_HYPHENS = frozenset(
    {"ce", "ci", "il", "ils", "elle", "elles", "je", "tu", "on", "nous", "vous", "moi", "toi",
     "lui", "leur", "là", "même", "mêmes", "être"}
)  # fmt: skip
_BEFORE_HYPHENS = frozenset(["vice", "quasi", "ex", "semi", "celui", "celle", "ceux", "celles"])


def _is_word(word: str) -> bool:
    """Whether a word is one of English or French."""
    from simplemma import is_known

    return any(is_known(word.casefold(), lang=one) for one in ("en", "fr"))
