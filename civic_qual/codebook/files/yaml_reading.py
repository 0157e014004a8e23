"""YAML files, read into documents.

All scalars stay text, as written: `NO` is no boolean, `1.10` no number, `2020-12` no date. What
is below a key `pattern` is the exception: token patterns need numbers and booleans.
"""

from __future__ import annotations

import unicodedata
import warnings
from os import PathLike
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

from civic_qual.codebook.files.locations import Document, Where, as_written
from civic_qual.codebook.yaml_parts import compose_parts
from civic_qual.errors import CodebookError, Problem


def read_document(path: object) -> Document:
    """Read a YAML file.

    Raises
    ------
    CodebookError
        If it is missing, not UTF-8 or not YAML. Duplicate keys are left in `problems`.
    """
    if not isinstance(path, str | PathLike):
        message = (
            f'a codebook is read from a file: write its path, as "codebook.yaml", not {path!r}'
        )
        raise CodebookError([Problem(message)])
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
    text = unicodedata.normalize("NFC", text)  # as transcripts are: a Mac may write NFD
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _compose(document: Document, text: str) -> Node | None:
    try:
        with warnings.catch_warnings():  # an anchor used twice harms nobody: none is followed
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            parts = compose_parts(text)
            composed: Node | None = parts or YAML(typ="safe", pure=True).compose(text)
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
    return _typed(node) if "pattern" in where else as_written(node)


def _mapping(document: Document, node: MappingNode, where: Where) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            message = "a key must be a plain word; put a text that begins with [ or { in quotes"
            document.problems.append(document.problem_at(message, key_node))
            continue
        key = str(key_node.value)
        if key in found:
            first = document.keys[(*where, key)].start_mark.line + 1
            message = f"the key {key} stands here twice; first in line {first}"
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
