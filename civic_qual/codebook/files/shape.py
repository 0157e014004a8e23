"""Whether a codebook file has the shape of one: pydantic's complaints, told with their place."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.files.schema import CodebookEntry, CodeEntry, ExampleEntry, RuleEntry
from civic_qual.errors import Problem

_PATTERNS = {
    "id": "an id is one word without commas, quotes, slashes or *, as plan.threat",
    "colour": 'a colour is # and six hexadecimal digits in quotes, as "#1b6ca8"',
    "languages": "a language is a code of two letters, as en or fr",
}
_SIMPLE = {
    "string_type": "text is expected here",
    "dict_type": "keys and values are expected here, as {en: ..., fr: ...}",
    "model_type": "keys and values are expected here",
    "list_type": "a list is expected here: one - a line, or [a, b]",
    "union_tag_invalid": "text or a list is expected here",
    "string_too_short": "nothing is written here: fill it in, or take the key out",
    "too_short": "nothing is written here: fill it in, or take the key out",
    "bool_parsing": "write true or false",
    "float_parsing": "write a number, as 0.8",
    "greater_than": "write a number above 0 and up to 1",
    "less_than_equal": "write a number above 0 and up to 1",
}


def check_shape(document: Document) -> tuple[CodebookEntry | None, list[Problem]]:
    """Return the entries of a codebook file, or None and every problem with its shape."""
    try:
        return CodebookEntry.model_validate(document.data), []
    except ValidationError as error:
        return None, [_problem(document, dict(detail)) for detail in error.errors()]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: what a word was probably meant to be, or what there is.

    Examples
    --------
    >>> did_you_mean("color", ["colour", "name"])
    ': did you mean colour?'
    >>> did_you_mean("x", ["colour", "name"])
    '; there are: colour, name'
    """
    names = list(dict.fromkeys(known))
    if near := get_close_matches(word, names, n=1):
        return f": did you mean {near[0]}?"
    return f"; there are: {', '.join(names) or 'none'}"


def _problem(document: Document, detail: dict[str, Any]) -> Problem:
    where = _where(document, detail["loc"])
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "extra_forbidden":
            known = _model_at(where).model_fields
            return document.problem_with_key(
                f"unknown key {last}{did_you_mean(last, known)}", where
            )
        case "missing":
            return document.problem(f"{last} is missing: {_needed(last)}", where)
        case "literal_error":
            expected = detail["ctx"]["expected"].replace("'", "")
            message = f"{detail['input']} is not possible here: write {expected}"
        case "string_pattern_mismatch":
            name = next(part for part in reversed(where) if isinstance(part, str))
            message = f"{detail['input']!r} will not do: {_PATTERNS[name]}"
        case kind if detail["input"] is None:
            message = _SIMPLE["too_short"]
        case kind:
            message = _SIMPLE.get(kind, detail["msg"])
    return document.problem(message, where)


def _where(document: Document, location: Iterable[str | int]) -> Where:
    """Return the way in the file for pydantic's, which also names branches of unions."""
    where: Where = ()
    for part in location:
        if (*where, part) in document.values:
            where = (*where, part)
    return where


def _model_at(where: Where) -> type[BaseModel]:
    """Return the model of the entry whose key is at the end of a way."""
    above = where[:-1]
    if not above:
        return CodebookEntry
    if "rules" in above:
        return RuleEntry
    return ExampleEntry if {"examples", "counterexamples"} & set(above) else CodeEntry


def _needed(name: str) -> str:
    examples = {
        "id": "write id: plan.threat",
        "name": "write name: {en: Threat analysis}",
        "title": "write title: and what the codebook is about",
        "languages": "write languages: [en]",
        "codes": "write codes: and below it the codes, each after a -",
    }
    return examples.get(name, f"write {name}: and its value")
