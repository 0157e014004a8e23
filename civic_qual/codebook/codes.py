"""What a codebook is made of: codes, with their definitions, examples and rules.

Nothing here changes in place, and everything can be pickled. Two of them are equal if they say
the same; where a rule stood in a file does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from civic_qual.calls import helpful
from civic_qual.codebook.fields import CodeField
from civic_qual.codebook.rules.tree import Tree

Scope = Literal["turn", "sentence"]
Kind = Literal["theme", "family"]

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a code in one language, with its options and its line in the codebook file.

    Attributes
    ----------
    text, tree
        As the researcher wrote it, and what that means.
    language
        ISO 639-1 code.
    within
        Where AND and NOT look.
    unless_negated
        Whether what is said not to be so is left out.
    where
        Attributes of the transcript, each with the values or comparisons of which one must hold.
    speaker
        Roles of those who must say it; none: all that count.
    confidence
        Of what it finds, above 0 and up to 1.
    note
        For people.
    line
        In the codebook file, from 1; 0 if it was not read from one. Two rules can be equal
        although they stand in other lines.
    """

    text: str
    tree: Tree
    language: str
    _: KW_ONLY
    within: Scope = "turn"
    unless_negated: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    speaker: tuple[str, ...] = ()
    confidence: float = 1.0
    note: str = ""
    line: int = field(default=0, compare=False)

    @property
    def options(self) -> dict[str, Any]:
        """The options that are not the usual ones, by their names in a file.

        Files, fingerprints and changes of codebooks take them from here, so that an option that is
        added is in all of them, and changes nothing for rules that do not have it.
        """
        return {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.kw_only and one.compare and getattr(self, one.name) != one.default
        }


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that a code must, or must not, be found in; attributes as of its transcript."""

    text: str
    language: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """One thing we look for.

    Attributes
    ----------
    id
        One word, as `plan.threat`.
    kind
        Of top-level codes: a theme is counted in tables, a family groups codes of other kinds.
        Codes below have the kind of what they stand below.
    parent
        The id of the code above, "" for a theme or a family.
    name, definition, include, exclude
        Texts by language.
    examples, counterexamples
        Passages in which the code must, or must not, be found.
    rules
        How it is found.
    colour
        `#` and six hexadecimal digits, or "".
    sensitive
        Whether tables and quotations of it need care.
    unmet
        Passages by language that rules cannot reach.
    fields
        What its codings say beside the passage; those of codes below it, too.
    """

    id: str
    kind: Kind
    parent: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    _: KW_ONLY
    definition: Mapping[str, str] = field(default_factory=dict)
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    rules: tuple[Rule, ...] = ()
    colour: str = ""
    sensitive: bool = False
    unmet: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[CodeField, ...] = ()

    def __post_init__(self) -> None:
        for name in ("name", "definition", "include", "exclude", "unmet"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    def __hash__(self) -> int:
        return hash((self.id, self.parent, self.rules))

    def __reduce__(self) -> tuple[Any, ...]:
        return made_again, (type(self), plain_fields(self))

    @helpful
    def label(self, language: str = "en") -> str:
        """Return the code's name in a language, else in any it has, else its id."""
        return self.name.get(language) or next(iter(self.name.values()), self.id)

    def __repr__(self) -> str:
        return f"Code({self.id!r}, {self.label()!r}, {len(self.rules)} rules)"


# Mappings that nobody changes, on their way to another process


def read_only(mapping: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """Return a copy of a mapping that cannot be changed."""
    return MappingProxyType(dict(mapping))


def plain_fields(record: Any) -> dict[str, Any]:
    """Return the fields of a record as pickle takes them: mappings as dictionaries."""
    return {one.name: _plain(getattr(record, one.name)) for one in fields(record)}


def made_again(kind: type[Any], values: dict[str, Any]) -> Any:
    """Return the record that `plain_fields` were taken from."""
    return kind(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return value
