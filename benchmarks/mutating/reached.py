"""Which tests reach which line: coverage by test, gathered room by room, once, and kept in a file.

Every file of tests has a process of its own, since what the library keeps in memory would else be
worked out, and so be reached, by the first test alone. Doctests of a room are tests like others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.mutating.plugin import SECONDS

SLOWEST = 900  # seconds for one file of tests, measured line by line


class Reached:
    """Tests and their seconds, and by file and line those that reach it.

    Parameters
    ----------
    seconds
        By test, as pytest names it.
    lines
        By file, and by line, the tests.
    """

    def __init__(
        self, seconds: dict[str, float], lines: dict[str, dict[int, frozenset[str]]]
    ) -> None:
        self.seconds = seconds
        self.lines = lines

    def tests(self, file: str, line: int) -> list[str]:
        """Return the tests that reach a line, the quickest first.

        A line that runs when the file is imported is reached by all tests of the file.
        """
        lines = self.lines.get(file, {})
        first = max((number for number in lines if number <= line), default=None)
        found = lines.get(line) or (lines[first] if first is not None else frozenset())
        if not found or "" in found:  # also by whoever imported it within a test
            found = frozenset().union(*lines.values())
        return sorted(found & self.seconds.keys(), key=self.seconds.__getitem__)


def reached(root: Path, rooms: Iterable[str], kept: Path) -> Reached:
    """Return what the tests of some rooms reach; gather what the file does not have yet."""
    have: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for room in rooms:
        files = [*_test_files(root, room), f"civic_qual/{room}"]
        for file in tqdm([one for one in files if one not in have], f"tests of {room}"):
            have[file] = _gathered(root, file)
            kept.write_text(json.dumps(have), encoding="utf-8")
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, frozenset[str]]] = {}
    for one in have.values():
        seconds |= one["seconds"]
        for file, by_line in one["lines"].items():
            here = lines.setdefault(file, {})
            for line, tests in by_line.items():
                found = {one["names"][number] for number in tests}
                here[int(line)] = here.get(int(line), frozenset()) | found
    return Reached(seconds, lines)


def _test_files(root: Path, room: str) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix() for path in (root / "tests" / room).rglob("test_*.py")
    )


def _gathered(root: Path, file: str) -> dict[str, Any]:
    """Run one file of tests; return their names and seconds, and lines by file with tests."""
    from coverage import CoverageData

    with tempfile.TemporaryDirectory() as folder:
        data, times = Path(folder) / "coverage", Path(folder) / "seconds.json"
        subprocess.run(
            [
                *(sys.executable, "-m", "coverage", "run", f"--data-file={data}"),
                *("--source=civic_qual", "-m", "pytest", *QUIETLY, file),
            ],
            cwd=root,
            env={**os.environ, SECONDS: str(times), "COVERAGE_CORE": "ctrace"},
            capture_output=True,
            timeout=SLOWEST,
        )
        if not times.exists():
            return {"seconds": {}, "names": [], "lines": {}}
        measured = CoverageData(str(data))
        measured.read()
        names = sorted(measured.measured_contexts())
        numbers = {name: number for number, name in enumerate(names)}
        lines = {}
        for path in measured.measured_files():
            by_line = measured.contexts_by_lineno(path)
            lines[Path(path).resolve().relative_to(root.resolve()).as_posix()] = {
                line: sorted(numbers[name] for name in tests) for line, tests in by_line.items()
            }
        return {"seconds": json.loads(times.read_text()), "names": names, "lines": lines}


QUIETLY = (
    *("-q", "-n0", "-p", "no:cacheprovider", "-p", "benchmarks.mutating.plugin"),
    *("-p", "no:nbmake", "-o", "addopts=--doctest-modules --import-mode=importlib"),
)
