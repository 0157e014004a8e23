"""The shape of a codebook file: its keys, what they hold, and the JSON Schema for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from civic_qual.codebook.codes import Kind, Scope

SCHEMA_FILE = Path(__file__).with_name("schema.json")

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Texts = dict[str, Filled]
Role = Literal["interviewer", "respondent", "interpreter", "observer", "unknown"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExampleEntry(_Entry):
    """A passage with the attributes of the transcript it stands in."""

    text: Filled
    attributes: dict[str, str] = {}


def _shape(value: object) -> str:
    return "text" if isinstance(value, str) else "list" if isinstance(value, list) else "entry"


# Where several shapes will do, one branch is chosen by what is written, so that a mistake is told
# once and not for every branch.
_Shaped = Discriminator(_shape)
_Roles = Annotated[Annotated[Role, Tag("text")] | Annotated[list[Role], Tag("list")], _Shaped]
_Lines = Annotated[Annotated[Filled, Tag("text")] | Annotated[list[Filled], Tag("list")], _Shaped]
_Values = Annotated[
    Annotated[Filled, Tag("text")] | Annotated[list[Filled], Field(min_length=1), Tag("list")],
    _Shaped,
]


class RuleEntry(_Entry):
    """One rule with its options; either `rule` or `pattern`."""

    rule: str | None = Field(None, description="A rule, as in docs/rules.md.")
    pattern: list[dict[str, Any]] | None = Field(
        None, min_length=1, description="A spaCy token pattern."
    )
    within: Scope = Field("turn", description="Where AND and NOT look.")
    unless_negated: bool = Field(False, description="Leave out what is said not to be so.")
    where: dict[str, _Values] = Field(
        {}, description='Attributes of the transcript: values, or a comparison as ">=2020-12".'
    )
    speaker: _Roles = Field([], description="Roles of speakers; none: all that count.")
    confidence: float = Field(1.0, gt=0, le=1)
    note: str = ""


_OneRule = Annotated[Annotated[str, Tag("text")] | Annotated[RuleEntry, Tag("entry")], _Shaped]
_Rules = Annotated[Annotated[str, Tag("text")] | Annotated[list[_OneRule], Tag("list")], _Shaped]
_Example = Annotated[
    Annotated[Filled, Tag("text")] | Annotated[ExampleEntry, Tag("entry")], _Shaped
]


class ChoiceEntry(_Entry):
    """A field of which only some values may be chosen."""

    one_of: Annotated[list[Filled], Field(min_length=1)]


_Field = Annotated[
    Annotated[Literal["text"], Tag("text")] | Annotated[ChoiceEntry, Tag("entry")], _Shaped
]


class CodeEntry(_Entry):
    """One code, and the codes below it. Texts, rules and examples are by language."""

    id: Annotated[str, StringConstraints(pattern=r"^[^\s*,;|\"'/\\]+$")]
    kind: Kind | None = Field(None, description="Of top-level codes: theme (default) or family.")
    parent: str | None = Field(None, description="The code above, if it is not nested there.")
    name: Annotated[Texts, Field(min_length=1)]
    definition: Texts = {}
    include: Texts = {}
    exclude: Texts = {}
    colour: Annotated[str, StringConstraints(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""
    sensitive: bool = False
    rules: dict[str, _Rules] = Field({}, description="One rule a line below |, or a list.")
    examples: dict[str, list[_Example]] = Field({}, description="The code must be found here.")
    counterexamples: dict[str, list[_Example]] = Field({}, description="And must not, here.")
    unmet: dict[str, _Lines] = Field({}, description="What rules cannot reach.")
    fields: dict[str, _Field] = Field(
        {}, description="What its codings say besides: text, or one_of with a list."
    )
    children: list[CodeEntry] = []


class CodebookEntry(_Entry):
    """A codebook: what to look for in interviews, by which rules, in which languages."""

    title: Filled
    version: Filled = "1"
    languages: Annotated[list[Language], Field(min_length=1)]
    lists: dict[str, dict[str, _Lines]] = Field(
        {}, description="Word lists by name and language, for @name in rules."
    )
    codes: Annotated[list[CodeEntry], Field(min_length=1)]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of codebook files, for editors that check while you type.

    It is also shipped as `civic_qual/codebook/files/schema.json`.

    Examples
    --------
    >>> json_schema()["required"]
    ['title', 'languages', 'codes']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **CodebookEntry.model_json_schema(),
    }


def write_json_schema(path: str | Path = SCHEMA_FILE) -> None:
    """Write the JSON Schema to a file; without a path, to the one that is shipped."""
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    Path(path).write_text(text + "\n", encoding="utf-8")
