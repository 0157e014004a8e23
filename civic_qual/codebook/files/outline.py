"""The codes of a codebook file as an outline: ids, parents, kinds and languages that fit together.

Like `rule_texts`, it takes data as it comes: `shape` complains about what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from civic_qual.codebook.fields import is_field_name
from civic_qual.codebook.files.document import Document, Where, mapping
from civic_qual.codebook.rules.tree import condition_problem
from civic_qual.codebook.spelling import did_you_mean
from civic_qual.errors import Problem
from civic_qual.messages import Message, enumerated, quoted

_BY_LANGUAGE = (
    "name", "definition", "include", "exclude", "rules", "examples", "counterexamples", "unmet",
)  # fmt: skip


class WrittenCode(NamedTuple):
    """A code as written: where it is, its keys and values, and the id above it or ""."""

    where: Where
    entry: dict[str, Any]
    parent: str


def written_codes(document: Document) -> Iterator[WrittenCode]:
    """Yield the codes of a document, each before the codes below it."""
    yield from _below(mapping(document.data).get("codes"), ("codes",), "")


def _below(entries: object, where: Where, parent: str) -> Iterator[WrittenCode]:
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            here = (*where, index)
            yield WrittenCode(here, entry, parent or str(entry.get("parent") or ""))
            below = (*here, "children")
            yield from _below(entry.get("children"), below, str(entry.get("id") or ""))


def check_outline(document: Document) -> Iterator[Problem]:
    """Yield what does not fit together among the codes, lists and languages of a document."""
    outline = _Outline([str(code.entry.get("id")) for code in written_codes(document)])
    for code in written_codes(document):
        yield from _check_id(document, code, outline)
        yield from _check_parent(document, code, outline)
        yield from _check_kind(document, code, outline)
        yield from _check_conditions(document, code)
        yield from _check_fields(document, code)
    yield from _check_languages(document)


@dataclass
class _Outline:
    """All ids of a document; of those read so far, the line of each and what kind it is."""

    ids: list[str]
    lines: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)


def _check_id(document: Document, code: WrittenCode, outline: _Outline) -> Iterator[Problem]:
    code_id = code.entry.get("id")
    if not isinstance(code_id, str):
        return
    where = (*code.where, "id")
    if code_id in outline.lines:
        message = Message(
            "two codes have the id {code}; the first in line {line}",
            code=code_id,
            line=outline.lines[code_id],
        )
        yield document.problem(message, where)
    outline.lines.setdefault(code_id, document.line_of(where))


def _check_parent(document: Document, code: WrittenCode, outline: _Outline) -> Iterator[Problem]:
    parent = code.entry.get("parent")
    if not isinstance(parent, str):
        return
    where = (*code.where, "parent")
    if "children" in code.where:
        message: str = Message("this code stands below its parent already: take parent: out")
        yield document.problem_with_key(message, where)
    elif parent not in outline.ids:
        unknown = Message("no code has the id {code}", code=parent)
        yield document.problem(did_you_mean(unknown, parent, outline.ids), where)
    elif parent not in outline.lines or parent == code.entry.get("id"):
        message = Message("the parent {parent} must stand before this code", parent=parent)
        yield document.problem(message, where)


def _check_kind(document: Document, code: WrittenCode, outline: _Outline) -> Iterator[Problem]:
    written = code.entry.get("kind")
    above = outline.kinds.get(code.parent, "")
    outline.kinds.setdefault(str(code.entry.get("id")), above or str(written or "theme"))
    if written and above and written != above:
        message = Message("a code below a {kind} is a {kind}: take kind: out", kind=above)
        yield document.problem_with_key(message, (*code.where, "kind"))


def _check_conditions(document: Document, code: WrittenCode) -> Iterator[Problem]:
    for language, rules in mapping(code.entry.get("rules")).items():
        for item, rule in enumerate(rules if isinstance(rules, list) else ()):
            where = (*code.where, "rules", language, item, "where")
            for name, values in mapping(mapping(rule).get("where")).items():
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, str) and (message := condition_problem(value)):
                        yield document.problem(message, (*where, name))


def _check_fields(document: Document, code: WrittenCode) -> Iterator[Problem]:
    """Yield fields whose names cannot be columns, and choices that stand twice."""
    for name, kind in mapping(code.entry.get("fields")).items():
        where = (*code.where, "fields", name)
        if not is_field_name(name):
            message = Message(
                "a field is called by one word in small letters, as addressee, not {name}",
                name=quoted(name),
            )
            yield document.problem_with_key(message, where)
        one_of = mapping(kind).get("one_of")
        choices = one_of if isinstance(one_of, list) else []
        for choice in choices:
            if choices.count(choice) > 1:
                message = Message("{choice} stands here twice", choice=quoted(choice))
                yield document.problem(message, (*where, "one_of"))
                break


def _check_languages(document: Document) -> Iterator[Problem]:
    """Yield texts, rules and lists in a language that the codebook does not name."""
    data = mapping(document.data)
    named = data.get("languages")
    if not isinstance(named, list) or not named:
        return
    by_language: list[Where] = [
        (*code.where, key) for code in written_codes(document) for key in _BY_LANGUAGE
    ]
    by_language += [("lists", name) for name in mapping(data.get("lists"))]
    for where in by_language:
        for language in document.keys_at(where) if where in document.values else ():
            if language not in named:
                message = Message(
                    "{language} is not among the codebook's languages: add it there, or write "
                    "one of {languages}",
                    language=language,
                    languages=enumerated(map(str, named)),
                )
                yield document.problem_with_key(message, (*where, language))
