"""Tables and notes as people see them."""

import numpy as np
import pandas as pd
import pytest

from civic_qual.showing import notes_html, notes_text, padded, styled, table_html, table_text, width


@pytest.mark.parametrize(
    ("text", "columns"), [("plan", 4), ("été", 3), ("e\u0301", 1), ("計画", 4), ("", 0)]
)
def test_columns_of_a_terminal_are_counted(text, columns):
    assert width(text) == columns
    assert width(padded(text, 6)) == width(padded(text, -6)) == 6


def test_columns_line_up_whatever_letters_they_hold():
    frame = pd.DataFrame({"name": ["計画", "e\u0301te\u0301", "plan"], "n": [1, 20, 300]})
    lines = table_text(frame).splitlines()
    assert {width(line) for line in lines} == {9}
    assert [line.split()[-1] for line in lines] == ["n", "1", "20", "300"]


@pytest.mark.parametrize(
    "values", [[1, 2], [1.5, np.nan], [np.int64(3), None], pd.array([1, None], "Int64")]
)
def test_numbers_of_all_kinds_stand_on_the_right(values):
    assert '<th scope="col" class="number">n</th>' in table_html(pd.DataFrame({"n": values}))


@pytest.mark.parametrize("values", [["a", "b"], [True, False], [None, None], []])
def test_other_columns_stand_on_the_left(values):
    assert '<th scope="col">n</th>' in table_html(pd.DataFrame({"n": values}, dtype=object))


def test_long_texts_wrap_and_a_wide_table_can_be_reached_by_keyboard():
    page = table_html(pd.DataFrame({"text": ["x" * 500]}), "A & B")
    assert '<td class="text">' + "x" * 500 in page
    assert '<div class="wide" tabindex="0">' in page
    assert "<caption>A &amp; B</caption>" in page


def test_notes_are_lists_and_no_notes_are_nothing():
    assert notes_html([]) == notes_text([]) == ""
    assert notes_text(["word " * 40, "two"]).splitlines()[0].startswith("- word")
    assert all(len(line) <= 96 for line in notes_text(["word " * 40]).splitlines())


def test_a_kind_of_table_can_add_to_the_style_sheet():
    assert ".cq .margin {}" in styled("<p>", style=".cq .margin {}").partition("</style>")[0]
