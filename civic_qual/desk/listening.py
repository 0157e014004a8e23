"""Where a desk listens, and what only its user and their browsers know of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
import sys
from dataclasses import dataclass, field


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What others must not know.

    Attributes
    ----------
    ticket
        Opens the desk once.
    pass_
        What browsers that were let in are known by: their cookie.
    key
        By which the same user gets in once more.
    """

    ticket: str = field(default_factory=_secret)
    pass_: str = field(default_factory=_secret)
    key: str = field(default_factory=_secret)


def proof(key: str, word: str, nonce: str) -> str:
    """Return what only those can tell who know a key."""
    return hmac.new(key.encode(), f"{word} {nonce}".encode(), hashlib.sha256).hexdigest()


def listening_socket(port: int = 0) -> socket.socket:
    """Return a socket on this computer alone.

    Its protocol is said: else every answer waits 40 ms for an acknowledgement (Nagle).
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Where a desk was killed another may listen at once; never beside one that runs.
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
    except BaseException:
        made.close()
        raise
    return made
