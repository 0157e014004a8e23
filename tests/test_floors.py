"""The lowest releases that are said to do are those that are tried."""

import configparser
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def test_the_constraints_are_the_lowest_that_setup_allows():
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    lowest = set()
    for line in setup["options"]["install_requires"].split("\n"):
        if line:
            needed = Requirement(line)
            (floor,) = (one.version for one in needed.specifier if one.operator == ">=")
            lowest.add((needed.name, floor, str(needed.marker or "")))
    pinned = set()
    for line in (ROOT / "constraints-lowest.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            one = Requirement(line)
            pinned.add((one.name, str(one.specifier).removeprefix("=="), str(one.marker or "")))
    assert pinned == lowest
