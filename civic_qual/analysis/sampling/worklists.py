"""A sample shared out among coders: who codes what, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    _refuse(sample, list(coders))
    units = sample.units.assign(sample=sample.name)[list(WORKLIST_COLUMNS)]
    return {
        coder: Worklist(
            units.iloc[mine].reset_index(drop=True),
            notes=[_for_whom(coder, len(mine), sample)],
        )
        for coder, mine in shared_out(sample, list(coders), {}).items()
    }


def shared_out(sample: Sample, coders: Sequence[str], held: Mapping[str, Ints]) -> dict[str, Ints]:
    """Return which units of a sample each coder is given, as their rows, in the order to read.

    Evenly and at random: each part of the sample to one coder, or to two where it is doubled, as
    far as there are enough. A part is a unit, or a whole interview if such were drawn.

    Parameters
    ----------
    held
        Who holds which units already: that stays, and counts for who has enough.
    """
    size, part_of_unit = _parts(sample)
    double = pd.Series(sample.units["double"].to_numpy()).groupby(part_of_unit).first().to_numpy()
    holds = np.zeros((size, len(held)), dtype=np.bool_)
    for number, rows in enumerate(held.values()):
        holds[part_of_unit[rows], number] = True
    fresh = sorted({*coders} - {*held})
    people = [*sorted({*coders} & {*held}), *fresh]
    own = np.zeros((size, len(people)), dtype=np.bool_)
    for number, coder in enumerate(people):
        if coder in held:
            own[:, number] = holds[:, [*held].index(coder)]
    needed = np.maximum(1 + double.astype(int) - holds.sum(axis=1), 0)
    theirs = _shared(double, needed, own, sample.seed)
    streams = {coder: number for number, coder in enumerate([*sorted(held), *fresh])}
    return {
        coder: _in_order(sample, theirs[:, people.index(coder)], part_of_unit, streams[coder])
        for coder in coders
    }


def _in_order(sample: Sample, mine: Bools, part_of_unit: Ints, stream: int) -> Ints:
    """Return the rows of somebody's units, the parts in a random order of their own."""
    rank = np.empty(len(mine), dtype=np.int64)
    rank[shuffled(sample.seed, len(mine), _FIRST_LIST + stream)] = np.arange(len(mine))
    rows = np.flatnonzero(mine[part_of_unit])
    return rows[np.argsort(rank[part_of_unit[rows]], kind="stable")]


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


def _shared(double: Bools, needed: Ints, own: Bools, seed: int) -> Bools:
    """Return who is given what, shape (n_parts, n_people), beside what is their `own` already."""
    order = shuffled(seed, len(double), _SHARING)
    # Doubled ones first: the pairs go round, then singles fill up whoever has least.
    order = order[np.argsort(~double[order], kind="stable")]
    people, theirs, load = own.shape[1], np.zeros_like(own), own.sum(axis=0)
    for turn, part in enumerate(order.tolist()):
        ranked = np.lexsort(((np.arange(people) - turn) % people, load))
        chosen = ranked[~own[part, ranked]][: needed[part]]
        theirs[part, chosen] = True
        load[chosen] += 1
    return theirs


def _refuse(sample: Sample, people: Sequence[str]) -> None:
    if not people:
        raise SampleError(Message("nobody to code: name at least one coder"))
    if len(set(people)) < len(people):
        raise SampleError(Message("a coder is named twice; name each one once"))
    if len(people) == 1 and bool(sample.units["double"].any()):
        raise SampleError(
            Message(
                "parts of the sample {sample} are to be coded by two; name a second coder, or "
                "draw a sample with {none}",
                none=typed("double=0", "--double 0", Message("nothing to be read by two")),
                sample=quoted(sample.name),
            )
        )
