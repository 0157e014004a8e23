"""All rules of one language, searched in one transcript after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from civic_qual.codebook.conditions import conditions_met
from civic_qual.codebook.model import Codebook, Rule
from civic_qual.coding.evidence import RuleReference
from civic_qual.coding.matching import Hit, Matcher
from civic_qual.coding.meanings import Meanings
from civic_qual.coding.prefilter import possible
from civic_qual.coding.scopes import Scope, TurnScopes, turn_scopes
from civic_qual.corpus.model import Corpus, Transcript
from civic_qual.errors import CodingError


class NumberedRule(NamedTuple):
    """A rule and its address."""

    reference: RuleReference
    rule: Rule


@dataclass(frozen=True)
class Search:
    """The rules of one language and the meanings of their words in one corpus.

    `everybody` says that rules without `speaker` are also searched in what interviewers and
    observers say.
    """

    rules: Sequence[NumberedRule]
    meanings: Meanings
    everybody: bool = False

    def hits(self, transcript: Transcript) -> Iterator[tuple[NumberedRule, Hit]]:
        """Yield every hit of every rule in a transcript.

        Raises
        ------
        CodingError
            If a rule cannot be run; the message names it and the transcript.
        """
        language = self.meanings.language
        turns = [turn for turn in turn_scopes(transcript) if turn.language == language]
        keys = frozenset(key for turn in turns for key in turn.whole.keys)
        forms = frozenset(form for turn in turns for form in turn.whole.forms)
        for numbered in self.rules:
            rule = numbered.rule
            if not conditions_met(rule.where, transcript.attributes):
                continue
            try:
                if possible(rule.tree, keys, forms, self.meanings):
                    for hit in self._in_turns(rule, turns):
                        yield numbered, hit
            except CodingError as error:
                place = f"rule {numbered.reference} in {transcript.id!r}"
                raise CodingError(f"{place}: {error}") from None

    def _in_turns(self, rule: Rule, turns: Sequence[TurnScopes]) -> Iterator[Hit]:
        matcher = Matcher(self.meanings, rule.unless_negated)
        for turn in turns:
            if self._hears(rule, turn):
                for scope in (turn.whole,) if rule.within == "turn" else turn.sentences:
                    if self._possible(rule, scope):
                        yield from matcher.match(rule.tree, scope)

    def _hears(self, rule: Rule, turn: TurnScopes) -> bool:
        """Whether a rule listens to who speaks: the roles it names, else all that count."""
        if rule.speaker:
            return turn.role in rule.speaker
        return self.everybody or turn.counted

    def _possible(self, rule: Rule, scope: Scope) -> bool:
        return possible(rule.tree, scope.keys, scope.forms, self.meanings)


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


def searches(codebook: Codebook, corpus: Corpus, everybody: bool = False) -> list[Search]:
    """Return one search a language that the codebook has rules for."""
    rules = numbered_rules(codebook)
    languages = sorted({numbered.rule.language for numbered in rules})
    return [
        Search(
            [numbered for numbered in rules if numbered.rule.language == language],
            Meanings(language, _vocabulary(corpus, language), codebook.lists),
            everybody,
        )
        for language in languages
    ]


def _vocabulary(corpus: Corpus, language: str) -> set[str]:
    return {
        key
        for transcript in corpus
        for turn in turn_scopes(transcript)
        if turn.language == language
        for key in turn.whole.keys
    }
