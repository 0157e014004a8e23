"""Does the machine err with who is speaking? Its error rates by attribute, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.refusals import check_coders
from civic_qual.analysis.tables.groups import groups
from civic_qual.analysis.tables.notes import INVENTED, errors_tested, known_errors, remember_errors
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.coding.carried import carried
from civic_qual.coding.coders import one_coder
from civic_qual.coding.theme_rows import ANY_THEME
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.errors import EstimateError
from civic_qual.statistics.group_tests import benjamini_hochberg, cluster_effect, shuffle_test
from civic_qual.statistics.intervals import wilson

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.comparison import LinedUp
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.segments import Unit

COLUMNS = (
    "attribute",
    "value",
    "theme",
    "error",
    "n",
    "errors",
    "rate",
    "low",
    "high",
    "rate_elsewhere",
    "clusters",
    "p",
    "p_adjusted",
    "note",
)
FALSE_POSITIVE, FALSE_NEGATIVE = "false positive", "false negative"
_CLUSTERS, _TRIALS = 3, 5  # on both sides; below this there is no test


class _Both(NamedTuple):
    """Segments that machine and person both read: what each found, who speaks, (n, n_rows)."""

    ids: tuple[str, ...]
    machine: Bools
    person: Bools
    read: Bools
    places: Ints  # of the segments, in `corpus.segments(unit)`


def error_by(
    machine: Codings,
    human: Codings,
    attributes: str | Sequence[str],
    *,
    unit: Unit = "turn",
    level: Level = "theme",
    coder: str | None = None,
    rate: float = 0.05,
) -> pd.DataFrame:
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
    attributes
        Of transcripts or participants; each is tested by itself.
    unit, level
        What is a trial; themes or codes.
    coder
        Which person, if `human` holds several.
    rate
        The share of false alarms among warnings (Benjamini & Hochberg 1995, over all tests).

    Returns
    -------
    DataFrame
        attribute, value, theme, error, n (trials), errors, rate, low, high (95 %, Wilson with the
        design effect of people), rate_elsewhere, clusters (people with a trial), p, p_adjusted
        (over all rows), note. `attrs["warnings"]` are the lines that from now on travel with
        every `theme_table` and `estimate_themes` of these codings by the attribute.

    Raises
    ------
    EstimateError
        If nothing was read by both.
    TableError
        If nobody has the attribute.

    Examples
    --------
    >>> import civic_qual as cq
    >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> table = error_by(machine, cq.example_codings(), "language", coder="A")
    >>> french_plan = table[(table["theme"] == "plan") & (table["value"] == "fr")]
    >>> french_plan["error"].tolist(), int(french_plan["n"].sum())
    (['false positive', 'false negative'], 244)
    """
    names = (attributes,) if isinstance(attributes, str) else tuple(attributes)
    if not names:
        raise EstimateError('say by which attributes, as error_by(machine, human, ["gender"])')
    human = one_coder(human, coder)
    check_coders(machine, human)
    return _errors(machine, _read_by_both(machine, human, unit, level), unit, names, rate)


def errors_of(lined: LinedUp, names: tuple[str, ...], rate: float = 0.05) -> pd.DataFrame:
    """Do the same for what an estimate has lined up: the sampled segments that were read."""
    both = _Both(
        tuple(row.id for row in lined.rows),
        lined.raw[lined.positions],
        lined.coded > 0,
        lined.read_by_machine[lined.positions] & lined.looked_for,
        lined.places[lined.positions],
    )
    return _errors(lined.machine, both, lined.sample.unit, names, rate)


def warnings_by(lined: LinedUp, by: Sequence[str]) -> tuple[str, ...]:
    """Return the warnings for a table of estimates by some attributes, tested if need be."""
    for name in by:
        if not errors_tested(lined.machine, name):
            errors_of(lined, (name,))
    return known_errors(lined.machine, by)


def _read_by_both(machine: Codings, human: Codings, unit: Unit, level: Level) -> _Both:
    ours, theirs = carried(machine, unit, level), carried(human, unit, level)
    kept = [place for place, row in enumerate(ours.rows) if row.id != ANY_THEME]
    read = (ours.read & theirs.read)[:, kept]
    places = np.flatnonzero(read.any(axis=1))
    if not len(places):
        raise EstimateError(
            f"no {unit} was read by machine and person both, so nothing is known "
            "of errors; have a person code a sample of what the machine coded"
        )
    found, coded = (one.matrix[places].toarray()[:, kept] > 0 for one in (ours, theirs))
    return _Both(tuple(ours.rows[place].id for place in kept), found, coded, read[places], places)


def _errors(
    machine: Codings, both: _Both, unit: Unit, names: tuple[str, ...], rate: float
) -> pd.DataFrame:
    rows = [row for name in names for row in _by_attribute(machine, both, unit, name)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["p_adjusted"] = benjamini_hochberg(table["p"].to_numpy(dtype=np.float64))
    warnings = {name: _warnings(table[table["attribute"] == name], name, rate) for name in names}
    remember_errors(machine, warnings)
    invented = [INVENTED] if machine.corpus.invented else []
    lines = [line for name in names for line in warnings[name]]
    table.attrs.update(warnings=tuple(lines), notes=(*invented, *lines))
    return table


def _by_attribute(machine: Codings, both: _Both, unit: Unit, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of one attribute: for each value, theme and kind of error."""
    labels, value, person = _speakers(machine, unit, name, both.places)
    # A person with several values (two languages, say) is a cluster in each.
    pairs, cluster = np.unique(np.column_stack([value, person]), axis=0, return_inverse=True)
    cluster = np.asarray(cluster).ravel()
    missed, added = both.person & ~both.machine, both.machine & ~both.person
    kinds = {FALSE_POSITIVE: (added, ~both.person), FALSE_NEGATIVE: (missed, both.person)}
    rows = []
    for error, (wrong, trial) in kinds.items():
        errors = _by_cluster(cluster, wrong & both.read, len(pairs))
        trials = _by_cluster(cluster, trial & both.read, len(pairs))
        for group, label in enumerate(labels):
            rows += _rows((name, label), both.ids, error, errors, trials, pairs[:, 0] == group)
    return rows


def _rows(
    head: tuple[str, str],
    ids: Sequence[str],
    error: str,
    errors: Floats,
    trials: Floats,
    inside: Bools,
) -> list[tuple[Any, ...]]:
    """Return the rows of one value and kind of error, a theme each."""
    number, wrong = trials[inside].sum(axis=0), errors[inside].sum(axis=0)
    effect = cluster_effect(errors[inside], trials[inside])
    low, high = wilson(wrong / effect, number / effect)
    others, their_wrong = trials[~inside].sum(axis=0), errors[~inside].sum(axis=0)
    why = [_why_not(trials[:, place], inside) for place in range(len(ids))]
    p = np.full(len(ids), np.nan)
    tested = [place for place, reason in enumerate(why) if not reason]
    if tested:
        p[tested] = shuffle_test(errors[:, tested], trials[:, tested], inside)
    return [
        (
            *head,
            theme,
            error,
            int(number[place]),
            int(wrong[place]),
            wrong[place] / number[place] if number[place] else np.nan,
            low[place],
            high[place],
            their_wrong[place] / others[place] if others[place] else np.nan,
            int((trials[inside, place] > 0).sum()),
            p[place],
            np.nan,
            why[place],
        )
        for place, theme in enumerate(ids)
    ]


def _why_not(trials: Floats, inside: Bools) -> str:
    """Say why there is no test: too few people or passages, here or elsewhere."""
    for where, side in (("here", inside), ("elsewhere", ~inside)):
        if (trials[side] > 0).sum() < _CLUSTERS:
            return (
                f"Not tested: {where} fewer than {_CLUSTERS} people have a passage that "
                "could be wrong in this way."
            )
        if trials[side].sum() < _TRIALS:
            return f"Not tested: {where} fewer than {_TRIALS} passages could be wrong in this way."
    return ""


def _speakers(
    machine: Codings, unit: Unit, name: str, places: Ints
) -> tuple[list[str], Ints, Ints]:
    """Return the values of an attribute, and the value and the person of each segment."""
    grouped, words = groups(machine.corpus, (name,)), counted_words(machine.corpus)
    segment = word_segments(machine.corpus, unit)
    known, first = np.unique(segment, return_index=True)
    at = first[np.searchsorted(known, places)]
    value = grouped.of_turn[words.turn[at]]
    return [" / ".join(label) for label in grouped.labels], value, words.participant[at]


def _by_cluster(cluster: Ints, marks: Bools, size: int) -> Floats:
    totals = np.zeros((size, marks.shape[1]))
    np.add.at(totals, cluster, marks.astype(np.float64))
    return totals


def _warnings(table: pd.DataFrame, name: str, rate: float) -> tuple[str, ...]:
    """Return the lines that travel with tables by an attribute."""
    found = table[table["p_adjusted"] <= rate]
    lines = [
        f"Warning: the machine errs with {name}. For {one.value} it is wrong about "
        f"{one.theme} in {one.rate:.0%} ({one.error}s, {one.n} passages read by both), "
        f"elsewhere in {one.rate_elsewhere:.0%}: raw counts by {name} do not compare."
        for one in found.itertuples()
    ]
    if lines:
        return tuple(lines)
    tested, asked = int(table["p"].notna().sum()), len(table)
    return (
        f"Errors by {name}: {tested} of {asked} comparisons could be tested, none showed that "
        "the machine errs with it. That is no proof that it does not.",
    )
