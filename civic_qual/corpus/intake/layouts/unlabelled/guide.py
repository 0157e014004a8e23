"""The questions of a guide: lines with the number before, or the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.unlabelled.blocks import Block
from civic_qual.corpus.intake.questions import ends_with_mark

FEWEST = 3
_NUMBER = re.compile(
    r"(?:Q(?:uestion)?[ .]?)?[(\[]?(\d{1,2})(?:[.)]?(?:[a-z]|\d{1,2}))?[.):\]]{0,2}"
    r"[ \t\u00a0]+(?=[^\W_])",
    re.IGNORECASE,
)
_LEAST_ASKED = 0.3  # of the numbered paragraphs that end with a question mark


def guide_questions(script: Script, taken: Collection[int] = ()) -> dict[int, int]:
    r"""Return the lines that are questions of a guide, and where their words begin.

    Their number is the one before, or the next.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> guide_questions(script_of("1. Who came?\nNobody.\n2. When?\n3. And then?\n1 house burnt."))
    {0: 3, 2: 24, 3: 33}
    """
    found: dict[int, int] = {}
    current = 0
    for index, line in enumerate(script.lines):
        first = script.text[line.start]
        if index in script.outside or index in taken or not (first.isalnum() or first in "(["):
            continue
        number = _NUMBER.match(script.text, line.start, line.end)
        if number and int(number[1]) in {current or 1, current + 1}:
            current = int(number[1])
            found[index] = number.end()
    asked = sum(ends_with_mark(script.line(index)[-10:]) for index in found)
    return found if len(found) >= FEWEST and asked >= _LEAST_ASKED * len(found) else {}


def question_end(script: Script, block: Block, apart: bool) -> int:
    """Return how many lines of a block are the question: up to its mark, or its line.

    Where paragraphs stand `apart`, a question without a mark is the whole block.
    """
    for count, index in enumerate(block, start=1):
        if ends_with_mark(script.line(index)[-10:]):
            return count
    return len(block) if apart and script.lines[block[0]].blank else 1


def counts_from_one(script: Script, starts: Sequence[int]) -> bool:
    """Whether the numbers before some lines are 1, 2, 3 without a gap."""
    found = [re.search(r"\d+", script.line(index)) for index in starts]
    numbers = [int(one[0]) for one in found if one]
    whole = len(numbers) == len(starts) and numbers[:1] == [1]
    return whole and all(after - before == 1 for before, after in pairwise(numbers))
