"""Theme frequencies that can be defended: a machine's codings, corrected by a person's sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.comparison import LinedUp, Unread, lined_up
from civic_qual.analysis.estimates.error_by import warnings_by
from civic_qual.analysis.estimates.notes import (
    Row,
    about_estimates,
    row_note,
    too_few_note,
    unused_note,
)
from civic_qual.analysis.estimates.units import (
    EstimateMeasure,
    Units,
    check_estimate_measure,
    units_of,
)
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.tables.showing import notes_html
from civic_qual.calls import offer
from civic_qual.coding.coders import one_coder
from civic_qual.errors import EstimateError, TableError
from civic_qual.statistics.banded_shares import BandedShares, banded_shares
from civic_qual.statistics.bands import UNSCORED
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.recalibration import Curve, fit_curve

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.arrays import Ints
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.segments import Unit


COLUMNS = (
    "theme",
    "group",
    "units",
    "human_n",
    "human_positive",
    "raw",
    "human_only",
    "estimate",
    "low",
    "high",
    "estimate_unbiased",
    "gain",
    "method",
    "note",
)
_FOUND_BY_HAND, _FOUND_BY_MACHINE, _ALL = "human_positive", "raw", "units"


class Estimates(pd.DataFrame):
    """Corrected shares, a theme and group a row; `passages` shows what stands behind a number.

    `attrs["notes"]` says what the table rests on.
    """

    _metadata = ["_lined_up"]  # noqa: RUF012 - the list pandas asks for
    _lined_up: LinedUp | None

    @property
    def _constructor(self) -> type[Estimates]:
        return Estimates

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said with the table."""
        return tuple(self.attrs.get("notes", ()))

    def passages(
        self, row: str, column: str = "estimate", group: str | None = None
    ) -> pd.DataFrame:
        """Return the segments a number comes from.

        Parameters
        ----------
        row
            A theme or code.
        column
            `raw`: what the machine found; `human_positive`: what the person found in the sample;
            `units`: all segments; any other: the sampled segments, from which it is worked out.
        group
            A group; all if none is given.

        Returns
        -------
        DataFrame
            transcript, start, end, participant, text, machine (what it found), score, human (what
            the person found, NaN where nobody read), probability (of having been drawn).

        Raises
        ------
        TableError
            If there is no such row, column or group.
        """
        if self._lined_up is None:
            raise TableError(
                "this table was changed and lost its way back; ask the one that "
                "estimate_themes gave"
            )
        return _passages(self._lined_up, row, column, group)

    def _repr_html_(self) -> str:
        shown: str = super()._repr_html_()  # type: ignore[misc]  # pandas has it, its stubs not
        return shown + notes_html(self.notes)


def estimates_table(rows: list[tuple[Any, ...]], lined: LinedUp | None, **about: Any) -> Estimates:
    """Make the table of its rows; `about` becomes its `attrs`."""
    table = Estimates(rows, columns=list(COLUMNS))
    table._lined_up = lined
    table.attrs.update(about)
    return table


def _passages(lined: LinedUp, row: str, column: str, group: str | None) -> pd.DataFrame:
    ids = [one.id for one in lined.rows]
    for what, wanted, known in (
        ("row", row, ids),
        ("column", column, list(COLUMNS[2:12])),
        ("group", group or lined.labels[-1], list(lined.labels)),
    ):
        if wanted not in known:
            raise TableError(f"the table has no {what} {wanted!r}" + offer(wanted, known))
    at, inside = ids.index(row), lined.member[:, lined.labels.index(group or lined.labels[-1])]
    human = np.full(len(inside), np.nan)
    human[lined.positions] = lined.coded[:, at]
    probability = np.full(len(inside), np.nan)
    probability[lined.positions] = lined.probability
    chosen = {_FOUND_BY_HAND: human == 1, _FOUND_BY_MACHINE: lined.raw[:, at], _ALL: inside}.get(
        column, ~np.isnan(human)
    )
    places = np.flatnonzero(inside & chosen)
    return _shown(lined, places).assign(
        machine=lined.raw[places, at],
        score=lined.scores[places, at],
        human=human[places],
        probability=probability[places],
    )


def _shown(lined: LinedUp, places: Ints) -> pd.DataFrame:
    from civic_qual.corpus.turn_columns import turn_columns

    corpus = lined.machine.corpus
    segments, people = corpus.segments(lined.sample.unit), (*turn_columns(corpus).people, "")
    rows = []
    for place in places.tolist():
        at = int(lined.places[place])
        one = corpus.transcripts[int(segments.transcript[at])]
        start, end = int(segments.start[at]), int(segments.end[at])
        rows.append(
            (
                one.id,
                start,
                end,
                people[int(lined.participant[place])],
                spoken_text(one, start, end),
            )
        )
    return pd.DataFrame(rows, columns=["transcript", "start", "end", "participant", "text"])


FEWEST, FEWEST_INTERVIEWS = 10, 5  # below this nothing is said
# Scores from fits that share most of their training are wrong together: measured on simulated
# studies, this brings coverage back to where it is for a machine that never saw the sample.
CROSS_FITTED_CAUTION = 1.05
BANDED, PEOPLE_ONLY, UNCORRECTED = "banded", "people only", "uncorrected"
TOO_FEW, NOT_LOOKED_FOR, UPPER_LIMIT = "too few", "not looked for", "upper limit only"
_NAN = float("nan")


def estimate_themes(
    machine: Codings,
    human: Codings,
    sample: Sample,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
    unit: Unit | None = None,
    level: Level = "theme",
    measure: EstimateMeasure = "segments",
    coder: str | None = None,
    unread: Unread = "refuse",
) -> Estimates:
    """Estimate what share of segments carries each theme, with limits that hold.

    A machine codes everything and errs; a person codes a sample, drawn at random, and corrects
    it. Segments are banded by the machine's scores, and what the person found in each band says
    what the band really holds (`civic_qual.statistics.banded_shares`; `docs/method.md`).

    Parameters
    ----------
    machine
        Codings of a model, with its scores, or of rules, for the whole corpus.
    human
        Codings of the person who coded the sample.
    sample
        The sample as `draw_sample` made it.
    by
        Attributes of transcripts or participants: a row for each group, and for all.
    confidence
        Of the limits of each row.
    unit
        What was drawn; nothing else can be estimated.
    level
        "theme" or "code".
    measure
        "segments", or "participants" or "transcripts" if whole interviews were drawn; from other
        samples these are given as the machine counts them, and labelled uncorrected.
    coder
        Which person, if `human` holds several.
    unread
        "refuse", or "ignore" if the sampled passages that the person did not read were left by
        chance.

    Returns
    -------
    Estimates
        A DataFrame: theme, group, units, human_n and human_positive (coded by hand, and found),
        raw (the machine's share), human_only (the person's share), estimate, low, high,
        estimate_unbiased, gain (how much narrower the limits are than Wilson's from as many
        passages drawn one by one: .4 is two fifths), method, note. `passages` leads back to the
        text; `notes` says what the table rests on.

    Raises
    ------
    EstimateError
        If the number could not be defended: the message says why, and what to do.
    SampleError
        If texts, roles or the cut into segments changed since the draw.

    Examples
    --------
    >>> import civic_qual as cq
    >>> corpus, codebook = cq.example_corpus(), cq.example_codebook()
    >>> machine = cq.RuleCoder(codebook).code(corpus)
    >>> sample = cq.draw_sample(corpus, n=120, seed=1)
    >>> table = estimate_themes(machine, cq.example_codings(), sample, coder="A")
    >>> table["theme"].tolist(), bool((table["gain"] > 0).all())
    (['plan', 'perf', 'harm', 'eng'], True)
    """
    if not 0.5 <= confidence < 1:
        raise EstimateError(f"confidence={confidence}: take a number from 0.5 to below 1, as 0.95")
    names = (by,) if isinstance(by, str) else tuple(by or ())
    lined = lined_up(machine, one_person(human, coder), sample, names, level, unit, unread)
    can = check_estimate_measure(lined, measure)
    rows = _corrected(lined, measure, confidence) if can else _uncorrected(lined, measure)
    notes = (*about_estimates(lined, measure, confidence, len(rows)), *warnings_by(lined, names))
    return estimates_table(
        rows,
        lined,
        notes=notes,
        confidence=confidence,
        unit=sample.unit,
        measure=measure,
        sample=sample.name,
        design=sample.design,
    )


def group_shares(
    lined: LinedUp, measure: EstimateMeasure, confidence: float
) -> list[tuple[Units, BandedShares | None]]:
    """Estimate the shares of each group, the last of all; None where a group is too small.

    Raises
    ------
    EstimateError
        If no group is large enough.
    """
    groups = [units_of(lined, group, measure) for group in range(len(lined.labels))]
    whole = groups[-1]
    if _too_few(whole):
        raise EstimateError(_whole_too_few(whole))
    curve = fit_curve(whole.scores[whole.positions], whole.coded)
    caution = CROSS_FITTED_CAUTION if lined.cross_fitted else 1.0
    made = [
        None if _too_few(units) else _shares(units, curve, confidence, caution) for units in groups
    ]
    if len(made) > 1 and not any(made[:-1]):
        largest = max(len(units.positions) for units in groups[:-1])
        raise EstimateError(
            f"no group has {FEWEST} units coded by hand (the largest has {largest}), so nothing "
            "can be said of any; draw a larger sample with draw_sample(..., by=...), or join "
            "groups"
        )
    return list(zip(groups, made, strict=True))


def one_person(human: Codings, coder: str | None) -> Codings:
    """Return the codings of one person."""
    from civic_qual.coding.codings import Codings

    if not isinstance(human, Codings):
        raise EstimateError(f"human must be Codings, not {type(human).__name__}")
    return one_coder(human, coder)


def _shares(units: Units, curve: Curve, confidence: float, caution: float) -> BandedShares:
    return banded_shares(
        units.scores,
        units.positions,
        units.coded,
        probability=units.probability,
        clusters=units.cluster,
        confidence=confidence,
        curve=curve,
        caution=caution,
    )


def _corrected(
    lined: LinedUp, measure: EstimateMeasure, confidence: float
) -> list[tuple[Any, ...]]:
    found = group_shares(lined, measure, confidence)
    return [
        _row(lined, place, label, units, shares)
        for place in range(len(lined.rows))
        for label, (units, shares) in zip(lined.labels, found, strict=True)
    ]


def _row(
    lined: LinedUp, place: int, label: str, units: Units, shares: BandedShares | None
) -> tuple[Any, ...]:
    number, found = len(units.positions), int(units.coded[:, place].sum())
    raw = _raw(units, place)
    begin = (lined.rows[place].id, label, len(units.scores))
    if not lined.looked_for[place]:
        return (
            *begin,
            0,
            0,
            raw,
            *[_NAN] * 6,
            NOT_LOOKED_FOR,
            "The person who coded the sample did not look for it.",
        )
    counts = (*begin, number, found, raw)
    if shares is None:
        few, needed, what = (
            (units.clusters, FEWEST_INTERVIEWS, "interview")
            if number >= FEWEST
            else (number, FEWEST, "unit")
        )
        return (*counts, *[_NAN] * 6, TOO_FEW, too_few_note(few, needed, what))
    known = units.scores[:, place]
    scored = bool(shares.bands.size[:UNSCORED, place].any())
    low, high = float(shares.low[place]), float(shares.high[place])
    wilson_low, wilson_high = wilson(number * shares.people_only[place], number, shares.confidence)
    gain = 1 - (high - low) / float(wilson_high - wilson_low)
    if not found and not raw > 0 and not (np.nan_to_num(known) > 0).any():
        return (*counts, 0.0, _NAN, 0.0, high, _NAN, gain, UPPER_LIMIT, unused_note(number))
    note = row_note(Row(raw, float(shares.estimate[place]), low, high, number, found, scored))
    return (
        *counts,
        float(shares.people_only[place]),
        float(shares.estimate[place]),
        low,
        high,
        float(shares.unbiased[place]),
        gain,
        BANDED if scored else PEOPLE_ONLY,
        note,
    )


def _uncorrected(lined: LinedUp, measure: EstimateMeasure) -> list[tuple[Any, ...]]:
    """Give the machine's own shares of people or interviews, and say what they are not."""
    from civic_qual.analysis.tables.theme_table import theme_table

    sample = lined.sample
    level: Level = "theme" if all(row.depth == 0 for row in lined.rows) else "code"
    table = theme_table(
        lined.machine, list(lined.groups.names) or None, level, measure, unit=sample.unit
    )
    note = (
        f"Uncorrected: shares of {measure} add up errors over many {sample.unit}s, and only "
        'whole interviews can correct them; draw_sample(design="interviews").'
    )
    rows = []
    for place, row in enumerate(lined.rows):
        for group, label in enumerate(lined.labels):
            units, found = (
                int(numbers[place, group]) for numbers in (table.denominator, table.count)
            )
            raw = found / units if units else _NAN
            rows.append((row.id, label, units, 0, 0, raw, *[_NAN] * 6, UNCORRECTED, note))
    return rows


def _raw(units: Units, place: int) -> float:
    """Return the machine's share of what it read."""
    read = int(units.read[:, place].sum())
    return float(units.raw[:, place].sum() / read) if read else _NAN


def _too_few(units: Units) -> bool:
    number = len(units.positions)
    if number == len(units.scores) and number:
        return False  # all of them were read: nothing is left to be guessed
    return number < FEWEST or (units.cluster is not None and units.clusters < FEWEST_INTERVIEWS)


def _whole_too_few(units: Units) -> str:
    if len(units.positions) < FEWEST:
        return (
            f"only {len(units.positions)} units were coded by hand, and fewer than {FEWEST} "
            "say nothing; draw a larger sample and have it coded"
        )
    return (
        f"only {units.clusters} interviews were drawn, and fewer than {FEWEST_INTERVIEWS} say "
        "nothing of the others; draw more, or draw single passages"
    )
