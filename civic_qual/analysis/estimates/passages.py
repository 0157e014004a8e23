"""The segments behind a number of an estimate, with what machine and person say of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.analysis.passages.segment_texts import segment_texts
from civic_qual.analysis.tables.segment_table import COLUMN, ROW, named
from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Unit
from civic_qual.messages import Message
from civic_qual.results import Passages

GROUP = Message.in_context("of a table", "group")
HUMAN_POSITIVE, RAW, UNITS = "human_positive", "raw", "units"
_SAMPLED = ("human_n", "human_only", "estimate", "low", "high", "estimate_unbiased", "gain")


def estimate_passages(side: SideBySide, row: str, column: str, group: str | None) -> Passages:
    """Return the segments a number of an estimate comes from; see `Estimates.passages`.

    Raises
    ------
    TableError
        If there is no such row, column or group.
    """
    chosen_row = named(ROW, row, list(side.ids))
    named(COLUMN, column, [UNITS, RAW, HUMAN_POSITIVE, *_SAMPLED])
    chosen_group = -1 if group is None else named(GROUP, group, list(side.labels))
    inside = side.segments.member[:, chosen_group]
    human, probability = _of_sampled(side, chosen_row)
    behind: Bools = {
        HUMAN_POSITIVE: human == 1,
        RAW: side.by_machine.found[:, chosen_row],
        UNITS: inside,
    }.get(column, ~np.isnan(human))
    index = np.flatnonzero(inside & behind)
    frame = segment_frame(
        side.machine.corpus,
        side.sample.unit,
        side.segments.row[index],
        side.segments.participant[index],
    ).assign(
        machine=side.by_machine.found[index, chosen_row],
        score=side.by_machine.scores[index, chosen_row],
        human=human[index],
        probability=probability[index],
    )
    return Passages(frame=frame)


def _of_sampled(side: SideBySide, row: int) -> tuple[Ints, Ints]:
    """Return what the person found, and the probability of the draw: NaN where nobody read."""
    human, probability = (np.full(len(side.segments), np.nan) for _ in range(2))
    human[side.by_person.index] = side.by_person.found[:, row]
    probability[side.by_person.index] = side.by_person.probability
    return human, probability


def segment_frame(corpus: Corpus, unit: Unit, rows: Ints, participant: Ints) -> pd.DataFrame:
    """Lay out some segments of a corpus with what was said in them.

    Parameters
    ----------
    corpus, unit
        Whose segments.
    rows
        Which of them.
    participant
        Of each, a row of the people of the corpus; -1 for nobody, or several.

    Returns
    -------
    DataFrame
        transcript, start, end, participant, text.
    """
    people = (*turn_columns(corpus).people, "")
    frame = segment_texts(corpus.segments(unit), rows)
    frame.insert(3, "participant", [people[person] for person in participant.tolist()])
    return frame
