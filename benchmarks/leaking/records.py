"""Who is in which release: what an outsider may know, and beside it the truth that is to be hidden.

The record of a person is all that is read of them at a release. Of records an outsider knows to
whom they belong, in which interviews they stand, how long they are, and whether two releases hold
the same one. People of whom all this is the same are an `Atom`: only sums of theirs can be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.leaking.studies import Study

Pairs = tuple[tuple[str, str], ...]
Part = tuple[str, Pairs, tuple[frozenset[str], ...]]  # interview, attributes, rows of each unit
Record = tuple[Part, ...]


def records(study: Study, unit: str, attributes: Collection[str]) -> dict[str, Record]:
    """Return what is read of each person, interview by interview, and some attributes."""
    found: dict[str, list[Part]] = {}
    for interview in study.interviews:
        for person in interview.people:
            units: list[frozenset[str]] = []
            for speaker, sentences in interview.turns:
                if speaker != person:
                    continue
                carried = [study.carried(one) for one in sentences]
                units += carried if unit == "sentence" else [frozenset().union(*carried)]
            if unit == "transcript":
                units = [frozenset().union(*units)]
            known = tuple(
                (name, value)
                for name, value in sorted(study.attributes(interview, person).items())
                if name in attributes
            )
            found.setdefault(person, []).append((interview.name, known, tuple(units)))
    return {person: tuple(parts) for person, parts in found.items()}


@dataclass(frozen=True, kw_only=True)
class Atom:
    """People who cannot be told apart, in one version of their records."""

    people: tuple[str, ...]
    releases: frozenset[int]  # in which this version is counted
    parts: tuple[tuple[str, Pairs], ...]  # group interview or "", attributes
    records: tuple[Record, ...]  # of each person: the truth, and how long the parts are

    def lengths(self, part: int) -> list[int]:
        """Return how many units each person spoke, most first."""
        return sorted((len(one[part][2]) for one in self.records), reverse=True)

    def people_carry(self, parts: Sequence[int], row: str) -> int:
        """Return the truth: how many carry a row in any of some parts."""
        return sum(
            any(row in unit for part in parts for unit in record[part][2])
            for record in self.records
        )

    def units_carry(self, part: int, row: str) -> int:
        """Return the truth: how many units carry a row."""
        return sum(row in unit for record in self.records for unit in record[part][2])

    def in_group(self, group: frozenset[tuple[str, str]]) -> tuple[int, ...]:
        """Return the parts that count in a group."""
        return tuple(at for at, (_, known) in enumerate(self.parts) if group <= set(known))


class History:
    """The atoms of all releases of a study."""

    def __init__(self, studies: Sequence[Study], unit: str, attributes: Collection[str]) -> None:
        self.unit, self.studies = unit, studies
        self._records = [records(study, unit, attributes) for study in studies]
        self.together = {
            one.name for study in studies for one in study.interviews if len(one.people) > 1
        }
        pooled: dict[object, list[tuple[str, dict[Record, frozenset[int]]]]] = {}
        for person in sorted(set().union(*self._records)):
            versions: dict[Record, set[int]] = {}
            for at, one in enumerate(self._records):
                if person in one:
                    versions.setdefault(one[person], set()).add(at)
            kept = {record: frozenset(at) for record, at in versions.items()}
            signature = tuple((self._parts(record), at) for record, at in kept.items())
            pooled.setdefault(signature, []).append((person, kept))
        self.atoms = tuple(self._atoms(pooled.values()))

    def _parts(self, record: Record) -> tuple[tuple[str, Pairs], ...]:
        return tuple((name if name in self.together else "", known) for name, known, _ in record)

    def _atoms(self, pools: object) -> Iterator[Atom]:
        for pool in pools:  # type: ignore[attr-defined]
            for at in range(len(pool[0][1])):
                chosen = [list(kept)[at] for _, kept in pool]
                yield Atom(
                    people=tuple(person for person, _ in pool),
                    releases=list(pool[0][1].values())[at],
                    parts=self._parts(chosen[0]),
                    records=tuple(chosen),
                )

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Any theme, the themes, and their codes."""
        study = self.studies[0]
        below = [code for code in study.codes if code not in study.themes]
        return ("any", *study.themes, *below)
