"""Conditions of rules on the attributes of a transcript."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.tree import condition_problem, conditions_met


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
    *((">=2020-12", value, False) for value in (
        "June 2018", "Q3 2018", "unknown", "n/a", "2020-2", "2020-Q4", "2020-13", "2021-02-30")),
    (">=2020-12", "2021-Q1", True),
    ("<=2020-06", "2020-Q2", True),
    ("<=2020-05", "2020-Q2", False),
    (">=2020-Q3", "2020-07-01", True),
    (">=2020-01", "2020", True),
    ("<=2020", "2020-12-31", True),
    ("<9", "18-25", False),
    ("<9", "five", False),
    ("<2020-12", "9", False),
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


@pytest.mark.parametrize(
    "condition",
    [">=June 2018", "<n/a", ">=2020-2", "a..b", "2020-13..2021", "18-25..30", ">=2020-02-30"],
)
def test_a_bound_is_a_date_or_a_number(condition):
    assert "is neither a date, as 2020, " in condition_problem(condition)


def test_a_range_goes_forward_between_bounds_of_a_kind():
    assert "never holds" in condition_problem("2022..2020")
    assert "never holds" in condition_problem("9..2020-12")


@settings(deadline=None, max_examples=200)
@given(st.dates(), st.dates())
def test_dates_compare_as_dates(day, bound):
    attributes = {"date": day.isoformat()}
    assert conditions_met((("date", (f">={bound}",)),), attributes) is (day >= bound)
    assert conditions_met((("date", (f"<{bound}",)),), attributes) is (day < bound)
