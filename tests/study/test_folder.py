"""A study as plain files: the same study is made of them, or none at all."""

import os
import sys
from dataclasses import replace

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from civic_qual.study.records import Area, Assignment, Coding, Consent, DoneAct, Person, Setting
from tests.study.small import SAID, transcript


@pytest.fixture
def exported(study, tmp_path):
    coding = study.code("bria", 3, 9, "fear", coder="Awa", memo='a "memo",\nof two lines\r')
    study.decide(coding, "reject", coder="Issa", why="=1+1; né")
    study.correct(transcript("ménaka", ["Et alors ?", *SAID["ménaka"][1:]]))
    study.add(cq.RuleCoder(study.codebook).code(study.corpus))
    study.export(tmp_path / "out")
    return tmp_path / "out"


def test_the_same_study_is_made_again(study, exported, tmp_path):
    with cq.Study.import_folder(exported, tmp_path / "again.study") as again:
        assert again.fingerprint == study.fingerprint
        assert again.audit == study.audit
        assert again.memos == study.memos
        for line in study.audit["line"]:
            assert again.coding_table(as_of=line) == study.coding_table(as_of=line)
        assert again.corpus.participants == study.corpus.participants
        assert again.integrity() == []
        assert len(study.merge(again)) == 0


def test_files_are_plain(exported):
    kinds = {path.suffix for path in exported.rglob("*") if path.is_file()}
    assert kinds == {".csv", ".yaml", ".txt"}
    texts = {path.read_text(encoding="utf-8") for path in (exported / "transcripts").iterdir()}
    assert any("afraid of the road" in text for text in texts)
    assert len(texts) == 4
    coding = pd.read_csv(exported / "coding.csv", encoding="utf-8-sig")
    assert {"transcript", "start", "end", "code", "coder"} <= set(coding.columns)


def test_a_folder_with_something_in_it_is_left_as_it_is(study, exported):
    with pytest.raises(StudyError, match="something is there already"):
        study.export(exported)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("decision.csv", "reject", "accept"),
        ("coding.csv", "fear", "perf.help"),
        ("audit.csv", "Issa", "Bo"),
        ("audit.csv", ",2,", ",two,"),
        ("study.yaml", "study 4", "study 9"),
    ],
)
def test_a_folder_that_was_changed_makes_no_study(exported, tmp_path, name, old, new):
    path = exported / name
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8-sig" if name != "study.yaml" else None)
    with pytest.raises(StudyError):
        cq.Study.import_folder(exported, tmp_path / "again.study")
    assert not (tmp_path / "again.study").exists()


def test_a_missing_file_is_named(exported, tmp_path):
    (exported / "memo.csv").unlink()
    with pytest.raises(StudyError, match=r"memo\.csv cannot be read"):
        cq.Study.import_folder(exported, tmp_path / "again.study")


def test_a_backup_can_be_worked_on(study, tmp_path):
    study.code("bria", 3, 9, "fear", coder="Awa")
    study.backup(tmp_path / "copy.study")
    with cq.Study(tmp_path / "copy.study") as copy:
        assert copy.fingerprint == study.fingerprint
        copy.code("bria", 3, 10, "fear", coder="Awa")
        assert copy.integrity() == []
    with pytest.raises(StudyError, match="something is there already"):
        study.backup(tmp_path / "copy.study")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["coding.csv", "study.yaml", "transcripts", "one text"])
def test_links_are_not_followed(exported, tmp_path, name):
    inside = exported / name
    if name == "one text":
        (inside, *_) = (exported / "transcripts").iterdir()
    elsewhere = tmp_path / "elsewhere"
    inside.rename(elsewhere)
    inside.symlink_to(elsewhere)
    with pytest.raises(StudyError, match="is no plain file of this folder"):
        cq.Study.import_folder(exported, tmp_path / "again.study")
    assert not (tmp_path / "again.study").exists()


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "transcripts/../../secret.txt"])
def test_nothing_is_read_outside_of_the_folder(exported, tmp_path, path):
    (tmp_path / "secret.txt").write_text("secret")
    table = exported / "text.csv"
    rows = table.read_text(encoding="utf-8-sig")
    told = rows.split("transcripts/", 1)[1].split(".txt", 1)[0]
    table.write_text(rows.replace(f"transcripts/{told}.txt", path), encoding="utf-8-sig")
    with pytest.raises(StudyError, match="is no plain file of this folder") as error:
        cq.Study.import_folder(exported, tmp_path / "again.study")
    assert "secret." in str(error.value) or "hostname" in str(error.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
@pytest.mark.parametrize("name", ["memo.csv", "study.yaml"])
def test_pipes_and_devices_are_refused_before_they_are_read(exported, tmp_path, name):
    (exported / name).unlink()
    os.mkfifo(exported / name)
    with pytest.raises(StudyError, match="is no plain file of this folder"):
        cq.Study.import_folder(exported, tmp_path / "again.study")
    (exported / name).unlink()
    (exported / name).symlink_to("/dev/zero")
    with pytest.raises(StudyError, match="is no plain file of this folder"):
        cq.Study.import_folder(exported, tmp_path / "again.study")


def test_a_folder_by_way_of_a_link_is_the_folder(study, exported, tmp_path):
    (tmp_path / "by_link").symlink_to(exported)
    with cq.Study.import_folder(tmp_path / "by_link", tmp_path / "again.study") as again:
        assert again.fingerprint == study.fingerprint


OF_LATER = {  # tables and columns that came with a format
    2: ("consent", "setting", "release", "model", "area", "coding.fields", "reading.shown"),
    3: ("assignment", "act", "rejection", "reveal", "reading.item"),
    4: ("third_look",),
}


@pytest.mark.parametrize("written", [1, 2, 3])
def test_a_folder_that_an_earlier_version_wrote(study, exported, tmp_path, written):
    """Without the tables and columns of today."""
    for later in (name for number in OF_LATER if number > written for name in OF_LATER[number]):
        table, _, column = later.partition(".")
        file = exported / f"{table}.csv"
        if not column:
            file.unlink()
            continue
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        frame.drop(columns=column).to_csv(file, index=False)
    about = f"format: civic_qual study {written}\n"
    (exported / "study.yaml").write_text(about, encoding="utf-8")
    with cq.Study.import_folder(exported, tmp_path / "again.study") as again:
        assert again.fingerprint == study.fingerprint
        assert again.integrity() == []


def written_by_hand(study, *records):
    """Put records into a study as nobody can by its acts: each has its right name."""
    with study._session.recording("Mallory", "add") as recorder:
        for record in records:
            recorder.add(record)


GIVEN = {
    "a key with a slip": {"item": "BCDFGH2"},
    "no key": {"item": ""},
    "a kind nobody knows": {"kind": "chapters"},
    "something shown that nobody is shown": {"shown": "everything"},
    "a place beyond the text": {"end": 10_000},
    "for no code": {"codes": ""},
}


@pytest.mark.parametrize("what", GIVEN)
def test_what_nobody_can_be_given_is_not_taken(study, tmp_path, what):
    study.assign("first", [("bria", 3, 9)], "Awa", kind="transcripts")
    (stored,) = study._session.store.records(Assignment)
    written_by_hand(study, replace(stored.record, **GIVEN[what]))
    study.export(tmp_path / "out")
    with pytest.raises(StudyError, match=r"is not as it was exported \(row 2 of assignment"):
        cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study")


BY_HAND = {
    "a place beyond the text": lambda coding: replace(coding, end=10_000),
    "a place that ends before it starts": lambda coding: replace(coding, start=8, end=8),
    "an origin nobody knows": lambda coding: replace(coding, origin="oracle"),
    "a status nobody knows": lambda coding: replace(coding, status="perhaps"),
    "fields that are none": lambda coding: replace(coding, fields="[1"),
    "a score of three": lambda coding: replace(coding, score=3.0),
    "no version of the codebook": lambda coding: replace(coding, codebook="ff" * 16),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_what_makes_no_sense_is_not_taken(study, tmp_path, what):
    study.code("bria", 3, 9, "fear", coder="Awa")
    (stored,) = study._session.store.records(Coding)
    written_by_hand(study, BY_HAND[what](stored.record))
    study.export(tmp_path / "out")
    with pytest.raises(StudyError, match=r"is not as it was exported \(row 2 of coding"):
        cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study")
    assert not (tmp_path / "again.study").exists()


@pytest.mark.parametrize(
    "record",
    [
        Person(participant="p", supersedes="", time="", attributes="[1]"),
        Setting(name="minimum", value="-3", who="", why="", supersedes="", time=""),
        Consent(
            about="participant", target="p", consent="?", who="", why="", supersedes="", time=""
        ),
        DoneAct(id="x", does="dance", who="Awa", queue="", records="", time=""),
        DoneAct(id="x", does="code", who="Awa", queue="", records="ff" * 16, time=""),
        Area(
            name="a", within="", kind="", names="3", attributes="{}", who="", supersedes="", time=""
        ),
    ],
    ids=lambda record: type(record).__name__,
)
def test_other_records_that_make_no_sense_are_not_taken(study, tmp_path, record):
    written_by_hand(study, record)
    study.export(tmp_path / "out")
    with pytest.raises(StudyError, match="is not as it was exported"):
        cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study")
