"""Rules as a page sends and shows them, with every slip at its place in the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from civic_qual.codebook.codes import Rule, Scope
from civic_qual.codebook.edits import refused
from civic_qual.codebook.rules.parsing import parse_rule, without_comments
from civic_qual.codebook.rules.tree import TokenPattern, condition_problem
from civic_qual.errors import RuleError
from civic_qual.messages import Message, quoted, render

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook

Role = Literal["interviewer", "respondent", "interpreter", "observer", "unknown"]


class RuleEntry(BaseModel):
    """A rule as a page has it; `where` is a list of [attribute, value, value, ...]."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=20_000)]
    language: str
    within: Scope = "turn"
    unless_negated: bool = False
    where: list[list[str]] = []
    speaker: list[Role] = []
    confidence: Annotated[float, Field(gt=0, le=1)] = 1.0
    note: str = ""
    pattern: bool = False  # of spaCy: shown, and kept as it is


def rule_entries(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Return rules as a page shows them.

    Examples
    --------
    >>> rule = Rule("come late", parse_rule("come late"), "en", within="sentence")
    >>> entry = rule_entries([rule])[0]
    >>> entry["text"], entry["within"], entry["pattern"]
    ('come late', 'sentence', False)
    """
    return [
        {
            "text": rule.text,
            "language": rule.language,
            "within": rule.within,
            "unless_negated": rule.unless_negated,
            "where": [[name, *values] for name, values in rule.where],
            "speaker": list(rule.speaker),
            "confidence": rule.confidence,
            "note": rule.note,
            "pattern": isinstance(rule.tree, TokenPattern),
        }
        for rule in rules
    ]


class Written(NamedTuple):
    """The rules that entries mean, the number of the entry of each, and what is wrong.

    Problems have the number of an entry, line and column in its text, and say what is wrong.
    """

    rules: list[Rule]
    numbers: list[int]
    problems: list[dict[str, Any]]


def written_rules(
    codebook: Codebook, entries: Sequence[RuleEntry], before: Sequence[Rule]
) -> Written:
    """Return the rules that entries mean, and what is wrong with the others.

    Parameters
    ----------
    before
        The rules that the code has: a token pattern must be one of them.
    """
    written = Written([], [], [])
    for number, entry in enumerate(entries):
        try:
            made = _rule(codebook, entry, before)
        except RuleError as error:
            problem = {"rule": number, "line": error.line, "column": error.column}
            written.problems.append({**problem, "problem": render(error.message)})
            continue
        if made is not None:
            written.rules.append(made)
            written.numbers.append(number)
    return written


def sound_rules(
    codebook: Codebook, entries: Sequence[RuleEntry], before: Sequence[Rule]
) -> tuple[Rule, ...]:
    """Return the rules that entries mean, all of them.

    Raises
    ------
    CodebookError
        If something is wrong with one.
    """
    written = written_rules(codebook, entries, before)
    if written.problems:
        first = written.problems[0]
        raise refused(
            Message(
                "rule {n}, line {line}, column {column}: {problem}",
                n=first["rule"] + 1,
                line=first["line"],
                column=first["column"],
                problem=first["problem"],
            )
        )
    return tuple(written.rules)


def _rule(codebook: Codebook, entry: RuleEntry, before: Sequence[Rule]) -> Rule | None:
    """Return the rule that an entry means; None if it is empty."""
    if entry.pattern:
        for rule in before:
            if isinstance(rule.tree, TokenPattern) and rule.text == entry.text:
                return rule
        raise RuleError(Message("token patterns are written in the file of the codebook"))
    if entry.language not in codebook.languages:
        raise RuleError(
            Message("{language} is none of the codebook's languages", language=entry.language)
        )
    if not entry.text.strip():
        return None
    lists = [name for name, listed in codebook.lists.items() if entry.language in listed]
    tree = parse_rule(entry.text, entry.language, lists)
    for name, *values in (one for one in entry.where if one):
        for value in values:
            if problem := condition_problem(value):
                raise RuleError(Message("{name}: {problem}", name=quoted(name), problem=problem))
    return Rule(
        without_comments(entry.text),
        tree,
        entry.language,
        within=entry.within,
        unless_negated=entry.unless_negated,
        where=tuple((name, tuple(values)) for name, *values in entry.where if values),
        speaker=tuple(entry.speaker),
        confidence=entry.confidence,
        note=entry.note.strip(),
    )
