"""The command opens a desk: the browser is sent there, by nothing that others can read."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from civic_qual.desk.opening.marks import Mark, knock, marks_left

ROOT = Path(__file__).parents[3]
POSIX = pytest.mark.skipif(os.name == "nt", reason="modes and signals of files are POSIX")
pytestmark = POSIX
BROWSER = """#!/bin/sh
echo "$1" >> {folder}/opened
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user of the computer, whose browser writes down what it was asked to open."""
    folder = tmp_path / "home"
    folder.mkdir()
    browser = tmp_path / "browser"
    browser.write_text(BROWSER.format(folder=tmp_path), encoding="utf-8")
    browser.chmod(0o700)
    for name, value in {
        "HOME": folder, "XDG_CACHE_HOME": folder / ".cache", "BROWSER": f"{browser} %s",
        "PYTHONPATH": ROOT, "CIVIC_QUAL_LANGUAGE": "en",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    return folder


@contextmanager
def desk_of(*arguments):
    """Run the command; yield it with what it says, line by line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "civic_qual", "desk", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=os.environ["HOME"],
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said_until(process, words):
    """Return the lines that it says, up to one with these words."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def opened(home):
    """Return the files that the browser was asked to open."""
    told = home.parent / "opened"
    while not told.exists() or not told.read_text(encoding="utf-8").endswith("\n"):
        threading.Event().wait(0.01)
    return [Path(one.removeprefix("file://")) for one in told.read_text("utf-8").split()]


def link_in(door):
    return re.search(r"url=([^\"]+)", door.read_text(encoding="utf-8"))[1]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


class Browser:
    """What a browser keeps of a desk: its cookies. Every question is a connection of its own."""

    def __init__(self, link):
        """Enter as a browser does that a file sent there."""
        heads = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        with httpx.Client(trust_env=False) as client:
            answer = client.get(link, headers=heads)
            assert answer.status_code == 200, answer.text
            self.cookies = dict(client.cookies)
        self.address = link.partition("/enter")[0]

    def ask(self, name, **values):
        with httpx.Client(trust_env=False, cookies=self.cookies) as client:
            told = client.post(
                f"{self.address}/api/{name}",
                json={"values": values, "coder": "Awa"},
                headers={"origin": self.address, "sec-fetch-site": "same-origin"},
            )
        return told.json()


def test_a_day_of_the_command(home, small_study):
    with desk_of(small_study) as process:
        said_until(process, "Ctrl+C")
        (door,) = opened(home)
        link = link_in(door)
        # What others can see of it, they cannot use.
        ticket = link.partition("ticket=")[2]
        assert ticket not in " ".join((home.parent / "opened").read_text("utf-8"))
        assert ticket not in Path(f"/proc/{process.pid}/cmdline").read_text("utf-8")
        marks = home / ".cache/civic_qual/desks"
        assert mode(marks) == 0o700
        assert {path.suffix: mode(path) for path in marks.iterdir()} == {
            ".json": 0o600,
            ".html": 0o600,
        }
        browser = Browser(link)
        assert not door.exists()
        assert browser.ask("about")["answer"]["study"] == "small"
        assert httpx.get(link, trust_env=False).status_code == 403

        # A second start finds it, and opens the browser only.
        with desk_of() as second:
            assert "runs already" in said_until(
                second, "if it does not" if False else "runs already"
            )
            assert second.wait(60) == 0
        again = opened(home)[-1]
        assert again != door
        assert Browser(link_in(again)).ask("about")["answer"]["study"] == "small"
        assert browser.ask("about")["answer"]["study"] == "small"

        process.send_signal(signal.SIGINT)
        assert "what was confirmed is in the study" in said_until(process, "closed")
        assert process.wait(60) == 0
    assert list(marks.iterdir()) == []


def test_a_desk_that_was_killed_is_taken_over_where_its_pages_look_for_it(home, small_study):
    with desk_of(small_study) as process:
        said_until(process, "Ctrl+C")
        link = link_in(opened(home)[0])
        browser, port = Browser(link), int(re.search(r":(\d+)/", link)[1])
        process.kill()
        process.wait()
    with desk_of("--no-browser", small_study) as process:
        said = said_until(process, "Ctrl+C")
        assert "did not end by itself" in said
        assert re.search(rf"http://127.0.0.1:{port}/enter\?ticket=\S{{43,}}", said)
        if sys.platform == "linux":  # a page that was open goes on
            assert browser.ask("about")["answer"]["study"] == "small"
        assert browser.ask("stop_desk") == {"answer": True}
        said_until(process, "closed")
        assert process.wait(60) == 0


@pytest.mark.usefixtures("home")
def test_a_port_that_another_program_has_is_said():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with desk_of("--port", port) as process:
            assert "leave out the port" in said_until(process, "error:")
            assert process.wait(60) == 1


@pytest.mark.usefixtures("home")
def test_who_does_not_know_the_key_is_not_taken_for_a_desk():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        mark = Mark(port=port, key="secret key", pass_="secret pass", study="")
        mark.leave()
        assert marks_left() == [mark]
        heard = []

        def impostor():
            line, _ = other.accept()
            heard.append(line.recv(65536))
            told = json.dumps({"proof": "0" * 64, "study": "", "ticket": "mine"})
            line.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(told)}\r\n\r\n{told}".encode())
            line.close()

        thread = threading.Thread(target=impostor)
        thread.start()
        assert knock(mark) is None
        thread.join()
    assert b"secret" not in heard[0]
    mark.remove()
    assert marks_left() == []
