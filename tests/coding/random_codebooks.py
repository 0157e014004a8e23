"""Random codebooks: rule trees built by hand and read from text, options, lists, families."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from hypothesis import strategies as st

from civic_qual.codebook.model import Code, Codebook, Rule
from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Gap,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    TokenPattern,
    Tree,
)
from civic_qual.errors import RuleError
from tests.coding.random_words import EXPRESSIONS, Kit

LANGUAGES = ("en", "fr", "sg")
LISTS = ("deeds", "helmets")  # the second takes in the first
IDS = ("plan", "plan.a", "plan.a.deep", "harm", "view")


def flat(kind: type, trees: Sequence[Tree]) -> Tree:
    """Return an OR or AND of trees, as flat as the parser makes it."""
    name = {Or: "options", And: "sides"}[kind]
    return kind(
        tuple(
            part
            for tree in trees
            for part in (getattr(tree, name) if isinstance(tree, kind) else (tree,))
        )
    )


def phrase(trees: Sequence[Tree], gaps: Sequence[int]) -> Tree:
    """Return a phrase with gaps (0: none) between its items."""
    items: list[Tree | Gap] = []
    for tree, gap in zip(trees, [0, *gaps], strict=False):
        items += [Gap(gap)] if gap else []
        items += tree.items if isinstance(tree, Phrase) else [tree]
    return Phrase(tuple(items))


GAPS = st.lists(st.sampled_from([0, 0, 0, 1, 2, 9]), min_size=2, max_size=2)


@st.composite
def sides(draw: st.DrawFn, leaves: Sequence[Tree], depth: int = 2) -> Tree:
    """Draw what NEAR and lists take: words, phrases with gaps and ORs, ORs."""
    kinds = ["leaf"] * 4 + ["or", "or", "phrase", "phrase"] * (depth > 0)
    kind = draw(st.sampled_from(kinds))
    if kind == "leaf":
        return draw(st.sampled_from(leaves))
    inner = draw(st.lists(sides(leaves, depth - 1), min_size=2, max_size=3))
    return flat(Or, inner) if kind == "or" else phrase(inner, draw(GAPS))


@st.composite
def trees(
    draw: st.DrawFn, leaves: Sequence[Tree], depth: int = 2, expressions: bool = True
) -> Tree:
    """Draw whole rules."""
    kinds = ["side"] * 3 + [Near, Near, Before, NotNear, NotNear] + ["last"] * expressions
    kind = draw(st.sampled_from(kinds + [And, And, Or, Not] * (depth > 0)))
    if kind in (Near, Before, NotNear):
        side = sides(leaves)
        return kind(draw(side), draw(side), draw(st.sampled_from([0, 1, 2, 3, 8, 1000])))
    inner = trees(leaves, depth - 1, expressions)
    if kind in (And, Or):
        return flat(kind, draw(st.lists(inner, min_size=2, max_size=3)))
    if kind is Not:
        return Not(draw(inner), draw(inner))
    return draw(st.sampled_from(EXPRESSIONS) if kind == "last" else sides(leaves))


def holds(tree: object, kind: type) -> bool:
    """Whether a node of a kind stands anywhere in a tree."""
    if isinstance(tree, tuple):
        return any(holds(one, kind) for one in tree)
    slots = getattr(tree, "__slots__", ())
    return isinstance(tree, kind) or any(holds(getattr(tree, name), kind) for name in slots)


WHERE = ((),) * 20 + (
    (("country", ("CAR", "DRC")),),
    (("date", (">=2020-12",)),),
    (("country", ("CAR",)), ("date", ("2020..2022",))),
)
SPEAKER = ((),) * 20 + (("interviewer",), ("interviewer", "respondent"), ("observer",))


@st.composite
def rules(draw: st.DrawFn, kit: Kit) -> Rule:
    """Draw a rule with its options; half of them are read from their text."""
    language = draw(st.sampled_from([kit.language] * 9 + [*LANGUAGES]))
    leaves = [*kit.leaves, *map(ListName, LISTS)]
    tree = draw(trees(leaves))
    text = format_rule(tree) if readable(tree) else "a token pattern"
    if readable(tree) and draw(st.booleans()):
        with suppress(RuleError):  # a tree that no text stands for is searched as it was built
            tree = parse_rule(text, language, LISTS)
    if language == "sg" and not readable(tree):
        language = "en"  # spaCy has no Sango
    return Rule(
        text,
        tree,
        language,
        within=draw(st.sampled_from(["turn", "turn", "sentence"])),
        unless_negated=draw(st.sampled_from([False, False, True])),
        where=draw(st.sampled_from(WHERE)),
        speaker=draw(st.sampled_from(SPEAKER)),
        confidence=draw(st.sampled_from([1.0, 1.0, 0.25])),
    )


def readable(tree: Tree) -> bool:
    """Whether a tree may stand in a text; token patterns do not."""
    return not holds(tree, TokenPattern)


@st.composite
def word_lists(draw: st.DrawFn, kit: Kit) -> dict[str, dict[str, tuple[Tree, ...]]]:
    """Draw a list of words and phrases in every language, and one that takes in the first."""
    deeds = tuple(draw(st.lists(sides(kit.leaves), min_size=1, max_size=3)))
    inside = [*kit.leaves, ListName("deeds")]
    helmets = tuple(draw(st.lists(sides(inside), min_size=1, max_size=3)))
    return {"deeds": dict.fromkeys(LANGUAGES, deeds), "helmets": dict.fromkeys(LANGUAGES, helmets)}


@st.composite
def codebooks(draw: st.DrawFn, kit: Kit) -> Codebook:
    """Draw a codebook whose codes share rules and words."""
    shared = draw(st.lists(rules(kit), min_size=1, max_size=2))
    own = st.lists(rules(kit), max_size=2)
    codes = [
        code(name, [*draw(own), *shared[draw(st.integers(0, 2)) :]])
        for name in IDS[: draw(st.integers(1, len(IDS)))]
    ]
    return Codebook("Random", "1", ("en", "fr"), tuple(codes), draw(word_lists(kit)))


def code(name: str, some_rules: Sequence[Rule]) -> Code:
    """Return a code below the one its id begins with."""
    return Code(name, "theme", name.rpartition(".")[0], {"en": name}, rules=tuple(some_rules))


CHANGES = (
    {},
    {},
    {"unless_negated": True},
    {"within": "sentence"},
    {"confidence": 0.5},
    {"note": "seen"},
    {"speaker": ("interviewer",)},
    {"where": (("country", ("CAR",)),)},
)


@st.composite
def edits(draw: st.DrawFn, codebook: Codebook, kit: Kit) -> Codebook:
    """Draw another version of a codebook: rules added, taken out, changed, lists rewritten."""
    known = st.sampled_from([rule for one in codebook for rule in one.rules] + [draw(rules(kit))])
    changed = st.builds(
        lambda rule, change: replace(rule, **change), known, st.sampled_from(CHANGES)
    )
    codes = [
        replace(one, rules=tuple(draw(st.lists(changed, max_size=4))))
        if draw(st.booleans())
        else one
        for one in codebook
    ]
    lists = draw(word_lists(kit)) if draw(st.booleans()) else codebook.lists
    return Codebook(codebook.title, "2", codebook.languages, tuple(codes), lists)
