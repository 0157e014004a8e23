"""The one way to write a rule: equal trees have equal text, whatever the researcher wrote."""

from __future__ import annotations

from functools import lru_cache

from civic_qual.codebook.rules.expressions import written
from civic_qual.codebook.rules.terms import RESERVED, is_acronym, refuse_operator_like
from civic_qual.codebook.rules.tree import (
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
    Regex,
    TokenPattern,
    Tree,
    Wildcard,
    Word,
)
from civic_qual.errors import RuleError


@lru_cache(maxsize=1 << 16)
def format_rule(tree: Tree | Gap) -> str:
    """Write a tree as a rule that parses to the same tree, in the same language.

    Parameters
    ----------
    tree
        As `parse_rule` returns it. A token pattern is written as its JSON text, which is no rule.

    Examples
    --------
    >>> from civic_qual.codebook.rules.parsing import parse_rule
    >>> format_rule(parse_rule('(Kill   OR "NOT") AND =UN'))
    '(kill OR not) AND UN'
    """
    match tree:
        case Word(text) | Wildcard(text) | TokenPattern(text):
            return text
        case Exact(form):
            return form if _exact_by_itself(form) else f"={form}"
        case ListName(name):
            return f"@{name}"
        case Gap(most):
            return f"_{most}"
        case Regex(pattern):
            return f"/{written(pattern)}/"
        case Phrase(items):
            return " ".join(_grouped(item) for item in items)
    return _operator(tree)


def _operator(tree: And | Or | Not | Near | Before | NotNear) -> str:
    match tree:
        case And(sides):
            return " AND ".join(map(_grouped, sides))
        case Or(options):
            return " OR ".join(map(_grouped, options))
        case Not(left, right):
            return f"{_grouped(left)} NOT {_grouped(right)}"
    name = {Near: "NEAR", Before: "BEFORE", NotNear: "NOT NEAR"}[type(tree)]
    return f"{_grouped(tree.left)} {name}/{tree.distance} {_grouped(tree.right)}"


def _grouped(tree: Tree | Gap) -> str:
    """Write an operand: in parentheses if it has an operator of its own."""
    text = format_rule(tree)
    return f"({text})" if isinstance(tree, And | Or | Not | Near | Before | NotNear) else text


def _exact_by_itself(form: str) -> bool:
    """Whether a form is read as exact without `=`."""
    if not is_acronym(form) or RESERVED.fullmatch(form):
        return False
    try:
        refuse_operator_like(form)
    except RuleError:
        return False
    return True
