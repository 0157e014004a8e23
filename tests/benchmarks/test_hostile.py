"""The benchmark of damaged files sees what it must see."""

import random

import pytest

import civic_qual as cq
from benchmarks import hostile


@pytest.fixture
def judge(tmp_path):
    """Judge a file of some content beside a whole interview."""

    def judge(content, name="damaged.txt"):
        (tmp_path / "whole.txt").write_text(hostile.WHOLE, encoding="utf-8")
        (tmp_path / name).write_bytes(content)
        return hostile.judged(tmp_path / name, random.Random(1))

    return judge


def faults(row):
    return [fault for fault in hostile.FAULTS if row[fault]]


@pytest.mark.parametrize(
    "content", [b"Q: Who?\nA: Nobody came.", b"", b"\xff\xfe\x00", b"PK\x03\x04"]
)
@pytest.mark.parametrize("suffix", ["txt", "docx", "srt", "json"])
def test_what_is_read_or_refused_has_no_fault(judge, content, suffix):
    assert faults(judge(content, f"damaged.{suffix}")) == []


def test_a_crash_is_told(judge, monkeypatch):
    def read(path):
        raise KeyError(path)

    monkeypatch.setattr(cq, "read_corpus", read)
    row = judge(b"Q: Who?")
    assert faults(row) == ["crashed"]
    assert "KeyError" in hostile.table([{"file": "damaged.txt", **row}])


def test_a_file_that_vanishes_and_a_neighbour_that_changes_are_told(judge, monkeypatch):
    whole = cq.read_corpus

    def read(path):
        return whole(path / "whole.txt", roles={"Chief": "interviewer"}).filter(role="respondent")

    monkeypatch.setattr(cq, "read_corpus", read)
    assert faults(judge(b"Q: Who?\nA: Nobody.")) == ["lost", "neighbour"]


def test_words_that_go_missing_are_told(judge, monkeypatch):
    whole = cq.read_corpus

    def read(path):
        damaged = path / "damaged.txt"
        damaged.write_text(damaged.read_text().partition("\n")[0] + "\nA: No.\n")
        corpus = whole(path)
        damaged.write_text("Q: Who?\nA: " + "Nobody came to us. " * 100)
        return corpus

    monkeypatch.setattr(cq, "read_corpus", read)
    assert faults(judge(b"Q: Who?\nA: Nobody came.")) == ["words"]
