"""What the coders of a combination have read: by a policy, only what all it asks have read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import READING_COLUMNS, Codings, records, written_codes
from civic_qual.coding.column_frames import columns_of_readings
from civic_qual.coding.columns import ReadingColumns
from civic_qual.coding.combine.policies import Policy
from civic_qual.coding.combining.claims import CODER
from civic_qual.coding.combining.overlaps import overlapping
from civic_qual.coding.combining.people import ReadByPeople
from civic_qual.coding.read_words import considers


class Reading(NamedTuple):
    """A stretch of a transcript that was read; `row` holds what `Codings.readings` does."""

    start: int
    end: int
    row: dict[str, Any]


def joint_readings(
    codings: Iterable[Codings], policy: Policy, people: ReadByPeople
) -> ReadingColumns:
    """Return what was read under the one name: a machine's only where no person read."""
    several = list(codings)
    corpus, codebook = several[0].corpus, several[0].codebook
    read = [
        Reading(row["start"], row["end"], row) for one in several for row in records(one.readings)
    ]
    rows = [
        {**one.row, "start": start, "end": end, "coder": CODER}
        for one in _by_policy(read, policy, codebook)
        for start, end in people.leaves(one.row, one.start, one.end)
    ]
    table = pd.DataFrame(rows, columns=list(READING_COLUMNS))
    table = table.drop_duplicates(["transcript", "start", "end", "unit", "codes", "origin"])
    return columns_of_readings(table, corpus)


def _by_policy(read: Iterable[Reading], policy: Policy, codebook: Codebook) -> Iterator[Reading]:
    """Yield the readings of people, and of machines those that a policy goes by."""
    if policy == "either":
        yield from read
        return
    by_origin: dict[str, list[Reading]] = defaultdict(list)
    for one in read:
        by_origin[one.row["origin"]].append(one)
    yield from by_origin["human"]
    if policy == "both":
        yield from _by_both(by_origin["rule"], by_origin["model"], codebook)
    else:
        yield from by_origin["rule" if policy == "rules" else "model"]


def _by_both(
    rules: Iterable[Reading], model: Iterable[Reading], codebook: Codebook
) -> Iterator[Reading]:
    """Yield, once for each of the two, the stretches and codes that both considered."""
    told = {
        codes: _considered(codes, codebook)
        for codes in {one.row["codes"] for kind in (rules, model) for one in kind}
    }
    grouped: dict[str, tuple[list[Reading], list[Reading]]] = defaultdict(lambda: ([], []))
    for place, kind in enumerate((rules, model)):
        for one in kind:
            grouped[one.row["transcript"]][place].append(one)
    for one, other in (pair for kinds in grouped.values() for pair in overlapping(*kinds)):
        codes = told[one.row["codes"]] & told[other.row["codes"]]
        if codes:
            both = {"codes": written_codes(codes, codebook)}
            start, end = max(one.start, other.start), min(one.end, other.end)
            yield from (Reading(start, end, reader.row | both) for reader in (one, other))


def _considered(codes: str, codebook: Codebook) -> frozenset[str]:
    """Return the codes of which a reading can say that they are absent."""
    named = frozenset(codes.split())
    return frozenset(code.id for code in codebook if considers(named, code.id, codebook))
