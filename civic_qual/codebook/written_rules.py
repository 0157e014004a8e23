"""The rules of one code in a codebook file, parsed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from civic_qual.codebook.files.locations import Where
from civic_qual.codebook.files.written import Writing, mapping, value_at
from civic_qual.codebook.rules.parsing import without_comments
from civic_qual.codebook.rules.token_patterns import pattern_slips
from civic_qual.codebook.rules.tree import TokenPattern, Tree


class WrittenRule(NamedTuple):
    """A parsed rule, its line in the file, and its place in a list of rules, -1 in a block."""

    text: str
    tree: Tree
    language: str
    line: int
    item: int


def read_rules(writing: Writing, where: Where) -> list[WrittenRule]:
    """Read the rules of the code at a place, in the order of the file."""
    code = value_at(writing.document.data, where)
    found = [
        rule
        for language in mapping(code.get("rules"))
        for rule in _in_language(writing, (*where, "rules", language), language)
    ]
    return sorted(found, key=lambda rule: rule.line)


def _in_language(writing: Writing, where: Where, language: str) -> list[WrittenRule]:
    found = []
    for written in writing.texts(where):
        if tree := writing.parse(written, language):
            text = without_comments(written.text)
            line = writing.document.line_in(written.where, written.line)
            found.append(WrittenRule(text, tree, language, line, written.item))
    value = value_at(writing.document.data, where)
    for item, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            found += _pattern(writing, (*where, item), entry, language)
    return found


def _pattern(
    writing: Writing, where: Where, entry: dict[str, Any], language: str
) -> list[WrittenRule]:
    """Return the token pattern of an entry, if it has one; refuse what is no rule at all."""
    document = writing.document
    if ("rule" in entry) == ("pattern" in entry):
        message = "a rule with options has rule: or pattern:, and not both"
        writing.problems.append(document.problem(message, where))
    elif "rule" in entry and entry["rule"] is None:
        message = "the rule is empty: write a word, or take the rule out"
        writing.problems.append(document.problem_with_key(message, (*where, "rule")))
    elif isinstance(entry.get("pattern"), list):
        for slip in pattern_slips(entry["pattern"]):
            place = (*where, "pattern", slip.token, slip.key)
            writing.problems.append(document.problem(slip.message, place))
        text = json.dumps(entry["pattern"], ensure_ascii=False, sort_keys=True)
        line = document.line_of((*where, "pattern"))
        return [WrittenRule(text, TokenPattern(text), language, line, where[-1])]  # type: ignore[arg-type]
    return []
