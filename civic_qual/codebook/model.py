"""What we look for: the codebook, and the codes it holds.

A top-level code is a *theme* or a *family*. Every coding stores two fingerprints of the codebook
it was made with: of its rules (what changes machines) and of its content (what changes people).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from civic_qual.calls import helpful, offer
from civic_qual.codebook.codes import (
    Code,
    Example,
    Kind,
    Rule,
    Scope,
    made_again,
    plain_fields,
    read_only,
)
from civic_qual.codebook.fields import CodeField
from civic_qual.codebook.fingerprints import content_fingerprint, rules_fingerprint
from civic_qual.codebook.rules.tree import Tree
from civic_qual.messages import Message, quoted
from civic_qual.messages.catalogues import Spoken

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from civic_qual.messages.catalogues import Catalogue


__all__ = ["Code", "CodeField", "Codebook", "Example", "Kind", "Rule", "Scope"]


@dataclass(frozen=True)
class Codebook:
    """Codes in the order of their file: every parent stands before its children.

    `for code in codebook`, `len(codebook)`, `codebook["plan.threat"]` and `"plan" in codebook`
    work as one would guess. Two codebooks are equal if all that they say is equal, whatever files
    they were read from.

    Attributes
    ----------
    title, version
        As people call it.
    languages
        ISO 639-1 codes of its texts and rules.
    codes
        All of them, themes and families with the codes below.
    lists
        Word lists for `@name` in rules: by name, then by language.
    source
        The file it was read from, or "".

    See Also
    --------
    civic_qual.read_codebook : Read one from a file.
    civic_qual.check_codebook : Whether its rules find its own examples.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> len(codebook), "water" in codebook, codebook["water"].label("en")
    (3, True, 'Water')
    >>> [theme.id for theme in codebook.themes], codebook.with_descendants("water")
    (['water', 'safety'], ('water', 'water.access'))
    >>> codebook["watre"]
    Traceback (most recent call last):
    ...
    KeyError: "no code 'watre'; did you mean 'water'? There are: safety, water, water.access"
    """

    title: str
    version: str
    languages: tuple[str, ...]
    codes: tuple[Code, ...]
    lists: Mapping[str, Mapping[str, tuple[Tree, ...]]] = field(default_factory=dict)
    _: KW_ONLY
    source: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        lists = {name: read_only(by_language) for name, by_language in self.lists.items()}
        object.__setattr__(self, "lists", read_only(lists))

    def __hash__(self) -> int:
        return hash((self.title, self.version, tuple(self.positions)))

    def __reduce__(self) -> tuple[Any, ...]:
        return made_again, (type(self), plain_fields(self))

    # Codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, wanted: object) -> bool:
        if isinstance(wanted, Code):
            return wanted in self.codes
        return wanted in self.positions

    def __getitem__(self, code_id: str) -> Code:
        if not isinstance(code_id, str):
            raise TypeError(
                Message(
                    "codes are called by their ids, as codebook[{example}]; by number take "
                    "codebook.codes[0]",
                    example=quoted(next(iter(self.positions), "plan")),
                )
            )
        if code_id not in self.positions:
            raise KeyError(
                Message(
                    "no code {code}{offer}",
                    code=quoted(code_id),
                    offer=offer(code_id, self.positions),
                )
            )
        return self.codes[self.positions[code_id]]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where in `codes` each id stands."""
        return {code.id: index for index, code in enumerate(self.codes)}

    @cached_property
    def themes(self) -> tuple[Code, ...]:
        """The top-level codes of kind theme."""
        return tuple(code for code in self if code.kind == "theme" and not code.parent)

    @cached_property
    def families(self) -> tuple[Code, ...]:
        """The top-level codes of kind family."""
        return tuple(code for code in self if code.kind == "family" and not code.parent)

    @helpful
    def children(self, code_id: str) -> tuple[Code, ...]:
        """Return the codes directly below a code."""
        return self._children.get(code_id, ())

    @cached_property
    def _children(self) -> dict[str, tuple[Code, ...]]:
        """The codes directly below each code that has any; the top-level ones are below ""."""
        below: dict[str, list[Code]] = {}
        for code in self:
            below.setdefault(code.parent, []).append(code)
        return {parent: tuple(codes) for parent, codes in below.items()}

    @helpful
    def with_descendants(self, code_id: str) -> tuple[str, ...]:
        """Return the ids of a code and of everything below it, in codebook order."""
        below = [self.with_descendants(child.id) for child in self.children(code_id)]
        return code_id, *(deeper for ids in below for deeper in ids)

    @helpful
    def top(self, code_id: str) -> Code:
        """Return the theme or family a code belongs to: itself, if nothing stands above it here."""
        code = self[code_id]
        return self.top(code.parent) if code.parent in self.positions else code

    # What it was when something was coded

    @cached_property
    def rules_fingerprint(self) -> str:
        """What changes machines, as 16 hexadecimal digits: rules, lists, language resources."""
        return rules_fingerprint(self)

    @cached_property
    def content_fingerprint(self) -> str:
        """What changes people, as 16 hexadecimal digits: names, definitions, examples."""
        return content_fingerprint(self)

    # Showing and saving

    @property
    def frame(self) -> pd.DataFrame:
        """One row a code, indexed by its id, in the order of the codebook.

        Columns: kind, top (the theme or family above, or itself), parent, colour, sensitive,
        examples and counterexamples (their numbers), and for every language `en` of the codebook
        name_en, definition_en, include_en, exclude_en ("" if not written) and rules_en (number).

        Examples
        --------
        >>> from civic_qual.bundled import bundled
        >>> from civic_qual.codebook.files.reading import read_codebook
        >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
        >>> codebook.frame[["top", "name_en", "rules_en"]]
                         top         name_en  rules_en
        code
        water          water           Water         0
        water.access   water  Reaching water         1
        safety        safety          Safety         2
        """
        import pandas as pd

        index = pd.Index([code.id for code in self], name="code")
        return pd.DataFrame([self._row(code) for code in self], index=index)

    def _row(self, code: Code) -> dict[str, object]:
        row: dict[str, object] = {
            "kind": code.kind,
            "top": self.top(code.id).id,
            "parent": code.parent,
            "colour": code.colour,
            "sensitive": code.sensitive,
            "examples": len(code.examples),
            "counterexamples": len(code.counterexamples),
        }
        for language in self.languages:
            for name in ("name", "definition", "include", "exclude"):
                row[f"{name}_{language}"] = getattr(code, name).get(language, "")
            row[f"rules_{language}"] = sum(rule.language == language for rule in code.rules)
        return row

    @helpful
    def to_markdown(self, language: str | None = None) -> str:
        """Return the codebook as Markdown, for people to read.

        Parameters
        ----------
        language
            One of its languages, which the headings are in, too; by default all of them, each
            text marked with its own, with headings in the language that is spoken.

        Raises
        ------
        CodebookError
            If the codebook does not have the language.

        Examples
        --------
        >>> from civic_qual.bundled import bundled
        >>> from civic_qual.codebook.files.reading import read_codebook
        >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
        >>> codebook.to_markdown().splitlines()[4]
        '## Water `water` (theme)'
        """
        from civic_qual.codebook.markdown import codebook_markdown

        return codebook_markdown(self, language)

    @helpful
    def save(self, path: str | PathLike[str], *, language: str | None = None) -> None:
        """Write the codebook to a file: .yaml to read it back, .md for people to read.

        A YAML file holds everything, and `read_codebook` reads it back as an equal codebook.
        Comments of the file that it was read from are not in it.

        Parameters
        ----------
        path
            The file, with the ending .yaml, .yml or .md. It is written whole or not at all; what
            stood there before stays until then.
        language
            Of a .md file only, as of `to_markdown`.

        Raises
        ------
        CodebookError
            If a file with this codebook could not be read back, which happens to codebooks made
            in Python: everything that is wrong is listed. Or if it does not have the language.
        WriteError
            If the file cannot be written, or its ending is another.

        See Also
        --------
        civic_qual.read_codebook : Read it back.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> from civic_qual.bundled import bundled
        >>> from civic_qual.codebook.files.reading import read_codebook
        >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
        >>> path = Path(tempfile.mkdtemp()) / "mine.yaml"
        >>> codebook.save(path)
        >>> read_codebook(path) == codebook
        True
        """
        from civic_qual.codebook.files.saving import save_codebook

        save_codebook(self, path, language)

    def __repr__(self) -> str:
        rules = sum(len(code.rules) for code in self)
        return f"Codebook({self.title!r}, {len(self)} codes, {rules} rules)"


def spoken_name(names: Mapping[str, str], code_id: str, *, inside: bool = False) -> str:
    """Return the name of a code as text that each language says in its own way.

    Parameters
    ----------
    names
        Names by language.
    code_id
        What it is called where it has no name.
    inside
        Whether it stands inside a sentence, and begins with a small letter.

    Examples
    --------
    >>> name = spoken_name({"en": "Harm", "fr": "Atteintes"}, "harm")
    >>> name, name.in_language("fr"), spoken_name({}, "harm")
    ('Harm', 'Atteintes', 'harm')
    """
    return Spoken(_inside if inside else _named, tuple(names.items()), code_id)


def _named(words: Catalogue, names: tuple[tuple[str, str], ...], code_id: str) -> str:
    known = dict(names)
    return known.get(words.language) or known.get("en") or next(iter(known.values()), code_id)


def _inside(words: Catalogue, names: tuple[tuple[str, str], ...], code_id: str) -> str:
    return _named(words, names, code_id).lower()
