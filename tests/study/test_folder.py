"""A study as plain files: the same study is made of them, or none at all."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
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
        ("study.yaml", "study 2", "study 9"),
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
