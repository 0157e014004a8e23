"""A codebook as the text of a YAML file that reads back as the same codebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.codebook.rules.tree import TokenPattern

if TYPE_CHECKING:
    from civic_qual.codebook.codes import Code, Example, Rule
    from civic_qual.codebook.model import Codebook

_PLAIN = re.compile(r"[^\W\d_][\w.-]*( [\w.-]+)*")  # what needs no quotation marks
_NOT_PRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def codebook_yaml(codebook: Codebook) -> str:
    r"""Write a codebook as the text of its file: codes in their order, rules as they were typed.

    Comments of the file it was read from are not in it.

    Examples
    --------
    >>> from civic_qual.codebook.files.reading import codebook_of
    >>> from civic_qual.codebook.model import Code, Codebook
    >>> book = Codebook("Small", "2", ("en",), (Code("water", "theme", name={"en": "Water"}),))
    >>> print(codebook_yaml(book))
    title: Small
    version: "2"
    languages:
      - en
    codes:
      - id: water
        kind: theme
        name:
          en: Water
    <BLANKLINE>
    >>> codebook_of(codebook_yaml(book)).content_fingerprint == book.content_fingerprint
    True
    """
    lists = {
        name: {
            language: [format_rule(tree) for tree in trees] for language, trees in listed.items()
        }
        for name, listed in codebook.lists.items()
    }
    return (
        "\n".join(
            _block(
                _filled(
                    {
                        "title": codebook.title,
                        "version": codebook.version,
                        "languages": list(codebook.languages),
                        "lists": lists,
                        "codes": [_code(code) for code in codebook],
                    }
                )
            )
        )
        + "\n"
    )


def _code(code: Code) -> dict[str, Any]:
    return _filled(
        {
            "id": code.id,
            "kind": "" if code.parent else code.kind,
            "parent": code.parent,
            "name": dict(code.name),
            "definition": dict(code.definition),
            "include": dict(code.include),
            "exclude": dict(code.exclude),
            "colour": code.colour,
            "sensitive": "true" if code.sensitive else "",
            "rules": _by_language((rule.language, _rule(rule)) for rule in code.rules),
            "examples": _by_language((one.language, _example(one)) for one in code.examples),
            "counterexamples": _by_language(
                (one.language, _example(one)) for one in code.counterexamples
            ),
            "unmet": {language: list(passages) for language, passages in code.unmet.items()},
            "fields": {
                field.name: {"one_of": list(field.one_of)} if field.one_of else "text"
                for field in code.fields
            },
        }
    )


def _rule(rule: Rule) -> str | dict[str, Any]:
    options = {name: _option(value) for name, value in rule.options.items()}
    if isinstance(rule.tree, TokenPattern):
        return {"pattern": _Typed(rule.text), **options}
    return {"rule": rule.text, **options} if options else rule.text


def _option(value: Any) -> str | list[str] | dict[str, list[str]]:
    """Return the value of an option as a file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        several = bool(value) and isinstance(value[0], tuple)
        return {name: list(values) for name, values in value} if several else list(value)
    return str(value)


def _example(example: Example) -> str | dict[str, Any]:
    if not example.attributes:
        return example.text
    return {"text": example.text, "attributes": dict(example.attributes)}


class _Typed(str):
    """A token pattern: JSON, whose numbers and booleans must stay what they are."""

    __slots__ = ()


def _by_language(entries: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for language, entry in entries:
        found.setdefault(language, []).append(entry)
    return found


def _filled(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value}


def _block(value: Any, indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping or a list."""
    entries = (
        ((f"{_scalar(key)}:", entry) for key, entry in value.items())
        if isinstance(value, dict)
        else (("-", entry) for entry in value)
    )
    for lead, entry in entries:
        if isinstance(entry, str):
            yield f"{indent}{lead} {_scalar(entry)}"
        elif lead == "-":
            first, *rest = _block(entry, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield indent + lead
            yield from _block(entry, indent + "  ")


def _scalar(text: str) -> str:
    if isinstance(text, _Typed) or _PLAIN.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_PRINTED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
