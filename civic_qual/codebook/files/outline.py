"""The codes of a codebook file as an outline: ids, parents, kinds and languages that fit together.

Like `written`, it takes data as it comes: `shape` complains about what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.files.shape import did_you_mean
from civic_qual.codebook.files.written import mapping
from civic_qual.codebook.rules.conditions import condition_problem
from civic_qual.errors import Problem

_BY_LANGUAGE = (
    "name", "definition", "include", "exclude", "rules", "examples", "counterexamples", "unmet",
)  # fmt: skip


class Found(NamedTuple):
    """A code as written: where it is, its keys and values, and the id above it or ""."""

    where: Where
    code: dict[str, Any]
    parent: str


def codes(document: Document) -> Iterator[Found]:
    """Yield the codes of a document, each before the codes below it."""
    yield from _below(mapping(document.data).get("codes"), ("codes",), "")


def _below(entries: object, where: Where, parent: str) -> Iterator[Found]:
    for place, code in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(code, dict):
            here = (*where, place)
            above = parent or str(code.get("parent") or "")
            yield Found(here, code, above)
            yield from _below(code.get("children"), (*here, "children"), str(code.get("id") or ""))


def check_outline(document: Document) -> Iterator[Problem]:
    """Yield what does not fit together among the codes, lists and languages of a document."""
    kinds: dict[str, str] = {}
    places: dict[str, int] = {}
    ids = [str(found.code.get("id")) for found in codes(document)]
    for found in codes(document):
        yield from _check_id(document, found, places)
        yield from _check_parent(document, found, places, ids)
        yield from _check_kind(document, found, kinds)
        yield from _check_conditions(document, found)
    yield from _check_languages(document)


def _check_id(document: Document, found: Found, places: dict[str, int]) -> Iterator[Problem]:
    code_id = found.code.get("id")
    if not isinstance(code_id, str):
        return
    where = (*found.where, "id")
    if code_id in places:
        message = f"two codes have the id {code_id}; the first in line {places[code_id]}"
        yield document.problem(message, where)
    places.setdefault(code_id, document.line_of(where))


def _check_parent(
    document: Document, found: Found, places: dict[str, int], ids: list[str]
) -> Iterator[Problem]:
    parent = found.code.get("parent")
    if not isinstance(parent, str):
        return
    where = (*found.where, "parent")
    if "children" in found.where:
        message = "this code stands below its parent already: take parent: out"
        yield document.problem_with_key(message, where)
    elif parent not in ids:
        message = f"no code has the id {parent}{did_you_mean(parent, ids)}"
        yield document.problem(message, where)
    elif parent not in places or parent == found.code.get("id"):
        yield document.problem(f"the parent {parent} must stand before this code", where)


def _check_kind(document: Document, found: Found, kinds: dict[str, str]) -> Iterator[Problem]:
    written = found.code.get("kind")
    above = kinds.get(found.parent, "")
    kinds.setdefault(str(found.code.get("id")), above or str(written or "theme"))
    if written and above and written != above:
        message = f"a code below a {above} is a {above}: take kind: out"
        yield document.problem_with_key(message, (*found.where, "kind"))


def _check_conditions(document: Document, found: Found) -> Iterator[Problem]:
    for language, rules in mapping(found.code.get("rules")).items():
        for item, rule in enumerate(rules if isinstance(rules, list) else ()):
            where = (*found.where, "rules", language, item, "where")
            for name, values in mapping(mapping(rule).get("where")).items():
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, str) and (message := condition_problem(value)):
                        yield document.problem(message, (*where, name))


def _check_languages(document: Document) -> Iterator[Problem]:
    """Yield texts, rules and lists in a language that the codebook does not name."""
    data = mapping(document.data)
    named = data.get("languages")
    if not isinstance(named, list) or not named:
        return
    places = [(*found.where, key) for found in codes(document) for key in _BY_LANGUAGE]
    places += [("lists", name) for name in mapping(data.get("lists"))]
    for where in places:
        if where in document.values:
            for language in document.keys_at(where):
                if language not in named:
                    message = (
                        f"{language} is not among the codebook's languages: add it there, or write "
                        f"one of {', '.join(map(str, named))}"
                    )
                    yield document.problem_with_key(message, (*where, language))
