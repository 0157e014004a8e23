"""Which codes two coders take for one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.judgements import CODE, Judgements, judgements
from civic_qual.analysis.passages.segment_texts import segment_texts
from civic_qual.analysis.tables.segment_table import named
from civic_qual.arrays import Bools
from civic_qual.calls import helpful, names_given
from civic_qual.coding.blind import Judges
from civic_qual.coding.carried import Level, chosen_families
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Segments, Unit, units_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated
from civic_qual.results import Passages, Result

NOTHING = "nothing instead"  # an id holds no space


@dataclass(frozen=True, eq=False, kw_only=True)
class _Said:
    """What two coders say of the segments that both have read, (n_segments, n_codes) each."""

    segments: Segments
    ids: tuple[str, ...]
    first: Bools
    second: Bools

    def instead(self) -> tuple[Bools, Bools]:
        """Return what only the first says, and what only the second says."""
        return self.first & ~self.second, self.second & ~self.first

    def behind(self, first: str, second: str) -> Bools:
        """Return the segments that one cell counts, (n_segments,)."""
        one, other = self.instead()
        if first == second == NOTHING:
            return np.zeros(len(self.segments), dtype=np.bool_)
        if first == second:
            column = self.ids.index(first)
            return self.first[:, column] & self.second[:, column]
        if second == NOTHING:
            return one[:, self.ids.index(first)] & ~other.any(axis=1)
        if first == NOTHING:
            return other[:, self.ids.index(second)] & ~one.any(axis=1)
        return one[:, self.ids.index(first)] & other[:, self.ids.index(second)]


class Confusion(Result):
    """How often one coder says one code and the other says another one instead.

    In `frame` rows are what the first says, columns what the second says. On the diagonal stand the
    segments in which both say the code. In row x and column y stand those in which the first says x
    and not y, and the second y and not x; in the last row and column those in which the other says
    nothing instead. A segment with several codes may stand in several cells. Files hold `long`: a
    cell a row.

    Parameters
    ----------
    frame, notes
        As of any `Result`.
    said
        What both say, for the way back to passages.
    """

    _title = Message("Confusion of codes")

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], said: _Said) -> None:
        super().__init__(frame, notes=notes)
        self._said = said

    @property
    def long(self) -> pd.DataFrame:
        """A row a cell: first and second (what each coder says), segments."""
        table = self.frame
        return pd.DataFrame(
            [
                {"first": first, "second": second, "segments": int(table.loc[first, second])}
                for first in table.index
                for second in table.columns
            ],
            columns=["first", "second", "segments"],
        )

    @helpful
    def passages(self, first: str, second: str) -> Passages:
        """Return the segments that a cell counts.

        Parameters
        ----------
        first, second
            What the first coder says, and what the second; "nothing instead" for nothing.

        Returns
        -------
        Passages
            transcript, start, end, text.

        Raises
        ------
        TableError
            If the table has no such code.
        """
        for code, known in ((first, self._table().index), (second, self._table().columns)):
            named(CODE, code, list(known))
        behind = np.flatnonzero(self._said.behind(first, second))
        return Passages(frame=segment_texts(self._said.segments, behind))


@helpful
def confusion(
    codings: Codings | Sequence[Codings],
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    families: bool | str | Sequence[str] = False,
    shown: Judges = "blind",
) -> Confusion:
    """Count where one coder says one code and the other says another one instead.

    Only segments that both have read for both codes count.

    Parameters
    ----------
    codings
        Of two coders; or a list, such as people's and a machine's.
    coders
        The two, if there are more: rows are the first one's.
    unit
        What is compared; if left out what was coded as a whole, or turns if words were.
    level
        "code", without codes that have codes below them, or "theme".
    families
        Compare the codes of families instead: all of them, or some.
    shown
        As in `agreement`.

    Returns
    -------
    Confusion
        Rows what the first says, columns what the second says; codes that nobody used are left
        out.

    Raises
    ------
    EstimateError
        If there are not two coders.

    See Also
    --------
    agreement : How far they agree.

    Examples
    --------
    >>> import civic_qual as cq
    >>> confusion(cq.example_codings(), level="theme").frame.iloc[:2, :2].values.tolist()
    [[144, 0], [1, 83]]
    """
    judged = judgements(codings, coders=coders, unit=unit, level=level, shown=shown)
    if len(judged.coders) != 2:
        raise EstimateError(
            Message(
                "confusion is between two coders, and here are {coders}; choose two with "
                "coders=[...]",
                coders=enumerated(judged.coders),
            )
        )
    said = _said(judged, _rows(judged, families))
    one, other = judged.coders
    note = Message(
        "Rows: what {first} says; columns: what {second} says instead. Counted: {units} that both "
        "have read.",
        first=one,
        second=other,
        units=units_word(judged.segments.unit),
    )
    notes = (*judged.seen.warning, note, *judged.seen.notes)
    return Confusion(_cells(said, one, other), notes=notes, said=said)


def _rows(judged: Judgements, families: bool | str | Sequence[str]) -> list[int]:
    """Return the codes to compare, by their rows: those of themes, or of families."""
    book = judged.codings.codebook
    families = families if isinstance(families, bool) else names_given(families)
    tops = {top.id for top in (chosen_families(book, families) if families else book.themes)}
    return [row for row in judged.leaves if judged.rows[row].theme in tops]


def _said(judged: Judgements, rows: list[int]) -> _Said:
    read = np.logical_and(*(one.read[:, rows] for one in judged.by_coder))
    first, second = ((one.matrix[:, rows].toarray() > 0) & read for one in judged.by_coder)
    ids = tuple(judged.rows[row].id for row in rows)
    return _Said(segments=judged.segments, ids=ids, first=first, second=second)


def _cells(said: _Said, one: str, other: str) -> pd.DataFrame:
    """Count every cell; codes that nobody used are left out."""
    size = len(said.ids)
    first, second = said.instead()
    cells = np.zeros((size + 1, size + 1), dtype=np.int64)
    cells[:-1, :-1] = first.T.astype(np.int64) @ second.astype(np.int64)
    cells[range(size), range(size)] = (said.first & said.second).sum(axis=0)
    cells[:-1, -1] = first[~second.any(axis=1)].sum(axis=0)
    cells[-1, :-1] = second[~first.any(axis=1)].sum(axis=0)
    used = cells.sum(axis=0) + cells.sum(axis=1) > 0
    used[-1] = True
    labels = [label for label, there in zip((*said.ids, NOTHING), used, strict=True) if there]
    return pd.DataFrame(
        cells[np.ix_(used, used)], pd.Index(labels, name=one), pd.Index(labels, name=other)
    )
