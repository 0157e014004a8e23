"""One coder a table: several are never mixed by accident, nor counted finer than they coded.

What `combine` resolved is one coder, although its codings keep the origin of each.
"""

from __future__ import annotations

import pandas as pd

from civic_qual.analysis.table_rows import offer
from civic_qual.coding.codings import Codings
from civic_qual.coding.combine import CODER as COMBINED
from civic_qual.corpus.segments import Unit
from civic_qual.errors import CodingError, TableError

# From fine to coarse, each made of the ones before. Who marks words can be counted by any unit.
FINENESS = ("word", "sentence", "paragraph", "turn", "transcript")


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
        raise TableError(f"these codings are by several: {names}. Together they would count "
                         f'twice: choose one with coder="{who[0][0]}"{resolve}')
    if not len(chosen.readings):
        raise TableError("these codings hold no readings, so nobody can say what was read and "
                         "found without a theme; give read_codings(..., coverage=...)")
    return chosen


def check_unit(codings: Codings, unit: Unit) -> None:
    """Refuse to count by a unit finer than the one that was coded.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit, or there is no such unit.
    """
    for name in (unit, *sorted(set(codings.readings["unit"]))):
        if name not in FINENESS:
            raise CodingError(f"there is no unit {name!r}; there are: {', '.join(FINENESS[1:])}")
    coded = max(codings.readings["unit"], key=FINENESS.index)
    if FINENESS.index(unit) < FINENESS.index(coded):
        raise CodingError(f"each {coded} was coded as a whole, so the {unit}s in it cannot be "
                          f'told apart; count by unit="{coded}" or a larger one')


def _who(codings: Codings) -> list[tuple[str, str]]:
    pairs = pd.concat([codings.rows[["coder", "origin"]], codings.readings[["coder", "origin"]]])
    return sorted(pairs.drop_duplicates().astype(str).itertuples(index=False, name=None))
