"""One rule, evaluated in all its scopes at once: what `matching` finds one by one.

The trees of rules are walked once, and every operator is array work on what its sides found.
Expressions are run last, and only in the scopes where they can still matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from civic_qual.arrays import Bools, Ints, distinct
from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    TokenPattern,
    Tree,
)
from civic_qual.coding.matching import near
from civic_qual.coding.matching.denied_runs import Denials
from civic_qual.coding.matching.expressions import (
    Expression,
    expression_hits,
    needed_text,
    spans_finder,
    touched_runs,
)
from civic_qual.coding.matching.hits import Hits, all_of, among, any_of, no_hits, run_hits, without
from civic_qual.coding.matching.reach import Either, Leaf, Node
from civic_qual.coding.matching.runs import Runs, joined, united
from civic_qual.coding.matching.scope_texts import ScopeTexts
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.errors import CodingError
from civic_qual.messages import Message


@dataclass(frozen=True, eq=False)
class Ground:
    """The turns or sentences of one language: made once, kept for all rules searched in them."""

    scopes: ScopeColumns
    language: str

    @cached_property
    def texts(self) -> ScopeTexts:
        """The texts of the scopes."""
        return ScopeTexts(self.scopes)

    @cached_property
    def denials(self) -> Denials:
        """What denies words in the language."""
        return Denials(self.scopes, self.language)


@dataclass(kw_only=True, frozen=True, eq=False)
class Evaluation:
    """Evaluates rules that share their options.

    Parameters
    ----------
    ground
        Where rules are searched.
    node
        Gives what a tree of words reaches, None if it has operators; see `Reach.node`.
    first_tokens
        Gives the sorted first tokens of a leaf, see `scan`.
    turns
        Which turns are searched, shape (n_turns,): none of another language.
    every_turn
        Whether `turns` are all turns of the language, so that no word is in another.
    unless_negated
        Whether words in the reach of a negation are not found. What a rule excludes (the
        right of NOT and NOT NEAR) is excluded all the same.
    """

    ground: Ground
    node: Callable[[Tree], Node | None]
    first_tokens: Callable[[Leaf], Ints]
    turns: Bools
    every_turn: bool = False
    unless_negated: bool = False

    def hits(self, tree: Tree, only: Ints | None = None) -> Hits:
        """Return every hit of a rule.

        Parameters
        ----------
        tree
            The rule.
        only
            The scopes that matter, ascending: what is found elsewhere may be left out.

        Raises
        ------
        CodingError
            If a list or a trained model is missing, or an expression does not compile.
        UnrunnableRuleError
            If the rule cannot be run to its end.
        """
        match tree:
            case And(sides):
                return self._all(sides, only)
            case Or(options) if self.node(tree) is None:
                return any_of([self.hits(option, only) for option in options])
            case Not(left, right):
                return self._without(left, right, only)
            case Regex() | TokenPattern():
                return self._expression(tree, only)
        return run_hits(self._runs(tree), self.ground.scopes)

    def _all(self, sides: tuple[Tree, ...], only: Ints | None) -> Hits:
        found: dict[int, Hits] = {}
        for place in sorted(range(len(sides)), key=lambda place: self._is_slow(sides[place])):
            hits = found[place] = self.hits(sides[place], only)
            if not len(hits):
                return no_hits()
            only = distinct(hits.scope if only is None else hits.scope[among(hits.scope, only)])
        return all_of([found[place] for place in range(len(sides))])

    def _without(self, left: Tree, right: Tree, only: Ints | None) -> Hits:
        if self._is_slow(left) and not self._is_slow(right):
            excluding = distinct(self._heedless.hits(right, only).scope)
            if only is None:
                only = np.arange(len(self.ground.scopes.first) - 1)
            left_over = only[~among(only, excluding)]
            hits = self.hits(left, left_over)
            return hits.take(among(hits.scope, left_over))
        hits = self.hits(left, only)
        return without(hits, self._heedless.hits(right, distinct(hits.scope)))

    def _is_slow(self, tree: Tree) -> bool:
        """Whether a tree has expressions."""
        match tree:
            case Regex() | TokenPattern():
                return True
            case And(parts) | Or(parts) if self.node(tree) is None:
                return any(self._is_slow(part) for part in parts)
            case Not(left, right):
                return self._is_slow(left) or self._is_slow(right)
        return False

    def _expression(self, expression: Expression, only: Ints | None) -> Hits:
        ground = self.ground
        find = spans_finder(expression, ground.language)
        candidates = ground.texts.candidates(self.turns, needed_text(expression), only)
        hits = expression_hits(find, ground.texts.pieces(candidates))
        if self.unless_negated:
            touching, runs = touched_runs(hits, ground.scopes)
            said = np.ones(len(hits), dtype=bool)
            said[touching] = ground.denials.said(runs)
            hits = hits.take(said)
        return hits

    def _runs(self, tree: Tree) -> Runs:
        """Return what trees find whose hits are runs of words."""
        scopes = self.ground.scopes
        match tree:
            case Near(left, right, distance):
                return near.near(self._runs(left), self._runs(right), distance, scopes)
            case Before(left, right, distance):
                return near.before(self._runs(left), self._runs(right), distance, scopes)
            case NotNear(left, right, distance):
                others = self._heedless._runs(right)
                return near.not_near(self._runs(left), others, distance, scopes)
        node = self.node(tree)
        if node is None:
            raise CodingError(
                Message(
                    "a phrase, a list or NEAR holds words and phrases only, not {rule}",
                    rule=str(tree),
                )
            )
        runs = self._of_node(node)
        return runs.take(self.ground.denials.said(runs)) if self.unless_negated else runs

    def _of_node(self, node: Node) -> Runs:
        """Return the words and phrases found, wherever no punctuation divides them."""
        if isinstance(node, Leaf):
            return self._of_leaf(node)
        if isinstance(node, Either):
            return united([self._of_node(option) for option in node.options])
        runs = self._of_node(node.parts[0])
        for part, gap in zip(node.parts[1:], node.gaps, strict=True):
            runs = joined(runs, self._of_node(part), gap, self.ground.scopes)
        return runs

    def _of_leaf(self, leaf: Leaf) -> Runs:
        scopes, first = self.ground.scopes, self.first_tokens(leaf)
        if not self.every_turn:
            first = first[self.turns[scopes.index.turn[first]]]
        if len(leaf.items) == 1:
            return Runs(first, first)
        last = first + (len(leaf.items) - 1)
        if scopes.within == "sentence":
            one = scopes.same(first, last)
            first, last = first[one], last[one]
        return Runs(first, last)

    @cached_property
    def _heedless(self) -> Evaluation:
        return replace(self, unless_negated=False) if self.unless_negated else self
