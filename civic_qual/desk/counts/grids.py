"""Tables and passages as pages show them: JSON, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from civic_qual.analysis.tables.showing import Cell, table_grid
from civic_qual.codebook.model import spoken_name
from civic_qual.coding.carried import ANY_THEME
from civic_qual.messages import Message, count, decimal, render

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.tables.segment_table import SegmentTable
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Transcript

Plain: TypeAlias = dict[str, Any]  # what JSON can hold
_CELL = ("text", "leads", "shade", "pale")  # of each cell, in this order
_LONG = 200  # characters of a reason: rules can be very long
_OWN = ("speaker", "participant", "codes", "origin", "score", "evidence")  # of a passage, if known


def said(texts: Sequence[str]) -> list[str]:
    """Return messages as texts in the language spoken."""
    return [render(one) for one in texts]


def theme_grid(table: ThemeTable) -> Plain:
    """Return a theme table: its heads, what each column is out of, and cells row by row.

    A cell that counts something leads to passages: by the id of its row and the key of its column.
    """
    grid = table_grid(table)
    rows = zip(grid.rows, grid.cells, table.count.tolist(), strict=True)
    return {
        "corner": render(Message("theme") if table.level == "theme" else Message("code")),
        "names": said(grid.names),
        "heads": [said(level) for level in grid.heads],
        "bases": [render(one.text) for one in grid.bases] if grid.has_bases else [],
        "columns": [
            {"key": list(column.key), "margin": column.margin} for column in table.columns.all
        ],
        "cell": list(_CELL),
        "rows": [
            {
                "id": row.id,
                "name": render(row.name),
                "depth": row.depth,
                "whole": row.id == ANY_THEME,
                "cells": [_cell(*both) for both in zip(cells, numbers, strict=True)],
            }
            for row, cells, numbers in rows
        ],
        "notes": said(table.notes),
    }


def _cell(cell: Cell, number: int) -> list[Any]:
    shade = None if cell.share is None else round(cell.share, 3)
    return [render(cell.text), bool(number) and cell.pale != "hidden", shade, cell.pale]


def square_grid(table: SegmentTable, codebook: Codebook, *, corner: str) -> Plain:
    """Return a table of segments in the same form: rows and columns are named, numbers lead."""
    frame = table.frame
    return {
        "corner": render(corner),
        "names": [""],
        "heads": [[named(name, codebook) for name in frame.columns]],
        "bases": [],
        "columns": [{"key": [name], "margin": name not in codebook} for name in frame.columns],
        "cell": list(_CELL),
        "rows": [
            {
                "id": str(name),
                "name": named(str(name), codebook),
                "depth": 0,
                "whole": False,
                "cells": [
                    _number(value, leads=column in codebook or column == ANY_THEME)
                    for column, value in zip(frame.columns, values, strict=True)
                ],
            }
            for name, values in zip(frame.index, frame.to_numpy().tolist(), strict=True)
        ],
        "notes": said(table.notes),
    }


def _number(value: float, *, leads: bool) -> list[Any]:
    if value != value:  # nothing was read
        return ["–", False, None, "zero"]
    written = count(int(value)) if float(value).is_integer() else decimal(value, 2)
    return [written, leads and value > 0, None, "" if value else "zero"]


def named(name: str, codebook: Codebook) -> str:
    """Return a row or column of a table of segments by its name."""
    if name in codebook:
        return render(spoken_name(codebook[name].name, name))
    if name == ANY_THEME:
        return render(Message("Any theme"))
    return render(Message("passages read")) if name == "read" else name


# Passages


def passages(frame: pd.DataFrame, codings: Codings, codes: Sequence[str]) -> list[Plain]:
    """Return passages with their words in pieces: those that carry one of some codes, and others.

    Offsets are code points of the transcript; `coded` is the first coding in the passage, for the
    reading room to show.
    """
    spans = _spans(codings, codes)
    made = []
    for row in frame.to_dict("records"):
        transcript = codings.corpus[str(row["transcript"])]
        start, end = int(row["start"]), int(row["end"])
        here = [one for one in spans.get(transcript.id, ()) if one[0] < end and start < one[1]]
        made.append(
            {
                "transcript": transcript.id,
                "start": start,
                "end": end,
                "coded": list(here[0]) if here else [start, end],
                "pieces": [*_pieces(transcript, start, end, here)],
                **{name: _plain(row[name]) for name in _OWN if name in row},
            }
        )
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if value != value else round(value, 3)
    told = render(str(value))
    return told if len(told) <= _LONG else told[: _LONG - 1] + "…"


def _spans(codings: Codings, codes: Sequence[str]) -> Mapping[str, list[tuple[int, int]]]:
    """Return where some codes stand, by transcript, in the order of the text."""
    coded, position = codings.coded, codings.codebook.positions
    wanted = np.isin(coded.code, [position[code] for code in codes])
    rows = np.flatnonzero(wanted & ~coded.status.among(["rejected"]))
    spans: dict[str, list[tuple[int, int]]] = {}
    columns = (coded.transcript[rows], coded.start[rows], coded.end[rows])
    for which, start, end in zip(*(column.tolist() for column in columns), strict=True):
        spans.setdefault(codings.corpus.transcripts[which].id, []).append((start, end))
    for one in spans.values():
        one.sort()
    return spans


def _pieces(
    transcript: Transcript, start: int, end: int, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, bool]]:
    """Yield the words of a passage in pieces, each with whether a code stands on it."""
    edges = {start, end, *(edge for span in spans for edge in span if start < edge < end)}
    for first, last in pairwise(sorted(edges)):
        yield transcript.text[first:last], any(a <= first and last <= b for a, b in spans)
