"""A coder at work in a coding sheet: what is done at random, and what must then be in the study.

The file is worked on with openpyxl, cell by cell, as a person does it who has heads and rows
before them; nothing of the library is asked.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.documents.coder import Truth

YES = ("yes", "Yes", "oui", "OUI", "x", "X", 1, True, "vrai", "ok", "✓")
NO = ("no", "No", "non", "NON", 0, False)
HEADS = {  # in two languages, and as people call them
    "key": ("clé", "Key", "KEY", "cle"),
    "passage": ("Passage", "texte", "text"),
    "memo": ("mémo", "Memo", "notes", "remarque"),
    "nothing here": ("rien ici", "Nothing here", "rien"),
    "code 1": ("Code 1", "code1", "CODE_1"),
}
SIGNS = "😀👩🏽‍🌾🇲🇱 e\u0301 كانوا خائفين"
Cells = list[Any]


@dataclass(frozen=True)
class Given:
    """What a coder was given, as plain values.

    Attributes
    ----------
    passages
        Transcript, start and end by key.
    advice
        Code and places of each suggestion, by key and by its number from 1.
    names
        What codes are called, in any language, by their ids.
    choices
        What a field may be, by its name, and the code that asks for it.
    """

    passages: Mapping[str, tuple[str, int, int]]
    advice: Mapping[str, Mapping[int, tuple[str, Sequence[tuple[int, int]]]]]
    names: Mapping[str, Sequence[str]]
    choices: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)


@dataclass
class Sheet:
    """The rows of the first sheet of a workbook, the heads first."""

    path: Path
    rows: list[Cells] = field(init=False)

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book.worksheets[0]
        self.rows = [[cell.value for cell in row] for row in self.sheet.iter_rows()]

    def place(self, *heads: str) -> int:
        """Return the column that has one of some heads."""
        return next(place for place, head in enumerate(self.rows[0]) if head in heads)

    def save(self, path: Path) -> None:
        """Write the cells back, with all else as it was."""
        changed = max(self.sheet.max_row, len(self.rows))
        width = max(map(len, self.rows))
        for line in range(changed):
            cells = self.rows[line] if line < len(self.rows) else []
            for column in range(max(width, self.sheet.max_column)):
                value = cells[column] if column < len(cells) else None
                self.sheet.cell(line + 1, column + 1).value = value
                if isinstance(value, str) and value.startswith("="):
                    self.sheet.cell(line + 1, column + 1).data_type = "s"
        self.book.save(path)


def work(given: Given, path: Path, out: Path, draw: random.Random) -> Truth:
    """Fill in a sheet at random, and ill-treat it; return what was decided."""
    sheet = Sheet(path)
    coder = _Coder(given, sheet, draw)
    coder.fill()
    for habit in (_delete, _duplicate, _sort, _add, _move, _rename, _title):
        if draw.random() < 0.3:
            habit(sheet, draw)
    _hide(sheet, draw)
    sheet.save(out)
    return coder.truth


class _Coder:
    """Somebody who fills in a sheet."""

    def __init__(self, given: Given, sheet: Sheet, draw: random.Random) -> None:
        self.given, self.sheet, self.draw = given, sheet, draw
        self.truth = Truth()
        self.nothing = sheet.place("nothing here", "rien ici")
        self.memo = sheet.place("memo", "mémo")
        self.codes = [sheet.place(f"code {number}") for number in range(1, 5)]
        self.by_part: dict[str, list[Cells]] = {}
        for row in sheet.rows[1:]:
            self.by_part.setdefault(str(row[0]).split()[0], []).append(row)

    def fill(self) -> None:
        """Decide on each passage: nothing, codes, a memo alone, or not yet."""
        for key, rows in self.by_part.items():
            kind = self.draw.choices(
                ("codes", "nothing", "later", "memo", "typo", "both"), (60, 20, 14, 3, 2, 1)
            )[0]
            if len(rows) > 1:
                kind = "nothing" if kind != "later" else "later"
            getattr(self, f"_{kind}")(key, rows)
            if self.draw.random() < 0.1:
                rows[0][self.memo] = self.draw.choice((SIGNS, "=1+1", "- why?", "3/4", "look"))

    def _codes(self, key: str, rows: list[Cells]) -> None:
        (row,) = rows
        passage = self.given.passages[key]
        advised = dict(self.given.advice.get(key, {}))
        said = self._answers(row, advised) if advised else set()
        free = [
            code for code in self.given.names if code not in {one for one, _ in advised.values()}
        ]
        least = 0 if advised else 1
        own = self.draw.sample(free, self.draw.randint(least, 5))
        self._write(row, own)
        if len(said) == len(advised):
            self.truth.readings.add(passage)
            self.truth.codings |= {(*passage, code) for code in own}
            for holds, code, spans in said:
                facts = {(passage[0], *span, code) for span in spans}
                if holds:
                    self.truth.codings |= facts
                else:
                    self.truth.rejections |= facts

    def _answers(self, row: Cells, advised: Mapping[int, Any]) -> set[Any]:
        """Answer suggestions, now and then not all of them."""
        said = set()
        for number, (code, spans) in advised.items():
            if self.draw.random() < 0.05:
                continue
            holds = self.draw.random() < 0.6
            place = self.sheet.place(f"yes or no {number}", f"oui ou non {number}")
            row[place] = self.draw.choice(YES if holds else NO)
            said.add((holds, code, tuple(spans)))
        return said

    def _write(self, row: Cells, codes: Sequence[str]) -> None:
        """Write codes as people do: in several cells, in one, in any order of columns."""
        written = [self._written(code) for code in codes]
        if len(written) > 4 or self.draw.random() < 0.15:
            row[self.draw.choice(self.codes)] = self.draw.choice(("; ", ";", "\n")).join(written)
            return
        places = self.draw.sample(self.codes, len(written))
        for place, text in zip(places, written, strict=True):
            row[place] = text

    def _written(self, code: str) -> str:
        name = self.draw.choice(list(self.given.names[code]))
        return self.draw.choice(
            (
                code,
                code,
                f"{code} · {name}",
                f"{code} · {name}",
                name,
                name.upper(),
                f" {code.upper()} ",
            )
        )

    def _nothing(self, key: str, rows: list[Cells]) -> None:
        for row in rows:
            row[self.nothing] = self.draw.choice(YES)
        passage = self.given.passages[key]
        self.truth.readings.add(passage)
        for code, spans in self.given.advice.get(key, {}).values():
            self.truth.rejections |= {(passage[0], *span, code) for span in spans}

    def _later(self, _: str, rows: list[Cells]) -> None:
        """Leave it as it is."""

    def _memo(self, _: str, rows: list[Cells]) -> None:
        rows[0][self.memo] = f"to be read: {SIGNS}"

    def _typo(self, _: str, rows: list[Cells]) -> None:
        rows[0][self.codes[0]] = f"{next(iter(self.given.names))}xx"
        rows[0][self.codes[1]] = next(iter(self.given.names))

    def _both(self, _: str, rows: list[Cells]) -> None:
        rows[0][self.codes[0]] = next(iter(self.given.names))
        rows[0][self.nothing] = "x"


# What becomes of sheets


def _delete(sheet: Sheet, draw: random.Random) -> None:
    """Take out rows that say nothing."""
    places = [sheet.rows[0].index(head) for head in sheet.rows[0] if head and "code" in str(head)]
    empty = [
        row
        for row in sheet.rows[1:]
        if not any(row[place] for place in places)
        and not any(str(cell) in map(str, (*YES, *NO)) for cell in row[7:])
    ]
    for row in draw.sample(empty, len(empty) // 2):
        sheet.rows.remove(row)


def _duplicate(sheet: Sheet, draw: random.Random) -> None:
    """Copy rows to the end."""
    if sheet.rows[1:]:
        sheet.rows += [list(row) for row in draw.choices(sheet.rows[1:], k=3)]


def _sort(sheet: Sheet, draw: random.Random) -> None:
    """Sort whole rows by one column."""
    column = draw.randrange(len(sheet.rows[0]))
    sheet.rows[1:] = sorted(sheet.rows[1:], key=lambda row: str(row[column]))


def _add(sheet: Sheet, draw: random.Random) -> None:
    """Add a column, and a row, of one's own."""
    place = draw.randrange(1, len(sheet.rows[0]))
    for number, row in enumerate(sheet.rows):
        row.insert(place, "to do" if number == 0 else draw.choice((None, "ask", "done")))
    sheet.rows.append([None] * 3 + ["total"] + [None] * 2)


def _move(sheet: Sheet, draw: random.Random) -> None:
    """Put columns into another order."""
    order = list(range(len(sheet.rows[0])))
    draw.shuffle(order)
    width = len(order)
    sheet.rows = [[(row + [None] * width)[place] for place in order] for row in sheet.rows]


def _rename(sheet: Sheet, draw: random.Random) -> None:
    """Call columns otherwise."""
    head = sheet.rows[0]
    for place, name in enumerate(head):
        if name in HEADS and draw.random() < 0.5:
            head[place] = draw.choice(HEADS[name])


def _title(sheet: Sheet, _: random.Random) -> None:
    """Put a title above."""
    sheet.rows[:0] = [["Coding of the second week"], []]


def _hide(sheet: Sheet, draw: random.Random) -> None:
    """Hide rows and columns, and let cells look like dates."""
    for line in range(3, len(sheet.rows)):
        if draw.random() < 0.05:
            sheet.sheet.row_dimensions[line].hidden = True
    if draw.random() < 0.3:
        sheet.sheet.column_dimensions["D"].hidden = True
    for line in range(2, len(sheet.rows)):
        if draw.random() < 0.1:
            sheet.sheet.cell(line, draw.randint(1, 12)).number_format = "dd/mm/yyyy"
