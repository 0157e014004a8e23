"""The rows of a file put together by passages: which count as read, and why others do not.

A passage may stand in several rows: in parts, since it is long; copied; from two files pasted into
one. Each row counts once: as read, as without an answer, or as asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from civic_qual.messages import Message, enumerated, quoted
from civic_qual.reviewing.sheet.answers import RowAnswer
from civic_qual.reviewing.sheet.deciding import ItemAnswer, PartAnswer

if TYPE_CHECKING:
    from civic_qual.reviewing.sheet.finding import Cell, FoundRow
    from civic_qual.reviewing.sheet.matching import Matched, Place, Places
    from civic_qual.study.work.queue import Advice

Fate = Literal["read", "unread", "asked"]


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """A row that is of a passage, and what it says."""

    row: FoundRow
    matched: Matched
    answer: RowAnswer


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something to be told, of a row, and of a cell in it if it is of one."""

    row: FoundRow
    message: str
    cell: Cell | None = None


@dataclass(kw_only=True)
class Passage:
    """A passage of the file: its rows, and what becomes of them.

    Attributes
    ----------
    place
        The passage, and whose it is.
    rows
        Its rows, in the order of the file.
    by_part
        For each of its parts the row that counts.
    fates
        What becomes of each row.
    remarks
        What is to be told.
    answer
        What is said of it, if it counts as read.
    noted
        Its parts that have a memo, if it does not.
    """

    place: Place
    rows: Sequence[ReadRow]
    by_part: dict[int, ReadRow] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    answer: ItemAnswer | None = None
    noted: Sequence[PartAnswer] = ()


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What of a file counts for all its passages.

    Attributes
    ----------
    advice
        What was suggested: by key, the advice by its number.
    codebook
        The version of the codebook that the sheet listed, "" if it does not say.
    whole
        Whether all columns of codes are there.
    has_memo
        Whether there is a column for notes.
    """

    advice: Callable[[str], Mapping[int, Advice]]
    codebook: str
    whole: bool
    has_memo: bool


def passages_of(rows: Iterable[ReadRow], places: Places, facts: FileFacts) -> list[Passage]:
    """Put the rows of a file together, passage by passage, in the order of the file."""
    by_key: defaultdict[str, list[ReadRow]] = defaultdict(list)
    for one in rows:
        by_key[one.matched.key].append(one)
    return [
        _Grouping(Passage(place=places.by_key[key], rows=theirs), places, facts).done()
        for key, theirs in by_key.items()
    ]


class _Grouping:
    """The rows of one passage."""

    def __init__(self, passage: Passage, places: Places, facts: FileFacts) -> None:
        self.passage, self.facts = passage, facts
        self.item = passage.place.item
        self.parts = places.parts(self.item.key)
        self.advice = facts.advice(self.item.key)

    def done(self) -> Passage:
        passage = self.passage
        if self._unclear():
            passage.fates = [self._asked(one) for one in passage.rows]
        elif open_parts := self._open_parts():
            self._tell_open(open_parts)
            passage.fates = ["unread" for _ in passage.rows]
        else:
            passage.answer = self._answer()
            passage.fates = ["read" if one.answer.answered else "unread" for one in passage.rows]
        if passage.answer is None:
            passage.noted = [self._part(one) for one in passage.by_part.values() if self._memo(one)]
        return passage

    @staticmethod
    def _asked(one: ReadRow) -> Fate:
        said = one.answer.answered or one.answer.problems
        return "asked" if said else "unread"

    def _tell(self, one: ReadRow, message: str, cell: Cell | None = None) -> None:
        self.passage.remarks.append(Remark(row=one.row, message=message, cell=cell))

    # What is not understood

    def _unclear(self) -> bool:
        """Say what of the rows is not understood; choose the row of each part that counts."""
        unclear = False
        for one in self.passage.rows:
            problems = [(problem.cell, problem.message) for problem in one.answer.problems]
            if not problems:
                problems = list(self._advice_problems(one))
            for cell, message in problems:
                self._tell(one, message, cell)
            unclear |= bool(problems)
            part = self.passage.by_part.setdefault(one.matched.part, one)
            if part is one or not one.answer.answered:
                continue
            if not part.answer.answered:
                self.passage.by_part[one.matched.part] = one
            elif part.answer.decision != one.answer.decision:
                self._tell(
                    one,
                    Message(
                        "passage {key} stands in row {other}, too, with another answer; leave one "
                        "of them",
                        key=self.item.key,
                        other=_row_beside(part.row, one.row),
                    ),
                )
                unclear = True
        return unclear

    def _advice_problems(self, one: ReadRow) -> Iterable[tuple[Cell | None, str]]:
        """Yield why answers to suggestions cannot be taken."""
        cells = {int(column.name or 1): cell for column, cell in one.row.of("answer")}
        shown = {int(column.name or 1): cell for column, cell in one.row.of("suggestion")}
        for number, holds in one.answer.answers.items():
            advice = self.advice.get(number)
            if advice is None:
                yield (
                    cells.get(number),
                    Message("what was suggested here is not known any more; ask for a new sheet"),
                )
            elif number in shown and advice.code not in shown[number].text.split("\n")[0].split():
                yield (
                    shown[number],
                    Message("this is not what was suggested here; ask for a new sheet"),
                )
            elif not holds and advice.code in one.answer.codes:
                yield (
                    cells.get(number),
                    Message(
                        "the row names {code}, and says no to it; take out one of the two",
                        code=quoted(advice.code),
                    ),
                )

    # What is open

    def _open_parts(self) -> list[int]:
        """Return the parts without an answer, or with one that is not whole."""
        return [
            part
            for part in range(len(self.parts))
            if part not in self.passage.by_part
            or not self.passage.by_part[part].answer.answered
            or self._open_advice(self.passage.by_part[part])
        ]

    def _open_advice(self, one: ReadRow) -> list[int]:
        """Return the suggestions that a row does not answer; to say that nothing is here does."""
        if one.answer.nothing or one.matched.part > 0:
            return []
        shown = {number: advice.code for number, advice in self.advice.items()}
        for column, cell in one.row.of("suggestion"):  # seen, also where it is not known any more
            shown.setdefault(int(column.name or 1), cell.text.split()[0])
        return [
            number
            for number, code in sorted(shown.items())
            if number not in one.answer.answers and code not in one.answer.codes
        ]

    def _tell_open(self, open_parts: Sequence[int]) -> None:
        """Say what of a passage is half done; of one that nobody began nothing is said."""
        begun = [one for one in self.passage.rows if one.answer.answered]
        for one in self.passage.rows:
            if one.answer.half:
                self._tell(one, Message("{reason}; the row was not read", reason=one.answer.half))
            elif one.answer.memo and not one.answer.answered:
                self._tell(
                    one,
                    Message("it has a memo and no answer: the memo is kept, the row was not read"),
                )
        if not begun:
            return
        unanswered = self._open_advice(begun[0])
        if unanswered and begun[0].matched.part == 0:
            self._tell(
                begun[0],
                Message.plural(
                    "suggestion {numbers} has no answer; the row was not read",
                    "suggestions {numbers} have no answer; the row was not read",
                    n=len(unanswered),
                    numbers=enumerated(unanswered),
                ),
            )
        elif len(self.parts) > 1:
            self._tell(
                begun[0],
                Message(
                    "passage {key} has {parts} parts, and of these {open} have no answer; it was "
                    "not read",
                    key=self.item.key,
                    parts=len(self.parts),
                    open=enumerated([part + 1 for part in open_parts], 10),
                ),
            )

    # What it says

    def _answer(self) -> ItemAnswer:
        rows = [self.passage.by_part[part] for part in range(len(self.parts))]
        return ItemAnswer(
            item=self.item,
            parts=[self._part(one) for one in rows],
            nothing=all(one.answer.nothing for one in rows),
            answers=self._answered(rows[0]),
            codebook=self.facts.codebook or self.passage.place.queue.codebook,
            whole=self.facts.whole,
        )

    def _answered(self, one: ReadRow) -> list[tuple[Advice, bool]]:
        """Return the advice with its answers: a code that was written itself is a yes.

        With something in its fields it is a coding of its own.
        """
        codes = one.answer.codes
        return [
            (advice, one.answer.answers.get(number, advice.code in codes))
            for number, advice in self.advice.items()
            if one.matched.part == 0 and not codes.get(advice.code)
        ]

    def _part(self, one: ReadRow) -> PartAnswer:
        """Return what a row says of its part of the passage."""
        start, end = self.parts[one.matched.part]
        accepted = {advice.code for advice, _ in self._answered(one)}
        return PartAnswer(
            number=one.matched.part,
            start=self.item.start + start,
            end=self.item.start + end,
            codes={code: said for code, said in one.answer.codes.items() if code not in accepted},
            memo=self._memo(one) if self.facts.has_memo else None,
        )

    def _memo(self, one: ReadRow) -> str:
        """Return the notes on a part, of all its rows."""
        rows = [other for other in self.passage.rows if other.matched.part == one.matched.part]
        return "\n".join(dict.fromkeys(row.answer.memo for row in rows if row.answer.memo))


def _row_beside(other: FoundRow, row: FoundRow) -> object:
    """Return which row another one is, with its sheet where that is not the same."""
    if other.sheet == row.sheet:
        return other.line
    return Message("{row} of sheet {sheet}", row=other.line, sheet=quoted(other.sheet))
