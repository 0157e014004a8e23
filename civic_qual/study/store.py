"""The study file: one SQLite database, and the only SQL of the library beside `migrations`.

Records are only added: triggers refuse to change or delete what is there. The one way around is
the table `erasing`, empty but for the transaction of an audited erasure. Texts that stand in many
records are kept once, in `label`, and stand as numbers elsewhere. What was acknowledged is on the
disk (`synchronous=FULL`); several processes write in turns, each in short transactions.

What comes out has names: `columns` of records, whole `records`, lines of the `trail`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias

from civic_qual.messages import Message
from civic_qual.study.migrations import MIGRATIONS
from civic_qual.study.records import KINDS, Entry, Key, Label, R, Record, entry_key

APPLICATION = 0x63715354  # "cqST", in the header of every study file
PATIENCE = 30.0  # seconds to wait for another process that writes
_BATCH = 500  # keys in one question

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


class Store:
    """An open study file; errors of `sqlite3` leave it as they are: see `opening.explained`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
        self._file.execute("PRAGMA foreign_keys = ON")
        self._file.execute("PRAGMA synchronous = FULL")
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self.closed = False

    # The whole file

    def close(self) -> None:
        """Close the file; what others have open stays open."""
        with self._lock:
            self._file.close()
            self.closed = True

    def use_wal(self) -> str:
        """Let readers and a writer work at once; return the mode the drive allows."""
        return str(self._value("PRAGMA journal_mode = WAL"))

    @property
    def application(self) -> int:
        """Whose kind of file it is: `APPLICATION` for ours."""
        return int(self._value("PRAGMA application_id"))

    @property
    def version(self) -> int:
        """How many of the migrations the file has gone through."""
        return int(self._value("PRAGMA user_version"))

    def migrate(self) -> None:
        """Go through the migrations that are still to come, each in one transaction."""
        while self.version < len(MIGRATIONS):
            with self.writing():
                number = self.version  # another process may have been faster
                if number < len(MIGRATIONS):
                    migration = MIGRATIONS[number]
                    for statement in migration.statements:
                        self._file.execute(statement)
                    self._file.execute(
                        "INSERT INTO migration VALUES (?, ?)", (number + 1, migration.name)
                    )
                    self._file.execute(f"PRAGMA user_version = {number + 1}")
                    self._file.execute(f"PRAGMA application_id = {APPLICATION}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do what is in the block in one transaction: all of it, or none."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                self._numbers.clear()
                self._texts.clear()
                raise

    def problems(self) -> list[str]:
        """Return what SQLite finds wrong with the file, a line each."""
        with self._lock:
            pages = [str(row[0]) for row in self._file.execute("PRAGMA integrity_check")]
            broken = self._file.execute("PRAGMA foreign_key_check").fetchall()
        references = [
            Message("a row of {table} refers to a missing row of {other}", table=own, other=other)
            for own, _, other, _ in broken
        ]
        return [line for line in pages if line != "ok"] + references

    def copy_to(self, target: Store) -> None:
        """Copy the file as it is at this moment over another one, while others may write."""
        with self._lock:
            self._file.backup(target._file)

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
            for key in fresh:
                cells = values[key]
                for index in labelled:
                    cells[index] = self._numbers[cells[index]]
            marks = ", ".join("?" * (len(columns) + 2))
            names = ", ".join(f'"{name}"' for name in ("key", "entry", *columns))
            self._begin_line(line)
            self._file.executemany(
                f'INSERT INTO "{KINDS[kind].table}" ({names}) VALUES ({marks})',
                ((key, line, *values[key]) for key in fresh),
            )
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
    ) -> dict[str, Sequence[Any]]:
        """Return columns, by name, of the records there were at a line of the trail.

        They are in the order of their rows. Labels stand as numbers, and two numbers as one if
        asked for as `start+end`, the first above the lower 32 bits: that halves the time.
        """
        rows = self._select(kind, names, where, until)
        return dict(
            zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True)
        )

    def records(
        self, kind: type[R], *, where: Where | None = None, until: int | None = None
    ) -> Iterator[Stored[R]]:
        """Yield the records there were at a line of the trail, in the order of their rows."""
        columns = KINDS[kind].columns
        kinds = list(columns.values())
        for row, key, line, *values in self._select(
            kind, ("row", "key", "entry", *columns), where, until
        ):
            cells = dict(zip(columns, map(self._cell, kinds, values), strict=True))
            yield Stored(row, Key(key), line, kind(**cells))

    def record(self, kind: type[R], *, row: int | None = None, key: Key | None = None) -> R:
        """Return the one record of a row or a name."""
        where = {"row": [row]} if key is None else {"key": [key]}
        (stored,) = self.records(kind, where=where)
        return stored.record

    def evidence(self, rows: Sequence[int]) -> list[str]:
        """Return the evidence of codings, in the order of their rows as told."""
        question = "SELECT evidence FROM coding WHERE row = ?"
        with self._lock:
            return [self._file.execute(question, (row,)).fetchone()[0] for row in rows]

    def passage(self, revision: str) -> str:
        """Return the text of a revision."""
        return str(self._value("SELECT text FROM text WHERE revision = ?", self.number(revision)))

    def count(self, kind: type[Record]) -> int:
        """Return how many records of a kind there are."""
        return int(self._value(f'SELECT count(*) FROM "{KINDS[kind].table}"'))

    def last_row(self, kind: type[Record], until: int) -> int:
        """Return the last row of a kind that was there at a line of the trail; 0 if none was."""
        return int(
            self._value(
                f'SELECT ifnull((SELECT row FROM "{KINDS[kind].table}" WHERE entry <= ? '
                "ORDER BY row DESC LIMIT 1), 0)",
                until,
            )
        )

    def _select(
        self, kind: type[Record], names: Sequence[str], where: Where | None, until: int | None
    ) -> list[tuple[Any, ...]]:
        conditions, values = [], []
        for name, allowed in (where or {}).items():
            is_label = KINDS[kind].columns.get(name) is Label
            wanted = [self.number(text) for text in allowed] if is_label else list(allowed)
            if name == "key":
                conditions.append(f"key IN ({', '.join('?' * len(wanted))})")
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
        chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        shown = ", ".join(map(_column, names))
        question = f'SELECT {shown} FROM "{KINDS[kind].table}"{chosen} ORDER BY row'
        with self._lock:
            return self._file.execute(question, values).fetchall()

    def _cell(self, kind: Any, value: Any) -> Any:
        """Return what stands in a column of a record: texts of labels, and no number as NaN."""
        if kind is Label:
            return self.text(value)
        return float("nan") if value is None else value

    # Labels

    def number(self, text: str) -> int:
        """Return the number of a label; -1 if the file has none such."""
        if text not in self._numbers:
            with self._lock:
                row = self._file.execute(
                    "SELECT number FROM label WHERE text = ?", (text,)
                ).fetchone()
            if row is None:
                return -1
            self._numbers[text] = row[0]
        return self._numbers[text]

    def text(self, number: int) -> str:
        """Return the text of a label."""
        if number not in self._texts:
            with self._lock:
                known = max(self._texts, default=0)
                self._texts.update(
                    self._file.execute("SELECT number, text FROM label WHERE number > ?", (known,))
                )
        return self._texts[number]

    def _number(self, texts: Collection[str]) -> None:
        """Give every text a number."""
        fresh = [text for text in texts if self.number(text) < 0]
        self._file.executemany("INSERT INTO label (text) VALUES (?)", [(text,) for text in fresh])
        for text in fresh:
            self.number(text)

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

    def log(self, entry: Entry, line: int, recorded: str) -> None:
        """Add a line to the audit trail."""
        cells = {"seq": line, "key": entry_key(entry), **vars(entry), "recorded": recorded}
        self._begin_line(line)
        self._file.execute(
            f"INSERT INTO audit ({', '.join(cells)}) VALUES ({', '.join('?' * len(cells))})",
            list(cells.values()),
        )

    def share(self, line: int, keys: Iterable[Key]) -> None:
        """Note records that a line brought when they were there already."""
        self._file.executemany("INSERT INTO shared VALUES (?, ?)", [(line, key) for key in keys])

    def trail(self) -> list[Line]:
        """Return the audit trail."""
        names = [column.name for column in fields(Entry)]
        with self._lock:
            rows = self._file.execute(
                f"SELECT seq, key, recorded, {', '.join(names)} FROM audit ORDER BY seq"
            ).fetchall()
        return [
            Line(number, key, Entry(**dict(zip(names, cells, strict=True))), recorded)
            for number, key, recorded, *cells in rows
        ]

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

    def _value(self, question: str, *values: Any) -> Any:
        with self._lock:
            return self._file.execute(question, values).fetchone()[0]


def _column(name: str) -> str:
    """Return a column as a question names it; two numbers in one."""
    first, both, second = name.partition("+")
    return f'"{first}" << 32 | "{second}"' if both else f'"{first}"'
