"""One coder a table: several are never mixed by accident.

What `combine` resolved is one coder, although its codings keep the origin of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.coding.codings import COMBINED, Codings, refuse_strangers
from civic_qual.coding.columns import pairs
from civic_qual.coding.evidence import Evidence
from civic_qual.coding.theme_rows import offer
from civic_qual.errors import CodingError, TableError


@dataclass(frozen=True)
class StackedEvidence:
    """The reasons of several codings one after another: `places` are (which one, place in it)."""

    parts: tuple[Evidence, ...]
    places: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.places)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the reasons as each part tells them."""
        asked = [self.places[one] for one in (range(len(self)) if positions is None else positions)]
        told = [""] * len(asked)
        for number, part in enumerate(self.parts):
            here = [place for place, (which, _) in enumerate(asked) if which == number]
            reasons = part.describe([asked[place][1] for place in here], words)
            for place, reason in zip(here, reasons, strict=True):
                told[place] = reason
        return told

    def take(self, positions: Sequence[int]) -> StackedEvidence:
        """Return the evidence of some codings, in the order told."""
        return StackedEvidence(self.parts, tuple(self.places[one] for one in positions))


def together(codings: Codings | Sequence[Codings]) -> Codings:
    """Put codings of one corpus by one codebook together as they are: people, rules and models.

    Raises
    ------
    CodingError
        If they are of different corpora or codebooks, or two of them hold the same coder.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> together([both.filter(coder="B"), both.filter(coder="A")]).coders
    ('A', 'B')
    """
    if isinstance(codings, Codings):
        return codings
    parts = tuple(codings)
    if not parts or not all(isinstance(one, Codings) for one in parts):
        raise CodingError("codings are needed: one Codings, or a list of several")
    if len(parts) == 1:
        return parts[0]
    refuse_strangers(parts)
    _refuse_namesakes(parts)
    evidence = StackedEvidence(
        tuple(one.evidence for one in parts),
        tuple((number, place) for number, one in enumerate(parts) for place in range(len(one))),
    )
    rows = pd.concat([one.rows.astype({"transcript": str, "code": str}) for one in parts])
    readings = pd.concat([one.readings.astype({"transcript": str}) for one in parts])
    scores = [one.scores for one in parts if one.scores is not None]
    return Codings.from_frames(
        parts[0].corpus,
        parts[0].codebook,
        rows,
        readings,
        evidence,
        scores[0] if len(scores) == 1 else None,
    )


def _refuse_namesakes(parts: tuple[Codings, ...]) -> None:
    names, times = np.unique([name for one in parts for name in one.coders], return_counts=True)
    for name in names[times > 1]:
        raise CodingError(
            f"two of these codings hold a coder {str(name)!r}; give each coder a "
            "name of their own, or each coder once"
        )


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
    chosen = codings if coder is None else codings.filter(coder=coder)
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
