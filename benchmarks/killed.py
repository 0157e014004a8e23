"""Three people write to one study file at once, and are killed at random moments (SIGKILL).

A writer says what it did, in a file of its own, only after the study has acknowledged it. What
stands there must be in the study for ever. An act it names before, and sends again when it was
killed meanwhile: it must be in the study once.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import civic_qual as cq
from civic_qual.study.work.acts import CodePassage

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
        self.told.touch()
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
        codings = kept.coding_table().frame
        acts = Counter(codings["evidence"])
        there = {"code": {*codings["id"]}, "memo": {*kept.memos["id"]}, "act": acts}
        lost = [name for done, name in told if done in there and name not in there[done]]
        twice = [name for done, name in told if done == "sent" and acts[name] > 1]
        trail = kept.audit
        done = trail["action"].isin(["code", "act"]).cumsum().tolist()
        lines = draw.sample(range(1, len(trail) + 1), min(states, len(trail)))
        explained = all(len(kept.codings(as_of=line)) == done[line - 1] for line in lines)
        wrong = kept.integrity()
    return {
        "acknowledged": sum(done != "sent" for done, _ in told),
        "lost": len(lost),
        "twice": len(twice),
        "integrity": wrong or "ok",
        "explained": explained and trail["line"].tolist() == list(range(1, len(trail) + 1)),
        "recorded": len(trail),
    }


def write(path: str, told: str) -> None:
    """Write codings and memos until killed; first send again what was not acknowledged."""
    draw = random.Random()
    said = [line.split() for line in Path(told).read_text().split("\n")[:-1]]
    acknowledged = {name for done, name in said if done == "act"}
    waiting = [name for done, name in said if done == "sent" and name not in acknowledged]
    handle = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(*done: str) -> None:
        os.write(handle, f"{' '.join(done)}\n".encode())

    with cq.Study(path) as study:
        while True:
            chance = draw.random()
            if waiting or chance < 0.4:
                act = waiting.pop() if waiting else draw.randbytes(16).hex()
                say("sent", act)
                (done,) = study.act(_coded(study, act), coder=told[-1])
                if done.refused or len(done.records) != 1:
                    raise RuntimeError(done)
                say("act", act)
            elif chance < 0.8:
                one = _coded(study, draw.randbytes(16).hex())
                where = one.transcript, one.start, one.end, one.code
                say("code", study.code(*where, coder=told[-1], why=one.why))
            else:
                say("memo", study.memo(f"memo {draw.random()}", coder=told[-1]))


def _coded(study: cq.Study, act: str) -> CodePassage:
    """Return what an act codes: the same whenever it is sent."""
    draw = random.Random(act)
    name = draw.choice(list(study.corpus.positions))
    end = draw.randint(2, len(study.corpus[name].text))
    return CodePassage(
        id=act,
        transcript=name,
        revision=study.corpus[name].revision,
        start=draw.randrange(end),
        end=end,
        code=draw.choice(list(study.codebook.positions)),
        why=act,
    )


if __name__ == "__main__":
    write(*sys.argv[1:])
