"""Is a theme more frequent here than there? Differences of corrected shares, with their limits.

Of whom? Of people like these, first: others of the same kind could have said something else. And
of this corpus: what nobody has read yet. Only the first has a p-value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.error_by import warnings_by
from civic_qual.analysis.estimates.group_shares import GroupShares, group_shares
from civic_qual.analysis.estimates.notes import THIS_CORPUS, about_estimates
from civic_qual.analysis.estimates.passages import estimate_passages
from civic_qual.analysis.estimates.people_like_these import (
    FEWEST_PEOPLE,
    only_here,
    people_like_these,
    targets,
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
from civic_qual.arrays import Floats
from civic_qual.calls import helpful, names_given
from civic_qual.coding.blind import Judges
from civic_qual.corpus.counted_words import counted_words
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.results import Passages, Result
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.group_tests import (
    difference_limits,
    difference_p,
    holm,
)
from civic_qual.statistics.intervals import Limits
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings

_CASES = 5  # passages with and without a theme, in both groups together, below which no p is given
_NAN = float("nan")
_NOT_LOOKED_FOR = Message("The person did not look for it.")


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """One theme in one group against another; what nothing can be said of is NaN."""

    theme: str
    group: str
    versus: str
    share: float = _NAN
    share_versus: float = _NAN
    difference: float = _NAN
    low: float = _NAN
    high: float = _NAN
    low_all: float = _NAN
    high_all: float = _NAN
    p: float = _NAN
    p_holm: float = _NAN
    low_corpus: float = _NAN
    high_corpus: float = _NAN
    note: str


COLUMNS = tuple(field.name for field in fields(DifferenceRow))

_ON_MODEL = Message("the table of corrected shares on the page Model")


class Differences(Result):
    """Differences of corrected shares: a theme and a pair of groups a row.

    Columns: theme, group, versus, share, share_versus, difference (share - share_versus); of
    people like these low, high, low_all, high_all, p, p_holm (over all rows); of this corpus
    low_corpus, high_corpus; note (why something is missing, or what both together say).

    Parameters
    ----------
    rows
        What is said of each theme and pair.
    notes
        What the table rests on.
    targets
        Those of its notes that say of whom its limits are.
    side
        Machine, person and sample, for the way back to passages.
    measure
        What shares are of.
    """

    _title = Message("Differences of corrected shares")

    def __init__(
        self,
        rows: Sequence[DifferenceRow],
        *,
        notes: Sequence[str],
        targets: Sequence[str],
        side: SideBySide,
        measure: SegmentMeasureName,
    ) -> None:
        frame = frame_of([vars(row) for row in rows], COLUMNS, texts=["note"])
        frame["p_holm"] = holm(frame["p"].to_numpy(dtype=np.float64))
        super().__init__(frame, notes=notes)
        self.targets = tuple(targets)
        self.measure: SegmentMeasureName = measure
        self.side = side

    @helpful
    def passages(self, theme: str, group: str) -> Passages:
        """Return the sampled segments from which the share of a group is worked out.

        Parameters
        ----------
        theme
            A theme or code.
        group
            A group, of either side.

        Returns
        -------
        Passages
            As of `Estimates.passages`.

        Raises
        ------
        TableError
            If there is no such theme or group.
        """
        return estimate_passages(self.side, theme, "estimate", group)


@helpful
def theme_differences(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    by: str | Sequence[str],
    versus: str | None = None,
    level: Level = "theme",
    measure: SegmentMeasureName = "segments",
    coder: str | Sequence[str] | None = None,
    settled: Settled | None = None,
    confidence: float = 0.95,
    unread: Unread = "refuse",
    shown: Judges = "blind",
) -> Differences:
    """Compare corrected shares between groups, or between rounds of fieldwork.

    Two questions have two answers. `low`, `high`, `low_all`, `high_all`, `p` and `p_holm` are about
    people like these: the difference, were other people of the same kind heard. `low_corpus` and
    `high_corpus` are about this corpus: the difference, had a person read every passage; where all
    were read they are the difference itself. Limits come from those of the two shares (MOVER); p is
    where the limits for people like these would touch zero. Both sides must be independent:
    different people.

    Parameters
    ----------
    machine, human, sample, level, measure, coder, settled, unread, shown
        As in `estimate_themes`.
    by
        The attributes that make the groups; a round of fieldwork is one of transcripts.
    versus
        One group that all others are compared with; None compares all pairs.
    confidence
        Of `low` and `high` for each row alone; `low_all` and `high_all` hold for all rows at once
        (Bonferroni: alpha / number of rows). `low_corpus` and `high_corpus` are of each row alone.

    Returns
    -------
    Differences
        A theme and a pair of groups a row.

    Raises
    ------
    EstimateError
        If a person stands on both sides, fewer than two groups are large enough, or the estimate
        itself could not be defended.

    See Also
    --------
    estimate_themes : The shares themselves.

    References
    ----------
    .. [1] R. G. Newcombe (1998). Interval estimation for the difference between independent
       proportions. Statistics in Medicine 17(8), 873-890.
    .. [2] G. Y. Zou and A. Donner (2008). Construction of confidence limits about effect measures.
       Statistics in Medicine 27(10), 1693-1702.
    .. [3] S. Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics 6(2), 65-70.
    .. [4] W. E. Deming (1953). On the distinction between enumerative and analytic surveys.
       Journal of the American Statistical Association 48(262), 244-255.
    .. [5] B. I. Graubard and E. L. Korn (2002). Inference for superpopulation parameters using
       sample surveys. Statistical Science 17(1), 73-96.

    Examples
    --------
    >>> import civic_qual as cq
    >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> sample = cq.draw_sample(cq.example_corpus(), n=120, by="language", seed=1)
    >>> table = theme_differences(machine, cq.example_codings(), sample, by="language", coder="A")
    >>> table[["theme", "group", "versus"]].values.tolist()[0]
    ['plan', 'en', 'fr']
    """
    if not names_given(by):
        raise EstimateError(Message('say which groups to compare, as by="country"'))
    side = side_by_side(
        machine,
        human,
        sample,
        by=by,
        level=level,
        coder=coder,
        settled=settled,
        unread=unread,
        shown=shown,
    )
    counted = estimate_measure(measure)
    if not can_be_corrected(side, counted):
        raise EstimateError(
            Message(
                "shares of {measure} cannot be corrected by this sample, so they cannot be "
                "compared; {draw}",
                draw=typed(
                    'draw_sample(..., design="interviews")',
                    "civic-qual sample --interviews",
                    WHOLE_INTERVIEWS,
                ),
                measure=counted.words.things(sample.unit),
            )
        )
    taken_as_right = group_shares(side, measure=counted, confidence=confidence)
    made = with_errors(side, taken_as_right, counted)
    groups = made.groups
    pairs = _pairs(groups, versus)
    for pair in pairs:
        _refuse_people_on_both_sides(side, pair)
    cells = len(pairs) * len(side.rows)
    compared = [_compared(groups, pair, confidence, cells) for pair in pairs]
    about = about_estimates(
        side, measure=counted, confidence=confidence, cells=cells, readers=made.notes
    )
    of_whom = targets(side, [units for pair in compared for units in pair.units])
    first = side.seen.warning
    others = [note for note in about if note != THIS_CORPUS and note not in first]
    return Differences(
        [_row(side, index, pair) for index in range(len(side.rows)) for pair in compared],
        notes=(*first, *of_whom, *others, *warnings_by(side)),
        targets=of_whom,
        side=side,
        measure=measure,
    )


def _pairs(groups: list[GroupShares], versus: str | None) -> list[tuple[int, int]]:
    """Return the pairs of groups to compare, those large enough; the last group is all."""
    labels = [group.label for group in groups[:-1]]
    known = [index for index in range(len(labels)) if groups[index].shares is not None]
    if versus is None:
        pairs = list(combinations(known, 2))
    elif versus in labels:
        other = labels.index(versus)
        pairs = [(index, other) for index in known if index != other and other in known]
    else:
        raise EstimateError(
            Message(
                "there is no group {group}; there are {groups}",
                group=quoted(versus),
                groups=enumerated(labels),
            )
        )
    if not pairs:
        raise EstimateError(
            Message(
                "fewer than two groups have enough passages coded by hand to be compared; "
                "{table} says how many each has",
                table=typed("estimate_themes(..., by=...)", "estimates.csv", _ON_MODEL),
            )
        )
    return pairs


def _refuse_people_on_both_sides(side: SideBySide, pair: tuple[int, int]) -> None:
    """Refuse groups that share people: their shares rise and fall together."""
    words = counted_words(side.machine.corpus)
    group = side.segments.groups.of_turn[words.turn]
    here, there = (words.participant[group == index] for index in pair)
    both = np.intersect1d(here, there)
    both = both[both >= 0]
    if len(both):
        raise EstimateError(
            Message(
                "{n} participants stand both in {group} and in {versus}, and the method takes "
                "both sides for independent. Compare only people who were heard once, or give the "
                "two shares of {table} side by side without a test",
                table=typed("estimate_themes", "estimates.csv", _ON_MODEL),
                n=len(both),
                group=quoted(side.labels[pair[0]]),
                versus=quoted(side.labels[pair[1]]),
            )
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Compared:
    """Two groups, and for each of the K rows the limits of their difference and its p.

    `limits`, `limits_all` and `p` are of people like these, and None if too few were read;
    `limits_corpus` are of this corpus.
    """

    labels: tuple[str, str]
    units: tuple[Units, Units]
    shares: tuple[BandedShares, BandedShares]
    limits_corpus: Limits
    limits: Limits | None
    limits_all: Limits | None
    p: Floats | None


def _compared(
    groups: list[GroupShares], pair: tuple[int, int], confidence: float, cells: int
) -> _Compared:
    one, other = (groups[index] for index in pair)
    assert one.shares is not None
    assert other.shares is not None
    shares, units = (one.shares, other.shares), (one.units, other.units)
    people = people_like_these(units, shares)
    return _Compared(
        labels=(one.label, other.label),
        units=units,
        shares=shares,
        limits_corpus=difference_limits(*shares, confidence),
        limits=people and difference_limits(*people, confidence),
        limits_all=people and difference_limits(*people, 1 - (1 - confidence) / cells),
        p=difference_p(*people) if people else None,
    )


def _row(side: SideBySide, index: int, pair: _Compared) -> DifferenceRow:
    theme, (group, versus) = side.rows[index].id, pair.labels
    if not side.by_person.looked_for[index]:
        in_few = int(side.by_person.in_few[index])
        note = in_few_note(in_few) if in_few else _NOT_LOOKED_FOR
        return DifferenceRow(theme=theme, group=group, versus=versus, note=note)
    share, share_versus = (float(shares.estimate[index]) for shares in pair.shares)
    low, high = _at(pair.limits, index)
    low_all, high_all = _at(pair.limits_all, index)
    low_corpus, high_corpus = _at(pair.limits_corpus, index)
    why_no_p = _too_few_people() if pair.p is None else _why_no_p(pair.units, index)
    return DifferenceRow(
        theme=theme,
        group=group,
        versus=versus,
        share=share,
        share_versus=share_versus,
        difference=share - share_versus,
        low=low,
        high=high,
        low_all=low_all,
        high_all=high_all,
        p=_NAN if why_no_p or pair.p is None else float(pair.p[index]),
        low_corpus=low_corpus,
        high_corpus=high_corpus,
        note=why_no_p or only_here((low, high), (low_corpus, high_corpus)),
    )


def _at(limits: Limits | None, index: int) -> tuple[float, float]:
    if limits is None:
        return _NAN, _NAN
    return float(limits[0][index]), float(limits[1][index])


def _too_few_people() -> str:
    return Message(
        "Nothing is said of people like these: on one side fewer than {n} people were read by "
        "hand.",
        n=FEWEST_PEOPLE,
    )


def _why_no_p(units: tuple[Units, Units], index: int) -> str:
    """Say why there is no p-value: too few cases for it to mean what it says."""
    coded = np.concatenate([side.coded[:, index] for side in units])
    carrying, without = int(coded.sum()), int((1 - coded).sum())
    if min(carrying, without) >= _CASES:
        return ""
    # Without the number itself: what few people show would be told by it.
    if carrying < without:
        return Message(
            "No p-value: fewer than {needed} passages with it were coded by hand in both groups "
            "together; read the limits.",
            needed=_CASES,
        )
    return Message(
        "No p-value: fewer than {needed} passages without it were coded by hand in both groups "
        "together; read the limits.",
        needed=_CASES,
    )
