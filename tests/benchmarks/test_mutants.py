"""Breakages are drawn as said, tests chosen as said, and what becomes of them counted as said."""

import ast
from pathlib import Path

import pytest

from benchmarks.mutants import ROOMS, ROOT, equivalent, table
from benchmarks.mutating.reached import Reached

SOURCE = '''"""A file."""

from __future__ import annotations

if TYPE_CHECKING:
    from a import b

SHARE: float | None = 0.5


def found(number: int | None = None, *, least: int = 2) -> bool | None:
    for one in range(3):
        if number is not None and number - one < least:
            return True
    return (
        least
        <= 3
    )
'''


@pytest.fixture
def checkout(tmp_path):
    pytest.importorskip("cosmic_ray")
    room = tmp_path / "civic_qual" / "statistics"
    room.mkdir(parents=True)
    (room / "large.py").write_text(SOURCE + SOURCE.replace("from __future__", "# from"))
    (room / "small.py").write_text(SOURCE)
    return tmp_path


def test_a_breakage_is_another_program_and_no_other_type(checkout):
    from benchmarks.mutating.breakages import drawn, text_of

    found = drawn(checkout, "statistics", 1000, seed=1)
    assert len({(one.file, one.line, one.column) for one in found}) == len(found)
    for one in found:
        whole, broken = (checkout / one.file).read_text(), text_of(checkout, one)
        assert ast.dump(ast.parse(whole)) != ast.dump(ast.parse(broken))
        assert "float | None" in broken
        assert "bool | None" in broken
        assert "if TYPE_CHECKING:" in broken
        changed = [
            number
            for number, (a, b) in enumerate(
                zip(whole.splitlines(), broken.splitlines(), strict=True), 1
            )
            if a != b
        ]
        assert changed == [one.line]


def test_every_file_has_its_share_and_few_are_the_first_of_many(checkout):
    from benchmarks.mutating.breakages import drawn

    ten, five = (drawn(checkout, "statistics", number, seed=3) for number in (9, 5))
    assert ten[:5] == five
    assert drawn(checkout, "statistics", 9, seed=4) != ten
    by_file = [Path(one.file).stem for one in ten]
    assert {by_file.count("large"), by_file.count("small")} == {6, 3}


def test_tests_are_those_that_reach_the_line_the_quickest_first():
    lines = {
        "a.py": {
            1: frozenset({""}),
            4: frozenset({"slow", "quick", "", "failed before"}),
            9: frozenset({"slow"}),
        }
    }
    seen = Reached({"slow": 3.0, "quick": 0.1}, lines)
    assert seen.tests("a.py", 4) == ["quick", "slow"]
    assert seen.tests("a.py", 5) == ["quick", "slow"]  # a statement that began above
    assert seen.tests("a.py", 9) == ["slow"]
    assert seen.tests("a.py", 1) == ["quick", "slow"]  # runs when imported: who uses the file
    assert seen.tests("b.py", 1) == []


def test_shares_leave_out_what_breaks_nothing_unless_a_test_notices():
    outcomes = [("caught", ""), ("caught", "same"), ("slow", ""), ("survived", "same")]
    outcomes += [("survived", ""), ("unreached", ""), ("unfinished", "")]
    rows = [
        {"room": "study", "key": f"k{number}", "line": 1, "outcome": outcome, "equivalent": reason}
        for number, (outcome, reason) in enumerate(outcomes)
    ]
    said = table(rows)
    assert "| study | 7 | 1 | 3 | 3 | 50% |" in said
    assert all((f"k{number}" in said) == (number > 3) for number in range(7))


def test_every_equivalent_breakage_is_of_a_line_that_stands_and_has_a_reason():
    for key, reason in equivalent().items():
        file, _, change = key.partition(": ")
        assert file.split("/")[1] in ROOMS
        assert len(reason) > 20
        before = change.partition(" => ")[0]
        lines = [line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
        assert all(one in lines for one in before.split(" / ")), key
