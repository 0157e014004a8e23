"""Other users of this computer, who can reach its own addresses, too.

Linux tells whose a connection is; elsewhere the ticket and the cookie alone keep others out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CAN_TELL = sys.platform == "linux"
_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_ROOT = 0  # may read whatever it wants, and is who passes connections on


def is_somebody_elses(client: tuple[str, int] | None, port: int) -> bool:
    """Whether another user of this computer holds the other end of a connection to a port here."""
    if not CAN_TELL or client is None:
        return False
    user = user_of(client[1], port)
    return user is not None and user not in (os.getuid(), _ROOT)


def user_of(client: int, port: int) -> int | None:
    """Return the number of the user whose program is connected from one port to another, or None.

    Examples
    --------
    >>> user_of(1, 1) is None
    True
    """
    ends = (f":{client:04X}", f":{port:04X}")
    for table in _TABLES:
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            parts = line.split()
            if parts[1].endswith(ends[0]) and parts[2].endswith(ends[1]):
                return int(parts[7])
    return None
