"""Plain data that still knows where everything stands in its YAML file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import MappingNode, Node, ScalarNode

from civic_qual.errors import Problem

Where: TypeAlias = tuple[str | int, ...]  # the keys and indices that lead to a value


class Line(NamedTuple):
    """One line of a text in the file, and its number within the text, from 1."""

    text: str
    number: int


@dataclass
class Document:
    """One YAML file: its data, and the nodes behind them by the way that leads there."""

    file: str
    rows: list[str]  # the lines of the file, as written
    _: KW_ONLY
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Where, Node] = field(default_factory=dict)
    keys: dict[Where, Node] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)  # nodes, by identity: a second visit is an alias

    def problem(self, message: str, where: Where) -> Problem:
        """Return a problem with the value there, or with the nearest thing that exists."""
        nearest = self._nearest(where)
        node = self.values[nearest]
        if isinstance(node, ScalarNode) and as_written(node) is None:
            node = self.keys.get(nearest, node)  # what is not there stands at its key
        return self.problem_at(message, node)

    def problem_with_key(self, message: str, where: Where) -> Problem:
        """Return a problem with the key that leads there."""
        nearest = self._nearest(where)
        return self.problem_at(message, self.keys.get(nearest, self.values[nearest]))

    def problem_at(self, message: str, node: Node) -> Problem:
        """Return a problem with a node."""
        mark = node.start_mark
        return Problem(message, self.file, mark.line + 1, mark.column + 1)

    def problem_in(self, message: str, where: Where, line: int, column: int) -> Problem:
        """Return a problem at a line and column, from 1, of the text there."""
        node, style = self.values[where], self._style(where)
        first, left = node.start_mark.line, node.start_mark.column
        content = node.value.split("\n")[line - 1]
        if style in ("|", ">"):
            row = self.rows[first + line]
            left = len(row) - len(content) if row.endswith(content) else 0
            return Problem(message, self.file, first + 1 + line, left + column)
        before = content[: column - 1]
        escaped = {"'": "'", '"': '"\\'}.get(style, "")
        left += bool(style) + sum(before.count(sign) for sign in escaped)
        return Problem(message, self.file, first + line, left + column)

    def line_of(self, where: Where) -> int:
        """Return the file's line, from 1, in which a value begins."""
        return int(self.values[where].start_mark.line) + 1

    def line_in(self, where: Where, line: int) -> int:
        """Return the file's line, from 1, of a line of the text there."""
        return self.problem_in("", where, line, 1).line or 0

    def lines(self, where: Where) -> Iterator[Line]:
        """Yield the lines of the text there that are neither empty nor a comment."""
        for number, text in enumerate(self.values[where].value.split("\n"), 1):
            if text.strip() and not text.lstrip().startswith("#"):
                yield Line(text, number)

    def keys_at(self, where: Where) -> list[str]:
        """Return the keys of the mapping there; none if it is something else."""
        node = self.values[where]
        return [str(key.value) for key, _ in node.value] if isinstance(node, MappingNode) else []

    def is_folded(self, where: Where) -> bool:
        """Whether a text runs over lines of the file that YAML folds into one."""
        node, style = self.values[where], self._style(where)
        return style == ">" or (style != "|" and node.start_mark.line != node.end_mark.line)

    def _style(self, where: Where) -> str:
        """Return how a text is written: `|`, `>`, a quotation mark, or "" for plain."""
        return getattr(self.values[where], "style", None) or ""

    def _nearest(self, where: Where) -> Where:
        while where not in self.values:
            where = where[:-1]
        return where


def as_written(node: ScalarNode) -> str | None:
    """Return the text of a scalar as written; nothing written is None."""
    return None if node.value == "" and node.style is None else str(node.value)


def value_at(data: Any, where: Where) -> Any:
    """Return what a way leads to in plain data."""
    for part in where:
        data = data[part]
    return data


def mapping(value: object) -> dict[str, Any]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}
