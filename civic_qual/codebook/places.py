"""YAML read as plain data that still knows where everything stands in its file.

All scalars stay text, as written: `NO` is no boolean, `1.10` no number, `2020-12` no date. What
is below a key `pattern` is the exception: token patterns need numbers and booleans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from civic_qual.errors import CodebookError, Problem

Where: TypeAlias = tuple[str | int, ...]  # the keys and positions that lead to a value


class Line(NamedTuple):
    """One line of a text in the file, and its number within the text, from 1."""

    text: str
    number: int


@dataclass
class Document:
    """One YAML file: its data, and the nodes behind them by the way that leads there."""

    file: str
    rows: list[str]  # the lines of the file, as written
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    values: dict[Where, Node] = field(default_factory=dict)
    keys: dict[Where, Node] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)  # nodes, by identity: a second visit is an alias

    def problem(self, message: str, where: Where) -> Problem:
        """Return a problem with the value there, or with the nearest thing that exists."""
        nearest = self._nearest(where)
        node = self.values[nearest]
        if isinstance(node, ScalarNode) and _text(node) is None:
            node = self.keys.get(nearest, node)  # what is not there stands at its key
        return self._problem_at(message, node)

    def problem_with_key(self, message: str, where: Where) -> Problem:
        """Return a problem with the key that leads there."""
        nearest = self._nearest(where)
        return self._problem_at(message, self.keys.get(nearest, self.values[nearest]))

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

    def _problem_at(self, message: str, node: Node) -> Problem:
        mark = node.start_mark
        return Problem(message, self.file, mark.line + 1, mark.column + 1)


def read_document(path: str | Path) -> Document:
    """Read a YAML file.

    Raises
    ------
    CodebookError
        If it is missing, not UTF-8 or not YAML. Duplicate keys are left in `problems`.
    """
    text = _read_text(Path(path))
    document = Document(str(path), text.split("\n"))
    node = _compose(document, text)
    if node is None:
        raise CodebookError([Problem("the file is empty", document.file)])
    document.data = _plain(document, node, ())
    return document


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise CodebookError([Problem("there is no such file", str(path))]) from None
    except IsADirectoryError:
        raise CodebookError(
            [Problem("this is a folder: name a codebook file", str(path))]
        ) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise CodebookError([Problem(f"cannot be read: {reason}", str(path))]) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8 text: save it with the encoding UTF-8"
        raise CodebookError([Problem(message, str(path), line)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _compose(document: Document, text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    try:
        composed: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        raise CodebookError([_syntax(document, error)]) from None
    except (YAMLError, RecursionError) as error:
        reason = str(error).split("\n")[0] or "it is nested too deeply"
        raise CodebookError([Problem(f"this is not YAML: {reason}", document.file)]) from None
    return composed


def _syntax(document: Document, error: MarkedYAMLError) -> Problem:
    """Say what is wrong in a file that is not YAML, with a hint for the usual slips."""
    mark = error.problem_mark or error.context_mark
    reason = error.problem or error.context or "no reason given"
    if "that cannot start any token" in reason:
        reason += ": put the text in quotes, or below a |, indented with spaces"
    elif "undefined alias" in reason:
        reason = "a text that begins with * stands in quotes, or below a |"
    elif "mapping values are not allowed" in reason:
        reason += ": look for a wrong indentation, or put a text that holds a colon in quotes"
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return Problem(f"this is not YAML: {reason}", document.file, line, column)


def _plain(document: Document, node: Node, where: Where) -> Any:
    """Return the plain data of a node, and note the nodes of everything in it."""
    document.values[where] = node
    if id(node) in document.seen:
        message = "aliases (*) are not read: write it out"
        raise CodebookError([document.problem_with_key(message, where)])
    document.seen.add(id(node))
    if isinstance(node, MappingNode):
        return _mapping(document, node, where)
    if isinstance(node, SequenceNode):
        return [_plain(document, child, (*where, place)) for place, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _typed(node) if "pattern" in where else _text(node)


def _mapping(document: Document, node: MappingNode, where: Where) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            message = "a key must be a plain word; put a text that begins with [ or { in quotes"
            document.problems.append(document._problem_at(message, key_node))
            continue
        key = str(key_node.value)
        if key in found:
            first = document.keys[(*where, key)].start_mark.line + 1
            message = f"the key {key} stands here twice; first in line {first}"
            document.problems.append(document._problem_at(message, key_node))
            continue
        document.keys[(*where, key)] = key_node
        found[key] = _plain(document, value_node, (*where, key))
    return found


def _text(node: ScalarNode) -> str | None:
    """Return a scalar as written; nothing written is None."""
    return None if node.value == "" and node.style is None else str(node.value)


def _typed(node: ScalarNode) -> str | int | bool | None:
    """Return a scalar of a token pattern: numbers and booleans as such."""
    match str(node.tag).rpartition(":")[2]:
        case "int":
            return int(node.value)
        case "bool":
            return str(node.value).lower() == "true"
    return _text(node)
