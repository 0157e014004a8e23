"""The texts of rules in a codebook file: found in blocks and lists, parsed, every slip placed.

Rules and list items stand one a line below a `|`, or as items of a list. Data is taken as it
comes: what has the wrong shape is passed over here, since `shape` complains about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.rules.parsing import parse_rule, without_comments
from civic_qual.codebook.rules.structure import operator_inside
from civic_qual.codebook.rules.token_patterns import pattern_slips
from civic_qual.codebook.rules.tree import ListName, Or, Phrase, TokenPattern, Tree
from civic_qual.errors import Problem, RuleError


class Written(NamedTuple):
    """A text as found: where it is, its line in a block from 1, its place in a list or -1."""

    text: str
    where: Where
    line: int = 1
    item: int = -1


class Writing:
    """A document read for the rules in it; `problems` collects what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self._known_lists: dict[str, frozenset[str]] = {}

    @cached_property
    def lists(self) -> dict[str, dict[str, Any]]:
        """The word lists as written, by name and language."""
        lists = mapping(mapping(self.document.data).get("lists"))
        return {name: mapping(by_language) for name, by_language in lists.items()}

    def texts(self, where: Where) -> Iterator[Written]:
        """Yield the texts of a block or list, and say so if there are none."""
        value = value_at(self.document.data, where)
        if isinstance(value, list):
            yield from self._items(where, value)
        elif isinstance(value, str) and self._is_as_written(where):
            yield from self._lines(where)

    def parse(self, written: Written, language: str) -> Tree | None:
        """Parse a text, or note the problem at its place in the file."""
        if language not in self._known_lists:
            self._known_lists[language] = frozenset(
                name for name, by_language in self.lists.items() if language in by_language
            )
        try:
            return parse_rule(written.text, language, self._known_lists[language])
        except RuleError as error:
            self.complain(error.message, written, error.line, error.column)
        return None

    def complain(self, message: str, written: Written, line: int = 1, column: int = 1) -> None:
        """Note a problem at a line and column of a text."""
        row = written.line + line - 1
        self.problems.append(self.document.problem_in(message, written.where, row, column))

    def _is_as_written(self, where: Where) -> bool:
        """Whether the lines of a text are those of the file; say so if YAML joins them."""
        folded = self.document.is_folded(where)
        if folded:
            message = "YAML would join these lines into one: begin the text with |"
            self.problems.append(self.document.problem(message, where))
        return not folded

    def _lines(self, where: Where) -> Iterator[Written]:
        lines = [Written(line.text, where, line.number) for line in self.document.lines(where)]
        if not lines:
            self._say_empty(where)
        yield from lines

    def _items(self, where: Where, items: list[Any]) -> Iterator[Written]:
        if not items:
            self._say_empty(where)
        for item, value in enumerate(items):
            place: Where = (*where, item)
            if isinstance(value, dict):
                place = (*place, "rule")
                value = value.get("rule")
            if isinstance(value, str) and self._is_as_written(place):
                yield Written(value, place, item=item)

    def _say_empty(self, where: Where) -> None:
        message = "nothing stands here: write a line, or take the key out"
        self.problems.append(self.document.problem_with_key(message, where))


def value_at(data: Any, where: Where) -> Any:
    """Return what a way leads to in plain data."""
    for part in where:
        data = data[part]
    return data


def mapping(value: object) -> dict[str, Any]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


Lists = dict[str, dict[str, tuple[Tree, ...]]]


def read_lists(writing: Writing) -> Lists:
    """Read the word lists of a document; `writing` collects their problems."""
    found: Lists = {}
    for name, by_language in writing.lists.items():
        if not _is_name(name):
            message = f"{name!r} is no name of a list: use letters, digits, _ and -"
            writing.problems.append(writing.document.problem_with_key(message, ("lists", name)))
        found[name] = {
            language: tuple(_items(writing, ("lists", name, language), language))
            for language in by_language
        }
    _refuse_cycles(writing, found)
    return found


def _is_name(name: str) -> bool:
    try:
        return parse_rule(f"@{name}") == ListName(name)
    except RuleError:
        return False


def _items(writing: Writing, where: Where, language: str) -> Iterator[Tree]:
    for written in writing.texts(where):
        tree = writing.parse(written, language)
        if tree and (wrong := operator_inside(tree)):
            message = f"{wrong} cannot stand in a list: its items are words and phrases"
            writing.complain(message, written)
        elif tree:
            yield tree


def _refuse_cycles(writing: Writing, lists: Lists) -> None:
    """Note every cycle once, at the first list of it."""
    told: set[tuple[str, str]] = set()
    for name, by_language in lists.items():
        for language in by_language:
            way = [] if (name, language) in told else way_back(name, language, lists)
            told.update((step, language) for step in way)
            if way:
                message = f"this list would hold itself: {' → '.join(f'@{step}' for step in way)}"
                where = ("lists", name, language)
                writing.problems.append(writing.document.problem_with_key(message, where))


def way_back(name: str, language: str, lists: Lists) -> list[str]:
    """Return the shortest way from a list back to itself, or nothing."""
    ways, seen = [[name]], {name}
    for way in ways:  # grows while it is walked: breadth first
        for tree in lists.get(way[-1], {}).get(language, ()):
            for step in names_in(tree):
                if step == name:
                    return [*way, name]
                if step not in seen:
                    seen.add(step)
                    ways.append([*way, step])
    return []


def names_in(tree: object) -> Iterator[str]:
    """Yield the names of the lists in words, phrases and ORs.

    Examples
    --------
    >>> list(names_in(parse_rule("@peacekeepers OR (@soldiers OR army) camp")))
    ['peacekeepers', 'soldiers']
    """
    match tree:
        case ListName(name):
            yield name
        case Phrase(parts) | Or(parts):
            for part in parts:
                yield from names_in(part)


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
