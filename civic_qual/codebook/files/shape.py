"""Whether a codebook file has the shape of one: pydantic's complaints, in words of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from civic_qual.codebook.files.document import Document, Where
from civic_qual.codebook.files.schema import (
    ChoiceEntry,
    CodebookEntry,
    CodeEntry,
    ExampleEntry,
    RuleEntry,
)
from civic_qual.codebook.spelling import did_you_mean
from civic_qual.errors import Problem
from civic_qual.messages import Message, alternatives, quoted

_PATTERNS: Mapping[str, str] = {
    "id": Message("an id is one word without commas, quotes, slashes or *, as plan.threat"),
    "colour": Message('a colour is # and six hexadecimal digits in quotes, as "#1b6ca8"'),
    "languages": Message("a language is a code of two letters, as en or fr"),
}
_NOTHING = Message("nothing is written here: fill it in, or take the key out")
_TOO_LARGE = Message("write a number above 0 and up to 1")
_SIMPLE: Mapping[str, str] = {
    "string_type": Message("text is expected here"),
    "dict_type": Message("keys and values are expected here, as {{en: ..., fr: ...}}"),
    "model_type": Message("keys and values are expected here"),
    "list_type": Message("a list is expected here: one - a line, or [a, b]"),
    "union_tag_invalid": Message("text or a list is expected here"),
    "string_too_short": _NOTHING,
    "too_short": _NOTHING,
    "bool_parsing": Message("write true or false"),
    "bool_type": Message("write true or false"),
    "float_parsing": Message("write a number, as 0.8"),
    "float_type": Message("write a number, as 0.8"),
    "greater_than": _TOO_LARGE,
    "less_than_equal": _TOO_LARGE,
}
_NEEDED: Mapping[str, str] = {
    "id": Message("write id: plan.threat"),
    "name": Message("write name: {{en: Threat analysis}}"),
    "title": Message("write title: and what the codebook is about"),
    "languages": Message("write languages: [en]"),
    "one_of": Message("write one_of: [mission, Council]"),
    "codes": Message("write codes: and below it the codes, each after a -"),
}


def check_shape(document: Document) -> tuple[CodebookEntry | None, list[Problem]]:
    """Return the entries of a codebook file, or None and every problem with its shape."""
    try:
        return CodebookEntry.model_validate(document.data), []
    except ValidationError as error:
        return None, [_problem(document, dict(detail)) for detail in error.errors()]


def _problem(document: Document, detail: dict[str, Any]) -> Problem:
    """Return one of pydantic's complaints as a problem."""
    where = _where(document, detail["loc"])
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    if detail["type"] == "extra_forbidden":
        unknown = Message("unknown key {key}", key=last)
        message = did_you_mean(unknown, last, _model_at(where).model_fields)
        return document.problem_with_key(message, where)
    if detail["type"] == "missing":
        needed = _NEEDED.get(last) or Message("write {key}: and its value", key=last)
        message = Message("{key} is missing: {needed}", key=last, needed=needed)
        return document.problem(message, where)
    return document.problem(_about_value(where, detail), where)


def _about_value(where: Where, detail: dict[str, Any]) -> str:
    """Say what is wrong with a value, and what to write."""
    value = detail["input"]
    match detail["type"]:
        case "literal_error" | "union_tag_invalid" if where[-2:-1] == ("fields",):
            return Message("write text, or what may be chosen, as {{one_of: [mission, Council]}}")
        case "literal_error":
            expected = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
            return Message(
                "{value} is not possible here: write {expected}",
                value=str(value),
                expected=alternatives(expected.split(", ")),
            )
        case "string_pattern_mismatch":
            name = next(part for part in reversed(where) if isinstance(part, str))
            return Message("{value} will not do: {why}", value=quoted(value), why=_PATTERNS[name])
        case _ if value is None:
            return _NOTHING
        case kind:
            return _SIMPLE.get(kind) or Message(
                "this is not possible here ({detail})", detail=detail["msg"]
            )


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
    if "fields" in above:
        return ChoiceEntry
    return ExampleEntry if {"examples", "counterexamples"} & set(above) else CodeEntry
