"""The study file: one SQLite database, and the only SQL of the library.

Records are only added: triggers refuse to change or delete what is there. The one way around is
the table `erasing`, empty but for the transaction of an audited erasure. Texts that stand in many
records are kept once, in `label`, and stand as numbers elsewhere. What was acknowledged is on the
disk (`synchronous=FULL`); several processes write in turns, each in short transactions.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civic_qual.study.records import (
    KINDS,
    TABLES,
    Coding,
    Entry,
    Key,
    Label,
    Record,
    entry_key,
    record_of,
)

APPLICATION = 0x63715354  # "cqST", in the header of every study file
PATIENCE = 30.0  # seconds to wait for another process that writes
_SQL_TYPES = {Label: "INTEGER", Key: "BLOB", int: "INTEGER", float: "REAL", str: "TEXT"}
_BATCH = 500  # keys in one question

Migration = Callable[[sqlite3.Connection], None]
MIGRATIONS: list[Migration] = []  # their number is the version of the file


def migration(change: Migration) -> Migration:
    """Add a change to the ones every study file goes through, in order, each once."""
    MIGRATIONS.append(change)
    return change


@migration
def first_tables(file: sqlite3.Connection) -> None:
    """Make the tables: of the file itself, the audit trail, and one for each kind of record."""
    for statement in (
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)",
        "CREATE TABLE erasing (entry INTEGER PRIMARY KEY)",
        "CREATE TABLE label (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
        # A line is there before its records, and its text after them: it tells their sum.
        "CREATE TABLE line (seq INTEGER PRIMARY KEY)",
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY REFERENCES line(seq), "
        "key BLOB NOT NULL UNIQUE, time TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, "
        "details TEXT NOT NULL, records INTEGER NOT NULL, digest TEXT NOT NULL, "
        "recorded TEXT NOT NULL)",
        # Records that a line of the trail brought when they were there already.
        "CREATE TABLE shared (entry INTEGER NOT NULL REFERENCES line(seq), record BLOB NOT NULL, "
        "PRIMARY KEY (entry, record)) WITHOUT ROWID",
        *(
            f'CREATE TABLE "{table}" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
            "entry INTEGER NOT NULL REFERENCES line(seq), "
            f"{_columns(kind)})"
            for kind, table in TABLES.items()
        ),
    ):
        file.execute(statement)


@migration
def only_added(file: sqlite3.Connection) -> None:
    """Refuse to change or delete records, labels and the audit trail."""
    for table in (*TABLES.values(), "audit", "label", "shared"):
        for change in ("UPDATE", "DELETE"):
            file.execute(
                f'CREATE TRIGGER "{table}_no_{change.lower()}" BEFORE {change} ON "{table}" '
                "WHEN NOT EXISTS (SELECT 1 FROM erasing) "
                "BEGIN SELECT RAISE(ABORT, 'a study only adds: nothing is changed or deleted'); "
                "END"
            )


@migration
def looked_up(file: sqlite3.Connection) -> None:
    """Find the codings of a code or a transcript, and what was decided, without reading all.

    All that is shown of a code's codings stands side by side in the index.
    """
    shown = [name for name in KINDS[Coding] if name not in ("code", "nth", "evidence")]
    together = ", ".join(f'"{name}"' for name in ("code", "row", "entry", *shown))
    file.execute(f"CREATE INDEX coding_code ON coding ({together})")
    for table, column in (
        ("coding", "transcript"),
        ("decision", "coding"),
        ("undo", "subject"),
        ("anchor", "subject"),
        ("text", "revision"),
    ):
        file.execute(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')


def _columns(kind: type[Record]) -> str:
    """Return the columns of a kind of record, as a table declares them."""
    refers = {Label: " NOT NULL REFERENCES label(number)", float: ""}
    named = {name: refers.get(of, " NOT NULL") for name, of in KINDS[kind].items()}
    if TABLES[kind] == "decision":
        named["coding"] += " REFERENCES coding(key)"
    return ", ".join(
        f'"{name}" {_SQL_TYPES[KINDS[kind][name]]}{more}' for name, more in named.items()
    )


def _column(name: str) -> str:
    """Return a column, or two numbers in one: the first above the lower 32 bits."""
    first, both, second = name.partition("+")
    return f'"{first}" << 32 | "{second}"' if both else f'"{first}"'


class Store:
    """An open study file; `sqlite3` errors leave it as they are: see `refusals.explained`."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        mode = "rwc" if new else "rw"
        self._file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
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
                    change = MIGRATIONS[number]
                    change(self._file)
                    self._file.execute(
                        "INSERT INTO migration VALUES (?, ?)", (number + 1, change.__name__)
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
                self._forget_labels()
                raise

    # Records

    def insert(
        self, kind: type[Record], records: Sequence[tuple[Key, Record]], entry: int
    ) -> list[Key]:
        """Add records under a line of the audit trail; return the names of those that are new."""
        table, kinds = TABLES[kind], list(KINDS[kind].values())
        labelled = [place for place, of in enumerate(kinds) if of is Label]
        self._number({str(record[place]) for _, record in records for place in labelled})
        known = set(self.known(kind, (key for key, _ in records)))
        rows, keys = [], []
        for key, record in records:
            if key not in known:
                values: list[Any] = list(record)
                for place in labelled:
                    values[place] = self._numbers[values[place]]
                rows.append((key, entry, *values))
                keys.append(key)
                known.add(key)
        marks = ", ".join("?" * (len(kinds) + 2))
        names = ", ".join(f'"{name}"' for name in ("key", "entry", *KINDS[kind]))
        if rows:
            self._begin_line(entry)
            self._file.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        return keys

    def known(self, kind: type[Record], keys: Iterable[Key]) -> dict[Key, int]:
        """Return which of some names are in the file, each with its row."""
        asked = list(keys)
        found: dict[Key, int] = {}
        with self._lock:
            for begin in range(0, len(asked), _BATCH):
                some = asked[begin : begin + _BATCH]
                marks = ", ".join("?" * len(some))
                found.update(
                    self._file.execute(
                        f'SELECT key, row FROM "{TABLES[kind]}" WHERE key IN ({marks})', some
                    )
                )
        return found

    def rows(
        self,
        kind: type[Record],
        columns: Sequence[str],
        where: Mapping[str, Collection[Any]] | None = None,
        until: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return columns of the records there were at a line of the trail, in order of their rows.

        Labels stand as numbers, and two numbers as one if asked for as `start+end`; `where` says
        which values a column may have, labels as texts.
        """
        conditions, values = [], []
        for name, allowed in (where or {}).items():
            wanted = (
                [self.number(one) for one in allowed]
                if KINDS[kind].get(name) is Label
                else list(allowed)
            )
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
        names = ", ".join(map(_column, columns))
        chosen = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        question = f'SELECT {names} FROM "{TABLES[kind]}"{chosen} ORDER BY row'
        with self._lock:
            return self._file.execute(question, values).fetchall()

    def records(
        self,
        kind: type[Record],
        until: int | None = None,
        where: Mapping[str, Collection[Any]] | None = None,
    ) -> Iterator[tuple[int, Key, int, Any]]:
        """Yield row, name, line of the trail and record, in order of rows."""
        kinds = list(KINDS[kind].values())
        columns = ("row", "key", "entry", *KINDS[kind])
        for row, key, entry, *values in self.rows(kind, columns, where, until):
            yield (
                row,
                Key(key),
                entry,
                record_of(
                    kind,
                    (
                        self.text(value)
                        if of is Label
                        else float("nan")
                        if value is None
                        else value
                        for of, value in zip(kinds, values, strict=True)
                    ),
                ),
            )

    def evidence(self, rows: Sequence[int]) -> list[str]:
        """Return the evidence of codings, in the order told."""
        with self._lock:
            ask = self._file.execute
            return [
                ask("SELECT evidence FROM coding WHERE row = ?", (row,)).fetchone()[0]
                for row in rows
            ]

    def passage(self, revision: str) -> str:
        """Return the text of a revision."""
        with self._lock:
            found = self._file.execute(
                "SELECT text FROM text WHERE revision = ?", (self.number(revision),)
            ).fetchone()
        return str(found[0])

    def count(self, kind: type[Record]) -> int:
        """Return how many records of a kind there are."""
        return int(self._value(f'SELECT count(*) FROM "{TABLES[kind]}"'))

    def last_row(self, kind: type[Record], until: int) -> int:
        """Return the last row of a kind that was there at a line of the trail; 0 if none was."""
        return int(
            self._value(
                f'SELECT ifnull((SELECT row FROM "{TABLES[kind]}" WHERE entry <= ? '
                "ORDER BY row DESC LIMIT 1), 0)",
                until,
            )
        )

    # Labels

    def number(self, text: str) -> int:
        """Return the number of a label; -1 if the file has none such."""
        if text not in self._numbers:
            with self._lock:
                found = self._file.execute(
                    "SELECT number FROM label WHERE text = ?", (text,)
                ).fetchone()
            if found is None:
                return -1
            self._numbers[text] = found[0]
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

    def _forget_labels(self) -> None:
        self._numbers.clear()
        self._texts.clear()

    # The audit trail

    @property
    def last_entry(self) -> int:
        """The number of the last line of the audit trail; 0 if there is none."""
        return int(self._value("SELECT ifnull(max(seq), 0) FROM audit"))

    @property
    def last_recorded(self) -> str:
        """When the last line was recorded."""
        return str(
            self._value("SELECT ifnull((SELECT recorded FROM audit ORDER BY seq DESC LIMIT 1), '')")
        )

    def log(self, entry: Entry, seq: int, recorded: str) -> None:
        """Add a line to the audit trail."""
        self._begin_line(seq)
        self._file.execute(
            "INSERT INTO audit (seq, key, time, who, action, details, records, digest, recorded) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, entry_key(entry), *entry, recorded),
        )

    def _begin_line(self, seq: int) -> None:
        self._file.execute("INSERT OR IGNORE INTO line VALUES (?)", (seq,))

    def share(self, entry: int, keys: Iterable[Key]) -> None:
        """Note records that a line brought when they were there already."""
        self._file.executemany("INSERT INTO shared VALUES (?, ?)", [(entry, key) for key in keys])

    def trail(self) -> list[tuple[int, bytes, Entry, str]]:
        """Return the audit trail: number, name, line, and when it was recorded."""
        with self._lock:
            rows = self._file.execute(
                "SELECT seq, key, time, who, action, details, records, "
                "digest, recorded FROM audit ORDER BY seq"
            ).fetchall()
        return [(seq, key, Entry(*values), recorded) for seq, key, *values, recorded in rows]

    def entry_at(self, moment: str) -> int:
        """Return the last line recorded at or before a moment; 0 if there was none."""
        return int(self._value("SELECT ifnull(max(seq), 0) FROM audit WHERE recorded <= ?", moment))

    def shared(self) -> list[tuple[int, Key]]:
        """Return all records noted by `share`, with their lines."""
        with self._lock:
            return self._file.execute(
                "SELECT entry, record FROM shared ORDER BY entry, record"
            ).fetchall()

    # The whole file

    def problems(self) -> list[str]:
        """Return what SQLite finds wrong with the file, a line each."""
        with self._lock:
            pages = [str(row[0]) for row in self._file.execute("PRAGMA integrity_check")]
            keys = [
                f"a row of {row[0]} refers to a missing row of {row[2]}"
                for row in self._file.execute("PRAGMA foreign_key_check")
            ]
        return [line for line in pages if line != "ok"] + keys

    def copy_to(self, target: Store) -> None:
        """Copy the file as it is at this moment over another one, while others may write."""
        with self._lock:
            self._file.backup(target._file)

    def limit_pages(self, pages: int) -> int:
        """Let the file grow to so many pages only, as on a full disk; return how many it has."""
        self._value(f"PRAGMA max_page_count = {pages}")
        return int(self._value("PRAGMA page_count"))

    def _value(self, question: str, *values: Any) -> Any:
        with self._lock:
            return self._file.execute(question, values).fetchone()[0]
