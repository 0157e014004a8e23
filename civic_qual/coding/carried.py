"""Which words and segments carry which code, and were read for it: the one definition of both.

A *word was read for a code* when a reading that considered the code covers it; or when it was read
for every code below that one, be it by several readings. A *segment was read for a code* when it
holds words that count, and all of them were read for it. A *word carries* the code when it was read
for it, and a coding of the code, or of a code below it, that is not rejected touches it; a *segment
carries* it when one of its words does, and it was read for it.

Tables count by `CarriedWords`; training, agreement and `codings.csv` ask for `carried` segments,
which are made of these. All ask by row: a theme or a code, in codebook order, with what counts for
it. A *mention* is a coded span of a code, or of anything below it, merged where such spans overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy import sparse

from civic_qual.arrays import Bools, Ints, expanded, merged
from civic_qual.calls import names_given, offer
from civic_qual.codebook.model import Code, Codebook, spoken_name
from civic_qual.coding.coders import one_coder
from civic_qual.coding.readings import ReadWords, check_unit
from civic_qual.corpus.counted_words import CountedWords, counted_words, word_segments
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.readings import ReadWords


Level = Literal["theme", "code"]
ANY_THEME = "any theme"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row: carried where any of `members` is, read where all of `needed` were looked for."""

    id: str
    name: str
    theme: str
    depth: int
    members: tuple[str, ...]
    needed: tuple[str, ...]


def table_rows(
    codebook: Codebook, level: Level = "theme", families: bool | str | Sequence[str] = False
) -> tuple[TableRow, ...]:
    """Return the rows of themes and "any theme", or of families; with their codes at code level."""
    families = families if isinstance(families, bool) else names_given(families)
    tops = chosen_families(codebook, families) if families else codebook.themes
    if level not in get_args(Level):
        raise TableError(
            Message('level="{level}" is not a level; take "theme" or "code"', level=level)
        )
    if not tops:
        raise TableError(_no_tops(codebook, families=bool(families)))
    rows = [row for top in tops for row in _rows(codebook, top, level)]
    return tuple(rows) if families else (*rows, _any(codebook))


def looked_for(rows: Sequence[TableRow], read: ReadWords) -> tuple[TableRow, ...]:
    """Let "any theme" rest on the themes that somebody looked for: the others say nothing."""
    return tuple(replace(row, needed=read.anywhere(row.needed) or row.needed) for row in rows)


def chosen_families(codebook: Codebook, families: bool | str | Sequence[str]) -> tuple[Code, ...]:
    """Return the families asked for, all of them where none is named."""
    known = {family.id: family for family in codebook.families}
    names = tuple(known) if isinstance(families, bool) else names_given(families)
    for name in names:
        if name not in known:
            raise TableError(
                Message(
                    "the codebook {codebook} has no family {name}{offer}",
                    codebook=quoted(codebook.title),
                    name=quoted(name),
                    offer=offer(name, known),
                )
            )
    return tuple(known[name] for name in names)


def _no_tops(codebook: Codebook, *, families: bool) -> Message:
    if families:
        return Message(
            "the codebook {codebook} has no family to make a table of; "
            "mark a top-level code as kind: family",
            codebook=quoted(codebook.title),
        )
    return Message(
        "the codebook {codebook} has no theme to make a table of; "
        "mark a top-level code as kind: theme",
        codebook=quoted(codebook.title),
    )


def _rows(codebook: Codebook, top: Code, level: Level) -> list[TableRow]:
    ids = codebook.with_descendants(top.id) if level == "code" else (top.id,)
    return [
        TableRow(
            id=code,
            name=spoken_name(codebook[code].name, code),
            theme=top.id,
            depth=_depth(codebook, code),
            members=codebook.with_descendants(code),
            needed=(code,),
        )
        for code in ids
    ]


def _depth(codebook: Codebook, code: str) -> int:
    parent = codebook[code].parent
    return _depth(codebook, parent) + 1 if parent else 0


def _any(codebook: Codebook) -> TableRow:
    themes = tuple(theme.id for theme in codebook.themes)
    members = tuple(code for theme in themes for code in codebook.with_descendants(theme))
    return TableRow(
        id=ANY_THEME,
        name=Message("Any theme"),
        theme=ANY_THEME,
        depth=0,
        members=members,
        needed=themes,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class CodedSpans:
    """Every coding that counts, in the order of the corpus: code, start and end place.

    Each touches the words from `first` to the one before `after`; `coding` is its number among
    the codings.
    """

    codebook: Codebook
    code: Ints
    start: Ints
    end: Ints
    first: Ints
    after: Ints
    coding: Ints

    def of(self, codes: Iterable[str]) -> CodedSpans:
        """Return the spans of some codes."""
        wanted = np.zeros(len(self.codebook), dtype=np.bool_)
        wanted[[self.codebook.positions[code] for code in codes]] = True
        here = np.flatnonzero(wanted[self.code])
        return CodedSpans(
            codebook=self.codebook,
            code=self.code[here],
            start=self.start[here],
            end=self.end[here],
            first=self.first[here],
            after=self.after[here],
            coding=self.coding[here],
        )


@dataclass(frozen=True, eq=False)
class Mentions:
    """Merged spans: `start` and `end` are places, of shape (n_mentions,).

    `word` and `mention` say which words they touch; a word that two of them touch is there twice.
    """

    start: Ints
    end: Ints
    word: Ints
    mention: Ints


def coded_spans(codings: Codings, words: CountedWords) -> CodedSpans:
    """Lay out all codings but rejected ones as spans of places."""
    counting = np.flatnonzero(~codings.coded.status.among(["rejected"]))
    coded = codings.coded.take(counting)
    start = words.place(coded.transcript, coded.start)
    end = words.place(coded.transcript, coded.end)
    order = np.lexsort((end, start))
    order = order[end[order] > start[order]]
    start, end = start[order], end[order]
    first, after = words.touched(start, end)
    return CodedSpans(
        codebook=codings.codebook,
        code=coded.code[order],
        start=start,
        end=end,
        first=first,
        after=after,
        coding=counting[order],
    )


def mentions(spans: CodedSpans) -> Mentions:
    """Merge spans that overlap, whatever their codes, and find the words they touch."""
    runs = merged(spans.start, spans.end)
    word, mention = expanded(runs.least(spans.first), runs.most(spans.after))
    return Mentions(runs.start, runs.end, word, mention)


@dataclass(frozen=True, eq=False)
class CarriedWords:
    """What the codings and readings of one coder say word by word."""

    words: CountedWords
    spans: CodedSpans
    read: ReadWords

    def read_for(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        return self.read.of(codes)

    def of(self, members: Iterable[str], needed: Sequence[str]) -> Mentions:
        """Return the mentions of some codes, and of their words those read for all that is needed.

        `members` and `needed` are those of a row of a table.
        """
        said = self.touched(members)
        keep = self.read_for(needed)[said.word]
        return Mentions(said.start, said.end, said.word[keep], said.mention[keep])

    def touched(self, members: Iterable[str]) -> Mentions:
        """Return the mentions of some codes with all words they touch, read for them or not."""
        return mentions(self.spans.of(members))


def carried_words(
    codings: Codings, include_interviewers: bool = False, segment: Ints | None = None
) -> CarriedWords:
    """Lay out what one coder says of each word; with `segment`, only whole ones were read."""
    words = counted_words(codings.corpus, include_interviewers)
    return CarriedWords(
        words=words,
        spans=coded_spans(codings, words),
        read=ReadWords(codings.read, words, codings.codebook, segment),
    )


@dataclass(frozen=True, eq=False)
class Carried:
    """Segments (all of the corpus, in its order) by rows of codes or themes.

    `matrix` holds a 1 where a code is carried, `read` whether the segment was read for it; both
    of shape (n_segments, n_rows). Nothing is carried where it was not read.
    """

    segments: Segments
    rows: tuple[TableRow, ...]
    matrix: sparse.csc_array
    read: Bools


def carried(
    codings: Codings,
    unit: Unit = "turn",
    level: Level = "code",
    coder: str | None = None,
    families: bool | str | Sequence[str] = False,
    include_interviewers: bool = False,
) -> Carried:
    """Find the segments that carry each code, or a code below it.

    Raises
    ------
    TableError
        If several coders coded and none is chosen, or nothing was read.
    CodingError
        If the codings were made by a coarser unit than the one to count by.
    """
    return carried_rows(
        one_coder(codings, coder),
        table_rows(codings.codebook, level, families),
        unit,
        include_interviewers,
    )


def carried_rows(
    codings: Codings,
    rows: Sequence[TableRow],
    unit: Unit = "turn",
    include_interviewers: bool = False,
) -> Carried:
    """Find the segments that carry each row, by the codings of one coder.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit than the one to count by.
    """
    check_unit(codings, unit)
    segments = codings.corpus.segments(unit)
    segment = word_segments(codings.corpus, unit, include_interviewers)
    by_word = carried_words(codings, include_interviewers, segment)
    rows = looked_for(rows, by_word.read)
    read = by_word.read.segments([row.needed for row in rows], len(segments))
    carrying = [segment[by_word.of(row.members, row.needed).word] for row in rows]
    return Carried(segments, rows, _columns_of_ones(carrying, len(segments)), read)


def _columns_of_ones(entries: list[Ints], size: int) -> sparse.csc_array:
    """Return a matrix of ones, a column an array of row numbers."""
    once = [np.unique(column) for column in entries]
    ends = np.cumsum([0, *map(len, once)])
    rows = np.concatenate([np.empty(0, dtype=np.int64), *once])
    return sparse.csc_array(
        (np.ones(len(rows), dtype=np.int64), rows, ends), shape=(size, len(once))
    )
