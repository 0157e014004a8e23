"""Tables and lists read: titles and rows of text cells from csv, tsv and xlsx, and lists of words.

Cells are text, whatever a spreadsheet or a DataFrame keeps in them; which column holds what says
its title, in English or French. What guards a text against being run as a formula (`guarded`),
when it is written, stands here beside what takes the guard off again.

Lists of words are data, kept as text files in folders called `lists`. A line that begins with #
is a remark; what the words of a line have to do with each other says the first remark of its file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.bounded.files import read_file
from civic_qual.errors import ReadError
from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.sheets.workbooks import NumberedRow, workbook_rows
from civic_qual.texts import decode, normalise, unaccented

if TYPE_CHECKING:
    import pandas as pd


_PACKAGE = Path(__file__).parents[1]


@cache
def word_lines(path: str) -> tuple[str, ...]:
    """Return the lines of a list, told by its path in the package, without remarks.

    Examples
    --------
    >>> word_lines("language/lists/english_irregular_plurals.txt")[0]
    'analysis analyses'
    """
    text = (_PACKAGE / path).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


def words_listed(path: str) -> list[str]:
    """Return all words of a list, whatever lines they stand on."""
    return " ".join(word_lines(path)).split()


def word_rows(path: str) -> dict[str, tuple[str, ...]]:
    """Return the first word of every line, with the others of all lines that begin with it.

    Examples
    --------
    >>> word_rows("language/lists/english_irregular_verbs.txt")["leave"]
    ('left',)
    """
    rows: dict[str, tuple[str, ...]] = {}
    for first, *others in map(str.split, word_lines(path)):
        rows[first] = (*rows.get(first, ()), *others)
    return rows


def word_pairs(path: str) -> dict[str, str]:
    """Return the first word of every line, with the second.

    Examples
    --------
    >>> word_pairs("language/lists/french_feminines.txt")["veuf"]
    'veuve'
    """
    words = words_listed(path)
    return dict(zip(words[::2], words[1::2], strict=True))


_SEPARATORS = ",;\t|"
_LONGEST_TITLE_ROW = 100_000
_LOOKED_AT, _ROWS_LOOKED_AT = 20_000, 30  # characters and rows, to find what parts cells
_MOST_COLUMNS = 16_384
_LONGEST_TITLE = 40  # characters, where a message names it
_TITLE_ROWS = 10  # of a workbook: titles may stand below a heading


@dataclass(frozen=True, slots=True)
class Sheet:
    """Column titles and rows of as many cells, all text; "" where a cell is empty.

    `lines` counts from 1 where in the file each row begins; () if that is not known. `problems`
    says what of the file was not read.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def sheet_of_file(path: Path) -> Sheet:
    """Read a table file: csv, tsv, or xlsx.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    try:
        data = read_file(path)
        return xlsx_sheet(data) if path.suffix.lower() == ".xlsx" else csv_sheet(data)
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path, problem=error)) from None


def csv_sheet(data: bytes, encoding: str | None = None) -> Sheet:
    """Read a csv or tsv file, whatever stands between its cells.

    Raises
    ------
    ReadError
        If it is empty, or a row has more cells than there are titles.
    """
    import pandas as pd

    decoded = decode(data, encoding)
    # pandas wants the line ends it knows; those inside quotes are the reader's business.
    whole = normalise(decoded.text)
    text = re.sub(r"\Asep=.\n", "", whole.lstrip("\n"))
    above = whole.count("\n") - text.count("\n")
    first = text[:_LONGEST_TITLE_ROW].partition("\n")[0]
    if not first.strip():
        raise ReadError(Message("the file is empty; export the table again"))
    separator = _separator(text)
    _refuse_wide(text, separator)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReadError(
            Message(
                "the table is not even ({reason}): put words that hold separators "
                "in double quotes, or save it as xlsx",
                reason=_reason(str(error)),
            )
        ) from None
    # Not column by column: a file may have sixteen thousand. What is missing is no text; and off
    # goes the apostrophe that kept a spreadsheet from running one.
    cells = [
        tuple(unguarded(cell) if isinstance(cell, str) else "" for cell in row)
        for row in frame.to_numpy(dtype=object).tolist()
    ]
    lines = [line + above for line in _first_lines(text, separator)][1:]
    return Sheet(
        _titles(cells[0]),
        tuple(cells[1:]),
        (decoded.note,) if decoded.note else (),
        tuple(lines) if len(lines) == len(cells) - 1 else (),
    )


def _refuse_wide(text: str, separator: str) -> None:
    """Refuse more columns than a spreadsheet has: each of them costs time, however empty it is."""
    try:
        width = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error:  # a cell as long as an interview: no row has more than its longest line
        width = max(line.count(separator) for line in text.split("\n")) + 1
    if width > _MOST_COLUMNS:
        raise ReadError(
            Message(
                "the first row has {n} cells, and no spreadsheet more than {most}: it is damaged, "
                "or no table; export it again",
                n=count(width),
                most=count(_MOST_COLUMNS),
            )
        )


def _first_lines(text: str, separator: str) -> list[int]:
    """Return where each row begins; rows may have several lines, and blank lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines, line = [], 1
    try:
        for row in reader:
            if len(row) > 1 or "".join(row).strip():
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error:  # a cell as long as an interview
        return []
    return lines


def xlsx_sheet(data: bytes) -> Sheet:
    """Read the first sheet of a workbook that has a column of words, else the first one."""
    sheets = workbook_rows(data)
    for name, rows in sheets.items():
        for place, (_, row) in enumerate(rows[:_TITLE_ROWS]):
            if any(column_kind(title) in {"text", "transcript"} for title in row):
                return _sheet(rows[place:], [other for other in sheets if other != name])
    name = next(iter(sheets), "")
    if not name:
        raise ReadError(Message("the workbook is empty"))
    return _sheet(sheets[name], [other for other in sheets if other != name])


def _sheet(rows: Sequence[NumberedRow], others: Sequence[str]) -> Sheet:
    titles = _titles(rows[0][1])
    width = len(titles)
    unread = Message(
        "of this workbook one sheet was read, and not {sheets}: "
        "save each sheet you need as a file of its own",
        sheets=enumerated(map(quoted, others)),
    )
    return Sheet(
        titles,
        tuple((*row, *[""] * width)[:width] for _, row in rows[1:]),
        lines=tuple(line for line, _ in rows[1:]),
        problems=(unread,) if others else (),
    )


def _titles(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in cells)


def _separator(text: str) -> str:
    """Choose the separator that gives a column of words, or else cuts rows alike.

    The first row tells if it has titles; else a semicolon between cells must not lose against
    commas within them.
    """
    first = text[:_LONGEST_TITLE_ROW].partition("\n")[0]
    head = text[:_LOOKED_AT].rpartition("\n")[0] or text[:_LOOKED_AT]

    def worth(separator: str) -> tuple[bool, float, int]:
        titles = next(csv.reader([first], delimiter=separator))
        known = any(column_kind(title) in {"text", "transcript"} for title in titles)
        return known and len(titles) > 1, _evenness(head, separator), len(titles)

    return max(_SEPARATORS, key=worth)


def _evenness(head: str, separator: str) -> float:
    """Return the share of rows that have as many cells as most have, if these are several."""
    try:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        widths = Counter(len(row) for row in islice(rows, _ROWS_LOOKED_AT) if row)
    except csv.Error:  # a cell as long as an interview
        return 0.0
    width, times = widths.most_common(1)[0] if widths else (1, 0)
    return times / widths.total() if width > 1 else 0.0


def _reason(message: str) -> str:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if found:
        return Message(
            "line {line} has {cells} cells where the first has {first}",
            line=found[2],
            cells=found[3],
            first=found[1],
        )
    if "EOF" in message:
        return Message("a double quote is opened and never closed")
    return Message("not a table")


def text_frame(path: str | Path) -> pd.DataFrame:
    """Return a table file with all its cells as text, and its titles in small letters.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    import pandas as pd

    sheet = sheet_of_file(Path(path))
    titles = [title.strip().lower() for title in sheet.titles]
    return pd.DataFrame(list(sheet.rows), columns=titles, dtype=object)


# What cells and columns hold.

_KIND_OF = {
    title: kind
    for kind, titles in word_rows("sheets/lists/column_titles.txt").items()
    for title in titles
}


def named_columns(titles: Iterable[str], most: int = 8) -> str:
    """Return titles as a message lists them: the first ones, and no words of an interview.

    Examples
    --------
    >>> named_columns(["speaker", "", "country"])
    'speaker, country'
    """
    shown = [
        title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…"
        for title in titles
        if title
    ]
    return enumerated(shown, most, empty=Message("none"))


def column_kind(title: str) -> str | None:
    """Return what a column holds: text, speaker, role, time, ... or None.

    Examples
    --------
    >>> column_kind("Locuteur"), column_kind("Start time"), column_kind("country")
    ('speaker', 'time', None)
    """
    return _KIND_OF.get(plain_title(title) or title.strip())


def plain_title(title: str) -> str:
    """Return a title without accents, in small letters, with _ for spaces and signs.

    Examples
    --------
    >>> plain_title("N° de l'entretien")
    'n_de_l_entretien'
    """
    return re.sub(r"[^\w]+", "_", unaccented(title.casefold())).strip("_")


# Where a spreadsheet may begin a cell, whatever separators it was told or guesses.
_BEGINNING, _FORMULA = r"(?:^|(?<=[;\t\n]))(\s*)", "('*[=+@\\-＝＋＠－])"
_OPEN, _GUARDED = (re.compile(_BEGINNING + sign + _FORMULA) for sign in ("", "'"))
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it opens a CSV file.

    An apostrophe stands where a cell with =, +, - or @ would begin: at the start, in a line of
    its own, and after a semicolon or tab, which separate cells on many machines. Numbers stay as
    they are, and so does any other text; `unguarded` is the way back.

    Examples
    --------
    >>> guarded("=1+1"), guarded("- Oui."), guarded("-3.5"), guarded("'=x"), guarded("Oui")
    ("'=1+1", "'- Oui.", '-3.5', "''=x", 'Oui')
    >>> guarded("wait;=1+1")
    "wait;'=1+1"
    """
    return text if _NUMBER.fullmatch(text) else _OPEN.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """Take off the apostrophe that `guarded` put before a text.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'tis"), unguarded(guarded("'=x"))
    ('=1+1', "'tis", "'=x")
    """
    return _GUARDED.sub(r"\1\2", text) if "'" in text else text
