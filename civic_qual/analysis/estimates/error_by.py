"""Does the machine err with who is speaking? Its error rates by attribute, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.error_rates import (
    COLUMNS,
    KINDS,
    ErrorRates,
    ErrorRow,
    ReadByBoth,
    speakers_of,
)
from civic_qual.analysis.estimates.refusals import check_coders, one_person
from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import helpful, names_given
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import ANY_THEME, carried
from civic_qual.corpus.segments import unit_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, percent
from civic_qual.statistics.group_tests import benjamini_hochberg, cluster_effect, shuffle_test
from civic_qual.statistics.intervals import wilson
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit

_CLUSTERS, _TRIALS = 3, 5  # on both sides; below this there is no test
_RATE = 0.05
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
    less the rate). People are shuffled between the values, never segments: what one person says
    is alike. Where segments were drawn with unequal chances the rates are those of the passages
    read, not of the corpus.

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
    rows = [row for name in names for row in _rows_by(both, name)]
    table = frame_of([vars(row) for row in rows], COLUMNS, texts=["note"])
    table["p_adjusted"] = benjamini_hochberg(table["p"].to_numpy(dtype=np.float64))
    warnings = {name: _warnings(table[table["attribute"] == name], name, rate) for name in names}
    return ErrorRates(table, both=both, warnings=warnings, seen=seen)


def _rows_by(both: ReadByBoth, attribute: str) -> list[ErrorRow]:
    """Return the rows of one attribute: for each kind of error, value and theme."""
    speakers = speakers_of(both, attribute)
    # A person with several values (two languages, say) is a cluster in each.
    pairs, cluster = np.unique(
        np.column_stack([speakers.value, speakers.person]), axis=0, return_inverse=True
    )
    cluster = np.asarray(cluster).ravel()
    rows = []
    for error in KINDS:
        errors = _by_cluster(cluster, both.errors(error), len(pairs))
        trials = _by_cluster(cluster, both.trials(error), len(pairs))
        for value, label in enumerate(speakers.labels):
            inside = pairs[:, 0] == value
            rows += _rows_of(attribute, label, error, both.ids, errors, trials, inside)
    return rows


def _rows_of(
    attribute: str,
    value: str,
    error: str,
    ids: Sequence[str],
    errors: Floats,
    trials: Floats,
    inside: Bools,
) -> list[ErrorRow]:
    """Return the rows of one value and kind of error, a theme each, from counts by cluster."""
    number, wrong = trials[inside].sum(axis=0), errors[inside].sum(axis=0)
    elsewhere, wrong_elsewhere = trials[~inside].sum(axis=0), errors[~inside].sum(axis=0)
    effect = cluster_effect(errors[inside], trials[inside])
    low, high = wilson(wrong / effect, number / effect)
    reasons = [_why_not_tested(trials[:, column], inside) for column in range(len(ids))]
    p = np.full(len(ids), np.nan)
    tested = [column for column, reason in enumerate(reasons) if not reason]
    if tested:
        p[tested] = shuffle_test(errors[:, tested], trials[:, tested], inside)
    return [
        ErrorRow(
            attribute=attribute,
            value=value,
            theme=theme,
            error=error,
            n=int(number[column]),
            errors=int(wrong[column]),
            rate=_share(wrong[column], number[column]),
            low=float(low[column]),
            high=float(high[column]),
            rate_elsewhere=_share(wrong_elsewhere[column], elsewhere[column]),
            clusters=int((trials[inside, column] > 0).sum()),
            p=float(p[column]),
            note=reasons[column],
        )
        for column, theme in enumerate(ids)
    ]


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


def _warnings(table: pd.DataFrame, attribute: str, rate: float) -> tuple[str, ...]:
    """Return the lines that travel with tables by an attribute."""
    lines = tuple(
        Message(
            "Warning: the machine errs with {attribute}. For {value} it is wrong about {theme} in "
            "{rate} ({errors}, {n} passages read by both), elsewhere in {elsewhere}: raw counts by "
            "{attribute} do not compare.",
            attribute=attribute,
            value=row["value"],
            theme=row["theme"],
            rate=percent(row["rate"]),
            errors=KINDS[row["error"]],
            n=row["n"],
            elsewhere=percent(row["rate_elsewhere"]),
        )
        for row in table[table["p_adjusted"] <= rate].to_dict("records")
    )
    if lines:
        return lines
    return (
        Message(
            "Errors by {attribute}: {tested} of {asked} comparisons could be tested, none showed "
            "that the machine errs with it. That is no proof that it does not.",
            attribute=attribute,
            tested=int(table["p"].notna().sum()),
            asked=len(table),
        ),
    )
