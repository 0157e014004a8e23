"""The file to open on a computer without a network, and the page that says so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from civic_qual.messages import Message, alternatives, render

READ_ME = "READ_ME_FIRST.txt"


@dataclass(frozen=True, kw_only=True)
class Starter:
    """Which starter is meant, for which versions of Python, and what marks this bundle."""

    platform: str
    pythons: tuple[str, ...]
    mark: str


def write_starter(folder: Path, starter: Starter) -> Path:
    """Write the starter of a bundle and its page, in the language spoken."""
    windows = starter.platform.endswith(".bat")
    template = "start.bat" if windows else "start.sh"
    text = files("civic_qual.install").joinpath("templates", template).read_text(encoding="utf-8")
    path = folder / starter.platform
    written = _filled(text, starter, for_batch if windows else for_shell)
    path.write_text(written, encoding="utf-8", newline="\r\n" if windows else "\n")
    path.chmod(0o755)
    page = "\n\n".join(render(one) for one in _page(starter))
    (folder / READ_ME).write_text(page + "\n", encoding="utf-8", newline="\r\n")
    return path


def for_batch(text: str) -> str:
    """Return commands that print a text on Windows, a line each.

    Examples
    --------
    >>> for_batch("50% of <a> & b")
    'echo.50%% of ^<a^> ^& b'
    """
    lines = (re.sub(r"([&|<>^])", r"^\1", line.replace("%", "%%")) for line in text.split("\n"))
    return "\n".join(f"echo.{line}" for line in lines)


def for_shell(text: str) -> str:
    r"""Return a command that prints a text, line by line.

    Examples
    --------
    >>> print(for_shell("l'été"))
    printf '%s\n' 'l'"'"'été'
    """
    return "printf '%s\\n' " + " ".join(shlex.quote(line) for line in text.split("\n"))


def _filled(template: str, starter: Starter, say: Callable[[str], str]) -> str:
    filling = {
        "PYTHONS": " ".join(starter.pythons),
        "MARK": starter.mark,
        "SAY_INSTALLING": say(render(INSTALLING)),
        "SAY_NO_PYTHON": say(render(_no_python(starter))),
        "SAY_FAILED": say(render(FAILED)),
        "SAY_READY": say(render(READY)),
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: filling[found[1]], template)


INSTALLING = Message(
    "civic_qual is being installed on this computer. This takes some minutes, once. "
    "Nothing is downloaded."
)
FAILED = Message(
    "civic_qual could not be installed. What went wrong stands above. "
    "Nothing else on this computer was changed."
)
READY = Message(
    "civic_qual is ready. Type one of these lines and press Enter:\n"
    "  civic-qual demo            (a first try, on invented interviews)\n"
    "  civic-qual --help          (all commands)\n"
    "  exit                       (to leave)"
)


def _no_python(starter: Starter) -> str:
    return Message(
        "This needs Python {versions}, which was not found on this computer. "
        "Install it first (from python.org, or ask whoever looks after this computer), "
        "then open this file again.",
        versions=alternatives(starter.pythons),
    )


def _page(starter: Starter) -> list[str]:
    opening: dict[str, str] = {
        "start.bat": Message(
            "2. Open the file start.bat with a double click. If Windows warns of an unknown "
            "publisher: More info, Run anyway."
        ),
        "start.command": Message(
            "2. Open the file start.command: right click, Open, and Open again. If nothing opens, "
            "open the Terminal, type sh and a space, draw the file into its window, and press "
            "Enter."
        ),
        "start.sh": Message("2. Open a terminal in this folder, type sh start.sh and press Enter."),
    }
    return [
        Message("civic_qual, for a computer without a network"),
        Message(
            "1. Python {versions} must be on the computer. Copy this folder onto it, whole.",
            versions=alternatives(starter.pythons),
        ),
        opening[starter.platform],
        Message(
            "3. The first time it installs, which takes some minutes and some 850 MB. Later it "
            "opens at once."
        ),
        Message(
            "What is installed lies in one folder: {windows} on Windows, {others} elsewhere. "
            "To take civic_qual off the computer, delete it.",
            windows="%LOCALAPPDATA%\\civic_qual",
            others="~/.civic_qual",
        ),
    ]
