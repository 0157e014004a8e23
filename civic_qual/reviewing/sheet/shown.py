"""What was suggested beside passages: kept in the sheet, so that answers are on just that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast, get_args

from civic_qual.coding.columns import Origin
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from civic_qual.sheets.spreadsheets import SheetCells

SHOWN_SHEET = "shown"  # hidden
_BEGINS = '{"revision"'
_LONGEST_WHY = 1_000  # letters


def advice_as_text(advice: Advice) -> str:
    """Return advice as a cell keeps it, without the transcript, which its key tells.

    Examples
    --------
    >>> advice = Advice(transcript="a", revision="2f", spans=((0, 3),), code="plan", origin="rule")
    >>> advice_of_text(advice_as_text(advice), "a") == advice
    True
    """
    kept = {
        "revision": advice.revision,
        "spans": advice.spans,
        "code": advice.code,
        "origin": advice.origin,
        "by": advice.by,
        "score": advice.score,
        "why": advice.why[:_LONGEST_WHY],
    }
    return json.dumps(kept, ensure_ascii=False)


def advice_of_text(text: str, transcript: str) -> Advice | None:
    """Return the advice that a cell keeps; None if somebody changed it to what is none."""
    try:
        kept = json.loads(text)
        spans = tuple((int(start), int(end)) for start, end in kept["spans"])
        texts = {name: kept[name] for name in ("revision", "code", "by", "why")}
        score, origin = float(kept["score"]), kept["origin"]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if not spans or not all(isinstance(one, str) for one in texts.values()):
        return None
    if origin not in get_args(Origin):
        return None
    return Advice(
        transcript=transcript,
        spans=spans,
        origin=cast("Origin", origin),
        score=score,
        **texts,
    )


def is_shown_sheet(sheet: SheetCells) -> bool:
    """Whether a sheet is the one that keeps what was suggested, whatever it is called."""
    return (
        bool(sheet.rows) and sheet.rows[0][1][2:3] != () and sheet.rows[0][1][2].startswith(_BEGINS)
    )


def shown_texts(sheets: Iterable[SheetCells]) -> Mapping[tuple[str, int], str]:
    """Return what is kept, by key and number of the suggestion."""
    return {
        (cells[0], int(cells[1])): cells[2]
        for sheet in sheets
        if is_shown_sheet(sheet)
        for _, cells in sheet.rows
        if len(cells) > 2 and cells[1].isascii() and cells[1].isdigit()
    }
