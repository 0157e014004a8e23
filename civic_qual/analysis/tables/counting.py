"""The arithmetic of a table: what each row finds, cell by cell, and out of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from civic_qual.analysis.measures import WORDS, Measure, Said, distinct, things_of_words, totals
from civic_qual.analysis.tables.groups import Groups, free_label, groups
from civic_qual.arrays import Bools, Ints
from civic_qual.codebook.model import Code, Codebook, spoken_name
from civic_qual.coding.carried import (
    CarriedWords,
    Mentions,
    TableRow,
    carried_words,
    chosen_families,
)
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import Kinds
from civic_qual.corpus.counted_words import (
    CountedWords,
    counted_words,
    kept_with_corpus,
    stretches,
    word_segments,
)
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Unit
from civic_qual.messages import Message


@dataclass(frozen=True, eq=False, kw_only=True)
class Tally:
    """Counts rows in columns: groups and their margin and, within each, a family's codes.

    `measure` is what is counted, `out_of` the measure of what was read that stands under it.
    """

    corpus: Corpus
    carried: CarriedWords
    groups: Groups
    measure: Measure
    out_of: Measure
    unit: Unit
    crossing: Crossing | None = None
    _bases: dict[Kinds, Ints] = field(default_factory=dict)

    @property
    def words(self) -> CountedWords:
        """The words that are counted."""
        return self.carried.words

    @property
    def over_words(self) -> bool:
        """Whether the denominator is words, whatever is counted."""
        return self.out_of is WORDS

    def counting(self, measure: Measure) -> Tally:
        """Return a tally of another measure, of the same words read."""
        return replace(self, measure=measure, out_of=measure.base(), _bases={})

    def counts(self, row: TableRow) -> Ints:
        """Return the count of each column, shape (n_columns,)."""
        word, thing = self.found(row)
        whole = self._distinct(word, thing)
        if self.crossing is None:
            return whole
        parts = [
            self._distinct(word[here], thing[here]) for here in self.crossing.attached[:, word]
        ]
        somewhere = self.crossing.attached[:, word].any(axis=0)
        none = whole - self._distinct(word[somewhere], thing[somewhere])
        return np.column_stack([*parts, none, whole]).ravel()

    def denominators(self, row: TableRow) -> Ints:
        """Return what each column's count is out of, shape (n_columns,).

        With a family, its codes are out of what carries the row, unless words are the base.
        """
        base = self.base(row)
        if self.crossing is None:
            return base
        size = len(self.crossing.ids)
        whole = self._distinct(*self.found(row)) if self.out_of_row else base
        return np.column_stack([*[whole] * (size - 1), base]).ravel()

    @property
    def out_of_row(self) -> bool:
        """Whether the codes of a family are out of what carries the row beside them."""
        return self.crossing is not None and self.out_of is self.measure and not self.over_words

    def base(self, row: TableRow) -> Ints:
        """Return how much was read for a row in each group and, last, in all."""
        needed = self._needed(row)
        kinds = self.carried.read.kinds(needed)
        if kinds not in self._bases:
            self._bases[kinds] = self._much(self.carried.read_for(needed))
        return self._bases[kinds]

    def reads(self, row: TableRow) -> Bools:
        """Return which words were read for a row, of shape (n_words,)."""
        return self.carried.read_for(self._needed(row))

    def found(self, row: TableRow) -> tuple[Ints, Ints]:
        """Return the words, read for a row, that carry it, and the thing each one counts for."""
        said = self.mentioned(row)
        return said.word, self.measure.thing(self.said(said.word, said.mention))

    def mentioned(self, row: TableRow) -> Mentions:
        """Return the mentions of a row, of their words only those read for it."""
        return self.carried.of(row.members, self._needed(row))

    def said(self, word: Ints, mention: Ints | None = None) -> Said:
        """Return words as a measure looks at them."""
        return Said(
            corpus=self.corpus, words=self.words, unit=self.unit, word=word, mention=mention
        )

    def group(self, word: Ints) -> Ints:
        """Return the group of each word."""
        return self.groups.of_turn[self.words.turn[word]]

    def inside(self, group: int, category: int | None, word: Ints, thing: Ints) -> Bools:
        """Return which words count in a column: of a group, crossed with a code of a family."""
        everywhere = group == len(self.groups)
        here: Bools = (thing >= 0) & (everywhere | (self.group(word) == group))
        if self.crossing is None or category is None:
            return here
        attached = self.crossing.attached[:, word]
        if category < len(attached):
            here &= attached[category]
        if category == len(attached):  # none of the family's codes, for the whole thing
            somewhere = attached.any(axis=0) & here
            here &= ~np.isin(thing, thing[somewhere])
        return here

    def _distinct(self, word: Ints, thing: Ints) -> Ints:
        return distinct(thing, self.group(word), len(self.groups))

    def _needed(self, row: TableRow) -> tuple[str, ...]:
        """Return the codes for which the words of a row must have been read."""
        return (*row.needed, *([self.crossing.family.id] if self.crossing else []))

    def _much(self, read: Bools) -> Ints:
        """Return how much was read in each group: a run of words stands for one thing."""
        everybody = self.words.include_interviewers
        if self.over_words:
            first = stretches(self.corpus, self.unit, everybody)
            number = np.add.reduceat(read, first, dtype=np.int64) if len(read) else first
            return totals(number, self.group(first), len(self.groups))
        first, thing = _runs(self.corpus, self.out_of, self.unit, everybody)
        some = np.logical_or.reduceat(read, first) if len(read) else np.zeros(0, dtype=np.bool_)
        return self._distinct(first[some], thing[some])


def tally_of(
    codings: Codings,
    *,
    by: Sequence[str],
    measure: Measure,
    normalise: str | None,
    unit: Unit,
    cross: str | None,
    include_interviewers: bool,
) -> Tally:
    """Lay out the words, codings, readings and groups that a table counts from."""
    corpus = codings.corpus
    whole = things_of_words(corpus, measure, unit, include_interviewers) if measure.wholly else None
    carried = carried_words(codings, include_interviewers, whole)
    return Tally(
        corpus=corpus,
        carried=carried,
        groups=groups(corpus, tuple(by), include_interviewers),
        measure=measure,
        out_of=measure.base(normalise),
        unit=unit,
        crossing=crossing(corpus, codings.codebook, carried, cross) if cross else None,
    )


@kept_with_corpus
def _runs(corpus: Corpus, measure: Measure, unit: Unit, everybody: bool) -> tuple[Ints, Ints]:
    """Return the first word of every run of words of one turn and one thing, and these things."""
    thing = things_of_words(corpus, measure, unit, everybody)
    turn = counted_words(corpus, everybody).turn
    first = np.flatnonzero(np.diff(turn, prepend=-1) | np.diff(thing, prepend=-2))
    return first, thing[first]


@dataclass(frozen=True, eq=False)
class Crossing:
    """A family's codes as further columns: `ids` and `names` end in "none of them" and "all".

    `attached` says, code by code, which words stand in a sentence that carries it: shape
    (n_codes, n_words).
    """

    family: Code
    ids: tuple[str, ...]
    names: tuple[str, ...]
    attached: Bools


def crossing(corpus: Corpus, codebook: Codebook, carried: CarriedWords, family: str) -> Crossing:
    """Find the sentences in which each code of a family is carried."""
    (top,) = chosen_families(codebook, family)
    codes = codebook.children(top.id) or (top,)
    sentence = word_segments(corpus, "sentence", carried.words.include_interviewers)
    attached = [
        _same_sentence(carried.touched(codebook.with_descendants(code.id)).word, sentence)
        for code in codes
    ]
    ids = [code.id for code in codes]
    none, everything = free_label("none", set(ids)), free_label("all", set(ids))
    return Crossing(
        top,
        (*ids, none, everything),
        (
            *(spoken_name(code.name, code.id) for code in codes),
            Message("no {family}", family=spoken_name(top.name, top.id, inside=True)),
            Message.in_context("a column of a table: with any code of a family or none", "all"),
        ),
        np.array(attached, dtype=bool),
    )


def _same_sentence(word: Ints, sentence: Ints) -> Bools:
    """Return which words stand in a sentence with one of some words."""
    carrying = np.zeros(sentence.max(initial=-1) + 1, dtype=np.bool_)
    carrying[sentence[word]] = True
    return carrying[sentence]
