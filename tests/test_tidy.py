"""Frames as rows and columns: labels become columns, and empty cells are known."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from civic_qual.tidy import missing, tidied


@pytest.mark.parametrize(
    "cell",
    [
        None,
        float("nan"),
        np.float64("nan"),
        np.float32("nan"),
        pd.NA,
        pd.NaT,
        np.datetime64("NaT", "ns"),
        Decimal("NaN"),
    ],
)
def test_what_is_empty(cell):
    assert missing(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "nan",
        "NaT",
        "<NA>",
        0,
        0.0,
        False,
        float("inf"),
        [],
        (),
        datetime.date(2022, 5, 1),
        np.zeros(2),
    ],
)
def test_what_is_not(cell):
    assert not missing(cell)


@pytest.mark.parametrize(
    ("index", "labels"),
    [
        (pd.RangeIndex(2), []),
        (pd.Index([5, 3]), []),
        (pd.Index(["a", "b"]), [""]),
        (pd.Index([5, 3], name="row"), ["row"]),
        (pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["theme", None]), ["theme", ""]),
    ],
)
def test_labels_become_columns_if_they_say_something(index, labels):
    frame = pd.DataFrame({"n": [1, 2]}, index)
    made = tidied(frame)
    assert made.columns.tolist() == [*labels, "n"]
    assert made["n"].tolist() == [1, 2]
    assert frame.columns.tolist() == ["n"]


def test_empty_frames_keep_their_columns():
    assert tidied(pd.DataFrame({"a": [], "b": []})).columns.tolist() == ["a", "b"]
    assert tidied(pd.DataFrame()).shape == (0, 0)


def test_a_label_named_as_a_column_does_not_take_its_place():
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["x"], name="n"))
    assert tidied(frame).to_numpy().tolist() == [["x", 1]]
