"""A desk opened: it is served and the browser is sent to it, or to the one that runs already."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.desk.listening import Secrets, listening_socket
from civic_qual.desk.neighbours import CAN_TELL
from civic_qual.desk.opening.door import address, make_door, open_browser, remove_doors
from civic_qual.desk.opening.marks import Mark, knock, marks_left
from civic_qual.errors import StudyError, reason_of
from civic_qual.messages import Message

if TYPE_CHECKING:
    import socket

Say = Callable[[str], None]


def open_desk(path: Path | None, *, say: Say, port: int = 0, browser: bool = True) -> None:
    """Open a desk, and serve it until it is stopped; or find the one that runs.

    Parameters
    ----------
    path
        The study; None for the first page, or for whatever desk runs.
    say
        Told what happens, in sentences.
    port
        Where it listens; 0 for any place that is free.
    browser
        Whether the browser is opened; if not, the link is said.

    Raises
    ------
    StudyError
        If another program has the port, or no mark of the desk can be left.
    """
    study = "" if path is None else str(path.absolute())
    left = _running_or_left(study, port, say, browser=browser)
    if left is _FOUND:
        return
    try:
        listening = _listening(port, left)
        with listening:
            # Where nobody can tell who else had the port meanwhile, old pages are not known.
            again = left is not None and CAN_TELL and left.port == _port_of(listening)
            known = Secrets(pass_=left.pass_) if left is not None and again else Secrets()
            with _marked(listening, known, study):
                _show(_port_of(listening), known.ticket, say, browser=browser)
                _serve(path, listening, known, say)
    except OSError as error:
        raise StudyError(
            Message(
                "the desk could not be opened ({reason}): leave out the port, or close the program "
                "that has it, and see that your own folder can be written to",
                reason=reason_of(error),
            )
        ) from error


_FOUND = Mark(port=0, key="", pass_="", study="")


def _running_or_left(study: str, port: int, say: Say, *, browser: bool) -> Mark | None:
    """Open the desk that runs and return `_FOUND`, or return the mark of one that was killed."""
    killed = None
    for mark in marks_left():
        answered = knock(mark)
        if answered is None:
            mark.remove()
            remove_doors(mark.port)
            if killed is None and study in ("", mark.study):
                killed = mark
        elif (not study or answered.study == study) and port in (0, mark.port):
            say(Message("The desk runs already; it is opened in the browser."))
            _show(mark.port, answered.ticket, say, browser=browser)
            return _FOUND
    if killed is not None:
        say(
            Message(
                "A desk that was opened before did not end by itself; what was confirmed there is "
                "in the study. It is taken over."
            )
        )
    return killed


def _listening(port: int, left: Mark | None) -> socket.socket:
    """Listen where a desk that was killed did, so that its pages find this one; or anywhere."""
    made = None
    if left is not None and port in (0, left.port):
        with suppress(OSError):
            made = listening_socket(left.port)
    made = made or listening_socket(port)
    made.listen()  # a browser that is quicker than we are waits
    return made


def _port_of(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


@contextmanager
def _marked(listening: socket.socket, known: Secrets, study: str) -> Iterator[None]:
    mark = Mark(port=_port_of(listening), key=known.key, pass_=known.pass_, study=study)
    mark.leave()
    try:
        yield
    finally:
        remove_doors(mark.port)
        mark.remove()


def _show(port: int, ticket: str, say: Say, *, browser: bool) -> None:
    if browser and open_browser(make_door(port, ticket)):
        say(
            Message(
                "The desk opens in your browser. If it does not: civic-qual desk --no-browser says "
                "the link."
            )
        )
        return
    remove_doors(port)
    say(Message("Open this link in a browser of this computer; it works once:"))
    say(address(port, ticket))


def _serve(path: Path | None, listening: socket.socket, known: Secrets, say: Say) -> None:
    """Serve until somebody stops it, and say so."""
    from civic_qual.desk.desk import Desk
    from civic_qual.desk.server import server
    from civic_qual.study.acts.recent import remember

    if path is not None:
        remember(path)
    say(
        Message(
            "It runs until you press Ctrl+C here, or Stop the desk on its page Study; closing the "
            "page or the browser does not end it."
        )
    )
    desk = Desk(path)
    serving, gate, _ = server(desk, known, listening)
    gate.on_entry = lambda: remove_doors(gate.port)
    before = {one: signal.signal(one, _stop) for one in _ends()}
    try:
        serving.run(sockets=[listening])
    except KeyboardInterrupt:  # which the server hands on when it has ended
        pass
    finally:
        desk.close()
        for one, handler in before.items():
            signal.signal(one, handler)
    say(Message("The desk is closed; what was confirmed is in the study."))


def _ends() -> list[int]:
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt
