"""The codings of a study: columns straight from the file, texts left where they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, cast, get_args

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.calls import no_such
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import (
    NOT_KNOWN,
    Labels,
    Origin,
    ReadingColumns,
    Shown,
    Status,
    coding_columns,
    reading_columns,
)
from civic_qual.errors import CodingError
from civic_qual.study.lazy import StoredEvidence
from civic_qual.study.records import Coding, Key, Reading, Record
from civic_qual.study.snapshot import Snapshot

Where: TypeAlias = Mapping[str, Collection[str]]
Names: TypeAlias = str | Sequence[str] | None
# Two numbers are fetched as one: see `Store.columns`.
_PLACED = (
    "transcript+revision",
    "start+end",
    "coder+origin",
    "rules_fingerprint+content_fingerprint",
)
_HANDS = ("coder", "origin", "rules_fingerprint", "content_fingerprint")
_FEW = 2_000  # records that are asked for their names
_CODING = (*_PLACED, "code+codebook", "status+origin", "score")
_READING = (*_PLACED, "codes+codebook", "unit+sample", "shown")


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which codings and readings are wanted, as `Codings.filter` takes it; None: any."""

    code: Names = None
    theme: Names = None
    coder: Names = None
    origin: Origin | Sequence[Origin] | None = None
    status: Status | Sequence[Status] | None = None
    transcript: Names = None
    fields: Mapping[str, str | Sequence[str]] | None = None
    shown: Shown | Sequence[Shown] | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


class Held(NamedTuple):
    """Codings as they hold, and the rows in the file of those that have no place now."""

    codings: Codings
    unplaced: Ints

    @property
    def rows(self) -> tuple[int, ...]:
        """The row of each coding in the file."""
        return cast("StoredEvidence", self.codings.evidence).rows


def chosen_codings(snapshot: Snapshot, chosen: Chosen) -> Held:
    """Return the codings and readings of a snapshot that are wanted.

    Readings are chosen by coder, origin, transcript and attributes.

    Raises
    ------
    CodingError
        If there is no such code, coder, transcript, attribute or value.
    """
    asked = {
        "coder": _named("coder", chosen.coder),
        "origin": _named("origin", chosen.origin, get_args(Origin)),
        "transcript": _named("transcript", chosen.transcript, snapshot.revisions),
    }
    where = {name: values for name, values in asked.items() if values is not None}
    held = held_codings(snapshot, where, _codes(snapshot.codebook, chosen))
    _refuse_strange_coders(snapshot, held.codings, asked["coder"] or [])
    further = cast("Any", chosen.attributes)
    narrowed = chosen.status is not None or chosen.shown is not None
    if narrowed or chosen.fields or further:
        codings = held.codings.filter(
            status=chosen.status, fields=chosen.fields, shown=chosen.shown, **further
        )
        return held._replace(codings=codings)
    return held


def _codes(codebook: Codebook, chosen: Chosen) -> set[str] | None:
    """Return the codes that are wanted, each with all below it; None: any."""
    codes: set[str] | None = None
    for names in (chosen.code, chosen.theme):
        known = _named("code", names, codebook.positions)
        if known is not None:
            below = {code for name in known for code in codebook.with_descendants(name)}
            codes = below if codes is None else codes & below
    return codes


def _named(what: str, names: Names, known: Collection[str] | None = None) -> list[str] | None:
    """Return names as a list, None for all; refuse one that is not known."""
    if names is None:
        return None
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted if known is not None else ():
        if name not in (known or ()):
            raise CodingError(no_such(what, name, known or ()))
    return wanted


def _refuse_strange_coders(snapshot: Snapshot, codings: Codings, coders: Collection[str]) -> None:
    """Refuse coders who never did anything in the study; to have done nothing of this is no error.

    All coders of the study are looked up only if one of those asked for has nothing here.
    """
    if set(coders) <= set(codings.coders):
        return
    store = snapshot.store
    labels = {
        number for kind in (Coding, Reading) for number in store.columns(kind, "coder")["coder"]
    }
    _named("coder", list(coders), [store.text(number) for number in labels])


def held_codings(
    snapshot: Snapshot, where: Where | None = None, codes: Collection[str] | None = None
) -> Held:
    """Return the codings and readings that hold in a snapshot.

    Parameters
    ----------
    snapshot
        When.
    where
        Which texts columns of codings and readings may have.
    codes
        Codes that codings carry now; None: any.
    """
    of_readings = of_codings = where or {}
    if codes is not None:
        of_codings = {**of_codings, "code": snapshot.moves.sources(codes)}
    table = _Table(snapshot, Coding, _CODING, of_codings)
    code, book = table.pairs("code", "codebook", snapshot.moves.code)
    positions = snapshot.codebook.positions
    code_now = np.array(
        [positions[name] if name and (codes is None or name in codes) else -1 for name in code],
        dtype=np.int64,
    )[book]
    placed = table.stands & (code_now >= 0)
    shown = placed & ~table.hidden
    coded, order = coding_columns(
        **table.placed(shown),
        code=code_now[shown],
        score=table.column["score"][shown],
        status=_status_now(table, shown),
        fields=_fields(snapshot, table.column["row"][shown]),
        **table.labels(shown, *_HANDS),
    )
    rows = table.column["row"][shown][order]
    codings = Codings(
        corpus=snapshot.corpus,
        codebook=snapshot.codebook,
        coded=coded,
        read=held_readings(snapshot, of_readings),
        evidence=StoredEvidence(snapshot.cache.texts, tuple(rows.tolist())),
    )
    return Held(codings, table.column["row"][~placed & ~table.hidden])


def _status_now(table: _Table, shown: Bools) -> Labels:
    """Return the status of codings, as made or as somebody decided."""
    status, decided = table.label("status").texts(), table.snapshot.decided
    for key, index in table.touched.items():
        if now := decided.status_of(key):
            status[index] = now
    return Labels.of(
        [text for text, stays in zip(status, shown, strict=True) if stays], int(shown.sum())
    )


def _fields(snapshot: Snapshot, rows: Ints) -> list[str] | None:
    """Return what codings say in their fields, by their rows; None if none has any."""
    said = snapshot.store.fields_said(snapshot.line, rows.tolist())
    return [said.get(row, "") for row in rows.tolist()] if said else None


def held_readings(snapshot: Snapshot, where: Where) -> ReadingColumns:
    """Return the readings that hold; the same columns as long as nothing about them changes."""
    asked = tuple((name, tuple(values)) for name, values in where.items())
    made: ReadingColumns = snapshot.cache.keep(
        ("read", snapshot.reading_state, asked), lambda: _find_readings(snapshot, where)
    )
    return made


def _find_readings(snapshot: Snapshot, where: Where) -> ReadingColumns:
    table = _Table(snapshot, Reading, _READING, where)
    codes, which = table.pairs("codes", "codebook", snapshot.moves.codes)
    considered = np.array([bool(text) for text in codes], dtype=np.bool_)
    shown = table.stands & considered[which] & ~table.hidden
    return reading_columns(
        **table.placed(shown),
        codes=Labels.chosen(codes, which).take(shown),
        shown=_shown(table, shown),
        **table.labels(shown, *_HANDS, "unit", "sample"),
    )


def _shown(table: _Table, shown: Bools) -> Labels:
    """Return what readers were shown; those of old readings is not known, and stands nowhere."""
    numbers, which = np.unique(table.column["shown"], return_inverse=True)
    text = table.store.text
    return Labels.chosen(
        [text(number) if number else NOT_KNOWN for number in numbers.tolist()], which
    ).take(shown)


class _Table:
    """Records as columns of numbers; where they stand now; and which of them stand anywhere."""

    def __init__(
        self, snapshot: Snapshot, kind: type[Record], columns: tuple[str, ...], where: Where
    ) -> None:
        self.snapshot, self.store = snapshot, snapshot.store
        asked = ("row", *columns, "time")
        read = self.store.columns(kind, *asked, where=where, until=snapshot.line)
        self.times: Sequence[str] = read.pop("time")
        self.column: dict[str, Any] = {}
        for names, values in read.items():
            first, both, second = names.partition("+")
            if both:
                pairs = np.array(values, dtype=np.int64)
                self.column |= {first: pairs >> 32, second: pairs & 0xFFFFFFFF}
            else:
                kinds = np.float64 if first == "score" else np.int64
                self.column[first] = np.array(values, dtype=kinds)
        decided = snapshot.decided if kind is Coding else None
        self._heads: Collection[Key] = decided.heads if decided else ()
        self._hidden: Collection[Key] = decided.hidden if decided else snapshot.gone
        self.touched = self._find_touched(kind)
        self._place()

    def _find_touched(self, kind: type[Record]) -> dict[Key, int]:
        """Return of which records something was said later, each with its index in the columns.

        Few records are asked for their names, of many those are looked for that were touched.
        """
        rows, of = self.column["row"], (self._heads, self._hidden, self.snapshot.anchors)
        if len(rows) <= max(_FEW, sum(map(len, of))):
            keys = self.store.columns(kind, "key", where={"row": rows.tolist()})["key"]
            return {
                key: index
                for index, key in enumerate(map(Key, keys))
                if any(key in touched for touched in of)
            }
        row_of = self.store.known(kind, {key for touched in of for key in touched})
        at = np.searchsorted(rows, [*row_of.values()]).clip(max=len(rows) - 1)
        there = rows[at] == [*row_of.values()]
        pairs = zip(row_of, at.tolist(), there.tolist(), strict=True)
        return {key: index for key, index, here in pairs if here}

    def _place(self) -> None:
        """Find transcript, start and end of every record in the corpus that holds."""
        snapshot, column, by_label = self.snapshot, self.column, self.snapshot.by_label
        anchors = snapshot.anchors
        self.transcript: Ints = by_label.index[column["transcript"]]
        self.stands: Bools = column["revision"] == by_label.revision[column["transcript"]]
        self.hidden: Bools = np.zeros(len(self.stands), dtype=np.bool_)
        for key, index in self.touched.items():
            self.hidden[index] = key in self._hidden
            if not self.stands[index] and key in anchors:
                name = self.store.text(int(column["transcript"][index]))
                anchor = anchors[key].get(snapshot.revisions.get(name, ""))
                if anchor:
                    column["start"][index], column["end"][index] = anchor.start, anchor.end
                    self.stands[index] = True

    def label(self, name: str) -> Labels:
        """Return a column of labels."""
        numbers, which = np.unique(self.column[name], return_inverse=True)
        texts = [self.store.text(number) for number in numbers.tolist()]
        if name == "content_fingerprint" and len(self.snapshot.books) > 1:
            texts = [self.snapshot.moves.contents.get(text, text) for text in texts]
        return Labels.chosen(texts, which)

    def labels(self, shown: Bools, *names: str) -> dict[str, Any]:
        """Return columns of labels, of the records that are shown."""
        return {name: self.label(name).take(shown) for name in names}

    def pairs(
        self, one: str, other: str, make: Callable[[str, str], str]
    ) -> tuple[list[str], Ints]:
        """Return a text for every pair of labels that stand together, and which each row has."""
        both = self.column[one] << 32 | self.column[other]
        numbers, which = np.unique(both, return_inverse=True)
        text = self.store.text
        return [make(text(pair >> 32), text(pair & 0xFFFFFFFF)) for pair in numbers.tolist()], which

    def placed(self, shown: Bools) -> dict[str, Any]:
        """Return the arguments that say where records stand, and when they were made."""
        times = Labels.of(self.times, len(self.times))
        return {
            "transcript": self.transcript[shown],
            "start": self.column["start"][shown],
            "end": self.column["end"][shown],
            "time": times.take(shown),
        }
