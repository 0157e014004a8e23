"""The one way in which results come back: a table, its notes, and the way back to what was said.

`Result` is what every kind of result is built on; its docstring says how a new kind is made.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, cast, overload

from civic_qual.calls import helpful, not_there, offer
from civic_qual.errors import TableError, WriteError
from civic_qual.messages import Message, count, listed, quoted
from civic_qual.showing import notes_html, notes_text, styled, table_html, table_text
from civic_qual.tidy import label, missing, tidied

if TYPE_CHECKING:
    from os import PathLike

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Rows: TypeAlias = npt.NDArray[np.int64]
    Mask: TypeAlias = "pd.Series[bool] | npt.NDArray[np.bool_] | Sequence[bool]"

INTERNAL = Message("Internal: not protected. For the study team only.")
BY_ITSELF = Message(
    "Internal: written by itself, and not by a release, so other files may tell what is hidden "
    "here. For the study team only."
)
_CHOOSES = Message(
    "only(...), query(...), head(n) and result[mask] choose rows and keep notes and passages, with "
    "the numbers as they were counted; to count less, filter(...) the codings first"
)


class Row(Mapping[str, Any]):
    """One row of a result, by the names of its columns: `row.theme` or `row["theme"]`.

    Examples
    --------
    >>> row = Row({"theme": "plan", "any theme": 3})
    >>> row.theme, row["any theme"], dict(row)
    ('plan', 3, {'theme': 'plan', 'any theme': 3})
    """

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self._cells = dict(cells)

    def __getitem__(self, name: str) -> Any:
        return self._cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._cells[name]
        except KeyError:
            raise AttributeError(
                Message(
                    "the row has no {name}{offer}",
                    name=quoted(name),
                    offer=offer(name, self._cells),
                )
            ) from None

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={cell!r}' for name, cell in self._cells.items())})"


class Result:
    """A table that comes back: its `frame`, its `notes`, and `passages` where numbers lead to text.

    A result never changes. `result["column"]` is a Series; `result[mask]`, `only`, `query`, `head`
    and `sort_values` give the same kind of result with fewer rows or in another order, its notes
    and its way back kept. Everything else of pandas is there on `frame`, a plain DataFrame that
    is the caller's own. What `to_csv` and `to_excel` write is internal, and says so first.

    Parameters
    ----------
    frame
        A row a record, columns with names of their own; an index with a name counts as columns.
    notes
        What must be said with the table, a sentence each.

    Notes
    -----
    A new kind of result is a class with the columns it has in its docstring, and

    - `_title`, what stands over it;
    - `passages(...)`, with arguments of its own, if its numbers lead to text. What that needs is
      handed to `__init__` by name, and kept in an attribute; rows chosen later keep it;
    - `_leaves = True` if it is protected: what a release writes of it may leave the study;
    - `long`, if what is written is not what is shown; `_table()` and `_take(rows)`, if the frame
      is worked out from something else; `_body_html()`, `_body_text()` and `_style`, if a grid
      is shown.

    Attributes are data, or a result could not travel: no lambdas, no functions in functions. What
    is worked out from the frame is not cached: rows chosen later would keep what was cached.

    See Also
    --------
    civic_qual.sheets.write_workbook : Several tables in one file.

    Examples
    --------
    >>> import pandas as pd
    >>> class Counts(Result):
    ...     _title = "Passages by theme"
    >>> counts = Counts(pd.DataFrame({"theme": ["plan", "harm"], "found": [3, 1]}),
    ...                 notes=["Counted by turn."])
    >>> counts.only(theme="plan")
    Passages by theme
    theme  found
    plan       3
    <BLANKLINE>
    - Counted by turn.
    >>> [row.theme for row in counts.sort_values("found")]
    ['harm', 'plan']
    >>> int(counts["found"].sum())
    4
    """

    _title: ClassVar[str] = ""
    _leaves: ClassVar[bool] = False
    _style: ClassVar[str] = ""
    _frame: pd.DataFrame
    _notes: tuple[str, ...]

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str] = ()) -> None:
        self._frame = frame.copy()
        self._frame.attrs.clear()
        self._notes = tuple(notes)

    # What it is

    @property
    def frame(self) -> pd.DataFrame:
        """The table as a plain DataFrame, a copy of its own each time."""
        return self._table().copy()

    @property
    def long(self) -> pd.DataFrame:
        """The tidy table that files get: one row a record."""
        return self.frame

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said with the table."""
        return self._notes

    def passages(self, *_: Any, **__: Any) -> Any:
        """Return what was said behind a number, for a kind of result whose numbers count it.

        Raises
        ------
        TableError
            If the numbers of this kind of result do not lead to passages.
        """
        raise TableError(
            Message(
                "the numbers of {table} do not lead to single passages; its notes say what they "
                "rest on",
                table=self._called(),
            )
        )

    def equals(self, other: object) -> bool:
        """Whether another result is of the same kind, with the same table and the same notes."""
        return (
            type(other) is type(self)
            and isinstance(other, Result)
            and self.notes == other.notes
            and list(self._table().index.names) == list(other._table().index.names)
            and self._table().equals(other._table())
        )

    # Rows and columns

    def __len__(self) -> int:
        return len(self._table())

    def __iter__(self) -> Iterator[Row]:
        tidy = tidied(self._table())
        names = [label(name) for name in tidy.columns]
        columns = [tidy.iloc[:, place].tolist() for place in range(tidy.shape[1])]
        for cells in zip(*columns, strict=True):
            yield Row(dict(zip(names, cells, strict=True)))

    def __contains__(self, name: object) -> bool:
        table = self._table()
        return name in table.columns or name in table.index.names

    @overload
    def __getitem__(self, wanted: str) -> pd.Series[Any]: ...
    @overload
    def __getitem__(self, wanted: list[str]) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, wanted: Mask | slice) -> Self: ...
    def __getitem__(self, wanted: Any) -> Any:
        """Return a column by its name, columns by a list of names, or the rows of a mask."""
        import numpy as np

        if isinstance(wanted, slice):
            return self._take(np.arange(len(self), dtype=np.int64)[wanted])
        if isinstance(wanted, str | tuple):
            return self._column(wanted)
        if isinstance(wanted, list) and wanted and all(isinstance(one, str) for one in wanted):
            for name in wanted:
                self._column(name)
            return tidied(self._table())[wanted]
        return self._take(self._masked(wanted))

    @helpful
    def only(self, **chosen: Any) -> Self:
        """Return the rows with some values: `only(theme="plan", country=["CAR", "Mali"])`.

        It chooses from what is counted already, so numbers and what they are out of stay. `filter`
        is of a corpus and of codings: it chooses what is counted at all.

        Parameters
        ----------
        **chosen
            Columns, each with the value it must have, or a list of values.

        Raises
        ------
        TableError
            If there is no such column, or no row has such a value: so that a slip of the pen is
            not read as nothing found.

        See Also
        --------
        query : For other conditions than equality.
        civic_qual.Codings.filter : Choose codings before they are counted.
        """
        import numpy as np
        from pandas.api.types import is_list_like

        kept = np.ones(len(self), dtype=np.bool_)
        for name, values in chosen.items():
            column = self._column(name)
            wanted = [values] if isinstance(values, str) or not is_list_like(values) else values
            for value in (wanted := list(wanted)):
                if not column.isin([value]).any():
                    there = [str(one) for one in column.unique().tolist() if not missing(one)]
                    raise TableError(
                        Message(
                            "no row has {column} {value}{offer}",
                            column=name,
                            value=quoted(value),
                            offer=offer(str(value), there),
                        )
                    )
            kept &= column.isin(wanted).to_numpy()
        return self._take(np.flatnonzero(kept))

    @helpful
    def head(self, n: int = 5) -> Self:
        """Return the first rows; without the last -n for a negative n, as in pandas."""
        return self[:n]

    @helpful
    def sort_values(self, by: str | list[str], *, ascending: bool | list[bool] = True) -> Self:
        """Return the rows in the order of one column or several; ties stay as they were.

        Raises
        ------
        TableError
            If there is no such column.
        """
        import pandas as pd

        names = [by] if isinstance(by, str) else list(by)
        columns = {str(place): self._column(name).array for place, name in enumerate(names)}

        order = pd.DataFrame(columns).sort_values(list(columns), ascending=ascending, kind="stable")
        return self._take(order.index.to_numpy())

    def query(self, condition: str) -> Self:
        """Return the rows a condition holds for, as `query` of pandas: "share > 0.5 and n >= 10".

        Raises
        ------
        TableError
            If it names a column that does not exist, or cannot be understood.
        """
        import pandas as pd

        tidy = tidied(self._table()).reset_index(drop=True)
        try:
            found = tidy.query(condition, level=1)
        except pd.errors.UndefinedVariableError as error:
            wanted = str(error).split("'")[1]
            raise TableError(self._no_column(wanted, map(label, tidy.columns))) from None
        except (SyntaxError, ValueError, TypeError) as error:
            raise TableError(
                Message(
                    "the condition {condition} cannot be understood ({error}); write it as "
                    '"share > 0.5", and words in quotes: \'theme == "plan"\'',
                    condition=quoted(condition),
                    error=str(error),
                )
            ) from None
        return self._take(found.index.to_numpy())

    # Files

    @helpful
    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write the tidy table as CSV that spreadsheets open with its accents.

        Notes go into a file beside it, `table.notes.txt` beside `table.csv`.

        Raises
        ------
        WriteError
            If the file cannot be written, or cannot hold the table; what stood there is intact.
        """
        self._write(path, (".csv", ".tsv"), "to_csv")

    @helpful
    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the tidy table as an Excel workbook, its notes on a second sheet.

        Raises
        ------
        WriteError
            If the file cannot be written, or cannot hold the table; what stood there is intact.
        """
        self._write(path, (".xlsx",), "to_excel")

    def _write(self, path: str | PathLike[str], suffixes: tuple[str, ...], how: str) -> None:
        from pathlib import Path

        from civic_qual.sheets.writing import write_sheet

        if Path(path).suffix.lower() not in suffixes:
            raise WriteError(
                Message(
                    "{file}: {method} writes {suffixes} files; give the file the ending {suffix}",
                    file=Path(path),
                    method=how,
                    suffixes=listed(suffixes),
                    suffix=suffixes[0],
                )
            )
        write_sheet(self.long, path, self.written_notes, name=self._title or "table")

    @property
    def written_notes(self) -> tuple[str, ...]:
        """The notes as a file gets them: first of all for whom it is."""
        return (BY_ITSELF if self._leaves else INTERNAL, *self.notes)

    # Showing

    def to_text(self) -> str:
        """Return the table and its notes as plain text for a terminal."""
        return "\n\n".join(filter(None, [self._body_text(), notes_text(self.notes)]))

    def to_html(self) -> str:
        """Return the table and its notes as a piece of HTML, without styles."""
        return self._body_html() + notes_html(self.notes)

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return styled(self.to_html(), style=self._style)

    def _body_text(self) -> str:
        return table_text(tidied(self._table()), self._title)

    def _body_html(self) -> str:
        return table_html(tidied(self._table()), self._title)

    # What a kind of result may do in its own way

    def _table(self) -> pd.DataFrame:
        """Return the table itself, not to be changed."""
        return self._frame

    def _take(self, rows: Rows) -> Self:
        """Return the same kind of result with some rows of the table, in this order."""
        other = copy.copy(self)
        other._frame = self._frame.iloc[rows]
        return other

    # Near misses

    def __getattr__(self, name: str) -> Any:
        if hasattr(type(self), name):  # a property of it failed: let its own error be seen
            return object.__getattribute__(self, name)
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        raise AttributeError(not_there(self, name, name in self, _CHOOSES), name=name, obj=self)

    def __eq__(self, other: object) -> bool:
        return self.equals(other) if isinstance(other, Result) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self.notes, self._table().shape))

    def _called(self) -> str:
        return Message("the table {title}", title=quoted(self._title or type(self).__name__))

    def _no_column(self, name: str, there: Iterable[str]) -> str:
        return Message(
            "{table} has no column {column}{offer}",
            table=self._called(),
            column=quoted(name),
            offer=offer(name, there),
        )

    def _column(self, name: Any) -> pd.Series[Any]:
        """Return a column, or a part of the index by its name; its index is that of the frame."""
        import pandas as pd

        table = self._table()
        if name in table.columns and isinstance(table[name], pd.Series):
            return cast("pd.Series[Any]", table[name].copy())
        if name in table.index.names:
            return pd.Series(table.index.get_level_values(name), table.index, name=name)
        for place, known in enumerate(table.columns):
            if label(known) == name:
                return table.iloc[:, place].copy()
        there = [label(one) for one in (*table.index.names, *table.columns) if label(one)]
        raise TableError(self._no_column(str(name), there))

    def _masked(self, mask: Any) -> Rows:
        """Return the rows a mask holds for."""
        import numpy as np
        import pandas as pd

        table = self._table()
        if isinstance(mask, pd.Series) and not mask.index.equals(table.index):
            raise TableError(
                Message(
                    "this mask is of another table; make it from the one you choose rows of: "
                    'table[table["share"] > 0.5]'
                )
            )
        cells = np.asarray(mask)
        if cells.ndim != 1 or cells.dtype != np.bool_:
            raise TableError(
                Message(
                    "choose a column by its name, or rows by a mask of yes and no, such as "
                    'table[table["share"] > 0.5]; for rows by number take .frame.iloc'
                )
            )
        if len(cells) != len(table):
            raise TableError(
                Message(
                    "the mask has {given} rows, and the table {rows}; make it from the table you "
                    "choose rows of",
                    given=count(len(cells)),
                    rows=count(len(table)),
                )
            )
        return np.flatnonzero(cells)


class Passages(Result):
    """What was said behind a number: a row a passage, in the order of the text.

    Its columns are at least transcript, start, end and text.
    """

    _title = Message("Passages")
