"""The first thing a newcomer runs."""

import pandas as pd
import pytest

from tests.cli.conftest import called


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return called("demo", "--out", folder), folder


def test_demo_prints_themes_by_country_and_says_the_interviews_are_invented(demo):
    outcome, _ = demo
    assert outcome.status == 0
    for country in ("CAR", "DRC", "Mali", "South Sudan"):
        assert country in outcome.out
    assert "invented" in outcome.out.lower()


def test_demo_writes_the_results_and_nothing_else(demo):
    _, folder = demo
    assert sorted(path.name for path in folder.iterdir()) == [
        "codings.csv",
        "notes.txt",
        "report.html",
        "theme_table.csv",
    ]
    assert "invented" in (folder / "report.html").read_text(encoding="utf-8").lower()


def test_every_number_of_the_table_is_recounted_from_the_codings(demo):
    _, folder = demo
    codings = pd.read_csv(folder / "codings.csv", encoding="utf-8-sig", keep_default_na=False)
    table = pd.read_csv(folder / "theme_table.csv", encoding="utf-8-sig", keep_default_na=False)
    read = codings[codings["kind"] == "reading"]
    coded = codings[codings["kind"] == "coding"]
    carried = read.merge(coded, on="transcript", suffixes=("", "_coding"))
    carried = carried[
        (carried["start_coding"] < carried["end"]) & (carried["end_coding"] > carried["start"])
    ]
    for row in table.itertuples():
        if row.theme == "any theme" or row.margin in (True, "True"):
            continue
        here = carried[
            (carried["country"] == row.country)
            & (carried["code_coding"].str.split(".").str[0] == row.theme)
        ]
        assert here[["transcript", "start"]].drop_duplicates().shape[0] == row.count
        assert (read["country"] == row.country).sum() == row.denominator
