"""How rules and a model become one machine: a policy, named in everything that comes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from civic_qual.arrays import merged, overlapping
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings, records
from civic_qual.coding.columns import PREFERENCE, Origin
from civic_qual.coding.combine.division import Division
from civic_qual.coding.evidence import Evidence, TextEvidence
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, quoted, typed


class Reason(NamedTuple):
    """Why, in the words of a coder: where it stands in the coder's evidence."""

    coder: str
    evidence: Evidence
    row: int


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
    for number, row in enumerate(records(codings.rows)):
        if row["status"] != "rejected":
            reason = Reason(row["coder"], codings.evidence, number)
            yield Claim(row["start"], row["end"], row, (reason,))


def merged_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Merge the claims of one code in one transcript where they overlap."""
    ordered = sorted(claims, key=_order)
    keys = [(claim.row["transcript"], claim.row["code"]) for claim in ordered]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    passages = merged(
        np.array([claim.start for claim in ordered], dtype=np.int64),
        np.array([claim.end for claim in ordered], dtype=np.int64),
        np.array([numbers[key] for key in keys], dtype=np.int64),
    )
    claimed = [ordered[number] for number in passages.member.tolist()]
    return [
        reduce(_joined, claimed[low:high])._replace(start=start, end=end)
        for start, end, (low, high) in zip(
            passages.start.tolist(),
            passages.end.tolist(),
            pairwise(passages.first.tolist()),
            strict=True,
        )
    ]


def _joined(one: Claim, other: Claim) -> Claim:
    """Return one claim with the reasons of both, the better score, and the origin that counts."""
    row = one.row | {
        "score": max(one.row["score"], other.row["score"]),
        "fields": _fields(one, other),
        "origin": min(one.row["origin"], other.row["origin"], key=PREFERENCE.index),
    }
    return one._replace(row=row, reasons=one.reasons + other.reasons)


def _fields(one: Claim, other: Claim) -> str:
    """Return the fields of two claims that become one: the first's, or else the other's."""
    fields: str = one.row.get("fields") or other.row.get("fields") or ""
    return fields


def _order(claim: Claim) -> tuple[int, int, int, str]:
    return (claim.start, claim.end, PREFERENCE.index(claim.row["origin"]), claim.row["coder"])


Policy = Literal["either", "both", "rules", "model", "model_with_rules"]
POLICIES: tuple[Policy, ...] = get_args(Policy)

NEEDS: dict[Policy, tuple[Origin, ...]] = {  # whose codings a policy cannot do without
    "either": (),
    "both": ("rule", "model"),
    "rules": ("rule",),
    "model": ("model",),
    "model_with_rules": ("rule", "model"),
}

STATED: dict[Policy, str] = {
    "either": Message(
        "Where no person has read, a passage carries a code if rules or the model say so."
    ),
    "both": Message(
        "Where no person has read, a passage carries a code only if rules and the model both "
        "say so; what only one of them has read counts as not read."
    ),
}

_ByCode: TypeAlias = dict[tuple[str, str], dict[str, list[Claim]]]


def check_policy(policy: str, origins: Iterable[str]) -> None:
    """Refuse a policy that nobody knows, or that needs a coder who is not there.

    Raises
    ------
    CodingError
        The message names the policies, or what is missing.
    """
    if policy not in POLICIES:
        raise CodingError(
            Message(
                "policy={policy} is not known; choose from {policies}",
                policy=quoted(policy),
                policies=enumerated(POLICIES),
            )
        )
    there = set(origins)
    for origin in NEEDS[policy]:
        if origin not in there:
            raise CodingError(_missing(origin, policy))


def _missing(origin: Origin, policy: str) -> Message:
    named = typed(
        f'policy="{policy}"', f"--policy {policy}", Message("what rules and a model find together")
    )
    if origin == "rule":
        return Message(
            "{policy} needs what rules find, and there is nothing that rules have read: {advice}",
            policy=named,
            advice=typed(
                Message(
                    "give the codings of RuleCoder(codebook).code(corpus) too, or choose another "
                    "policy"
                ),
                Message(
                    "write rules into the codebook for the languages of the interviews, or let the "
                    "model decide alone, with --policy model"
                ),
                Message("write rules into the codebook for the languages of the interviews"),
            ),
        )
    return Message(
        "{policy} needs what a model finds, and there is nothing that a model has read: {advice}",
        policy=named,
        advice=typed(
            Message(
                "give the codings of ThemeClassifier(...).code(corpus) too, or choose another "
                "policy; a model that has learned no code well enough reads nothing"
            ),
            Message("let the rules code, with --rules"),
            Message("have more passages read, and train again on the page Model"),
        ),
    )


def decided(claims: Sequence[Claim], policy: Policy, division: Division) -> list[Claim]:
    """Return what rules and models claim together, by a policy; people's claims are left out."""
    machine = [claim for claim in claims if not claim.human]
    if policy == "either":
        return machine
    decide: dict[Policy, Callable[[], Iterable[Claim]]] = {
        "rules": lambda: _only(machine, "rule"),
        "model": lambda: _only(machine, "model"),
        "both": lambda: _both(machine, division.codebook),
        "model_with_rules": lambda: _divided(machine, division),
    }
    stated = Reason(f"policy {policy}", TextEvidence(("",)), 0)
    return [claim._replace(reasons=(stated, *claim.reasons)) for claim in decide[policy]()]


def _only(claims: Iterable[Claim], origin: Origin) -> list[Claim]:
    return [claim for claim in claims if claim.row["origin"] == origin]


def _both(claims: Iterable[Claim], codebook: Codebook) -> Iterator[Claim]:
    """Yield the words that rules and model both put under a code, or under codes below it."""
    groups = _by_code(claims, codebook)
    found: dict[tuple[str, str], list[Claim]] = {
        key: [
            _shared(*pair)
            for pair in overlapping(*(merged_claims(kinds[origin]) for origin in ("model", "rule")))
        ]
        for key, kinds in groups.items()
    }
    for (transcript, code), passages in found.items():
        below = [
            (claim.start, claim.end)
            for one in codebook.with_descendants(code)
            if one != code
            for claim in found.get((transcript, one), ())
        ]
        yield from (one for one in passages if not _covered(one.start, one.end, below))


def _shared(one: Claim, other: Claim) -> Claim:
    """Return what two claims have in common: the lower score, and the origin that counts less."""
    row = one.row | {
        "score": min(one.row["score"], other.row["score"]),
        "fields": _fields(one, other),
        "origin": max(one.row["origin"], other.row["origin"], key=PREFERENCE.index),
    }
    return Claim(
        max(one.start, other.start), min(one.end, other.end), row, one.reasons + other.reasons
    )


def _divided(claims: Sequence[Claim], division: Division) -> Iterator[Claim]:
    """Yield what the model claims, with the rules that met a word of it as further reasons.

    Rules claim the codes that are not the model's; below one of the model's only what words they
    share with it.
    """
    groups = _by_code(claims, division.codebook)
    for claim in _only(claims, "model"):
        rules = merged_claims(groups[claim.row["transcript"], claim.row["code"]]["rule"])
        met = (rule for _, rule in overlapping([claim], rules))
        yield claim._replace(
            reasons=claim.reasons + tuple(reason for rule in met for reason in rule.reasons)
        )
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in _only(claims, "rule"):
        if claim.row["code"] in division.model:
            continue
        above = division.decides_above(claim.row["code"])
        if not above:
            yield claim
            continue
        key = claim.row["transcript"], above
        if key not in found:
            found[key] = merged_claims(groups[key]["model"])
        for _, other in overlapping([claim], found[key]):
            yield claim._replace(
                start=max(claim.start, other.start),
                end=min(claim.end, other.end),
                reasons=claim.reasons + other.reasons,
            )


def _by_code(claims: Iterable[Claim], codebook: Codebook) -> _ByCode:
    """Group claims by transcript and code, then by origin; each stands under all codes above it."""
    groups: _ByCode = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        code = claim.row["code"]
        while code in codebook:
            told = claim._replace(row=claim.row | {"code": code})
            groups[claim.row["transcript"], code][claim.row["origin"]].append(told)
            code = codebook[code].parent
    return groups


def _covered(start: int, end: int, spans: Iterable[Span]) -> bool:
    """Return whether spans leave nothing of a passage."""
    for first, last in sorted(spans):
        if first > start:
            break
        start = max(start, last)
    return start >= end
