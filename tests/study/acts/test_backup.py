"""The second place of a study: set once, renewed when it is closed, and never written over."""

import json
import shutil
import warnings
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.errors import CivicQualWarning, StudyError
from civic_qual.study.acts import backup


@pytest.fixture
def usb(tmp_path, monkeypatch):
    """Another drive; and settings of a user who has none yet."""
    monkeypatch.setattr(backup, "_settings_file", lambda: tmp_path / "own" / "backups.json")
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


def copied(usb):
    with cq.Study(usb / "small.study") as copy:
        assert copy.integrity() == []
        return len(copy.codings())


def test_it_is_set_once_and_renewed_at_every_closing(study, usb):
    study.close()
    with cq.Study(study.path, backup_to=usb) as opened:
        opened.code("bria", 3, 9, "fear", coder="Awa")
    assert copied(usb) == 1
    with cq.Study(study.path) as opened:
        opened.code("bria", 3, 10, "fear", coder="Awa")
        assert copied(usb) == 1
    assert copied(usb) == 2
    written = (usb / "small.study").stat().st_mtime_ns
    cq.Study(study.path).close()  # nothing was done
    assert (usb / "small.study").stat().st_mtime_ns == written
    cq.Study(study.path, backup_to="").close()
    with cq.Study(study.path) as opened:
        opened.code("bria", 3, 11, "fear", coder="Awa")
    assert copied(usb) == 2


def test_the_file_knows_nothing_of_it_and_nobody_else_may_read_where(study, usb, tmp_path):
    study.close()
    cq.Study(study.path, backup_to=usb).close()
    assert b"usb" not in study.path.read_bytes()
    settings = tmp_path / "own" / "backups.json"
    assert json.loads(settings.read_text()) == {str(study.path): str(usb)}
    assert settings.stat().st_mode & 0o077 == 0
    settings.write_text("[")  # as if somebody had written into it
    cq.Study(study.path).close()


def test_a_new_study_can_have_one_at_once(usb, tmp_path, corpus, codebook):
    cq.Study.create(tmp_path / "new.study", corpus, codebook, backup_to=usb).close()
    with cq.Study(usb / "new.study") as copy:
        assert len(copy.corpus) == 3


def test_what_somebody_did_in_the_copy_is_not_lost(study, usb):
    study.close()
    cq.Study(study.path, backup_to=usb).close()
    with cq.Study(usb / "small.study") as copy:
        copy.code("bria", 3, 9, "fear", coder="Bo")
    study = cq.Study(study.path)
    study.code("bria", 3, 10, "fear", coder="Awa")
    with pytest.warns(CivicQualWarning, match="somebody has worked in the copy; merge it"):
        study.close()
    assert copied(usb) == 1
    with cq.Study(study.path) as study:
        study.merge(usb / "small.study")
        shutil.move(usb / "small.study", usb / "merged.study")
    assert copied(usb) == 2


@pytest.mark.parametrize("name", ["other.study", "no study"])
def test_something_else_stays(study, usb, tmp_path, corpus, codebook, name):
    study.close()
    cq.Study(study.path, backup_to=usb).close()
    if name == "no study":
        (usb / "small.study").write_bytes(b"a letter")
    else:
        cq.Study.create(tmp_path / name, corpus, codebook, who="Bo").close()
        shutil.copy(tmp_path / name, usb / "small.study")
    before = (usb / "small.study").read_bytes()
    with pytest.warns(CivicQualWarning, match="was kept, but not copied to its second place"):
        cq.Study(study.path).close()
    assert (usb / "small.study").read_bytes() == before


def test_a_place_that_is_gone_is_told_and_the_study_closed(study, usb):
    study.close()
    opened = cq.Study(study.path, backup_to=usb)
    kept = opened.code("bria", 3, 9, "fear", coder="Awa")
    usb.rmdir()
    with pytest.warns(CivicQualWarning, match="not copied to its second place"):
        opened.close()
    assert "closed" in repr(opened)
    with pytest.warns(CivicQualWarning), cq.Study(study.path) as again:
        assert again.coding_table()["id"].tolist() == [kept]


def test_who_makes_errors_of_warnings_has_it_closed_too(study, usb):
    study.close()
    opened = cq.Study(study.path, backup_to=usb)
    usb.rmdir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(CivicQualWarning, match="not copied to its second place"):
            opened.close()
    assert "closed" in repr(opened)


def test_a_damaged_study_does_not_take_the_place_of_its_backup(study, usb):
    study.code("bria", 3, 9, "fear", coder="Awa")
    study.close()
    cq.Study(study.path, backup_to=usb).close()
    content = study.path.read_bytes()
    at = content.index(b"afraid of the road")
    study.path.write_bytes(content[:at] + b"afraid of the toad" + content[at + 18 :])
    cq.Study(study.path).close()
    assert copied(usb) == 1


@pytest.mark.parametrize(("place", "said"), [("none", "no such folder"), (".", "itself stands")])
def test_places_that_will_not_do_are_refused(study, usb, place, said):
    study.close()
    with pytest.raises(StudyError, match=said):
        cq.Study(study.path, backup_to=study.path.parent / place)
    cq.Study(study.path).close()
    assert list(Path(usb).iterdir()) == []
