"""What several coders have read, as the readings of one: by a policy, and by who codes what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from civic_qual.arrays import overlapping
from civic_qual.coding.codings import COMBINED, READING_COLUMNS, records
from civic_qual.coding.frames import columns_of_readings
from civic_qual.coding.readings import answered_codes, listed_codes, written_codes

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.columns import ReadingColumns
    from civic_qual.coding.combine.combine import ReadByPeople
    from civic_qual.coding.combine.division import Division
    from civic_qual.coding.combine.policies import Policy


class Reading(NamedTuple):
    """A stretch of a transcript that was read; `row` holds what `Codings.readings` does."""

    start: int
    end: int
    row: dict[str, Any]


def joint_readings(
    codings: Iterable[Codings], policy: Policy, people: ReadByPeople, division: Division
) -> ReadingColumns:
    """Return what was read under the one name: a machine's only where no person read."""
    several = list(codings)
    corpus = several[0].corpus
    read = [
        Reading(row["start"], row["end"], row) for one in several for row in records(one.readings)
    ]
    rows = [
        {**one.row, "start": start, "end": end, "coder": COMBINED}
        for one in _by_policy(read, policy, division)
        for start, end in people.leaves(one.row, one.start, one.end)
    ]
    table = pd.DataFrame(rows, columns=list(READING_COLUMNS))
    table = table.drop_duplicates(
        ["transcript", "start", "end", "unit", "codes", "origin", "shown"]
    )
    return columns_of_readings(table, corpus)


def _by_policy(read: Iterable[Reading], policy: Policy, division: Division) -> Iterator[Reading]:
    """Yield the readings of people, and of machines those that a policy goes by."""
    if policy == "either":
        yield from read
        return
    by_origin: dict[str, list[Reading]] = defaultdict(list)
    for one in read:
        by_origin[one.row["origin"]].append(one)
    yield from by_origin["human"]
    if policy == "both":
        yield from _by_both(by_origin["rule"], by_origin["model"], division.codebook)
        return
    yield from by_origin["rule" if policy == "rules" else "model"]
    if policy == "model_with_rules" and division.rules:
        yield from _left_to_rules(by_origin["rule"], by_origin["model"], division)


def _left_to_rules(
    rules: Iterable[Reading], model: Iterable[Reading], division: Division
) -> Iterator[Reading]:
    """Yield what rules have read for the codes that are left to them, and for exactly these.

    What hangs on the model's word, they have read only where the model has read too.
    """
    book, apart = division.codebook, division.apart
    listed = {codes: listed_codes(codes, book) for codes in {one.row["codes"] for one in rules}}
    own = {codes: written_codes(ids & division.rules, book) for codes, ids in listed.items()}
    alone = {codes: written_codes(ids & apart, book) for codes, ids in listed.items()}
    with_model: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for kinds in _by_transcript(rules, model):
        for one, other in overlapping(*kinds):
            with_model[id(one)].append((max(one.start, other.start), min(one.end, other.end)))
    for one in rules:
        codes, shared = one.row["codes"], with_model[id(one)]
        if alone[codes] and (alone[codes] == own[codes] or (one.start, one.end) not in shared):
            yield one._replace(row=one.row | {"codes": alone[codes]})
        if own[codes] != alone[codes]:
            row = one.row | {"codes": own[codes]}
            yield from (Reading(start, end, row) for start, end in dict.fromkeys(shared))


def _by_transcript(
    rules: Iterable[Reading], model: Iterable[Reading]
) -> Iterable[tuple[list[Reading], list[Reading]]]:
    grouped: dict[str, tuple[list[Reading], list[Reading]]] = defaultdict(lambda: ([], []))
    for place, kind in enumerate((rules, model)):
        for one in kind:
            grouped[one.row["transcript"]][place].append(one)
    return grouped.values()


def _by_both(
    rules: Iterable[Reading], model: Iterable[Reading], codebook: Codebook
) -> Iterator[Reading]:
    """Yield, once for each of the two, the stretches and codes that both considered."""
    told = {
        codes: answered_codes(codes, codebook)
        for codes in {one.row["codes"] for kind in (rules, model) for one in kind}
    }
    pairs = (pair for kinds in _by_transcript(rules, model) for pair in overlapping(*kinds))
    for one, other in pairs:
        codes = told[one.row["codes"]] & told[other.row["codes"]]
        if codes:
            both = {"codes": written_codes(codes, codebook)}
            start, end = max(one.start, other.start), min(one.end, other.end)
            yield from (Reading(start, end, reader.row | both) for reader in (one, other))
