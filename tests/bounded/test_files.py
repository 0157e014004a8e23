"""Files that are none, and names that cannot be written."""

import os

import pytest

from civic_qual.bounded.files import problem_of_entry, problem_of_name, read_file, shown_name
from civic_qual.errors import ReadError, TooLargeError

posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and devices")


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"I: a\r\n\x1a\n")
    assert read_file(tmp_path / "a.txt") == b"I: a\r\n\x1a\n"


def test_a_file_that_is_not_there_or_a_folder(tmp_path):
    with pytest.raises(ReadError, match=r"cannot be read \(no such file"):
        read_file(tmp_path / "a.txt")
    with pytest.raises(ReadError):
        read_file(tmp_path)
    with pytest.raises(ReadError):
        read_file(tmp_path / "a\0b.txt")


def test_more_than_a_file_may_have_is_not_read(tmp_path):
    (tmp_path / "a.docx").write_bytes(bytes(3_000_000))
    assert len(read_file(tmp_path / "a.docx", 3_000_000)) == 3_000_000
    with pytest.raises(TooLargeError, match=r"3 MB are more .*limit is 2 MB"):
        read_file(tmp_path / "a.docx", 2_000_000)


@posix
def test_pipes_and_devices_are_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", "/dev/zero"):
        with pytest.raises(ReadError, match="no file"):
            read_file(path)


@posix
def test_what_lies_in_a_folder(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "inside").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, target in {"out": "/etc", "in": "a.txt", "nowhere": "b.txt", "loop": "loop"}.items():
        (tmp_path / name).symlink_to(target)
    problems = {path.name: problem_of_entry(path) for path in tmp_path.iterdir()}
    assert {name for name, problem in problems.items() if not problem} == {"a.txt", "inside"}
    assert {name for name, problem in problems.items() if "a link" in problem} == {
        "out", "in", "nowhere", "loop",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["caf\udce9.txt", "a\nb.txt", "a\x1b[2J.txt", "\x9b.txt"])
def test_names_that_cannot_be_written(name):
    assert "plain name" in problem_of_name(name)
    assert shown_name(name).isprintable()
    shown_name(name).encode("utf-8")


@pytest.mark.parametrize(
    "name", ["été.txt", "e\u0301te\u0301.txt", "entretien\u00a07.docx", "面.md"]
)
def test_names_in_any_language_are_plain(name):
    assert problem_of_name(name) == ""
