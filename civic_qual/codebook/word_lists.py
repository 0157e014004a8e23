"""Word lists of a codebook file: `@peacekeepers`, defined once, by language."""

from __future__ import annotations

from collections.abc import Iterator

from civic_qual.codebook.files.locations import Where
from civic_qual.codebook.files.written import Writing
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.structure import operator_inside
from civic_qual.codebook.rules.tree import ListName, Or, Phrase, Tree
from civic_qual.errors import RuleError

Lists = dict[str, dict[str, tuple[Tree, ...]]]


def read_lists(writing: Writing) -> Lists:
    """Read the word lists of a document; `writing` collects their problems."""
    found: Lists = {}
    for name, by_language in writing.lists.items():
        if not _is_name(name):
            message = f"{name!r} is no name of a list: use letters, digits, _ and -"
            writing.problems.append(writing.document.problem_with_key(message, ("lists", name)))
        found[name] = {
            language: tuple(_items(writing, ("lists", name, language), language))
            for language in by_language
        }
    _refuse_cycles(writing, found)
    return found


def _is_name(name: str) -> bool:
    try:
        return parse_rule(f"@{name}") == ListName(name)
    except RuleError:
        return False


def _items(writing: Writing, where: Where, language: str) -> Iterator[Tree]:
    for written in writing.texts(where):
        tree = writing.parse(written, language)
        if tree and (wrong := operator_inside(tree)):
            message = f"{wrong} cannot stand in a list: its items are words and phrases"
            writing.complain(message, written)
        elif tree:
            yield tree


def _refuse_cycles(writing: Writing, lists: Lists) -> None:
    """Note every cycle once, at the first list of it."""
    told: set[tuple[str, str]] = set()
    for name, by_language in lists.items():
        for language in by_language:
            way = [] if (name, language) in told else way_back(name, language, lists)
            told.update((step, language) for step in way)
            if way:
                message = f"this list would hold itself: {' → '.join(f'@{step}' for step in way)}"
                where = ("lists", name, language)
                writing.problems.append(writing.document.problem_with_key(message, where))


def way_back(name: str, language: str, lists: Lists) -> list[str]:
    """Return the shortest way from a list back to itself, or nothing."""
    ways, seen = [[name]], {name}
    for way in ways:  # grows while it is walked: breadth first
        for tree in lists.get(way[-1], {}).get(language, ()):
            for step in names_in(tree):
                if step == name:
                    return [*way, name]
                if step not in seen:
                    seen.add(step)
                    ways.append([*way, step])
    return []


def names_in(tree: object) -> Iterator[str]:
    """Yield the names of the lists in words, phrases and ORs.

    Examples
    --------
    >>> list(names_in(parse_rule("@peacekeepers OR (@soldiers OR army) camp")))
    ['peacekeepers', 'soldiers']
    """
    match tree:
        case ListName(name):
            yield name
        case Phrase(parts) | Or(parts):
            for part in parts:
                yield from names_in(part)
