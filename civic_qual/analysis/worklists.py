"""Who codes what: a sample shared out among coders, who do not see what another one codes too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.corpus.segments import Bools, Ints
from civic_qual.errors import SampleError
from civic_qual.statistics.survey import shuffled

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample

LIST_COLUMNS = ("transcript", "start", "end", "sample")
_SHARING, _FIRST_LIST = 3, 4  # streams of random numbers; 0 to 2 drew the sample


def worklists(sample: Sample, coders: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Share a sample out among coders, evenly and at random.

    Each list has the columns transcript, start, end and sample, in a random order of its own;
    whole interviews stay together and in the order of the text. Which passages two coders have
    stands in the sample alone, not in a list.

    Raises
    ------
    SampleError
        If there is nobody, a name stands twice, or passages are to be coded by two and there is
        only one coder.

    Examples
    --------
    >>> import civic_qual as cq
    >>> sample = cq.draw_sample(cq.example_corpus(), n=10, double=0.2)
    >>> {coder: len(rows) for coder, rows in worklists(sample, ["Aya", "Ben"]).items()}
    {'Aya': 6, 'Ben': 6}
    """
    people = sorted(coders)
    _refuse(sample, people)
    units = sample.units.assign(sample=sample.name)
    things, of_unit = _things(sample)
    double = pd.Series(units["double"].to_numpy()).groupby(of_unit).first().to_numpy()
    theirs = _shared(double, len(people), sample.seed)
    lists = {}
    for place, coder in enumerate(people):
        order = shuffled(sample.seed, things, _FIRST_LIST + place)
        rank = np.empty(things, dtype=np.int64)
        rank[order] = np.arange(things)
        mine = np.flatnonzero(theirs[of_unit, place])
        mine = mine[np.argsort(rank[of_unit[mine]], kind="stable")]
        lists[coder] = units.iloc[mine][list(LIST_COLUMNS)].reset_index(drop=True)
    return {coder: lists[coder] for coder in coders}


def _things(sample: Sample) -> tuple[int, Ints]:
    """Return how many interviews or passages are shared out whole, and the one of each unit."""
    if sample.design == "interviews":
        names, of_unit = np.unique(
            sample.units["cluster"].to_numpy().astype(str), return_inverse=True
        )
        return len(names), of_unit
    return len(sample), np.arange(len(sample))


def _shared(double: Bools, people: int, seed: int) -> Bools:
    """Return who codes what, shape (n_things, n_people): one a thing, or two where doubled."""
    order = shuffled(seed, len(double), _SHARING)
    # Doubled ones first: the pairs go round, then singles fill up whoever has least.
    order = order[np.argsort(~double[order], kind="stable")]
    theirs, load = np.zeros((len(double), people), dtype=np.bool_), np.zeros(people, dtype=int)
    for turn, thing in enumerate(order.tolist()):
        ranked = np.lexsort(((np.arange(people) - turn) % people, load))
        chosen = ranked[: 2 if double[thing] else 1]
        theirs[thing, chosen] = True
        load[chosen] += 1
    return theirs


def _refuse(sample: Sample, people: list[str]) -> None:
    if not people:
        raise SampleError("nobody to code: name at least one coder")
    if len(set(people)) < len(people):
        raise SampleError("a coder is named twice; name each one once")
    if len(people) == 1 and bool(sample.units["double"].any()):
        raise SampleError(
            f"parts of the sample {sample.name!r} are to be coded by two; name a "
            "second coder, or draw a sample with double=0"
        )
