"""Rows that people looked for in few of the sampled passages only: a code that was made later.

A passage corrects a machine only if it was read for all rows that are estimated. So a code that
was looked for in a handful would take the rest away from all others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.messages import Message, enumerated, quoted, unless_on_page
from civic_qual.statistics.readers.cells import NOT_READ, Ticks


def without_rows_of_few(ticks: Ticks) -> tuple[Ticks, Ints]:
    """Leave out rows that were looked for in few passages, as if nobody had looked for them.

    The passages that count for most are those read for all rows that anybody looked for in at
    least so many passages, with that number chosen so that passages times rows are most (and of
    equals the most rows). A row stays if anybody looked for it in at least half of them. What was
    found plays no part in it, so that what is left is estimated as if the codebook did not have
    the others; of these nothing is taken.

    Parameters
    ----------
    ticks
        What each reader says of each sampled segment and row, (n, K, R).

    Returns
    -------
    tuple
        The ticks, with nothing read in the rows that are left out; and (K,) in how many sampled
        segments these were looked for, 0 for rows that stay or that nobody looked for.
    """
    read: Bools = (ticks != NOT_READ).any(axis=2)
    number = read.sum(axis=0)
    for_most = _for_most(read, number)
    few = 2 * read[for_most].sum(axis=0) < for_most.sum()
    left = np.where(few[None, :, None], np.int8(NOT_READ), ticks)
    return left, np.where(few, number, 0)


def _for_most(read: Bools, number: Ints) -> Bools:
    """Return the passages that count for most, (n,)."""
    best: Bools = np.zeros(len(read), dtype=np.bool_)
    most = 0
    for least in np.unique(number[number > 0]):  # ascending: of equals the most rows
        rows = number >= least
        passages: Bools = np.asarray(read[:, rows].all(axis=1), dtype=np.bool_)
        size = int(passages.sum() * rows.sum())
        if size > most:
            best, most = passages, size
    return best


def in_few_notes(rows: Sequence[str], in_few: Ints, sample: str) -> list[str]:
    """Say which rows of an estimate are left out, in how many passages they were looked for."""
    left = [(row, int(number)) for row, number in zip(rows, in_few, strict=True) if number]
    if not left:
        return []
    rows = enumerated([f"{quoted(row)} ({number})" for row, number in left], 10)
    everywhere = Message.plural(
        "Not estimated, since few of the sampled passages were read for it: {rows}. Have the "
        "others read for it, too: civic-qual worksheet STUDY --sample {sample} --code {code}.",
        "Not estimated, since few of the sampled passages were read for them: {rows}. Have the "
        "others read for them, too, one after the other, the first with: civic-qual worksheet "
        "STUDY --sample {sample} --code {code}.",
        n=len(left),
        rows=rows,
        sample=sample,
        code=left[0][0],
    )
    page = Message.plural(
        "Not estimated, since few of the sampled passages were read for it: {rows}. Have the "
        "others read for it, too: on the page Work.",
        "Not estimated, since few of the sampled passages were read for them: {rows}. Have the "
        "others read for them, too, one after the other: on the page Work.",
        n=len(left),
        rows=rows,
    )
    return [unless_on_page(everywhere, page)]


def in_few_note(number: int) -> str:
    """Say of a row that is left out in how many passages it was looked for."""
    return Message.plural(
        "Only {n} of the sampled passages was read for it: no estimate.",
        "Only {n} of the sampled passages were read for it: no estimate.",
        n=number,
    )
