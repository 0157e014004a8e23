"""Files that are no study, or not any more, and drives that cannot hold one: real ones."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from civic_qual.study import opening, store
from civic_qual.study.opening import refuse_unlockable
from civic_qual.study.records import KINDS
from tests.study.small import place

KEPT = Path(__file__).parents[1] / "documents"


def refused(path, said):
    """Check that a file is refused in one line, and is left as it was."""
    before = path.read_bytes()
    with pytest.raises(StudyError, match=said) as error:
        cq.Study(path)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == before


@pytest.fixture
def path(study, corpus):
    study.code("bria", *place(corpus, "bria", "afraid"), "fear", coder="Awa")
    study.close()
    return study.path


def test_a_missing_file(tmp_path):
    with pytest.raises(StudyError, match="there is no study; check the path, or make one with"):
        cq.Study(tmp_path / "none.study")
    assert not (tmp_path / "none.study").exists()


def test_a_foreign_file(tmp_path):
    for name, content, said in (
        ("a.study", b"PK\x03\x04 something", "this is no study file"),
        ("b.study", b"", "the file is empty"),
    ):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, said)


def test_another_database(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    other.close()
    refused(tmp_path / "other.db", "a database, but no study")


def test_a_folder(tmp_path):
    with pytest.raises(StudyError, match="cannot be read"):
        cq.Study(tmp_path)


def test_a_file_of_a_newer_version(path, monkeypatch):
    monkeypatch.setattr(store, "MIGRATIONS", store.MIGRATIONS[:-1])
    monkeypatch.setattr(opening, "MIGRATIONS", store.MIGRATIONS)
    refused(path, "made by a newer version of civic_qual .* pip install --upgrade")


def test_a_file_of_an_older_version_is_brought_up_to_date(tmp_path):
    shutil.copy(KEPT / "schema_3.study", tmp_path / "old.study")
    with cq.Study(tmp_path / "old.study") as study:
        study.code("bria", 3, 9, "fear", coder="Awa")
        assert study.integrity() == []
    with sqlite3.connect(tmp_path / "old.study") as file:
        done = file.execute("SELECT name FROM migration ORDER BY number").fetchall()
    file.close()
    names = ["first_tables", "only_added", "looked_up", "what_was_shown_and_said"]
    names += ["what_is_reported", "what_people_do", "what_is_settled"]
    assert [name for (name,) in done] == names


def test_an_old_file_that_is_damaged_is_left_as_it_is(tmp_path):
    content = (KEPT / "schema_3.study").read_bytes()
    at = content.index(b"afraid of the road")
    path = tmp_path / "old.study"
    path.write_bytes(content[:at] + b"afraid of the toad" + content[at + 18 :])
    refused(path, "row . of text is not what was recorded.*restore a backup")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_file(path, kept):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    refused(path, "the file is damaged or cut short: restore a backup")


def test_a_damaged_text_is_found(path):
    content = path.read_bytes()
    at = content.index(b"afraid of the road")
    path.write_bytes(content[:at] + b"afraid of the toad" + content[at + 18 :])
    with cq.Study(path) as study:
        (problem, *more) = study.integrity()
        assert "text is not what was recorded" in problem
        assert more
        assert repr(study) == f"Study({str(path)!r}, damaged)"
        for look in (
            lambda: study.corpus,
            lambda: study.codings(),
            lambda: study.fingerprint,
            lambda: study.memo("x", coder="Awa"),
            lambda: study.export(path.with_name("out")),
            lambda: study.backup(path.with_name("copy.study")),
        ):
            with pytest.raises(StudyError, match=r"not what was recorded.*restore a backup"):
                look()
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name]


def test_nothing_is_changed_or_deleted(path):
    with sqlite3.connect(path) as file:
        for table in (*(kind.table for kind in KINDS.values()), "audit", "label"):
            if file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]:
                for change in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET rowid = rowid'):
                    with pytest.raises(sqlite3.IntegrityError, match="a study only adds"):
                        file.execute(change)
    file.close()


def limit_pages(study, most):
    """Let the file grow to so many pages only, as on a full disk."""
    study._session.store._file.execute(f"PRAGMA max_page_count = {most}")


def test_a_full_disk_loses_nothing(study, corpus):
    kept = study.code("bria", *place(corpus, "bria", "afraid"), "fear", coder="Awa")
    before = study.fingerprint
    limit_pages(study, 1)  # SQLite takes no less than there are
    with pytest.raises(StudyError, match="the disk is full; nothing of this step was kept"):
        study.add(cq.RuleCoder(study.codebook).code(study.corpus), why="long " * 50_000)
    assert study.fingerprint == before
    assert len(study.audit) == 2
    limit_pages(study, 1_000_000)
    assert study.add(cq.RuleCoder(study.codebook).code(study.corpus)) > 0
    assert kept in study.coding_table()["id"].tolist()
    assert study.integrity() == []


def test_creating_over_something_is_refused(path, corpus, codebook):
    before = path.read_bytes()
    with pytest.raises(StudyError, match="something is there already, and is left as it is"):
        cq.Study.create(path, corpus, codebook)
    assert path.read_bytes() == before
    wal = path.with_name("new.study-wal")
    wal.write_bytes(b"left over")
    with pytest.raises(StudyError, match="belongs to a study that was moved"):
        cq.Study.create(path.with_name("new.study"), corpus, codebook)


def test_creating_in_no_folder_is_refused(tmp_path, corpus, codebook):
    with pytest.raises(StudyError, match="there is no such folder"):
        cq.Study.create(tmp_path / "none" / "a.study", corpus, codebook)


def test_a_failure_while_creating_leaves_nothing(tmp_path, corpus, codebook, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("power cut")

    monkeypatch.setattr(store.Store, "log", fail)
    with pytest.raises(StudyError):
        cq.Study.create(tmp_path / "a.study", corpus, codebook)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_only_be_read(path):
    """As the system says it: a folder of this kind, or one without the right to write."""
    if Path("/proc/self").is_dir() and os.geteuid() == 0:
        with pytest.raises(StudyError, match="nothing can be written there"):
            refuse_unlockable(Path("/proc/self"))
        return
    path.parent.chmod(0o555)
    try:
        with pytest.raises(StudyError, match="nothing can be written there"):
            cq.Study(path)
    finally:
        path.parent.chmod(0o755)


def test_a_file_that_may_only_be_read(path):
    script = (
        "import sqlite3, sys\nfrom pathlib import Path\n"
        "from civic_qual.study.opening import explained\n"
        "file = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)\n"
        "try:\n    with explained(Path(sys.argv[1])):\n"
        "        file.execute(\"INSERT INTO label (text) VALUES ('x')\")\n"
        "except Exception as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
    assert "may only be read: copy the study to a folder" in done.stdout


def test_a_drive_that_does_not_lock(path, monkeypatch):
    """SQLite without locks is what a study meets on such a drive: it cannot share the file."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda name, **more: connect(f"{name}&vfs=unix-none", **more)
    )
    with pytest.raises(StudyError, match="to a drive of this computer"):
        cq.Study(path)


def test_a_drive_whose_locks_hold_nobody_back(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "fcntl", lambda *_: 0)
    if not hasattr(fcntl, "F_OFD_SETLK"):
        pytest.skip("this system cannot tell")
    with pytest.raises(StudyError, match="this drive does not lock files"):
        refuse_unlockable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_someone_who_keeps_the_file_busy(path, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.01)
    with cq.Study(path) as study:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StudyError, match="another program kept it busy"):
            study.code("bria", 3, 9, "fear", coder="Awa")
        other.close()
        study.code("bria", 3, 9, "fear", coder="Awa")


def test_a_transcript_of_the_same_id_with_another_text(study, corpus):
    bria = corpus["bria"]
    other = cq.Corpus(
        (cq.Transcript(id=bria.id, text=bria.text + "R1: More.\n", turns=bria.turns),)
    )
    with pytest.raises(StudyError, match=r"'bria' is in the study with another text.*correct"):
        study.add(other)
    with pytest.raises(cq.CivicQualError, match="another text in the study"):
        study.add(cq.RuleCoder(study.codebook).code(other))
    assert len(study.audit) == 1


def test_a_codebook_that_cannot_be_written_is_refused(tmp_path, corpus):
    book = cq.Codebook("", "1", ("en",), (cq.Code("a b", "theme"),))
    with pytest.raises(cq.CivicQualError):
        cq.Study.create(tmp_path / "a.study", corpus, book)
    assert list(tmp_path.iterdir()) == []


def test_store_and_migrations_are_the_only_sql():
    package = Path(cq.__file__).parent
    words = ("SELECT ", "INSERT ", "PRAGMA ", "CREATE TABLE", "DELETE FROM", "sqlite3.connect")
    found = {
        path.name
        for path in package.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in words)
    }
    assert found == {"store.py", "stored.py", "labels.py", "migrations.py"}
