"""Conditions of rules on the attributes of a transcript."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.conditions import condition_problem, conditions_met


@pytest.mark.parametrize(("condition", "value", "met"), [
    ("CAR", "CAR", True),
    ("CAR", "car", False),
    ("CAR", "", False),
    (">=2020-12", "2020-12-01", True),
    (">=2020-12", "2020-12", True),
    (">=2020-12", "2020-11-30", False),
    (">2020-12", "2020-12-31", False),
    (">2020-12", "2021-01-01", True),
    ("<=2020-12", "2020-12-31", True),
    ("<2018", "2017-12-31", True),
    ("<2018", "2018", False),
    ("2020..2022", "2022-06-01", True),
    ("2020..2022", "2023-01", False),
    ("2020-03..2020-05", "2020-05-31", True),
    (">=2020-12", "2020", False),
    ("<2020-12", "2020", False),
    (">=18", "9", False),
    ("< 18", "9", True),
    ("9..18", "10.5", True),
])  # fmt: skip
def test_one_condition(condition, value, met):
    assert conditions_met((("x", (condition,)),), {"x": value}) is met
    assert condition_problem(condition) == ""


def test_any_value_of_every_attribute():
    where = (("country", ("CAR", "DRC")), ("date", (">=2020",)))
    assert conditions_met(where, {"country": "DRC", "date": "2021"})
    assert not conditions_met(where, {"country": "Mali", "date": "2021"})
    assert not conditions_met(where, {"country": "DRC"})
    assert conditions_met((), {})


@pytest.mark.parametrize("condition", ["=>2020", ">=", "<>2020", "==x", "!x", "..2020", "2020.."])
def test_what_is_no_condition(condition):
    assert "is no condition" in condition_problem(condition)


@settings(deadline=None, max_examples=200)
@given(st.dates(), st.dates())
def test_dates_compare_as_dates(day, bound):
    attributes = {"date": day.isoformat()}
    assert conditions_met((("date", (f">={bound}",)),), attributes) is (day >= bound)
    assert conditions_met((("date", (f"<{bound}",)),), attributes) is (day < bound)
