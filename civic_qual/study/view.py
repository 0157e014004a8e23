"""A moment of a study as `Codings`: columns straight from the file, texts left where they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Ints
from civic_qual.coding.codings import Codings, Status
from civic_qual.coding.columns import (
    Labels,
    Origin,
    ReadingColumns,
    coding_columns,
    reading_columns,
)
from civic_qual.study.records import Coding, Key, Reading, Record
from civic_qual.study.snapshot import Moment, StoredEvidence

Where = Mapping[str, Collection[str]]
Names = str | Sequence[str] | None
# Two numbers are fetched as one: that halves the time.
_PLACED = (
    "transcript+revision",
    "start+end",
    "coder+origin",
    "rules_fingerprint+content_fingerprint",
)
_HANDS = ("coder", "origin", "rules_fingerprint", "content_fingerprint")
_CODING = (*_PLACED, "code+codebook", "status+origin")
_READING = (*_PLACED, "codes+codebook", "unit+sample")


@dataclass(frozen=True, eq=False)
class View:
    """Codings as they held, the row of each in the file, and the rows that have no place now."""

    codings: Codings
    rows: Ints
    unplaced: Ints


class Chosen(NamedTuple):
    """Which codings and readings are wanted; None: any. Readings have no status and no code."""

    coder: Names = None
    origin: Origin | Sequence[Origin] | None = None
    status: Status | Sequence[Status] | None = None
    code: Names = None
    transcript: Names = None


def chosen_view(moment: Moment, chosen: Chosen) -> View:
    """Return the codings and readings of a moment that are wanted."""
    told = {"coder": chosen.coder, "origin": chosen.origin, "transcript": chosen.transcript}
    where = {name: _several(value) for name, value in told.items() if value is not None}
    found = view(moment, where, where, None if chosen.code is None else _several(chosen.code))
    if chosen.origin is None and chosen.status is None:
        return found
    kept = (
        np.ones(len(found.rows), dtype=np.bool_)
        if chosen.status is None
        else found.codings.coded.status.among(_several(chosen.status))
    )
    codings = found.codings.filter(origin=chosen.origin, status=chosen.status)
    return View(codings, found.rows[kept], found.unplaced)


def _several(names: str | Collection[str]) -> Collection[str]:
    return [names] if isinstance(names, str) else names


def view(moment: Moment, where: Where, read: Where, codes: Collection[str] | None = None) -> View:
    """Return the codings and readings of a moment that match.

    Parameters
    ----------
    moment
        When.
    where, read
        Which texts the columns of codings, and of readings, may have; see `records`.
    codes
        Codes that codings carry now; None: any.
    """
    if codes is not None:
        where = {**where, "code": moment.moves.sources(codes)}
    table = _Table(moment, Coding, _CODING, where, ("score",))
    status = table.labels("status").texts()
    for key, told in moment.decided.status.items():
        for place in table.places(key):
            status[place] = told
    code, book = table.pairs("code", "codebook", moment.moves.code)
    positions = np.array(
        [
            moment.codebook.positions[one] if one and (codes is None or one in codes) else -1
            for one in code
        ],
        dtype=np.int64,
    )
    code_now = positions[book]
    placed = table.stands & (code_now >= 0)
    kept = placed & ~table.hidden
    coded, order = coding_columns(
        **table.placed(kept),
        code=code_now[kept],
        score=table.extra["score"][kept],
        status=Labels.of(
            [one for one, stays in zip(status, kept, strict=True) if stays], int(kept.sum())
        ),
        **table.texts(kept, *_HANDS),
    )
    rows = table.column["row"][kept][order]
    evidence = StoredEvidence(moment.shelf.late, tuple(rows.tolist()))
    codings = Codings(
        corpus=moment.corpus,
        codebook=moment.codebook,
        coded=coded,
        read=_readings(moment, read),
        evidence=evidence,
    )
    return View(codings, rows, table.column["row"][~placed & ~table.hidden])


def _readings(moment: Moment, where: Where) -> ReadingColumns:
    """Return what was read; the same columns as long as nothing about them changes."""
    asked = tuple((name, tuple(values)) for name, values in where.items())
    made: ReadingColumns = moment.shelf.keep(
        ("read", moment.reading_state, asked), lambda: _find_readings(moment, where)
    )
    return made


def _find_readings(moment: Moment, where: Where) -> ReadingColumns:
    table = _Table(moment, Reading, _READING, where)
    codes, which = table.pairs("codes", "codebook", moment.moves.codes)
    told = np.array([bool(one) for one in codes], dtype=np.bool_)
    kept = table.stands & told[which] & ~table.hidden
    return reading_columns(
        **table.placed(kept),
        codes=Labels.chosen(codes, which).take(kept),
        **table.texts(kept, *_HANDS, "unit", "sample"),
    )


class _Table:
    """Records as columns of numbers; where they stand now; and which of them stand anywhere."""

    def __init__(
        self,
        moment: Moment,
        kind: type[Record],
        columns: tuple[str, ...],
        where: Where,
        extra: tuple[str, ...] = (),
    ) -> None:
        self.moment, self.kind, self.store = moment, kind, moment.store
        rows = self.store.rows(kind, ("row", *columns, *extra, "time"), where, moment.line)
        row, *packed, self.times = list(zip(*rows, strict=True)) or [()] * (
            len(columns) + len(extra) + 2
        )
        self.column = {"row": np.array(row, dtype=np.int64)}
        for names, values in zip(columns, packed, strict=False):
            both = np.array(values, dtype=np.int64)
            first, _, second = names.partition("+")
            self.column |= {first: both >> 32, second: both & 0xFFFFFFFF}
        self.extra = {
            name: np.array(values, dtype=np.float64)
            for name, values in zip(extra, packed[len(columns) :], strict=True)
        }
        self._rows_of = self.store.known(kind, self._touched())
        self._place()

    def labels(self, name: str) -> Labels:
        """Return a column of labels."""
        numbers, which = np.unique(self.column[name], return_inverse=True)
        return Labels.chosen([self.store.text(number) for number in numbers.tolist()], which)

    def texts(self, kept: Bools, *names: str) -> dict[str, Any]:
        """Return columns of labels, of the records that are kept."""
        return {name: self.labels(name).take(kept) for name in names}

    def pairs(
        self, one: str, other: str, make: Callable[[str, str], str]
    ) -> tuple[list[str], Ints]:
        """Return a text for every pair of labels that stand together, and which each row has."""
        both = self.column[one] << 32 | self.column[other]
        numbers, which = np.unique(both, return_inverse=True)
        text = self.store.text
        return [make(text(pair >> 32), text(pair & 0xFFFFFFFF)) for pair in numbers.tolist()], which

    def placed(self, kept: Bools) -> dict[str, Any]:
        """Return the arguments that say where records stand, and when they were made."""
        times = Labels.of(self.times, len(self.times))
        return {
            "transcript": self.transcript[kept],
            "start": self.column["start"][kept],
            "end": self.column["end"][kept],
            "time": times.take(kept),
        }

    def places(self, key: Key) -> npt.NDArray[np.int64]:
        """Return the place of a record in the columns, if it is there."""
        row = self._rows_of.get(key, -1)
        place = int(np.searchsorted(self.column["row"], row))
        there = place < len(self.column["row"]) and self.column["row"][place] == row
        return np.array([place] if there else [], dtype=np.int64)

    def _touched(self) -> list[Key]:
        moment = self.moment
        return [*moment.decided.status, *moment.decided.hidden, *moment.anchors]

    def _place(self) -> None:
        """Find transcript, start and end of every record in the corpus that holds."""
        moment, revisions = self.moment, self.moment.revisions
        position, revision = moment.places
        self.transcript: Ints = position[self.column["transcript"]]
        self.stands: Bools = self.column["revision"] == revision[self.column["transcript"]]
        for key, anchors in moment.anchors.items():
            for place in self.places(key):
                name = self.store.text(int(self.column["transcript"][place]))
                anchor = anchors.get(revisions.get(name, ""))
                if anchor and not self.stands[place]:
                    self.column["start"][place], self.column["end"][place] = anchor[3:5]
                    self.stands[place] = True
        self.hidden: Bools = np.zeros(len(self.stands), dtype=np.bool_)
        for key in moment.decided.hidden:
            self.hidden[self.places(key)] = True
