"""What a row of a coding sheet says: codes, nothing, answers to suggestions, fields, a memo.

A row is taken whole or not at all: where something of it is not understood, a reading of the
others alone would say that the rest does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civic_qual.calls import nearest
from civic_qual.codebook.fields import fields_of
from civic_qual.messages import Message, alternatives, enumerated, quoted
from civic_qual.reviewing.codes_meant import shown
from civic_qual.reviewing.sheet.columns import tick_meant
from civic_qual.sheets.reading import plain_title

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.reviewing.codes_meant import CodeNames
    from civic_qual.reviewing.new_codes import WrittenCode
    from civic_qual.reviewing.sheet.finding import Cell, FoundRow


# What becomes of 1 and 0 in cells that are formatted as dates, in all ways to write a day.
_FIRST_DAYS = {
    **dict.fromkeys(("1900-01-01", "1899-12-31", "31/12/1899", "12/31/1899"), True),
    **dict.fromkeys(("01/01/1900", "1/1/1900", "31.12.1899", "01.01.1900"), True),
    **dict.fromkeys(("1899-12-30", "1900-01-00", "00:00:00", "30/12/1899"), False),
    **dict.fromkeys(("12/30/1899", "00/01/1900", "1/0/1900", "30.12.1899"), False),
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What of a row was not understood, and in which cell; None: in none of its own."""

    cell: Cell | None
    message: str


@dataclass(frozen=True, kw_only=True)
class RowAnswer:
    """What a row says.

    Attributes
    ----------
    codes
        The codes, each with what is said in its fields.
    new
        Codes that are to be made, with the cell that names them.
    nothing
        Whether it says that nothing is here.
    answers
        Yes or no, by the number of the suggestion.
    memo
        A note; "" if there is none.
    problems
        What was not understood.
    half
        Why it says something and yet does not answer, "" else.
    remarks
        What is to be said of it although it was understood.
    """

    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    new: tuple[tuple[WrittenCode, Cell], ...] = ()
    nothing: bool = False
    answers: Mapping[int, bool] = field(default_factory=dict)
    memo: str = ""
    problems: tuple[Problem, ...] = ()
    half: str = ""
    remarks: tuple[Problem, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether it says what the passage carries."""
        return bool(self.codes or self.new or self.nothing or self.answers)

    @property
    def decision(self) -> object:
        """What is compared where a passage stands in several rows."""
        codes = {code: dict(said) for code, said in self.codes.items()}
        return codes, self.nothing, dict(self.answers), [new for new, _ in self.new]


def answer_of(
    row: FoundRow, names: CodeNames, codebook: Codebook, asked: frozenset[str] | None = None
) -> RowAnswer:
    """Return what a row says, and what of it is not understood.

    Where it is read for some codes only, these are `asked`: nothing here is said of them alone.
    """
    reading = _Reading(row, names, codebook, asked)
    reading.read()
    return RowAnswer(
        codes=reading.codes,
        new=tuple(reading.new),
        nothing=reading.nothing,
        answers=reading.answers,
        memo=reading.memo,
        problems=tuple(reading.problems),
        half=reading.half,
        remarks=tuple(reading.remarks),
    )


class _Reading:
    """One row while it is read."""

    def __init__(
        self,
        row: FoundRow,
        names: CodeNames,
        codebook: Codebook,
        asked: frozenset[str] | None,
    ) -> None:
        self.row, self.names, self.codebook, self.asked = row, names, codebook, asked
        self.codes: dict[str, dict[str, str]] = {}
        self.new: list[tuple[WrittenCode, Cell]] = []
        self.nothing = False
        self.answers: dict[int, bool] = {}
        self.memo = ""
        self.half = ""
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def read(self) -> None:
        for _, cell in self.row.of("code"):
            self._codes(cell)
        denied = self._nothing()
        for column, cell in self.row.of("answer"):
            self._answer(int(column.name or 1), cell)
        fields = list(self._fields())
        self.memo = self.row.text("memo")
        for _, cell in self.row.of("memo"):
            if cell.marked == "date":
                self.remarks.append(Problem(cell=cell, message=_dated(cell)))
        self._contradictions()
        self._others()
        if not (self.codes or self.new or self.nothing or self.answers or self.problems):
            if fields:
                self.half = Message("it says something in a field, and names no code")
            elif denied:
                self.half = Message("it says that something is here, and names no code")

    def _codes(self, cell: Cell) -> None:
        if cell.marked == "date":
            self._wrong(cell, _dated(cell))
            return
        meant = self.names.meant(cell.text, number=cell.marked == "number")
        self.codes |= {code: {} for code in meant.codes if code not in self.codes}
        self.new += [(new, cell) for new in meant.new]
        for problem in meant.problems:
            self._wrong(cell, problem)

    def _nothing(self) -> bool:
        """Read whether nothing is here; say whether the row says that something is."""
        denied = False
        for _, cell in self.row.of("nothing"):
            tick = _ticked(cell)
            if tick is None:
                self._wrong(
                    cell,
                    Message(
                        "{written} is neither yes nor no; write yes if the passage carries no code",
                        written=shown(cell.text),
                    ),
                )
            self.nothing |= bool(tick)
            denied |= tick is False
        return denied

    def _answer(self, number: int, cell: Cell) -> None:
        tick = _ticked(cell)
        if tick is None:
            self._wrong(cell, Message("{written} is neither yes nor no", written=shown(cell.text)))
            return
        if self.answers.setdefault(number, tick) != tick:
            self._wrong(cell, Message("the suggestion is answered both with yes and with no"))

    def _fields(self) -> Iterator[Cell]:
        """Give what is said in fields to the codes that ask for it; yield the cells."""
        for column, cell in self.row.of("field"):
            yield cell
            asking = [
                (code, fields_of(self.codebook, code)[column.name])
                for code in self.codes
                if column.name in fields_of(self.codebook, code)
            ]
            if not asking:
                if self.codes:
                    self._wrong(
                        cell,
                        Message(
                            "no code of this row asks for {field}; write it beside one that does, "
                            "or take it out",
                            field=quoted(column.name),
                        ),
                    )
                continue
            if cell.marked == "date":
                self._wrong(cell, _dated(cell))
                continue
            for code, asked in asking:
                value = _choice(cell.text, asked.one_of) if asked.one_of else cell.text
                if value is None:
                    self._wrong(cell, _no_choice(cell.text, asked.name, asked.one_of))
                    break
                self.codes[code][column.name] = value

    def _contradictions(self) -> None:
        cell = next((cell for _, cell in self.row.of("nothing")), None)
        outside = frozenset() if self.asked is None else self.codes.keys() - self.asked
        if self.nothing and (self.codes.keys() - outside or self.new):
            self._wrong(
                cell,
                Message(
                    "the row names codes and says that nothing is here; take out one of the two"
                ),
            )
        elif self.nothing and any(self.answers.values()):
            self._wrong(
                cell,
                Message(
                    "the row says yes to a suggestion and that nothing is here; take out one of "
                    "the two"
                ),
            )

    def _others(self) -> None:
        """Say which codes the row names that its sheet is not read for."""
        others = [code for code in self.codes if self.asked is not None and code not in self.asked]
        if others and not self.problems:
            cell = next((cell for _, cell in self.row.of("code")), None)
            self.remarks.append(
                Problem(
                    cell=cell,
                    message=Message(
                        "this sheet is not for {codes}; what is written here was taken over, too",
                        codes=enumerated(map(quoted, others)),
                    ),
                )
            )

    def _wrong(self, cell: Cell | None, message: str) -> None:
        self.problems.append(Problem(cell=cell, message=message))


def _ticked(cell: Cell) -> bool | None:
    """Return whether a cell says yes or no; 1 and 0 are days where a cell is formatted so."""
    day = _FIRST_DAYS.get(cell.text) or _FIRST_DAYS.get(cell.text.partition(" ")[0])
    return day if day is not None else tick_meant(cell.text)


def _choice(written: str, choices: tuple[str, ...]) -> str | None:
    """Return which of some words is meant, case and accents aside."""
    if written in choices:
        return written
    alike = [one for one in choices if plain_title(one) == plain_title(written)]
    return alike[0] if len(alike) == 1 else None


def _no_choice(written: str, name: str, choices: tuple[str, ...]) -> Message:
    near = nearest(written, choices)
    if near:
        return Message(
            "field {name} cannot be {written}; did you mean {near}?",
            name=name,
            written=shown(written),
            near=quoted(near),
        )
    return Message(
        "field {name} cannot be {written}; it is {choices}",
        name=name,
        written=shown(written),
        choices=alternatives(map(quoted, choices), 8),
    )


def _dated(cell: Cell) -> Message:
    return Message(
        "a date stands here ({date}): the spreadsheet made it of what was typed; format the cell "
        "as text, and type it again",
        date=cell.text,
    )
