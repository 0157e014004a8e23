"""Which rules cannot come true in a text, told from its vocabulary alone: most of them."""

from __future__ import annotations

from typing import TypeAlias

from civic_qual.codebook.tree import (
    And,
    Before,
    Exact,
    Gap,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Tree,
    Wildcard,
    Word,
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
        case Word() | Exact() | Wildcard() | ListName():
            meaning = meanings.of(tree)
            return (
                not meaning.keys.isdisjoint(keys)
                or not meaning.forms.isdisjoint(forms)
                or not meaning.phrases.keys().isdisjoint(keys)
                or not meaning.phrases.keys().isdisjoint(forms)
            )
        case Phrase(items):
            return all(possible(item, keys, forms, meanings) for item in items)
        case Or(options):
            return any(possible(option, keys, forms, meanings) for option in options)
        case And(sides):
            return all(possible(side, keys, forms, meanings) for side in sides)
        case Near(left, right) | Before(left, right):
            return possible(left, keys, forms, meanings) and possible(right, keys, forms, meanings)
        case Not(left) | NotNear(left):
            return possible(left, keys, forms, meanings)
    return True  # gaps, expressions and token patterns are not told from words
