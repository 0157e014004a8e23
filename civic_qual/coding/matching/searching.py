"""Many rules searched in one corpus: their words in one pass, then each rule on what was met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32, listed
from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules.tree import Gap, Tree, parts
from civic_qual.coding.matching.evaluation import Evaluation, Ground
from civic_qual.coding.matching.hits import Findings, Hits, Sought, nothing_found, together
from civic_qual.coding.matching.reach import Either, Leaf, Lists, Node, Reach
from civic_qual.coding.matching.scan import LeafRuns, LeafWords, RunsByLeaf, scan
from civic_qual.coding.matching.scopes import Listening, ScopeColumns
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import Places, TokenIndex, token_index
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import keep_forms


class Grounds:
    """All grounds of a corpus, each made when it is first asked for, whatever the rules.

    It holds the transcripts, not the corpus, so that it may be kept by corpus in a weak map.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.index = token_index(corpus)
        self._transcripts = corpus.transcripts
        self._listening: dict[bool, Listening] = {}
        self._scopes: dict[Scope, ScopeColumns] = {}
        self._grounds: dict[tuple[str, Scope], Ground] = {}

    def listening(self, everybody: bool) -> Listening:
        """Return who is listened to."""
        if everybody not in self._listening:
            self._listening[everybody] = Listening(self._transcripts, everybody)
        return self._listening[everybody]

    def scopes(self, within: Scope) -> ScopeColumns:
        """Return all turns, or all sentences."""
        if within not in self._scopes:
            self._scopes[within] = ScopeColumns(self.index, within)
        return self._scopes[within]

    def ground(self, language: str, within: Scope) -> Ground:
        """Return the turns or sentences of one language."""
        asked = (language, within)
        if asked not in self._grounds:
            self._grounds[asked] = Ground(self.scopes(within), language)
        return self._grounds[asked]


BLOCK = 1 << 16  # hits worked on in one go


def search(sought: Sequence[Sought], grounds: Grounds, reach: Callable[[str], Reach]) -> Findings:
    """Return all that some rules find in a corpus.

    A rule that cannot be run is in `trouble`, and keeps no other from being run.

    Parameters
    ----------
    sought
        The rules, none of them twice.
    reach
        Gives what resolves the words of a language.
    """
    words = _Words(reach)
    for number, one in enumerate(sought):
        words.add(number, one)
    runs = scan(list(words.leaves), grounds.index)
    plain = runs.only(np.array([leaf for leaf, _ in words.plain], dtype=np.int64))
    by_leaf = runs.by_leaf if words.composed else None
    del runs  # a word of one letter may be met millions of times, and be no rule
    found = [_plain_findings(sought, words, plain, grounds)]
    if by_leaf:
        found += _composed_findings(sought, words, by_leaf, grounds)
    return replace(together(found), trouble=words.trouble)


@dataclass
class _Words:
    """The words and phrases that rules are made of, each looked for once.

    `plain` rules are a word or a phrase and nothing more: (leaf, rule). The others are
    `composed`.
    """

    reach: Callable[[str], Reach]
    leaves: dict[Leaf, int] = field(default_factory=dict)
    plain: list[tuple[int, int]] = field(default_factory=list)
    composed: list[int] = field(default_factory=list)
    trouble: dict[Sought, CodingError] = field(default_factory=dict)

    def add(self, number: int, one: Sought) -> None:
        """Note the words of a rule."""
        rule, reach = one.rule, self.reach(one.rule.language)
        try:
            node = reach.node(rule.tree)
            if isinstance(node, Leaf) and _is_plain(rule, node):
                self.plain.append((self._number(node), number))
                return
            for leaf in _leaves(rule.tree, node, reach):
                self._number(leaf)
            self.composed.append(number)
        except CodingError as error:
            self.trouble[one] = error

    def _number(self, leaf: Leaf) -> int:
        return self.leaves.setdefault(leaf, len(self.leaves))


def _is_plain(rule: Rule, leaf: Leaf) -> bool:
    """Whether wherever a leaf is met its rule has a hit, if somebody listens there."""
    return not rule.unless_negated and (rule.within == "turn" or len(leaf.items) == 1)


def _leaves(tree: Tree | Gap, node: Node | None, reach: Reach) -> Iterator[Leaf]:
    """Yield the words and phrases that a rule is made of."""
    if isinstance(node, Leaf):
        yield node
    elif node is not None:
        for inner in node.options if isinstance(node, Either) else node.parts:
            yield from _leaves(tree, inner, reach)
    else:
        for part in parts(tree):
            if not isinstance(part, Gap):
                yield from _leaves(part, reach.node(part), reach)


def _plain_findings(
    sought: Sequence[Sought], words: _Words, runs: LeafRuns, grounds: Grounds
) -> Findings:
    """Return the hits of all plain rules, which is array work for all of them at once."""
    leaf, rule = np.array(words.plain, dtype=np.int64).reshape(-1, 2).T
    row, number = _rules_of(runs, leaf, rule)
    heard = _heard([sought[one] for one in rule], grounds)
    if heard is not None:
        kind = np.empty(len(sought), dtype=np.int64)
        kind[rule], masks = heard
        turn = grounds.index.turn.take(runs.first.take(row))
        kept = np.flatnonzero(masks[kind.take(number), turn])
        row, number = row.take(kept), number.take(kept)
    length = np.array([len(leaf.items) for leaf in words.leaves], dtype=np.int32)
    met = LeafWords(runs, length, grounds.index)
    start, end = _places(runs, row, length - 1, grounds.index)
    return Findings(
        sought=tuple(sought),
        rule=number,
        start=start,
        end=end,
        source=np.broadcast_to(np.int32(0), len(row)),
        row=row,
        sources=(met,),
        trouble={},
    )


def _places(runs: LeafRuns, row: Ints32, more: Ints32, index: TokenIndex) -> tuple[Places, Places]:
    """Return where runs start and end; `more` are the words of each leaf but the first."""
    start, end = np.empty(len(row), index.start.dtype), np.empty(len(row), index.end.dtype)
    for begin in range(0, len(row), BLOCK):  # what is worked on stays at hand
        own = slice(begin, begin + BLOCK)
        first = runs.first.take(row[own])
        index.start.take(first, out=start[own], mode="clip")
        first += more.take(runs.leaf.take(row[own]))
        index.end.take(first, out=end[own], mode="clip")
    return start, end


def _rules_of(runs: LeafRuns, leaf: Ints, rule: Ints) -> tuple[Ints32, Ints32]:
    """Return the runs of leaves that are rules, a run once for each rule, and these rules."""
    rule_of = np.full(runs.n_leaves, -1, dtype=np.int32)
    rule_of[leaf] = rule
    number = rule_of.take(runs.leaf)
    if len(leaf) == runs.n_leaves and np.array_equal(rule_of.take(leaf), rule):
        return np.arange(len(number), dtype=np.int32), number
    row = np.flatnonzero(number >= 0).astype(np.int32)  # of other leaves there may be millions
    if np.array_equal(rule_of.take(leaf), rule):
        return row, number.take(row)
    of_leaf = listed(leaf, rule, runs.n_leaves)  # a leaf is two rules that differ otherwise
    which, dealt = [row[:0]], [number[:0]]
    for begin in range(0, len(row), BLOCK):
        some = row[begin : begin + BLOCK]
        place, own = of_leaf.of(runs.leaf.take(some))
        which.append(some.take(place))
        dealt.append(own.astype(np.int32))
    return np.concatenate(which), np.concatenate(dealt)


def _heard(rules: Sequence[Sought], grounds: Grounds) -> tuple[Ints, Bools] | None:
    """Return the kind of each rule, and which turns each kind listens to; None if to all.

    Words are those of a language, so whoever hears all turns of theirs hears all their words.
    """
    heard = [grounds.listening(one.everybody).to(one.rule) for one in rules]
    if all(one.all for one in heard):
        return None
    kinds = {id(one): one for one in heard}
    number = {one: place for place, one in enumerate(kinds)}
    masks = np.array([one.turns for one in kinds.values()])
    return np.array([number[id(one)] for one in heard], dtype=np.int64), masks


def _composed_findings(
    sought: Sequence[Sought], words: _Words, runs: RunsByLeaf, grounds: Grounds
) -> Iterator[Findings]:
    """Yield the hits of each rule that is more than a word or a phrase; note what cannot be run."""
    composed = _Composed(words, runs, grounds)
    for number in words.composed:
        try:
            yield _of_one(sought, number, composed.hits(sought[number]))
        except CodingError as error:
            words.trouble[sought[number]] = error


class _Composed:
    """Evaluates rules that are more than a word or a phrase."""

    def __init__(self, words: _Words, runs: RunsByLeaf, grounds: Grounds) -> None:
        self._words, self._runs, self._grounds = words, runs, grounds
        self._evaluations: dict[tuple[object, ...], Evaluation] = {}

    def hits(self, one: Sought) -> Hits:
        """Return the hits of a rule."""
        return self._evaluation(one).hits(one.rule.tree)

    def _evaluation(self, one: Sought) -> Evaluation:
        rule, heard = one.rule, self._grounds.listening(one.everybody).to(one.rule)
        kind = (rule.language, rule.within, id(heard), rule.unless_negated)
        if kind not in self._evaluations:
            self._evaluations[kind] = Evaluation(
                ground=self._grounds.ground(rule.language, rule.within),
                node=self._words.reach(rule.language).node,
                first_tokens=partial(_first_tokens, self._words, self._runs),
                turns=heard.turns,
                every_turn=heard.all,
                unless_negated=rule.unless_negated,
            )
        return self._evaluations[kind]


def _first_tokens(words: _Words, runs: RunsByLeaf, leaf: Leaf) -> Ints32 | Ints:
    return runs.of(words.leaves[leaf])


def _of_one(sought: Sequence[Sought], number: int, hits: Hits) -> Findings:
    """Return the hits of one rule as findings."""
    size = len(hits)
    return Findings(
        sought=tuple(sought),
        rule=np.full(size, number, np.int32),
        start=hits.start,
        end=hits.end,
        source=np.zeros(size, dtype=np.int32),
        row=np.arange(size, dtype=np.int32),
        sources=(hits.words,),
        trouble={},
    )


class _Kept:
    """What the last search of a corpus leaves to the next."""

    def __init__(self, corpus: Corpus) -> None:
        self.grounds = Grounds(corpus)
        self.findings = nothing_found()
        self._asked: dict[bool, dict[int, tuple[Rule, Sought]]] = {}
        self._lists: Lists = {}
        self._reaches: dict[str, Reach] = {}

    def sought(self, rules: Sequence[Rule], lists: Lists, everybody: bool) -> list[Sought]:
        """Return what is sought by some rules: for equal rules, now and last time, one object."""
        if lists is not self._lists and lists != self._lists:
            self._lists, self._reaches, self._asked = lists, {}, {}
        known = self._asked.get(everybody, {})
        asked = list(map(known.get, map(id, rules)))
        if None in asked:
            equals = {one: one for one in self.findings.sought}
            for place, rule in enumerate(rules):
                if asked[place] is None:
                    sought = Sought(rule, lists, everybody)
                    # The rule is kept with it, so that its id stays its own.
                    asked[place] = rule, equals.setdefault(sought, sought)
        own = [one for one in asked if one]
        self._asked = {everybody: {id(rule): (rule, sought) for rule, sought in own}}
        return [sought for _, sought in own]

    def reach(self, language: str) -> Reach:
        """Return what resolves the words of a language, with the lists of the last search."""
        if language not in self._reaches:
            vocabulary = self.grounds.index.vocabulary
            self._reaches[language] = Reach(language, vocabulary, self._lists)
        return self._reaches[language]


_KEPT: WeakKeyDictionary[Corpus, _Kept] = WeakKeyDictionary()


def found(
    rules: Sequence[Rule],
    corpus: Corpus,
    lists: Lists | None = None,
    everybody: bool = False,
    keep: bool = True,
) -> Findings:
    """Return what rules find in a corpus; hits are numbered by the rules' positions.

    Parameters
    ----------
    lists
        Word lists by name and language, as `Codebook.lists`.
    everybody
        Whether rules without `speaker` are also searched in what interviewers and observers say.
    keep
        Whether the findings are kept for the next search, in place of those kept before.

    Examples
    --------
    >>> from civic_qual.codebook.rules.parsing import parse_rule
    >>> from civic_qual.coding.explain import one_turn
    >>> rule = Rule("come", parse_rule("come"), "en")
    >>> findings = found([rule], Corpus((one_turn("a", "They came late.", "en"),)))
    >>> findings.start.tolist(), findings.end.tolist()
    ([5], [9])
    """
    if corpus not in _KEPT:
        _KEPT[corpus] = _Kept(corpus)
    kept = _KEPT[corpus]
    asked = kept.sought(rules, lists or {}, everybody)
    distinct = tuple({id(one): one for one in asked}.values())
    findings = kept.findings
    if distinct != findings.sought:
        known = set(map(id, findings.sought))
        new = search([one for one in distinct if id(one) not in known], kept.grounds, kept.reach)
        findings = together([findings.about(distinct), new.about(distinct)])
        keep_forms()
    if keep:
        kept.findings = findings
    return findings if len(distinct) == len(asked) else findings.dealt_to(asked)


def forget(corpus: Corpus) -> None:
    """Forget what was found in a corpus, but not its index: for measuring."""
    if corpus in _KEPT:
        _KEPT[corpus].findings = nothing_found()
