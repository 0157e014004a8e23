"""The one pass over the words of a text, compiled, and in several threads if the text is long."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import ModuleType

import numpy as np

from civic_qual.coding.matching.fan_out import Ints32
from civic_qual.coding.matching.pair_table import PairTable
from civic_qual.coding.matching.passes import Bools, Found, narrow
from civic_qual.coding.matching.phrases import Steps
from civic_qual.coding.matching.plan import Plan

SHARE = 1 << 18  # words for which a thread is worth it
ROOM = 1 << 18  # runs: more would not be at hand any longer when they are read
THREADS = min(4, os.cpu_count() or 1)


def compiled_runs_in(
    kernel: ModuleType, word: Ints32, hard: Bools, plan: Plan, room: int = ROOM, share: int = SHARE
) -> list[Found]:
    """Return what `one_pass.runs_in` does, in the order of the text.

    Parameters
    ----------
    kernel
        The compiled part `coding.matching._scan`.
    word, hard
        Columns of a token index.
    room
        How many runs are asked for in one go.
    share
        Each thread has so many words at least.
    """
    arrays = (word, hard, *compiled_arrays(plan))
    threads = max(1, min(THREADS, len(word) // share))
    borders = [len(word) * place // threads for place in range(threads + 1)]
    search = partial(_runs_between, kernel, arrays, plan, word, room)
    if threads == 1:
        return search(*borders)
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(search, borders[:-1], borders[1:])
        return [found for part in parts for found in part]


def _runs_between(
    kernel: ModuleType,
    arrays: tuple[object, ...],
    plan: Plan,
    word: Ints32,
    room: int,
    token: int,
    end: int,
) -> list[Found]:
    """Return the runs whose signs stand between two tokens."""
    found = []
    first, leaf = np.empty(room, np.int64), np.empty(room, np.int32)
    while token < end:
        numbers = (token, end, plan.n_heads, plan.first_pair)
        after, n = kernel.scan((*arrays, first, leaf), numbers)
        found.append((narrow(first[:n], word), leaf[:n].copy()))
        if after == token:  # more than there is room for, in the fewest words looked at
            first, leaf = np.empty(2 * len(first), np.int64), np.empty(2 * len(leaf), np.int32)
        token = after
    return found


def compiled_arrays(plan: Plan) -> list[object]:
    """Return the tables of a plan in the order of the compiled part."""
    known = plan.states
    return [
        plan.class_of_type,
        *_table(plan.pairs),
        known.before,
        known.after,
        *_steps(known.right),
        *_steps(known.left),
        known.ends.first,
        known.ends.values,
        plan.anchor,
        plan.check.first,
        plan.check.values,
        *_table(plan.members),
    ]


def _steps(steps: Steps) -> list[object]:
    return [steps.grow, *_table(steps.pairs), steps.target]


def _table(pairs: PairTable) -> list[object]:
    return [pairs.bitmap, pairs.begin, pairs.keys]
