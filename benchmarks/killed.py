"""Three people write to one study file at once, and are killed at random moments (SIGKILL).

A writer says what it did, in a file of its own, only after the study has acknowledged it. What
stands there must be in the study for ever.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import civic_qual as cq

WRITERS = 3
MOST = 40  # things done before a kill, at most


@dataclass
class Writer:
    """A process that writes to a study, and the file in which it says what was acknowledged."""

    study: Path
    told: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it, or start it again."""
        command = [sys.executable, "-m", "benchmarks.killed", str(self.study), str(self.told)]
        self.process = subprocess.Popen(command, cwd=Path(__file__).parents[1])

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def acknowledged(self) -> list[tuple[str, str]]:
        """What was done, and the id of it; a line that was not finished says nothing."""
        if not self.told.exists():
            return []
        lines = self.told.read_text(encoding="utf-8").split("\n")[:-1]
        return [(done, name) for done, name in map(str.split, lines)]


def killed(study: Path, kills: int, seed: int = 1, states: int = 200) -> dict[str, Any]:
    """Kill writers so many times; return what was acknowledged, what is lost and what is wrong.

    `explained` says whether the audit trail accounts for the study as it was at so many lines.
    """
    draw = random.Random(seed)
    writers = [Writer(study, study.with_name(f"told{number}")) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for number in range(kills):
            chosen = draw.choice(writers)
            _wait(chosen, draw.randint(1, MOST))
            time.sleep(draw.uniform(0, 0.01))  # anywhere between two acknowledgements
            chosen.kill()
            if number < kills - 1:
                chosen.start()
    finally:
        for writer in writers:
            if writer.process.poll() is None:
                writer.kill()
    told = [one for writer in writers for one in writer.acknowledged]
    return {"kills": kills, **checked(study, told, draw, states)}


def _wait(writer: Writer, more: int) -> None:
    """Wait until a writer has acknowledged so many things more."""
    writer.told.touch()
    with writer.told.open("rb") as told:
        told.seek(0, os.SEEK_END)
        while more > 0:
            if writer.process.poll() is not None:
                raise RuntimeError(f"a writer ended by itself: {writer.process.returncode}")
            more -= told.read().count(b"\n")
            time.sleep(0.002)


def checked(
    study: Path, told: list[tuple[str, str]], draw: random.Random, states: int
) -> dict[str, Any]:
    """Look for everything acknowledged, and for a trail that explains every state."""
    with cq.Study(study) as kept:
        codings = set(kept.coding_table()["id"])
        memos = set(kept.memos["id"])
        there = {"code": codings, "memo": memos}
        lost = [name for done, name in told if name not in there[done]]
        trail = kept.audit
        done = (trail["action"] == "code").cumsum().tolist()
        lines = draw.sample(range(1, len(trail) + 1), min(states, len(trail)))
        explained = all(len(kept.codings(as_of=line)) == done[line - 1] for line in lines)
        wrong = kept.integrity()
    return {
        "acknowledged": len(told),
        "lost": len(lost),
        "integrity": wrong or "ok",
        "explained": explained and trail["line"].tolist() == list(range(1, len(trail) + 1)),
        "recorded": len(trail),
    }


def write(path: str, told: str) -> None:
    """Write codings and memos until killed."""
    draw = random.Random()
    handle = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with cq.Study(path) as study:
        names, codes = list(study.corpus.positions), list(study.codebook.positions)
        while True:
            name = draw.choice(names)
            end = draw.randint(2, len(study.corpus[name].text))
            if draw.random() < 0.8:
                done = (
                    "code",
                    study.code(
                        name,
                        draw.randrange(end),
                        end,
                        draw.choice(codes),
                        coder=told[-1],
                        why=str(draw.random()),
                    ),
                )
            else:
                done = "memo", study.memo(f"memo {draw.random()}", coder=told[-1])
            os.write(handle, f"{' '.join(done)}\n".encode())


if __name__ == "__main__":
    write(*sys.argv[1:])
