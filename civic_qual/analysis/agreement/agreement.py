"""How far coders agree, code by code: people with people, and people with machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.compared import Compared, cautions
from civic_qual.analysis.agreement.disagreements import differing_passages
from civic_qual.analysis.agreement.judgements import (
    CODE,
    CODER,
    Judgements,
    coder_groups,
    judgements,
)
from civic_qual.analysis.tables.segment_table import named
from civic_qual.calls import helpful
from civic_qual.coding.blind import Judges
from civic_qual.coding.carried import Level
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Unit, unit_word
from civic_qual.messages import Message, clauses, count, enumerated, percent, typed
from civic_qual.results import Passages, Result
from civic_qual.statistics.intervals import check_confidence
from civic_qual.statistics.reliability import (
    COEFFICIENTS,
    agreement_sums,
    coefficients_with_intervals,
)
from civic_qual.tidy import frame_of

OVERALL = "all codes"  # an id holds no space
WHO = {  # how the column `who` is said
    "people": Message("people"),
    "people and machine": Message("people and machine"),
    "machines": Message("machines"),
}
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


class Agreement(Result):
    """Agreement by code: one row a code, the last one `all codes`.

    `all codes` holds every judgement on a code without codes below it, taken together as if all
    were of one code (a passage read for 40 codes counts 40 times). It is no mean of the rows above:
    frequent codes weigh more, and codes that differ in prevalence lift kappa and alpha, since
    telling rare codes from frequent ones counts as agreement. With more than two coders, rows for
    each pair follow.

    Columns: code, name, coders, who (people, people and machine, machines), units and transcripts
    (jointly read), prevalence (share of yes among the judgements), prevalence_index and bias_index
    (with more than two coders the bias is the largest difference between two shares of yes);
    percent, kappa (Cohen's, of pairs), alpha (Krippendorff's), ac1 (Gwet's), each with its limits;
    and note, which says what the figures cannot bear.

    Parameters
    ----------
    frame, notes
        As of any `Result`.
    judged
        What each coder says of every segment, for the way back to passages.
    """

    _title = Message("Agreement of coders")

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], judged: Judgements) -> None:
        super().__init__(frame, notes=notes)
        self._judged = judged

    @helpful
    def passages(self, code: str = OVERALL, *, coders: Sequence[str] | None = None) -> Passages:
        """Return the passages on which coders disagree, as many as the figures rest on.

        Of two coders they are (1 - percent) of the units.

        Parameters
        ----------
        code
            A code of the table; `all codes` for every code without codes below it.
        coders
            Of whom; all if left out.

        Returns
        -------
        Passages
            transcript, start, end, text, code, said (who gave it the code), found_nothing (who
            read it and did not).

        Raises
        ------
        TableError
            If the table has no such code or coder.

        Examples
        --------
        >>> import civic_qual as cq
        >>> table = agreement(cq.example_codings(), level="theme", draws=20)
        >>> row = next(iter(table.only(code="plan")))
        >>> len(table.passages("plan")), round(row.units * (1 - row.percent))
        (14, 14)
        """
        ids = [row.id for row in self._judged.rows]
        row = named(CODE, code, [*ids, OVERALL])
        for name in coders or ():
            named(CODER, name, list(self._judged.coders))
        rows = self._judged.leaves if code == OVERALL else [row]
        return differing_passages(self._judged, rows, coders)

    def reasons(self) -> tuple[str, ...]:
        """Return what the figures cannot bear, a sentence each, with the codes it is true of."""
        shown = set(self.frame["code"])
        codes: dict[str, dict[str, None]] = {}
        for group in coder_groups(self._judged.coders):
            for code, _, compared in _compared(self._judged, group):
                for reason in cautions(compared, group) if code in shown else ():
                    codes.setdefault(reason, {})[code] = None
        return tuple(
            Message("{reason}: {codes}", reason=reason, codes=enumerated(map(shown_code, found), 5))
            for reason, found in codes.items()
        )


def shown_code(code: str) -> str:
    """Return the code of a row as people see it.

    Examples
    --------
    >>> shown_code("plan"), type(shown_code(OVERALL)).__name__
    ('plan', 'Message')
    """
    return Message("all codes") if code == OVERALL else code


@helpful
def agreement(
    codings: Codings | Sequence[Codings],
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    shown: Judges = "blind",
) -> Agreement:
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
        What is compared; if left out what was coded as a whole, or turns if words were. Nothing
        finer than what was coded as a whole.
    level
        "code", which includes the codes above them, or "theme" alone (with families).
    confidence
        Of the intervals, which draw whole interviews again.
    draws, seed
        Of the bootstrap.
    shown
        "blind" takes of people only what they coded without seeing what others found (or of which
        that is not recorded, which a note says); "any" takes all, and the first note says that
        people were shown an answer.

    Returns
    -------
    Agreement
        One row a code. Codes that no two of them have read are left out, and named in `notes`;
        `passages` are those on which they disagree.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or a coder nobody knows, or who read nothing blind.
    CodingError
        If somebody coded by a coarser unit.

    See Also
    --------
    disagreements : List what they disagree on, to decide it.
    unitised_agreement : For coders who mark passages freely.
    confusion : Which codes two coders take for one another.

    References
    ----------
    .. [1] J. Cohen (1960). A coefficient of agreement for nominal scales. Educational and
       Psychological Measurement 20(1), 37-46.
    .. [2] K. Krippendorff (2019). Content analysis: an introduction to its methodology, 4th ed.,
       chapter 12. SAGE.
    .. [3] K. L. Gwet (2008). Computing inter-rater reliability and its variance in the presence
       of high agreement. British Journal of Mathematical and Statistical Psychology 61(1), 29-48.
    .. [4] T. Byrt, J. Bishop and J. B. Carlin (1993). Bias, prevalence and kappa. Journal of
       Clinical Epidemiology 46(5), 423-429.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = agreement(cq.example_codings(), level="theme", draws=200)
    >>> table.only(code="plan")[["units", "percent", "kappa"]].round(2).values.tolist()
    [[436.0, 0.97, 0.93]]
    """
    check_confidence(confidence)
    judged = judgements(codings, coders=coders, unit=unit, level=level, shown=shown)
    silent = [row.id for index, row in enumerate(judged.rows) if not len(judged.of(index).rows)]
    rows = [
        _row(judged, group, code, name, compared, (confidence, draws, seed))
        for group in coder_groups(judged.coders)
        for code, name, compared in _compared(judged, group)
        if code not in silent
    ]
    frame = frame_of(rows, AGREEMENT_COLUMNS, texts=["name", "note"])
    notes = (
        *judged.seen.warning,
        *_notes(judged.segments.unit, confidence, draws, silent),
        *_not_read(judged),
        *judged.seen.notes,
    )
    return Agreement(frame, notes=notes, judged=judged)


def _notes(unit: Unit, confidence: float, draws: int, silent: list[str]) -> tuple[str, ...]:
    left_out = Message("Not read by two, and left out: {codes}.", codes=enumerated(silent, 5))
    return (
        Message(
            "Counted by {unit}; only what at least two of the coders have read for a code.",
            unit=unit_word(unit),
        ),
        Message(
            "Intervals: {confidence}, whole interviews drawn again {draws} times.",
            confidence=percent(confidence),
            draws=count(draws),
        ),
        *([left_out] if silent else []),
    )


def _not_read(judged: Judgements) -> Iterator[str]:
    """Name the transcripts that were left out for a coder, who may have found nothing there.

    Where it is known what was read, as in a study, nobody need say so.
    """
    for coder, transcripts in judged.not_read().items():
        if transcripts and coder in judged.codings.assumed:
            yield Message(
                "{transcripts}: {coder} has no coding there: taken as not read, and left out. If "
                "{coder} has read all of it and found nothing, say so: a row with the transcript, "
                "the coder and the code *{coverage}.",
                transcripts=enumerated(transcripts, 5),
                coder=coder,
                coverage=typed(
                    Message(', or read_codings(..., coverage="all_transcripts")'),
                    Message(", or --coverage all_transcripts"),
                    "",
                ),
            )


def _compared(judged: Judgements, coders: tuple[str, ...]) -> Iterator[tuple[str, str, Compared]]:
    """Yield id, name and judgements of each code, and of all of them."""
    whole: Compared | None = None
    for index, row in enumerate(judged.rows):
        compared = compare_on(judged, index, coders)
        yield row.id, row.name, compared
        if judged.is_leaf(index):
            whole = compared if whole is None else whole + compared
    if whole is not None:
        yield OVERALL, Message("All codes"), whole


def compare_on(judged: Judgements, row: int, coders: tuple[str, ...]) -> Compared:
    """Add up what coders say of one code."""
    said = judged.of(row, coders)
    transcript = judged.segments.transcript[said.rows]
    return Compared(
        agreement_sums(said.values).by_group(transcript, len(judged.segments.corpus)),
        np.nansum(said.values, axis=0).astype(np.int64),
        (~np.isnan(said.values)).sum(axis=0),
    )


def _row(
    judged: Judgements,
    coders: tuple[str, ...],
    code: str,
    name: str,
    compared: Compared,
    bootstrap: tuple[float, int, int],
) -> dict[str, Any]:
    figures = coefficients_with_intervals(compared.by_interview, len(coders), *bootstrap)
    limits = {
        coefficient + side: value
        for coefficient, triple in figures.items()
        for side, value in zip(("", "_low", "_high"), triple, strict=True)
    }
    return {
        "code": code,
        "name": name,
        "coders": ", ".join(coders),
        "who": _who(judged, coders),
        "units": compared.units,
        "transcripts": len(compared.by_interview.pairable),
        "prevalence": compared.prevalence,
        "prevalence_index": abs(2 * compared.prevalence - 1),
        "bias_index": float(np.ptp(compared.shares)) if compared.units else np.nan,
        **limits,
        "note": clauses(cautions(compared, coders)),
    }


def _who(judged: Judgements, coders: tuple[str, ...]) -> str:
    machines = [judged.machines[judged.coders.index(coder)] for coder in coders]
    if all(machines):
        return "machines"
    return "people and machine" if any(machines) else "people"
