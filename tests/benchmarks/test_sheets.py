"""Some sheets, filled in and ill-treated by a script, and saved again by LibreOffice."""

import pytest

from benchmarks import sheets
from benchmarks.documents.office import PROGRAM


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return sheets.measure(workbooks=4, passages=12, seed=5, into=tmp_path_factory.mktemp("sheets"))


def test_nobody_opened_them(rows):
    untouched = rows[0]
    assert untouched["saved"] == "untouched"
    assert [untouched[f"{what} extra"] for what in ("codings", "rejections", "readings")] == [0] * 3
    assert (untouched["told"], untouched["again"]) == (0, 0)


@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
def test_libreoffice_saved_them_in_four_ways(rows):
    assert [row["saved"] for row in rows[2:]] == [
        *("by LibreOffice", "as ods", "by way of ods", "as csv")
    ]


def test_every_decision_is_in_the_study_once(rows):
    for row in rows[1:]:
        for what in ("codings", "rejections", "readings"):
            assert row[f"{what} right"] == row[what] > 0, row
            assert row[f"{what} extra"] == 0, row
        assert row["again"] == 0
    assert len(sheets.table(rows).splitlines()) > 10
