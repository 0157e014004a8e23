"""Whether two coders found the same, match for match, and what the differences are.

Compared where definitions agree: words without inflection, lower case, word borders at letters,
marks and digits. Where they do not: a phrase of ours may run over a line break, a hyphen or an
apostrophe, and over no full stop; dotted acronyms are one word; soft hyphens vanish; unaccented
text may match an accented rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.found import Found, span_of
from benchmarks.patterns import Pattern
from civic_qual.language.words import APOSTROPHES, HYPHENS, INVISIBLE
from civic_qual.texts import unaccented

# What stands in a span that only one of two found, or beside it.
BESIDE = {
    "an invisible character": f"[{INVISIBLE}]",
    "a dotted acronym": r"\w\.\w",
    "the apostrophe that is a letter": "ʼ",
}
# What stands between the words of a phrase of ours where there is not one space.
BETWEEN = {
    "a phrase with a hyphen": f"[{HYPHENS}]",
    "a phrase with an apostrophe": f"[{APOSTROPHES}]",
    "a phrase with a line break or several spaces": r"\s\s|[^\S ]",
}
SOFT = re.compile(rf"[{HYPHENS}\s{APOSTROPHES}]+")
AROUND = 2  # characters before and after a span that may decide


def compared(
    one: Found, other: Found, text: str, patterns: Sequence[Pattern], told: str | None = None
) -> dict[str, Any]:
    """Return how many spans and counts are the same, and why the others are not.

    `told` is the reason of all differences where it is known and does not show in the texts.
    """
    ours, theirs = one.keys, other.keys
    differ = np.setxor1d(ours, theirs, assume_unique=True)
    reasons = Counter(told or _reason_of(key, text, patterns) for key in differ.tolist())
    cells = (one.counts - other.counts).tocsr()
    cells.eliminate_zeros()
    same = (len(ours) + len(theirs) - len(differ)) // 2
    return {
        "same": same,
        "only_ours": len(ours) - same,
        "only_theirs": len(theirs) - same,
        "differences": dict(reasons.most_common()),
        "cells_that_differ": int(cells.nnz),
    }


def _reason_of(key: int, text: str, patterns: Sequence[Pattern]) -> str:
    start, end, pattern = span_of(key)
    return reason(text, start, end, patterns[pattern])


def reason(text: str, start: int, end: int, pattern: Pattern) -> str:
    """Return why only one of two coders found a span; "unexplained" is a fault."""
    said, around = text[start:end].lower(), text[max(0, start - AROUND) : end + AROUND]
    for name, sign in BESIDE.items():
        if re.search(sign, around):
            return name
    if not _fits(said, pattern) and _fits(unaccented(SOFT.sub(" ", said)), pattern, unaccented):
        between = (name for name, sign in BETWEEN.items() if re.search(sign, said))
        return next(between, "accents left out in the text")
    return "unexplained"


def _fits(said: str, pattern: Pattern, form: Callable[[str], str] = str) -> bool:
    """Whether what is said is what a pattern says, written in some form."""
    sought = form(pattern.text)
    return said == sought or (pattern.kind == "prefix" and said.startswith(sought))
