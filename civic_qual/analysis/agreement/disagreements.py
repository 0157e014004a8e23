"""Passages on which coders disagree: who said what, and who read them and found nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements, judgements, people_first
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings, records
from civic_qual.coding.readings import counting_unit
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Unit

DECISION = ("decision", "decided_by", "why")
DISAGREEMENT_COLUMNS = (
    "transcript",
    "start",
    "end",
    "passage",
    "code",
    "name",
    "said",
    "found_nothing",
    "memos",
    *DECISION,
)
_LETTERS = "PQRSTUVWXYZ"  # no A and B, which coders are often called


def disagreements(
    codings: Codings | Sequence[Codings],
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    blind: bool = True,
    memos: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the passages that some coders gave a code and others read and did not.

    Fill in the column `decision` (yes or no), and if you like `decided_by` and `why`, and hand
    the table to `adjudicate`.

    Parameters
    ----------
    codings
        Of several coders, or a list.
    coders
        Whose; if left out people's, or all if fewer than two people coded.
    unit
        What is decided as a whole; if left out what was coded, or turns if words were.
    level
        "code", each by itself, or "theme".
    blind
        Whether letters stand in the place of names: the same ones every time, in an order that
        tells nothing.
    memos
        More notes to show, besides those that stand with the codings: a table with the columns
        transcript, start, end, coder, text, and code ("" for any), as
        `study.disagreements()` adds those of a study by itself.

    Returns
    -------
    DataFrame
        One row a passage and code, in the order of the text: transcript, start, end, passage,
        code, name, said (who gave it the code), found_nothing (who read it and did not), memos,
        and decision, decided_by and why, which are empty.

    Raises
    ------
    EstimateError
        If there are fewer than two coders.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = disagreements(cq.example_codings())
    >>> table.loc[0, ["transcript", "code", "said", "found_nothing"]].tolist()
    ['car_01_village_chief', 'assessment.fails', 'Q', 'P']
    """
    whole = together(codings)
    names = people_first(whole, coders)
    chosen = whole.filter(coder=names)
    judged = judgements(chosen, names, unit or counting_unit(chosen), level, own=True)
    rows = [row for place in range(len(judged.rows)) for row in _of_code(judged, place)]
    rows.sort(key=lambda row: row[:2])
    shown = _letters(names) if blind else {name: name for name in whole.coders}
    noted = _Memos(chosen, shown, memos)
    table = [_told(judged, row, noted, shown) for row in rows]
    return pd.DataFrame(table, columns=list(DISAGREEMENT_COLUMNS)).astype(
        dict.fromkeys(DECISION, object)
    )


_Row = tuple[int, int, list[str], list[str]]  # segment, code, who said it, who did not


def _of_code(judged: Judgements, row: int) -> list[_Row]:
    values, places = judged.of(row)
    differ = (values == 1).any(axis=1) & (values == 0).any(axis=1)
    names = np.array(judged.coders, dtype=object)
    return [
        (place, row, names[said == 1].tolist(), names[said == 0].tolist())
        for place, said in zip(places[differ].tolist(), values[differ], strict=True)
    ]


def _told(
    judged: Judgements, row: _Row, memos: _Memos, shown: dict[str, str]
) -> tuple[object, ...]:
    segments, code = judged.segments, judged.rows[row[1]]
    one = segments.corpus.transcripts[segments.transcript[row[0]]]
    start, end = int(segments.start[row[0]]), int(segments.end[row[0]])
    said, silent = (", ".join(sorted(shown[name] for name in names)) for names in row[2:])
    return (
        one.id,
        start,
        end,
        spoken_text(one, start, end),
        code.id,
        code.name,
        said,
        silent,
        memos.of(one.id, start, end, code.members),
        "",
        "",
        "",
    )


class _Memos:
    """What was noted with codings and on passages, found by transcript and code."""

    def __init__(self, codings: Codings, shown: dict[str, str], more: pd.DataFrame | None) -> None:
        self._evidence, self._shown = codings.evidence, shown
        self._at: dict[tuple[str, str], list[tuple[int, int, str, int | str]]] = defaultdict(list)
        for place, row in enumerate(records(codings.rows)):
            if row["status"] != "rejected":
                self._at[row["transcript"], row["code"]].append(
                    (row["start"], row["end"], row["coder"], place)
                )
        for row in [] if more is None else records(more):
            self._at[row["transcript"], row["code"]].append(
                (row["start"], row["end"], row["coder"], row["text"])
            )

    def of(self, transcript: str, start: int, end: int, codes: Sequence[str]) -> str:
        """Return the notes on a passage, each under its coder, with a bar between them."""
        here = [
            (self._shown.get(coder, "somebody"), note)
            for code in (*codes, "")
            for first, last, coder, note in self._at[transcript, code]
            if first < end and start < last
        ]
        notes = sorted(
            {
                (who, note if isinstance(note, str) else self._evidence.describe([note])[0])
                for who, note in here
            }
        )
        return " | ".join(f"{who}: {note}" for who, note in notes if note)


def _letters(names: Sequence[str]) -> dict[str, str]:
    """Return a letter for each name, always the same, in an order that tells nothing."""
    order = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {
        name: _LETTERS[place % len(_LETTERS)] + str(place // len(_LETTERS) or "")
        for place, name in enumerate(order)
    }
