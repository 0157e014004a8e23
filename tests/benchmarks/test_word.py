"""Some documents, worked in by a script, and saved again by LibreOffice."""

import pytest

from benchmarks import word
from benchmarks.documents.office import PROGRAM


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    return word.measure(documents=3, seed=4, into=tmp_path_factory.mktemp("documents"))


def test_nobody_opened_them(rows):
    untouched = rows[0]
    assert untouched["saved"] == "untouched"
    assert [untouched[f"{what} extra"] for what in ("codings", "rejections", "readings")] == [0] * 3
    assert (untouched["told"], untouched["again"]) == (0, 0)


@pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")
def test_libreoffice_saved_them_in_three_ways(rows):
    assert [row["saved"] for row in rows[2:]] == ["by LibreOffice", "as odt", "by way of odt"]


def test_every_decision_is_in_the_study_once(rows):
    for row in rows[1:]:
        for what in ("codings", "rejections", "readings"):
            assert row[f"{what} right"] == row[what] > 0, row
            assert row[f"{what} extra"] == 0, row
        assert row["again"] == 0
    assert len(word.table(rows).splitlines()) > 10
