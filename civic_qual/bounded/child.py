"""The worker: a process of its own that reads one file after another, and may be stopped.

It is started by its path, `python -I child.py`, and told in a first line where this library and
those beneath it lie, and whether it is to do something else than reading. Tasks come and answers go
as frames of plain data. What libraries print goes nowhere. When the pipe ends, because whoever
asked has ended, so does the worker.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

INSIDE = "civic_qual_worker"  # an attribute of `sys` that only a worker has


def main() -> None:
    """Answer until the pipe ends."""
    tasks, answers = _pipes()
    where = json.loads(tasks.readline())
    _settle(where)
    if where["instead"]:
        task_named(where["instead"])(tasks, answers)
        return
    setattr(sys, INSIDE, True)
    waiting: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(tasks, waiting), daemon=True).start()
    from civic_qual.bounded.frames import unpacked, write_frame

    while True:
        asked, data = unpacked(waiting.get()), waiting.get()
        answer = _answer(asked, data)
        del data
        try:
            write_frame(answers, answer)
        except OSError:  # nobody listens any more
            os._exit(0)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for ourselves: what anything else reads or prints there is nothing."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for whoever asked
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return tasks, answers


def _settle(where: dict[str, Any]) -> None:
    """Import from where the asking process does, and this library from its very folder."""
    sys.path[:] = where["path"]
    spec = importlib.util.spec_from_file_location(
        "civic_qual",
        Path(where["package"], "__init__.py"),
        submodule_search_locations=[where["package"]],
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["civic_qual"] = package
    spec.loader.exec_module(package)


def _listen(tasks: BinaryIO, waiting: queue.Queue[bytes]) -> None:
    """Take in what is asked, while something is read too: so the end of the pipe is noticed."""
    from civic_qual.bounded.frames import read_frame

    while (block := read_frame(tasks)) is not None:
        waiting.put(block)
    os._exit(0)


def _answer(asked: dict[str, Any], data: bytes) -> bytes:
    from civic_qual.bounded.frames import packed
    from civic_qual.errors import CivicQualError
    from civic_qual.messages import message_of
    from civic_qual.messages.travelling import message_as_data

    try:
        task = task_named(asked["task"])  # what it imports is no fault of the file
        with _held(asked["seconds"], asked["memory"]):
            return packed({"found": task(data, **asked["options"])})
    except CivicQualError as error:
        told = {"refused": message_as_data(message_of(error)), "kind": type(error).__name__}
    except MemoryError:
        told = {"failed": "memory"}
    except Exception as error:
        told = {"failed": type(error).__name__}
    return packed(told)


def task_named(name: str) -> Any:
    """Return the function with a name, `civic_qual.room.module:function`; or what else it is."""
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)


@contextlib.contextmanager
def _held(seconds: float, memory: int) -> Iterator[None]:
    """Let the system stop us, where it can, if one file takes more than this."""
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.setitimer(signal.ITIMER_PROF, seconds)  # of processor time; it ends the process
    _room(memory)
    try:
        yield
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_PROF, 0)
        _room(None)


def _room(memory: int | None) -> None:
    if sys.platform == "linux":
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        if memory is not None:
            pages = int(Path("/proc/self/statm").read_text().split()[0])  # what it has already
            memory += pages * resource.getpagesize()
            most = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
