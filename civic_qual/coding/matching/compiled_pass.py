"""The one pass over the words of a text, compiled, and in several threads if the text is long."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import ModuleType

import numpy as np

from civic_qual.coding.matching.fan_out import Ints32
from civic_qual.coding.matching.one_pass import Bools, Found
from civic_qual.coding.matching.pair_table import PairTable
from civic_qual.coding.matching.phrase_states import Steps
from civic_qual.coding.matching.plan import Plan

SHARE = 1 << 18  # words for which a thread is worth it
THREADS = min(4, os.cpu_count() or 1)


def compiled_runs_in(
    kernel: ModuleType, word: Ints32, hard: Bools, plan: Plan, block: int, share: int = SHARE
) -> list[Found]:
    """Return what `one_pass.runs_in` does, in the order of the text.

    Parameters
    ----------
    kernel
        The compiled part `coding.matching._scan`.
    word, hard
        Columns of a token index.
    block
        Runs for which there is room at first.
    share
        Each thread has so many words at least.
    """
    arrays = (word, hard, *compiled_arrays(plan))
    threads = max(1, min(THREADS, len(word) // share))
    borders = [len(word) * place // threads for place in range(threads + 1)]
    search = partial(_runs_between, kernel, arrays, plan, block)
    if threads == 1:
        return search(*borders)
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(search, borders[:-1], borders[1:])
        return [found for part in parts for found in part]


def _runs_between(kernel: ModuleType, arrays: tuple[object, ...], plan: Plan, room: int,
                  token: int, end: int) -> list[Found]:
    """Return the runs whose signs stand between two tokens; room grows with need."""
    found = []
    while token < end:
        first, leaf = np.empty(room, np.int64), np.empty(room, np.int32)
        numbers = (token, end, plan.n_heads, plan.first_pair)
        token, n = kernel.scan((*arrays, first, leaf), numbers)
        found.append((first[:n], leaf[:n]))
        room *= 2
    return found


def compiled_arrays(plan: Plan) -> list[object]:
    """Return the tables of a plan in the order of the compiled part."""
    known = plan.states
    return [plan.class_of_type, *_table(plan.pairs), known.before, known.after,
            *_steps(known.right), *_steps(known.left), known.ends.first, known.ends.values,
            plan.anchor, plan.check.first, plan.check.values, *_table(plan.members)]


def _steps(steps: Steps) -> list[object]:
    return [steps.grow, *_table(steps.pairs), steps.target]


def _table(pairs: PairTable) -> list[object]:
    return [pairs.bitmap, pairs.begin, pairs.keys]
