"""Damaged study files, a seeded sample of the benchmark: nothing crashes, nothing is silent."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import civic_qual as cq
from benchmarks import damage
from civic_qual.errors import StudyError
from civic_qual.study import checking
from civic_qual.study.records import KINDS, Key, Label, key_of, keys_of_columns

KEPT = Path(__file__).parents[1] / "documents"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    damage.make(folder / "whole.study")
    return folder / "whole.study", damage.seen_whole(folder / "whole.study", folder)


@pytest.mark.parametrize(("how", "number"), [(damage.flip, 14), (damage.edit, 24)])
@pytest.mark.parametrize("large", [False, True])
def test_damage_is_told(whole, monkeypatch, how, number, large):
    if large:
        monkeypatch.setattr(checking, "SMALL", 0)
        number //= 2
    path, expected = whole
    found = damage.tried(path, expected, how, number, seed=7)
    wrong = {name: found.get(name, 0) for name in ("crashed", "silent", "unhelpful")}
    assert wrong == dict.fromkeys(wrong, 0), found["examples"]
    assert found["refused"] > number / 3


# Each of these changes something that no name of a record tells.
EDITS = [
    "UPDATE audit SET recorded = '2020-01-01T00:00:00.000000Z' WHERE seq = 3",
    "UPDATE audit SET details = '{}' WHERE seq = 4",
    "UPDATE coding SET entry = 2 WHERE row = (SELECT max(row) FROM coding)",
    "UPDATE coding SET row = 999 WHERE row = 1",
    "DELETE FROM memo WHERE row = 1",
    "DELETE FROM seal WHERE seq = 5",
    "DELETE FROM shared",
    "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
    "INSERT INTO seal SELECT max(seq) + 1, sum FROM seal",
    "UPDATE migration SET name = 'x' WHERE number = 2",
    "INSERT INTO erasing VALUES (1)",
    "DROP TRIGGER memo_no_update",
    "DROP INDEX coding_code",
    "CREATE TABLE more (x)",
    "PRAGMA user_version = 3",
    "PRAGMA application_id = 1",
]


@pytest.mark.parametrize("edit", EDITS)
def test_what_no_name_tells_is_sealed(tmp_path, edit):
    path = Path(shutil.copy(KEPT / "schema_4.study", tmp_path / "edited.study"))
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        before = file.total_changes
        file.execute("BEGIN")
        if not edit.startswith("INSERT INTO erasing"):
            file.execute("INSERT INTO erasing VALUES (1)")
            file.execute(edit)
            file.execute("DELETE FROM erasing")
        else:
            file.execute(edit)
        file.execute("COMMIT")
        assert file.total_changes > before
    with pytest.raises(StudyError, match="restore a backup"), cq.Study(path) as study:
        len(study.codings())


TREES = (
    "coding",
    "coding_code",
    "coding_transcript",
    "coding_fields",
    "sqlite_autoindex_coding_1",
    "reading",
    "sqlite_autoindex_reading_1",
)


@pytest.mark.parametrize("tree", TREES)
def test_rows_that_a_damaged_page_hides_are_missed_at_once(tmp_path, monkeypatch, tree):
    """Also in a file that is too large to be checked whole: its page says it has an entry less."""
    path = Path(shutil.copy(KEPT / "schema_4_beside.study", tmp_path / "hidden.study"))
    with closing(sqlite3.connect(path)) as file:
        where = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = file.execute(where, (tree,)).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    at = (page - 1) * size + 3  # of the number of entries
    entries = int.from_bytes(content[at : at + 2])
    assert entries, "the file should have one"
    content[at : at + 2] = (entries - 1).to_bytes(2)
    path.write_bytes(content)
    monkeypatch.setattr(checking, "SMALL", 0)
    with pytest.raises(StudyError, match="restore a backup"), cq.Study(path) as study:
        len(study.codings())


def test_what_only_an_index_says_is_compared_with_its_table(tmp_path, monkeypatch):
    """All that is shown of a code comes from an index, where a flipped bit changes a passage."""
    path = tmp_path / "flipped.study"
    monkeypatch.setattr(checking, "SMALL", 0)
    corpus, codebook = cq.example_corpus(), cq.example_codebook()
    name = corpus.transcripts[0].id
    with cq.Study.create(path, corpus, codebook) as study:
        study.code(name, 10, 0x1234, "plan.threat", coder="Awa")
    with closing(sqlite3.connect(path)) as file:
        where = "SELECT rootpage FROM sqlite_schema WHERE name = 'coding_code'"
        (page,) = file.execute(where).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    at = content.index(b"\x12\x34", (page - 1) * size, page * size)
    content[at + 1] ^= 1
    path.write_bytes(content)
    with (
        pytest.raises(StudyError, match="restore a backup"),
        cq.Study(path) as study,
    ):
        len(study.codings(code="plan.threat"))


def test_integrity_reports_whatever_happened(tmp_path):
    path = Path(shutil.copy(KEPT / "schema_4.study", tmp_path / "edited.study"))
    with cq.Study(path) as study:
        with closing(sqlite3.connect(path)) as file:
            file.execute("INSERT INTO erasing VALUES (1)")
            file.execute("UPDATE audit SET digest = NULL WHERE 0")
            file.execute("UPDATE label SET text = X'FF00FE' WHERE number = 5")
            file.execute("UPDATE memo SET text = 7 WHERE row = 2")
            file.execute("DELETE FROM shared")
            file.execute("DELETE FROM erasing")
            file.commit()
        problems = study.integrity()
        assert problems
        assert all(isinstance(problem, str) and "\n" not in problem for problem in problems[:3])


def test_a_damaged_study_stays_readable_by_nobody_and_is_not_merged(tmp_path, study):
    path = Path(shutil.copy(KEPT / "schema_4.study", tmp_path / "edited.study"))
    content = path.read_bytes()
    at = content.index(b"afraid of the road")
    path.write_bytes(content[:at] + b"afraid of the toad" + content[at + 18 :])
    before = study.fingerprint
    with pytest.raises(StudyError, match="restore a backup"):
        study.merge(path)
    assert study.fingerprint == before


def test_names_by_columns_are_the_names_of_records():
    """The quick way to name many records is held to the one that defines names."""
    for path in KEPT.glob("*_coders.study"):
        copy = f"file:{path}?mode=ro&immutable=1"
        with closing(sqlite3.connect(copy, uri=True)) as file:
            labels = dict(file.execute("SELECT number, text FROM label"))
            for kind, of in KINDS.items():
                names = [name for name in of.columns if name not in of.later]
                there = {row[1] for row in file.execute(f'PRAGMA table_info("{of.table}")')}
                if not there.issuperset(names):
                    continue  # a kind that came later
                told = ", ".join(f'"{name}"' for name in names)
                rows = file.execute(f'SELECT key, {told} FROM "{of.table}" ORDER BY row').fetchall()
                if not rows:
                    continue
                keys, *columns = zip(*rows, strict=True)
                written = {n: json.dumps(text, ensure_ascii=False) for n, text in labels.items()}
                assert keys_of_columns(of, columns, written) == list(keys)
                cells = [
                    [labels[v] for v in column] if of.columns[name] is Label else column
                    for name, column in zip(names, columns, strict=True)
                ]
                made = [
                    kind(**dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True)
                ]
                assert [key_of(record) for record in made] == [Key(key) for key in keys]
