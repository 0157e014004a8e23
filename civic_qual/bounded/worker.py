"""Reading what may hang or swell in a process of its own, which can be stopped.

There is one such worker at a time. It starts with the first file that needs it, reads file after
file, and is replaced when one of them had to be stopped. It ends with whoever asked.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import civic_qual
from civic_qual.bounded import child
from civic_qual.bounded.frames import packed, read_frame, unpacked, write_frame
from civic_qual.bounded.limits import Limits, Watch, limits_for, measuring
from civic_qual.errors import ReadError, TooLargeError, reason_of
from civic_qual.messages import Message, decimal
from civic_qual.messages.travelling import message_of_data

Options = dict[str, Any]

_KINDS = {kind.__name__: kind for kind in (ReadError, TooLargeError)}
# Libraries of numbers set memory aside for every thread that they might need; ours need one.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def in_worker(
    task: str, data: bytes, options: Options | None = None, limits: Limits | None = None
) -> Any:
    """Let a function of this library read a file in the worker.

    Parameters
    ----------
    task
        Its name, `civic_qual.room.module:function`. It takes the bytes and the options, and returns
        what JSON can hold; messages among it as `messages.travelling` makes them.
    data
        The content of the file.
    options
        Told to the function by name; what JSON can hold.
    limits
        What it may cost; by default in proportion to the file.

    Returns
    -------
    Any
        What the function returned, as JSON has it: tuples are lists.

    Raises
    ------
    ReadError
        What the function refuses, or that it took too long, too much memory, or broke off.

    Examples
    --------
    >>> in_worker("civic_qual.bounded.worker:length", b"abc", {"times": 2})
    6
    """
    if hasattr(sys, child.INSIDE):
        return child.task_named(task)(data, **(options or {}))
    limits = limits or limits_for(len(data))
    asked = {
        "task": task,
        "options": options or {},
        "seconds": limits.seconds,
        "memory": limits.memory,
    }
    with _One.lock:
        answer = _One.ready().answer(packed(asked), data, limits)
    if "found" in answer:
        return answer["found"]
    raise _refusal(answer, limits)


def length(data: bytes, times: int = 1) -> int:
    """Return how long a file is: the smallest task there is, to try the worker with."""
    return len(data) * times


def close_worker() -> None:
    """End the worker; the next file that needs one starts another."""
    with _One.lock:
        if _One.worker is not None:
            _One.worker.end()
        _One.worker = None


def started_child(
    instead: str = "", environment: Mapping[str, str] | None = None
) -> tuple[subprocess.Popen[bytes], BinaryIO, BinaryIO]:
    """Start a process of this very library; return it, the pipe to it and the one from it.

    Parameters
    ----------
    instead
        What it does instead of reading files: a function `civic_qual.room.module:function`, which
        is given both pipes.
    environment
        What it finds in its environment besides.

    Raises
    ------
    OSError
        If it cannot be started.
    """
    if getattr(sys, "frozen", False):  # there is no Python to start
        raise FileNotFoundError(errno.ENOENT, sys.executable)
    process = subprocess.Popen(
        [sys.executable, "-I", str(Path(child.__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("CIVIC_QUAL_DEBUG") else subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    # Both are pipes, which is more than the type of a process says.
    tasks, answers = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
    where = {
        "path": [entry for entry in sys.path if Path(entry).is_absolute()],
        "package": str(Path(civic_qual.__file__).parent),
        "instead": instead,
    }
    with contextlib.suppress(OSError):  # if it has ended, the first answer will say so
        tasks.write(json.dumps(where).encode() + b"\n")
        tasks.flush()
    return process, tasks, answers


class _Worker:
    """A process that reads files, and the pipes to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process, self.tasks, self.answers = started_child(environment=_ONE_THREAD)
        self.measured = None if sys.platform == "linux" else measuring(self.process.pid)

    def answer(self, asked: bytes, data: bytes, limits: Limits) -> dict[str, Any]:
        """Return what comes of a task: what was found, refused, or why it failed."""
        try:
            with Watch(limits, self.process.kill, self.measured) as watch:
                block = self._exchanged(asked, data, limits)
            answer = unpacked(block) if block is not None else {"failed": self._reason(watch)}
        except OverflowError:
            answer = {"failed": "memory"}
        except (ValueError, RecursionError) as error:
            answer = {"failed": type(error).__name__}
        except BaseException:  # ctrl-C: what the worker is doing is of no use to anybody
            self.end()
            raise
        if "failed" in answer:
            self.end()
        return answer

    def _exchanged(self, asked: bytes, data: bytes, limits: Limits) -> bytes | None:
        try:
            write_frame(self.tasks, asked)
            write_frame(self.tasks, data)
            return read_frame(self.answers, limits.answer)
        except (BrokenPipeError, ConnectionError, OSError):
            return None

    def _reason(self, watch: Watch) -> str:
        if watch.too_much:
            return watch.too_much
        code = self.process.wait()
        if sys.platform != "win32":
            import signal

            if code in (-signal.SIGPROF, -signal.SIGXCPU):
                return "time"
            if code == -signal.SIGKILL:  # of the system, when it has no memory left
                return "memory"
        return "crash"

    @property
    def usable(self) -> bool:
        """Whether it lives, and belongs to this process: a copy of us must not speak to it."""
        return self.owner == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        """Stop it, whatever it does, and wait until it is gone."""
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        else:  # it is not ours to wait for
            self.process.returncode = 0
        for pipe in (self.tasks, self.answers):
            with contextlib.suppress(OSError):  # what was not sent yet is of no use any more
                pipe.close()


class _One:
    """The only worker, and whose turn it is."""

    lock = threading.RLock()
    worker: _Worker | None = None

    @classmethod
    def ready(cls) -> _Worker:
        """Return a worker that can be asked."""
        if cls.worker is None or not cls.worker.usable:
            if cls.worker is not None:
                cls.worker.end()
            try:
                cls.worker = _Worker()
            except OSError as error:
                raise ReadError(
                    Message(
                        "it has to be read in a process of its own, which could not be started "
                        "({problem}); start Python again, or save it as plain text",
                        problem=reason_of(error),
                    )
                ) from None
        return cls.worker


def _refusal(answer: dict[str, Any], limits: Limits) -> ReadError:
    if "refused" in answer:
        try:
            problem = message_of_data(answer["refused"])
        except (ValueError, TypeError, KeyError):
            return broken_off("answer")
        return _KINDS.get(answer.get("kind", ""), ReadError)(problem)
    failed = str(answer.get("failed"))
    if failed == "time":
        return ReadError(
            Message(
                "reading it was stopped after {seconds} seconds of processor time, since no honest "
                "file of its size takes that long; open it and save it again, or as plain text",
                seconds=decimal(limits.seconds, 0),
            )
        )
    if failed == "memory":
        return ReadError(
            Message(
                "reading it was stopped, since it takes more memory than any honest file of its "
                "size; open it and save it again, or as plain text"
            )
        )
    return broken_off(failed)


def broken_off(reason: str) -> ReadError:
    """Return the refusal of a file in which a reader met what it did not expect."""
    return ReadError(
        Message(
            "it cannot be read ({error}): it is damaged, or not what its ending says; "
            "open it and save it again, or as plain text",
            error=reason,
        )
    )


def _leave_to_the_parent() -> None:
    """Forget, in a copy of this process, the worker that belongs to the original."""
    _One.lock = threading.RLock()
    if _One.worker is not None:
        _One.worker.end()  # closes our copies of its pipes only
        _One.worker = None


atexit.register(close_worker)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_the_parent)
