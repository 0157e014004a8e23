"""Codebook files: read whole, with every problem told at once and at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.files.outline import check_outline, codes
from civic_qual.codebook.files.schema import (
    CodebookEntry,
    CodeEntry,
    ExampleEntry,
    RuleEntry,
    json_schema,
)
from civic_qual.codebook.files.shape import check_shape
from civic_qual.codebook.files.written import Lists, Writing, WrittenRule, read_lists, read_rules
from civic_qual.codebook.files.yaml_reading import document_of, read_document
from civic_qual.codebook.model import Code, Codebook, Example, Kind, Rule
from civic_qual.errors import CodebookError, Problem

_Rules = Mapping[Where, Sequence[WrittenRule]]


def build_codebook(entry: CodebookEntry, rules: _Rules, lists: Lists, source: str) -> Codebook:
    """Return the codebook of a file; `rules` are by the place of their code in it."""
    kinds: dict[str, Kind] = {}
    codes = tuple(
        code
        for place, top in enumerate(entry.codes)
        for code in _codes(top, ("codes", place), top.parent or "", rules, kinds)
    )
    return Codebook(entry.title, entry.version, tuple(entry.languages), codes, lists, source)


def _codes(
    entry: CodeEntry, where: Where, parent: str, rules: _Rules, kinds: dict[str, Kind]
) -> Iterator[Code]:
    """Yield a code and those below it; `kinds` of the codes before, by id."""
    kind = kinds[entry.id] = kinds[parent] if parent else entry.kind or "theme"
    yield Code(
        id=entry.id,
        kind=kind,
        parent=parent,
        name=entry.name,
        definition=entry.definition,
        include=entry.include,
        exclude=entry.exclude,
        examples=_examples(entry.examples),
        counterexamples=_examples(entry.counterexamples),
        rules=tuple(_rule(rule, entry) for rule in rules[where]),
        colour=entry.colour,
        sensitive=entry.sensitive,
        unmet={
            language: (passages,) if isinstance(passages, str) else tuple(passages)
            for language, passages in entry.unmet.items()
        },
    )
    for place, child in enumerate(entry.children):
        yield from _codes(child, (*where, "children", place), entry.id, rules, kinds)


def _rule(written: WrittenRule, entry: CodeEntry) -> Rule:
    rules = entry.rules[written.language]
    options = rules[written.item] if isinstance(rules, list) else None
    if not isinstance(options, RuleEntry):
        return Rule(written.text, written.tree, written.language, line=written.line)
    return Rule(
        written.text,
        written.tree,
        written.language,
        within=options.within,
        unless_negated=options.unless_negated,
        where=tuple(
            (name, (values,) if isinstance(values, str) else tuple(values))
            for name, values in options.where.items()
        ),
        speaker=(options.speaker,) if isinstance(options.speaker, str) else tuple(options.speaker),
        confidence=options.confidence,
        note=options.note,
        line=written.line,
    )


def _examples(entries: Mapping[str, Sequence[str | ExampleEntry]]) -> tuple[Example, ...]:
    return tuple(
        Example(entry, language)
        if isinstance(entry, str)
        else Example(entry.text, language, tuple(entry.attributes.items()))
        for language, passages in entries.items()
        for entry in passages
    )


__all__ = ["codebook_of", "json_schema", "read_codebook"]


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook from a YAML file.

    Parameters
    ----------
    path
        The file, UTF-8. Its keys are described by `json_schema`, its rules in `docs/rules.md`.

    Returns
    -------
    Codebook
        With all rules parsed, in the order of the file.

    Raises
    ------
    CodebookError
        If anything is wrong with it; `problems` lists everything, in file order, each with its
        line and column.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> [code.id for code in codebook]
    ['water', 'water.access', 'safety']
    """
    return _codebook(read_document(path))


def codebook_of(text: str, source: str = "codebook") -> Codebook:
    r"""Read a codebook from the text of its file; `source` is what messages call it.

    Raises
    ------
    CodebookError
        If anything is wrong with it, as of `read_codebook`.

    Examples
    --------
    >>> text = "title: T\nlanguages: [en]\ncodes: [{id: water, name: {en: Water}}]"
    >>> codebook_of(text)
    Codebook('T', 1 codes, 0 rules)
    """
    return _codebook(document_of(text, source))


def _codebook(document: Document) -> Codebook:
    entry, problems = check_shape(document)
    writing = Writing(document)
    lists = read_lists(writing)
    rules: dict[Where, list[WrittenRule]] = {
        found.where: read_rules(writing, found.where) for found in codes(document)
    }
    problems += [*document.problems, *writing.problems, *check_outline(document)]
    if entry is None or problems:
        raise CodebookError(sorted(set(problems), key=_place))
    return build_codebook(entry, rules, lists, document.file)


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message
