"""The rows of a table as lines of a transcript: `[00:01:02] Speaker: words`, `Q: ...`, `R: ...`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.layouts.label_words import NOBODYS, key_of, log_odds
from civic_qual.corpus.intake.layouts.outside import TITLED
from civic_qual.corpus.intake.readers.documents.blocks import Paragraph, Table, as_written
from civic_qual.corpus.intake.readers.documents.columns import (
    Columns,
    Grid,
    asks,
    columns_of,
    grid_of,
    is_facts,
    name_in,
)
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role

_LABELLED = re.compile(r"(?P<name>[^\s:][^:\n]{0,40}?)[ \u00a0]?:[ \t\n]")
_LONG_HEADING, _TITLE_WORDS = 15, 8  # words
_SAID_END = re.compile(r"[.!…;,]\W*$")


@dataclass
class Lines:
    """What became of a table: its lines, who speaks in it, and titles of columns left out."""

    lines: list[Paragraph] = field(default_factory=list)
    names: dict[str, Role] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    columns: Columns | None = None


def lines_of(table: Table, before: Columns | None = None) -> Lines:
    """Return the lines of a table; where it has no titles, its columns may be those `before`."""
    grid = grid_of(table)
    columns = columns_of(grid)
    if before is not None and not columns.head and len(before.holds) == grid.width:
        columns = Columns(before.holds, before.titles)
    if columns.talk or _is_list_of_words(columns):
        made = Lines(columns=columns)
        made.left_out = [columns.titles[index] for index in columns.of("aside") if columns.titles]
        _Rows(grid, columns, made).write()
        return made
    if is_facts(grid):
        return Lines([Paragraph(_fact(*row)) for row in grid.rows if any(row)])
    lines = as_written(table.rows)
    for index in grid.spread:
        lines[index] = replace(lines[index], heading=_is_title(lines[index].text))
    return Lines(lines)


def _is_title(text: str) -> bool:
    """Whether the only cell of a row is a title, where nothing else tells: `Section B: justice`."""
    return bool(TITLED.match(text)) and len(text.split()) <= _TITLE_WORDS and not asks(text)


def _is_list_of_words(columns: Columns) -> bool:
    """Whether one column only holds words, beside numbers and times."""
    return len(columns.of("words")) == 1 and "speaker" not in columns.holds


def _fact(key: str, value: str) -> str:
    return f"{key.rstrip(' :')}: {value}"


class _Rows:
    """Writes the rows of a table, one after another."""

    def __init__(self, grid: Grid, columns: Columns, made: Lines) -> None:
        self.grid, self.columns, self.made = grid, columns, made
        self.times = Counter(
            name_in(cell)[0]
            for index in columns.of("speaker")[:1]
            for cell in grid.column(index, columns.head)
        )
        self.titles = grid.rows[columns.head - 1] if columns.head else None
        speakers = columns.of("speaker")
        self.speaker = speakers[0] if speakers else None
        self.answers = columns.of("answer")
        self.several = len(self.answers) > 1 and self._are_people()
        self.own_labels = self._own_labels()
        self.unsaid: dict[str, bool] = {}

    def write(self) -> None:
        """Write all rows."""
        head = self.columns.head
        for index, row in enumerate(self.grid.rows):
            if not any(row):
                continue
            # Titles may come again, on the next page.
            if (index < head and index not in self.grid.spread) or row == self.titles:
                self._add("\t".join(cell for cell in row if cell), heading=True)
            elif index in self.grid.spread:
                self._spread(next(cell for cell in row if cell))
            elif self.speaker is not None:
                self._of_speaker(row)
            elif self.answers:
                self._of_question(row)
            else:
                self._add(self._stamped(row, "") + self._words(row))

    def _add(self, text: str, *, heading: bool = False) -> None:
        self.made.lines.append(Paragraph(text, heading))

    def _spread(self, text: str) -> None:
        """Write a row of one cell: a question put to all, or a heading."""
        put = asks(text)
        if self.answers and put:
            self._say(self._question_label(), text)
        else:
            short = len(text.split()) <= _LONG_HEADING and not _SAID_END.search(text)
            self._add(text, heading=short and not put)

    def _of_speaker(self, row: Sequence[str]) -> None:
        assert self.speaker is not None
        name, stamp = name_in(row[self.speaker])
        words = self._words(row)
        stamped = self._stamped(row, stamp)
        if not name:  # whoever spoke goes on
            self._add(stamped + words)
            return
        if not words and not role_of_label(name) and self.times[name] == 1:
            self._add(name, heading=True)
            return
        self.made.names[key_of(name)] = role_of_label(name) or "unknown"
        self._add(f"{stamped}{name}: {words}")

    def _of_question(self, row: Sequence[str]) -> None:
        asked = " ".join(row[index] for index in self.columns.of("question")).strip()
        if asked and not any(row[index] for index in self.answers):
            self._spread(asked)
            return
        for index in self.columns.of("question"):
            if row[index]:
                self._say(self._question_label(), row[index], self._stamped(row, ""))
        for index in self.answers:
            if row[index] and self.own_labels:
                self._add(row[index])
            elif row[index]:
                self._say(self._answer_label(index), row[index])

    def _say(self, label: str, words: str, stamped: str = "") -> None:
        self.made.names[key_of(label)] = role_of_label(label) or "unknown"
        self._add(f"{stamped}{label}: {words}")

    def _words(self, row: Sequence[str]) -> str:
        held = [row[index] for index in self.columns.of("words") if row[index]]
        return "\t".join(held)

    def _stamped(self, row: Sequence[str], beside: str) -> str:
        told = [row[index].strip(" []()<>#{}") for index in self.columns.of("time") if row[index]]
        stamp = told[0] if told else beside
        return f"[{stamp}] " if stamp else ""

    def _question_label(self) -> str:
        title = self._title(self.columns.of("question")[0])
        return title if role_of_label(title) == "interviewer" and self._never_said(title) else "Q"

    def _answer_label(self, index: int) -> str:
        title = self._title(index)
        if self.several or (role_of_label(title) == "respondent" and self._never_said(title)):
            return title
        return "R"

    def _never_said(self, title: str) -> bool:
        """Whether no cell holds a title as a label: `Question: who pays?` is said, too."""
        if title not in self.unsaid:
            label = re.compile(rf"\b{re.escape(title)}[ \u00a0]?:", re.IGNORECASE)
            cells = (cell for row in self.grid.rows for cell in row)
            self.unsaid[title] = not any(map(label.search, cells))
        return self.unsaid[title]

    def _title(self, index: int) -> str:
        return self.columns.titles[index].rstrip(" :") if self.columns.titles else ""

    def _are_people(self) -> bool:
        """Whether the answers of several columns are those of the people in their titles."""
        titles = [self._title(index) for index in self.answers]
        return all(titles) and all(log_odds(title) > NOBODYS for title in titles)

    def _own_labels(self) -> bool:
        """Whether answers begin with the labels of those who give them."""
        head = self.columns.head
        cells = [cell for index in self.answers for cell in self.grid.column(index, head)]
        found = [_LABELLED.match(cell) for cell in cells if cell]
        named = [one for one in found if one and log_odds(one["name"]) > NOBODYS]
        return len(named) > 0.5 * max(1, len(found))
