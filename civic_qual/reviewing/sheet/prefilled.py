"""What a coder said before, put into the cells of a new sheet: to be seen, and put right.

Only passages that were read by the codebook of the sheet are filled in: what a cell says counts,
and what nobody has read yet must not come back as read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from civic_qual.codebook.fields import fields_of
from civic_qual.messages import Message, render
from civic_qual.reviewing.codes_meant import entry_of
from civic_qual.reviewing.sheet.asked import asked_codes
from civic_qual.reviewing.sheet.columns import CODE_COLUMNS, Column
from civic_qual.reviewing.sheet.passages import Passages, parts_of

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.work.queue import Item, Queue
    from civic_qual.study.work.said import Said, SaidCoding

Cells = Mapping[Column, str]


def prefilled(
    queue: Queue, said: Said, corpus: Corpus, codebook: Codebook, language: str
) -> dict[tuple[str, int], Cells]:
    """Return the cells of what was said before, by key and part of the passage."""
    shown = Passages(corpus)
    cells: dict[tuple[str, int], Cells] = {}
    for item in queue.items:
        if queue.codebook not in said.read.get(item.key, ()) or item.transcript not in corpus:
            continue
        parts = parts_of(shown.text(item)) if item.placed else []
        for number, (start, end) in enumerate(parts):
            part = _Part(item, said, number, item.start + start, item.start + end)
            cells[item.key, number] = dict(part.cells(queue, codebook, language, len(parts)))
    return cells


class _Part:
    """A part of a passage, and what was said of it."""

    def __init__(self, item: Item, said: Said, number: int, start: int, end: int) -> None:
        self.item, self.said, self.number, self.start, self.end = item, said, number, start, end

    def codings(self, parts: int) -> list[SaidCoding]:
        """Return the codings that hold here."""
        return [
            one
            for one in self.said.codings.get(self.item.key, ())
            if not one.decided and (parts == 1 or (one.start < self.end and one.end > self.start))
        ]

    def cells(
        self, queue: Queue, codebook: Codebook, language: str, parts: int
    ) -> Iterator[tuple[Column, str]]:
        """Yield columns with what stands in them."""
        asked = asked_codes(queue, codebook)
        holding = [one for one in self.codings(parts) if asked is None or one.code in asked]
        advised = self.item.advice if queue.shown != "blind" and self.number == 0 else ()
        coded = {one.code for one in holding}
        rejected = self.said.rejected.get(self.item.key, frozenset())
        answered = [advice.code for advice in advised]
        for number, code in enumerate(answered, start=1):
            if code in coded or code in rejected:
                said = Message("yes") if code in coded else Message("no")
                yield Column("answer", str(number)), render(said, language)
        written = [code.id for code in codebook if code.id in coded and code.id not in answered]
        entries = [entry_of(codebook[code], language) for code in written]
        alone, rest = entries[: CODE_COLUMNS - 1], entries[CODE_COLUMNS - 1 :]
        for number, entry in enumerate([*alone, "; ".join(rest)] if rest else alone, start=1):
            yield Column("code", str(number)), entry
        if not coded and not answered:
            yield Column("nothing"), render(Message("yes"), language)
        yield from _fields(holding, written, codebook)
        memos = [
            one.text
            for one in self.said.memos.get(self.item.key, ())
            if (one.start, one.end) == (self.start, self.end)
        ]
        if len(memos) == 1:
            yield Column("memo"), memos[0]


def _fields(
    holding: Sequence[SaidCoding], written: Sequence[str], codebook: Codebook
) -> Iterator[tuple[Column, str]]:
    """Yield fields of which all codes of the row that ask for them say the same."""
    asked = {name for code in written for name in fields_of(codebook, code)}
    for name in sorted(asked):
        values = {
            one.fields.get(name, "")
            for one in holding
            if one.code in written and name in fields_of(codebook, one.code)
        }
        if len(values) == 1 and (value := values.pop()):
            yield Column("field", name), value
