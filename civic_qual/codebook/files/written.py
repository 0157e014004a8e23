"""The texts of rules in a codebook file: found in blocks and lists, parsed, every slip placed.

Rules and list items stand one a line below a `|`, or as items of a list. Data is taken as it
comes: what has the wrong shape is passed over here, since `shape` complains about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import Tree
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
