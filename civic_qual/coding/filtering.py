"""Which codings are chosen, and which readings go with them: see `Codings.filter`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

import numpy as np

from civic_qual.arrays import Bools, expanded
from civic_qual.calls import nearest, no_such
from civic_qual.codebook.fields import COLUMN
from civic_qual.coding.columns import (
    SHOWN_TO_READERS,
    CodingColumns,
    Labels,
    Origin,
    ReadingColumns,
    Status,
    in_field,
    in_order,
    shown_of,
)
from civic_qual.coding.frames import SPEAKER, field_columns
from civic_qual.corpus.attributes import attribute_names, no_attribute, values_of_turns
from civic_qual.corpus.counted_words import counted_words, turn_columns
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings

Names = str | Sequence[str] | None  # a value, or a list of values; None for all


def chosen(
    codings: Codings,
    *,
    codes: Sequence[Names],
    coder: Names,
    origin: Names,
    status: Names,
    transcript: Names,
    fields: Mapping[str, str | Sequence[str]],
    shown: Names,
    attributes: Mapping[str, object],
) -> tuple[Bools, ReadingColumns]:
    """Return which codings hold all that is asked, and the readings that go with them.

    Raises
    ------
    CodingError
        If there is no such code, coder, transcript, field, attribute or value.
    """
    corpus, coded, read = codings.corpus, codings.coded, codings.read
    holds = _among(coded.coder, _known("coder", coder, codings.coders))
    holds &= _among(coded.origin, _known("origin", origin, get_args(Origin)))
    holds &= _among(coded.status, _known("status", status, get_args(Status)))
    for asked in codes:
        holds &= _of_codes(codings, asked)
    for name, values in fields.items():
        _known("field", name, [one.removeprefix(COLUMN) for one in field_columns(codings)])
        holds &= in_field(coded, name, values)
    were_read = _among(read.coder, coder) & _among(read.origin, origin)
    were_read &= _among(shown_of(read), _known("shown", shown, SHOWN_TO_READERS))
    if transcript is not None:
        names = _known("transcript", transcript, corpus.positions)
        wanted = [corpus.positions[name] for name in names or ()]
        holds &= np.isin(coded.transcript, wanted)
        were_read &= np.isin(read.transcript, wanted)
    read = read.take(were_read)
    if attributes:
        turns = _turns_of(corpus, attributes)
        holds &= _spoken_in(corpus, coded, turns)
        read = _cut_to(corpus, read, turns)
    return holds, read


def _of_codes(codings: Codings, asked: Names) -> Bools:
    """Return which codings are of some codes, or of codes below them."""
    codebook = codings.codebook
    names = _known("code", asked, codebook.positions)
    if names is None:
        return np.ones(len(codings), dtype=np.bool_)
    below = [one for name in names for one in codebook.with_descendants(name)]
    return np.isin(codings.coded.code, [codebook.positions[one] for one in below])


def _turns_of(corpus: Corpus, attributes: Mapping[str, object]) -> Bools:
    """Return in which turns somebody speaks of whom all that is asked for is true."""
    known = dict.fromkeys([*attribute_names(corpus), *SPEAKER])
    turns = np.ones(len(turn_columns(corpus).start), dtype=np.bool_)
    for name, asked in attributes.items():
        if name not in known:
            raise CodingError(_no_attribute(name, known))
        there = values_of_turns(corpus, name)
        wanted = _known(name, asked, sorted({*there.tolist()}))
        turns &= np.isin(there.astype(str), wanted or ())
    return turns


def _known(name: str, asked: object, known: Iterable[str]) -> list[str] | None:
    """Return the values asked for, None for all; refuse one that does not exist."""
    if asked is None:
        return None
    wanted = [asked] if isinstance(asked, str) else [str(value) for value in _values(asked)]
    there = list(known)
    for value in wanted:
        if value not in there:
            raise CodingError(no_such(name, value, there))
    return wanted


def _values(asked: object) -> Iterable[object]:
    """Return values given one by one or as a list."""
    listed = isinstance(asked, Iterable) and not isinstance(asked, str)
    return cast("Iterable[object]", asked) if listed else [asked]


def _among(labels: Labels, wanted: Names) -> Bools:
    """Return which entries are one of the texts wanted: all, if nothing is asked for."""
    if wanted is None:
        return np.ones(len(labels), dtype=np.bool_)
    return labels.among([wanted] if isinstance(wanted, str) else wanted)


def _spoken_in(corpus: Corpus, coded: CodingColumns, turns: Bools) -> Bools:
    """Return which codings touch a word of some turns: one that counts, if they touch such."""
    words = counted_words(corpus, True)
    first, after = words.touched(
        words.place(coded.transcript, coded.start), words.place(coded.transcript, coded.end)
    )
    counts = words.turns.counted[words.turn]
    before, counted_before = (
        np.concatenate(([0], np.cumsum(those)))
        for those in (turns[words.turn], turns[words.turn] & counts)
    )
    of_people = np.concatenate(([0], np.cumsum(counts)))
    spoken: Bools = np.where(
        of_people[after] > of_people[first],
        counted_before[after] > counted_before[first],
        before[after] > before[first],
    )
    return spoken


def _cut_to(corpus: Corpus, read: ReadingColumns, chosen: Bools) -> ReadingColumns:
    """Return what readings have of some turns: whole readings where they are of no others."""
    turns, words = turn_columns(corpus), counted_words(corpus, True)
    begin, end = (
        words.place(turns.transcript, turns.start),
        words.place(turns.transcript, turns.end),
    )
    first = np.searchsorted(end, words.place(read.transcript, read.start), side="right")
    after = np.searchsorted(begin, words.place(read.transcript, read.end), side="left")
    turn, reading = expanded(first, after)
    here = chosen[turn]
    others = np.bincount(reading[~here], minlength=len(read))
    whole = np.flatnonzero((others == 0) & (after > first))
    part = here & (others[reading] > 0)
    kept = read.take(np.concatenate((whole, reading[part])))
    start, stop = kept.start.copy(), kept.end.copy()
    start[len(whole) :] = np.maximum(start[len(whole) :], turns.start[turn[part]])
    stop[len(whole) :] = np.minimum(stop[len(whole) :], turns.end[turn[part]])
    return in_order(replace(kept, start=start, end=stop))


def _no_attribute(name: str, known: Iterable[str]) -> str:
    """Say that nobody has an attribute, and what was probably meant."""
    arguments = ("code", "theme", "coder", "origin", "status", "transcript")
    near = nearest(name, [*known, *arguments])
    if near in arguments:
        return Message(
            "codings are not filtered by {name}; did you mean {near}?", name=name, near=near
        )
    return no_attribute(name, known)
