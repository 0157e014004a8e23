"""Real interviews: what was read of each, beside what a person counted, if a table says it.

The table is a csv with a row a person: file, and any of speaker, role, turns, words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.interviewing.formats.checked import text_of
from benchmarks.interviewing.judging.reading import Reading, readings
from benchmarks.interviewing.model import words_of


def real(folder: Path, truth: Path | None = None) -> list[dict[str, Any]]:
    """Return a row a file: people and words read, words in the file, and how the truth differs."""
    table = None if truth is None else pd.read_csv(truth, dtype=str, keep_default_na=False)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != truth)
    found = []
    for path in paths:
        reading = readings(path, [path])[0][path.name]
        row = {"file": str(path.relative_to(folder)), **_read(path, reading)}
        if table is not None:
            rows = table[table["file"].isin([row["file"], path.name, path.stem])]
            row["differs"] = list(_differences(rows, reading)) if len(rows) else None
        found.append(row)
    return found


def _read(path: Path, reading: Reading) -> dict[str, Any]:
    try:
        within: int | None = len(words_of(text_of(path)))
    except Exception:  # a format that only the library reads
        within = None
    counted = Counter(who for _, who in reading.words)
    return {
        "people": {f"{who} ({reading.roles[who]})": number for who, number in counted.items()},
        "turns": reading.turns,
        "words": len(reading.words),
        "words_in_file": within,
        "sure": reading.sure,
        "doubt": reading.doubt or reading.failed,
    }


def _differences(rows: pd.DataFrame, reading: Reading) -> Iterator[str]:
    """Yield what a person counted otherwise; people are matched by their numbers of words."""
    counted = Counter(who for _, who in reading.words)
    if len(rows) != len(counted):
        yield f"{len(counted)} people were read, there are {len(rows)}"
    if "words" in rows:
        numbers = sorted(map(int, rows["words"]), reverse=True)
        if numbers != sorted(counted.values(), reverse=True):
            yield f"words by person: {sorted(counted.values(), reverse=True)}, truth {numbers}"
    if "role" in rows:
        roles = sorted(reading.roles[who] for who in counted)
        if roles != sorted(rows["role"]):
            yield f"roles: {roles}, truth {sorted(rows['role'])}"
    if "turns" in rows and reading.turns != rows["turns"].astype(int).sum():
        yield f"turns: {reading.turns}, truth {rows['turns'].astype(int).sum()}"
