"""How far coders agree, code by code: people with people, and people with machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements, coder_groups, judgements
from civic_qual.analysis.agreement_notes import notes_of
from civic_qual.analysis.compared import Compared, compared
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level
from civic_qual.coding.together import together
from civic_qual.corpus.segments import Unit
from civic_qual.errors import EstimateError
from civic_qual.messages import some_of
from civic_qual.statistics.agreement_intervals import (
    COEFFICIENTS,
    coefficients_with_intervals,
)

OVERALL = "all codes"  # an id holds no space
AGREEMENT_COLUMNS = (
    "code",
    "name",
    "coders",
    "who",
    "units",
    "transcripts",
    "prevalence",
    "prevalence_index",
    "bias_index",
    *(name + side for name in COEFFICIENTS for side in ("", "_low", "_high")),
    "note",
)


def agreement(
    codings: Codings | Sequence[Codings],
    coders: Sequence[str] | None = None,
    unit: Unit = "turn",
    level: Level = "code",
    confidence: float = 0.95,
    *,
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure agreement on what two coders or more have read, by code and overall.

    A segment counts for a code only if at least two of the coders have read it to its last word
    with that code in mind; whoever read it and left the code out says no. With more than two
    coders the first rows are of all of them, and rows for each pair follow. What each coefficient
    says, and when it misleads: `docs/agreement.md`.

    Parameters
    ----------
    codings
        Of several coders; or a list, such as people's and a machine's.
    coders
        Whom to compare; all if left out.
    unit
        What is compared. Nothing finer than what was coded as a whole.
    level
        "code", which includes the codes above them, or "theme" alone (with families).
    confidence
        Of the intervals, which draw whole interviews again.
    n_draws, seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row a code, the last one `all codes`: every judgement on a code without codes below
        it, taken together as if all were of one code (a passage read for 40 codes counts 40
        times). It is no mean of the rows above: frequent codes weigh more, and codes that differ
        in prevalence lift kappa and alpha, since telling rare codes from frequent ones counts as
        agreement. Columns: code, name, coders, who (people, people and machine,
        machines), units and transcripts (jointly read), prevalence (share of yes among the
        judgements), prevalence_index and bias_index (Byrt, Bishop and Carlin 1993; with more
        than two coders the bias is the largest difference between two shares of yes); percent,
        kappa (Cohen's, of pairs), alpha (Krippendorff's), ac1 (Gwet's), each with its limits;
        and note, which says what the figures cannot bear. Codes that no two of them have read
        are left out, and named in `attrs["notes"]`.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or a coder nobody knows.
    CodingError
        If somebody coded by a coarser unit.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = agreement(cq.example_codings(), level="theme", n_draws=200)
    >>> table.loc[table["code"] == "plan", ["units", "percent", "kappa"]].round(2).values.tolist()
    [[436.0, 0.97, 0.93]]
    """
    if not 0 < confidence < 1:
        raise EstimateError(f"confidence={confidence}: take a number between 0 and 1, such as .95")
    judged = judgements(together(codings), coders, unit, level)
    silent = [row.id for place, row in enumerate(judged.rows) if not len(judged.of(place)[1])]
    rows = [
        _row(judged, group, one, confidence, n_draws, seed)
        for group in coder_groups(judged.coders)
        for one in _compared(judged, group)
        if one[0] not in silent
    ]
    frame = pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))
    frame.attrs["notes"] = _notes(unit, confidence, n_draws, silent)
    return frame


def _notes(unit: Unit, confidence: float, n_draws: int, silent: list[str]) -> tuple[str, ...]:
    left_out = f"Not read by two, and left out: {some_of(silent)}." if silent else ""
    return tuple(
        note
        for note in (
            f"Counted by {unit}; only what at least two of the coders have read for a code.",
            f"Intervals: {confidence:.0%}, whole interviews drawn again {n_draws:,} times.",
            left_out,
        )
        if note
    )


def _compared(judged: Judgements, coders: tuple[str, ...]) -> Iterator[tuple[str, str, Compared]]:
    """Yield what is to be told of each code, and of all of them."""
    whole: Compared | None = None
    for place, row in enumerate(judged.rows):
        one = compared(judged, place, coders)
        yield row.id, row.name, one
        if judged.is_leaf(place):
            whole = one if whole is None else whole + one
    if whole is not None:
        yield OVERALL, "All codes", whole


def _row(
    judged: Judgements,
    coders: tuple[str, ...],
    told: tuple[str, str, Compared],
    confidence: float,
    n_draws: int,
    seed: int,
) -> dict[str, Any]:
    code, name, one = told
    figures = coefficients_with_intervals(one.by_interview, len(coders), confidence, n_draws, seed)
    limits = {
        key + side: value
        for key, triple in figures.items()
        for side, value in zip(("", "_low", "_high"), triple, strict=True)
    }
    machines = [judged.machines[judged.coders.index(coder)] for coder in coders]
    who = "machines" if all(machines) else "people and machine" if any(machines) else "people"
    return {
        "code": code,
        "name": name,
        "coders": ", ".join(coders),
        "who": who,
        "units": one.units,
        "transcripts": len(one.by_interview.pairable),
        "prevalence": one.prevalence,
        "prevalence_index": abs(2 * one.prevalence - 1),
        "bias_index": float(np.ptp(one.shares)) if one.units else np.nan,
        **limits,
        "note": notes_of(one, coders),
    }
