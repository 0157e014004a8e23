"""Tables made to leave the study: what is hidden is gone from them, and they say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import overload

import pandas as pd

from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.privacy.audit import Audit
from civic_qual.saving import whole_file


@dataclass(frozen=True, eq=False)
class ProtectedTable(ThemeTable):
    """A theme table without its small cells; `audit` says what an attacker gets of them.

    The hidden numbers stand nowhere in `count` and `denominator`. The audit holds them.
    """

    audit: Audit | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class ProtectedFrame:
    """A plain table of counts without its small cells, its notes and its audit."""

    frame: pd.DataFrame
    notes: tuple[str, ...]
    audit: Audit = field(repr=False)

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV that spreadsheets open with its accents."""
        with whole_file(path) as beside:
            self.frame.to_csv(beside, encoding="utf-8-sig")

    def to_html(self) -> str:
        """Return the table and its notes as a piece of HTML."""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f'{self.frame.to_html()}<ul class="notes">{notes}</ul>'

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return "\n".join([self.frame.to_string(), "", *(f"- {note}" for note in self.notes)])


Protected = ProtectedTable | ProtectedFrame


@dataclass(frozen=True, eq=False, repr=False)
class Release(Sequence[Protected]):
    """The protected tables of one release, in the order given, and the audit of all together."""

    tables: tuple[Protected, ...]
    audit: Audit

    @overload
    def __getitem__(self, place: int) -> Protected: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Protected]: ...
    def __getitem__(self, place: int | slice) -> Protected | Sequence[Protected]:
        return self.tables[place]

    def __len__(self) -> int:
        return len(self.tables)

    def __iter__(self) -> Iterator[Protected]:
        return iter(self.tables)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.tables))
