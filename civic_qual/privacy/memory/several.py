"""People who are heard in several groups or interviews: they tie what these say together.

Of those who speak once, groups add up. Somebody who speaks in two countries is one person of both,
and in the total: whoever knows them works out from people, interviews and turns of all in which
of the two something was said. So what each of these people says is counted part by part, an
interview in a smallest part each; those who cannot be told apart are counted as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.tables.groups import Groups
from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.counted_words import counted_words

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True, eq=False, kw_only=True)
class Several:
    """The smallest parts, where people who are heard in several have parts of their own.

    Attributes
    ----------
    parts
        All of them; those without these people are numbered as they were.
    people
        For each part the people who share it with other parts, by a number; -1 if it is of those
        who are heard in it only.
    """

    parts: Groups
    people: Ints

    def inside(self, turns: Bools) -> Iterator[tuple[int, ...]]:
        """Yield, for each of these people, which of their parts some turns hold."""
        here = np.unique(self.parts.of_turn[turns])
        here = here[self.people[here] >= 0]
        for people in np.unique(self.people[here]).tolist():
            yield tuple(here[self.people[here] == people].tolist())

    def together(self, groupings: Iterable[Groups]) -> list[tuple[Groups, list[tuple[int, ...]]]]:
        """Return groups of several parts of the same people, as groups of any groupings hold them.

        Parts of the same people, held together, are a group; each of them once, in as many
        groupings as it takes for none to be cut.
        """
        held = {
            some: None
            for one in groupings
            for group in range(len(one))
            for some in self.inside(one.of_turn == group)
            if len(some) > 1
        }
        number: Counter[int] = Counter()
        layers: list[list[tuple[int, ...]]] = []
        for some in held:
            people = int(self.people[some[0]])
            if number[people] == len(layers):
                layers.append([])
            layers[number[people]].append(some)
            number[people] += 1
        return [(self._grouped(layer), layer) for layer in layers]

    def _grouped(self, layer: Sequence[tuple[int, ...]]) -> Groups:
        of_part = np.full(len(self.people), -1)
        for group, some in enumerate(layer):
            of_part[list(some)] = group
        labels = tuple((str(number),) for number in range(len(layer)))
        return Groups(("part",), labels, of_part[self.parts.of_turn])


def heard_in_several(corpus: Corpus, atoms: Groups, *, interviewers: bool) -> Several | None:
    """Return the smallest parts with those who are heard in several apart; None if nobody is.

    Parameters
    ----------
    atoms
        The smallest parts.
    interviewers
        Whether interviewers count, too.
    """
    words = counted_words(corpus, interviewers)
    turns = np.unique(words.turn)
    person, transcript = words.turns.participant[turns], words.turns.transcript[turns]
    turns, transcript = turns[person >= 0], transcript[person >= 0]
    person = person[person >= 0]
    rows, row = np.unique(
        np.column_stack([person, transcript, atoms.of_turn[turns]]), axis=0, return_inverse=True
    )
    speakers = np.unique(rows[:, :2], axis=0)[:, 1]
    alone = np.bincount(speakers, minlength=len(corpus))[rows[:, 1]] < 2
    first = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    alike: dict[tuple[tuple[int, int], ...], int] = {}
    of_row, people = np.full(len(rows), -1), [-1] * len(atoms)
    start: list[int] = []
    for own in np.split(np.arange(len(rows)), first[1:]) if len(rows) else []:
        if len(own) < 2:
            continue
        shape = tuple((int(rows[at, 2]), -1 if alone[at] else int(rows[at, 1])) for at in own)
        number = alike.setdefault(shape, len(alike))
        if number == len(start):
            start.append(len(people))
            people += [number] * len(own)
        of_row[own] = start[number] + np.arange(len(own))
    if not start:
        return None
    of_turn = atoms.of_turn.copy()
    found = of_row[row.ravel()]
    of_turn[turns[found >= 0]] = found[found >= 0]
    labels = tuple((str(number),) for number in range(len(people)))
    return Several(
        parts=replace(atoms, labels=labels, of_turn=of_turn),
        people=np.array(people, dtype=np.int64),
    )
