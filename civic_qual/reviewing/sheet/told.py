"""Lines that tell what stands in rows of a sheet: one for each row, or one for many alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.messages import Message, enumerated
from civic_qual.reviewing.sheet.finding import letters_of

if TYPE_CHECKING:
    from civic_qual.reviewing.sheet.finding import Cell

_EACH = 3  # rows of which the same is said that are told one by one
_SOME = 10  # rows, or ranges of them, named in a line


class Told(NamedTuple):
    """Something to be told of a row.

    Attributes
    ----------
    order
        Where the row stands among all of the file.
    file, line
        The file, with the sheet where that is needed, and the number of the row.
    cell
        Where in the row, if it is of one cell.
    problem
        What is told.
    """

    order: int
    file: str
    line: int
    cell: Cell | None
    problem: str


def told_lines(told: Iterable[Told]) -> Iterator[str]:
    """Yield a line each, in the order of the rows; what is the same of many rows is one line."""
    alike: dict[tuple[str, str, str], list[Told]] = {}
    for one in sorted(told, key=lambda one: one.order):
        column = one.cell.title or letters_of(one.cell.place) if one.cell else ""
        alike.setdefault((str(one.file), column, str(one.problem)), []).append(one)
    lines = []
    for same in alike.values():
        if len(same) > _EACH:
            lines.append((same[0].order, _of_many(same)))
        else:
            lines += [(one.order, _line(where(one.file, one.line, one.cell), one)) for one in same]
    for _, line in sorted(lines, key=lambda line: line[0]):
        yield line


def where(file: str, line: int, cell: Cell | None) -> str:
    """Return where something stands, as a person finds it: file, row and column."""
    if cell is None:
        return Message("{file}, row {row}", file=file, row=line)
    return Message("{file}, row {row}, column {column}", file=file, row=line, column=_column(cell))


def _of_many(same: Sequence[Told]) -> str:
    rows, cell = enumerated(_ranges([one.line for one in same]), _SOME), same[0].cell
    if cell is None:
        at = Message("{file}, rows {rows}", file=same[0].file, rows=rows)
    else:
        at = Message(
            "{file}, rows {rows}, column {column}",
            file=same[0].file,
            rows=rows,
            column=_column(cell),
        )
    return _line(at, same[0])


def _line(at: str, one: Told) -> str:
    return Message("{where}: {problem}", where=at, problem=one.problem)


def _column(cell: Cell) -> str:
    letters = letters_of(cell.place)
    if not cell.title:
        return letters
    return Message("{letters} ({title})", letters=letters, title=cell.title)


def _ranges(lines: Iterable[int]) -> list[str]:
    """Return numbers in ascending order, those that follow each other as a range.

    Examples
    --------
    >>> _ranges([2, 3, 4, 7, 8, 10])
    ['2-4', '7', '8', '10']
    """
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    shown: list[str] = []
    for run in runs:
        shown += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
    return shown
