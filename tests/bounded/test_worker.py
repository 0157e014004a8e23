"""The worker: what it brings back, what stops it, and that it outlives nobody."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import openpyxl
import psutil
import pytest

from civic_qual.bounded import worker
from civic_qual.bounded.limits import Limits, Watch, limits_for, measuring
from civic_qual.bounded.worker import close_worker, in_worker
from civic_qual.errors import ReadError, TooLargeError
from civic_qual.messages import PSEUDO, Message, render

TASKS = """
import os, sys, time, warnings, civic_qual
from civic_qual.errors import ReadError, TooLargeError
from civic_qual.messages import Message, enumerated

def echo(data, **options): return [data.decode("latin-1"), options]
def process(data): return os.getpid()
def library(data): return [civic_qual.__file__, sys.flags.isolated]
def noisy(data):
    print("Jean Mbari of Bria"); print("Jean Mbari", file=sys.stderr); os.write(1, b"Jean")
    os.write(2, b"Jean"); warnings.warn("Jean"); sys.stdout.flush(); sys.stderr.flush()
    return sys.stdin.read()
def refuse(data):
    raise ReadError(Message("no {what} in {n} places", what=enumerated(["a", "b"]), n=2))
def refuse_large(data): raise TooLargeError("larger")
def stumble(data): raise KeyError("Jean Mbari of Bria")
def hang(data):
    while True: pass
def swell(data):
    held = []
    while True: held.append(bytearray(10_000_000))
def swell_softly(data): return bytes(3_000_000_000)
def leave(data): os._exit(3)
def long(data): return "x" * 1000
def held(data, pipe):
    global kept
    kept = open(pipe, "w"); print(os.getpid(), file=kept, flush=True)
def held_and_busy(data, pipe):
    held(data, pipe)
    while time.process_time() < 20: pass
    print("survived", file=kept, flush=True)
"""
ROOM = limits_for(0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("tasks")
    (made / "tasks_to_try.py").write_text(TASKS)
    return made


@pytest.fixture(autouse=True)
def own_worker(folder, monkeypatch):
    """Let tasks be found, and start from no worker."""
    close_worker()
    monkeypatch.syspath_prepend(str(folder))
    yield
    close_worker()


def do(task: str, data: bytes = b"", limits: Limits | None = None, **options):
    return in_worker(f"tasks_to_try:{task}", data, options, limits)


def test_bytes_and_options_go_in_and_data_comes_out():
    every = bytes(range(256)) * 5_000
    assert do("echo", every, word="é\ud800", n=[1, None]) == [
        every.decode("latin-1"),
        {"word": "é\ud800", "n": [1, None]},
    ]


def test_one_worker_reads_file_after_file_and_is_no_copy_of_ours():
    first = do("process")
    assert first == do("process") != os.getpid()


def test_it_is_isolated_and_runs_this_very_library():
    assert do("library") == [worker.civic_qual.__file__, 1]


def test_nothing_that_is_printed_reaches_the_screen(capfd):
    assert do("noisy") == ""
    assert capfd.readouterr() == ("", "")


def test_a_refusal_comes_back_as_the_message_it_was():
    with pytest.raises(ReadError) as caught:
        do("refuse")
    assert isinstance(caught.value.args[0], Message)
    assert str(caught.value) == "no a, b in 2 places"
    assert render(caught.value, PSEUDO) != str(caught.value)
    with pytest.raises(TooLargeError, match="larger"):
        do("refuse_large")


def test_a_mistake_is_named_without_what_the_file_holds():
    with pytest.raises(ReadError, match=r"cannot be read \(KeyError\)") as caught:
        do("stumble")
    assert "Jean" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer of processor time")
def test_what_takes_too_long_is_stopped_and_the_next_file_is_read():
    with pytest.raises(ReadError, match="stopped after 1 seconds of processor time"):
        do("hang", limits=Limits(1, ROOM.memory, ROOM.answer))
    assert do("echo", b"next")[0] == "next"


@pytest.mark.parametrize("task", ["swell", "swell_softly"])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_what_swells_is_stopped_and_the_next_file_is_read(task):
    with pytest.raises(ReadError, match="more memory than any honest file"):
        do(task, limits=Limits(20, 200_000_000, ROOM.answer))
    assert do("echo", b"next")[0] == "next"


def test_an_answer_that_is_too_long_is_not_taken():
    with pytest.raises(ReadError, match="more memory"):
        do("long", limits=Limits(5, ROOM.memory, 900))
    assert do("echo", b"next")[0] == "next"


@pytest.mark.parametrize("busy", [True, False])
def test_a_worker_that_ends_by_itself_is_replaced(busy):
    first = do("process")
    if busy:
        with pytest.raises(ReadError, match=r"cannot be read \(crash\)"):
            do("leave", b"x" * 1_000_000)
    else:
        psutil.Process(first).kill()
        psutil.Process(first).wait() if first in psutil.pids() else None
    assert do("process") != first


def test_where_python_cannot_be_started_it_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReadError, match=r"could not be started \(no such file"):
        do("process")


def test_a_program_of_its_own_is_not_started_as_if_it_were_python(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(ReadError, match="could not be started"):
        do("process")


def test_threads_wait_for_each_other():
    found = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(do("echo", bytes([n]) * 100_000)[0][0]))
        for n in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [chr(n) for n in range(8)]


def test_a_library_that_needs_the_worker_inside_the_worker_is_already_there():
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["text", "yes"])
    book.save(file)
    sheet = in_worker("civic_qual.sheets.workbooks:workbook_rows", file.getvalue())
    assert sheet == {"Sheet": [[1, ["text", "yes"]]]}


SCRIPT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background is deaf to it
sys.path.insert(0, {folder!r})
from civic_qual.bounded.limits import Limits
from civic_qual.bounded.worker import in_worker
in_worker("tasks_to_try:{task}", b"", {{"pipe": {pipe!r}}}, Limits(600, 600_000_000, 1000))
{then}
"""
ENDS = {
    "returns": ("held", "", None),
    "leaves": ("held", "os._exit(0)", None),
    "fails": ("held", "1/0", None),
    "is killed": ("held_and_busy", "", signal.SIGKILL if os.name == "posix" else None),
    "is interrupted": ("held_and_busy", "", signal.SIGINT),
}


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
@pytest.mark.parametrize("end", ENDS)
def test_it_ends_with_whoever_asked(folder, tmp_path, end):
    task, then, sent = ENDS[end]
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    script = textwrap.dedent(SCRIPT).format(folder=str(folder), task=task, pipe=pipe, then=then)
    asking = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.PIPE, start_new_session=True
    )
    with Path(
        pipe
    ).open() as held_open:  # it reads to the end when the worker is gone, and not before
        assert int(held_open.readline()) != asking.pid
        if sent:
            os.killpg(asking.pid, sent) if sent == signal.SIGINT else asking.send_signal(sent)
        assert held_open.read() == ""
    errors = asking.communicate()[1].decode()
    assert asking.returncode == {"is killed": -9, "is interrupted": -2, "fails": 1}.get(end, 0)
    assert ("Traceback" in errors) == (end in {"fails", "is interrupted"})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forks of a process with threads
def test_a_copy_of_this_process_has_a_worker_of_its_own():
    ours = do("process")
    out, into = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            os.write(into, str(do("process")).encode())
            close_worker()
        finally:
            os._exit(0)
    os.waitpid(copy, 0)
    assert int(os.read(out, 20)) != ours
    assert do("process") == ours
    os.close(out)
    os.close(into)


@pytest.mark.parametrize(
    ("used", "too_much"), [((9.0, 0), "time"), ((0.0, 10**10), "memory")], ids=["time", "memory"]
)
def test_where_the_system_does_not_limit_a_process_it_is_watched(used, too_much):
    stopped = threading.Event()
    seen = iter([(0.0, 0)])
    with Watch(ROOM, stopped.set, lambda: next(seen, used)) as watch:
        assert stopped.wait(60)
    assert watch.too_much == too_much


def test_the_clock_is_watched_everywhere():
    stopped = threading.Event()
    with Watch(Limits(-3, 1, 1), stopped.set) as watch:  # waits for 30 - 10 * 3 seconds
        assert stopped.wait(60)
    assert watch.too_much == "time"


def test_a_process_is_measured_from_outside():
    code = "held = b'x' * 300_000_000; sum(range(5_000_000)); print(flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    measured = measuring(other.pid)
    other.stdout.readline()  # it has done all that it does
    seconds, memory = measured()
    other.communicate(b"\n")
    assert seconds > 0
    assert 300_000_000 < memory < 400_000_000


def test_a_process_that_has_ended_uses_nothing():
    done = subprocess.Popen([sys.executable, "-c", ""])
    measured = measuring(done.pid)
    done.wait()
    assert measured is not None
    assert measured() == (0.0, 0)
