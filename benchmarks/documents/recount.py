"""What stands in a study file, counted by plain SQL and by nothing of the library."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.documents.coder import Truth


def recounted(path: Path, coder: str) -> Truth:
    """Return the codings, rejections and readings of a coder that nobody took back."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        undone = dict(file.execute('SELECT key, subject FROM "undo"').fetchall())
        gone = {subject for key, subject in undone.items() if _stands(key, undone)}

        def rows(table: str, *columns: str) -> set[Any]:
            texts = dict(file.execute("SELECT number, text FROM label").fetchall())
            wanted = ", ".join(f'"{column}"' for column in ("key", "coder", *columns))
            return {
                tuple(
                    texts[value] if column in {"transcript", "code"} else value
                    for column, value in zip(columns, row[2:], strict=True)
                )
                for row in file.execute(f'SELECT {wanted} FROM "{table}"')
                if texts[row[1]] == coder and row[0] not in gone
            }

        return Truth(
            codings=rows("coding", "transcript", "start", "end", "code"),
            rejections=rows("rejection", "transcript", "start", "end", "code"),
            readings=rows("reading", "transcript", "start", "end"),
        )


def compared(path: Path, decided: Mapping[str, Truth]) -> dict[str, int]:
    """Count what of the decisions of each coder stands in a study file, and what else does.

    Parameters
    ----------
    decided
        What must stand there, by coder.
    """
    found = {coder: recounted(path, coder) for coder in decided}
    counts: dict[str, int] = {}
    for what in ("codings", "rejections", "readings"):
        wanted = {(coder, *fact) for coder, one in decided.items() for fact in getattr(one, what)}
        there = {(coder, *fact) for coder, one in found.items() for fact in getattr(one, what)}
        counts |= {what: len(wanted), f"{what} right": len(wanted & there)}
        counts |= {f"{what} extra": len(there - wanted)}
    return counts


def _stands(undo: bytes, undone: dict[bytes, bytes]) -> bool:
    """Return whether an undo was not taken back itself."""
    return not any(subject == undo and _stands(key, undone) for key, subject in undone.items())
