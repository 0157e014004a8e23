"""Hits of one code that overlap are one passage, which keeps the number of every hit in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.ordering import stable_order
from civic_qual.corpus.segments import Ints
from civic_qual.corpus.token_index import Places

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Passages:
    """Stretches of text that carry a code, sorted by code and place; columns of (n_passages,).

    `start` and `end` are places, `score` is that of the best hit. Passage `i` is made of the
    hits `hit[first[i]:first[i + 1]]`.
    """

    code: Ints
    start: Ints
    end: Ints
    score: Floats
    hit: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.start)


def merged(code: Ints, start: Places, end: Places, score: Floats) -> Passages:
    """Merge the hits of each code; those that only touch stay apart.

    Parameters
    ----------
    code, start, end, score
        One entry a hit, in any order: the code's position, its places, the rule's confidence.

    Examples
    --------
    >>> passages = merged(np.zeros(3, int), np.array([4, 0, 9]), np.array([9, 5, 12]), np.ones(3))
    >>> list(zip(passages.start.tolist(), passages.end.tolist()))
    [(0, 9), (9, 12)]
    """
    # Codes are laid end to end, as transcripts are, so that one sort serves all of them.
    width = np.int64(end.max(initial=0) + 1)
    begins, ends = code * width + start, code * width + end
    order = stable_order(begins)
    reach = np.maximum.accumulate(ends[order])
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = begins[order][1:] >= reach[:-1]
    first = np.flatnonzero(opens)
    return Passages(
        code=code[order][first],
        start=start[order][first].astype(np.int64),
        end=reach[np.append(first[1:], len(order)) - 1] % width if len(first) else reach,
        score=np.maximum.reduceat(score[order], first) if len(first) else score[order],
        hit=order,
        first=np.append(first, len(order)),
    )
