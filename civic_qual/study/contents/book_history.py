"""What was changed in the codebook of a study: by whom, when, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from civic_qual.codebook.changes import Change, codebook_changes
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.results import Result
from civic_qual.study.records import KINDS, BookVersion
from civic_qual.study.snapshot import read_codebook_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civic_qual.codebook.model import Codebook
    from civic_qual.study.records import Key
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.stored import Line

_COLUMNS = (
    "version", "line", "time", "who", "action", "why", "code", "change", "becomes", "of", "holds",
)  # fmt: skip


class CodebookHistory(Result):
    """What was changed in the codebook, the latest first, a row each change of a code.

    Columns: version (its name), line (of the trail), time, who, action, why, code, change ("" for
    a version in which no code is different), becomes, of (the version that was changed), holds
    (whether the version holds now).
    """

    _title = Message("History of the codebook")


class _Made(NamedTuple):
    """A version of the codebook, with the line of the trail that brought it."""

    key: Key
    book: BookVersion
    line: Line


def codebook_history(snapshot: Snapshot) -> CodebookHistory:
    """Return what was changed from each version of the codebook to the next."""
    holds = snapshot.book_heads[0][0]
    rows: list[dict[str, object]] = [
        {
            "version": made.key.hex(),
            "line": made.line.number,
            "time": made.line.entry.time,
            "who": made.line.entry.who,
            "action": made.line.entry.action,
            "why": json.loads(made.line.entry.details or "{}").get("why", ""),
            "code": change.code if change else "",
            "change": change.change if change else "",
            "becomes": " ".join(change.becomes) if change else "",
            "of": _of(made),
            "holds": made.key == holds,
        }
        for made in reversed([*_versions(snapshot)])
        for change in _changes(snapshot, made) or (None,)
    ]
    return CodebookHistory(pd.DataFrame(rows, columns=list(_COLUMNS)))


def _versions(snapshot: Snapshot) -> Iterator[_Made]:
    """Yield the versions in the order in which they came into the file."""
    books = dict(snapshot.books)
    for line in snapshot.store.trail():
        told = json.loads(line.entry.details or "{}")
        brings = line.entry.action == "merge" or told.get(KINDS[BookVersion].table)
        if line.number > snapshot.line or not brings:
            continue
        for key in snapshot.store.brought(line.number)[BookVersion]:
            if key in books:
                yield _Made(key, books[key], line)


def _of(made: _Made) -> str:
    """Return the version that was changed: of one that was restored the one that held before."""
    earlier = made.book.supersedes.split()
    if made.line.entry.action == "restore codebook":
        del earlier[:1]
    return earlier[0] if earlier else ""


def _changes(snapshot: Snapshot, made: _Made) -> Sequence[Change | None]:
    """Return what is different from the version before; once, since versions never change."""
    before = {key.hex(): book for key, book in snapshot.books}.get(_of(made))
    if before is None:
        return []

    def find() -> Sequence[Change | None]:
        earlier, later = (read_codebook_text(book.text) for book in (before, made.book))
        return codebook_changes(earlier, later, json.loads(made.book.moves))

    changes: Sequence[Change | None] = snapshot.cache.keep(("changes", made.key), find)
    return changes


def earlier_codebook(snapshot: Snapshot, version: str) -> Codebook:
    """Return the codebook of a version.

    Raises
    ------
    StudyError
        If there was none of that name.
    """
    for key, book in snapshot.books:
        if key.hex() == version:
            return read_codebook_text(book.text)
    raise StudyError(
        Message(
            "{version} is no version of the codebook of this study; its history lists them",
            version=quoted(version),
        )
    )
