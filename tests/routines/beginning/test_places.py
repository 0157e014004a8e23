"""Folders to choose from: what lies in them, and nothing that nobody may read."""

import os

import pytest

from civic_qual.errors import ReadError
from civic_qual.routines.beginning.places import place, studies_near


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_folders_are_shown_with_what_can_be_read(home):
    below = home / "Documents" / "mali"
    below.mkdir(parents=True)
    for name in (
        "a.docx",
        "b.TXT",
        "README.md",
        "people.xlsx",
        "map.png",
        ".hidden.txt",
        "~$a.docx",
    ):
        (below / name).touch()
    (home / ".secret").mkdir()
    (home / "elsewhere").symlink_to(below)
    shown = place("")
    assert [one.path.name for one in shown.folders] == ["Documents"]
    (mali,) = place(home / "Documents").folders
    assert mali.interviews == 2
    assert [path.name for path in place(below).interviews] == ["a.docx", "b.TXT"]
    assert place("~/Documents/mali/a.docx").path == below


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_what_nobody_may_read_is_said(home):
    (home / "closed").mkdir(mode=0)
    assert place("").folders[0].interviews is None
    with pytest.raises(ReadError, match="may not read"):
        place(home / "closed")


def test_a_folder_that_is_not_there_is_refused(home):
    with pytest.raises(ReadError, match="no such folder"):
        place(home / "nowhere")


def test_studies_are_found_where_people_keep_their_work(home):
    (home / "Documents" / "2024" / "deep").mkdir(parents=True)
    (home / "Documents" / "2024" / "mali.study").touch()
    (home / "Documents" / "2024" / "deep" / "far.study").touch()
    assert [path.name for path in studies_near()] == ["mali.study"]
