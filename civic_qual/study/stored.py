"""The records and the audit trail in a study file, as SQL: what `Store` does to one open file.

Records are only added. Texts that stand in many records are kept once, in `label`, and stand as
numbers elsewhere. What comes out has names: `columns` of records, whole `records`, lines of the
`trail`. A record or a line that is not what its name says is never handed out: the file is damaged.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias

from civic_qual.corpus.transcripts import revision_of
from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.study.labels import StoredLabels
from civic_qual.study.records import (
    KINDS,
    Coding,
    Entry,
    Key,
    Kind,
    Label,
    R,
    Record,
    entry_key,
    key_of_cells,
    keys_of_columns,
    seal_of,
)

_BATCH = 500  # keys in one question
_CHECKED_AT_ONCE = 20_000
_NO_ROW_IS_HIGHER = (1 << 63) - 1
_FEW = 20  # records whose names are worked out one by one

Where: TypeAlias = Mapping[str, Collection[Any]]  # which values columns may have, labels as texts


class Stored(NamedTuple, Generic[R]):
    """A record in the file: its row there, its name, and the line of the trail that brought it."""

    row: int
    key: Key
    line: int
    record: R


class Line(NamedTuple):
    """A line of the audit trail in the file: `recorded` is when it came into this file."""

    number: int
    key: bytes
    entry: Entry
    recorded: str

    @property
    def whole(self) -> bool:
        """Whether it is what was recorded."""
        told = vars(self.entry)
        kinds = {"records": int}
        return (
            all(type(value) is kinds.get(name, str) for name, value in told.items())
            and isinstance(self.recorded, str)
            and entry_key(self.entry) == self.key
        )


class StoredRecords(StoredLabels):
    """The records and the trail in an open file; errors of `sqlite3` leave it as they are."""

    def __init__(self, path: Path, file: sqlite3.Connection) -> None:
        super().__init__(path, file)
        self._brought: dict[type[Record], list[Key]] = {}  # by the line that is being written
        self.damage: StudyError | None = None  # why nothing of it can be believed
        self.unchecked: tuple[type[Record], ...] = ()  # kinds that are checked as they are read
        self._checked: dict[type[Record], bytearray] = {}  # by their rows, which were

    def refuse_damage(self) -> None:
        """Refuse to show anything of a damaged file, or to add to it.

        Raises
        ------
        StudyError
            With what is wrong, if anything is.
        """
        if self.damage:
            raise self.damage

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Forget what came to be known in the block, if it fails: it is about to be taken back."""
        brought = {kind: len(keys) for kind, keys in self._brought.items()}
        last = self._last_label()
        try:
            yield
        except BaseException:
            self._brought = {kind: self._brought[kind][:count] for kind, count in brought.items()}
            self._forget_labels(last)
            raise

    # Records

    def insert(
        self, kind: type[Record], records: Sequence[tuple[Key, Record]], line: int
    ) -> list[Key]:
        """Add records under a line of the audit trail; return the names of those that are new."""
        columns, values_of = KINDS[kind].columns, KINDS[kind].values
        labelled = [index for index, of in enumerate(columns.values()) if of is Label]
        values = {key: [*values_of(record)] for key, record in records}
        self._number({cells[index] for cells in values.values() for index in labelled})
        known = set(self.known(kind, (key for key, _ in records)))
        fresh = [key for key in values if key not in known]
        if fresh:
            later = [*enumerate(KINDS[kind].later.values(), len(columns) - len(KINDS[kind].later))]
            for key in fresh:
                cells = values[key]
                unsaid = [index for index, default in later if cells[index] == default]
                for index in labelled:
                    cells[index] = self._numbers[cells[index]]
                for index in unsaid:
                    cells[index] = None
            marks = ", ".join("?" * (len(columns) + 2))
            names = ", ".join(f'"{name}"' for name in ("key", "entry", *columns))
            self._begin_line(line)
            self._file.executemany(
                f'INSERT INTO "{KINDS[kind].table}" ({names}) VALUES ({marks})',
                ((key, line, *values[key]) for key in fresh),
            )
            self._brought.setdefault(kind, []).extend(fresh)
        return fresh

    def known(self, kind: type[Record], keys: Iterable[Key]) -> dict[Key, int]:
        """Return which of some names are in the file, each with its row."""
        asked = list(keys)
        rows: dict[Key, int] = {}
        with self._lock:
            for begin in range(0, len(asked), _BATCH):
                some = asked[begin : begin + _BATCH]
                marks = ", ".join("?" * len(some))
                question = f'SELECT key, row FROM "{KINDS[kind].table}" WHERE key IN ({marks})'
                rows.update(self._file.execute(question, some))
        return rows

    def columns(
        self,
        kind: type[Record],
        *names: str,
        where: Where | None = None,
        until: int | None = None,
        after: int = 0,
    ) -> dict[str, Sequence[Any]]:
        """Return columns, by name, of the records there were at a line, after a row of the kind.

        They are in the order of their rows. Labels stand as numbers, and two numbers as one if
        asked for as `start+end`, the first above the lower 32 bits: that halves the time. Of a
        column that was added, 0 is a record that has its default.
        """
        asked = names if kind not in self.unchecked or "row" in names else (*names, "row")
        rows = self._select(kind, asked, where, until, after=after, numbers=True)
        columns = dict(
            zip(asked, zip(*rows, strict=True) if rows else [()] * len(asked), strict=True)
        )
        if kind in self.unchecked:
            self.check(kind, columns["row"], asked, rows)
        return {name: columns[name] for name in names}

    def tallied(
        self, kind: type[Record], *names: str, where: Where, until: int, after: int = 0
    ) -> list[tuple[int, ...]]:
        """Return how many records there were at a line, after a row, by columns as `columns` names.

        The number stands last. Nothing is checked: what the file says is counted.
        """
        shown = ", ".join(_column(name, later=False) for name in names)
        chosen, values = self._chosen(kind, where, until, after)
        question = f'SELECT {shown}, count(*) FROM "{KINDS[kind].table}"{chosen} GROUP BY {shown}'
        with self._lock:
            return self._file.execute(question, values).fetchall()

    def check(
        self,
        kind: type[R],
        rows: Sequence[int],
        names: Sequence[str] = (),
        told: Sequence[tuple[Any, ...]] = (),
    ) -> None:
        """Refuse records that are not what was recorded, by their rows; each is looked at once.

        Parameters
        ----------
        names, told
            Columns, as `columns` takes them, and what an index may have told of them, by row.

        Raises
        ------
        StudyError
            With the first of them.
        """
        checked = self._checked.setdefault(kind, bytearray())
        last = max(rows, default=0)
        if last >= len(checked):
            if last > self.last_row(kind):
                raise self.not_as_recorded(kind, last)
            checked.extend(bytes(1 + last - len(checked)))
        fresh = [index for index, row in enumerate(rows) if not checked[row]]
        for begin in range(0, len(fresh), _CHECKED_AT_ONCE):
            own = fresh[begin : begin + _CHECKED_AT_ONCE]
            self._check(kind, [rows[one] for one in own], names, [told[one] for one in own if told])
            for one in own:
                checked[rows[one]] = 1

    def _check(
        self,
        kind: type[R],
        rows: Sequence[int],
        names: Sequence[str],
        told: Sequence[tuple[Any, ...]],
    ) -> None:
        """Refuse records that their table has not, or not as their names or an index say."""
        whole = ("row", "key", "entry", *KINDS[kind].columns)
        there = self._select(kind, whole, {"row": rows}, None, as_well=names)
        if len(there) < len({*rows}):
            raise self.not_as_recorded(kind, min({*rows} - {row for row, *_ in there}))
        for (row, key, *_), name in zip(there, self.names(kind, there), strict=True):
            if name != key:
                raise self.not_as_recorded(kind, row)
        in_table = {cells[0]: cells[len(whole) :] for cells in there} if told else {}
        for row, cells in zip(rows, told, strict=False):
            if in_table[row] != cells:
                raise self.not_as_recorded(kind, row)

    def records(
        self, kind: type[R], *, where: Where | None = None, until: int | None = None
    ) -> Iterator[Stored[R]]:
        """Yield the records there were at a line of the trail, in the order of their rows.

        Raises
        ------
        StudyError
            If one is not what its name says.
        """
        of = KINDS[kind]
        rows = list(self.rows(kind, where=where, until=until))
        for begin in range(0, len(rows), _CHECKED_AT_ONCE):
            some = rows[begin : begin + _CHECKED_AT_ONCE]
            for (row, key, line, *values), name in zip(some, self.names(kind, some), strict=True):
                if name != key:
                    raise self.not_as_recorded(kind, row)
                cells = dict(zip(of.columns, self.cells(of, values), strict=True))
                yield Stored(row, key, line, kind(**cells))

    def rows(
        self, kind: type[Record], *, where: Where | None = None, until: int | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield row, name, line and cells of records as they stand in the file, nothing checked."""
        names = ("row", "key", "entry", *KINDS[kind].columns)
        yield from self._select(kind, names, where, until)

    def cells(self, kind: Kind, values: Sequence[Any]) -> list[Any]:
        """Return what a record says, of what stands in the file.

        Raises
        ------
        ValueError
            If it cannot stand there.
        """
        return [
            kind.later[name] if value is None and name in kind.later else self._cell(of, value)
            for (name, of), value in zip(kind.columns.items(), values, strict=True)
        ]

    def names(self, kind: type[R], rows: Sequence[tuple[Any, ...]]) -> list[Key | None]:
        """Return what records should be called that stand in the file, as `rows` yields them.

        None is one that cannot be read.
        """
        of = KINDS[kind]
        first, after = 3, 3 + len(of.columns)  # more may follow
        later = after - len(of.later)
        many = len(rows) > _FEW
        plain = [i for i, row in enumerate(rows) if many and set(row[later:after]) <= {None}]
        names: list[Key | None] = [None] * len(rows)
        try:
            cells = [*zip(*(rows[index][first:later] for index in plain), strict=True)]
            keys = keys_of_columns(of, cells, self._written_labels()) if plain else []
            for index, key in zip(plain, keys, strict=True):
                names[index] = key
        except (ValueError, KeyError):
            plain = []  # one by one, to know which it is
        for index in sorted({*range(len(rows))} - {*plain}):
            with suppress(StudyError, TypeError, ValueError):
                names[index] = key_of_cells(of, self.cells(of, rows[index][first:after]))
        return names

    def not_as_recorded(self, kind: type[Record], row: int) -> StudyError:
        """Return the error that says that a record is another one."""
        return self.damaged(
            Message(
                "row {row} of {table} is not what was recorded", row=row, table=KINDS[kind].table
            )
        )

    def record(self, kind: type[R], *, row: int | None = None, key: Key | None = None) -> R:
        """Return the one record of a row or a name."""
        where = {"row": [row]} if key is None else {"key": [key]}
        for stored in self.records(kind, where=where):
            return stored.record
        raise self.damaged(Message("a record of {table} is missing", table=KINDS[kind].table))

    def evidence(self, rows: Sequence[int]) -> list[str]:
        """Return the evidence of codings, in the order of their rows as told."""
        if Coding in self.unchecked:
            self.check(Coding, rows)
        question = "SELECT evidence FROM coding WHERE row = ?"
        with self._lock:
            found = [self._file.execute(question, (row,)).fetchone() for row in rows]
        if not all(cells and isinstance(cells[0], str) for cells in found):
            raise self.damaged(Message("the reasons of a coding are missing"))
        return [cells[0] for cells in found]

    def fields_said(self, until: int, rows: Sequence[int]) -> dict[int, str]:
        """Return the fields of codings that have some, by their rows: of those told, or of all."""
        question = 'SELECT "row", "fields" FROM coding WHERE "fields" IS NOT NULL AND "entry" <= ?'
        values: list[Any] = [until]
        if len(rows) < _CHECKED_AT_ONCE:
            question += ' AND "row" IN (SELECT value FROM json_each(?))'
            values.append(json.dumps(rows))
        with self._lock:
            said = self._file.execute(question, values).fetchall()
        if Coding in self.unchecked:
            self.check(Coding, [row for row, _ in said], ("row", "fields"), said)
        return dict(said)

    def passage(self, revision: str) -> str:
        """Return the text of a revision.

        Raises
        ------
        StudyError
            If it is missing, or another one.
        """
        with self._lock:
            question = "SELECT text FROM text WHERE revision = ?"
            found = self._file.execute(question, (self.number(revision),)).fetchone()
        text = found[0] if found else None
        if not isinstance(text, str) or revision_of(text) != revision:
            raise self.damaged(Message("revision {revision} has no text", revision=revision))
        return text

    def count(self, kind: type[Record]) -> int:
        """Return how many records of a kind there are."""
        return int(self._value(f'SELECT count(*) FROM "{KINDS[kind].table}"'))

    def last_row(self, kind: type[Record], until: int | None = None) -> int:
        """Return the last row of a kind that was there at a line of the trail; 0 if none was."""
        last = (
            f'SELECT row, entry FROM "{KINDS[kind].table}" WHERE row <= ? ORDER BY row DESC LIMIT 1'
        )

        def entry_of_last(row: int) -> tuple[int, int]:
            with self._lock:
                return self._file.execute(last, (row,)).fetchone() or (0, 0)

        row, entry = entry_of_last(_NO_ROW_IS_HIGHER)
        if until is None or entry <= until:
            return row
        after = bisect_right(range(1, row + 1), until, key=lambda one: entry_of_last(one)[1])
        return entry_of_last(after)[0]  # lines come one after the other, and so do their rows

    def brought(self, line: int) -> dict[type[Record], list[Key]]:
        """Return the names of the records that a line of the trail brought, by their kinds."""
        rows = {
            kind: range(self.last_row(kind, line - 1) + 1, self.last_row(kind, line) + 1)
            for kind in KINDS
        }
        return {
            kind: [*map(Key, self.columns(kind, "key", where={"row": some})["key"])]
            for kind, some in rows.items()
        }

    def _select(
        self,
        kind: type[Record],
        names: Sequence[str],
        where: Where | None,
        until: int | None,
        after: int = 0,
        numbers: bool = False,
        as_well: Sequence[str] = (),
    ) -> list[tuple[Any, ...]]:
        """Return columns as they stand in the file, or as `columns` does: `numbers`, `as_well`."""
        chosen, values = self._chosen(kind, where, until, after)
        later = KINDS[kind].later
        plain, combined = ((), names) if numbers else (names, as_well)
        shown = [f'"{name}"' for name in plain]
        shown += [_column(name, name in later) for name in combined]
        question = f'SELECT {", ".join(shown)} FROM "{KINDS[kind].table}"{chosen} ORDER BY row'
        with self._lock:
            return self._file.execute(question, values).fetchall()

    def _chosen(
        self, kind: type[Record], where: Where | None, until: int | None, after: int
    ) -> tuple[str, list[Any]]:
        """Return the part of a question that says which records, and the values in it."""
        conditions: list[str] = []
        values: list[Any] = []
        for name, allowed in (where or {}).items():
            is_label = KINDS[kind].columns.get(name) is Label
            wanted = [self.number(text) for text in allowed] if is_label else list(allowed)
            if name == "key" or (len(wanted) > 1 and KINDS[kind].columns.get(name) is Key):
                conditions.append(f'"{name}" IN ({", ".join("?" * len(wanted))})')
                values += wanted
            elif len(wanted) == 1:  # rows of an index come in order, and need no sorting
                conditions.append(f'"{name}" = ?')
                values += wanted
            else:  # of any length, as one value
                conditions.append(f'"{name}" IN (SELECT value FROM json_each(?))')
                values.append(json.dumps(wanted))
        if until is not None:
            conditions.append("entry <= ?")
            values.append(until)
        if after:
            conditions.append("row > ?")
            values.append(after)
        chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return chosen, values

    def _cell(self, kind: Any, value: Any) -> Any:
        """Return what stands in a column of a record: texts of labels, and no number as NaN."""
        if kind is Label:
            return self.text(value)
        if kind is float and value is None:
            return float("nan")
        if not isinstance(value, _HELD.get(kind, kind)):
            raise ValueError(value)
        return value

    # The audit trail

    @property
    def last_line(self) -> int:
        """The number of the last line of the audit trail; 0 if there is none."""
        return int(self._value("SELECT ifnull(max(seq), 0) FROM audit"))

    @property
    def last_recorded(self) -> str:
        """When the last line was recorded; "" if there is none."""
        return str(
            self._value("SELECT ifnull((SELECT recorded FROM audit ORDER BY seq DESC LIMIT 1), '')")
        )

    def log(self, entry: Entry, line: int, recorded: str, shared: Collection[Key] = ()) -> None:
        """Add a line to the audit trail, after its records.

        `shared` are records that it brought when they were there already.
        """
        cells = {"seq": line, "key": entry_key(entry), **vars(entry), "recorded": recorded}
        self._begin_line(line)
        self._file.execute(
            f"INSERT INTO audit ({', '.join(cells)}) VALUES ({', '.join('?' * len(cells))})",
            list(cells.values()),
        )
        self._file.executemany("INSERT INTO shared VALUES (?, ?)", [(line, key) for key in shared])
        self.seal(Line(line, cells["key"], entry, recorded), self._brought, shared)
        self._brought.clear()

    def seal(
        self, line: Line, brought: Mapping[type[Record], Sequence[Key]], shared: Iterable[Key]
    ) -> None:
        """Note the sum of a line with all that came with it."""
        sealed = seal_of(line.number, line.key, line.recorded, brought, shared)
        self._file.execute("INSERT INTO seal VALUES (?, ?)", (line.number, sealed))

    def seals(self) -> dict[int, bytes]:
        """Return the seals by the numbers of their lines."""
        with self._lock:
            return dict(self._file.execute("SELECT seq, sum FROM seal"))

    def trail(self, number: int | None = None) -> list[Line]:
        """Return the audit trail, or the one line of a number.

        Raises
        ------
        StudyError
            If a line is not what was recorded.
        """
        lines = list(self.lines(number))
        for line in lines:
            if not line.whole:
                raise self.damaged(
                    Message(
                        "line {line} of the audit trail is not what was recorded", line=line.number
                    )
                )
        return lines

    def lines(self, number: int | None = None) -> Iterator[Line]:
        """Yield lines of the audit trail as they stand in the file, nothing checked."""
        names = [column.name for column in fields(Entry)]
        chosen, values = ("", ()) if number is None else ("WHERE seq = ?", (number,))
        with self._lock:
            rows = self._file.execute(
                f"SELECT seq, key, recorded, {', '.join(names)} FROM audit {chosen} ORDER BY seq",
                values,
            ).fetchall()
        for number, key, recorded, *cells in rows:
            yield Line(number, key, Entry(**dict(zip(names, cells, strict=True))), recorded)

    def line_at(self, time: str) -> int:
        """Return the last line recorded at or before a time; 0 if there was none."""
        return int(self._value("SELECT ifnull(max(seq), 0) FROM audit WHERE recorded <= ?", time))

    def shared(self) -> list[tuple[int, Key]]:
        """Return all records noted by `share`: the line that brought each, and its name."""
        with self._lock:
            rows = self._file.execute("SELECT entry, record FROM shared ORDER BY entry, record")
            return [(line, Key(key)) for line, key in rows]

    def _begin_line(self, line: int) -> None:
        self._file.execute("INSERT OR IGNORE INTO line VALUES (?)", (line,))


_HELD: dict[Any, type] = {Key: bytes, Label: str}


def _column(name: str, later: bool) -> str:
    """Return a column as a question names it: two numbers in one, and 0 for what is not said."""
    first, both, second = name.partition("+")
    if both:
        return f'"{first}" << 32 | "{second}"'
    return f'ifnull("{first}", 0)' if later else f'"{first}"'
