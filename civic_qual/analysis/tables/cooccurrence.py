"""Which codes or themes stand in the same segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.segment_table import (
    ENOUGH_PEOPLE,
    ROW,
    SegmentTable,
    by_machine,
    named,
    people_of,
)
from civic_qual.calls import helpful
from civic_qual.coding.carried import ANY_THEME, Carried, Level, carried
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted
from civic_qual.statistics.associations import lifts, odds_ratios
from civic_qual.statistics.intervals import check_confidence

if TYPE_CHECKING:
    from civic_qual.arrays import Floats
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Passages

Association = Literal["count", "share", "lift", "odds_ratio", "pairs"]


class Cooccurrence(SegmentTable):
    """How often each two themes or codes stand in the same segments.

    A symmetric matrix of ids by ids, whose index is called theme or code. Shares, lifts and odds
    ratios are NaN where nothing was found.

    Made with `value="pairs"`, a row a pair: one, other, both, one_found, other_found, read
    (segments), people_both, people_read, odds_ratio, odds_low, odds_high, lift, lift_low,
    lift_high; limits are NaN where fewer than five people were read.
    """

    _title = Message("What stands together")

    def __init__(
        self, frame: pd.DataFrame, *, notes: Sequence[str], carried: Carried, ids: Sequence[str]
    ) -> None:
        super().__init__(frame, notes=notes, carried=carried)
        self._ids = tuple(ids)

    def passages(self, one: str, other: str) -> Passages:
        """Return the segments that carry both of two themes or codes.

        Parameters
        ----------
        one, other
            Ids of themes or codes of the table.

        Returns
        -------
        Passages
            transcript, start, end, participant, text.

        Raises
        ------
        TableError
            If the table has no such theme or code.
        """
        for name in (one, other):
            named(ROW, name, self._ids)
        return self._passages(self._that_carry(one, other, called=ROW))


@helpful
def cooccurrence(
    codings: Codings,
    *,
    unit: Unit = "turn",
    level: Level = "code",
    value: Association = "count",
    coder: str | None = None,
    confidence: float = 0.95,
) -> Cooccurrence:
    """Count the segments that carry both of two codes, for every pair.

    Only segments read for both codes count. At code level codes that have codes below them are
    left out, as they stand wherever those do.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    unit
        The segment in which two codes meet.
    level
        "theme" or "code".
    value
        "count": segments that carry both, on the diagonal those that carry one; "share": out of
        the segments that carry at least one of both; "lift": how many times more often they
        meet than if they knew nothing of each other (1: neither seek nor shun each other);
        "odds_ratio": the odds of one with the other over those without it; "pairs": all of this
        with intervals, a row a pair.
    coder
        Whose codings to count, if several coded.
    confidence
        Of the intervals of "pairs"; they know that one person says many things, and need people.

    Returns
    -------
    Cooccurrence
        `passages(one, other)` gives the segments that carry both.

    Raises
    ------
    TableError
        If `value` is not known, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    See Also
    --------
    theme_table : With `cross=`, what is said of a theme in the same sentence.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> cooccurrence(codings, level="theme").only(theme="safety")[["water", "safety"]].values
    array([[0, 1]])
    """
    check_confidence(confidence)
    if value not in get_args(Association):
        raise TableError(
            Message(
                "value={value} is not known; "
                'take "count", "share", "lift", "odds_ratio" or "pairs"',
                value=quoted(value),
            )
        )
    found = carried(codings, unit, level, coder)
    columns = _compared(codings, found, level)
    ids = [found.rows[column].id for column in columns]
    if value == "pairs":
        frame = pd.DataFrame(_pairs(found, columns, confidence), columns=list(_PAIR_COLUMNS))
    else:
        names = pd.Index(ids, name=level)
        frame = pd.DataFrame(_matrix(found, columns, value), index=names, columns=names)
    return Cooccurrence(
        frame,
        notes=[
            _counted(unit),
            *([_EVIDENCE] if value == "pairs" else []),
            *([UNCORRECTED] if by_machine(codings) else []),
        ],
        carried=found,
        ids=ids,
    )


_EVIDENCE = Message(
    "Passages of one person are alike, so intervals go by people: with few of them they "
    "are wide, and with fewer than five there are none."
)
_PAIR_COLUMNS = (
    "one",
    "other",
    "both",
    "one_found",
    "other_found",
    "read",
    "people_both",
    "people_read",
    "odds_ratio",
    "odds_low",
    "odds_high",
    "lift",
    "lift_low",
    "lift_high",
)


def _counted(unit: Unit) -> str:
    if unit == "turn":
        return Message(
            "Counted: turns that carry both, out of those read for both. A turn can carry many "
            "codes."
        )
    if unit == "sentence":
        return Message(
            "Counted: sentences that carry both, out of those read for both. A sentence can carry "
            "many codes."
        )
    if unit == "paragraph":
        return Message(
            "Counted: paragraphs that carry both, out of those read for both. A paragraph can "
            "carry many codes."
        )
    return Message(
        "Counted: transcripts that carry both, out of those read for both. A transcript can carry "
        "many codes."
    )


def _compared(codings: Codings, found: Carried, level: Level) -> list[int]:
    """Return the rows that are compared: at code level those without codes below them."""
    parents = {codings.codebook[row.id].parent for row in found.rows if row.id != ANY_THEME}
    return [
        column
        for column, row in enumerate(found.rows)
        if row.id != ANY_THEME and (level == "theme" or row.id not in parents)
    ]


def _matrix(found: Carried, columns: list[int], value: Association) -> Any:
    """Return the numbers of all pairs, of shape (n_codes, n_codes)."""
    carries = found.matrix[:, columns].astype(np.float64)
    reads = found.read[:, columns].astype(np.float64)
    both = (carries.T @ carries).toarray()
    alone = np.asarray(carries.T @ reads)  # carried the row's code, and read for the column's
    if value == "count":
        return both.astype(np.int64)
    return _association(both, alone, reads.T @ reads, value)


def _association(both: Floats, alone: Floats, read: Floats, value: Association) -> Floats:
    """Return what the counts are out of as far as it is more than nothing."""
    out = np.full(both.shape, np.nan)
    if value == "odds_ratio":
        four = np.stack(
            [both, alone - both, alone.T - both, read - alone - alone.T + both], axis=-1
        )
        ratio = odds_ratios(four[None])[0]
        return np.where((alone > 0) & (alone.T > 0) & ~np.eye(len(both), dtype=bool), ratio, out)
    over = alone + alone.T - both if value == "share" else alone * alone.T / np.maximum(read, 1)
    np.divide(both, over, out=out, where=over > 0)
    return out


def _pairs(found: Carried, columns: list[int], confidence: float) -> Iterator[dict[str, Any]]:
    """Yield a row a pair of codes, in codebook order."""
    carries, reads = found.matrix[:, columns].toarray() > 0, found.read[:, columns]
    person = np.unique(people_of(found), return_inverse=True)[1]
    for one, other in combinations(range(len(columns)), 2):
        read = reads[:, one] & reads[:, other]
        first, second = carries[read, one], carries[read, other]
        here = person[read]
        people = np.unique(here)
        four = np.stack([first & second, first & ~second, ~first & second, ~first & ~second], 1)
        by_person = np.array(
            [
                np.bincount(here, column, len(person) + 1)[people]
                for column in four.T.astype(np.float64)
            ]
        ).T
        yield {
            "one": found.rows[columns[one]].id,
            "other": found.rows[columns[other]].id,
            "both": int(four[:, 0].sum()),
            "one_found": int(first.sum()),
            "other_found": int(second.sum()),
            "read": int(read.sum()),
            "people_both": int((by_person[:, 0] > 0).sum()),
            "people_read": len(people),
            **_limited("odds", "odds_ratio", odds_ratios(by_person, confidence), len(people)),
            **_limited("lift", "lift", lifts(by_person, confidence), len(people)),
        }


def _limited(
    prefix: str, name: str, ratio: tuple[Floats, Floats, Floats], people: int
) -> dict[str, float]:
    """Return a ratio with its limits, which are left out if it rests on too few people."""
    middle, low, high = map(float, ratio)
    if people < ENOUGH_PEOPLE:
        low, high = np.nan, np.nan
    return {name: middle, f"{prefix}_low": low, f"{prefix}_high": high}
