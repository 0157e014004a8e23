"""Who is counted in a release: everybody, or those whom the rule that is published lets join.

Who is new waits until, against every earlier release and in every group that was ever published,
nobody or at least `minimum` people are new. An outsider reads that, too, and the sizes shown in the
files say whether it was so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from benchmarks.leaking.records import Record, records
from benchmarks.leaking.studies import Study
from benchmarks.leaking.written import Group, Key, Written


def counted(
    study: Study,
    earlier: Sequence[Study],
    groupings: Sequence[Sequence[str]],
    written: Written,
    unit: str,
) -> Study | None:
    """Return the study as it was counted: the first guess that agrees with the sizes shown."""
    used = {name for by in groupings for name in by}
    for guess in _guesses(study, earlier, groupings, unit):
        if _agrees(guess, written, unit, used):
            return guess
    return None


def _guesses(
    study: Study, earlier: Sequence[Study], groupings: Sequence[Sequence[str]], unit: str
) -> Iterator[Study]:
    if not earlier:
        yield study
        return
    yield admitted(study, earlier, groupings, unit)
    yield earlier[-1]
    yield study


def admitted(
    study: Study,
    earlier: Sequence[Study],
    groupings: Sequence[Sequence[str]],
    unit: str,
    minimum: int = 5,
) -> Study:
    """Return the study without those who wait; all changes of a group of few changes wait."""
    used = {name for by in groupings for name in by}
    now = records(study, unit, used)
    before = [records(one, unit, used) for one in earlier]
    chosen = dict(now)
    while True:
        waiting: set[str] = set()
        for old in before:
            changed: dict[Group, set[str]] = {}
            for person in set(chosen) | set(old):
                if chosen.get(person) != old.get(person):
                    for record in (chosen.get(person), old.get(person)):
                        for group in _groups(record, groupings):
                            changed.setdefault(group, set()).add(person)
            for people in changed.values():
                if len(people) < minimum:
                    waiting |= people & set(now)
        waiting &= set(chosen)
        joined = {one for one in waiting if all(one not in old for old in before)}
        if not waiting:
            return only(study, set(chosen))
        if not joined:
            return earlier[-1]
        for person in joined:
            del chosen[person]


def _groups(record: Record | None, groupings: Sequence[Sequence[str]]) -> Iterator[Group]:
    if record is None:
        return
    yield frozenset()
    for _, known, _ in record:
        pairs = dict(known)
        for by in groupings:
            for name in by:
                yield frozenset({(name, pairs[name])})
            yield frozenset((name, pairs[name]) for name in by)


def only(study: Study, people: set[str]) -> Study:
    """Return a study of which only some people are counted."""
    interviews = []
    for one in study.interviews:
        turns = tuple(turn for turn in one.turns if turn[0] in people)
        if turns:
            interviews.append(replace(one, turns=turns))
    return replace(study, interviews=tuple(interviews))


def _agrees(study: Study, written: Written, unit: str, used: set[str]) -> bool:
    known = records(study, unit, used)
    sizes: Mapping[Key, float] = {
        one.key: one.low for one in written.told if one.key[1] == "n" and one.key[2] in "TPI"
    }
    return all(_size(known, key, unit) == value for key, value in sizes.items())


def _size(known: Mapping[str, Record], key: Key, unit: str) -> int:
    group, _, measure = key
    parts = [
        (person, name, units)
        for person, record in known.items()
        for name, pairs, units in record
        if group <= set(pairs)
    ]
    if measure == "P":
        return len({person for person, _, _ in parts})
    if measure == "I" or unit == "transcript":
        return len({name for _, name, _ in parts})
    return sum(len(units) for _, _, units in parts)
