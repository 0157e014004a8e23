"""The door to a desk: a file of its user that sends the browser on, so that no command line does.

What stands on a command line can be read by every user of a computer; the browser is only told the
name of this file. It is deleted once it was used.
"""

from __future__ import annotations

import html
import os
import secrets
import sys
import webbrowser
from pathlib import Path

from civic_qual.desk.opening.marks import marks_folder, private_file
from civic_qual.messages import Message, render

_NAME = "civic-qual-desk-"


def address(port: int, ticket: str) -> str:
    """Return what a browser opens to be let in, once."""
    return f"http://127.0.0.1:{port}/enter?ticket={ticket}"


def make_door(port: int, ticket: str) -> Path:
    """Write the file that sends a browser on to a desk."""
    path = _folder() / f"{_NAME}{port}-{secrets.token_hex(8)}.html"
    private_file(path, _page(address(port, ticket)))
    return path


def remove_doors(port: int) -> None:
    """Delete the doors to a desk: they were used, or lead nowhere."""
    for folder in {_folder(), marks_folder()}:
        for path in folder.glob(f"{_NAME}{port}-*.html"):
            path.unlink(missing_ok=True)


def open_browser(door: Path) -> bool:
    """Have the browser of this user open a door; whether one could be asked."""
    if sys.platform.startswith("linux") and not _has_screen():
        return False  # what would be opened is a browser of the terminal, which cannot show a desk
    try:
        return webbrowser.open(door.as_uri())
    except (OSError, webbrowser.Error):
        return False


def _has_screen() -> bool:
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))


def _folder() -> Path:
    # A browser that came as a snap may read no hidden folder.
    return Path.home() if Path("/snap").is_dir() else marks_folder()


def _page(to: str) -> str:
    shown, words = html.escape(to), html.escape(render(Message("Open the desk")))
    return (
        '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<title>civic-qual</title><meta http-equiv="refresh" content="0;url={shown}">'
        f'<p><a href="{shown}">{words}</a>'
    )
