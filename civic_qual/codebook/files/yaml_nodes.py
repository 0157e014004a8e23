"""The nodes of YAML texts, kept for the next time without the texts themselves.

ruamel.yaml takes most of the time in which a codebook is read. What it finds is kept as numbers:
where each node stands, and how its text follows from the lines of the file. So nothing that stands
in a codebook is written anywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.metadata import version
from textwrap import dedent
from typing import Any

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.error import StreamMark

from civic_qual.prepared import Table, key_of, sources

_KEPT = 512  # parts: some versions of a large codebook
_STYLES = (None, "'", '"', "|", ">")
_KINDS = ("str", "int", "bool", "null", "float", "seq", "map")
_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in _KINDS)

# How the value of a scalar follows from what is written of it; the first that does is taken.
_VALUES: tuple[Callable[[str], str], ...] = (
    lambda written: written,
    lambda written: written[1:-1].replace("''", "'"),
    lambda written: written[1:-1].replace('\\"', '"'),
    lambda written: " ".join(written.split()),
    lambda written: " ".join(written[1:-1].replace("''", "'").split()),
    lambda written: dedent(written.partition("\n")[2]).rstrip("\n") + "\n",  # |
    lambda written: dedent(written.partition("\n")[2]).rstrip("\n"),  # |-
    lambda written: " ".join(written.partition("\n")[2].split()) + "\n",  # >
    lambda written: " ".join(written.partition("\n")[2].split()),  # >-
)


@lru_cache(maxsize=_KEPT)
def composed(text: str) -> Node | None:
    """Return the root of a YAML text, or None if it holds nothing.

    Raises
    ------
    ruamel.yaml.error.YAMLError
        If it is no YAML.

    Examples
    --------
    >>> composed("title: Water").value[0][1].value
    'Water'
    """
    name = key_of(text)
    ready = _composed_before().get(name)
    if ready is not None:
        try:
            return _unpacked(json.loads(ready), text)
        except (ValueError, TypeError, LookupError):
            pass
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    if root is not None and (parts := _packed(root, text)) is not None:
        _composed_before().add(name, json.dumps(parts, separators=(",", ":")))
    return root


def keep_composed() -> None:
    """Keep the nodes that were composed, for the next time."""
    _composed_before().keep()


@cache
def _composed_before() -> Table:
    """Return the packed nodes of texts that were composed before, by the digest of the text."""
    return Table(
        "nodes", lambda: key_of(version("ruamel.yaml"), sources(__file__, "yaml_nodes.py"))
    )


def _packed(node: Node, text: str) -> list[Any] | None:
    """Return a node as numbers, or None if it does not follow from the text in a way we know."""
    if node.tag not in _TAGS or node.anchor is not None:
        return None
    marks = [
        number
        for mark in (node.start_mark, node.end_mark)
        for number in (mark.index, mark.line, mark.column)
    ]
    head = [_TAGS.index(node.tag), *marks]
    if isinstance(node, ScalarNode):
        written = text[node.start_mark.index : node.end_mark.index]
        way = next((way for way, value in enumerate(_VALUES) if value(written) == node.value), None)
        if way is None or node.style not in _STYLES:
            return None
        return [*head, way, _STYLES.index(node.style)]
    inner = [
        one for child in node.value for one in (child if isinstance(child, tuple) else (child,))
    ]
    packed = [_packed(one, text) for one in inner]
    return (
        None if None in packed else [*head, int(bool(getattr(node, "flow_style", False))), packed]
    )


def _unpacked(parts: list[Any], text: str) -> Node:
    """Return the node that was packed."""
    tag = _TAGS[parts[0]]
    begin, end = StreamMark("", *parts[1:4]), StreamMark("", *parts[4:7])
    if not isinstance(parts[8], list):
        value = _VALUES[parts[7]](text[begin.index : end.index])
        return ScalarNode(tag, value, begin, end, style=_STYLES[parts[8]])
    inner = [_unpacked(one, text) for one in parts[8]]
    if tag.endswith(":map"):
        pairs = list(zip(inner[::2], inner[1::2], strict=True))
        return MappingNode(tag, pairs, begin, end, flow_style=bool(parts[7]))
    return SequenceNode(tag, inner, begin, end, flow_style=bool(parts[7]))
