"""Every rule of a codebook by its address: code, language and number."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from civic_qual.codebook.model import Codebook


class RuleReference(NamedTuple):
    """A rule by its address: the code, the language, and its number there, from 1."""

    code: str
    language: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.language} #{self.number} ({self.text})"


def rule_references(codebook: Codebook) -> list[RuleReference]:
    """Return the addresses of all rules, in the order of the codebook."""
    references = []
    for code in codebook:
        count: Counter[str] = Counter()
        for rule in code.rules:
            count[rule.language] += 1
            text = " ".join(rule.text.split())
            references.append(RuleReference(code.id, rule.language, count[rule.language], text))
    return references
