"""Does the machine err with who is speaking? Its error rates by attribute, person by person.

Whether a difference is more than chance is asked with people, and not passages, as what is drawn:
`statistics/group_tests.rates_test`. Where nothing was noticed, a row says what would have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.error_notes import warnings_of, what_would_be_noticed
from civic_qual.analysis.estimates.error_rates import (
    KINDS,
    ErrorRates,
    ErrorRow,
    ReadByBoth,
    speakers_of,
)
from civic_qual.analysis.estimates.heard_together import (
    HEARD_TOGETHER,
    heard_together,
    several_together,
)
from civic_qual.analysis.estimates.refusals import check_coders, one_person
from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import helpful, names_given
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import ANY_THEME, carried
from civic_qual.corpus.segments import unit_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message
from civic_qual.statistics.group_tests import benjamini_hochberg, noticeable_rate, rates_test
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.overdispersion import correlation_within_people, effective_number

if TYPE_CHECKING:
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit

_CLUSTERS, _TRIALS = 3, 5  # on both sides; below this there is no test
_RATE = 0.05
_FAR = 0.25  # away from the rate elsewhere; if no nearer rate is noticed, too little was said
_NAN = float("nan")


@helpful
def error_by(
    machine: Codings,
    human: Codings,
    *,
    by: str | Sequence[str],
    level: Level = "theme",
    unit: Unit = "turn",
    coder: str | None = None,
    rate: float = _RATE,
    shown: Judges = "blind",
) -> ErrorRates:
    """Compare the machine's error rates between values of attributes.

    Every segment that both read is a trial. A false positive is a theme that the machine found
    and the person did not, out of what the person read without it (specificity is 1 less the
    rate); a false negative one that it missed, out of what the person found (sensitivity is 1
    less the rate). People are what is drawn, never segments: what one person says is alike, and
    how much so is estimated from all themes and both kinds of error together. A group that says
    little may still differ: the note of a row says from which rate on that would probably have
    been noticed. Where segments were drawn with unequal chances the rates are those of the
    passages read, not of the corpus.

    Parameters
    ----------
    machine, human
        Codings of one machine, and of one person, of the same corpus.
    by
        Attributes of transcripts or participants; each is tested by itself.
    level, unit
        Themes or codes; what is a trial.
    coder
        Which person, if `human` holds several.
    rate
        The share of false alarms among warnings (over all tests).
    shown
        As in `estimate_themes`.

    Returns
    -------
    ErrorRates
        A value, theme and kind of error a row. Its `warnings` belong to every table by the
        attributes: hand it over, `theme_table(machine, by=..., errors=rates)`. What
        `estimate_themes` gives by an attribute is tested by itself.

    Raises
    ------
    EstimateError
        If nothing was read by both.
    TableError
        If nobody has the attribute.

    See Also
    --------
    theme_table : Takes the warnings along.
    estimate_themes : Corrects what the machine gets wrong.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg (1995). Controlling the false discovery rate. Journal of
       the Royal Statistical Society B 57(1), 289-300.
    .. [2] J. G. Skellam (1948). A probability distribution derived from the binomial distribution
       by regarding the probability of success as variable between the sets of trials. Journal of
       the Royal Statistical Society B 10(2), 257-261.
    .. [3] D. A. Williams (1982). Extra-binomial variation in logistic linear models. Applied
       Statistics 31(2), 144-148.

    Examples
    --------
    >>> import civic_qual as cq
    >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> rates = error_by(machine, cq.example_codings(), by="language", coder="A")
    >>> french_plan = rates.only(theme="plan", value="fr")
    >>> french_plan["error"].tolist(), int(french_plan["n"].sum())
    (['false positive', 'false negative'], 244)
    """
    names = names_given(by)
    if not names:
        raise EstimateError(
            Message('say by which attributes, as error_by(machine, human, by=["gender"])')
        )
    human = one_person(human, coder)
    check_coders(machine, human)
    seen = blind(human, shown)
    return _error_rates(_read_by_both(machine, seen, unit, level), names, rate, seen)


def warnings_by(side: SideBySide) -> tuple[str, ...]:
    """Test the sampled segments by the groups of an estimate; return what it must say."""
    names = side.segments.groups.names
    if not names:
        return ()
    index = side.by_person.index
    both = ReadByBoth(
        corpus=side.machine.corpus,
        unit=side.sample.unit,
        row=side.segments.row[index],
        ids=side.ids,
        machine=side.by_machine.found[index],
        person=side.by_person.found > 0,
        read=side.by_machine.read[index] & side.by_person.looked_for,
    )
    # Attribute by attribute, as each is a question of its own.
    lines = (line for name in names for line in _error_rates(both, (name,), _RATE).warnings)
    return tuple(dict.fromkeys(lines))


def _read_by_both(machine: Codings, seen: Blind, unit: Unit, level: Level) -> ReadByBoth:
    if not len(seen.codings.read):
        raise _nothing_blind(seen, unit)
    of_machine, of_person = carried(machine, unit, level), carried(seen.codings, unit, level)
    columns = [column for column, row in enumerate(of_machine.rows) if row.id != ANY_THEME]
    read = (of_machine.read & of_person.read)[:, columns]
    rows = np.flatnonzero(read.any(axis=1))
    if not len(rows) and seen.left_out:
        raise _nothing_blind(seen, unit)
    if not len(rows):
        raise EstimateError(
            Message(
                "no {unit} was read by machine and person both, so nothing is known of errors; "
                "have a person code a sample of what the machine coded",
                unit=unit_word(unit),
            )
        )
    return ReadByBoth(
        corpus=machine.corpus,
        unit=unit,
        row=rows,
        ids=tuple(of_machine.rows[column].id for column in columns),
        machine=of_machine.matrix[rows].toarray()[:, columns] > 0,
        person=of_person.matrix[rows].toarray()[:, columns] > 0,
        read=read[rows],
    )


def _nothing_blind(seen: Blind, unit: Unit) -> EstimateError:
    return seen.refusal(
        Message(
            "No {unit} that the machine read was coded blind, so nothing is known of errors.",
            unit=unit_word(unit),
        )
    )


def _error_rates(
    both: ReadByBoth, names: tuple[str, ...], rate: float, seen: Blind | None = None
) -> ErrorRates:
    compared = [one for name in names for one in _compared_by(both, name)]
    adjusted = benjamini_hochberg(np.concatenate([one.p for one in compared]))
    # An attribute of two values asks every question twice, of each side.
    questions = sum(one.tests / (2 if one.mirrored else 1) for one in compared)
    rows, start = [], 0
    for one in compared:
        of_one = adjusted[start : start + len(one.p)]
        rows += _rows_of(both.ids, one, of_one, rate, rate / max(questions, 1))
        start += len(one.p)
    # First all false positives of an attribute, then all false negatives.
    rows.sort(key=lambda row: (names.index(row.attribute), list(KINDS).index(row.error)))
    warnings = {
        name: warnings_of([row for row in rows if row.attribute == name], name, rate)
        for name in names
    }
    together = [HEARD_TOGETHER] if several_together(both.corpus) else []
    return ErrorRates(rows, both=both, warnings=warnings, about=together, seen=seen)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Compared:
    """One value of an attribute against the others: C people, K themes, and both kinds of error.

    Attributes
    ----------
    attribute, value, mirrored
        Which value; whether the only other one asks the same.
    errors, trials
        Of each person, (C, 2 K): first all false positives, then all false negatives.
    inside
        Who has the value, (C,).
    correlation
        Within people, outside and inside, (2, 2 K).
    reasons, p
        Why there is no test, "" if there is one; and what comes of it; (2 K,).
    """

    attribute: str
    value: str
    mirrored: bool
    errors: Floats
    trials: Floats
    inside: Bools
    correlation: Floats
    reasons: tuple[str, ...]
    p: Floats

    @property
    def tests(self) -> int:
        """How many kinds of error are tested."""
        return sum(not reason for reason in self.reasons)


def _compared_by(both: ReadByBoth, attribute: str) -> list[_Compared]:
    """Compare each value of an attribute with all others."""
    speakers = speakers_of(both, attribute)
    together = heard_together(both.corpus)[both.corpus.segments(both.unit).transcript[both.row]]
    # Who has several values (two languages, say) is counted in each.
    pairs, cluster = np.unique(
        np.column_stack([speakers.value, together]), axis=0, return_inverse=True
    )
    cluster = np.asarray(cluster).ravel()
    errors = _by_cluster(cluster, np.hstack([both.errors(kind) for kind in KINDS]), len(pairs))
    trials = _by_cluster(cluster, np.hstack([both.trials(kind) for kind in KINDS]), len(pairs))
    compared = []
    for value, label in enumerate(speakers.labels):
        inside = pairs[:, 0] == value
        reasons = tuple(_why_not_tested(of_kind, inside) for of_kind in trials.T)
        tested = np.array([not reason for reason in reasons], dtype=np.bool_)
        correlation = correlation_within_people(errors, trials, inside)
        p = np.full(len(reasons), np.nan)
        p[tested] = rates_test(errors[:, tested], trials[:, tested], inside, correlation[:, tested])
        compared.append(
            _Compared(
                attribute=attribute,
                value=label,
                mirrored=len(speakers.labels) == 2,
                errors=errors,
                trials=trials,
                inside=inside,
                correlation=correlation,
                reasons=reasons,
                p=p,
            )
        )
    return compared


def _rows_of(
    ids: Sequence[str], one: _Compared, adjusted: Floats, rate: float, alpha: float
) -> list[ErrorRow]:
    """Return the rows of one value: for each kind of error a theme each."""
    here, elsewhere = one.inside, ~one.inside
    number, wrong = one.trials[here].sum(axis=0), one.errors[here].sum(axis=0)
    number_elsewhere = one.trials[elsewhere].sum(axis=0)
    wrong_elsewhere = one.errors[elsewhere].sum(axis=0)
    rows = []
    for index, (error, theme) in enumerate(product(KINDS, ids)):
        low, high = _limits(wrong[index], one.trials[here, index], float(one.correlation[1, index]))
        row = ErrorRow(
            attribute=one.attribute,
            value=one.value,
            theme=theme,
            error=error,
            n=int(number[index]),
            errors=int(wrong[index]),
            rate=_share(wrong[index], number[index]),
            low=low,
            high=high,
            rate_elsewhere=_share(wrong_elsewhere[index], number_elsewhere[index]),
            clusters=int((one.trials[here, index] > 0).sum()),
            p=float(one.p[index]),
            p_adjusted=float(adjusted[index]),
            note=one.reasons[index],
        )
        if not row.note and not row.p_adjusted <= rate:
            row = _with_what_would_be_noticed(row, one, index, alpha)
        rows.append(row)
    return rows


def _limits(wrong: float, trials: Floats, correlation: float) -> tuple[float, float]:
    """Return the limits of a rate: Wilson's, of as many passages as its people are worth."""
    total = trials.sum()
    if not total:
        return 0.0, 1.0
    worth = effective_number(trials, np.array([correlation]))
    low, high = wilson(wrong / total * worth, worth)
    return float(low[0]), float(high[0])


def _with_what_would_be_noticed(
    row: ErrorRow, one: _Compared, index: int, alpha: float
) -> ErrorRow:
    """Say of a test that noticed nothing what it would have noticed, or that it is worth little."""
    elsewhere = row.rate_elsewhere
    noticeable = noticeable_rate(
        one.trials[:, index], one.inside, elsewhere, one.correlation[:, index], alpha
    )
    far = not abs(noticeable - elsewhere) <= _FAR  # or there is none
    return replace(
        row, noticeable=noticeable, too_few=far, note=what_would_be_noticed(row, noticeable, far)
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else _NAN


def _why_not_tested(trials: Floats, inside: Bools) -> str:
    """Say why there is no test: too few people or passages, here or elsewhere."""
    here, elsewhere = trials[inside], trials[~inside]
    if (here > 0).sum() < _CLUSTERS:
        return Message(
            "Not tested: here fewer than {n} people have a passage that could be wrong in this "
            "way.",
            n=_CLUSTERS,
        )
    if here.sum() < _TRIALS:
        return Message(
            "Not tested: here fewer than {n} passages could be wrong in this way.", n=_TRIALS
        )
    if (elsewhere > 0).sum() < _CLUSTERS:
        return Message(
            "Not tested: elsewhere fewer than {n} people have a passage that could be wrong in "
            "this way.",
            n=_CLUSTERS,
        )
    if elsewhere.sum() < _TRIALS:
        return Message(
            "Not tested: elsewhere fewer than {n} passages could be wrong in this way.", n=_TRIALS
        )
    return ""


def _by_cluster(cluster: Ints, marks: Bools, size: int) -> Floats:
    totals = np.zeros((size, marks.shape[1]))
    np.add.at(totals, cluster, marks.astype(np.float64))
    return totals
