"""A breakage tried: a copy of the checkout, one file broken, the tests that reach its line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.mutating.breakages import Breakage, text_of
from benchmarks.mutating.reached import QUIETLY, Reached

LEFT_OUT = (".git", ".*_cache", ".hypothesis", "node_modules", "build", "dist")
AT_ONCE = 300  # tests named on one command line


def copy_of(root: Path, folder: Path) -> Path:
    """Copy a checkout, and make sure that its tests import the copy.

    Raises
    ------
    RuntimeError
        If they import another library.
    """
    copy = folder / "checkout"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shown = subprocess.run(
        [sys.executable, "-c", "import civic_qual; print(civic_qual.__file__)"],
        cwd=copy,
        env=_surroundings(copy, folder / "prepared"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    if not Path(shown).resolve().is_relative_to(copy.resolve()):
        raise RuntimeError(f"the tests of the copy would test {shown}")
    return copy


def tried(breakage: Breakage, copy: Path, seen: Reached, limit: float) -> dict[str, Any]:
    """Break a file of the copy, run tests until one fails, and mend it.

    First come the tests that reach the line; then, since what is kept in memory hides who needs
    it, the others of their files. `limit` is in seconds, for all of it.

    Returns
    -------
    dict
        `outcome` is `caught`, `slow` (an endless loop, most likely: caught, too), `survived`
        with all tests passed, `unreached`, or `unfinished`, when time was over with none failed;
        `test` is the one that failed.
    """
    began = time.perf_counter()
    tests = seen.tests(breakage.file, breakage.line)
    files = {name.partition("::")[0] for name in tests}
    rest = [name for name in seen.seconds if name.partition("::")[0] in files and name not in tests]
    outcome, failed, ran = "unreached" if not tests else "survived", "", 0
    with _broken(copy, breakage):
        for some in _by_cost([tests, sorted(rest, key=seen.seconds.__getitem__)], seen):
            left = limit - (time.perf_counter() - began)
            expected = sum(seen.seconds.get(name, 0.0) for name in some)
            if ran and expected > left:
                outcome = "unfinished"
                break
            outcome, failed = _run(some, copy, max(left, 20 + 3 * expected))
            ran += len(some)
            if outcome != "survived":
                break
    if outcome == "unread":  # it cannot be imported, unless the tests are not there at all
        whole = _pytest(["--collect-only", *some], copy, limit)
        if whole.returncode:
            raise RuntimeError(f"not the tests of this checkout: {whole.stdout[-500:]}")
        outcome = "caught"
    seconds = round(time.perf_counter() - began, 1)
    return {"outcome": outcome, "test": failed, "tests": ran, "seconds": seconds}


def _by_cost(groups: Sequence[list[str]], seen: Reached) -> Iterator[list[str]]:
    """Yield tests in portions: a few quick ones first, then ever more."""
    for tests in groups:
        portion: list[str] = []
        allowed = 2.0
        for name in tests:
            portion.append(name)
            if len(portion) == AT_ONCE or sum(map(seen.seconds.__getitem__, portion)) > allowed:
                yield portion
                portion, allowed = [], allowed * 4
        if portion:
            yield portion


@contextmanager
def _broken(copy: Path, breakage: Breakage) -> Iterator[None]:
    """Break a file of the copy for a while."""
    target, whole = copy / breakage.file, (copy / breakage.file).read_text(encoding="utf-8")
    stamps = target.stat()
    target.write_text(text_of(copy, breakage), encoding="utf-8")
    try:
        yield
    finally:
        target.write_text(whole, encoding="utf-8")
        os.utime(target, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))


def _run(tests: list[str], copy: Path, limit: float) -> tuple[str, str]:
    """Run some tests; return what became of them and which one failed."""
    try:
        done = _pytest(["-x", *tests], copy, limit)
    except subprocess.TimeoutExpired:
        return "slow", ""
    if done.returncode == 0:
        return "survived", ""
    said = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    failed = said[0][:300] if said else (done.stdout + done.stderr)[-300:]
    return ("caught" if done.returncode in (1, 2) else "unread"), failed


def _pytest(arguments: list[str], copy: Path, limit: float) -> subprocess.CompletedProcess[str]:
    prepared = copy.parent / "prepared_now"
    shutil.rmtree(prepared, ignore_errors=True)
    if (copy.parent / "prepared").exists():
        shutil.copytree(copy.parent / "prepared", prepared)
    return subprocess.run(
        [sys.executable, "-m", "pytest", *QUIETLY, *arguments],
        cwd=copy,
        env=_surroundings(copy, prepared),
        capture_output=True,
        text=True,
        timeout=limit,
    )


def _surroundings(copy: Path, prepared: Path) -> dict[str, str]:
    """Return the environment in which the copy is what Python imports."""
    path = os.pathsep.join([str(copy), *filter(None, [os.environ.get("PYTHONPATH")])])
    ours = {"PYTHONPATH": path, "CIVIC_QUAL_CACHE": str(prepared), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **ours}
