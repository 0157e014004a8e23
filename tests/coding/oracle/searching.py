"""The oracle's codings and readings: all rules of a codebook in all turns of a corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

from civic_qual.codebook.model import Codebook, Rule
from civic_qual.codebook.rules.tree import conditions_met
from civic_qual.corpus.model import Corpus, Span, Transcript, Turn
from tests.coding.oracle.matching import Hit, Matcher
from tests.coding.oracle.meanings import Meanings
from tests.coding.oracle.scopes import Scope, sentence_scopes, turn_scope

NOT_COUNTED = ("interviewer", "observer")


class Reference(NamedTuple):
    """A rule: the code, the language, its number there from 1, and its text in one line."""

    code: str
    language: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.language} #{self.number} ({self.text})"


@dataclass
class Passage:
    """A stretch of a text that carries a code, with the words that each of its rules met."""

    start: int
    end: int
    score: float
    met: dict[Reference, set[Span]] = field(default_factory=lambda: defaultdict(set))

    def evidence(self, text: str) -> str:
        """Return the evidence as codings write it."""
        return "; ".join(
            f"{rule}: "
            + ", ".join(
                f"{text[start:end]} [{start}:{end}]" for start, end in sorted(self.met[rule])
            )
            for rule in sorted(self.met)
        )


def passages(
    codebook: Codebook, corpus: Corpus, everybody: bool = False
) -> dict[tuple[str, str], list[Passage]]:
    """Return the passages of every transcript and code."""
    found = defaultdict(list)
    scopes, meanings = cache(scopes_of), cache(partial(meanings_of, codebook, corpus))
    for reference, rule in numbered_rules(codebook):
        matcher = Matcher(meanings(rule.language), rule.unless_negated)
        for transcript, turn in heard(rule, corpus, everybody):
            for scope in scopes(transcript, turn, rule.within):
                for hit in matcher.match(rule.tree, scope):
                    found[transcript.id, reference.code].append((hit, reference, rule.confidence))
    return {where: merged(hits) for where, hits in found.items()}


def numbered_rules(codebook: Codebook) -> Iterator[tuple[Reference, Rule]]:
    """Yield all rules with their addresses."""
    for code in codebook:
        for language in sorted({rule.language for rule in code.rules}):
            own = [rule for rule in code.rules if rule.language == language]
            for number, rule in enumerate(own, start=1):
                yield Reference(code.id, language, number, " ".join(rule.text.split())), rule


def meanings_of(codebook: Codebook, corpus: Corpus, language: str) -> Meanings:
    """Return what rules mean among the words of all turns in a language."""
    kinds = {
        kind
        for transcript in corpus
        for turn in transcript.turns
        if turn.language == language
        for kind in turn_scope(transcript, turn).kinds
    }
    return Meanings(language, kinds, codebook.lists)


def heard(rule: Rule, corpus: Corpus, everybody: bool) -> Iterator[tuple[Transcript, Turn]]:
    """Yield the turns that a rule listens to: its roles, else all that count; its language."""
    for transcript in corpus:
        if conditions_met(rule.where, transcript.attributes):
            for turn in transcript.turns:
                counted = everybody or turn.role not in NOT_COUNTED
                listens = turn.role in rule.speaker if rule.speaker else counted
                if listens and turn.language == rule.language:
                    yield transcript, turn


def scopes_of(transcript: Transcript, turn: Turn, within: str) -> list[Scope]:
    """Return the scopes of a turn that a rule is searched in."""
    if within == "turn":
        return [turn_scope(transcript, turn)]
    return sentence_scopes(transcript, turn)


def merged(found: list[tuple[Hit, Reference, float]]) -> list[Passage]:
    """Merge the hits of one code in one transcript; those that only touch stay apart."""
    made: list[Passage] = []
    for hit, rule, score in sorted(found):
        if not made or hit.start >= made[-1].end:
            made.append(Passage(hit.start, hit.end, score))
        last = made[-1]
        last.end, last.score = max(last.end, hit.end), max(last.score, score)
        last.met[rule].update(hit.words)
    return made


def readings(
    codebook: Codebook, corpus: Corpus, everybody: bool = False
) -> list[tuple[str, int, int, str]]:
    """Return what was read: transcript, start, end and codes of turns with any word."""
    read = []
    for transcript in corpus:
        for turn in transcript.turns:
            codes = considered(codebook, turn, everybody)
            if codes and turn_scope(transcript, turn).words:
                written = "*" if len(codes) == len(codebook) else " ".join(codes)
                read.append((transcript.id, turn.start, turn.end, written))
    return read


def considered(codebook: Codebook, turn: Turn, everybody: bool) -> list[str]:
    """Return the codes that have, or stand above one that has, a rule which might be met."""
    counted = everybody or turn.role not in NOT_COUNTED
    sought = {
        code.id
        for code in codebook
        for rule in code.rules
        if rule.language == turn.language and (counted or turn.role in rule.speaker)
    }
    return [code.id for code in codebook if sought & set(family(codebook, code.id))]


def family(codebook: Codebook, code: str) -> Iterator[str]:
    """Yield a code and all that stand below it."""
    yield code
    for one in codebook:
        if one.parent == code:
            yield from family(codebook, one.id)
