"""Sub-folders that are countries and groups, from the command line to written tables."""

import csv

import pytest

import civic_qual as cq


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "interviews"
    for place in ("Mali/women/m1", "Mali/men/m2", "RCA/women/m1", "loose"):
        path = folder / f"{place}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("I: Who came?\nR: They came late.\nI: And then?\nR: We ran.\n", "utf-8")
    return folder


def test_from_folders_to_a_written_table(civic_qual, folder, codebook, tmp_path):
    out = tmp_path / "results"
    done = civic_qual(
        "code", folder, "--codebook", codebook, "--folders", "country,group",
        "--by", "country", "--internal", "--out", out,
    )  # fmt: skip
    assert done.status == 0, done.err
    written = (out / "theme_table.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(written.splitlines()))
    assert {"Mali", "RCA", "not stated"} <= {row["country"] for row in rows}
    wrong = civic_qual("code", folder, "--codebook", codebook, "--by", "country", "--out", out)
    assert wrong.status == 1
    assert "--folders" in wrong.err
    assert "attributes.csv" in wrong.err


def test_a_study_keeps_what_folders_state_and_takes_no_others(
    civic_qual, folder, codebook, tmp_path
):
    study = tmp_path / "m.study"
    made = civic_qual("new", study, folder, "--codebook", codebook, "--folders", "country,group")
    assert made.status == 0, made.err
    with cq.Study(study) as opened:
        assert opened.corpus["Mali_women_m1"].attributes["group"] == "women"
    wrong = civic_qual("code", study, "--folders", "country")
    assert wrong.status == 2
    assert "is a study file" in wrong.err
