"""What a code asks of its codings beside the passage: fields, each one of some words or free text.

A recommendation says to whom it goes and on which level, a practice where it was seen. The code
declares what may be said; codes below it have its fields, too. What was said is kept with the
coding, as the text of a JSON object in the order of the names: "" if nothing was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.calls import offer
from civic_qual.errors import CodingError
from civic_qual.messages import Message, alternatives, quoted

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook

COLUMN = "field."  # before the name of a field, where it is a column of a table


@dataclass(frozen=True, slots=True)
class CodeField:
    """A field of the codings of a code.

    Attributes
    ----------
    name
        One word in small letters, as `addressee`.
    one_of
        What it may be; nothing: any text.
    """

    name: str
    one_of: tuple[str, ...] = ()


def is_field_name(name: object) -> bool:
    """Whether something can be the name of a field, which is part of a column's name in tables.

    Examples
    --------
    >>> is_field_name("addressee"), is_field_name("who said it"), is_field_name("Who")
    (True, False, False)
    """
    return isinstance(name, str) and name.isidentifier() and name == name.lower()


def fields_of(codebook: Codebook, code: str) -> dict[str, CodeField]:
    """Return the fields of a code by name: those of the codes above it come first."""
    own = codebook[code]
    above = fields_of(codebook, own.parent) if own.parent in codebook else {}
    return {**above, **{field.name: field for field in own.fields}}


def field_names(codebook: Codebook) -> list[str]:
    """Return the names of all fields of a codebook, each once, in its order."""
    return list(dict.fromkeys(field.name for code in codebook for field in code.fields))


def written_fields(values: Mapping[str, str], codebook: Codebook, code: str) -> str:
    """Return what a coding says in its fields as it is kept, once sure that its code asks that.

    Parameters
    ----------
    values
        What is said, by field; "" is nothing said.

    Raises
    ------
    CodingError
        If the code has no such field, or the field may not be that.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code, Codebook
    >>> advice = Code("advice", "theme", fields=(CodeField("level", ("local", "national")),))
    >>> book = Codebook("", "1", ("en",), (advice,))
    >>> written_fields({"level": "local"}, book, "advice")
    '{"level":"local"}'
    """
    if not isinstance(values, Mapping):
        raise CodingError(
            Message(
                'fields={values} are no fields with their values: write fields={{"addressee": '
                '"mission"}}',
                values=quoted(values),
            )
        )
    known = fields_of(codebook, code)
    for name, value in values.items():
        if wrong := _wrong(known, code, name, value):
            raise CodingError(wrong)
    return json_of_fields(values)


def json_of_fields(values: Mapping[str, str]) -> str:
    """Return fields as the text that is kept of them; what is not said is not in it."""
    said = {name: value for name, value in sorted(values.items()) if value}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else ""


def read_fields(kept: str) -> dict[str, str]:
    """Return what the fields of a coding say, of the text that is kept.

    Raises
    ------
    ValueError
        If it is no text of fields.
    """
    values = json.loads(kept) if kept else {}
    if not isinstance(values, dict) or not all(isinstance(said, str) for said in values.values()):
        raise ValueError(Message("{text} are no fields of a coding", text=quoted(kept)))
    return values


def _wrong(known: Mapping[str, CodeField], code: str, name: str, value: object) -> str:
    if name not in known:
        if not known:
            return Message(
                "code {code} has no fields; declare {name} in the codebook, as fields: "
                "{{{name}: text}}",
                code=quoted(code),
                name=str(name),
            )
        return Message(
            "code {code} has no field {name}{offer}",
            code=quoted(code),
            name=quoted(name),
            offer=offer(str(name), known),
        )
    if not isinstance(value, str):
        return Message(
            "field {name}: {value} is no text: write it as one", name=name, value=quoted(value)
        )
    choices = known[name].one_of
    if value and choices and value not in choices:
        return Message(
            "field {name} cannot be {value}: write {choices}",
            name=name,
            value=quoted(value),
            choices=alternatives(choices),
        )
    return ""
