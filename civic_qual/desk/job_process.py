"""The process of a job, as the desk sees it: begun, listened to, and stopped."""

from __future__ import annotations

import contextlib
import json
import secrets
import subprocess
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from civic_qual.bounded.worker import started_child
from civic_qual.errors import StudyError, reason_of
from civic_qual.messages import Message, render

_GRACE = 5.0  # seconds in which a job that is stopped clears up


@dataclass(kw_only=True)
class Progress:
    """How far a job is, and what came of it.

    Attributes
    ----------
    who, of_study
        Who began it, and whether it works in the study that is open.
    state
        `"running"`, `"done"`, `"failed"` or `"stopped"`.
    done, of
        How many steps are done, and of how many; 0 if that is not known.
    say
        What is being done, in the language of who asked for it.
    answer
        What the job returned; None before.
    refused
        Why it failed, in that language; "" if it did not.
    """

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    job: str
    who: str = ""
    of_study: bool = False
    state: str = "running"
    done: int = 0
    of: int = 0
    say: str = ""
    answer: Any = None
    refused: str = ""
    started: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


class Jobs:
    """The one job that may run, or the last one that ran."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._latest: Progress | None = None
        self._running: _Running | None = None

    def latest(self) -> dict[str, Any] | None:
        """Return how far the latest job is, as JSON; None if there was none."""
        with self._lock:
            return None if self._latest is None else dict(vars(self._latest))

    @property
    def running(self) -> bool:
        """Whether a job is going on."""
        with self._lock:
            return self._latest is not None and self._latest.state == "running"

    def start(self, asked: dict[str, Any]) -> str:
        """Begin a job; `asked` is what its process is told. Return its id.

        Raises
        ------
        StudyError
            If one is going on, or no process can be started.
        """
        with self._lock:
            if self.running:
                raise StudyError(
                    Message("other work is going on: wait until it is done, or stop it first")
                )
            progress = Progress(
                job=asked["job"], who=asked.get("who", ""), of_study=bool(asked["study"])
            )
            try:
                running = _Running(asked, progress, self._lock)
            except OSError as error:
                raise StudyError(
                    Message(
                        "the work needs a process of its own, which could not be started "
                        "({reason}): close other programs, and try again",
                        reason=reason_of(error),
                    )
                ) from error
            self._latest, self._running = progress, running
            return progress.id

    def stop(self) -> None:
        """Stop what is going on, and wait until its process is gone."""
        running = self._running
        if running is not None:
            running.stop()


class _Running:
    """A process that does one job, and a thread that listens to it."""

    def __init__(self, asked: dict[str, Any], progress: Progress, lock: threading.RLock) -> None:
        self.progress, self._lock, self._language = progress, lock, asked["language"]
        self._stopping = False
        self.process, self._to, self._from = started_child("civic_qual.desk.job_child:work")
        _write(self._to, asked)
        self._listener = threading.Thread(target=self._listen, name="job", daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._from:
            with contextlib.suppress(ValueError), self._lock:
                self._take(json.loads(line))
        self.process.wait()
        with self._lock:
            if self.progress.state == "running" and self._stopping:
                self.progress.state = "stopped"
            elif self.progress.state == "running":
                self.progress.state = "failed"
                self.progress.refused = render(
                    Message(
                        "the work broke off (the system may have been short of memory): what was "
                        "in the study before is in it; close other programs, and start it again"
                    ),
                    self._language,
                )
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()

    def _take(self, told: dict[str, Any]) -> None:
        vars(self.progress).update(told)

    def stop(self) -> None:
        self._stopping = True
        with contextlib.suppress(OSError):  # it may have ended by itself
            self._to.close()  # which it takes for the end
        try:
            self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._listener.join()


def _write(pipe: BinaryIO, told: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # if it has ended, the listener will say so
        pipe.write(json.dumps(told).encode() + b"\n")
        pipe.flush()
