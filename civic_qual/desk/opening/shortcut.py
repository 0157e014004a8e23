"""An icon that opens the desk: who has one never needs a terminal again."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from civic_qual.errors import WriteError, reason_of
from civic_qual.messages import Message, render

_ICON = Path(__file__).parents[1] / "static" / "icon.svg"
# What it is told by variables is never read as a command.
_LINK = Path(__file__).parent / "shortcut.ps1"


def place_shortcut(study: Path | None = None) -> Path:
    """Put an icon on the desktop of this user that opens the desk; return its file.

    Parameters
    ----------
    study
        The study that it opens; None for the first page.

    Raises
    ------
    WriteError
        If nothing can be put there.
    """
    name = "civic-qual" if study is None else " ".join(("civic-qual", _plain(study.stem)))
    arguments = ["-P", "-m", "civic_qual", "desk"]
    if study is not None:
        arguments.append(str(study.absolute()))
    try:
        if sys.platform == "win32":
            return _link(name, arguments)
        if sys.platform == "darwin":
            return _command(name, arguments)
        return _entry(name, arguments)
    except (OSError, subprocess.SubprocessError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else type(error).__name__
        raise WriteError(
            Message(
                "no icon could be put on the desktop ({reason}): open the desk with "
                "civic-qual desk, or put an icon there by hand that starts it",
                reason=reason,
            )
        ) from error


def _plain(name: str) -> str:
    """Return a name without what no file name can hold everywhere."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", name).strip(" .") or "study"


def _told() -> str:
    return render(Message("Read, code and count interviews on this computer"))


def _entry(name: str, arguments: list[str]) -> Path:
    """Write what desktops of Linux know: a file `.desktop`."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "=".join(("Name", _one_line(name))),
        "=".join(("Comment", _one_line(_told()))),
        "=".join(("Exec", " ".join(map(_quoted, [sys.executable, *arguments])))),
        "=".join(("Icon", _one_line(str(_ICON)))),
        "Terminal=false",
        "Categories=Science;Education;",
    ]
    path = _desktop_folder() / f"{name}.desktop"
    _write(path, "\n".join([*lines, ""]))
    # Some desktops start only what is marked so; where there is no such tool, they ask.
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            ["gio", "set", str(path), "metadata::trusted", "true"],
            capture_output=True,
            check=False,
            timeout=10,
        )
    return path


def _command(name: str, arguments: list[str]) -> Path:
    """Write what macOS opens in a terminal: a file `.command`."""
    path = Path.home() / "Desktop" / f"{name}.command"
    _write(path, "\n".join(["#!/bin/sh", f"exec {shlex.join([sys.executable, *arguments])}", ""]))
    return path


def _link(name: str, arguments: list[str]) -> Path:
    """Have Windows make a link; by a Python that opens no black window, where there is one."""
    quiet = Path(sys.executable).with_name("pythonw.exe")
    told = {
        "CIVIC_QUAL_NAME": name,
        "CIVIC_QUAL_PROGRAM": str(quiet if quiet.exists() else sys.executable),
        "CIVIC_QUAL_ARGUMENTS": subprocess.list2cmdline(arguments),
        "CIVIC_QUAL_TOLD": _told(),
    }
    done = subprocess.run(
        ["powershell", "-NoProfile", "-NonInteractive", "-Command", _LINK.read_text("utf-8")],
        env={**os.environ, **told},
        capture_output=True,
        check=True,
        timeout=60,
    )
    return Path(done.stdout.decode("utf-8").strip())


def _desktop_folder() -> Path:
    """Return where icons stand; the menu, where there is no desktop."""
    home = Path.home()
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    try:
        told = re.search(r'^XDG_DESKTOP_DIR="(.*)"', settings.read_text(encoding="utf-8"), re.M)
    except (OSError, UnicodeDecodeError):
        told = None
    named = Path(told[1].replace("$HOME", str(home))) if told else home / "Desktop"
    if named.is_dir() and named != home:
        return named
    menu = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "applications"
    menu.mkdir(parents=True, exist_ok=True)
    return menu


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", " ")


def _quoted(argument: str) -> str:
    """Return an argument as a desktop entry writes it: quoted, then as any of its texts."""
    inside = re.sub(r'(["`$\\])', r"\\\1", argument).replace("%", "%%")
    return _one_line(f'"{inside}"')


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o700)
