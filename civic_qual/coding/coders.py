"""One coder a table: several are never mixed by accident.

What `combine` resolved is one coder, although its codings keep the origin of each.
"""

from __future__ import annotations

from civic_qual.coding.codings import Codings
from civic_qual.coding.combine.combine import CODER as COMBINED
from civic_qual.coding.labels import pairs
from civic_qual.coding.theme_rows import offer
from civic_qual.errors import TableError


def one_coder(codings: Codings, coder: str | None = None) -> Codings:
    """Return the codings and readings of one coder and one origin.

    Raises
    ------
    TableError
        If there are several and none is chosen, if the one chosen did not code, or if nothing
        was read.
    """
    if coder is not None and coder not in codings.coders:
        raise TableError(f"nobody called {coder!r} coded here" + offer(coder, codings.coders))
    chosen = codings if coder is None else codings.only(coder=coder)
    who = _who(chosen)
    if len(who) > 1 and {name for name, _ in who} != {COMBINED}:
        names = ", ".join(f"{name} ({origin})" for name, origin in who)
        people = sum(origin == "human" for _, origin in who)
        resolve = "" if people > 1 else ", or first resolve them with civic_qual.combine(...)"
        raise TableError(
            f"these codings are by several: {names}. Together they would count "
            f'twice: choose one with coder="{who[0][0]}"{resolve}'
        )
    if not len(chosen.read):
        raise TableError(
            "these codings hold no readings, so nobody can say what was read and "
            "found without a theme; give read_codings(..., coverage=...)"
        )
    return chosen


def _who(codings: Codings) -> list[tuple[str, str]]:
    return sorted(
        {pair for part in (codings.coded, codings.read) for pair in pairs(part.coder, part.origin)}
    )
