"""What the process of a job does: its work, on a study that it opens for itself.

It ends when the pipe to it ends: because it is stopped, or because the desk is gone. It is given a
moment in which files that are half-written are removed; a step of a study is in it wholly or not at
all.
"""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from civic_qual.bounded.child import task_named
from civic_qual.errors import CivicQualError
from civic_qual.messages import on_page, render, speaking
from civic_qual.reviewing.room.unforeseen import unforeseen
from civic_qual.study.drives import shared_with
from civic_qual.study.study import Study

if TYPE_CHECKING:
    from civic_qual.desk.jobs import Told

_PAUSE = 0.1  # seconds between two words on how far it is
_GRACE = 4.0  # seconds to clear up in


class _Stopped(BaseException):
    """Nobody waits for the work any more."""


def work(asked: BinaryIO, answers: BinaryIO) -> None:
    """Do the job that is asked for; say how far it is, and what came of it."""
    told = json.loads(asked.readline())
    with contextlib.suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(10)  # people who read go first
    with shared_with(told["desk"]), _ending_with(asked):
        try:
            end = _done(told, _telling(answers, told["language"]))
        except _Stopped:
            end = {"state": "stopped"}
    _write(answers, end)
    os._exit(0)  # the thread that waits for the pipe goes, too


def _done(told: dict[str, Any], tell: Told) -> dict[str, Any]:
    with speaking(told["language"]), on_page():
        try:
            jobs = task_named(told["jobs_in"])
            with contextlib.ExitStack() as stack:
                study = None
                if told["study"]:
                    study = stack.enter_context(Study(Path(told["study"])))
                answer = jobs[told["job"]](study, told["values"], tell)
            json.dumps(answer)
            return {"state": "done", "answer": answer}
        except CivicQualError as error:
            return {"state": "failed", "refused": render(error)}
        except Exception as error:
            return {"state": "failed", "refused": render(unforeseen(error))}


def _telling(answers: BinaryIO, language: str) -> Told:
    last = 0.0

    def tell(done: int, of: int, words: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PAUSE or done == of:
            last = now
            _write(answers, {"done": done, "of": of, "say": render(words, language)})

    return tell


def _write(answers: BinaryIO, told: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more
        answers.write(json.dumps(told).encode() + b"\n")
        answers.flush()


@contextlib.contextmanager
def _ending_with(pipe: BinaryIO) -> Iterator[None]:
    """Break the block off when the pipe ends, and the process if that takes too long."""

    def break_off(*_: Any) -> None:
        raise _Stopped

    before: Callable[..., Any] | int | None = signal.signal(signal.SIGTERM, break_off)
    threading.Thread(target=_wait_for_the_end, args=(pipe,), daemon=True).start()
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _wait_for_the_end(pipe: BinaryIO) -> None:
    pipe.read()
    _thread.interrupt_main(signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
