"""Places that no system has, or that nobody chose, are refused in words by all that take one."""

from contextlib import closing

import pytest

import civic_qual as cq
from civic_qual.desk.desk import Desk
from civic_qual.desk.pages import worksheets
from tests.desk.pages.asking import RefusedError, ask, done

NOWHERE = ["a\0b", "~nobody-of-this-name/x", "\ud800", " ", '""']
CALLS = [
    ("open_study", "path"),
    ("bring_in", "path"),
    ("back_up_now", "folder"),
    ("open_report", "folder"),
]
JOBS = [("merge_copy", "path"), ("export_study", "folder")]


@pytest.fixture
def desk(small_study, monkeypatch):
    monkeypatch.chdir(small_study.parent)
    with closing(Desk(small_study)) as desk:
        yield desk


@pytest.mark.parametrize(("call", "name"), CALLS)
@pytest.mark.parametrize("place", NOWHERE)
def test_a_call_refuses_it_and_writes_nothing(desk, small_study, call, name, place):
    ask(desk, "upkeep")  # opens it, with SQLite's own files beside it
    before = sorted(small_study.parent.iterdir())
    with pytest.raises(RefusedError, match="choose"):
        ask(desk, call, **{name: place})
    assert sorted(small_study.parent.iterdir()) == before


@pytest.mark.parametrize(("job", "name"), JOBS)
def test_a_job_refuses_it(desk, job, name):
    with pytest.raises(RefusedError, match="choose"):
        done(desk, job, **{name: "a\0b"})


@pytest.mark.parametrize("place", NOWHERE[:3])
def test_a_chooser_refuses_what_cannot_be(desk, place):
    for call in ("look_into", "read_back", "back_up_to"):
        with pytest.raises(RefusedError, match="choose"):
            ask(desk, call, **{"path" if call == "read_back" else "folder": place})


def test_only_what_lies_beside_the_interviews_is_brought_in(tmp_path):
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "a.txt").write_text("I: Who came?\nR: Nobody.\n", encoding="utf-8")
    elsewhere = tmp_path / "secret.txt"
    elsewhere.write_text("I: Who?\nR: Me.\n", encoding="utf-8")
    with cq.Study.create(tmp_path / "a.study", cq.read_corpus(folder), cq.example_codebook()):
        pass
    (folder / "b.txt").write_text("I: Who came?\nR: They did.\n", encoding="utf-8")
    with closing(Desk(tmp_path / "a.study")) as desk:
        for path in (elsewhere, folder / "a.txt", folder):
            with pytest.raises(RefusedError, match="not beside the interviews"):
                ask(desk, "bring_in", path=str(path))
        assert ask(desk, "bring_in", path=str(folder / "b.txt"))["added"] > 0
    with cq.Study(tmp_path / "a.study") as study:
        assert [one.id for one in study.corpus] == ["a", "b"]


def test_an_interview_that_is_not_there_is_refused_in_words(desk):
    with pytest.raises(RefusedError, match="no transcript 'nowhere'"):
        ask(desk, "first_turns", transcript="nowhere")


def test_a_folder_of_everything_is_not_read_back(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(worksheets, "MOST_FILES", 3)
    crowded = tmp_path / "crowded"
    crowded.mkdir()
    for number in range(3):
        (crowded / f"{number}.txt").touch()
    with pytest.raises(RefusedError, match="3 files or more"):
        ask(desk, "read_back", path=str(crowded))
