"""Which labels of a file are one person: `P1` and `P 1`, `Ann Lee (AL)` and `AL`, or `Ann`.

Labels are compared through the short forms of each, never pair by pair.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from civic_qual.corpus.intake.layouts.doubts import Doubt, may_be_any, may_be_one, slip_of
from civic_qual.corpus.intake.layouts.label_words import (
    PERSON,
    TITLES,
    is_code,
    key_of,
    without_number,
)
from civic_qual.corpus.intake.layouts.parses import Parse
from civic_qual.corpus.people import role_of_label

_NEIGHBOURS = 0.15  # of the turns of one: more, and they are two who talk with each other
_BETWEEN = re.compile(r"[\s_.#-]")


@dataclass(frozen=True, kw_only=True)
class Persons:
    """Who stands behind every label.

    `person` maps the key of a label to that of its person, and `name` the key of a person to the
    label as it was first written.
    """

    person: Mapping[str, str]
    name: Mapping[str, str]
    doubts: tuple[Doubt, ...] = ()

    def of(self, parse: Parse) -> str:
        """Return the name of who speaks behind a label."""
        return self.name[self.person[parse.key]]


def persons_of(marks: Sequence[Parse]) -> Persons:
    r"""Find the people behind the labels of a file.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> from civic_qual.corpus.intake.layouts.parses import parses_of
    >>> script = script_of("Ann Lee (AL): We ran.\nP1: Why?\nAL: Fear.\nP 1: Oh.")
    >>> sorted(set(persons_of(parses_of(script)["colon"]).person.values()))
    ['ann lee', 'p1']
    """
    times = Counter(one.key for one in marks)
    label: dict[str, str] = {}
    for one in marks:
        label.setdefault(one.key, one.label)
    person = {**dict(_spelled_alike(times)), **_of_series(marks)}
    for key, first in _of_series(marks).items():
        label[key] = label[first] = _BEHIND.sub("", label[key])
    owners = _owners(marks, label)
    beside = _neighbours(marks)
    doubts: list[Doubt] = []
    for key in times:
        possible = owners.get(key, set()) - {key}
        if len(possible) > 1:
            doubts.append(may_be_any(label[key], sorted(label[one] for one in possible)))
        elif possible and not role_of_label(label[key]):
            (owner,) = possible
            together = beside[owner, key] + beside[key, owner]
            if together <= max(1, _NEIGHBOURS * min(times[owner], times[key])):
                person[key] = person[owner]
            else:
                doubts.append(may_be_one(label[owner], label[key]))
    for key, meant in _slips(times):
        if role_of_label(label[meant]) and not role_of_label(label[key]):
            person[key] = person[meant]
            doubts.append(slip_of(label[key], label[meant]))
        elif person[key] != person[meant]:
            doubts.append(may_be_one(label[meant], label[key]))
    return Persons(person=person, name=label, doubts=tuple(doubts))


_SHORTEST_SLIP, _MEANT_TIMES = 6, 3  # letters; and how often the label that is meant returns


def _slips(times: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield labels seen once that a letter more, less or other would make one that returns."""
    meant: dict[str, str] = {}
    for key, count in times.items():
        if count >= _MEANT_TIMES and _may_slip(key):
            for form in (key, *_shorter(key)):
                meant.setdefault(form, key)
    for key, count in times.items():
        if count == 1 and _may_slip(key):
            found = next((meant[form] for form in (key, *_shorter(key)) if form in meant), None)
            if found and abs(len(found) - len(key)) < 2:
                yield key, found


def _may_slip(key: str) -> bool:
    """Whether a key is long enough for a slip, and no code: `Participant 3` is nobody else."""
    letters = len(key) >= _SHORTEST_SLIP and not any(map(str.isdigit, key))
    return letters and without_number(key) == key


def _shorter(key: str) -> Iterator[str]:
    return (key[:at] + key[at + 1 :] for at in range(len(key)))


_NAMED = re.compile(r"(?P<label>.*?\S) ?[(\[](?P<description>[^()\[\]]{1,60})[)\]]")


def persons_named(names: Sequence[str]) -> tuple[dict[str, str], tuple[Doubt, ...]]:
    """Return the person behind every name of a column, in order, and what is doubtful.

    Examples
    --------
    >>> persons_named(["Ada Lund", "Ben Ray (BR)", "AL", "BR"])[0]["AL"]
    'Ada Lund'
    """
    marks = []
    for row, name in enumerate(names):
        found = _NAMED.fullmatch(name)
        label = found["label"] if found else name
        marks.append(
            Parse(
                line=row,
                label=label,
                key=key_of(label),
                description=found["description"] if found else "",
                words=0,
                dress="",
                time="",
            )
        )
    persons = persons_of(marks)
    behind = {name: persons.of(mark) for name, mark in zip(names, marks, strict=True)}
    return behind, persons.doubts


_ASKED_IN_SERIES = frozenset({"q", "question"})
_FEWEST_IN_SERIES = 3
_BEHIND = re.compile(r"[\s_.°-]*\d+$")


def _of_series(marks: Sequence[Parse]) -> dict[str, str]:
    """Return the keys of `Q1`, `R1`, `Q2`, `R2`, each with the first of its letter.

    Where questions are numbered so, the numbers tell no people apart.
    """
    series: defaultdict[str, list[str]] = defaultdict(list)
    for one in marks:
        series[without_number(one.key)].append(one.key)
    counted = {stem: keys for stem, keys in series.items() if _counts_up(keys)}
    if not _ASKED_IN_SERIES & counted.keys():
        return {}
    return {key: keys[0] for keys in counted.values() for key in keys}


def _counts_up(keys: Sequence[str]) -> bool:
    numbers = [int(found[0]) for key in keys if (found := re.search(r"\d+$", key))]
    ascending = all(before < after for before, after in pairwise(numbers))
    return len(keys) == len(numbers) >= _FEWEST_IN_SERIES and ascending


def _spelled_alike(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every key with the first one that differs in spaces and hyphens only."""
    first: dict[str, str] = {}
    for key in keys:
        yield key, first.setdefault(_BETWEEN.sub("", key), key)


def _owners(marks: Sequence[Parse], label: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the labels that a short form may stand for."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    described: set[str] = set()
    for one in marks:
        if one.description and one.key not in described:
            described.add(one.key)
            owners[key_of(one.description)].add(one.key)
    for key in label:
        for short in _short_forms(key):
            owners[short].add(key)
    return dict(owners)


def _short_forms(key: str) -> Iterator[str]:
    """Yield first name, last name and initials of a name; codes and roles have none."""
    words = [word for word in key.replace(".", " ").split() if word not in TITLES]
    if len(words) < 2 or is_code(key):
        return
    if any(word in PERSON or word.isdigit() or role_of_label(word) for word in words):
        return
    yield words[0]
    yield words[-1]
    yield "".join(word[0] for word in words)


def _neighbours(marks: Sequence[Parse]) -> Counter[tuple[str, str]]:
    return Counter((before.key, after.key) for before, after in pairwise(marks))
