"""What the open file itself says of how it keeps things, asked over the study's own connections."""

import sqlite3

import pytest

import civic_qual as cq
from civic_qual.study.records import Memo
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


def test_what_failed_leaves_nothing_behind(tmp_path, codebook, monkeypatch):
    """Also not in what the open file remembers of labels, and of what a line brought."""
    with made(tmp_path / "one.study", codebook) as study:
        kept = study._session.store

        def fails(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(kept, "log", fails)
            for coder in ("Nobody", "Noone"):
                with pytest.raises(KeyboardInterrupt):
                    study.code("bria", 3, 12, "fear", coder=coder)
        assert len(study.codings()) == 0
        study.memo("of somebody else", coder="Issa")  # takes the number that a label had
        study.code("bria", 3, 12, "fear", coder="Nobody")
        assert study.codings().coders == ("Nobody",)
        assert study.integrity() == []
    with cq.Study(tmp_path / "one.study") as study:
        assert study.coding_table()["coder"].tolist() == ["Nobody"]
        assert study.memos["coder"].tolist() == ["Issa"]


def test_what_is_read_at_one_moment_does_not_change(tmp_path, codebook):
    with made(tmp_path / "one.study", codebook) as study:
        kept = study._session.store
        with cq.Study(tmp_path / "one.study") as other, kept.reading():
            assert kept.count(Memo) == 0
            other.memo("meanwhile", coder="Issa")
            assert kept.count(Memo) == 0
        assert kept.count(Memo) == 1


def test_to_read_while_writing_ends_nothing(tmp_path, codebook):
    with made(tmp_path / "one.study", codebook) as study:
        with study._session.recording("Awa", "memo") as recorder:
            memo = dict.fromkeys(Memo.__dataclass_fields__, "") | {"start": 0, "end": 0}
            recorder.add(Memo(**{**memo, "about": "study", "text": "kept", "who": "Awa"}))
            with study._session.store.reading():
                assert study._session.store.count(Memo) == 1
        assert study.memos["text"].tolist() == ["kept"]
        assert study.integrity() == []
