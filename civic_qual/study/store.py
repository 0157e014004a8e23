"""The study file: one SQLite database; with `stored`, `labels` and `migrations` all SQL there is.

Records are only added: triggers refuse to change or delete what is there. The one way around is
the table `erasing`, empty but for the transaction of an audited erasure. What was acknowledged is
on the disk (`synchronous=FULL`); several processes write in turns, each in short transactions.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from civic_qual.messages import Message
from civic_qual.study.drives import release
from civic_qual.study.migrations import MIGRATIONS, Migration
from civic_qual.study.records import KINDS, Coding, DoneAct, Key, Reading, Record
from civic_qual.study.stored import StoredRecords

APPLICATION = 0x63715354  # "cqST", in the header of every study file
PATIENCE = 30.0  # seconds to wait for another process that writes
# What an index must tell as its table does: which rows it has, and under what.
_INDEXES: dict[type[Record], dict[str, tuple[str, ...]]] = {
    Coding: {
        "coding_code": ("count(*)", "sum(row*code&0xFFFFFFFF)", "sum(entry)"),
        "coding_transcript": ("count(*)", "sum(row*transcript&0xFFFFFFFF)"),
        "coding_place": ("count(*)", "sum(row*transcript&0xFFFFFFFF)", "sum(row*start)"),
        "coding_fields": (
            "count(fields)",
            "sum(row*(fields NOTNULL))",
            "sum(entry*(fields NOTNULL))",
        ),
    },
    Reading: {
        "reading_item": ("count(item)", "sum(row*(item NOTNULL))", "sum(row*item&0xFFFFFFFF)"),
    },
    DoneAct: {"act_id": ("count(*)", "sum(row*unicode(id)&0xFFFFFFFF)", "sum(row*length(id))")},
}
_ONLY_WHERE = {"coding_fields": "fields", "reading_item": "item"}  # what partial indexes tell of
SEALED = 4  # the first version in which lines of the trail have seals


class Store(StoredRecords):
    """An open study file; errors of `sqlite3` leave it as they are: see `opening.explained`."""

    def __init__(self, path: Path, mark: Path | None = None) -> None:
        """Open the file; `mark` says beside it that nobody else may, and goes with it."""
        file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
        super().__init__(path, file)
        self.closed, self.mark = False, mark
        try:
            if mark:  # no memory is shared with other processes, which a network cannot do
                self._file.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
            self._file.execute("PRAGMA foreign_keys = ON")
            self._file.execute("PRAGMA synchronous = FULL")
            # What it sorts it would else put into the folder for temporary files.
            self._file.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file, all of it in one place; what others have open stays open."""
        with self._lock:
            if not self.closed:
                self.gather()
                self._file.close()
                self.closed = True
                if self.mark:
                    release(self.mark)

    def gather(self) -> None:
        """Bring what still stands in the log beside the file into it, as far as others let us.

        What they do not stays in the log, for whoever opens the file next.
        """
        with self._lock, suppress(sqlite3.Error):
            self._file.execute("PRAGMA busy_timeout = 0")
            with suppress(sqlite3.Error):
                self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._file.execute(f"PRAGMA busy_timeout = {int(1000 * PATIENCE)}")

    def use_wal(self) -> str:
        """Let readers and a writer work at once; return the mode the drive allows."""
        return str(self._value("PRAGMA journal_mode = WAL"))

    def leave_wal(self) -> None:
        """Do without a log beside the file, and hold it only while something is done."""
        self._value("PRAGMA journal_mode = DELETE")
        self._file.execute("PRAGMA locking_mode = NORMAL").fetchall()
        self._value("SELECT count(*) FROM migration")  # with a reading the lock goes

    @property
    def application(self) -> int:
        """Whose kind of file it is: `APPLICATION` for ours."""
        return int(self._value("PRAGMA application_id"))

    @property
    def version(self) -> int:
        """How many of the migrations the file has gone through."""
        return int(self._value("PRAGMA user_version"))

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return int(self._value("PRAGMA page_count")) * int(self._value("PRAGMA page_size"))

    def migrate(self) -> None:
        """Go through the migrations that are still to come, in a transaction that is open."""
        before = self.version  # another process may have been faster
        for number in range(before, len(MIGRATIONS)):
            _go_through(self._file, number, MIGRATIONS[number])
        if before < SEALED <= len(MIGRATIONS):
            self._seal_all()

    def _seal_all(self) -> None:
        """Seal the lines of a file that was written before there were seals."""
        brought: defaultdict[int, dict[type[Record], list[Key]]] = defaultdict(dict)
        for kind, of in KINDS.items():
            keys = self._file.execute(f'SELECT entry, key FROM "{of.table}" ORDER BY row')
            for line, key in keys:
                brought[line].setdefault(kind, []).append(key)
        shared: defaultdict[int, list[Key]] = defaultdict(list)
        for line, key in self.shared():
            shared[line].append(key)
        for told in list(self.lines()):
            self.seal(told, brought[told.number], shared[told.number])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other thread of this process do anything with the file meanwhile."""
        with self._lock:
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do what is in the block in one transaction: all of it, or none."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                with self._forgetting():
                    yield
                    self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """Do what is in the block wholly or not at all, in a transaction that goes on after it."""
        with self._lock:
            self._file.execute("SAVEPOINT part")
            try:
                with self._forgetting():
                    yield
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK TO part")
                    self._file.execute("RELEASE part")
                raise
            self._file.execute("RELEASE part")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the block see the file as it is at one moment, while others may write."""
        with self._lock:
            begins = not self._file.in_transaction
            if begins:
                self._file.execute("BEGIN")
            try:
                yield
            finally:
                if begins:
                    self._file.execute("ROLLBACK")

    def made_as_a_study(self) -> Iterator[str]:
        """Yield what of the file is not as the migrations made it."""
        done = [(number, one.name) for number, one in enumerate(MIGRATIONS, 1)]
        with self._lock:
            if frozenset(self._file.execute(_SCHEMA)) != _schema_of(MIGRATIONS):
                yield Message("its tables are not those of a study")
            elif self._file.execute("SELECT * FROM migration ORDER BY number").fetchall() != done:
                yield Message("its version is not told as it was")
            elif self._file.execute("SELECT 1 FROM erasing").fetchall():
                yield Message("an erasure was begun and not ended")

    def pages(self) -> Iterator[str]:
        """Yield what SQLite finds wrong with the pages and references of the file."""
        with self._lock:
            told = [str(row[0]) for row in self._file.execute("PRAGMA integrity_check")]
            broken = self._file.execute("PRAGMA foreign_key_check").fetchall()
        lines = [line for some in told for line in some.split("\n")]
        yield from (line for line in lines if line != "ok" and not line.startswith("*** "))
        for own, _, other, _ in broken:
            yield Message(
                "a row of {table} refers to a missing row of {other}", table=own, other=other
            )

    def twice(self, kind: type[Record], column: str, *, last: int, after: int = 0) -> list[Any]:
        """Return what stands in a column of a record after a row, and of an earlier one, too.

        Parameters
        ----------
        column
            One that has an index.
        last
            The last row that is looked at.
        """
        table = f'"{KINDS[kind].table}"'
        question = (
            f'SELECT DISTINCT one."{column}" FROM {table} AS one WHERE one.row > ? '
            f"AND one.row <= ? AND EXISTS (SELECT 1 FROM {table} AS other "
            f'WHERE other."{column}" = one."{column}" AND other.row < one.row)'
        )
        with self._lock:
            return [value for (value,) in self._file.execute(question, (after, last))]

    def sums(self, kind: type[Record]) -> tuple[int, int]:
        """Return how many records of a kind its table has, and the sum of their lines.

        Every index must tell of the same records as the table: what it does not tell of would not
        be found, and nobody would know. One pass over each tells, and takes no order.

        Raises
        ------
        StudyError
            If an index tells of others.
        """
        table, indexes = KINDS[kind].table, _INDEXES.get(kind, {})
        own = {f"sqlite_autoindex_{table}_1": ("count(*)", "sum(row)"), **indexes}
        asked = f"SELECT {', '.join(('count(*)', 'sum(entry)', *chain(*own.values())))}"
        with self._lock:
            (in_table,) = self._file.execute(f'{asked} FROM "{table}" NOT INDEXED').fetchall()
            told: list[int] = []
            for index, sums in own.items():
                only = _ONLY_WHERE.get(index)
                chosen = f"WHERE {only} IS NOT NULL" if only else ""
                question = f'SELECT {", ".join(sums)} FROM "{table}" INDEXED BY "{index}" {chosen}'
                told += self._file.execute(question).fetchone()
        if [one or 0 for one in in_table[2:]] != [one or 0 for one in told]:
            raise self.damaged(Message("an index of {table} does not tell of all", table=table))
        return in_table[0], in_table[1] or 0

    def copy_to(self, target: Store) -> None:
        """Copy the file as it is at this moment over another one, while others may write."""
        with self._lock:
            self._file.backup(target._file)


def _go_through(file: sqlite3.Connection, number: int, migration: Migration) -> None:
    for statement in migration.statements:
        file.execute(statement)
    file.execute("INSERT INTO migration VALUES (?, ?)", (number + 1, migration.name))
    file.execute(f"PRAGMA user_version = {number + 1}")
    file.execute(f"PRAGMA application_id = {APPLICATION}")


_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"


@lru_cache(maxsize=1)
def _schema_of(migrations: tuple[Migration, ...]) -> frozenset[tuple[str, ...]]:
    """Return what a file that went through some migrations is made of."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        for number, migration in enumerate(migrations):
            _go_through(file, number, migration)
        return frozenset(file.execute(_SCHEMA))
