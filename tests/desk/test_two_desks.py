"""Several desks and programs on one file; files that are gone, replaced, held, full or shared."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

import civic_qual as cq
from civic_qual.desk.desk import Desk
from civic_qual.errors import StudyError
from civic_qual.study import store
from tests.desk.test_jobs import TRIALS

ROOT = Path(__file__).parents[2]


def ask(desk, name, coder="Awa", language="en", **values):
    """Return what is answered; what is refused is an error."""
    told = desk.ask(name, values, coder=coder, language=language).result(60)
    assert "refused" not in told, told
    return told["answer"]


def refused(desk, name, coder="Awa", language="en", **values):
    return desk.ask(name, values, coder=coder, language=language).result(60)["refused"]


def coded(desk, number, coder="Awa", code="fear"):
    """Code words of `bria` by an act with a number; return what became of it."""
    shown = ask(desk, "transcript", coder, transcript="bria")
    start = shown["text"].index("afraid")
    act = {"act": f"{coder}-{number}", "do": "code", "transcript": "bria", "code": code}
    act |= {"revision": shown["revision"], "start": start, "end": start + 6}
    return ask(desk, "acts", coder, acts=[act])["done"][0]


def codings_of(path):
    with cq.Study(path) as study:
        return sorted(zip(*(study.coding_table()[one] for one in ("code", "coder")), strict=True))


def test_two_desks_and_a_command_see_each_others_work_at_once(small_study):
    with closing(Desk(small_study)) as one, closing(Desk(small_study)) as two:
        line = ask(two, "since", "Issa", line=0)["line"]
        assert not ask(two, "since", "Issa", line=line)["changed"]
        assert not coded(one, 1)["refused"]
        news = ask(two, "since", "Issa", line=line)
        assert news["changed"]
        assert news["transcripts"] == ["bria"]
        assert any(row[4] == "Awa" for row in rows(two, "Issa"))
        program = (
            "import sys, civic_qual as cq\n"
            "with cq.Study(sys.argv[1]) as s: s.code('ansongo', 0, 3, 'fear', coder='Bo')"
        )
        subprocess.run([sys.executable, "-c", program, small_study], cwd=ROOT, check=True)
        later = ask(one, "since", line=news["line"])
        assert later["transcripts"] == ["ansongo"]
        assert ask(two, "about", "Issa")["coders"] == ["Awa", "Bo"]  # in the other lane, too
    assert codings_of(small_study) == [("fear", "Awa"), ("fear", "Bo")]


def rows(desk, coder):
    shown = ask(desk, "transcript", coder, transcript="bria")
    assert shown["columns"][4] == "coder"
    return shown["codings"]


def test_a_study_that_is_gone_or_replaced_is_noticed_before_anything_is_done(small_study, tmp_path):
    with closing(Desk(small_study)) as desk:
        coded(desk, 1)
        away = small_study.rename(tmp_path / "away.study")
        said = refused(desk, "acts", acts=[])
        assert "there is no study" in said
        assert str(small_study) in said
        assert "there is no study" in ask(desk, "about")["problem"]
        assert ask(desk, "studies") is not None  # another one can be opened
        # What was confirmed stands in the file, wherever it is now.
        assert codings_of(away) == [("fear", "Awa")]
        away.rename(small_study)
        assert ask(desk, "about")["study"] == "small"
        assert not coded(desk, 2, code="perf.help")["refused"]
    assert codings_of(small_study) == [("fear", "Awa"), ("perf.help", "Awa")]


def test_a_study_that_another_program_holds_says_so(small_study, monkeypatch):
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with closing(Desk(small_study)) as desk:
        shown = ask(desk, "transcript", transcript="bria")
        act = {"act": "x", "do": "code", "transcript": "bria", "revision": shown["revision"]}
        act |= {"start": 0, "end": 4, "code": "fear"}
        with closing(sqlite3.connect(small_study, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            told = desk.ask("acts", {"acts": [act]}, coder="Awa", language="en").result(60)
            assert "busy" in str(told)
            other.execute("ROLLBACK")
        (done,) = ask(desk, "acts", acts=[act])["done"]
        assert not done["refused"]
    assert codings_of(small_study) == [("fear", "Awa")]


def test_a_full_disk_says_so_and_nothing_is_confirmed(small_study):
    with closing(Desk(small_study)) as desk:
        coded(desk, 1)
        file = desk._opened["reading"].study._session.store._file
        pages = file.execute("PRAGMA page_count").fetchone()[0]
        file.execute(f"PRAGMA max_page_count = {pages}")
        memo = {"act": "m", "do": "memo", "transcript": "bria", "text": "x" * 100_000}
        told = desk.ask("acts", {"acts": [memo]}, coder="Awa", language="fr").result(60)
        assert "disque" in str(told)
        file.execute("PRAGMA max_page_count = 1000000")
        assert not ask(desk, "acts", acts=[memo])["done"][0]["refused"]
    with cq.Study(small_study) as study:
        assert len(study.memos) == 1


@pytest.fixture
def shared_study(small_study, tmp_path):
    """A study in a folder that a program copies between computers."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return small_study.rename(folder / "small.study")


def test_in_a_synchronised_folder_one_desk_and_its_jobs_work_and_another_is_told_why(shared_study):
    mark = shared_study.with_name("small.study-open")
    with closing(Desk(shared_study, jobs_in=TRIALS)) as desk:
        assert not coded(desk, 1)["refused"]
        assert ask(desk, "about")["study"] == "small"  # by the other lane
        ask(desk, "start_job", job="counting", values={"n": 2})
        while (told := ask(desk, "job"))["state"] == "running":
            Event().wait(0.02)
        assert told["state"] == "done", told
        assert mark.exists()
        program = (
            "import sys\nfrom pathlib import Path\nfrom civic_qual.desk.desk import Desk\n"
            "desk = Desk(Path(sys.argv[1]))\n"
            "print(desk.ask('about', {}, coder='', language='fr').result()['answer']['problem'])\n"
            "desk.close()"
        )
        other = subprocess.run(
            [sys.executable, "-c", program, shared_study],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "Dropbox" in other.stdout
        assert "merge" in other.stdout
        assert not coded(desk, 2, code="perf.help")["refused"]
    assert not mark.exists()
    assert not shared_study.with_name("small.study-wal").exists()
    assert len(codings_of(shared_study)) == 2


def test_after_a_desk_has_closed_one_at_a_time_holds_again_in_this_program(shared_study):
    desks = [Desk(shared_study), Desk(shared_study)]
    desks[0].close()
    desks[0].close()
    assert ask(desks[1], "about")["study"] == "small"
    assert not coded(desks[1], 1)["refused"]  # the other lane, too
    desks[1].close()
    with cq.Study(shared_study), pytest.raises(StudyError, match="open already"):
        cq.Study(shared_study)
