"""Times in transcripts: `[12:40]`, `[00:12:40]`, `[00.12.40]`, `#00:12:40.500#`, `0h12m40s`.

A bracketed time may have two parts or be a range; a bare one is a stamp only where a label
stands, since people say "at 10:30", too.
"""

from __future__ import annotations

import re

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_DOTTED = r"\d{1,2}\.\d{2}\.\d{2}"
_LETTERED = r"\d{1,2}h\d{2}(?:m\d{2}s|['’′]\d{2}(?:\"|''|″)?)"
_RANGE = rf"(?:[ \t]{{0,3}}(?:-->?|[-–—])[ \t]{{0,3}}(?:{_CLOCK}|{_DOTTED}|{_LETTERED}))?"
_ANY = f"(?:{_CLOCK}|{_DOTTED}|{_LETTERED}){_RANGE}"

BARE = rf"(?:{_CLOCK}|{_LETTERED}){_RANGE}(?!\d|:\d)"
# F4 and f4analyse write a tenth of a second behind a hyphen: `#00:12:40-5#`.
STAMP = (
    rf"(?:\[ ?{_ANY} ?\]|\( ?{_ANY} ?\)|\{{ ?{_ANY} ?\}}|# ?{_ANY}(?:-\d{{1,2}})? ?#|< ?{_ANY} ?>)"
)

TIME = rf"(?:{STAMP}|{BARE})"

_FIRST = re.compile(f"{_CLOCK}|{_DOTTED}|{_LETTERED}")


def seconds(stamp: str) -> float | None:
    """Return the time in seconds that a stamp shows (the first one of a range), or None.

    Two parts are minutes and seconds.

    Examples
    --------
    >>> seconds("[12:40]"), seconds("#00:12:40.5#"), seconds("{01.02.03}"), seconds("noon")
    (760.0, 760.5, 3723.0, None)
    >>> seconds("1h02m03s"), seconds("[1h02'03]"), seconds("1h02’03″")
    (3723.0, 3723.0, 3723.0)
    """
    found = _FIRST.search(stamp)
    if not found:
        return None
    clock = re.sub("[hm'’′]", ":", found[0].replace(",", ".").rstrip("s\"'″"))
    parts = clock.split(".") if ":" not in clock else clock.split(":")
    total = 0.0
    for part in parts:
        total = total * 60 + float(part)
    return total
