"""What the columns of a table in a document hold: who speaks, what is said, questions, answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from civic_qual.corpus.intake.layouts.label_words import NOBODYS, log_odds
from civic_qual.corpus.intake.layouts.times import TIME
from civic_qual.corpus.intake.questions import LAST_ASKS, asking
from civic_qual.corpus.intake.readers.documents.blocks import Table
from civic_qual.corpus.people import role_of_label
from civic_qual.sheets.reading import column_kind, word_rows
from civic_qual.texts import normalise, unaccented

Holding = Literal["number", "time", "speaker", "words", "question", "answer", "aside", "nothing"]

_MOST = 0.6  # of the cells of a column must look like what it is taken for
_FEWEST_NUMBERS = 3
_TITLE_WORDS, _FACT_WORDS, _FACTS = 5, 12, 25
_LONGEST_NAME = 80  # characters
_TIME = re.compile(rf"\s*{TIME}\s*")
_NOTE_LAST = re.compile(r"\s*[\[(][^\[\]()]{1,40}[\])]\s*$")
_SENTENCE_END = re.compile(r"[.?!…;]\W*$")
_TITLES = {
    title: kind
    for kind, titles in word_rows("corpus/lists/table_titles.txt").items()
    for title in titles
}


@dataclass(frozen=True)
class Grid:
    """The cells of a table by column, at least one row of them.

    `spread` are rows of one cell that reaches over all columns.
    What stands in a cell that reaches over several columns stands in the first.
    """

    rows: tuple[tuple[str, ...], ...]
    spread: frozenset[int] = frozenset()
    bold: frozenset[int] = frozenset()  # rows all in bold letters

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows))

    def column(self, index: int, first: int = 0) -> list[str]:
        """Return the cells of a column from a row on, without rows that have no columns."""
        return [
            row[index]
            for place, row in enumerate(self.rows)
            if place >= first and place not in self.spread
        ]


@dataclass(frozen=True)
class Columns:
    """What the columns hold, what their titles are, and how many rows of titles there are."""

    holds: tuple[Holding, ...]
    titles: tuple[str, ...] = ()
    head: int = 0

    def of(self, kind: Holding) -> list[int]:
        """Return the columns that hold something."""
        return [index for index, holding in enumerate(self.holds) if holding == kind]

    @property
    def talk(self) -> bool:
        """Whether they tell who says what."""
        return "speaker" in self.holds or ("question" in self.holds and "answer" in self.holds)


def grid_of(table: Table) -> Grid:
    """Lay the cells of a table out by column."""
    rows: list[tuple[str, ...]] = []
    spread, bold, across = set(), set(), table.width
    for index, row in enumerate(table.rows):
        cells: list[str] = []
        for cell in row:
            cells += [normalise(cell.text).strip(), *[""] * (cell.columns - 1)]
        rows.append(tuple(cells))
        held = [cell for cell in row if cell.text.strip()]
        if len(held) == 1 and 1 < held[0].columns >= across - 1:
            spread.add(index)
        if held and all(cell.bold for cell in held):
            bold.add(index)
    width = max(map(len, rows))
    return Grid(
        tuple(row + ("",) * (width - len(row)) for row in rows), frozenset(spread), frozenset(bold)
    )


def columns_of(grid: Grid) -> Columns:
    """Find out what the columns hold: by their titles, else by what stands in them."""
    first = next((i for i, row in enumerate(grid.rows) if any(row) and i not in grid.spread), 0)
    titles = grid.rows[first]
    named = _named(titles)
    if named:
        head = first + 1
        return Columns(_completed(grid, named, head), titles, head)
    holds = _seen(grid, first)
    columns = Columns(tuple(holds))
    if columns.talk and _is_head(grid, first, holds):
        return Columns(_completed(grid, list(holds), first + 1), titles, first + 1)
    return columns


# By their titles


def title_kind(title: str) -> Holding | None:
    """Return what a column holds by its title, or None.

    Examples
    --------
    >>> [title_kind(one) for one in ("Locuteur", "Propos", "Réponses", "Chef")]
    ['speaker', 'words', 'answer', None]
    """
    plain = "_".join(re.findall(r"\w+|#", unaccented(title.casefold()).replace("'", "_")))
    if plain in _TITLES:
        return _known_kind(_TITLES[plain])
    return _known_kind(column_kind(title.strip(" :.")) or "")


def _known_kind(kind: str) -> Holding | None:
    kinds: dict[str, Holding] = {
        "text": "words", "participant": "speaker", "role": "speaker", "end": "aside",
        "language": "aside", "transcript": "aside", "number": "number", "time": "time",
        "speaker": "speaker", "words": "words", "question": "question", "answer": "answer",
        "aside": "aside",
    }  # fmt: skip
    return kinds.get(kind)


def _named(titles: Sequence[str]) -> list[Holding | None]:
    """Return what titles say that their columns hold; nothing if the row holds no titles."""
    told = [one for one in titles if one]
    if len(told) < 2 or any(not _may_be_title(one) for one in told):
        return []
    kinds = [title_kind(one) if one else None for one in titles]
    roles = [role_of_label(one) if one else None for one in titles]
    if "interviewer" in roles and "speaker" not in kinds:  # `Enquêteur | Répondant`
        others = {"respondent"} & set(roles) or {"answer", "words"} & set(kinds)
        if others or "question" in kinds:
            kinds = [_by_role(kind, role) for kind, role in zip(kinds, roles, strict=True)]
    if "question" in kinds:
        kinds = ["answer" if kind == "words" else kind for kind in kinds]
    if "speaker" in kinds:  # `Question` beside it is the number of a question, or a theme
        kinds = ["words" if kind == "answer" else kind for kind in kinds]
        kinds = ["aside" if kind == "question" else kind for kind in kinds]
    known = sum(kind is not None for kind in kinds)
    tells = {"speaker", "words", "question", "answer"} & set(kinds)
    if "question" in kinds and len(told) > 2:  # `Question | Awa | Moussa`: who answers
        people = [one for one, kind in zip(titles, kinds, strict=True) if one and kind is None]
        known += all(log_odds(one) > NOBODYS and "?" not in one for one in people)
    return kinds if known >= 2 and tells else []


def _by_role(kind: Holding | None, role: str | None) -> Holding | None:
    if role == "interviewer":
        return "question"
    return "answer" if role == "respondent" or kind == "words" else kind


def _may_be_title(text: str) -> bool:
    return len(text.split()) <= _TITLE_WORDS and (
        len(text) < 3 or text.endswith((" ?", "°", "No.")) or not _SENTENCE_END.search(text)
    )


def _completed(grid: Grid, named: Sequence[Holding | None], head: int) -> tuple[Holding, ...]:
    """Find out what columns without a known title hold, beside those that have one."""
    holds: list[Holding] = []
    seen = _seen(grid, head, known=named)
    answers = "question" in named
    for index, kind in enumerate(named):
        if kind is not None:
            holds.append(kind)
        elif seen[index] in ("nothing", "number", "time"):
            holds.append(seen[index])
        else:
            holds.append("answer" if answers else "words")
    if "speaker" not in holds and not answers and "words" in holds:
        holds = [
            "speaker" if seen[index] == "speaker" and named[index] is None else kind
            for index, kind in enumerate(holds)
        ]
    return tuple(holds)


# By what stands in them


def _seen(grid: Grid, first: int, known: Sequence[Holding | None] = ()) -> list[Holding]:
    """Return what columns hold as far as their cells show it; words, where nothing else does."""
    width = grid.width
    columns = [grid.column(index, first) for index in range(width)]
    holds: list[Holding] = ["words"] * width
    for index, cells in enumerate(columns):
        told = [cell for cell in cells if cell]
        if not told:
            holds[index] = "nothing"
        elif index < 3 and _counts_up(told):
            holds[index] = "number"
        elif index < 3 and sum(bool(_TIME.fullmatch(cell)) for cell in told) > _MOST * len(told):
            holds[index] = "time"
    left = [index for index, kind in enumerate(holds) if kind == "words"]
    if "speaker" in known or len(left) < 2:
        return holds
    speaker = next((i for i in [*left[:2], left[-1]] if _names(columns, i, left)), None)
    if speaker is not None:
        holds[speaker] = "speaker"
    elif "question" not in known and len(left) == 2 and _asks(columns[left[0]], columns[left[1]]):
        holds[left[0]], holds[left[1]] = "question", "answer"
    return holds


def _counts_up(cells: Sequence[str]) -> bool:
    numbers = [int(bare) for cell in cells if (bare := cell.strip(" .)")).isdecimal() and
               len(bare) < 6]  # fmt: skip
    if len(numbers) < max(_FEWEST_NUMBERS, _MOST * len(cells)):
        return False
    up = sum(0 <= after - before <= 2 for before, after in pairwise(numbers))
    return up >= 0.8 * (len(numbers) - 1)


def _names(columns: Sequence[Sequence[str]], index: int, left: Sequence[int]) -> bool:
    """Whether the cells of a column are names that come back, with longer words beside them."""
    names = [name for cell in columns[index] if (name := name_in(cell)[0])]
    if len(names) < 2 or any(len(name) > _LONGEST_NAME for name in names):
        return False
    counts = Counter(name.casefold() for name in names)
    good = [
        name
        for name in names
        if log_odds(name) > NOBODYS and (counts[name.casefold()] > 1 or role_of_label(name))
    ]
    beside = max(sum(map(len, columns[other])) for other in left if other != index)
    return len(good) > _MOST * len(names) and beside > sum(map(len, names))


def name_in(cell: str) -> tuple[str, str]:
    """Return the name in a cell, and the time beside it.

    Examples
    --------
    >>> name_in("Chef :"), name_in("Awa [00:01:02]")
    (('Chef', ''), ('Awa', '00:01:02'))
    """
    found = re.search(rf"\s*{TIME}\s*$", cell) or re.match(rf"\s*{TIME}\s*", cell)
    stamp = found[0].strip(" \n\t[]()<>#") if found else ""
    if found:
        cell = (cell[: found.start()] + cell[found.end() :]).strip()
    return " ".join(cell.replace("**", "").split()).rstrip(" :").strip(), stamp


def asks(said: str) -> bool:
    """Whether what stands in a cell is a question, whatever is noted behind it.

    Examples
    --------
    >>> asks("Who came? [phone rings]"), asks("Nobody.")
    (True, False)
    """
    said = _NOTE_LAST.sub("", said)
    return asking(said, 0, len(said)) >= LAST_ASKS


def _asks(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the cells of one column ask and those beside answer."""
    asked = [asks(cell) for cell in left if cell]
    answered = [not asks(cell) for cell in right if cell]
    return (
        len(asked) > 1
        and len(answered) > 1
        and sum(asked) > _MOST * len(asked)
        and sum(answered) > _MOST * len(answered)
    )


def _is_head(grid: Grid, first: int, holds: Sequence[Holding]) -> bool:
    """Whether the first row names columns, although none of its titles is known as one."""
    row = grid.rows[first]
    told = [cell for cell in row if cell]
    if len(told) < 2 or any(not _may_be_title(cell) for cell in told):
        return False
    below = [cells[:] for index, cells in enumerate(grid.rows) if index > first]
    for index, kind in enumerate(holds):
        if kind in ("time", "number") and row[index] and not any(map(str.isdigit, row[index])):
            return True
        if kind == "speaker" and row[index]:
            name = name_in(row[index])[0]
            again = any(name_in(cells[index])[0] == name for cells in below)
            if not again and not role_of_label(name):
                return log_odds(name) <= NOBODYS or (first in grid.bold and len(grid.bold) == 1)
    return False


def is_facts(grid: Grid) -> bool:
    """Whether a table of two columns states facts: `Date | May 2022`."""
    rows = [row for row in grid.rows if any(row)]
    if grid.width != 2 or grid.spread or not 0 < len(rows) <= _FACTS:
        return False
    keys = [row[0] for row in rows]
    return (
        all(keys)
        and len({key.casefold() for key in keys}) == len(keys)
        and all(len(key.split()) <= _TITLE_WORDS and "\n" not in key for key in keys)
        and all(len(row[1].split()) <= _FACT_WORDS and "\n" not in row[1] for row in rows)
    )
