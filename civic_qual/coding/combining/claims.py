"""What coders claim: that a passage carries a code, and why. Claims that overlap are made one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from civic_qual.coding.codings import PREFERENCE, Codings, records
from civic_qual.coding.evidence import Evidence

CODER = "combined"

Reason: TypeAlias = tuple[str, Evidence, int]  # the coder, and where the reason stands


class Claim(NamedTuple):
    """A passage said to carry a code, by one coder or, once merged, by several.

    `row` holds what `Codings.rows` does; the passage may since have been cut or grown.
    """

    start: int
    end: int
    row: dict[str, Any]
    reasons: tuple[Reason, ...]

    @property
    def human(self) -> bool:
        """Whether a person said so."""
        return bool(self.row["origin"] == "human")


def claims_of(codings: Codings) -> Iterator[Claim]:
    """Yield what the coders of some codings claim; what was rejected is no claim."""
    for place, row in enumerate(records(codings.rows)):
        if row["status"] != "rejected":
            yield Claim(row["start"], row["end"], row, ((row["coder"], codings.evidence, place),))


def merged(claims: Iterable[Claim]) -> list[Claim]:
    """Merge the claims of one code in one transcript where they overlap."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.row["transcript"], claim.row["code"]].append(claim)
    return [claim for group in groups.values() for claim in _merged(group)]


def _merged(claims: list[Claim]) -> list[Claim]:
    passages: list[Claim] = []
    for claim in sorted(claims, key=_order):
        if not passages or claim.start >= passages[-1].end:
            passages.append(claim._replace(row=claim.row | {"coder": CODER}))
        else:
            passages[-1] = joined(passages[-1], claim)._replace(
                start=passages[-1].start, end=max(passages[-1].end, claim.end)
            )
    return passages


def joined(one: Claim, other: Claim) -> Claim:
    """Return the passage of one claim with the reasons of both, and the better score."""
    row = one.row | {
        "score": max(one.row["score"], other.row["score"]),
        "origin": min(one.row["origin"], other.row["origin"], key=PREFERENCE.index),
    }
    return one._replace(row=row, reasons=one.reasons + other.reasons)


def _order(claim: Claim) -> tuple[int, int, int, str]:
    return (claim.start, claim.end, PREFERENCE.index(claim.row["origin"]), claim.row["coder"])
