"""What somebody decided where coders disagree, read from the table that lists it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from civic_qual.analysis.agreement.judgements import Judgements
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.results import Result
from civic_qual.sheets.ids import Ids
from civic_qual.sheets.reading import text_frame
from civic_qual.sheets.workbooks import cell_text

_YES = frozenset({"yes", "y", "true", "1", "oui", "vrai"})
_NO = frozenset({"no", "n", "false", "0", "non", "faux"})
_NEEDED = ("transcript", "start", "end", "code", "decision")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """That a segment carries a code or not, by the row of each."""

    segment: int
    row: int
    yes: bool
    decided_by: str
    why: str


def read_decisions(
    given: pd.DataFrame | Result | str | Path | None, judged: Judgements
) -> list[Decision]:
    """Return the decisions of a table or a file; rows with an empty decision are none yet.

    Raises
    ------
    CodingError
        If a column is missing, a decision is neither yes nor no or stands twice, or a passage or
        a code is not one that was compared.
    """
    if given is None or (table := _table(given)).empty:
        return []
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise CodingError(
            Message(
                "the decisions have no column {columns}; fill in the table that {disagreements}",
                disagreements=typed(
                    Message("disagreements(...) returns"),
                    Message("civic-qual agree --disagreements writes"),
                ),
                columns=enumerated(missing),
            )
        )
    asked, made = _Asked(judged), dict[tuple[int, int], Decision]()
    for number, cells in enumerate(table.to_dict("records")):
        yes = _yes(cells["decision"], number)
        if yes is None:
            continue
        segment, row = asked.cell(cells, number)
        decision = Decision(
            segment=segment,
            row=row,
            yes=yes,
            decided_by=cell_text(cells.get("decided_by")),
            why=cell_text(cells.get("why")),
        )
        if made.setdefault((segment, row), decision).yes != yes:
            raise CodingError(
                Message(
                    "decision {number}: {code} in {passage} is decided twice, yes and no; keep "
                    "one of them",
                    number=number,
                    code=cells["code"],
                    passage=" ".join(asked.passage(cells)),
                )
            )
    return list(made.values())


def _table(given: pd.DataFrame | Result | str | Path) -> pd.DataFrame:
    if isinstance(given, Result):
        return given.frame
    return text_frame(given) if isinstance(given, str | Path) else given


class _Asked:
    """What was compared, to be found by transcript, borders and code as a table writes them."""

    def __init__(self, judged: Judgements) -> None:
        segments = judged.segments
        ids = [transcript.id for transcript in segments.corpus]
        columns = (segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist())
        self._segments = {
            (ids[transcript], f"{start}-{end}"): segment
            for segment, (transcript, start, end) in enumerate(zip(*columns, strict=True))
        }
        self._rows = {row.id: index for index, row in enumerate(judged.rows)}
        self._ids = Ids(segments.corpus.positions)

    def passage(self, cells: dict[Any, Any]) -> tuple[str, str]:
        """Return the transcript of a row and its borders, as start-end."""
        name = cell_text(cells["transcript"])
        start, end = (cell_text(cells[side]).removesuffix(".0") for side in ("start", "end"))
        return self._ids.meant(name) or name, f"{start}-{end}"

    def cell(self, cells: dict[Any, Any], number: int) -> tuple[int, int]:
        """Return the segment and the code that a row is about."""
        passage = self.passage(cells)
        if passage not in self._segments or cells["code"] not in self._rows:
            raise CodingError(
                Message(
                    "decision {number}: nobody was asked about {code} in {passage}; decide by the "
                    "unit and level in which the disagreements were listed, on the same revision",
                    number=number,
                    code=quoted(cells["code"]),
                    passage=" ".join(passage),
                )
            )
        return self._segments[passage], self._rows[cells["code"]]


def _yes(cell: Any, number: int) -> bool | None:
    word = cell_text(cell).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word:
        raise CodingError(
            Message(
                "decision {number}: {word} is neither yes nor no; leave it empty if it is not "
                "decided yet",
                number=number,
                word=quoted(word),
            )
        )
    return None
