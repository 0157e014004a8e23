"""Calls of a page under their names."""

import pytest

from civic_qual.reviewing.room.calls import Calls


def settle(_):
    return "one"


def test_two_calls_of_one_name_are_refused():
    other = Calls(by_name={"settle": lambda _: "another"})
    with pytest.raises(KeyError, match="settle"):
        Calls.of(settle) | other
