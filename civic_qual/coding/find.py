"""What one rule finds in one text: for trying rules out."""

from __future__ import annotations

from typing import get_args

from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules import parse_rule
from civic_qual.coding.evidence import RuleReference
from civic_qual.coding.meanings import Lists, Meanings
from civic_qual.coding.merging import merged
from civic_qual.coding.scopes import turn_scopes
from civic_qual.coding.searching import NumberedRule, Search
from civic_qual.corpus.model import Span, Transcript, Turn
from civic_qual.errors import CodingError


def find(
    rule_text: str,
    text: str,
    language: str = "en",
    *,
    within: Scope = "turn",
    unless_negated: bool = False,
    lists: Lists | None = None,
) -> list[Span]:
    """Return the passages of a text that a rule codes; the text counts as one turn.

    Parameters
    ----------
    rule_text
        A rule, as in a codebook.
    text
        Any text; the offsets returned count its code points, end exclusive.
    language
        ISO 639-1 code of both.
    within, unless_negated
        As the options of a rule.
    lists
        Word lists by name and language, as `Codebook.lists`.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run.

    Examples
    --------
    >>> text = "They came too late, as always."
    >>> [text[start:end] for start, end in find("come _1 late", text)]
    ['came too late']
    """
    if within not in get_args(Scope):
        raise CodingError(f"within={within!r} is none of {', '.join(get_args(Scope))}")
    tree = parse_rule(rule_text, language)
    rule = Rule(rule_text, tree, language, within=within, unless_negated=unless_negated)
    numbered = NumberedRule(RuleReference("", language, 1, rule_text), rule)
    transcript = one_turn("", text, language)
    vocabulary = turn_scopes(transcript)[0].whole.keys
    search = Search([numbered], Meanings(language, vocabulary, lists))
    found = ((hit, numbered.reference, 1.0) for _, hit in search.hits(transcript))
    return [(passage.start, passage.end) for passage in merged(found)]


def one_turn(
    name: str, text: str, language: str, attributes: dict[str, str] | None = None
) -> Transcript:
    """Return a text as a transcript of one turn, all of it said by a respondent."""
    turn = Turn(0, len(text), ((0, len(text)),), "", "respondent", language)
    return Transcript(name, text, (turn,), attributes or {}, language)
