"""What readings say: which words were read, for which codes, and by which unit.

What a segment was read for, and whether it carries a code, says `carried`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, cast

import numpy as np

from civic_qual.arrays import Bools, Ints, covered
from civic_qual.codebook.model import Codebook
from civic_qual.coding.columns import ReadingColumns
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.segments import unit_word, units_word
from civic_qual.errors import CodingError
from civic_qual.language.names import NEITHER
from civic_qual.messages import Message, enumerated, quoted, typed

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit, Codings
    from civic_qual.corpus.segments import Unit

ALL_CODES = "*"  # every code of the codebook was considered
ALL_BELOW = ".*"  # after an id: the code and everything below it; no id holds an asterisk


def written_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as a reading writes them: `*` for all, else ids in order."""
    ids = [code.id for code in codebook if code.id in considered]
    return ALL_CODES if len(ids) == len(codebook) else " ".join(ids)


def abridged_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as briefly as a table can tell them.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("q", "theme")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> abridged_codes({"p", "p.a"}, book), abridged_codes({"p"}, book)
    ('p.*', 'p')
    """
    left, written = set(considered), []
    if left.issuperset(codebook.positions):
        return ALL_CODES
    for code in codebook.positions:
        below = codebook.with_descendants(code)
        if code in left:
            whole = len(below) > 1 and left.issuperset(below)
            written.append(code + ALL_BELOW if whole else code)
            left.difference_update(below if whole else ())
    return " ".join(written)


def unabridged_codes(written: str, codebook: Codebook) -> str:
    """Return what a table tells as a reading writes it: `*`, or every id by itself."""
    named = written.split()
    if not named or ALL_CODES in named:
        return ALL_CODES
    ids = {
        code
        for name in named
        for code in (
            codebook.with_descendants(named_code(name)) if name.endswith(ALL_BELOW) else (name,)
        )
    }
    return written_codes(ids, codebook)


def named_code(name: str) -> str:
    """Return the id in one entry of a reading: `plan` of `plan.*`."""
    return name.removesuffix(ALL_BELOW)


def listed_codes(written: str, codebook: Codebook) -> frozenset[str]:
    """Return the ids a reading writes, all of the codebook for `*`."""
    ids = frozenset(written.split())
    return frozenset(codebook.positions) if ALL_CODES in ids else ids


def answered_codes(written: str, codebook: Codebook) -> frozenset[str]:
    """Return the codes of which a reading can say that they are absent.

    They are those it lists, and those of which it lists every code below.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("p.b", "theme", "p")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> sorted(answered_codes("p.a p.b", book)), sorted(answered_codes("p", book))
    (['p', 'p.a', 'p.b'], ['p'])
    """
    answered = set(listed_codes(written, codebook))
    below: dict[str, list[str]] = {}
    for code in reversed(codebook.codes):  # a parent stands before its children
        if code.id in below and answered.issuperset(below[code.id]):
            answered.add(code.id)
        below.setdefault(code.parent, []).append(code.id)
    return frozenset(answered)


# Which words were read


Lists = frozenset[int]  # numbers of distinct lists of codes that readings considered
Kinds = frozenset[Lists]  # of each of these, one list at least must cover a word


class ReadWords:
    """The readings of one coder over some words, asked code by code.

    With `segment`, the segment of each word, a word was read only if its whole segment was; words
    of segment -1 are in none, and need not be read. Nor need what is in no language that was
    looked for: an interview of which an interpreter's part was read was read.
    """

    def __init__(
        self,
        read: ReadingColumns,
        words: CountedWords,
        codebook: Codebook,
        segment: Ints | None = None,
    ) -> None:
        self._considered = [listed_codes(codes, codebook) for codes in read.codes.values]
        self._which, self._size = read.codes.which, len(words)
        self._first, self._after = words.within(
            words.place(read.transcript, read.start), words.place(read.transcript, read.end)
        )
        self._segment = segment
        self._needed = words.turns.language[words.turn] != NEITHER
        self._kinds = self._kinds_of_codes(codebook)
        self._covered: dict[Lists, Bools] = {}
        self._masks: dict[Kinds, Bools] = {}

    def of(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        kinds = self.kinds(codes)
        if kinds not in self._masks:
            read = self._words(kinds)
            self._masks[kinds] = (
                read if self._segment is None else _whole(read, self._segment, self._needed)
            )
        return self._masks[kinds]

    def segments(self, needed: Sequence[Sequence[str]], size: int) -> Bools:
        """Return which segments were read, each time for all of some codes.

        Returns
        -------
        numpy.ndarray
            Shape (size, len(needed)). A segment in which nothing was said is not read.
        """
        assert self._segment is not None
        kinds = [self.kinds(codes) for codes in needed]
        # Most codes were looked for in the same places: each kind is worked out once.
        known = {
            kind: count_words(self._segment[self.of(codes)], size) > 0
            for kind, codes in dict(zip(kinds, needed, strict=True)).items()
        }
        read = np.zeros((size, len(kinds)), dtype=np.bool_)
        for column, kind in enumerate(kinds):
            read[:, column] = known[kind]
        return read

    def anywhere(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Keep the codes that somebody looked for somewhere."""
        return tuple(code for code in codes if self._words(self.kinds([code])).any())

    def at_all(self) -> Bools:
        """Return which words were read for any code, of shape (n_words,)."""
        return self._covered_by(frozenset(range(len(self._considered))))

    def kinds(self, codes: Sequence[str]) -> Kinds:
        """Return what makes a word read for all of some codes: equal kinds, equal words."""
        return frozenset().union(*(self._kinds[code] for code in codes))

    def _kinds_of_codes(self, codebook: Codebook) -> dict[str, Kinds]:
        """Return the kinds of each code: where itself was considered, or all below it were."""
        kinds: dict[str, Kinds] = {}
        below: dict[str, list[str]] = {}
        for code in reversed(codebook.codes):  # a parent stands before its children
            own = frozenset(
                number for number, codes in enumerate(self._considered) if code.id in codes
            )
            deeper = [lists for child in below.get(code.id, ()) for lists in kinds[child]]
            kinds[code.id] = frozenset(own | lists for lists in deeper or [own])
            below.setdefault(code.parent, []).append(code.id)
        return kinds

    def _words(self, kinds: Kinds) -> Bools:
        nothing = np.ones(self._size, dtype=np.bool_)
        return reduce(np.logical_and, [self._covered_by(lists) for lists in kinds], nothing)

    def _covered_by(self, lists: Lists) -> Bools:
        """Return which words lie in a reading that tells one of the lists, of shape (n_words,)."""
        if lists not in self._covered:
            chosen = np.isin(self._which, sorted(lists))
            self._covered[lists] = covered(self._first[chosen], self._after[chosen], self._size)
        return self._covered[lists]


def _whole(read: Bools, segment: Ints, needed: Bools) -> Bools:
    """Keep the words of segments of which every word that is needed was read."""
    if read.all():
        return read
    partly = np.bincount(segment[~read & needed] + 1, minlength=int(segment.max()) + 2) > 0
    return read & (segment >= 0) & ~partly[segment + 1]


def count_words(segment: Ints, size: int) -> Ints:
    """Count the words of each segment, given the segment of each word, -1 for none."""
    return np.bincount(segment + 1, minlength=size + 1)[1:]


# What was coded as a whole, from fine to coarse, each made of the ones before: who marks words
# can be counted by any unit.
FINENESS = ("word", "sentence", "paragraph", "turn", "transcript")


def coded_unit(codings: Codings) -> CodedUnit:
    """Return the coarsest unit that anybody coded as a whole; "word" if nothing was read."""
    units = {"word", *codings.read.unit.values}
    for name in sorted(units - set(FINENESS)):
        raise _no_unit(name)
    return cast("CodedUnit", max(units, key=FINENESS.index))


def counting_unit(codings: Codings) -> Unit:
    """Return the unit to count by if none is named: what was coded, or turns if words were."""
    coded = coded_unit(codings)
    return "turn" if coded == "word" else coded


def check_unit(codings: Codings, unit: Unit) -> None:
    """Refuse to count by a unit finer than the one that was coded.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit, or there is no such unit.
    """
    if unit not in FINENESS[1:]:
        raise _no_unit(unit)
    coded = coded_unit(codings)
    if FINENESS.index(unit) < FINENESS.index(coded):
        raise CodingError(
            Message(
                "each {coded} was coded as a whole, so the {units} in it cannot be told apart; "
                "count by {larger} or a larger one",
                larger=typed(f'unit="{coded}"', f"--unit {coded}"),
                coded=unit_word(coded),
                units=units_word(unit),
            )
        )


def _no_unit(name: str) -> CodingError:
    return CodingError(
        Message(
            "there is no unit {unit}; there are: {units}",
            unit=quoted(name),
            units=enumerated(FINENESS[1:]),
        )
    )
