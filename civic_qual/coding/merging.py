"""Matches of one code that overlap are one passage, with the evidence of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from civic_qual.coding.evidence import RuleHits, RuleReference
from civic_qual.coding.matching import Hit
from civic_qual.corpus.model import Span


@dataclass
class Passage:
    """A stretch of text that carries a code, the score of its best rule, and all its rules."""

    start: int
    end: int
    score: float
    met: dict[RuleReference, set[Span]] = field(default_factory=dict)

    @property
    def hits(self) -> RuleHits:
        """The rules that fired, each with the offsets of the words it met, in order."""
        return {rule: tuple(sorted(self.met[rule])) for rule in sorted(self.met)}


def merged(found: Iterable[tuple[Hit, RuleReference, float]]) -> list[Passage]:
    """Merge the hits of one code in one transcript; those that only touch stay apart.

    Examples
    --------
    >>> rule = RuleReference("plan", "en", 1, "alert")
    >>> hits = [Hit(4, 9, ((4, 9),)), Hit(0, 5, ((0, 5),)), Hit(9, 12, ((9, 12),))]
    >>> [(one.start, one.end) for one in merged((hit, rule, 1.0) for hit in hits)]
    [(0, 9), (9, 12)]
    """
    passages: list[Passage] = []
    for hit, rule, score in sorted(found):
        if not passages or hit.start >= passages[-1].end:
            passages.append(Passage(hit.start, hit.end, score))
        last = passages[-1]
        last.end, last.score = max(last.end, hit.end), max(last.score, score)
        last.met.setdefault(rule, set()).update(hit.words)
    return passages
