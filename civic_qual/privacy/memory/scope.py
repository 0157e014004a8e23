"""What a release counts, said so that it can be counted again later: rows, measures, groupings.

It names codes and attributes only, never a group's size or a person. Of a corpus that has grown,
or whose people were given more attributes, exactly the same can be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from civic_qual.analysis.measures import MEASURES
from civic_qual.analysis.tables.counting import Tally, tally_of
from civic_qual.coding.carried import TableRow

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings


@dataclass(frozen=True, order=True, kw_only=True)
class Kind:
    """One way in which a table counts: by which groups, what, by which unit, crossed with what.

    `of` names the codings, by who made them; `words` says whether what is counted is out of words,
    whatever it is.
    """

    of: str = ""
    by: tuple[str, ...] = ()
    measure: str = "segments"
    unit: str = "turn"
    cross: str = ""
    interviewers: bool = False
    words: bool = False


@dataclass(frozen=True, order=True)
class Carries:
    """A row by what is carried, and for which codes it must have been read."""

    id: str
    members: tuple[str, ...]
    needed: tuple[str, ...]

    @classmethod
    def of(cls, row: TableRow) -> Self:
        """Return a row of a table without how it is called and shown."""
        return cls(row.id, tuple(sorted(row.members)), tuple(sorted(row.needed)))

    @property
    def row(self) -> TableRow:
        """The row of a table that counts this."""
        return TableRow(
            id=self.id,
            name=self.id,
            theme=self.id,
            depth=0,
            members=self.members,
            needed=self.needed,
        )


@dataclass(frozen=True)
class Scope:
    """All that one release counts: each kind of table, with its rows."""

    tables: Mapping[Kind, tuple[Carries, ...]]

    @classmethod
    def of(cls, tables: Iterable[tuple[str, ThemeTable]]) -> Self:
        """Return what some tables count, each with the name of its codings: each row once.

        Every table has a margin, so all groups together are counted, too.
        """
        rows: dict[Kind, dict[Carries, None]] = {}
        for name, table in tables:
            kind = kind_of(table, name)
            for one in (kind, replace(kind, by=())):
                rows.setdefault(one, {}).update(
                    dict.fromkeys(Carries.of(row) for row in table.rows)
                )
        return cls({kind: tuple(sorted(rows[kind])) for kind in sorted(rows)})

    def only(self, of: Collection[str]) -> Scope:
        """Return what is counted of codings of some names."""
        return Scope({kind: rows for kind, rows in self.tables.items() if kind.of in of})

    @property
    def groupings(self) -> tuple[tuple[str, ...], ...]:
        """The attributes that tables are by, each set of them once."""
        return tuple(sorted({kind.by for kind in self.tables}))

    def known_to(self, codebook: Codebook) -> bool:
        """Whether a codebook still has all codes that were counted, and the measures exist."""
        codes = {code for rows in self.tables.values() for row in rows for code in row.members}
        codes |= {code for rows in self.tables.values() for row in rows for code in row.needed}
        codes |= {kind.cross for kind in self.tables if kind.cross}
        known = {kind.measure for kind in self.tables} <= set(MEASURES)
        return known and codes <= set(codebook.positions)

    def known_in(self, codings: Codings) -> bool:
        """Whether codings can be counted so: their codes, and the attributes of their people."""
        from civic_qual.analysis.tables.groups import ALWAYS_KNOWN
        from civic_qual.corpus.attributes import attribute_names

        attributes = {*attribute_names(codings.corpus), *ALWAYS_KNOWN}
        return self.known_to(codings.codebook) and all(
            attributes.issuperset(by) for by in self.groupings
        )

    def plain(self) -> list[dict[str, Any]]:
        """Return it as plain data."""
        return [
            {
                "of": kind.of,
                "by": list(kind.by),
                "measure": kind.measure,
                "unit": kind.unit,
                "cross": kind.cross,
                "interviewers": kind.interviewers,
                "words": kind.words,
                "rows": [
                    {"id": row.id, "members": list(row.members), "needed": list(row.needed)}
                    for row in rows
                ],
            }
            for kind, rows in self.tables.items()
        ]

    @classmethod
    def from_plain(cls, data: Sequence[Mapping[str, Any]]) -> Self:
        """Return it from plain data."""
        return cls(
            {
                Kind(
                    of=str(one["of"]),
                    by=tuple(one["by"]),
                    measure=str(one["measure"]),
                    unit=str(one["unit"]),
                    cross=str(one["cross"]),
                    interviewers=bool(one["interviewers"]),
                    words=bool(one["words"]),
                ): tuple(
                    Carries(str(row["id"]), tuple(row["members"]), tuple(row["needed"]))
                    for row in one["rows"]
                )
                for one in data
            }
        )


def kind_of(table: ThemeTable, of: str) -> Kind:
    """Return in which way a table counts, of codings of a name."""
    tally = table.tally
    return Kind(
        of=of,
        by=tally.groups.names,
        measure=tally.measure.name,
        unit=tally.measure.unit(table.unit) or table.unit,
        cross=tally.crossing.family.id if tally.crossing else "",
        interviewers=tally.words.include_interviewers,
        words=tally.over_words and tally.measure.base() is not tally.out_of,
    )


def made_by(codings: Codings) -> str:
    """Return how codings are called in a ledger: "people" where only people coded, else "machine".

    Numbers of one kind are never compared with numbers of the other: nothing follows for them.
    But what another machine finds tells much of what the first one found.

    Examples
    --------
    >>> import civic_qual as cq
    >>> made_by(cq.example_codings())
    'people'
    """
    return "people" if set(codings.read.origin.values) <= {"human"} else "machine"


def counted_again(codings: Codings, kind: Kind, by: Sequence[str] | None = None) -> Tally:
    """Return the arithmetic of a kind of table over other codings, or by other groups."""
    return tally_of(
        codings,
        by=kind.by if by is None else by,
        measure=MEASURES[kind.measure],
        normalise="per_1000_words" if kind.words else None,
        unit=kind.unit,  # type: ignore[arg-type]
        cross=kind.cross or None,
        include_interviewers=kind.interviewers,
    )
