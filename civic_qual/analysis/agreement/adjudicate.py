"""From several coders to one reference coding: what they agree on, and what somebody decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.analysis.agreement.jointly_read import judgements, people_first
from civic_qual.analysis.decisions import read_decisions
from civic_qual.analysis.verdicts import (
    DECIDED_COLUMNS,
    decided_table,
    settled_readings,
    verdicts,
)
from civic_qual.coding.coded_unit import counting_unit
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.labels import positions_of
from civic_qual.coding.theme_rows import Level
from civic_qual.coding.together import together
from civic_qual.corpus.segments import Unit


@dataclass(frozen=True, eq=False)
class Adjudicated(Codings):
    """Codings of a reference coder, with who decided what and why, and what is left to decide.

    `decided` has one row for every code found and for every disagreement decided; `undecided`
    are the rows of `disagreements` without a decision. What is undecided was not read.
    """

    decided: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=DECIDED_COLUMNS))
    undecided: pd.DataFrame = field(default_factory=pd.DataFrame)


def adjudicate(
    codings: Codings | Sequence[Codings],
    decisions: pd.DataFrame | str | Path | None = None,
    coder: str = "reference",
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    read_by_one: bool = True,
) -> Adjudicated:
    """Make a reference coding of what coders agree on and of what was decided where they do not.

    Parameters
    ----------
    codings, coders, unit, level
        As for `disagreements`, whose table this takes back.
    decisions
        A table, or a file of one (csv, tsv, xlsx), with the columns transcript, start, end, code
        and decision (yes or no; empty for not decided yet), and if known decided_by and why. A
        decision wins over agreement, too.
    coder
        What the reference coder is called.
    read_by_one
        Whether what only one of them has read is taken over as that one coded it.

    Returns
    -------
    Adjudicated
        Codings of one coder, by unit: each passage found carries the code from border to border.
        A passage was read for the codes on which they agree or somebody decided, and for no
        other: what is undecided is neither found nor absent. Readings keep the name of their
        sample. `decided` tells who decided and why, `undecided` what is left.

    Raises
    ------
    CodingError
        If a decision is neither yes nor no, stands twice, or is of a passage or a code that was
        not compared.
    EstimateError
        If there are fewer than two coders.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> table = cq.disagreements(both)
    >>> table.loc[0, ["decision", "decided_by", "why"]] = "yes", "Cai", "the patrol took place"
    >>> reference = adjudicate(both, table)
    >>> reference.coders, len(table) - len(reference.undecided)
    (('reference',), 1)
    """
    whole = together(codings)
    names = people_first(whole, coders)
    chosen = whole.only(coder=names)
    by = unit or counting_unit(chosen)
    judged = judgements(chosen, names, by, level, own=True)
    told = read_decisions(decisions, judged)
    settled = verdicts(judged, told, chosen.codebook, read_by_one)
    decided = decided_table(judged, settled, told)
    found = decided[decided["decision"] == "yes"]
    coded, order = coding_columns(
        transcript=positions_of(found["transcript"], chosen.corpus.positions),
        start=found["start"].to_numpy(),
        end=found["end"].to_numpy(),
        code=positions_of(found["code"], chosen.codebook.positions),
        coder=coder,
        origin="human",
        status="accepted",
    )
    reasons = (found["decided_by"] + ": " + found["why"]).str.strip(": ").to_numpy()[order]
    return Adjudicated(
        chosen.corpus,
        chosen.codebook,
        coded,
        settled_readings(judged, settled.known, chosen.codebook, coder, chosen.read),
        TextEvidence(tuple(reasons)),
        decided=decided,
        undecided=_left(disagreements(chosen, names, by, level, blind=False), decided),
    )


def _left(table: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return the disagreements on which nobody decided."""
    place = ["transcript", "start", "end", "code"]
    known = pd.MultiIndex.from_frame(decided[place])
    return table[~pd.MultiIndex.from_frame(table[place]).isin(known)].reset_index(drop=True)
