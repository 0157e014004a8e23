"""The table of estimates: a DataFrame whose numbers lead back to passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.table_html import notes_html
from civic_qual.coding.theme_rows import offer
from civic_qual.errors import TableError

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.comparison import LinedUp
    from civic_qual.corpus.segments import Ints

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
