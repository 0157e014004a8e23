"""Theme frequencies that can be defended: a machine's codings, corrected by a person's sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.error_by import warnings_by
from civic_qual.analysis.estimates.estimates import EstimateRow, Estimates
from civic_qual.analysis.estimates.group_shares import (
    FEWEST,
    FEWEST_INTERVIEWS,
    GroupShares,
    group_shares,
)
from civic_qual.analysis.estimates.notes import (
    NOT_LOOKED_FOR_NOTE,
    about_estimates,
    row_note,
    too_few_interviews_note,
    too_few_units_note,
    unused_note,
)
from civic_qual.analysis.estimates.readers.in_few import in_few_note
from civic_qual.analysis.estimates.readers.settled import Settled
from civic_qual.analysis.estimates.readers.with_errors import with_errors
from civic_qual.analysis.estimates.side_by_side import SideBySide, Unread, side_by_side
from civic_qual.analysis.estimates.units import (
    WHOLE_INTERVIEWS,
    Units,
    can_be_corrected,
    estimate_measure,
)
from civic_qual.analysis.measures import SegmentMeasureName
from civic_qual.calls import helpful
from civic_qual.coding.blind import Judges
from civic_qual.corpus.segments import units_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, typed
from civic_qual.statistics.bands import UNSCORED
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.readers.reader_shares import ReaderShares

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.carried import Level, TableRow
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.statistics.banded_shares import BandedShares

BANDED, PEOPLE_ONLY, UNCORRECTED = "banded", "people only", "uncorrected"
SEVERAL_READERS = ", several readers"
TOO_FEW, NOT_LOOKED_FOR, UPPER_LIMIT = "too few", "not looked for", "upper limit only"


@helpful
def estimate_themes(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    by: str | Sequence[str] | None = None,
    level: Level = "theme",
    unit: Unit | None = None,
    measure: SegmentMeasureName = "segments",
    coder: str | Sequence[str] | None = None,
    settled: Settled | None = None,
    confidence: float = 0.95,
    unread: Unread = "refuse",
    shown: Judges = "blind",
) -> Estimates:
    """Estimate what share of segments carries each theme, with limits that hold.

    A machine codes everything and errs; a person codes a sample, drawn at random, and corrects
    it. Segments are banded by the machine's scores, and what the person found in each band says
    what the band really holds (`civic_qual.statistics.banded_shares`; `docs/method.md`).

    People err, too. Where a random part was read by two, blind (`draw_sample(double=...)`), their
    errors are in the limits; have all settled that either found there. With one reader, or fewer
    than 40 passages read twice, limits hold if the reader is right, and a note says so.

    Parameters
    ----------
    machine
        Codings of a model, with its scores, or of rules, for the whole corpus.
    human
        Codings of the person who coded the sample, or of several who share it.
    sample
        The sample as `draw_sample` made it.
    by
        Attributes of transcripts or participants: a row for each group, and for all.
    level
        "theme" or "code".
    unit
        What was drawn; nothing else can be estimated.
    measure
        "segments", or "participants" or "transcripts" if whole interviews were drawn; from other
        samples these are given as the machine counts them, and labelled uncorrected.
    coder
        Who of the people in `human`, if not all; of several the first reader first.
    settled
        What a third look settled where several read the same: decisions as `adjudicate` takes
        them (a table or a file), a reference coding that it made, the codings of a third person,
        or the name of one in `human`.
    confidence
        Of the limits of each row.
    unread
        "refuse", or "ignore" if the sampled passages that the person did not read were left by
        chance.
    shown
        "blind" takes only what the person coded without seeing what others found (or of which
        that is not recorded, which a note says); "any" takes all, and the first note says that
        people were shown an answer. Readings tell what was `shown`.

    Returns
    -------
    Estimates
        A theme and group a row. `passages` leads back to the text; `notes` says what the table
        rests on, and warns if the machine errs with an attribute of `by`.

    Raises
    ------
    EstimateError
        If the number could not be defended: the message says why, and what to do.
    SampleError
        If texts, roles or the cut into segments changed since the draw.

    See Also
    --------
    draw_sample : Draw the passages that a person codes.
    theme_differences : Compare the shares of groups.
    error_by : Test whether the machine errs with who speaks.

    References
    ----------
    .. [1] D. Holt and T. M. F. Smith (1979). Post stratification. Journal of the Royal
       Statistical Society A 142(1), 33-46.
    .. [2] A. Fisch et al. (2024). Stratified prediction-powered inference for hybrid language
       model evaluation. Advances in Neural Information Processing Systems 37.
    .. [3] M. P. Fay and E. J. Feuer (1997). Confidence intervals for directly standardized rates:
       a method based on the gamma distribution. Statistics in Medicine 16(7), 791-801.
    .. [4] S. L. Hui and S. D. Walter (1980). Estimating the error rates of diagnostic tests.
       Biometrics 36(1), 167-171.
    .. [5] L. Joseph, T. W. Gyorkos and L. Coupal (1995). Bayesian estimation of disease prevalence
       and the parameters of diagnostic tests in the absence of a gold standard. American Journal
       of Epidemiology 141(3), 263-272.

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
        raise EstimateError(
            Message(
                "{confidence}: take a number from 0.5 to below 1, as 0.95",
                confidence=typed(f"confidence={confidence}", f"--confidence {confidence}"),
            )
        )
    side = side_by_side(
        machine,
        human,
        sample,
        by=by,
        level=level,
        unit=unit,
        coder=coder,
        settled=settled,
        unread=unread,
        shown=shown,
    )
    counted = estimate_measure(measure)
    readers: Sequence[str] = ()
    errors = None
    if can_be_corrected(side, counted):
        groups = group_shares(side, measure=counted, confidence=confidence)
        made = with_errors(side, groups, counted)
        rows, readers, errors = _corrected(side, made.groups), made.notes, made.readers
    else:
        rows = _uncorrected(side, level, measure)
    about = about_estimates(
        side, measure=counted, confidence=confidence, cells=len(rows), readers=readers
    )
    return Estimates(
        rows,
        notes=(*about, *warnings_by(side)),
        side=side,
        measure=measure,
        confidence=confidence,
        readers=errors,
    )


def _corrected(side: SideBySide, groups: Sequence[GroupShares]) -> list[EstimateRow]:
    return [
        _estimate(side, row, index, group)
        for index, row in enumerate(side.rows)
        for group in groups
    ]


def _estimate(side: SideBySide, row: TableRow, index: int, group: GroupShares) -> EstimateRow:
    """Return what can be said of one row of the codebook in one group."""
    units = group.units
    if not side.by_person.looked_for[index]:
        in_few = int(side.by_person.in_few[index])
        return EstimateRow(
            theme=row.id,
            group=group.label,
            units=len(units),
            raw=_raw(units, index),
            method=TOO_FEW if in_few else NOT_LOOKED_FOR,
            note=in_few_note(in_few) if in_few else NOT_LOOKED_FOR_NOTE,
        )
    if group.shares is None:
        return EstimateRow(
            theme=row.id,
            group=group.label,
            units=len(units),
            human_n=units.coded_number,
            human_positive=_found_by_hand(units, index),
            raw=_raw(units, index),
            method=TOO_FEW,
            note=_too_few(units),
        )
    if _unused(units, index):
        return _upper_limit(row, index, group.label, units, group.shares)
    return _banded(row, index, group.label, units, group.shares)


def _banded(
    row: TableRow, index: int, label: str, units: Units, shares: BandedShares
) -> EstimateRow:
    """Return the corrected share of a row."""
    raw, found = _raw(units, index), _found_by_hand(units, index)
    estimate = float(shares.estimate[index])
    low, high = float(shares.low[index]), float(shares.high[index])
    scored = bool(shares.bands.size[:UNSCORED, index].any())
    return EstimateRow(
        theme=row.id,
        group=label,
        units=len(units),
        human_n=units.coded_number,
        human_positive=found,
        raw=raw,
        human_only=float(shares.people_only[index]),
        estimate=estimate,
        low=low,
        high=high,
        estimate_unbiased=float(shares.unbiased[index]),
        gain=_gain(units, shares, index),
        method=_method(scored, isinstance(shares, ReaderShares)),
        note=row_note(
            raw=raw,
            estimate=estimate,
            low=low,
            high=high,
            human_n=units.coded_number,
            human_positive=found,
            scored=scored,
        ),
    )


def _method(scored: bool, several: bool) -> str:
    """Return on what a row rests: on the machine's scores too, and on what several people read."""
    return (BANDED if scored else PEOPLE_ONLY) + (SEVERAL_READERS if several else "")


def _upper_limit(
    row: TableRow, index: int, label: str, units: Units, shares: BandedShares
) -> EstimateRow:
    """Return what is left to say of a row that nobody used."""
    return EstimateRow(
        theme=row.id,
        group=label,
        units=len(units),
        human_n=units.coded_number,
        raw=_raw(units, index),
        human_only=0.0,
        low=0.0,
        high=float(shares.high[index]),
        gain=_gain(units, shares, index),
        method=UPPER_LIMIT,
        note=unused_note(units.coded_number),
    )


def _raw(units: Units, index: int) -> float:
    """Return the machine's share of what it read."""
    read = int(units.read[:, index].sum())
    return float(units.found[:, index].sum() / read) if read else float("nan")


def _found_by_hand(units: Units, index: int) -> int:
    return int(units.coded[:, index].sum())


def _unused(units: Units, index: int) -> bool:
    """Whether neither person nor machine found a row, and no score is above 0."""
    return not (
        _found_by_hand(units, index)
        or _raw(units, index) > 0
        or (np.nan_to_num(units.scores[:, index]) > 0).any()
    )


def _gain(units: Units, shares: BandedShares, index: int) -> float:
    """Return how much narrower the limits are than Wilson's from as many passages by hand."""
    coded = units.coded_number
    low, high = wilson(coded * shares.people_only[index], coded, shares.confidence)
    return 1 - (float(shares.high[index]) - float(shares.low[index])) / float(high - low)


def _too_few(units: Units) -> str:
    if units.coded_number < FEWEST:
        return too_few_units_note(units.coded_number, FEWEST)
    return too_few_interviews_note(units.clusters, FEWEST_INTERVIEWS)


def _uncorrected(side: SideBySide, level: Level, measure: SegmentMeasureName) -> list[EstimateRow]:
    """Give the machine's own shares of people or interviews, and say what they are not."""
    from civic_qual.analysis.tables.theme_table import theme_table

    unit = side.sample.unit
    table = theme_table(
        side.machine,
        by=list(side.segments.groups.names) or None,
        level=level,
        measure=measure,
        unit=unit,
    )
    note = Message(
        "Uncorrected: shares of {measure} add up errors over many {units}, and only whole "
        "interviews can correct them; {draw}.",
        draw=typed(
            'draw_sample(design="interviews")', "civic-qual sample --interviews", WHOLE_INTERVIEWS
        ),
        measure=estimate_measure(measure).words.things(unit),
        units=units_word(unit),
    )
    rows = []
    for index, row in enumerate(side.rows):
        for group, label in enumerate(side.labels):
            units, found = int(table.denominator[index, group]), int(table.count[index, group])
            rows.append(
                EstimateRow(
                    theme=row.id,
                    group=label,
                    units=units,
                    raw=found / units if units else float("nan"),
                    method=UNCORRECTED,
                    note=note,
                )
            )
    return rows
