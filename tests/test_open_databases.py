"""Databases left open are found, and nothing else."""

import sqlite3
from contextlib import closing

import pytest

import civic_qual as cq
from tests.open_databases import OpenDatabases
from tests.small_codebook import CODEBOOK


@pytest.fixture
def watching(monkeypatch):
    watching = OpenDatabases()
    monkeypatch.setattr(sqlite3, "connect", watching.connect)
    return watching


def test_a_study_that_nobody_holds_any_more_is_found_and_closed(watching, tmp_path):
    path = tmp_path / "small.study"
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    codebook = cq.read_codebook(tmp_path / "codebook.yaml")
    said = r"small\.study.*, opened by\n"
    with pytest.raises(pytest.fail.Exception, match=said) as failed, watching.all_closed():
        cq.Study.create(path, cq.example_corpus(), codebook)
    assert "study/store.py" in str(failed.value).replace("\\", "/")
    with watching.all_closed(), cq.Study(path):
        pass


def test_what_was_opened_before_may_stay_open(watching):
    with (
        closing(watching.connect(":memory:")),
        watching.all_closed(),
        closing(watching.connect(":memory:")) as other,
    ):
        other.execute("SELECT 1")


def test_all_tests_are_watched():
    assert isinstance(sqlite3.connect.__self__, OpenDatabases)
