"""Long work beside reading: another process, one at a time, told, stopped, and never left alone."""

import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import psutil
import pytest

from civic_qual.desk.desk import Desk

TRIALS = "tests.desk.trial_jobs:JOBS"


@pytest.fixture
def desk(small_study):
    with closing(Desk(small_study, jobs_in=TRIALS)) as desk:
        yield desk


def ask(desk, name, language="en", **values):
    return desk.ask(name, values, coder="Awa", language=language).result(60)


def ended(desk):
    """Return the latest job once it is no longer running."""
    while (told := ask(desk, "job")["answer"])["state"] == "running":
        Event().wait(0.02)
    return told


def begun(desk, folder):
    """Begin the job that never ends; return the number of its process once it is at work."""
    assert "answer" in ask(desk, "start_job", job="waiting", values={"folder": str(folder)})
    return process_in(folder)


def process_in(folder):
    while not Path(folder, "process").exists():
        Event().wait(0.02)
    return int(Path(folder, "process").read_text(encoding="utf-8"))


def gone(process):
    """Whether a process has ended; one of which its parent was not told counts as ended."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_job_is_done_in_another_process_on_a_study_of_its_own(desk):
    assert ask(desk, "job") == {"answer": None}
    started = ask(desk, "start_job", job="counting", values={"n": 3})["answer"]["job"]
    told = ended(desk)
    assert (told["id"], told["job"], told["state"]) == (started, "counting", "done")
    assert (told["done"], told["of"], told["say"]) == (3, 3, "3 words")
    assert told["answer"]["transcripts"] == 3
    assert told["answer"]["process"] != os.getpid()
    assert gone(told["answer"]["process"])


def test_one_at_a_time(desk, tmp_path):
    process = begun(desk, tmp_path)
    refused = ask(desk, "start_job", job="counting", values={"n": 1})["refused"]
    assert "stop it first" in refused
    assert ask(desk, "job")["answer"]["job"] == "waiting"
    assert "stop it" in refusal_of_another_study(desk)
    assert ask(desk, "stop_job")["answer"]["state"] == "stopped"
    assert gone(process)
    ask(desk, "start_job", job="counting", values={"n": 1})
    assert ended(desk)["state"] == "done"


def refusal_of_another_study(desk):
    with pytest.raises(Exception, match="going on") as caught:
        desk.open_study(desk.path)
    return str(caught.value)


def test_what_is_stopped_clears_up_after_itself(desk, tmp_path):
    begun(desk, tmp_path)
    assert Path(tmp_path, "half.txt").exists()
    ask(desk, "stop_job")
    assert not Path(tmp_path, "half.txt").exists()


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ("refusing", "x is not there"),
        ("breaking", "KeyError in trial_jobs.py"),
        ("unsayable", "TypeError"),
        ("dying", "the work broke off"),
    ],
)
def test_what_fails_says_why_and_nothing_of_an_interview(desk, job, says):
    ask(desk, "start_job", job=job, values={})
    told = ended(desk)
    assert told["state"] == "failed"
    assert says in told["refused"]
    assert "Awa" not in told["refused"]
    assert "Traceback" not in told["refused"]


def test_a_job_speaks_the_language_of_who_asked(desk):
    ask(desk, "start_job", "fr", job="refusing", values={})
    assert ended(desk)["refused"] != "x is not there"
    assert "x" in ended(desk)["refused"]


def test_what_needs_a_study_is_refused_without_one_and_what_needs_none_is_done():
    with closing(Desk(jobs_in=TRIALS)) as desk:
        assert "no study is open" in ask(desk, "start_job", job="counting", values={})["refused"]
        ask(desk, "start_job", job="making", values={})
        assert ended(desk)["answer"] == {"study": None}
        assert "no such work" in ask(desk, "start_job", job="os:system", values={})["refused"]


def test_a_killed_job_is_said_and_another_can_begin(desk, tmp_path):
    os.kill(begun(desk, tmp_path), signal.SIGKILL)
    assert ended(desk)["state"] == "failed"
    ask(desk, "start_job", job="counting", values={"n": 1})
    assert ended(desk)["state"] == "done"


def test_a_desk_that_closes_takes_its_job_with_it(small_study, tmp_path):
    with closing(Desk(small_study, jobs_in=TRIALS)) as desk:
        process = begun(desk, tmp_path)
    assert gone(process)


DESK_OF_ITS_OWN = """\
import sys, time
from pathlib import Path
from civic_qual.desk.desk import Desk
sys.path.insert(0, sys.argv[3])  # where the trial jobs are found
desk = Desk(Path(sys.argv[1]), jobs_in="tests.desk.trial_jobs:JOBS")
desk.start_job("waiting", {"folder": sys.argv[2]}, language="en")
time.sleep(600)
"""


def test_a_killed_desk_leaves_no_job_behind(small_study, tmp_path):
    root = Path(__file__).parents[2]
    desk = subprocess.Popen(
        [sys.executable, "-c", DESK_OF_ITS_OWN, small_study, tmp_path, root], cwd=root
    )
    process = process_in(tmp_path)
    desk.kill()
    desk.wait()
    with suppress(psutil.NoSuchProcess):
        psutil.Process(process).wait(30)
    assert gone(process)
    assert not Path(tmp_path, "half.txt").exists()
