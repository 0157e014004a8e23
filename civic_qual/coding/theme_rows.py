"""The rows of a table, themes or codes in codebook order, and the mentions counted for each.

A mention is a coded span of a code, or of anything below it; where such spans overlap they are
merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from civic_qual.arrays import Ints, expanded, merged
from civic_qual.calls import offer
from civic_qual.codebook.model import Code, Codebook, spoken_name
from civic_qual.corpus.counted_words import CountedWords
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
    """Return the families asked for, all of them for `True`."""
    known = {family.id: family for family in codebook.families}
    names = list(known) if families is True else _names(families)
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


def _names(families: bool | str | Sequence[str]) -> list[str]:
    if isinstance(families, bool):
        return []
    return [families] if isinstance(families, str) else list(families)


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
