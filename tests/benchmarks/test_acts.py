"""The study in which acts are measured holds what is said, and every act is measured."""

import sqlite3
from contextlib import closing

import civic_qual as cq
from benchmarks import acts


def test_the_study_holds_what_is_said_and_every_act_is_done(tmp_path):
    sizes = {"transcripts": 3, "codings": 60, "decisions": 30, "undos": 12}
    figures = acts.measure(**sizes, rounds=2, into=tmp_path)
    assert [row["act"] for row in figures["acts"]] == [*acts.ACTS]
    assert all(0 < row["median_ms"] <= row["p95_ms"] for row in figures["acts"])
    assert all(row["first_ms"] > 0 for row in figures["views"])
    assert {name: figures[name] for name in sizes} == sizes
    assert acts.table(figures).count("\n") > len(acts.ACTS)
    with closing(sqlite3.connect(tmp_path / "acts.study")) as file:
        question = "SELECT count(*) FROM act JOIN label ON number = does WHERE text = ?"
        done = {name: file.execute(question, (name,)).fetchone()[0] for name in ("undo", "read")}
        assert done["read"] == 3  # the first, and two that are measured
        assert done["undo"] == 12 + 3
        (undos,) = file.execute("SELECT count(*) FROM undo").fetchone()
        assert undos >= 12 + 3 + 3
    with cq.Study(tmp_path / "acts.study") as study:
        assert study.integrity() == []
