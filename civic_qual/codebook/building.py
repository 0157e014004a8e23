"""A codebook built from the entries of a file that has no problems left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from civic_qual.codebook.files.locations import Where
from civic_qual.codebook.files.schema import CodebookEntry, CodeEntry, ExampleEntry, RuleEntry
from civic_qual.codebook.model import Code, Codebook, Example, Kind, Rule
from civic_qual.codebook.word_lists import Lists
from civic_qual.codebook.written_rules import WrittenRule

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
