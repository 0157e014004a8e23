"""How rules and a model become one machine: a policy, named in everything that comes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from civic_qual.arrays import overlapping
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import COMBINED, PREFERENCE, Codings, Origin, records
from civic_qual.coding.evidence import Evidence, TextEvidence
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError

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
            passages.append(claim._replace(row=claim.row | {"coder": COMBINED}))
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
    "either": "Where no person has read, a passage carries a code if rules or the model say so.",
    "both": (
        "Where no person has read, a passage carries a code only if rules and the model both "
        "say so; what only one of them has read counts as not read."
    ),
    "model_with_rules": (
        "Where no person has read, the model decides; rules only add their reasons to its own."
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
        raise CodingError(f"policy={policy!r} is not known; choose from {', '.join(POLICIES)}")
    missing = {
        "rule": "a coder by rules (RuleCoder(codebook).code(corpus))",
        "model": "a model (ThemeClassifier(...).code(corpus))",
    }
    for origin in NEEDS[policy]:
        if origin not in origins:
            raise CodingError(
                f'policy="{policy}" needs the codings of {missing[origin]}; '
                "give them too, or choose another policy"
            )


def decided(claims: Sequence[Claim], policy: Policy, codebook: Codebook) -> list[Claim]:
    """Return what rules and models claim together, by a policy; people's claims are left out."""
    machine = [claim for claim in claims if not claim.human]
    if policy == "either":
        return machine
    decide: dict[Policy, Callable[[], Iterable[Claim]]] = {
        "rules": lambda: _only(machine, "rule"),
        "model": lambda: _only(machine, "model"),
        "both": lambda: _both(machine, codebook),
        "model_with_rules": lambda: _supported(machine, codebook),
    }
    stated: Reason = (f"policy {policy}", TextEvidence(("",)), 0)
    return [claim._replace(reasons=(stated, *claim.reasons)) for claim in decide[policy]()]


def _only(claims: Iterable[Claim], origin: Origin) -> list[Claim]:
    return [claim for claim in claims if claim.row["origin"] == origin]


def _both(claims: Iterable[Claim], codebook: Codebook) -> Iterator[Claim]:
    """Yield the words that rules and model both put under a code, or under codes below it."""
    groups = _by_code(claims, codebook)
    found: dict[tuple[str, str], list[Claim]] = {
        key: [
            _shared(one, other)
            for one, other in overlapping(merged(kinds["model"]), merged(kinds["rule"]))
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
        "origin": max(one.row["origin"], other.row["origin"], key=PREFERENCE.index),
    }
    return Claim(
        max(one.start, other.start), min(one.end, other.end), row, one.reasons + other.reasons
    )


def _supported(claims: Sequence[Claim], codebook: Codebook) -> Iterator[Claim]:
    """Yield what the model claims, with the rules that met a word of it as further reasons."""
    groups = _by_code(claims, codebook)
    for claim in _only(claims, "model"):
        rules = merged(groups[claim.row["transcript"], claim.row["code"]]["rule"])
        met = (rule for _, rule in overlapping([claim], rules))
        yield claim._replace(
            reasons=claim.reasons + tuple(reason for rule in met for reason in rule.reasons)
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
