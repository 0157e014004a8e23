"""How soon a command of the command line has done its work, from a fresh process.

Every round runs each command with nothing prepared, then prepared, and, if `--other` names the
root of another checkout, there too: processor time of the process, side by side.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from civic_qual.prepared import FOLDER

ROOT = Path(__file__).parents[1]
RUN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from civic_qual.cli.main import run; run()"
INTERVIEWS, CODEBOOK = ROOT / "corpora" / "protection", ROOT / "codebooks" / "protection.yaml"

Figures = dict[str, Any]


def options(parser: argparse.ArgumentParser) -> None:
    """Say what `measure` may be told."""
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--other", type=Path, help="the root of another checkout, to compare")


def measure(rounds: int = 3, other: Path | None = None) -> Figures:
    """Return the median seconds of processor time by command and state."""
    seconds: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        commands = {
            "code": ["code", INTERVIEWS, "--codebook", CODEBOOK, "--out", f"{home}/out"],
            "check": ["check", CODEBOOK],
        }
        for _ in range(rounds):
            for name, command in commands.items():
                cache = Path(home) / "cache"
                shutil.rmtree(cache, ignore_errors=True)
                states = {"unprepared": ROOT, "prepared": ROOT} | (
                    {"other": other} if other else {}
                )
                for state, root in states.items():
                    taken = _seconds(root, command, cache, home)
                    seconds.setdefault((name, state), []).append(taken)
    return {f"{name}, {state}": round(median(some), 2) for (name, state), some in seconds.items()}


def _seconds(root: Path, command: list[Any], cache: Path, home: str) -> float:
    """Return the seconds of processor time of a command; compiled modules are shared."""
    env = {**os.environ, FOLDER: str(cache), "PYTHONPYCACHEPREFIX": f"{home}/compiled"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", RUN, str(root.resolve()), *map(str, command)],
        env=env, cwd=home, check=True, capture_output=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime


def table(figures: Figures) -> str:
    """Return the figures, a line each."""
    return "\n".join(f"{name:20} {seconds:6.2f} s" for name, seconds in figures.items())


def as_json(figures: Figures) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1)
