"""Scopes made of lengths alone, for what needs no text."""

from types import SimpleNamespace

import numpy as np

from civic_qual.arrays import Rows
from civic_qual.coding.matching.runs import Runs
from civic_qual.coding.matching.scopes import ScopeColumns


def scopes_of(lengths, hard=()):
    """Return turns of so many words each; a stretch begins with each of them, and at `hard`."""
    first = np.cumsum([0, *lengths])
    broken = np.zeros(first[-1], dtype=bool)
    broken[[*first[:-1][np.array(lengths, dtype=int) > 0], *hard]] = True
    return ScopeColumns(
        SimpleNamespace(
            word=np.zeros(first[-1], dtype=np.int32),
            hard=broken,
            turn_first=first,
            turn=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
            start=np.arange(first[-1]) * 3,
            end=np.arange(first[-1]) * 3 + 2,
        )
    )


def runs_of(words):
    """Return runs of tuples of tokens, with rows of words if any has a gap."""
    words = sorted(set(words), key=lambda one: (one[0], one[-1], one))
    gaps = any(one[-1] - one[0] >= len(one) for one in words)
    offsets = np.cumsum([0, *map(len, words)])
    rows = Rows(offsets, np.array([token for one in words for token in one], dtype=np.int64))
    return Runs(
        np.array([one[0] for one in words], dtype=np.int64),
        np.array([one[-1] for one in words], dtype=np.int64),
        rows if gaps else None,
    )


def listed(runs):
    """Return the tuples of tokens of runs."""
    rows = runs.words_of(np.arange(len(runs)))
    found = [tuple(part.tolist()) for part in np.split(rows.values, rows.offsets[1:-1])]
    return found if len(runs) else []
