"""Marks of desks that run: files of which only their user may know, beside nothing of a study.

A mark says how its desk is reached. It holds the key by which the same user gets in once more, and
what browsers are known by, so that a page finds its desk again when that was killed and came back.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from civic_qual.desk.listening import proof
from civic_qual.user_folders import user_folder

_PATIENCE = 30.0  # seconds for a desk that is just being opened to say that it is there


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How a desk is reached, and what only its user may know."""

    port: int
    key: str
    pass_: str
    study: str

    @property
    def path(self) -> Path:
        """Where it stands."""
        return marks_folder() / f"{self.port}.json"

    def leave(self) -> None:
        """Write it; nobody else may read it.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        private_file(self.path, json.dumps(asdict(self)))

    def remove(self) -> None:
        """Take it away, unless it has become that of another desk."""
        with suppress(OSError, ValueError, TypeError):
            if Mark(**json.loads(self.path.read_text(encoding="utf-8"))).key == self.key:
                self.path.unlink()


def marks_folder() -> Path:
    """Return where the marks of this user stand, a folder into which nobody else may look."""
    folder = user_folder("cache") / "desks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def private_file(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, whole or not at all."""
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def marks_left() -> list[Mark]:
    """Return the marks of this user, the newest first; those of desks that were killed, too."""
    found: list[tuple[float, Mark]] = []
    for path in marks_folder().glob("*.json"):
        with suppress(OSError, ValueError, TypeError):
            mark = Mark(**json.loads(path.read_text(encoding="utf-8")))
            found.append((path.stat().st_mtime, mark))
    return [mark for _, mark in sorted(found, key=lambda one: one[0], reverse=True)]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a desk said that was knocked at: a ticket that it takes now, and its study."""

    ticket: str
    study: str


def knock(mark: Mark) -> Answered | None:
    """Ask a desk to let its user in once more; None if it is not there any more.

    Who answers must know the key: another program may have got the port since.
    """
    nonce = secrets.token_hex(32)
    told = json.dumps({"nonce": nonce, "proof": proof(mark.key, "knock", nonce)})
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", mark.port, timeout=_PATIENCE)) as line:
            line.request("POST", "/knock", told, {"Content-Type": "application/json"})
            said = json.loads(line.getresponse().read(100_000))
        known = secrets.compare_digest(str(said["proof"]), proof(mark.key, "here", nonce))
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    if not known:
        return None
    return Answered(ticket=proof(mark.key, "ticket", nonce), study=str(said.get("study", "")))
