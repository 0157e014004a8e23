"""A sample shared out among coders: who codes what, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.errors import SampleError
from civic_qual.messages import Message, quoted, typed
from civic_qual.results import Result
from civic_qual.statistics.survey import shuffled

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample

WORKLIST_COLUMNS = ("transcript", "start", "end", "sample")
_SHARING, _FIRST_LIST = 3, 4  # streams of random numbers; 0 to 2 drew the sample


class Worklist(Result):
    """What one coder is to read, in this order: transcript, start, end, sample."""

    _title = Message("Passages to code")


def worklists(sample: Sample, coders: Sequence[str]) -> dict[str, Worklist]:
    """Share a sample out among coders, evenly and at random; see `Sample.worklists`.

    Raises
    ------
    SampleError
        If there is nobody, a name stands twice, or passages are to be coded by two and there is
        only one coder.
    """
    people = sorted(coders)
    _refuse(sample, people)
    units = sample.units.assign(sample=sample.name)
    size, part_of_unit = _parts(sample)
    double = pd.Series(units["double"].to_numpy()).groupby(part_of_unit).first().to_numpy()
    theirs = _shared(double, len(people), sample.seed)
    lists = {}
    for number, coder in enumerate(people):
        order = shuffled(sample.seed, size, _FIRST_LIST + number)
        rank = np.empty(size, dtype=np.int64)
        rank[order] = np.arange(size)
        mine = np.flatnonzero(theirs[part_of_unit, number])
        mine = mine[np.argsort(rank[part_of_unit[mine]], kind="stable")]
        chosen = units.iloc[mine][list(WORKLIST_COLUMNS)].reset_index(drop=True)
        lists[coder] = Worklist(chosen, notes=[_for_whom(coder, len(mine), sample)])
    return {coder: lists[coder] for coder in coders}


def _for_whom(coder: str, n: int, sample: Sample) -> str:
    return Message.plural(
        "{n} passage of the sample {sample}, for {coder}, to be coded in this order.",
        "{n} passages of the sample {sample}, for {coder}, to be coded in this order.",
        n=n,
        sample=quoted(sample.name),
        coder=coder,
    )


def _parts(sample: Sample) -> tuple[int, Ints]:
    """Return how many interviews or passages are shared out whole, and which one each unit is."""
    if sample.design == "interviews":
        interviews = sample.units["cluster"].to_numpy().astype(str)
        names, part_of_unit = np.unique(interviews, return_inverse=True)
        return len(names), part_of_unit
    return len(sample), np.arange(len(sample))


def _shared(double: Bools, people: int, seed: int) -> Bools:
    """Return who codes what, shape (n_parts, n_people): one a part, or two where doubled."""
    order = shuffled(seed, len(double), _SHARING)
    # Doubled ones first: the pairs go round, then singles fill up whoever has least.
    order = order[np.argsort(~double[order], kind="stable")]
    theirs, load = np.zeros((len(double), people), dtype=np.bool_), np.zeros(people, dtype=int)
    for turn, part in enumerate(order.tolist()):
        ranked = np.lexsort(((np.arange(people) - turn) % people, load))
        chosen = ranked[: 2 if double[part] else 1]
        theirs[part, chosen] = True
        load[chosen] += 1
    return theirs


def _refuse(sample: Sample, people: list[str]) -> None:
    if not people:
        raise SampleError(Message("nobody to code: name at least one coder"))
    if len(set(people)) < len(people):
        raise SampleError(Message("a coder is named twice; name each one once"))
    if len(people) == 1 and bool(sample.units["double"].any()):
        raise SampleError(
            Message(
                "parts of the sample {sample} are to be coded by two; name a second coder, or "
                "draw a sample with {none}",
                none=typed("double=0", "--double 0"),
                sample=quoted(sample.name),
            )
        )
