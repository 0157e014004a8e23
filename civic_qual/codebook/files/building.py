"""The codebook that a file means: read whole, with every problem told at once and where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from civic_qual.codebook.codes import Code, Example, Kind, Rule
from civic_qual.codebook.fields import CodeField
from civic_qual.codebook.files.document import Document, Where
from civic_qual.codebook.files.outline import check_outline, written_codes
from civic_qual.codebook.files.rule_texts import Lists, ParsedRule, RuleReader
from civic_qual.codebook.files.schema import CodebookEntry, CodeEntry, ExampleEntry, RuleEntry
from civic_qual.codebook.files.shape import check_shape
from civic_qual.errors import CodebookError, Problem


@dataclass(frozen=True, kw_only=True)
class BuiltCodebook:
    """The fields of a codebook that was read from a file."""

    title: str
    version: str
    languages: tuple[str, ...]
    codes: tuple[Code, ...]
    lists: Lists
    source: str


def built_codebook(document: Document) -> BuiltCodebook:
    """Return what a document says, all of it checked.

    Raises
    ------
    CodebookError
        If anything is wrong; `problems` lists everything in the order of the file.
    """
    entry, problems = check_shape(document)
    reader = RuleReader(document)
    lists = reader.read_lists()
    rules = {code.where: reader.read_rules(code.where) for code in written_codes(document)}
    problems += [*document.problems, *reader.problems, *check_outline(document)]
    if entry is None or problems:
        raise CodebookError(sorted(set(problems), key=_location))
    return BuiltCodebook(
        title=entry.title,
        version=entry.version,
        languages=tuple(entry.languages),
        codes=tuple(_all_codes(entry, rules)),
        lists=lists,
        source=document.file,
    )


def _location(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message


_Rules = Mapping[Where, Sequence[ParsedRule]]  # by the way to their code in the file


def _all_codes(entry: CodebookEntry, rules: _Rules) -> Iterator[Code]:
    kinds: dict[str, Kind] = {}
    for index, top in enumerate(entry.codes):
        yield from _codes(top, ("codes", index), top.parent or "", rules, kinds)


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
        rules=tuple(_rule(parsed, entry) for parsed in rules[where]),
        colour=entry.colour,
        sensitive=entry.sensitive,
        unmet={language: _several(passages) for language, passages in entry.unmet.items()},
        fields=tuple(
            CodeField(name, () if isinstance(kind, str) else tuple(kind.one_of))
            for name, kind in entry.fields.items()
        ),
    )
    for index, child in enumerate(entry.children):
        yield from _codes(child, (*where, "children", index), entry.id, rules, kinds)


def _rule(parsed: ParsedRule, entry: CodeEntry) -> Rule:
    rules = entry.rules[parsed.language]
    options = rules[parsed.item] if isinstance(rules, list) else None
    if not isinstance(options, RuleEntry):
        return Rule(parsed.text, parsed.tree, parsed.language, line=parsed.line)
    return Rule(
        parsed.text,
        parsed.tree,
        parsed.language,
        within=options.within,
        unless_negated=options.unless_negated,
        where=tuple((name, _several(values)) for name, values in options.where.items()),
        speaker=_several(options.speaker),
        confidence=options.confidence,
        note=options.note,
        line=parsed.line,
    )


def _examples(entries: Mapping[str, Sequence[str | ExampleEntry]]) -> tuple[Example, ...]:
    return tuple(
        Example(entry, language)
        if isinstance(entry, str)
        else Example(entry.text, language, tuple(entry.attributes.items()))
        for language, passages in entries.items()
        for entry in passages
    )


def _several(texts: str | Sequence[str]) -> tuple[str, ...]:
    """Return what may be written as one text or as a list of them."""
    return (texts,) if isinstance(texts, str) else tuple(texts)
