"""The schema: frozen for files that exist, and complete for every kind of record."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.study import opening, store
from civic_qual.study.migrations import MIGRATIONS, Migration, only_adding
from civic_qual.study.records import KINDS, KeptSample, Key, Label, Record, kept
from tests.study.small import small_corpus

KEPT = Path(__file__).parents[1] / "documents"
FIRST = 3  # the version of the first files there are
TYPES = {Label: "INTEGER", Key: "BLOB", int: "INTEGER", float: "REAL", str: "TEXT", bytes: "BLOB"}


def questioned(path, question):
    file = sqlite3.connect(path)
    try:
        return file.execute(question).fetchall()
    finally:
        file.close()


def wanted(kind):
    """The statement that makes the table of a kind of record, as a person would write it."""
    refers = {Label: " NOT NULL REFERENCES label(number)", float: ""}
    columns = "".join(
        f', "{name}" {TYPES[of]}{refers.get(of, " NOT NULL")}' for name, of in kind.columns.items()
    )
    return (
        f'CREATE TABLE "{kind.table}" (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, '
        f"entry INTEGER NOT NULL REFERENCES line(seq){columns})"
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.table)
def test_every_kind_of_record_has_its_table_and_is_only_added(study, kind):
    missing = f"a migration is missing: {wanted(kind)} and only_adding({kind.table!r})"
    columns = questioned(study.path, f'PRAGMA table_info("{kind.table}")')
    there = [(name, of, bool(required)) for _, name, of, required, *_ in columns]
    asked = [
        (name, TYPES[of], of is not float and name not in kind.later)
        for name, of in kind.columns.items()
    ]
    assert [name for name, *_ in there[:3]] == ["row", "key", "entry"], missing
    assert there[3:] == asked, missing
    triggers = {
        name
        for (name,) in questioned(
            study.path,
            f"SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{kind.table}'",
        )
    }
    assert triggers == {f"{kind.table}_no_update", f"{kind.table}_no_delete"}, missing


NAMES = (("", 3), ("_coders", 3), ("_beside", 4), ("_reported", 5), ("_worked", 6), ("_settled", 7))
KEPT_FILES = [
    f"schema_{version}{name}"
    for version in range(FIRST, len(MIGRATIONS) + 1)
    for name, since in NAMES
    if version >= since  # which brought it
]


def test_every_version_has_files_that_were_written_by_it():
    assert sorted(path.stem for path in KEPT.glob("*.study")) == sorted(KEPT_FILES)


@pytest.fixture(params=KEPT_FILES)
def old(request, tmp_path):
    """A study file as an earlier version wrote it, and what that version saw in it."""
    kept_file = KEPT / f"{request.param}.study"
    seen = json.loads(kept_file.with_suffix(".json").read_text(encoding="utf-8"))
    return Path(shutil.copy(kept_file, tmp_path)), seen


def test_the_schema_of_a_new_file_is_that_of_an_old_one_brought_up_to_date(old, study):
    path, _ = old
    cq.Study(path).close()
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
    assert questioned(path, schema) == questioned(study.path, schema)
    done = "SELECT number, name FROM migration"
    assert questioned(path, done) == questioned(study.path, done)


TABLES = ("audit", "coders", "memos", "adjudicated", "unplaced", "conflicts", "samples")
TABLES += ("setting_table", "consents", "releases", "models", "areas", "queues", "rejections")
TABLES += ("third_looks",)


def plain(table):
    return json.loads(table.to_json(orient="records", double_precision=15))


def stated(row, names):
    """Return what a table says; of who took everything back it does not say who speaks."""
    gone = row.get("consent") == "withdrawn"
    hidden = {"speaker", "role", "participant", "language", "gender"} if gone else set()
    return {name: row[name] for name in names if name not in hidden}


def test_an_old_file_opens_with_everything_in_it(old):
    path, seen = old
    with cq.Study(path) as study:
        assert study.integrity() == []
        assert study.fingerprint == seen["fingerprint"]
        texts = {one.id: [one.revision, one.text] for one in study.corpus}
        assert texts == seen["texts"]
        marked = [one.id for one in study.corpus if any(turn.reported for turn in one.turns)]
        assert marked == seen.get("reported", [])
        # That of rules is of the code that reads them, too.
        assert study.codebook.content_fingerprint == seen["codebook"][1]
        for name in TABLES:
            if name in seen:
                assert plain(getattr(study, name).frame) == seen[name], name
        table = plain(study.coding_table().frame)
        assert [stated(row, seen["coding_table"][0]) for row in table] == [
            stated(row, row) for row in seen["coding_table"]
        ]
        unknown = {"shown": "unknown"}  # of what was read before that was asked
        readings = [unknown | reading for reading in seen["readings"]]
        assert plain(study.codings().readings) == readings
        for line, told in enumerate(seen["earlier"], 1):
            rows = study.coding_table(as_of=line)[["id", "code", "start", "end", "status"]]
            assert rows.values.tolist() == told
        for sample in study._session.store.records(KeptSample):
            kept_again = study.sample("first").frame.to_csv(index=False, lineterminator="\n")
            assert kept_again == sample.record.units


def test_an_old_file_goes_on_to_be_used(old, tmp_path):
    path, seen = old
    with cq.Study(path) as study:
        study.code("bria", 3, 9, study.codebook.codes[-1].id, coder="Cai")
        study.export(tmp_path / "out")
        with cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study") as again:
            assert again.fingerprint == study.fingerprint != seen["fingerprint"]


@pytest.fixture
def visits(monkeypatch):
    """A kind of record that a later version may bring: a class, and a migration."""
    monkeypatch.setattr("civic_qual.study.records.KINDS", KINDS)
    monkeypatch.setitem(KINDS, None, None)  # puts back what was there, also its order
    del KINDS[None]

    @kept("visit", undoable=True)
    class Visit(Record):
        """Somebody went somewhere."""

        area: Label
        weight: float
        note: str

    monkeypatch.setitem(KINDS, Visit, KINDS.pop(Visit))
    made = Migration("visits", (wanted(KINDS[Visit]), *only_adding("visit")))
    for module in (store, opening):
        monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, made))
    return Visit


def test_a_kind_of_record_is_a_class_and_a_migration(visits, tmp_path, codebook):
    path = Path(shutil.copy(KEPT / "schema_3.study", tmp_path / "old.study"))
    with (
        cq.Study(path) as study,
        cq.Study.create(tmp_path / "new.study", small_corpus(), codebook) as other,
    ):
        with other._session.recording("Awa", "visit") as recorder:
            (key,) = recorder.add(visits(area=Label("Gao"), weight=0.1, note="went there, né"))
        study.merge(other)
        study.export(tmp_path / "out")
        with cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study") as again:
            (stored,) = again._session.store.records(visits)
            assert stored.record.cells == {"area": "Gao", "weight": 0.1, "note": "went there, né"}
            assert again.fingerprint == study.fingerprint
            assert study.integrity() == again.integrity() == []
            again.undo(key.hex(), coder="Awa")
        with (
            sqlite3.connect(path) as file,
            pytest.raises(sqlite3.IntegrityError, match="only adds"),
        ):
            file.execute("DELETE FROM visit")
        file.close()
