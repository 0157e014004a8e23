"""Every rule of a codebook by its address: code, language and number."""

from __future__ import annotations

from typing import NamedTuple

from civic_qual.codebook.model import Codebook, Rule


class RuleReference(NamedTuple):
    """A rule by its address: the code, the language, and its number there, from 1."""

    code: str
    language: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.language} #{self.number} ({self.text})"


class NumberedRule(NamedTuple):
    """A rule and its address."""

    reference: RuleReference
    rule: Rule


def numbered_rules(codebook: Codebook) -> list[NumberedRule]:
    """Return all rules of a codebook, numbered from 1 within their code and language."""
    numbered = []
    for code in codebook:
        count: dict[str, int] = {}
        for rule in code.rules:
            count[rule.language] = count.get(rule.language, 0) + 1
            text = " ".join(rule.text.split())
            reference = RuleReference(code.id, rule.language, count[rule.language], text)
            numbered.append(NumberedRule(reference, rule))
    return numbered
