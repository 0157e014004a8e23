"""A codebook printed for people, as Markdown: what every code means and how it is found.

A document is in a language, so this is a border: its headings are messages, rendered here. A
codebook of several languages has headings in the one spoken (see `civic_qual.messages.speaking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.errors import CodebookError, Problem
from civic_qual.messages import (
    Message,
    alternatives,
    clauses,
    decimal,
    enumerated,
    language_now,
    render,
)

if TYPE_CHECKING:
    from civic_qual.codebook.codes import Code, Example, Rule
    from civic_qual.codebook.fields import CodeField
    from civic_qual.codebook.model import Codebook

Value = TypeVar("Value")
Entry = TypeVar("Entry", "Example", "Rule")

_HEADINGS: Mapping[str, str] = {
    "definition": Message("Definition"),
    "include": Message("Include"),
    "exclude": Message("Exclude"),
    "rules": Message("Rules"),
    "examples": Message("Examples"),
    "counterexamples": Message("Not this code"),
    "unmet": Message("Beyond rules"),
    "fields": Message("Say besides"),
    "lists": Message("Word lists"),
}
_KINDS: Mapping[str, str] = {
    "theme": Message.in_context("a kind of code", "theme"),
    "family": Message.in_context("a kind of code", "family"),
}


def codebook_markdown(codebook: Codebook, language: str | None = None) -> str:
    """Print a codebook as Markdown, in one language or in all of them.

    Parameters
    ----------
    codebook
        What to print.
    language
        One of its languages, which the headings are in, too; None: all of them, each text marked
        with its own.

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
        problem = Message(
            "the codebook has no {language}; it has {languages}",
            language=language,
            languages=enumerated(codebook.languages),
        )
        raise CodebookError([Problem(problem)])
    return _Printer(codebook, language).text()


class _Printer:
    """Prints one codebook in the languages chosen."""

    def __init__(self, codebook: Codebook, language: str | None) -> None:
        self.codebook = codebook
        self.languages = (language,) if language else codebook.languages
        self.speaking = self.languages[0] if len(self.languages) == 1 else language_now()

    def text(self) -> str:
        """Return the whole, paragraphs with an empty line between."""
        head = self._said(Message("Version {version}", version=self.codebook.version))
        paragraphs = [
            f"# {escaped(self.codebook.title)}",
            f"{head} · {', '.join(self.languages)}",
            *(paragraph for code in self.codebook for paragraph in self._code(code)),
            *self._lists(),
        ]
        return "\n\n".join(paragraphs) + "\n"

    def _said(self, message: str) -> str:
        """Say a message in the language of the headings."""
        return escaped(render(message, self.speaking))

    def _heading(self, name: str, language: str) -> str:
        """Return a heading in bold; where several languages are printed, with that of its text."""
        return f"**{self._said(_HEADINGS[name])}{self._mark(language)}**"

    def _code(self, code: Code) -> Iterator[str]:
        yield self._title(code)
        for name in ("definition", "include", "exclude"):
            for language, text in self._chosen(getattr(code, name)):
                yield f"{self._heading(name, language)} {escaped(text)}"
        for language in self.languages:
            rules = map(self._rule, _in(code.rules, language))
            yield from self._section("rules", language, rules)
        for name in ("examples", "counterexamples"):
            for language in self.languages:
                examples = _in(getattr(code, name), language)
                yield from self._section(name, language, map(self._example, examples))
        for language, passages in self._chosen(code.unmet):
            yield from self._section("unmet", language, map(escaped, passages))
        if code.fields:
            fields = [self._said(_field(field)) for field in code.fields]
            yield "\n".join(
                [f"**{self._said(_HEADINGS['fields'])}**", "", *(f"- {one}" for one in fields)]
            )

    def _title(self, code: Code) -> str:
        depth = 1 + len(list(self._above(code)))
        names = " · ".join(escaped(name) for _, name in self._chosen(code.name))
        remarks = [] if code.parent else [_KINDS[code.kind]]
        remarks += [Message.in_context("said of a code", "sensitive")] if code.sensitive else []
        remark = f" ({self._said(enumerated(remarks))})" if remarks else ""
        return f"{'#' * min(depth + 1, 6)} {names or escaped(code.label())} `{code.id}`{remark}"

    def _above(self, code: Code) -> Iterator[Code]:
        while code.parent:
            code = self.codebook[code.parent]
            yield code

    def _section(self, name: str, language: str, items: Iterable[str]) -> Iterator[str]:
        """Yield a heading with a bulleted list below it, if there are items."""
        listed = [f"- {item}" for item in items]
        if listed:
            yield "\n".join([self._heading(name, language), "", *listed])

    def _rule(self, rule: Rule) -> str:
        """Print a rule, and the options that are not the usual ones."""
        remark = self._said(clauses(_options(rule)))
        return code_span(rule.text) + (f" ({remark})" if remark else "")

    def _example(self, example: Example) -> str:
        """Print a passage, and the attributes of the transcript it stands in."""
        known = enumerated(
            Message("{attribute}: {value}", attribute=name, value=value)
            for name, value in example.attributes
        )
        return escaped(example.text) + (f" ({self._said(known)})" if example.attributes else "")

    def _lists(self) -> Iterator[str]:
        if self.codebook.lists:
            yield f"## {self._said(_HEADINGS['lists'])}"
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


def _field(field: CodeField) -> str:
    choices = alternatives(field.one_of) if field.one_of else Message("any text")
    return Message("{field}: {choices}", field=field.name, choices=choices)


def _in(entries: Iterable[Entry], language: str) -> list[Entry]:
    return [entry for entry in entries if entry.language == language]


def _options(rule: Rule) -> Iterator[str]:
    """Yield what is said of the options of a rule that are not the usual ones."""
    if rule.within == "sentence":
        yield Message("within sentence")
    if rule.unless_negated:
        yield Message("unless negated")
    for name, values in rule.where:
        yield Message("{attribute}: {values}", attribute=name, values=alternatives(values))
    if rule.speaker:
        yield Message("said by {roles}", roles=alternatives(rule.speaker))
    if rule.confidence != 1:
        yield Message("confidence {confidence}", confidence=decimal(rule.confidence))
    if rule.note:
        yield rule.note


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
