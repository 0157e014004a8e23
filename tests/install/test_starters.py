"""The file to open: it looks for a Python, installs once, and says in plain words what failed."""

import os
import subprocess

import pytest

from civic_qual.install.starters import Starter, write_starter
from civic_qual.messages import speaking

# Stands for Python: tells its version, makes environments with itself in, notes what pip did.
PYTHON = """#!/bin/sh
case "$*" in
    "-c "*) case "$*" in *"'{version}'"*) exit 0;; *) exit 1;; esac;;
    "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"
        printf '#!/bin/sh\\necho ran "$@"\\n' >"$3/bin/civic-qual"; chmod 755 "$3/bin/civic-qual";;
    *) echo "$PIP_CONFIG_FILE $*" >>"$LOG"; exit {status};;
esac
"""
posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


@pytest.fixture
def start(tmp_path):
    """Start it with a Python of a version, or none; return what was said, and what pip did."""

    def started(version: str | None, status: int = 0, mark: str = "one") -> tuple[str, list[str]]:
        starter = Starter(platform="start.sh", pythons=("3.12", "3.11"), mark=mark)
        folder, programs, log = tmp_path / "a folder", tmp_path / "programs", tmp_path / "log"
        folder.mkdir(exist_ok=True)
        programs.mkdir(exist_ok=True)
        path = write_starter(folder, starter)
        (programs / "python3").unlink(missing_ok=True)
        if version:
            (programs / "python3").write_text(PYTHON.format(version=version, status=status))
            (programs / "python3").chmod(0o755)
        for name in ("dirname", "mkdir", "cp", "rm", "chmod"):
            (programs / name).unlink(missing_ok=True)
            (programs / name).symlink_to(f"/bin/{name}")
        log.write_text("")
        done = subprocess.run(
            ["/bin/sh", str(path), "check", "a b"],
            env={
                "PATH": str(programs),
                "HOME": str(tmp_path),
                "LOG": str(log),
                "CIVIC_QUAL_HOME": str(tmp_path / "its home"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) == ("ran check a b" in done.stdout)
        return done.stdout, log.read_text().splitlines()

    return started


@posix
def test_it_installs_once_from_its_own_wheels_and_nothing_else(start, tmp_path):
    said, done = start("3.11")
    assert "being installed" in said
    (line,) = done
    assert line.startswith("/dev/null -m pip --isolated")
    assert f"--no-index --find-links {tmp_path / 'a folder'}/wheels civic_qual" in line
    again, done = start("3.11")
    assert "being installed" not in again
    assert done == []


@posix
def test_another_bundle_is_installed_over_it(start):
    start("3.11")
    assert len(start("3.11", mark="two")[1]) == 1
    assert len(start("3.11", mark="two")[1]) == 0


@posix
@pytest.mark.parametrize("version", [None, "3.10"])
def test_without_a_python_that_fits_it_says_which(start, version):
    said, done = start(version)
    assert "This needs Python 3.12 or 3.11" in said
    assert done == []


@posix
def test_what_failed_is_tried_again(start):
    assert "could not be installed" in start("3.12", status=1)[0]
    assert len(start("3.12")[1]) == 1


@pytest.mark.parametrize("platform", ["start.bat", "start.command", "start.sh"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_place_of_a_starter_is_filled(tmp_path, platform, language):
    with speaking(language):
        path = write_starter(tmp_path, Starter(platform=platform, pythons=("3.12",), mark="x"))
    text = path.read_bytes().decode()
    assert "@SAY" not in text
    assert "3.12" in text
    assert ("\r\n" in text) == (platform == "start.bat")
    page = (tmp_path / "READ_ME_FIRST.txt").read_text(encoding="utf-8")
    assert platform in page
