"""The texts of rules in a codebook file: found in blocks and lists, parsed, every slip located.

Rules and list items stand one a line below a `|`, or as items of a list. Data is taken as it
comes: what has the wrong shape is passed over here, since `shape` complains about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from civic_qual.codebook.files.document import Document, Where, mapping, value_at
from civic_qual.codebook.rules.parsing import parse_rule, without_comments
from civic_qual.codebook.rules.structure import operator_inside
from civic_qual.codebook.rules.token_patterns import pattern_slips
from civic_qual.codebook.rules.tree import ListName, Or, Phrase, TokenPattern, Tree
from civic_qual.errors import Problem, RuleError
from civic_qual.messages import Message, quoted

Lists: TypeAlias = dict[str, dict[str, tuple[Tree, ...]]]  # by name, then by language


class RuleText(NamedTuple):
    """A text as written: where it is, its line in a block from 1, its index in a list or -1."""

    text: str
    where: Where
    line: int = 1
    item: int = -1


class ParsedRule(NamedTuple):
    """A parsed rule, its line in the file, and its index in a list of rules, -1 in a block."""

    text: str
    tree: Tree
    language: str
    line: int
    item: int


class RuleReader:
    """Reads the rules and word lists of a document; `problems` collects what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self._known_lists: dict[str, frozenset[str]] = {}

    # Word lists

    @cached_property
    def _written_lists(self) -> dict[str, dict[str, Any]]:
        """The word lists as written, by name and language."""
        lists = mapping(mapping(self.document.data).get("lists"))
        return {name: mapping(by_language) for name, by_language in lists.items()}

    def read_lists(self) -> Lists:
        """Return the word lists of the document."""
        lists: Lists = {}
        for name, by_language in self._written_lists.items():
            if not _is_list_name(name):
                message = Message(
                    "{name} is no name of a list: use letters, digits, _ and -", name=quoted(name)
                )
                self._complain_of_key(message, ("lists", name))
            lists[name] = {
                language: tuple(self._list_items(("lists", name, language), language))
                for language in by_language
            }
        self._refuse_circles(lists)
        return lists

    def _list_items(self, where: Where, language: str) -> Iterator[Tree]:
        for written in self._texts(where):
            tree = self._parse(written, language)
            if tree and (wrong := operator_inside(tree)):
                message = Message(
                    "{operator} cannot stand in a list: its items are words and phrases",
                    operator=wrong,
                )
                self._complain(message, written)
            elif tree:
                yield tree

    def _refuse_circles(self, lists: Lists) -> None:
        """Note every circle of lists once, at the first list of it."""
        noted: set[tuple[str, str]] = set()
        for name, by_language in lists.items():
            for language in by_language:
                way = [] if (name, language) in noted else _way_back(name, language, lists)
                noted.update((step, language) for step in way)
                if way:
                    message = Message(
                        "this list would hold itself: {way}",
                        way=" → ".join(f"@{step}" for step in way),
                    )
                    self._complain_of_key(message, ("lists", name, language))

    # Rules

    def read_rules(self, where: Where) -> list[ParsedRule]:
        """Return the rules of the code that a way leads to, in the order of the file."""
        code = value_at(self.document.data, where)
        rules = [
            rule
            for language in mapping(code.get("rules"))
            for rule in self._rules((*where, "rules", language), language)
        ]
        return sorted(rules, key=lambda rule: rule.line)

    def _rules(self, where: Where, language: str) -> Iterator[ParsedRule]:
        for written in self._texts(where):
            if tree := self._parse(written, language):
                text = without_comments(written.text)
                line = self.document.line_in(written.where, written.line)
                yield ParsedRule(text, tree, language, line, written.item)
        entries = value_at(self.document.data, where)
        for item, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield from self._pattern(where, item, language, entry)

    def _pattern(
        self, rules: Where, item: int, language: str, entry: dict[str, Any]
    ) -> Iterator[ParsedRule]:
        """Yield the token pattern of an entry, if it has one; refuse what is no rule at all."""
        where = (*rules, item)
        if ("rule" in entry) == ("pattern" in entry):
            message = Message("a rule with options has rule: or pattern:, and not both")
            self.problems.append(self.document.problem(message, where))
        elif "rule" in entry and entry["rule"] is None:
            message = Message("the rule is empty: write a word, or take the rule out")
            self._complain_of_key(message, (*where, "rule"))
        elif isinstance(entry.get("pattern"), list):
            for slip in pattern_slips(entry["pattern"]):
                wrong = (*where, "pattern", slip.token, slip.key)
                self.problems.append(self.document.problem(slip.message, wrong))
            text = json.dumps(entry["pattern"], ensure_ascii=False, sort_keys=True)
            line = self.document.line_of((*where, "pattern"))
            yield ParsedRule(text, TokenPattern(text), language, line, item)

    # Texts

    def _texts(self, where: Where) -> Iterator[RuleText]:
        """Yield the texts of a block or list, and say so if there are none."""
        value = value_at(self.document.data, where)
        if isinstance(value, list):
            yield from self._items(where, value)
        elif isinstance(value, str) and self._is_as_written(where):
            yield from self._lines(where)

    def _lines(self, where: Where) -> Iterator[RuleText]:
        lines = [RuleText(line.text, where, line.number) for line in self.document.lines(where)]
        if not lines:
            self._say_empty(where)
        yield from lines

    def _items(self, where: Where, items: list[Any]) -> Iterator[RuleText]:
        if not items:
            self._say_empty(where)
        for item, value in enumerate(items):
            here: Where = (*where, item)
            if isinstance(value, dict):
                here = (*here, "rule")
                value = value.get("rule")
            if isinstance(value, str) and self._is_as_written(here):
                yield RuleText(value, here, item=item)

    def _is_as_written(self, where: Where) -> bool:
        """Whether the lines of a text are those of the file; say so if YAML joins them."""
        folded = self.document.is_folded(where)
        if folded:
            message = Message("YAML would join these lines into one: begin the text with |")
            self.problems.append(self.document.problem(message, where))
        return not folded

    def _parse(self, written: RuleText, language: str) -> Tree | None:
        """Parse a text, or note the problem where it is in the file."""
        if language not in self._known_lists:
            self._known_lists[language] = frozenset(
                name for name, by_language in self._written_lists.items() if language in by_language
            )
        try:
            return parse_rule(written.text, language, self._known_lists[language])
        except RuleError as error:
            self._complain(error.message, written, error.line, error.column)
        return None

    # Problems

    def _complain(self, message: str, written: RuleText, line: int = 1, column: int = 1) -> None:
        """Note a problem at a line and column of a text."""
        row = written.line + line - 1
        self.problems.append(self.document.problem_in(message, written.where, row, column))

    def _complain_of_key(self, message: str, where: Where) -> None:
        self.problems.append(self.document.problem_with_key(message, where))

    def _say_empty(self, where: Where) -> None:
        message = Message("nothing stands here: write a line, or take the key out")
        self._complain_of_key(message, where)


def _is_list_name(name: str) -> bool:
    try:
        return parse_rule(f"@{name}") == ListName(name)
    except RuleError:
        return False


def _way_back(name: str, language: str, lists: Lists) -> list[str]:
    """Return the shortest way from a list back to itself, or nothing."""
    ways, seen = [[name]], {name}
    for way in ways:  # grows while it is walked: breadth first
        for tree in lists.get(way[-1], {}).get(language, ()):
            for step in _lists_named_in(tree):
                if step == name:
                    return [*way, name]
                if step not in seen:
                    seen.add(step)
                    ways.append([*way, step])
    return []


def _lists_named_in(tree: object) -> Iterator[str]:
    """Yield the names of the lists in words, phrases and ORs."""
    match tree:
        case ListName(name):
            yield name
        case Phrase(parts) | Or(parts):
            for part in parts:
                yield from _lists_named_in(part)
