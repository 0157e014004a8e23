"""Files built to hang, swell or lie: each ends in a sentence, and the others are read."""

import io
import os
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from civic_qual.bounded.limits import Limits
from civic_qual.corpus.intake import careful
from civic_qual.corpus.intake.careful import NEVER_AT_ONCE
from civic_qual.corpus.intake.files import FORMATS
from civic_qual.corpus.intake.readers.document import ReadOptions
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import ReadError
from civic_qual.sheets import workbooks

GOOD = "I: Who came?\nR: Nobody.\n"
posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and such names")
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(inside: str, head: str = "") -> bytes:
    body = f"{head}<w:document {WORD}><w:body>{inside}</w:body></w:document>"
    return packed({"word/document.xml": body})


def odt(inside: str) -> bytes:
    body = f"<office:body><office:text>{inside}</office:text></office:body>"
    whole = f"<office:document-content {OFFICE}>{body}</office:document-content>"
    return packed({"content.xml": whole})


def xlsx(old: str, new: str) -> bytes:
    """Write a workbook of three rows, and change what is said of them."""
    book = openpyxl.Workbook()
    for row in [["speaker", "text"], ["I", "Who came?"], ["R", "Nobody."]]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name], times = re.subn(old.encode(), new.encode(), parts[name], count=1)
    assert times == 1
    return packed(parts)


BOMB = "".join(f"{a}: &{a} [{','.join(['*' + b] * 9)}]\n" for b, a in pairwise("abcdefghijklmnop"))
READ = {
    "dimension.xlsx": xlsx('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'),
    "marks.txt": "I: Who came?\nR: Nobody" + "\u0301" * 40_000 + "\u0316" * 40_000 + ".\n",
    "alias.md": "---\na: &a [x, x]\n" + BOMB + "---\n" + GOOD,
    "deep.md": f"---\na: {'[' * 9000}{']' * 9000}\n---\n" + GOOD,
    "spaces.odt": odt(
        f'<text:p>I: a</text:p><text:p>R: b<text:s text:c="{"9" * 5000}"/>c</text:p>'
    ),
    "clock.srt": "1\n0:0:1,0 --> 99999999999:00:04,000\nI: a\n\n2\n0:0:5,0 --> 0:0:6,0\nR: b\n",
}
REFUSED = {
    "wide.csv": ("speaker,text" + "," * 450_000 + "\nI,a\n", "450,002 cells, and no spreadsheet"),
    "long.csv": ('"' + "a" * 140_000 + '"' + "," * 300_000 + "\nI,a\n", "no spreadsheet"),
    "lines.csv": ('"a\n"' + ",text" * 60_000 + "\nI,a\n", "no spreadsheet"),
    "row.xlsx": (xlsx('<row r="3"', '<row r="99999999"'), "100000 empty rows below row 2"),
    "encoding.docx": (docx("<w:p/>", '<?xml version="1.0" encoding="klingon"?>'), "damaged"),
    "nested.odt": (odt("<text:p>" + "<text:a>" * 100_000 + "</text:a>" * 100_000), "zip bomb|deep"),
    "nested.docx": (docx("<w:p>" * 5_000 + "</w:p>" * 5_000), "more than 500 deep"),
    "empty.docx": (docx("<w:x/>" * 150_000), "nothing in it reads as speech"),
}


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read(read, name):
    corpus = read({name: READ[name], "good.txt": GOOD})
    assert sorted(one.id for one in corpus) == sorted([name.partition(".")[0], "good"])
    assert {"I", "R"} <= {turn.speaker for turn in corpus.transcripts[0].turns}


@pytest.mark.parametrize("name", REFUSED)
def test_the_rest_is_refused_and_the_others_are_read(read, name):
    data, message = REFUSED[name]
    corpus = read({name: data, "good.txt": GOOD})
    assert [one.id for one in corpus] == ["good"]
    (problem,) = corpus.problems
    assert problem.startswith(f"{name}: ")
    assert re.search(message, problem)


def test_an_alias_bomb_leaves_no_attributes_and_is_said(read):
    corpus = read({"alias.md": READ["alias.md"]})
    assert dict(corpus["alias"].attributes) == {}
    assert "repeats parts of itself" in corpus.notes[0]
    assert [turn.speaker for turn in corpus["alias"].turns] == ["I", "R"]


@posix
def test_links_pipes_and_strange_names_are_said_and_not_followed(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("I: Where?\nR: In Bria.\n")
    (folder / "good.txt").write_text(GOOD)
    (folder / "out.txt").symlink_to(secret)
    (folder / "twice.txt").symlink_to(folder / "good.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "etc").symlink_to("/etc")
    (folder / "attributes.csv").symlink_to(secret)
    os.mkfifo(folder / "pipe.txt")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(GOOD)
    (folder / "new\nline.txt").write_text(GOOD)
    corpus = read_corpus(folder, languages=["en"])
    assert [one.id for one in corpus] == ["good"]
    named = {problem.partition(":")[0] for problem in corpus.problems}
    assert named == {
        "out.txt", "twice.txt", "nowhere.txt", "loop.txt", "etc", "attributes.csv", "pipe.txt",
        "caf\ufffd.txt", "new\ufffdline.txt",
    }  # fmt: skip
    assert all(problem.isprintable() for problem in corpus.problems)


@posix
@pytest.mark.parametrize("name", ["pipe.txt", os.fsdecode(b"caf\xe9.txt")])
def test_given_alone_it_is_an_error(folder, name):
    os.mkfifo(folder / name)
    with pytest.raises(ReadError, match=r"no file|plain name"):
        read_corpus(folder / name)


def test_a_link_that_was_named_is_followed(folder, tmp_path):
    (tmp_path / "store").write_text(GOOD)
    (folder / "a.txt").symlink_to(tmp_path / "store")
    assert len(read_corpus([folder / "a.txt"], languages=["en"])) == 1


def test_in_the_worker_and_at_once_files_are_read_alike(monkeypatch):
    csv = b"speaker,text,country,no\nI,Who?,CAR,1\nR,Nobody.,CAR,2\nR,\xe9t\xe9,CAR,3\n"
    files = {
        ".csv": csv,
        ".txt": GOOD.encode(),
        ".docx": docx("<w:p><w:r><w:t>P: a</w:t></w:r></w:p>"),
    }
    options = ReadOptions(known={"p": "unknown"})
    at_once = [careful.careful_document(*file, options) for file in files.items()]
    monkeypatch.setattr(careful, "SMALL", 0)
    monkeypatch.setattr(careful, "SMALL_XML", 0)
    assert [careful.careful_document(*file, options) for file in files.items()] == at_once
    assert at_once[0].notes  # messages came along


def test_what_costs_more_than_its_size_explains_is_stopped(read, monkeypatch):
    monkeypatch.setattr(careful, "limits_for", lambda *_, **__: Limits(20, 20_000_000, 1_000_000))
    corpus = read({"many.txt": GOOD + "A:\n" * 250_000, "good.txt": GOOD})
    assert [one.id for one in corpus] == ["good"]
    assert "many.txt: reading it was stopped, since it takes more memory" in corpus.problems[0]


@pytest.mark.parametrize("folder", ["corpora/protection", "tests/documents"])
def test_interviews_as_they_are_need_no_worker(monkeypatch, folder):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(careful, "in_worker", never)
    monkeypatch.setattr(workbooks, "in_worker", never)
    files = [
        path
        for path in (Path(__file__).parents[3] / folder).iterdir()
        if path.suffix in FORMATS
        and path.suffix not in NEVER_AT_ONCE
        and path.stem not in {"README", "attributes", "participants"}
    ]
    assert len(files) > 5
    for path in files:
        data = path.read_bytes()
        assert careful.careful_document(path.suffix, data, ReadOptions()).turns


def test_a_mistake_in_a_reader_names_one_file_and_loses_no_other(read, monkeypatch):
    def broken(_data, _options):
        raise KeyError("Jean Mbari of Bria")

    reader_for = careful.reader_for
    monkeypatch.setattr(
        careful, "reader_for", lambda ending: broken if ending == ".md" else reader_for(ending)
    )
    corpus = read({"bad.md": GOOD, "good.txt": GOOD})
    assert [one.id for one in corpus] == ["good"]
    assert "(KeyError)" in corpus.problems[0]
    assert "Jean" not in corpus.problems[0]


@posix
def test_a_folder_whose_name_cannot_be_written_is_read_and_can_be_kept(tmp_path):
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    corpus = read_corpus(folder, languages=["en"])
    assert corpus["good"].source.encode("utf-8").decode().endswith("caf\ufffd/good.txt")
