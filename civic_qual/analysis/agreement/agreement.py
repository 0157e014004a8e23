"""How far coders agree, code by code: people with people, and people with machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements, coder_groups, judgements
from civic_qual.arrays import Floats, Ints
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Unit
from civic_qual.errors import EstimateError
from civic_qual.messages import enumerated
from civic_qual.statistics.reliability import (
    COEFFICIENTS,
    AgreementSums,
    agreement_sums,
    coefficients_with_intervals,
)


@dataclass(frozen=True, eq=False)
class Compared:
    """Judgements of coders on one code or several, of jointly read segments.

    `sums` has one entry an interview of the corpus; `yes` and `read`, of shape (n_coders,),
    count what each coder found and read.
    """

    sums: AgreementSums
    yes: Ints
    read: Ints

    def __add__(self, other: Compared) -> Compared:
        return Compared(self.sums + other.sums, self.yes + other.yes, self.read + other.read)

    @property
    def by_interview(self) -> AgreementSums:
        """The sums of interviews of which something was jointly read."""
        return self.sums.take(self.sums.pairable > 0)

    @property
    def units(self) -> int:
        """How many judgements were compared: segments, or of several codes segments times codes."""
        return int(self.sums.pairable.sum())

    @property
    def prevalence(self) -> float:
        """The share of yes among the judgements of all coders; NaN if there is none."""
        votes = self.sums.votes.sum(axis=0)
        return float(votes[1] / votes.sum()) if votes.sum() else float("nan")

    @property
    def shares(self) -> Floats:
        """The share of yes of each coder, shape (n_coders,); NaN for who read nothing."""
        shares: Floats = np.full(len(self.read), np.nan)
        np.divide(self.yes, self.read, out=shares, where=self.read > 0)
        return shares

    @property
    def effective_interviews(self) -> float:
        """In how many interviews the code stands, as if it were spread evenly over them."""
        found = self.sums.votes[:, 1]
        return float(found.sum() ** 2 / (found**2).sum()) if found.any() else 0.0


def compared(judged: Judgements, row: int, coders: tuple[str, ...]) -> Compared:
    """Add up what coders say of one code."""
    values, places = judged.of(row, coders)
    sums = agreement_sums(values)
    interviews = len(judged.segments.corpus)
    return Compared(
        sums.by_group(judged.segments.transcript[places], interviews),
        np.nansum(values, axis=0).astype(np.int64),
        (~np.isnan(values)).sum(axis=0),
    )


# Below these the intervals were not seen to cover: see `python -m benchmarks agreement`.
ENOUGH_INTERVIEWS, ENOUGH_PREVALENCE, ENOUGH_SPREAD = 30, 0.05, 5


def notes_of(one: Compared, coders: Sequence[str]) -> str:
    """Return what to know of a row of agreement, as one line; "" if nothing."""
    return "; ".join(_agreement_notes_notes(one, coders))


def _agreement_notes_notes(one: Compared, coders: Sequence[str]) -> Iterator[str]:
    if not one.units:
        yield "no passage was read by two of them for this code"
        return
    yield from _degenerate(one, coders)
    interviews = len(one.by_interview.pairable)
    if interviews == 1:
        yield "one interview only: no interval"
    elif interviews < ENOUGH_INTERVIEWS:
        yield (
            f"fewer than {ENOUGH_INTERVIEWS} interviews ({interviews}): "
            "the intervals may be too narrow"
        )
    rarer = min(one.prevalence, 1 - one.prevalence)
    if 0 < rarer < ENOUGH_PREVALENCE:
        what = "rare" if one.prevalence < 0.5 else "nearly everywhere"
        yield f"{what} ({one.prevalence:.1%} yes): the intervals may be too narrow"
    if 0 < one.effective_interviews < ENOUGH_SPREAD and rarer > 0 and interviews > 1:
        yield "found mostly in a few interviews: the intervals may be too narrow"


def _degenerate(one: Compared, coders: Sequence[str]) -> Iterator[str]:
    """Say where a coefficient is undefined, or decided by one coder alone."""
    if one.prevalence in (0, 1):
        what = "nobody found it anywhere" if one.prevalence == 0 else "all found it everywhere"
        yield (
            f"{what}: kappa and alpha are undefined, percent and AC1 only say that nothing varies"
        )
        return
    never = [
        name for name, yes, read in zip(coders, one.yes, one.read, strict=True) if read and not yes
    ]
    if never:
        yield f"{' and '.join(never)} never found it: kappa is 0 or less whatever the others say"


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
    left_out = f"Not read by two, and left out: {enumerated(silent, 5)}." if silent else ""
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
