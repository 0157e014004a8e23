"""How a reading is judged beside the truth: words aligned in order, people matched one to one.

A reading is a list of words with who says them in it. A back-channel of the interviewer inside an
answer may be left out, as the library says that it does, or be given to the interviewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.interviewing.judging.reading import Read, Reading

Truth = Sequence[tuple[str, str, bool]]  # a word, who says it, whether it may be left out


@dataclass(frozen=True)
class Verdict:
    """How right a reading is."""

    whole: bool
    words: int
    words_right: int
    miscounted: bool
    roles_right: bool


def verdict(truth: Truth, roles: dict[str, str], reading: Reading) -> Verdict:
    """Compare a reading with the truth: its words, and the role of each of its people."""
    pairs = aligned(truth, reading.words)
    counted = Counter((truth[a][1], reading.words[b][1]) for a, b in pairs)
    person_of = matched(counted)
    right = [a for a, b in pairs if person_of.get(reading.words[b][1]) == truth[a][1]]
    needed = sum(not optional for _, _, optional in truth)
    needed_right = sum(not truth[a][2] for a in right)
    speakers = {who for _, who in reading.words}
    miscounted = len(speakers) != len(roles)
    whole = (
        needed_right == needed and len(right) == len(pairs) == len(reading.words) and not miscounted
    )
    return Verdict(
        whole=whole,
        words=needed,
        words_right=needed_right,
        miscounted=miscounted,
        roles_right=not miscounted
        and all(roles[person] == reading.roles[who] for who, person in person_of.items())
        and len(person_of) == len(roles),
    )


def aligned(truth: Truth, read: Read) -> list[tuple[int, int]]:
    """Return which words of the truth are which of the reading, in order."""
    found = [word for word, _ in read]
    for kept in (range(len(truth)), [i for i, one in enumerate(truth) if not one[2]]):
        if [truth[i][0] for i in kept] == found:
            return list(zip(kept, range(len(found)), strict=True))
    matcher = SequenceMatcher(None, [word for word, _, _ in truth], found, autojunk=False)
    return [
        (block.a + i, block.b + i)
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
    ]


def matched(counted: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return the person of each speaker: one to one, so that most words are right."""
    people, speakers = sorted({a for a, _ in counted}), sorted({b for _, b in counted})
    shared = np.array([[counted[a, b] for b in speakers] for a in people]).reshape(
        len(people), len(speakers)
    )
    return {
        speakers[b]: people[a]
        for a, b in zip(*linear_sum_assignment(shared, maximize=True), strict=True)
        if shared[a, b]
    }
