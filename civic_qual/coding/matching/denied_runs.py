"""Which runs are denied: most are told apart by where cues stand, the rest are read.

A cue of negation reaches a few words of its stretch, see `civic_qual.language.negation`. Here
every word that may begin a cue is found once, with the furthest place it could reach if nothing
stood in its way; what no cue could reach is said, and only the rest is judged word by word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Bools, Ints, distinct
from civic_qual.coding.matching.runs import Runs
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.language.negation import CUES, NEAR, Row, key_of, negated, negation_table
from civic_qual.language.words import Word

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
