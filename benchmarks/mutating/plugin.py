"""What pytest does otherwise here: a plugin, `-p benchmarks.mutating.plugin`.

Random examples are few and always the same. Where `coverage` runs, every test is told to it, and
its seconds are written to the file that `SECONDS` names.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

from hypothesis import settings

SECONDS = "MUTANTS_SECONDS"
EXAMPLES = 20
_seconds: dict[str, float] = defaultdict(float)
_failed: set[str] = set()


def pytest_sessionstart() -> None:
    """Choose few random examples, after `conftest.py` chose as many as usual."""
    settings.register_profile(
        "mutants", settings.default, derandomize=True, max_examples=EXAMPLES, database=None
    )
    settings.load_profile("mutants")


def pytest_runtest_logstart(nodeid: str) -> None:
    """Tell coverage which test begins."""
    if SECONDS in os.environ:
        from coverage import Coverage

        if measuring := Coverage.current():
            measuring.switch_context(nodeid)


def pytest_runtest_logreport(report: object) -> None:
    """Add up the seconds of a test; one that fails while nothing is broken can tell nothing."""
    _seconds[report.nodeid] += report.duration  # type: ignore[attr-defined]
    if not report.passed:  # type: ignore[attr-defined]
        _failed.add(report.nodeid)  # type: ignore[attr-defined]


def pytest_unconfigure() -> None:
    """Write the seconds of all tests that passed."""
    if target := os.environ.get(SECONDS):
        told = {test: seconds for test, seconds in _seconds.items() if test not in _failed}
        Path(target).write_text(json.dumps(told), encoding="utf-8")
