"""YAML files, read into documents.

All scalars stay text, as written: `NO` is no boolean, `1.10` no number, `2020-12` no date. What
is below a key `pattern` is the exception: token patterns need numbers and booleans.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from copy import copy
from functools import lru_cache
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, StreamMark, YAMLError

from civic_qual.codebook.files.document import Document, Where, as_written
from civic_qual.codebook.files.yaml_nodes import composed, keep_composed
from civic_qual.errors import CodebookError, Problem, reason_of
from civic_qual.messages import Message

_KEPT = 512  # parts: some versions of a large codebook
_LIST = re.compile(r"^codes: *\n(?: *(?:#.*)?\n)*(?=( *)- )", re.MULTILINE)
# Directives and documents, line ends of YAML's own, and anchors, which go from part to part.
_UNUSUAL = re.compile(r"^(?:%|---|\.\.\.)|[\x85\u2028\u2029]|(?<![^\s\[{,:])&", re.MULTILINE)


class _Part(NamedTuple):
    """Some lines of a file, and how many stand before them."""

    text: str
    before: int


def compose_parts(text: str) -> Node | None:
    r"""Return the nodes of a codebook file, or None if it must be read as a whole.

    That is so if it is not of the usual form, and if anything is wrong in it: mistakes are told
    of the whole.

    Examples
    --------
    >>> root = compose_parts("title: Water\ncodes:\n  - id: a\n  - id: b\n")
    >>> [item.start_mark.line for item in root.value[1][1].value]
    [2, 3]
    """
    found = _LIST.search(text)
    if found is None or _UNUSUAL.search(text):
        return None
    *items, rest = _parts(text, found)
    # The rest, if there is any, keeps its lines by empty ones instead of the list.
    gap = "\n" * (rest.before - items[0].before) + rest.text if rest.text.strip() else ""
    try:
        root = composed(text[: found.end()] + gap)
        lists = [_at_home(item) for item in items]
    except (YAMLError, RecursionError):
        return None
    if any(_ends_empty(item) for item in lists):
        return None
    return _with_list(root, lists)


def _parts(text: str, found: re.Match[str]) -> Iterator[_Part]:
    """Yield the items of the list that a match finds, and the rest of the file."""
    dash = " " * len(found[1])
    ends = re.compile(rf"^(?!{dash}(?: |-[ \n])) *[^ \n#]", re.MULTILINE)
    end = over.start() if (over := ends.search(text, found.end())) else len(text)
    begins = re.compile(rf"^{dash}-[ \n]", re.MULTILINE).finditer(text, found.end(), end)
    starts = [item.start() for item in begins]
    for start, after in pairwise([*starts, end, len(text)]):
        yield _Part(text[start:after], text.count("\n", 0, start))


def _ends_empty(node: Any) -> bool:
    """Whether a node ends with a value left empty, which for YAML is where the next part begins."""
    while isinstance(node, Node) and isinstance(node.value, list) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index


@lru_cache(maxsize=_KEPT)
def _at_home(part: _Part) -> Any:
    """Return the node of a part as it stands in the file."""
    return _moved(composed(part.text), part.before)


def _moved(node: Any, lines: int) -> Any:
    """Return a copy of a node, and of all below it, some lines further down."""
    if isinstance(node, tuple):  # the key and the value of a mapping
        return tuple(_moved(one, lines) for one in node)
    begin, end = (
        StreamMark(mark.name, mark.index, mark.line + lines, mark.column)
        for mark in (node.start_mark, node.end_mark)
    )
    if isinstance(node, ScalarNode):
        return ScalarNode(node.tag, node.value, begin, end, style=node.style)
    inner = [_moved(one, lines) for one in node.value]
    return type(node)(node.tag, inner, begin, end, flow_style=node.flow_style)


def _with_list(root: Node | None, lists: list[Node]) -> Node | None:
    """Return the root with the items of some lists as `codes`, unless that was not left empty."""
    if not isinstance(root, MappingNode) or not all(isinstance(one, SequenceNode) for one in lists):
        return None
    empty = [key.value == "codes" and value.value == "" for key, value in root.value]
    if sum(key.value == "codes" for key, _ in root.value) != 1 or not any(empty):
        return None
    items = [item for one in lists for item in one.value]
    whole = SequenceNode(lists[0].tag, items, lists[0].start_mark, lists[-1].end_mark)
    found = copy(root)
    found.value = [
        (key, whole if here else value)
        for (key, value), here in zip(root.value, empty, strict=True)
    ]
    return found


def read_document(path: str | PathLike[str]) -> Document:
    """Read a YAML file.

    Raises
    ------
    CodebookError
        If it is missing, not UTF-8 or not YAML. Duplicate keys are left in `problems`.
    """
    return document_of(_read_text(Path(path)), str(path))


def document_of(text: str, file: str) -> Document:
    """Read a YAML text; `file` is what messages call it.

    Raises
    ------
    CodebookError
        As of `read_document`.
    """
    document = Document(file, text.split("\n"))
    node = _compose(document, text)
    if node is None:
        raise CodebookError([Problem(Message("the file is empty"), document.file)])
    document.data = _plain(document, node, ())
    return document


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise CodebookError([Problem(Message("there is no such file"), str(path))]) from None
    except IsADirectoryError:
        message = Message("this is a folder: name a codebook file")
        raise CodebookError([Problem(message, str(path))]) from None
    except OSError as error:
        message = Message("cannot be read: {reason}", reason=reason_of(error))
        raise CodebookError([Problem(message, str(path))]) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = Message("the file is not UTF-8 text: save it with the encoding UTF-8")
        raise CodebookError([Problem(message, str(path), line)]) from None
    return as_read(text)


def as_read(text: str) -> str:
    """Return the text of a file as it is read: composed as transcripts are, line ends alike."""
    text = unicodedata.normalize("NFC", text)  # a Mac may write NFD
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _compose(document: Document, text: str) -> Node | None:
    try:
        with warnings.catch_warnings():  # an anchor used twice harms nobody: none is followed
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            parts = compose_parts(text)
            root: Node | None = parts or composed(text)
    except MarkedYAMLError as error:
        raise CodebookError([_syntax(document, error)]) from None
    except (YAMLError, RecursionError) as error:
        reason = str(error).split("\n")[0] or Message("it is nested too deeply")
        message = Message("this is not YAML: {reason}", reason=reason)
        raise CodebookError([Problem(message, document.file)]) from None
    keep_composed()
    return root


_SLIPS: Mapping[str, str] = {
    "that cannot start any token": Message(
        "put the text in quotes, or below a |, indented with spaces"
    ),
    "mapping values are not allowed": Message(
        "look for a wrong indentation, or put a text that holds a colon in quotes"
    ),
}  # by what the parser says, in its English


def _syntax(document: Document, error: MarkedYAMLError) -> Problem:
    """Say what is wrong in a file that is not YAML, with a hint for the usual slips."""
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or ""
    hint = next((hint for slip, hint in _SLIPS.items() if slip in said), "")
    if "undefined alias" in said:
        reason: str = Message("a text that begins with * stands in quotes, or below a |")
    elif hint:
        reason = Message("{reason}: {hint}", reason=said, hint=hint)
    else:
        reason = said or Message("no reason given")
    message = Message("this is not YAML: {reason}", reason=reason)
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return Problem(message, document.file, line, column)


def _plain(document: Document, node: Node, where: Where) -> Any:
    """Return the plain data of a node, and note the nodes of everything in it."""
    document.values[where] = node
    if id(node) in document.seen:
        message = Message("aliases (*) are not read: write it out")
        raise CodebookError([document.problem_with_key(message, where)])
    document.seen.add(id(node))
    if isinstance(node, MappingNode):
        return _mapping(document, node, where)
    if isinstance(node, SequenceNode):
        return [_plain(document, child, (*where, index)) for index, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _typed(node) if "pattern" in where else as_written(node)


def _mapping(document: Document, node: MappingNode, where: Where) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            message = Message(
                "a key must be a plain word; put a text that begins with [ or {{ in quotes"
            )
            document.problems.append(document.problem_at(message, key_node))
            continue
        key = str(key_node.value)
        if key in found:
            first = document.keys[(*where, key)].start_mark.line + 1
            message = Message(
                "the key {key} stands here twice; first in line {line}", key=key, line=first
            )
            document.problems.append(document.problem_at(message, key_node))
            continue
        document.keys[(*where, key)] = key_node
        found[key] = _plain(document, value_node, (*where, key))
    return found


def _typed(node: ScalarNode) -> str | int | bool | None:
    """Return a scalar of a token pattern: numbers and booleans as such."""
    match str(node.tag).rpartition(":")[2]:
        case "int":
            return int(node.value)
        case "bool":
            return str(node.value).lower() == "true"
    return as_written(node)
