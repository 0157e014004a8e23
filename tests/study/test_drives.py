"""Folders that other computers reach, too: no log beside the file, and one program at a time."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import civic_qual as cq
from civic_qual.errors import CivicQualWarning, StudyError
from civic_qual.saving import writing_prefix
from civic_qual.study import drives
from civic_qual.study.drives import shared_place

HOLDING = (
    "import sys, civic_qual as cq\n"
    "study = cq.Study(sys.argv[1])\n"
    "study.code('bria', 3, 9, 'fear', coder='Bo')\n"
    "print('open', flush=True)\n"
    "sys.stdin.readline()\n"
    "study.close()\n"
)


@pytest.fixture
def synced(study, tmp_path):
    """A study in a folder that is copied between computers."""
    study.close()
    folder = tmp_path / "OneDrive - UN" / "mali"
    folder.mkdir(parents=True)
    return Path(shutil.move(study.path, folder))


def started(path):
    """A program that has a study open until it reads a line."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDING, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert held.stdout.readline() == "open\n"
    return held


def in_wal(path):
    """Whether a file is in the mode with a log, as its header says: SQLite's file format, 1.3.3."""
    return path.read_bytes()[18:20] == b"\x02\x02"


def test_there_is_no_log_and_all_can_be_done(synced, tmp_path):
    assert in_wal(synced)
    with cq.Study(synced) as study:
        study.code("bria", 3, 9, "fear", coder="Awa")
        texts = study.corpus
        assert not in_wal(synced)
        assert sorted(one.name for one in synced.parent.iterdir()) == [
            "small.study",
            "small.study-open",
        ]
        study.backup(tmp_path / "copy.study")
        assert study.integrity() == []
    assert [one.name for one in synced.parent.iterdir()] == ["small.study"]
    assert "afraid of the road" in texts["bria"].text  # read after it was closed
    back = Path(shutil.move(synced, tmp_path / "back.study"))
    with cq.Study(back) as study:
        assert len(study.codings()) == 1
        assert in_wal(back)


def test_a_mark_that_somebody_took_away_keeps_nobody_from_closing(synced):
    with cq.Study(synced) as study:
        study.code("bria", 3, 9, "fear", coder="Awa")
        (mark,) = synced.parent.glob("*-open")
        mark.unlink()
    assert [one.name for one in synced.parent.iterdir()] == ["small.study"]
    with cq.Study(synced) as study:
        assert len(study.codings()) == 1


def test_two_writers_are_refused_and_told_of_merge(synced, tmp_path):
    held = started(synced)
    try:
        with pytest.raises(StudyError, match="open already") as error:
            cq.Study(synced)
        for said in (socket.gethostname(), "OneDrive - UN", "a copy", "merge", "small.study-open"):
            assert said in str(error.value)
        copy = shutil.copy(synced, tmp_path / "mine.study")
        with cq.Study(copy) as mine:
            mine.code("bria", 3, 10, "fear", coder="Awa")
    finally:
        held.communicate("\n")
    with cq.Study(synced) as study:
        study.merge(copy)
        assert sorted(study.coders["coder"]) == ["Awa", "Bo"]
        with pytest.raises(StudyError, match="open already"):
            cq.Study(synced)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_who_was_killed_keeps_nobody_out(synced):
    held = started(synced)
    held.send_signal(signal.SIGKILL)
    held.communicate()
    assert synced.with_name("small.study-open").exists()
    with cq.Study(synced) as study:
        assert study.codings().coders == ("Bo",)
        assert study.integrity() == []


def test_another_computer_is_believed(synced):
    mark = synced.with_name("small.study-open")
    mark.write_text(json.dumps({"computer": "elsewhere", "process": 1, "since": "2026-11-01"}))
    with pytest.raises(StudyError, match="on elsewhere, since 2026-11-01"):
        cq.Study(synced)
    mark.write_text("")  # a copy that is not finished
    with pytest.raises(StudyError, match=r"delete small\.study-open"):
        cq.Study(synced)
    mark.unlink()
    cq.Study(synced).close()


def test_a_file_that_is_none_leaves_no_mark(synced):
    synced.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(StudyError, match="restore a backup"):
        cq.Study(synced)
    assert [one.name for one in synced.parent.iterdir()] == ["small.study"]


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - United Nations",
        "Dropbox",
        "Dropbox (Mission)",
        "Google Drive",
        "GoogleDrive-awa@un.org",
        "iCloud Drive",
        "Mobile Documents",
        "Nextcloud",
    ],
)
def test_folders_that_are_copied_are_known_by_their_names(tmp_path, folder):
    assert folder in shared_place(tmp_path / folder / "mali" / "a.study")
    assert shared_place(tmp_path / f"not {folder}" / "a.study") == ""


@pytest.mark.parametrize("mark", [".dropbox.cache", ".stfolder", ".tmp.drivedownload"])
def test_folders_that_are_copied_are_known_by_what_stands_in_them(tmp_path, mark):
    (tmp_path / "work" / mark).mkdir(parents=True)
    assert "work" in shared_place(tmp_path / "work" / "mali" / "a.study")
    assert shared_place(tmp_path / "a.study") == ""


def test_the_settings_of_dropbox_make_no_home_a_synchronised_folder(tmp_path):
    (tmp_path / "home" / ".dropbox").mkdir(parents=True)
    assert shared_place(tmp_path / "home" / "a.study") == ""
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / ".dropbox").write_text("{}")
    assert "else" in shared_place(tmp_path / "else" / "a.study")


@pytest.mark.skipif(sys.platform == "win32", reason="drives have letters there")
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "smbfs"])
def test_networks_are_known_by_what_the_system_says_of_drives(monkeypatch, tmp_path, kind):
    (tmp_path / "at home").mkdir()
    there = [(Path("/"), kind), (tmp_path, "ext4"), (tmp_path / "far", kind)]
    monkeypatch.setattr(drives, "_mounts", lambda: iter(there))
    assert shared_place(tmp_path / "far" / "a.study") == f"a network drive ({kind})"
    assert shared_place(tmp_path / "at home" / "a.study") == ""
    assert shared_place(Path("/elsewhere/a.study")) != ""


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="only Linux has it")
def test_the_drives_of_this_system_are_read():
    places = dict(drives._mounts())
    assert Path("/") in places
    assert places[Path("/proc")] == "proc"
    assert shared_place(Path("/proc/a.study")) == ""


KILLED = (
    "import os, sys, signal\nfrom pathlib import Path\n"
    "from civic_qual.saving import whole_file\n"
    "with whole_file(Path(sys.argv[1]) / 'report.study') as beside:\n"
    "    beside.write_text('half')\n"
    "    os.kill(os.getpid(), signal.SIGKILL)\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_killed_writers_left_is_named_and_removed(study):
    folder = study.path.parent
    study.close()
    subprocess.run([sys.executable, "-c", KILLED, folder], check=False)
    (left,) = [one.name for one in folder.iterdir() if one.name.startswith(".writing-")]
    with pytest.warns(CivicQualWarning, match=f"removed {left}, which a program"):
        cq.Study(study.path).close()
    assert [one.name for one in folder.iterdir()] == [study.path.name]


def test_what_somebody_is_writing_stays(study):
    folder = study.path.parent
    study.close()
    own = folder / f"{writing_prefix()}x.study"
    theirs = folder / ".writing-abc.study"
    for path in (own, theirs):
        path.write_text("half")
    cq.Study(study.path).close()
    assert own.exists() and theirs.exists()  # noqa: PT018
    os.utime(theirs, (1, 1))
    with pytest.warns(CivicQualWarning, match=r"removed \.writing-abc\.study"):
        cq.Study(study.path).close()
    assert not theirs.exists()


def test_the_log_is_brought_in_at_opening_and_closing(study):
    study.code("bria", 3, 9, "fear", coder="Awa")
    log = study.path.with_name("small.study-wal")
    assert log.stat().st_size > 0
    with cq.Study(study.path):
        assert log.stat().st_size == 0
    study.code("bria", 3, 10, "fear", coder="Awa")
    held = cq.Study(study.path)
    study.close()
    assert log.stat().st_size == 0  # although another has it open
    held.close()
    assert not log.exists()
