"""spaCy, loaded without a socket: one of the libraries it loads would try whether it may bind one.

spaCy's own command line downloads models, so that `import spacy` brings a library of the network
along, and that one binds a socket to `::1` to see whether the system knows IPv6. Nothing is sent;
but a program that promises to stay off the network opens no socket at all.
"""

from __future__ import annotations

import importlib
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_TRIES = "urllib3.util.connection"  # the module that would try
_lock = threading.Lock()


def spacy_library(part: str = "spacy") -> Any:
    """Return spaCy, or one of its modules.

    Raises
    ------
    ImportError
        If it cannot be loaded.

    Examples
    --------
    >>> spacy_library("spacy.util").__name__
    'spacy.util'
    """
    with _lock, _no_socket():
        return importlib.import_module(part)


@contextmanager
def _no_socket() -> Iterator[None]:
    """Let what is loaded believe that there is no IPv6 to try; afterwards it may use it."""
    if _TRIES in sys.modules:
        yield
        return
    known = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        yield
    finally:
        socket.has_ipv6 = known
        if _TRIES in sys.modules:
            vars(sys.modules[_TRIES])["HAS_IPV6"] = known
