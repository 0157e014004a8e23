"""What is fetched from the study file only when somebody reads it: texts, and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic_qual.study.refusals import explained
from civic_qual.study.store import Store


class Late:
    """Fetches from a study file, also after the study was closed: codings outlive it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def passage(self, revision: str) -> str:
        """Return the text of a revision."""
        with explained(self._store.path):
            return self._open().passage(revision)

    def evidence(self, rows: Sequence[int]) -> list[str]:
        """Return the evidence of codings, by their rows in the file."""
        with explained(self._store.path):
            return self._open().evidence(rows)

    def _open(self) -> Store:
        if self._store.closed:
            self._store = Store(self._store.path)
        return self._store


@dataclass(frozen=True, eq=False)
class StoredEvidence:
    """The reasons of codings, by their rows in the study file."""

    late: Late
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the texts; they may quote somebody, so without words nothing of them is left."""
        rows = self.rows if positions is None else [self.rows[place] for place in positions]
        return self.late.evidence(rows) if words else [""] * len(rows)

    def take(self, positions: Sequence[int]) -> StoredEvidence:
        """Return the evidence of some codings, in the order told."""
        return StoredEvidence(self.late, tuple(self.rows[place] for place in positions))
