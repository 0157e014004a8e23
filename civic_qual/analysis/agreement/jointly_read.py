"""What several coders say of the same segments: only what two or more of them have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from civic_qual.arrays import Floats, Ints
from civic_qual.codebook.model import Codebook
from civic_qual.coding.carried import Carried, carried_rows
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import pairs
from civic_qual.coding.theme_rows import ANY_THEME, Level, TableRow, offer, table_rows
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import EstimateError


@dataclass(frozen=True, eq=False)
class Judgements:
    """What each coder says of every segment, code by code.

    `rows` are the codes, those of themes first; `by_coder` holds the segments by those rows for
    each coder, as `carried` finds them.
    """

    segments: Segments
    coders: tuple[str, ...]
    machines: tuple[bool, ...]
    rows: tuple[TableRow, ...]
    by_coder: tuple[Carried, ...]

    def of(self, row: int, coders: Sequence[str] | None = None) -> tuple[Floats, Ints]:
        """Return what coders say of a code, and of which segments.

        Returns
        -------
        values, places
            1 for carried, 0 for read and found without, NaN for not read, of shape
            (n_segments, n_coders); and the positions of the segments, those that at least two of
            the coders have read.
        """
        told = [self.by_coder[self.coders.index(name)] for name in coders or self.coders]
        read = np.stack([one.read[:, row] for one in told], axis=1)
        places = np.flatnonzero(read.sum(axis=1) >= 2)
        said = np.stack([one.matrix[:, [row]].toarray()[places, 0] for one in told], axis=1)
        return np.where(read[places], said.astype(np.float64), np.nan), places

    def is_leaf(self, row: int) -> bool:
        """Whether no other row stands below a row."""
        ids = {one.id for one in self.rows}
        return len(ids & set(self.rows[row].members)) == 1


def judgements(
    codings: Codings,
    coders: Sequence[str] | None = None,
    unit: Unit = "turn",
    level: Level = "code",
    own: bool = False,
) -> Judgements:
    """Lay out what coders say of the segments of a unit.

    With `own`, a code is carried where it was coded itself, not where one below it was.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or one who coded nothing here.
    CodingError
        If somebody coded by a coarser unit.
    """
    names = chosen_coders(codings, coders)
    _refuse_silent(codings, names)
    rows = compared_rows(codings.codebook, level, own)
    return Judgements(
        codings.corpus.segments(unit),
        names,
        tuple(is_machine(codings, name) for name in names),
        rows,
        tuple(carried_rows(one_coder(codings, name), rows, unit) for name in names),
    )


def compared_rows(codebook: Codebook, level: Level, own: bool = False) -> tuple[TableRow, ...]:
    """Return the codes to compare, those of themes and then of families."""
    if own and level == "code":
        return tuple(
            TableRow(code.id, code.label(), code.id, 0, (code.id,), (code.id,)) for code in codebook
        )
    themes = table_rows(codebook, level) if codebook.themes else ()
    families = table_rows(codebook, level, True) if codebook.families else ()
    return tuple(row for row in (*themes, *families) if row.id != ANY_THEME)


def chosen_coders(codings: Codings, coders: Sequence[str] | None) -> tuple[str, ...]:
    """Return the coders to compare: those asked for, or all there are.

    Raises
    ------
    EstimateError
        If there are fewer than two, one is named twice, or one coded nothing here.
    """
    names = tuple(codings.coders if coders is None else coders)
    for name in names:
        if name not in codings.coders:
            raise EstimateError(f"nobody called {name!r} coded here" + offer(name, codings.coders))
    if len(set(names)) < len(names):
        raise EstimateError("a coder is named twice; name each one once")
    if len(names) < 2:
        raise EstimateError(
            "agreement is between two coders or more, and here is only "
            f"{names[0] if names else 'nobody'}; give the codings of another one "
            "too: [people, machine]"
        )
    return names


def _refuse_silent(codings: Codings, names: Sequence[str]) -> None:
    """Refuse coders of whom nobody knows what they read, and so what they left out."""
    silent = [name for name in names if name not in codings.read.coder.values]
    if silent:
        raise EstimateError(
            f"{silent[0]!r} coded, but it is not recorded what {silent[0]!r} has read: add the "
            "readings (study.read, or reading rows in the table), or compare the others with "
            "coders=[...]"
        )


def coder_groups(coders: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return all coders, and if they are more than two each pair of them."""
    return [coders] if len(coders) == 2 else [coders, *combinations(coders, 2)]


def people_first(codings: Codings, coders: Sequence[str] | None) -> tuple[str, ...]:
    """Return the coders asked for, or else people if they are two or more, or else all."""
    people = [name for name in codings.coders if not is_machine(codings, name)]
    return chosen_coders(codings, people if coders is None and len(people) > 1 else coders)


def is_machine(codings: Codings, coder: str) -> bool:
    """Whether rules or a model coded under a name, and no person."""
    own = codings.filter(coder=coder)
    origins = {
        origin for part in (own.coded, own.read) for _, origin in pairs(part.coder, part.origin)
    }
    return "human" not in origins
