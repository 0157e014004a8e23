"""Which rules cannot come true in a text, told from its vocabulary alone: most of them."""

from __future__ import annotations

from typing import TypeAlias

from civic_qual.codebook.tree import (
    And,
    Before,
    Gap,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    TokenPattern,
    Tree,
)
from civic_qual.coding.meanings import Meanings

Vocabulary: TypeAlias = frozenset[str]


def possible(tree: Tree | Gap, keys: Vocabulary, forms: Vocabulary, meanings: Meanings) -> bool:
    """Whether a rule may have a hit among words with these keys and forms.

    False is certain; True only says that the matcher must look.

    Examples
    --------
    >>> from civic_qual.codebook.rules import parse_rule
    >>> possible(parse_rule("alert AND patrol"), frozenset({"alerts"}), frozenset({"alerts"}),
    ...          Meanings("en", ["alerts"]))
    False
    """
    match tree:
        case And(sides):
            return all(possible(side, keys, forms, meanings) for side in sides)
        case Near(left, right) | Before(left, right):
            return possible(left, keys, forms, meanings) and possible(right, keys, forms, meanings)
        case Not(left) | NotNear(left):
            return possible(left, keys, forms, meanings)
        case Phrase(items):
            return all(possible(item, keys, forms, meanings) for item in items)
        case Gap() | Regex() | TokenPattern():
            return True  # not told from words
    meaning = meanings.if_any(tree)
    if meaning is None and isinstance(tree, Or):
        return any(possible(option, keys, forms, meanings) for option in tree.options)
    return meaning is not None and not (
        meaning.beginnings.isdisjoint(keys) and meaning.beginnings.isdisjoint(forms)
    )
