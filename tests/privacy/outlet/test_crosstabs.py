"""Themes by group with odds ratios, written: a row tells all or nothing."""

import csv

import pytest

import civic_qual as cq
from tests.nothing_before import nothing_before
from tests.privacy.field_studies import field_study

MINIMUM = 5


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("measure", ["participants", "segments"])
@pytest.mark.parametrize("seed", range(5))
def test_rows_behind_which_few_people_stand_are_blank(seed, measure, tmp_path):
    coded = field_study(seed)
    table = cq.crosstab(coded, by="country", measure=measure)
    cq.release([table, cq.theme_table(coded, by="country")], earlier=nothing_before(tmp_path)).save(
        tmp_path
    )
    people = cq.crosstab(coded, by="country", measure="participants").frame
    behind = {(row["theme"], row["group"]): row for row in people.to_dict("records")}
    shown = 0
    for row in read(tmp_path / "crosstab.csv"):
        told = {name for name, value in row.items() if value} - {"theme", "group"}
        true = behind[row["theme"], row["group"]]
        few = 0 < true["found"] < MINIMUM
        if measure == "participants":
            few |= 0 < true["read"] - true["found"] < MINIMUM
        assert not (few and told), row
        shown += bool(told)
    assert shown


@pytest.mark.parametrize("seed", range(5))
def test_what_an_odds_ratio_compares_with_cannot_be_subtracted(seed, tmp_path):
    """All without a group is the margin without it: where one is hidden, no ratio is shown."""
    coded = field_study(seed)
    both = [cq.crosstab(coded, by="country"), cq.theme_table(coded, by="country",
            measure="participants")]  # fmt: skip
    cq.release(both, earlier=nothing_before(tmp_path)).save(tmp_path)
    margins = {
        row["code"] or row["theme"]: row["count"]
        for row in read(tmp_path / "theme_table.csv")
        if row["margin"] == "True"
    }
    for row in read(tmp_path / "crosstab.csv"):
        if margins[row["theme"]] == "suppressed":
            assert not row["odds_ratio"]
            assert not row["found"]


def test_a_crosstab_of_other_interviews_is_refused():
    one, other = cq.crosstab(field_study(1), by="country"), cq.theme_table(field_study(2))
    with pytest.raises(cq.CivicQualError, match="different interviews"):
        cq.release([one, other])


def test_what_is_protected_already_is_refused():
    made = cq.release(cq.crosstab(field_study(1), by="country"))
    with pytest.raises(cq.CivicQualError, match="protected already"):
        cq.release(made.tables[0])
