"""What the open file itself says of how it keeps things, asked over the study's own connections."""

import sqlite3

import pytest

import civic_qual as cq
from tests.study.small import place, small_corpus

FULL = 2  # as SQLite's manual numbers the values of `synchronous`


@pytest.fixture
def connections(monkeypatch):
    """All connections that write to a study, in the order in which they are opened."""
    opened, connect = [], sqlite3.connect

    def watched(database, *arguments, **options):
        made = connect(database, *arguments, **options)
        if "mode=ro" not in str(database) and str(database) != ":memory:":
            opened.append(made)
        return made

    monkeypatch.setattr(sqlite3, "connect", watched)
    return opened


def asked(connection, name):
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def made(path, codebook):
    return cq.Study.create(path, small_corpus(), codebook, who="Awa")


def opened(path, codebook):
    made(path, codebook).close()
    return cq.Study(path)


def imported(path, codebook):
    with made(path, codebook) as study:
        study.export(path.parent / "folder")
    return cq.Study.import_folder(path.parent / "folder", path.parent / "again.study")


def restored(path, codebook):
    with made(path, codebook) as study:
        study.backup(path.parent / "copy.study")
    return cq.Study(path.parent / "copy.study")


@pytest.mark.parametrize("come_by", [made, opened, imported, restored])
def test_what_was_acknowledged_is_on_the_disk_and_nothing_refers_to_nothing(
    connections, tmp_path, codebook, come_by
):
    with come_by(tmp_path / "one.study", codebook) as study:
        start, end = place(study.corpus, "bria", "afraid of the road")
        study.code("bria", start, end, "fear", coder="Awa")
        writing = connections[-1]
        files = {row[1]: row[2] for row in writing.execute("PRAGMA database_list")}
        assert files["main"] == str(study.path)
        assert asked(writing, "synchronous") == FULL
        assert asked(writing, "foreign_keys") == 1
        assert asked(writing, "journal_mode") == "wal"
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            writing.execute(
                "INSERT INTO notice (key, entry, kind, text) VALUES (x'00', 999999, 999999, '')"
            )
        assert not writing.execute("PRAGMA foreign_key_check").fetchall()


def test_every_number_that_names_another_row_is_declared_to_do_so(study):
    """The names of columns say what they point at: the schema must say so, too."""
    file = sqlite3.connect(study.path)
    try:
        tables = [
            name
            for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        declared = {
            (table, row[3]): (row[2], row[4])
            for table in tables
            for row in file.execute(f'PRAGMA foreign_key_list("{table}")')
        }
        for table in tables:
            columns = {row[1]: row[2] for row in file.execute(f'PRAGMA table_info("{table}")')}
            if "entry" in columns and table != "erasing":
                assert declared[table, "entry"] == ("line", "seq"), table
            for name in {"transcript", "coder", "code", "origin", "revision"} & {*columns}:
                assert columns[name] == "INTEGER", (table, name)
                assert declared[table, name] == ("label", "number"), (table, name)
    finally:
        file.close()
