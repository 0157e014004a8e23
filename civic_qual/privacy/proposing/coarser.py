"""By what else a table could be broken down, in fewer and larger groups than was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.tables.groups import UNSTATED, Groups, group_text, groups
from civic_qual.arrays import Ints
from civic_qual.corpus.attributes import groupings
from civic_qual.corpus.counted_words import counted_words

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

_MOST_JOINED = 12  # of more groups nobody joins the smallest ones by hand


@dataclass(frozen=True, kw_only=True, eq=False)
class Coarser:
    """Fewer groups than were asked for: by other attributes, or with some `joined` as one."""

    groups: Groups
    joined: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes it is by."""
        return self.groups.names


def coarser(corpus: Corpus, by: Sequence[str], everybody: bool = False) -> list[Coarser]:
    """Return in what fewer groups a corpus could be broken down, those of most groups first.

    That is by attributes that hold whole groups of an asked one (regions of villages), by some of
    several attributes, and with the smallest groups joined. What is by attributes comes first.

    Parameters
    ----------
    everybody
        Whether what interviewers and observers say counts, too.

    Examples
    --------
    >>> import civic_qual as cq
    >>> made = coarser(cq.example_corpus(), ["country"])
    >>> [one.joined for one in made]
    [('DRC', 'South Sudan'), ('CAR', 'DRC', 'South Sudan')]
    """
    asked = groups(corpus, tuple(by), everybody)
    ways = dict.fromkeys(_of_attributes(corpus, tuple(by), everybody))
    made = [Coarser(groups=groups(corpus, names, everybody)) for names in ways]
    fewer = [one for one in made if 1 < len(one.groups) < len(asked)]
    fewer.sort(key=lambda one: -len(one.groups))
    return fewer + list(_joined(corpus, asked, everybody))


def _of_attributes(
    corpus: Corpus, by: tuple[str, ...], everybody: bool
) -> Iterator[tuple[str, ...]]:
    others = [name for name in groupings(corpus) if name not in by]
    for index, name in enumerate(by):
        for other in others:
            if _holds(corpus, other, name, everybody):
                yield (*by[:index], other, *by[index + 1 :])
                yield (other,)
    for size in range(len(by) - 1, 0, -1):
        yield from combinations(by, size)


def _holds(corpus: Corpus, whole: str, part: str, everybody: bool) -> bool:
    """Whether every group of an attribute lies in one of another that has fewer."""
    said = np.unique(counted_words(corpus, everybody).turn)
    large, small = (groups(corpus, (name,), everybody) for name in (whole, part))
    pairs = np.unique(np.column_stack([large.of_turn, small.of_turn])[said], axis=0)
    return 1 < len(np.unique(pairs[:, 0])) < len(pairs) == len(np.unique(pairs[:, 1]))


def _joined(corpus: Corpus, asked: Groups, everybody: bool) -> Iterator[Coarser]:
    """Yield the groups of one attribute with the smallest ones joined: two, three, ..."""
    if len(asked.names) != 1 or not 2 < len(asked) <= _MOST_JOINED:
        return
    people = people_of(corpus, asked, everybody)
    stated = [index for index, label in enumerate(asked.labels) if UNSTATED not in label]
    smallest = sorted(stated, key=lambda index: people[index])
    for number in range(2, min(len(smallest), len(asked) - 1) + 1):
        inside = sorted(smallest[:number])
        kept = [index for index in range(len(asked)) if index not in inside]
        index = np.full(len(asked) + 1, -1)  # the last one is of no group
        index[kept], index[inside] = np.arange(len(kept)), len(kept)
        names = tuple(group_text(asked.labels[one]) for one in inside)
        labels = (*(asked.labels[one] for one in kept), (" + ".join(names),))
        yield Coarser(groups=Groups(asked.names, labels, index[asked.of_turn]), joined=names)


def people_of(corpus: Corpus, grouped: Groups, everybody: bool = False) -> Ints:
    """Return how many people speak in each group, of shape (n_groups,)."""
    words = counted_words(corpus, everybody)
    pairs = np.column_stack([grouped.of_turn[words.turn], words.participant])
    pairs = np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0)
    number: Ints = np.bincount(pairs[:, 0], minlength=len(grouped)).astype(np.int64)
    return number
