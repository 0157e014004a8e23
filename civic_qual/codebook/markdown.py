"""A codebook printed for people, as Markdown: what every code means and how it is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from civic_qual.codebook.model import Example, Rule
from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.errors import CodebookError, Problem

if TYPE_CHECKING:
    from civic_qual.codebook.model import Code, Codebook

Value = TypeVar("Value")
Entry = TypeVar("Entry", Example, Rule)

_ENGLISH = {
    "version": "Version",
    "theme": "theme",
    "family": "family",
    "sensitive": "sensitive",
    "definition": "Definition",
    "include": "Include",
    "exclude": "Exclude",
    "rules": "Rules",
    "examples": "Examples",
    "counterexamples": "Not this code",
    "unmet": "Beyond rules",
    "lists": "Word lists",
}
_FRENCH = {
    "version": "Version",
    "theme": "thème",
    "family": "famille",
    "sensitive": "sensible",
    "definition": "Définition",
    "include": "Inclure",
    "exclude": "Exclure",
    "rules": "Règles",
    "examples": "Exemples",
    "counterexamples": "Pas ce code",
    "unmet": "Hors de portée des règles",
    "lists": "Listes de mots",
}


def codebook_markdown(codebook: Codebook, language: str | None = None) -> str:
    """Print a codebook as Markdown, in one language or in all of them.

    Parameters
    ----------
    codebook
        What to print.
    language
        One of its languages; None: all of them, each text marked with its own.

    Raises
    ------
    CodebookError
        If the codebook does not have the language.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> text = codebook_markdown(read_codebook(bundled("codebooks/tutorial.yaml")))
    >>> text.splitlines()[:5]
    ['# Water and safety in the camp', '', 'Version 1 · en', '', '## Water `water` (theme)']
    """
    if language is not None and language not in codebook.languages:
        known = ", ".join(codebook.languages)
        raise CodebookError([Problem(f"the codebook has no {language}; it has {known}")])
    return _Printer(codebook, language).text()


class _Printer:
    """Prints one codebook in the languages chosen."""

    def __init__(self, codebook: Codebook, language: str | None) -> None:
        self.codebook = codebook
        self.languages = (language,) if language else codebook.languages
        self.words = _FRENCH if self.languages == ("fr",) else _ENGLISH

    def text(self) -> str:
        """Return the whole, paragraphs with an empty line between."""
        head = f"{self.words['version']} {escaped(self.codebook.version)}"
        paragraphs = [
            f"# {escaped(self.codebook.title)}",
            f"{head} · {', '.join(self.languages)}",
            *(paragraph for code in self.codebook for paragraph in self._code(code)),
            *self._lists(),
        ]
        return "\n\n".join(paragraphs) + "\n"

    def _code(self, code: Code) -> Iterator[str]:
        yield self._heading(code)
        for name in ("definition", "include", "exclude"):
            for language, text in self._chosen(getattr(code, name)):
                yield f"**{self.words[name]}{self._mark(language)}** {escaped(text)}"
        for language in self.languages:
            yield from self._section("rules", language, map(_rule, _in(code.rules, language)))
        for name in ("examples", "counterexamples"):
            for language in self.languages:
                examples = _in(getattr(code, name), language)
                yield from self._section(name, language, map(_example, examples))
        for language, passages in self._chosen(code.unmet):
            yield from self._section("unmet", language, map(escaped, passages))

    def _heading(self, code: Code) -> str:
        depth = 1 + len(list(self._above(code)))
        names = " · ".join(escaped(name) for _, name in self._chosen(code.name))
        remarks = [] if code.parent else [self.words[code.kind]]
        remarks += [self.words["sensitive"]] if code.sensitive else []
        remark = f" ({', '.join(remarks)})" if remarks else ""
        return f"{'#' * min(depth + 1, 6)} {names or escaped(code.label())} `{code.id}`{remark}"

    def _above(self, code: Code) -> Iterator[Code]:
        while code.parent:
            code = self.codebook[code.parent]
            yield code

    def _section(self, name: str, language: str, items: Iterable[str]) -> Iterator[str]:
        """Yield a title with a bulleted list below it, if there are items."""
        listed = [f"- {item}" for item in items]
        if listed:
            yield "\n".join([f"**{self.words[name]}{self._mark(language)}**", "", *listed])

    def _lists(self) -> Iterator[str]:
        if self.codebook.lists:
            yield f"## {self.words['lists']}"
        for name, by_language in self.codebook.lists.items():
            for language, trees in self._chosen(by_language):
                items = " · ".join(code_span(format_rule(tree)) for tree in trees)
                yield f"**@{name}**{self._mark(language)} {items}"

    def _mark(self, language: str) -> str:
        """Name the language of a text where more than one is printed."""
        return f" ({language})" if len(self.languages) > 1 else ""

    def _chosen(self, by_language: Mapping[str, Value]) -> list[tuple[str, Value]]:
        return [
            (language, by_language[language])
            for language in self.languages
            if language in by_language
        ]


def _in(entries: Iterable[Entry], language: str) -> list[Entry]:
    return [entry for entry in entries if entry.language == language]


def _rule(rule: Rule) -> str:
    """Print a rule, and the options that are not the usual ones."""
    options = [f"within {rule.within}"] if rule.within != "turn" else []
    options += ["unless negated"] if rule.unless_negated else []
    options += [f"{name}: {' or '.join(values)}" for name, values in rule.where]
    options += [f"said by {' or '.join(rule.speaker)}"] if rule.speaker else []
    options += [f"confidence {rule.confidence:g}"] if rule.confidence != 1 else []
    options += [rule.note] if rule.note else []
    remark = f" ({escaped('; '.join(options))})" if options else ""
    return code_span(rule.text) + remark


def _example(example: Example) -> str:
    known = ", ".join(f"{name}: {value}" for name, value in example.attributes)
    return escaped(example.text) + (f" ({escaped(known)})" if known else "")


def escaped(text: str) -> str:
    r"""Return a text on one line, with the signs of Markdown made harmless.

    Examples
    --------
    >>> escaped("a *very* <b>big</b> [gun]")
    'a \\*very\\* \\<b>big\\</b> \\[gun\\]'
    """
    return re.sub(r"([\\`*_<\[\]|])", r"\\\1", " ".join(text.split()))


def code_span(text: str) -> str:
    """Return a text as code, however many backticks it holds.

    Examples
    --------
    >>> code_span("protect*"), code_span("l`eau")
    ('`protect*`', '`` l`eau ``')
    """
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"`{text}`"
