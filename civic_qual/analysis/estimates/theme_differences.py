"""Is a theme more frequent here than there? Differences of corrected shares, with their limits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.comparison import LinedUp, Unread, lined_up
from civic_qual.analysis.estimates.error_by import warnings_by
from civic_qual.analysis.estimates.estimates import group_shares, one_person
from civic_qual.analysis.estimates.notes import about_estimates
from civic_qual.analysis.estimates.units import EstimateMeasure, Units, check_estimate_measure
from civic_qual.corpus.counted_words import counted_words
from civic_qual.errors import EstimateError
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.group_tests import difference_limits, difference_p, holm

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level

COLUMNS = (
    "theme",
    "group",
    "versus",
    "share",
    "share_versus",
    "difference",
    "low",
    "high",
    "low_all",
    "high_all",
    "p",
    "p_holm",
    "note",
)
_CASES = 5  # passages with and without a theme, in both groups together, below which no p is given
_NAN = float("nan")


def theme_differences(
    machine: Codings,
    human: Codings,
    sample: Sample,
    by: str | Sequence[str],
    confidence: float = 0.95,
    level: Level = "theme",
    measure: EstimateMeasure = "segments",
    coder: str | None = None,
    versus: str | None = None,
    unread: Unread = "refuse",
) -> pd.DataFrame:
    """Compare corrected shares between groups, or between rounds of fieldwork.

    Limits come from those of the two shares (MOVER: Newcombe 1998; Zou & Donner 2008); p is where
    such limits would touch zero. Both sides must be independent: different people.

    Parameters
    ----------
    machine, human, sample, level, measure, coder, unread
        As in `estimate_themes`.
    by
        The attributes that make the groups; a round of fieldwork is one of transcripts.
    confidence
        Of `low` and `high` for each row alone; `low_all` and `high_all` hold for all rows at once
        (Bonferroni: alpha / number of rows).
    versus
        One group that all others are compared with; None compares all pairs.

    Returns
    -------
    DataFrame
        theme, group, versus, share, share_versus, difference (share - share_versus), low, high,
        low_all, high_all, p, p_holm (Holm 1979, over all rows), note (why there is no p).

    Raises
    ------
    EstimateError
        If a person stands on both sides, fewer than two groups are large enough, or the estimate
        itself could not be defended.

    Examples
    --------
    >>> import civic_qual as cq
    >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> sample = cq.draw_sample(cq.example_corpus(), n=120, by="language", seed=1)
    >>> table = theme_differences(machine, cq.example_codings(), sample, "language", coder="A")
    >>> table[["theme", "group", "versus"]].values.tolist()[0]
    ['plan', 'en', 'fr']
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    if not names:
        raise EstimateError('say which groups to compare, as by="country"')
    lined = lined_up(machine, one_person(human, coder), sample, names, level, None, unread)
    if not check_estimate_measure(lined, measure):
        raise EstimateError(
            f"shares of {measure} cannot be corrected by this sample, so they "
            'cannot be compared; draw_sample(..., design="interviews")'
        )
    found = group_shares(lined, measure, confidence)
    pairs = _pairs(lined, [shares for _, shares in found], versus)
    for one, other in pairs:
        _refuse_people_on_both_sides(lined, one, other)
    count = len(pairs) * len(lined.rows)
    rows = [
        row for one, other in pairs for row in _rows(lined, (one, other), found, confidence, count)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["p_holm"] = holm(table["p"].to_numpy(dtype=np.float64))
    table = table.sort_values(
        "theme",
        key=lambda column: column.map({row.id: place for place, row in enumerate(lined.rows)}),
        kind="stable",
        ignore_index=True,
    )
    table.attrs["notes"] = (
        *about_estimates(lined, measure, confidence, count),
        *warnings_by(lined, names),
    )
    return table


def _pairs(
    lined: LinedUp, shares: Sequence[BandedShares | None], versus: str | None
) -> list[tuple[int, int]]:
    """Return the pairs of groups to compare, those large enough."""
    known = [place for place in range(len(lined.labels) - 1) if shares[place] is not None]
    if versus is None:
        pairs = list(combinations(known, 2))
    elif versus in lined.labels[:-1]:
        other = lined.labels.index(versus)
        pairs = [(place, other) for place in known if place != other and other in known]
    else:
        raise EstimateError(
            f"there is no group {versus!r}; there are {', '.join(lined.labels[:-1])}"
        )
    if not pairs:
        raise EstimateError(
            "fewer than two groups have enough passages coded by hand to be "
            "compared; estimate_themes(..., by=...) says how many each has"
        )
    return pairs


def _refuse_people_on_both_sides(lined: LinedUp, one: int, other: int) -> None:
    """Refuse groups that share people: their shares rise and fall together."""
    words = counted_words(lined.machine.corpus)
    group = lined.groups.of_turn[words.turn]
    both = np.intersect1d(words.participant[group == one], words.participant[group == other])
    both = both[both >= 0]
    if len(both):
        raise EstimateError(
            f"{len(both)} participants stand both in {lined.labels[one]!r} and in "
            f"{lined.labels[other]!r}, and the method takes both sides for independent. Compare "
            "only people who were heard once, or give the two shares of estimate_themes side by "
            "side without a test"
        )


def _rows(
    lined: LinedUp,
    pair: tuple[int, int],
    found: list[tuple[Units, BandedShares | None]],
    confidence: float,
    count: int,
) -> list[tuple[Any, ...]]:
    (units, one), (other_units, other) = found[pair[0]], found[pair[1]]
    assert one is not None
    assert other is not None
    low, high = difference_limits(one, other, confidence)
    low_all, high_all = difference_limits(one, other, 1 - (1 - confidence) / count)
    p = difference_p(one, other)
    rows = []
    for place, row in enumerate(lined.rows):
        begin = (row.id, lined.labels[pair[0]], lined.labels[pair[1]])
        if not lined.looked_for[place]:
            rows.append((*begin, *[_NAN] * 9, "The person did not look for it."))
            continue
        why = _why_not(units, other_units, place)
        rows.append(
            (
                *begin,
                one.estimate[place],
                other.estimate[place],
                one.estimate[place] - other.estimate[place],
                low[place],
                high[place],
                low_all[place],
                high_all[place],
                _NAN if why else p[place],
                _NAN,
                why,
            )
        )
    return rows


def _why_not(units: Units, other: Units, place: int) -> str:
    """Say why there is no p-value: too few cases for it to mean what it says."""
    coded = np.concatenate([units.coded[:, place], other.coded[:, place]])
    carrying, without = int(coded.sum()), int((1 - coded).sum())
    if min(carrying, without) < _CASES:
        rare, what = (carrying, "with") if carrying < without else (without, "without")
        return (
            f"No p-value: only {rare} passages {what} it were coded by hand in both groups "
            f"together, and it takes {_CASES}; read the limits."
        )
    return ""
