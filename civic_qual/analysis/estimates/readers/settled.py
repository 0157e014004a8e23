"""What a third look settled of the sampled segments: decisions, or what a third person read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.adjudicate import Adjudicated, third_looks
from civic_qual.analysis.agreement.decisions import read_decisions
from civic_qual.analysis.agreement.judgements import Judgements, judgements
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.coding.carried import Carried, Level, TableRow, carried
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import shown_of
from civic_qual.errors import EstimateError
from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.statistics.readers.cells import FOUND, NOT_READ, Ticks

if TYPE_CHECKING:
    from civic_qual.corpus.segments import Unit

Settled = str | Path | pd.DataFrame | Result | Codings


def third_person(settled: Settled | None, human: Codings) -> Settled | None:
    """Return the codings of somebody among these who is named; anything else as it is."""
    if isinstance(settled, str) and settled in human.coders:
        return human.filter(coder=settled)
    return settled


def settled_cells(
    settled: Settled | None,
    human: Codings,
    readers: Sequence[str],
    *,
    unit: Unit,
    level: Level,
    rows: Sequence[TableRow],
    sampled: Ints,
    ticks: Ticks,
) -> Floats:
    """Return what is settled of sampled segments and rows, (n, K): 1, 0, or NaN where nothing is.

    Parameters
    ----------
    settled
        Decisions as `adjudicate` takes them or a reference coding that it made, of which only what
        was decided counts, not what the readers agreed on; or the codings of a third person.
    human, readers
        The codings of the readers, and their names.
    unit, level, rows
        What the estimate is of.
    sampled
        The rows of the sampled segments in the corpus, (n,).
    ticks
        What the readers say of them, (n, K, R).

    Raises
    ------
    EstimateError, CodingError
        If these are neither, or do not fit.
    """
    nothing = np.full(ticks.shape[:2], np.nan)
    if settled is None or len(readers) < 2:
        return nothing
    if isinstance(settled, Adjudicated):
        settled = third_looks(settled.decided.frame)
    if isinstance(settled, Codings):
        third = carried(_unaided(settled), unit, level)
        return _unless_it_only_repeats(_read_by(third, rows, sampled), ticks)
    if not isinstance(settled, str | Path | pd.DataFrame | Result):
        raise EstimateError(
            Message(
                "what was settled must be a table or file of decisions, as adjudicate takes it, "
                "codings, or the name of a coder; not {type}",
                type=type(settled).__name__,
            )
        )
    judged = judgements(human, coders=readers, unit=unit, own=True)
    return _decided(settled, judged, rows, sampled, nothing)


def _unaided(codings: Codings) -> Codings:
    """Leave out what was read with a machine's answer in view: it cannot correct the machine."""
    aided = shown_of(codings.read).among(["rules", "model"])
    if not aided.any():
        return one_coder(codings)
    return one_coder(replace(codings, read=codings.read.take(~aided)))


def _read_by(third: Carried, rows: Sequence[TableRow], sampled: Ints) -> Floats:
    ids = [row.id for row in third.rows]
    columns = [ids.index(row.id) for row in rows]
    found = third.matrix[sampled].toarray()[:, columns] > 0
    return np.where(third.read[sampled][:, columns], found, np.nan).astype(np.float64)


def _unless_it_only_repeats(said: Floats, ticks: Ticks) -> Floats:
    """Keep only disagreements, if nothing else is ever said than readers who agree say.

    A reference coding takes over what readers agree on, and nobody looked at it again. If it was a
    third person after all, who found the same, little is lost.
    """
    several = (ticks != NOT_READ).sum(axis=2) > 1
    found = (ticks == FOUND).any(axis=2)
    alike = several & (found == ((ticks == FOUND) | (ticks == NOT_READ)).all(axis=2))
    known = ~np.isnan(said)
    if (said[alike & known] == found[alike & known]).all():
        return np.where(several & ~alike, said, np.nan)
    return np.where(several, said, np.nan)


def _decided(
    settled: str | Path | pd.DataFrame | Result,
    judged: Judgements,
    rows: Sequence[TableRow],
    sampled: Ints,
    nothing: Floats,
) -> Floats:
    """Settle rows by what was decided of the codes below them.

    A row is there if one of its codes was decided to be; it is not if all of its codes that anybody
    ticked were decided not to be.
    """
    codes = [row.id for row in judged.rows]
    here = {segment: place for place, segment in enumerate(sampled.tolist())}
    of_segment: dict[int, dict[str, bool]] = defaultdict(dict)
    for decision in read_decisions(settled, judged):
        if decision.segment in here:
            of_segment[decision.segment][codes[decision.row]] = decision.yes
    ticked = _ticked(judged, sorted(of_segment))
    for number, segment in enumerate(sorted(of_segment)):
        decided = of_segment[segment]
        said = {code for code, one in zip(codes, ticked[number], strict=True) if one}
        for column, row in enumerate(rows):
            verdict = _verdict(decided, said, row)
            if verdict is not None:
                nothing[here[segment], column] = verdict
    return nothing


def _ticked(judged: Judgements, segments: list[int]) -> Bools:
    """Return which codes anybody ticked in some segments, (n_segments, n_codes)."""
    ticked = np.sum([one.matrix[segments].toarray() for one in judged.by_coder], axis=0)
    return np.asarray(ticked > 0, dtype=np.bool_)


def _verdict(decided: dict[str, bool], said: set[str], row: TableRow) -> bool | None:
    """Return whether a row is there; None if that is still open."""
    own = [decided[code] for code in row.members if code in decided]
    if any(own):
        return True
    asked = said.intersection(row.members) or set(row.members)
    return False if asked <= decided.keys() else None
