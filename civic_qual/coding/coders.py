"""One coder a table: several are never mixed by accident.

What `combine` resolved is one coder, although its codings keep the origin of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.calls import offer
from civic_qual.coding.codings import COMBINED, Codings, need_codings, refuse_strangers
from civic_qual.coding.columns import pairs
from civic_qual.coding.evidence import Evidence
from civic_qual.errors import CodingError, TableError
from civic_qual.messages import Message, enumerated, quoted


def one_coder(codings: Codings, coder: str | None = None) -> Codings:
    """Return the codings and readings of one coder and one origin.

    Raises
    ------
    CodingError
        If it is no codings.
    TableError
        If there are several and none is chosen, if the one chosen did not code, or if nothing
        was read.
    """
    need_codings(codings)
    if coder is not None and coder not in codings.coders:
        raise TableError(
            Message(
                "nobody called {coder} coded here{offer}",
                coder=quoted(coder),
                offer=offer(coder, codings.coders),
            )
        )
    chosen = codings if coder is None else codings.filter(coder=coder)
    who = _who(chosen)
    if len(who) > 1 and {name for name, _ in who} != {COMBINED}:
        raise TableError(_several(who))
    if not len(chosen.read):
        raise TableError(
            Message(
                "these codings hold no readings, so nobody can say what was read and "
                "found without a theme; give read_codings(..., coverage=...)"
            )
        )
    return chosen


def _who(codings: Codings) -> list[tuple[str, str]]:
    return sorted(
        {pair for part in (codings.coded, codings.read) for pair in pairs(part.coder, part.origin)}
    )


def _several(who: list[tuple[str, str]]) -> Message:
    """Say that several would be counted twice, and how to choose or to resolve them."""
    names = enumerated([f"{name} ({origin})" for name, origin in who])
    if sum(origin == "human" for _, origin in who) > 1:
        return Message(
            "these codings are by several: {names}. Together they would count twice: "
            'choose one with coder="{first}"',
            names=names,
            first=who[0][0],
        )
    return Message(
        "these codings are by several: {names}. Together they would count twice: "
        'choose one with coder="{first}", or first resolve them with civic_qual.combine(...)',
        names=names,
        first=who[0][0],
    )


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
        raise CodingError(Message("codings are needed: one Codings, or a list of several"))
    if len(parts) == 1:
        return parts[0]
    refuse_strangers(parts)
    _refuse_namesakes(parts)
    evidence = StackedEvidence(
        tuple(one.evidence for one in parts),
        tuple((number, row) for number, one in enumerate(parts) for row in range(len(one))),
    )
    rows = pd.concat([one.rows.astype({"transcript": str, "code": str}) for one in parts])
    readings = pd.concat([one.readings.astype({"transcript": str}) for one in parts])
    scores = [one.scores for one in parts if one.scores is not None]
    return Codings.from_frames(
        corpus=parts[0].corpus,
        codebook=parts[0].codebook,
        rows=rows,
        readings=readings,
        evidence=evidence,
        scores=scores[0] if len(scores) == 1 else None,
    )


def _refuse_namesakes(parts: tuple[Codings, ...]) -> None:
    names, times = np.unique([name for one in parts for name in one.coders], return_counts=True)
    for name in names[times > 1]:
        raise CodingError(
            Message(
                "two of these codings hold a coder {coder}; give each coder a "
                "name of their own, or each coder once",
                coder=quoted(str(name)),
            )
        )


@dataclass(frozen=True)
class StackedEvidence:
    """The reasons of several codings one after another: `rows` are (which part, row in it)."""

    parts: tuple[Evidence, ...]
    rows: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the reasons as each part tells them."""
        asked = [self.rows[one] for one in (range(len(self)) if positions is None else positions)]
        texts = [""] * len(asked)
        for number, part in enumerate(self.parts):
            here = [entry for entry, (which, _) in enumerate(asked) if which == number]
            reasons = part.describe([asked[entry][1] for entry in here], words)
            for entry, reason in zip(here, reasons, strict=True):
                texts[entry] = reason
        return texts

    def take(self, positions: Sequence[int]) -> StackedEvidence:
        """Return the evidence of some codings, in the order told."""
        return StackedEvidence(self.parts, tuple(self.rows[one] for one in positions))
