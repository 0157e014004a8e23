"""One rule, evaluated in all its scopes at once: what `matching` finds one by one.

The trees of rules are walked once, and every operator is array work on what its sides found.
Expressions are run last, and only in the scopes where they can still matter.

A cue of negation reaches a few words of its stretch, see `civic_qual.language.negation`. Every
word that may begin a cue is found once, with the furthest place it could reach if nothing stood
in its way; what no cue could reach is said, and only the rest is judged word by word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32, distinct
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
from civic_qual.coding.matching.expressions import (
    Expression,
    expression_hits,
    needed_text,
    spans_finder,
    touched_runs,
)
from civic_qual.coding.matching.hits import Hits, all_of, among, any_of, no_hits, run_hits, without
from civic_qual.coding.matching.reach import Either, Leaf, Node
from civic_qual.coding.matching.runs import Runs, before, joined, near, not_near, united
from civic_qual.coding.matching.scopes import ScopeColumns, ScopeTexts
from civic_qual.errors import CodingError
from civic_qual.language.negation import CUES, NEAR, Row, key_of, negated, negation_table
from civic_qual.language.words import Word
from civic_qual.messages import Message

_SHIFT = 1 << 20  # keeps places positive that a reach before the first word would make negative


class _Starts(NamedTuple):
    """Word types that may begin a cue, with its reaches and its words beyond the first."""

    types: Ints
    before: Ints
    after: Ints
    more: Ints


@dataclass(frozen=True, eq=False)
class Denials:
    """What may deny a run, in all scopes of one kind and one language; made once, kept."""

    scopes: ScopeColumns
    language: str
    _read: dict[tuple[tuple[int, int], ...], bool] = field(default_factory=dict, repr=False)

    def said(self, runs: Runs) -> Bools:
        """Whether runs are not denied.

        Of a run with a gap any part may be denied, from inside the gap too; words that the rule
        itself asks for deny nothing.
        """
        said = np.ones(len(runs), dtype=bool)
        if negation_table(self.language) is None or not len(runs):
            return said
        row, first, last = _blocks(runs)
        doubtful = distinct(row[self._in_reach(first, last)])
        low, high = np.searchsorted(row, doubtful), np.searchsorted(row, doubtful, side="right")
        for run, begin, after in zip(doubtful.tolist(), low.tolist(), high.tolist(), strict=True):
            blocks = tuple(
                zip(first[begin:after].tolist(), last[begin:after].tolist(), strict=True)
            )
            if blocks not in self._read:  # rules share many words
                self._read[blocks] = any(self._denied(blocks))
            said[run] = not self._read[blocks]
        return said

    def _denied(self, blocks: Sequence[tuple[int, int]]) -> Iterator[bool]:
        """Yield whether each block of a run is denied, read word by word."""
        begin, words = self._around(blocks[0][0], blocks[-1][1])
        for first, last in blocks:
            for place in range(first - begin, last + 1 - begin):
                words[place] = words[place]._replace(key="")  # the rule asks for it
        for first, last in blocks:
            yield negated(words, first - begin, last - begin, self.language)

    def _around(self, first: int, last: int) -> tuple[int, list[Word]]:
        """Return the words of the scope around a run, and the token of the first of them."""
        index, at = self.scopes.index, np.array([first])
        begin = max(int(self.scopes.begin(at)[0]), first - NEAR)
        after = min(int(self.scopes.after(at)[0]), last + 1 + NEAR)
        form, key = index.vocabulary.form, index.vocabulary.key
        types, hard = index.word[begin:after].tolist(), index.hard[begin:after].tolist()
        return begin, [
            Word(0, 0, form[word], key[word], broken)
            for word, broken in zip(types, hard, strict=True)
        ]

    def _in_reach(self, first: Ints, last: Ints) -> Bools:
        """Whether a cue could reach blocks, as far as distances alone can tell."""
        tokens, reach_right, reach_left = self._cues
        if not len(tokens):
            return np.zeros(len(first), dtype=bool)
        stretch = self.scopes.stretch(first) << 32
        place = np.searchsorted(tokens, first) - 1
        wanted = stretch + first - self._light_before(first) + _SHIFT
        reached = (place >= 0) & (reach_right[place] >= wanted)
        stretch = self.scopes.stretch(last) << 32
        place = np.searchsorted(tokens, last, side="right")
        wanted = stretch + last - self._light_before(last + 1) + _SHIFT
        there = place < len(tokens)
        return reached | (there & (reach_left[np.minimum(place, len(tokens) - 1)] <= wanted))

    @cached_property
    def _cues(self) -> tuple[Ints, Ints, Ints]:
        """The tokens that may begin a cue, and how far any of them up to there could reach.

        Places are counted without light words, within the stretch that the number holds above
        its lower 32 bits.
        """
        starts, word = self._starts, self.scopes.index.word
        at = np.full(len(self.scopes.index.vocabulary), -1, dtype=np.int64)
        at[starts.types] = np.arange(len(starts.types))
        kind = at[word]
        tokens = np.flatnonzero(kind >= 0)
        kind = kind[tokens]
        light = self._light_before(tokens + 1)
        ends = np.minimum(tokens + starts.more[kind], len(word) - 1)
        right = (self.scopes.stretch(ends) << 32) + ends + starts.after[kind] - light + _SHIFT
        left = (self.scopes.stretch(tokens) << 32) + tokens - starts.before[kind] + _SHIFT
        left -= self._light_before(tokens)
        return tokens, np.maximum.accumulate(right), np.minimum.accumulate(left[::-1])[::-1]

    def _light_before(self, tokens: Ints) -> Ints:
        """Return how many words before tokens may not count in a reach."""
        return np.searchsorted(self._light, tokens)

    @cached_property
    def _light(self) -> Ints:
        """The tokens that may be light words."""
        light = [number for number, rows in self._rows if any(row.kind == "light" for row in rows)]
        chosen = np.zeros(len(self.scopes.index.vocabulary), dtype=bool)
        chosen[light] = True
        return np.flatnonzero(chosen[self.scopes.index.word])

    @cached_property
    def _starts(self) -> _Starts:
        columns = [
            (
                number,
                max(row.before for row in cues),
                max(row.after for row in cues),
                max(len(row.words) for row in cues) - 1,
            )
            for number, rows in self._rows
            if (cues := [row for row in rows if row.kind in CUES])
        ]
        return _Starts(*np.array(columns, dtype=np.int64).reshape(-1, 4).T)

    @cached_property
    def _rows(self) -> list[tuple[int, list[Row]]]:
        """The word types that begin rows of the table of negation, with these rows."""
        table, words = negation_table(self.language), self.scopes.index.vocabulary.of(self.language)
        return [
            (number, rows)
            for key in words.keys
            if table is not None and (rows := table.rows.get(key_of(key)))
            for number in words.types_of_keys([key]).tolist()
        ]


def _blocks(runs: Runs) -> tuple[Ints, Ints, Ints]:
    """Return the rows of neighbouring words that runs met: whose, first and last of each."""
    if runs.words is None:
        return np.arange(len(runs)), runs.first, runs.last
    whose, words = runs.words.whose, runs.words.values
    new = np.ones(len(words), dtype=bool)
    new[1:] = (whose[1:] != whose[:-1]) | (words[1:] != words[:-1] + 1)
    begin = np.flatnonzero(new)
    return whose[begin], words[begin], words[np.append(begin[1:], len(words)) - 1]


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
    first_tokens: Callable[[Leaf], Ints32 | Ints]
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
                return near(self._runs(left), self._runs(right), distance, scopes)
            case Before(left, right, distance):
                return before(self._runs(left), self._runs(right), distance, scopes)
            case NotNear(left, right, distance):
                others = self._heedless._runs(right)
                return not_near(self._runs(left), others, distance, scopes)
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
        scopes, found = self.ground.scopes, self.first_tokens(leaf)
        if not self.every_turn:
            found = found[self.turns[scopes.index.turn[found]]]
        first = found.astype(np.int64)
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
