"""What several coders say of the same segments: only what two or more of them have read.

Everything in this folder counts these judgements, so that one number is that of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import offer
from civic_qual.codebook.model import Codebook
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import ANY_THEME, Carried, Level, TableRow, carried_rows, table_rows
from civic_qual.coding.coders import one_coder, together
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import pairs
from civic_qual.coding.readings import counting_unit
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, quoted, typed

CODE, CODER = Message.in_context("of a table", "code"), Message.in_context("of a table", "coder")

_ANOTHER_ONE = typed(
    ": [people, machine]",
    Message(
        ": of a folder, repeat --codings; of a study, bring in the sheets that coders sent back "
        "with civic-qual add (civic-qual worksheet STUDY shows who has read how much)"
    ),
    Message(": have another person read the same passages, on the page Work"),
)


@dataclass(frozen=True, eq=False)
class Judged:
    """What coders say of one code: of the n segments that at least two of them have read.

    `rows` are those of the segments, (n,); `values`, of shape (n, n_coders), hold 1 for carried,
    0 for read and found without, NaN for not read.
    """

    rows: Ints
    values: Floats

    @property
    def differ(self) -> Bools:
        """Where somebody says yes and somebody else no, (n,)."""
        differ: Bools = (self.values == 1).any(axis=1) & (self.values == 0).any(axis=1)
        return differ


@dataclass(frozen=True, eq=False, kw_only=True)
class Judgements:
    """What each coder says of every segment, code by code.

    Attributes
    ----------
    codings
        Those of the coders compared.
    segments
        Of the unit that is compared.
    coders, machines
        Who is compared, and whether a machine coded under that name.
    rows
        The codes, those of themes first.
    by_coder
        The segments by those rows for each coder, as `carried` finds them.
    seen
        What people saw of other answers before they coded.
    """

    codings: Codings
    seen: Blind
    segments: Segments
    coders: tuple[str, ...]
    machines: tuple[bool, ...]
    rows: tuple[TableRow, ...]
    by_coder: tuple[Carried, ...]

    def of(self, row: int, coders: Sequence[str] | None = None) -> Judged:
        """Return what coders, all or some, say of a code."""
        chosen = [self.by_coder[self.coders.index(name)] for name in coders or self.coders]
        read = np.stack([one.read[:, row] for one in chosen], axis=1)
        rows = np.flatnonzero(read.sum(axis=1) >= 2)
        said = np.stack([one.matrix[:, [row]].toarray()[rows, 0] for one in chosen], axis=1)
        return Judged(rows, np.where(read[rows], said.astype(np.float64), np.nan))

    def is_leaf(self, row: int) -> bool:
        """Whether no other row stands below a row."""
        ids = {one.id for one in self.rows}
        return len(ids & set(self.rows[row].members)) == 1

    def not_read(self) -> dict[str, list[str]]:
        """Return the transcripts that a person has read nothing of, and somebody else something."""
        read = np.stack(
            [
                np.bincount(
                    self.segments.transcript[one.read.any(axis=1)],
                    minlength=len(self.codings.corpus),
                )
                > 0
                for one in self.by_coder
            ]
        )
        ids = [one.id for one in self.codings.corpus]
        return {
            coder: [ids[index] for index in np.flatnonzero(read.any(axis=0) & ~own & ~seen)]
            for coder, machine, own, seen in zip(
                self.coders, self.machines, read, self._read_at_all(), strict=True
            )
            if not machine
        }

    def _read_at_all(self) -> Bools:
        """Return in which transcripts each coder read anything, be it with an answer in view."""
        given = self.seen.given.read
        found = np.zeros((len(self.coders), len(self.codings.corpus)), dtype=np.bool_)
        if self.seen.left_out:
            for row, coder in enumerate(self.coders):
                found[row, given.transcript[given.coder.among([coder])]] = True
        return found

    @property
    def leaves(self) -> list[int]:
        """The rows with no other row below them."""
        return [row for row in range(len(self.rows)) if self.is_leaf(row)]


def judgements(
    codings: Codings | Sequence[Codings],
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    own: bool = False,
    shown: Judges = "any",
) -> Judgements:
    """Lay out what coders say of the segments of a unit.

    Parameters
    ----------
    codings
        Of several coders, or a list.
    coders
        Whom to compare; all if left out.
    unit
        What is compared; if left out what was coded as a whole, or turns if words were.
    level
        "code" or "theme".
    own
        Whether a code is carried only where it was coded itself, not where one below it was.
    shown
        "blind" for figures, which take only what people coded without seeing an answer.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or one who coded nothing here, or nothing blind.
    CodingError
        If somebody coded by a coarser unit.
    """
    whole = together(codings)
    asked = chosen_coders(whole, coders)
    names, seen = judging_coders(whole, asked, shown, named=coders is not None)
    chosen = seen.codings
    unit = unit or counting_unit(chosen)
    rows = compared_rows(whole.codebook, level, own)
    return Judgements(
        codings=chosen,
        seen=seen,
        segments=whole.corpus.segments(unit),
        coders=names,
        machines=tuple(is_machine(whole, name) for name in names),
        rows=rows,
        by_coder=tuple(carried_rows(one_coder(chosen, name), rows, unit) for name in names),
    )


def compared_rows(codebook: Codebook, level: Level, own: bool = False) -> tuple[TableRow, ...]:
    """Return the codes to compare, those of themes and then of families."""
    if own and level == "code":
        return tuple(
            TableRow(
                id=code.id,
                name=code.label(),
                theme=code.id,
                depth=0,
                members=(code.id,),
                needed=(code.id,),
            )
            for code in codebook
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
            raise EstimateError(
                Message(
                    "nobody called {coder} coded here{offer}",
                    coder=quoted(name),
                    offer=offer(name, codings.coders),
                )
            )
    if len(set(names)) < len(names):
        raise EstimateError(Message("a coder is named twice; name each one once"))
    if not names:
        raise EstimateError(
            Message(
                "agreement is between two coders or more, and here is nobody; give the "
                "codings of two{how}",
                how=_ANOTHER_ONE,
            )
        )
    if len(names) < 2:
        raise EstimateError(
            Message(
                "agreement is between two coders or more, and here is only {coder}; give the "
                "codings of another one, too{how}",
                how=_ANOTHER_ONE,
                coder=names[0],
            )
        )
    return names


class Judging(NamedTuple):
    """The coders whose codings may judge each other, and the codings of all who were looked at."""

    names: tuple[str, ...]
    seen: Blind


def judging_coders(
    whole: Codings, names: Sequence[str], shown: Judges, *, named: bool = True
) -> Judging:
    """Return the codings of some coders, with the readings that may judge another.

    Parameters
    ----------
    named
        Whether somebody asked for just these. Else those who have read nothing blind (who settled
        what others differ on, say) are left out if two remain, and `seen` tells of it.

    Raises
    ------
    EstimateError
        If nobody knows what one of them read, or one has read nothing blind.
    """
    _refuse_silent(whole, names)
    seen = blind(whole.filter(coder=names), shown)
    judging = tuple(name for name in names if name in seen.codings.read.coder.values)
    if not named and len(judging) > 1:
        return Judging(judging, seen)
    for name in names:
        if name not in judging:
            raise seen.refusal(
                Message(
                    "Nothing that {coder} read was coded blind, so it says nothing of agreement.",
                    coder=quoted(name),
                )
            )
    return Judging(tuple(names), seen)


def _refuse_silent(codings: Codings, names: Sequence[str]) -> None:
    """Refuse coders of whom nobody knows what they read, and so what they left out."""
    silent = [name for name in names if name not in codings.read.coder.values]
    if silent:
        raise EstimateError(
            Message(
                "{coder} coded, but it is not recorded what {coder} has read: add the readings "
                "({read}reading rows in the table), or compare the others with {others}",
                coder=quoted(silent[0]),
                read=typed("study.read, or ", "", ""),
                others=typed("coders=[...]", Message("--coder NAME"), Message("each other")),
            )
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
