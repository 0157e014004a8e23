"""Expressions of rules are compiled, and leave everything else as it was."""

import random

import regex

from civic_qual.codebook.rules.expressions import compile_expression
from civic_qual.coding.matching.reach import wildcard_pattern


def test_as_many_expressions_as_there_may_be_draw_no_random_numbers():
    regex.purge()
    before = random.getstate()
    for number in range(1_100):
        assert compile_expression(rf"base {number}").search(f"at base {number}")
        assert wildcard_pattern(f"patrol{number}*").fullmatch(f"patrol{number}s")
    assert random.getstate() == before
