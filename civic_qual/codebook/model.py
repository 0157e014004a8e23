"""What we look for: codes with their definitions, examples and rules, and the codebook of them all.

A top-level code is a *theme* or a *family*. Every coding stores two fingerprints of the codebook
it was made with: of its rules (what changes machines) and of its content (what changes people).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from civic_qual.codebook.fingerprints import content_fingerprint, rules_fingerprint
from civic_qual.codebook.rules.tree import Tree

if TYPE_CHECKING:
    import pandas as pd


def codebook_frame(codebook: Codebook) -> pd.DataFrame:
    """Return one row a code, indexed by its id, in the order of the codebook.

    Returns
    -------
    pandas.DataFrame
        Columns kind, top (the theme or family above, or itself), parent, colour, sensitive,
        examples and counterexamples (their numbers), and for every language `en` of the codebook
        name_en, definition_en, include_en, exclude_en ("" if not written) and rules_en (number).

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codebook_frame(codebook)[["top", "name_en", "rules_en"]]
                     top         name_en  rules_en
    code
    water          water           Water         0
    water.access   water  Reaching water         1
    safety        safety          Safety         2
    """
    import pandas as pd

    index = pd.Index([code.id for code in codebook], name="code")
    return pd.DataFrame([_row(codebook, code) for code in codebook], index=index)


def _row(codebook: Codebook, code: Code) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": code.kind,
        "top": codebook.top(code.id).id,
        "parent": code.parent,
        "colour": code.colour,
        "sensitive": code.sensitive,
        "examples": len(code.examples),
        "counterexamples": len(code.counterexamples),
    }
    for language in codebook.languages:
        for name in ("name", "definition", "include", "exclude"):
            row[f"{name}_{language}"] = getattr(code, name).get(language, "")
        row[f"rules_{language}"] = sum(rule.language == language for rule in code.rules)
    return row


Scope = Literal["turn", "sentence"]
Kind = Literal["theme", "family"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a code in one language, with its options and its place in the codebook file."""

    text: str
    tree: Tree
    language: str
    within: Scope = "turn"
    unless_negated: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # attribute -> values or comparisons
    speaker: tuple[str, ...] = ()  # roles; empty: all that count
    confidence: float = 1.0
    note: str = ""
    line: int = 0  # in the codebook file, from 1; 0 if it was not read from one


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that a code must, or must not, be found in; attributes as of its transcript."""

    text: str
    language: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """One thing we look for. Texts are by language; `parent` is "" for a theme or a family."""

    id: str
    kind: Kind
    parent: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    definition: Mapping[str, str] = field(default_factory=dict)
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    rules: tuple[Rule, ...] = ()
    colour: str = ""
    sensitive: bool = False
    unmet: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # rules cannot reach these

    def label(self, language: str = "en") -> str:
        """Return the code's name in a language, else in any it has, else its id."""
        return self.name.get(language) or next(iter(self.name.values()), self.id)


@dataclass(frozen=True, eq=False)
class Codebook:
    """Codes in the order of their file: every parent stands before its children."""

    title: str
    version: str
    languages: tuple[str, ...]
    codes: tuple[Code, ...]
    lists: Mapping[str, Mapping[str, tuple[Tree, ...]]] = field(default_factory=dict)
    source: str = ""

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code_id: str) -> Code:
        try:
            return self.codes[self.positions[code_id]]
        except KeyError:
            known = ", ".join(list(self.positions)[:5])
            raise KeyError(f"no code {code_id!r}; there are {known}, ...") from None

    def __contains__(self, code_id: object) -> bool:
        return code_id in self.positions

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each code id in `codes`."""
        return {code.id: place for place, code in enumerate(self.codes)}

    @cached_property
    def themes(self) -> tuple[Code, ...]:
        """The top-level codes of kind theme."""
        return tuple(code for code in self if code.kind == "theme" and not code.parent)

    @cached_property
    def families(self) -> tuple[Code, ...]:
        """The top-level codes of kind family."""
        return tuple(code for code in self if code.kind == "family" and not code.parent)

    def children(self, code_id: str) -> tuple[Code, ...]:
        """Return the codes directly below a code."""
        return tuple(code for code in self if code.parent == code_id)

    def with_descendants(self, code_id: str) -> tuple[str, ...]:
        """Return the ids of a code and of everything below it, in codebook order."""
        below = [
            code_id,
            *(
                deeper
                for child in self.children(code_id)
                for deeper in self.with_descendants(child.id)
            ),
        ]
        return tuple(below)

    def top(self, code_id: str) -> Code:
        """Return the theme or family a code belongs to (itself, if top-level)."""
        code = self[code_id]
        return self.top(code.parent) if code.parent else code

    @cached_property
    def rules_fingerprint(self) -> str:
        """What changes machines, as 16 hexadecimal digits: rules, lists, language resources."""
        return rules_fingerprint(self)

    @cached_property
    def content_fingerprint(self) -> str:
        """What changes people, as 16 hexadecimal digits: names, definitions, examples."""
        return content_fingerprint(self)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a code; see `civic_qual.codebook.model.codebook_frame`."""
        return codebook_frame(self)

    def to_markdown(self, language: str | None = None) -> str:
        """Print the codebook for people; see `civic_qual.codebook.markdown.codebook_markdown`."""
        from civic_qual.codebook.markdown import codebook_markdown

        return codebook_markdown(self, language)

    def __repr__(self) -> str:
        rules = sum(len(code.rules) for code in self)
        return f"Codebook({self.title!r}, {len(self)} codes, {rules} rules)"
