"""Codebook files read part by part, so that after an edit only what changed is read again.

A part is an item of the top-level list `codes`, with all that stands below it; what stands around
the list is one more. YAML's reader takes most of the time it takes to read a codebook again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.error import StreamMark, YAMLError

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
    # The rest, if there is any, keeps its lines by empty ones in place of the list.
    gap = "\n" * (rest.before - items[0].before) + rest.text if rest.text.strip() else ""
    try:
        root = _composed(text[: found.end()] + gap)
        lists = [_placed(item) for item in items]
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
    """Whether a node ends with a value left empty: YAML places it where the next part begins."""
    while isinstance(node, Node) and isinstance(node.value, list) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index


@lru_cache(maxsize=_KEPT)
def _composed(text: str) -> Node | None:
    composed: Node | None = YAML(typ="safe", pure=True).compose(text)
    return composed


@lru_cache(maxsize=_KEPT)
def _placed(part: _Part) -> Any:
    """Return the node of a part as it stands in the file."""
    return _moved(_composed(part.text), part.before)


def _moved(node: Any, lines: int) -> Any:
    """Return a copy of a node, and of all below it, some lines further down."""
    if isinstance(node, tuple):  # the key and the value of a mapping
        return tuple(_moved(one, lines) for one in node)
    moved = copy(node)
    moved.start_mark, moved.end_mark = (
        StreamMark(mark.name, mark.index, mark.line + lines, mark.column)
        for mark in (node.start_mark, node.end_mark)
    )
    if isinstance(node.value, list):
        moved.value = [_moved(one, lines) for one in node.value]
    return moved


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
