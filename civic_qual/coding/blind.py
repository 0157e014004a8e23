"""Which readings may judge a machine, or another coder: people's, made without seeing an answer.

Who has seen what a machine found tends to agree with it, so its errors look rarer than they are.
Whatever corrects or measures by people's readings asks here: estimates and how many passages they
need, error rates, agreement, the validation of models. What somebody saw is the column `shown` of
readings. Tables, `combine`, training and `adjudicate` take all readings: they judge nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.coding.columns import NOT_KNOWN, Labels, ReadingColumns, Shown, in_order, shown_of
from civic_qual.coding.readings import listed_codes, written_codes
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated, sentences, typed, unless_on_page

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Segments

Judges = Literal["blind", "any"]
SAW: tuple[Shown, ...] = ("another_coder", "rules", "model")  # the last one biases most
_BY_A_MACHINE = ("rules", "model")


class Seen(NamedTuple):
    """How many readings one coder made with an answer in view, and whose answer that was."""

    coder: str
    shown: str
    readings: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Blind:
    """Codings with the readings that may judge, and what is to be said of all the others.

    Attributes
    ----------
    given
        The codings as they came.
    codings
        The same, with `judges="any"`; else without what was read with an answer in view.
    seen
        Who read something with an answer in view.
    unknown
        Coders of whom it is not recorded what they saw; it is taken that they saw nothing.
    judges
        Whose readings were asked for.
    """

    given: Codings
    codings: Codings
    seen: tuple[Seen, ...]
    unknown: tuple[str, ...]
    judges: Judges

    @property
    def left_out(self) -> tuple[Seen, ...]:
        """Whose readings were left out, and how many."""
        return self.seen if self.judges == "blind" else ()

    @property
    def warning(self) -> tuple[str, ...]:
        """What must be said before anything else: that people were shown an answer."""
        return () if self.left_out or not self.seen else (_warning(self.seen),)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is to be said: what was left out, and of whom nothing is recorded."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            yield Message(
                "Left out, since only what was coded without seeing an answer can judge: "
                "{readings}.{taken_in}",
                taken_in=unless_on_page(
                    Message(" {any} takes them in.", any=typed('shown="any"', "--shown any")), ""
                ),
                readings=_told(self.left_out),
            )
        if self.unknown:
            yield Message(
                "It is not recorded whether {coders} saw what others found before coding; it is "
                "taken that they did not.",
                coders=enumerated(self.unknown),
            )

    def refusal(self, what: str) -> EstimateError:
        """Return the error that too little is left: `what` says of what, as a sentence."""
        return EstimateError(
            sentences(
                [
                    what,
                    Message(
                        "Left out: {readings}. Who saw an answer tends to agree with it. Have "
                        "the passages coded by somebody who sees no answer{taken_in}.",
                        readings=_told(self.left_out),
                        taken_in=unless_on_page(
                            Message(
                                "; or take these readings all the same, with {any}, and the first "
                                "note says so",
                                any=typed('shown="any"', "--shown any"),
                            ),
                            "",
                        ),
                    ),
                ]
            )
        )


def blind(codings: Codings, judges: Judges, within: tuple[Segments, Ints] | None = None) -> Blind:
    """Return codings with the readings that may judge.

    What a coder read with an answer in view is left out wherever that coder has read it, since
    codings do not tell in which of two readings they were made; of other codes it stays read.

    Parameters
    ----------
    judges
        "blind" (or not recorded, which is said), or "any".
    within
        Segments, and those of them that count: only what is said of these is told.

    Raises
    ------
    EstimateError
        If there is no such choice.
    """
    if judges not in get_args(Judges):
        raise EstimateError(
            Message(
                '{shown} is not known; take "blind" or "any"',
                shown=typed(f"shown={judges!r}", f"--shown {judges}"),
            )
        )
    read = codings.read
    human, here = read.origin.among(["human"]), shown_of(read)
    saw = human & here.among(SAW)
    told = np.ones(len(read), dtype=np.bool_) if within is None else _meets(read, *within)
    found = Blind(
        given=codings,
        codings=codings,
        seen=_seen(read, here, np.flatnonzero(saw & told)),
        unknown=tuple(read.coder.take(human & here.among([NOT_KNOWN]) & told).values),
        judges=judges,
    )
    if judges == "any" or not saw.any():
        return found
    return replace(found, codings=replace(codings, read=_without(read, human, saw, codings)))


def most_seen(shown: Iterable[str]) -> Shown:
    """Return what stands for several readings that were made one: the answer that biases most.

    Examples
    --------
    >>> most_seen(["blind", "unknown"]), most_seen(["blind", "model", "rules"]), most_seen([])
    ('unknown', 'model', 'unknown')
    """
    there = set(shown)
    order: tuple[Shown, ...] = ("blind", NOT_KNOWN, *SAW)
    return next((one for one in reversed(order) if one in there), NOT_KNOWN)


def _seen(read: ReadingColumns, shown: Labels, places: Ints) -> tuple[Seen, ...]:
    coders, saw = read.coder.take(places).texts(), shown.take(places).texts()
    return tuple(
        Seen(coder, what, number)
        for (coder, what), number in sorted(Counter(zip(coders, saw, strict=True)).items())
    )


def _meets(read: ReadingColumns, segments: Segments, rows: Ints) -> Bools:
    """Return which readings share characters with some segments."""
    width = int(max(segments.end.max(initial=0), read.end.max(initial=0))) + 1
    rows = np.sort(rows)
    starts = segments.transcript[rows] * width + segments.start[rows]
    ends = segments.transcript[rows] * width + segments.end[rows]
    first = np.searchsorted(ends, read.transcript * width + read.start, side="right")
    after = np.searchsorted(starts, read.transcript * width + read.end, side="left")
    meets: Bools = after > first
    return meets


class _Stretch(NamedTuple):
    start: int
    end: int
    codes: frozenset[str]


def _without(read: ReadingColumns, human: Bools, saw: Bools, codings: Codings) -> ReadingColumns:
    """Take out readings, and of others by the same coder what they have in common with them."""
    out = _stretches(read, np.flatnonzero(saw), codings.codebook)
    coder, transcript = read.coder.which.tolist(), read.transcript.tolist()
    place: list[int] = []
    pieces: list[_Stretch] = []
    whole = np.flatnonzero(~saw)
    touched = [row for row in whole.tolist() if human[row] and (coder[row], transcript[row]) in out]
    for row in touched:
        own = _Stretch(
            int(read.start[row]),
            int(read.end[row]),
            listed_codes(read.codes.values[read.codes.which[row]], codings.codebook),
        )
        left = list(_cut(own, out[coder[row], transcript[row]]))
        place += [row] * len(left)
        pieces += left
    whole = np.setdiff1d(whole, np.array(touched, dtype=np.int64))
    kept = read.take(np.concatenate((whole, np.array(place, dtype=np.int64))))
    start, end, codes = kept.start.copy(), kept.end.copy(), kept.codes.texts()
    for at, piece in enumerate(pieces, start=len(whole)):
        start[at], end[at] = piece.start, piece.end
        codes[at] = written_codes(piece.codes, codings.codebook)
    return in_order(replace(kept, start=start, end=end, codes=Labels.of(codes, len(codes))))


def _stretches(
    read: ReadingColumns, places: Ints, codebook: Codebook
) -> dict[tuple[int, int], list[_Stretch]]:
    """Return what was read with an answer in view, by coder and transcript.

    An answer on a code tells of those above and below it too.
    """
    kin = {written: _kin(written, codebook) for written in read.codes.values}
    found: dict[tuple[int, int], list[_Stretch]] = {}
    for row in places.tolist():
        codes = kin[read.codes.values[read.codes.which[row]]]
        key = int(read.coder.which[row]), int(read.transcript[row])
        found.setdefault(key, []).append(_Stretch(int(read.start[row]), int(read.end[row]), codes))
    return found


def _kin(written: str, codebook: Codebook) -> frozenset[str]:
    listed = listed_codes(written, codebook)
    return frozenset(
        one
        for code in codebook.positions
        if not listed.isdisjoint(codebook.with_descendants(code))  # itself, or one below it
        or code in listed
        for one in (codebook.with_descendants(code) if code in listed else (code,))
    )


def _cut(own: _Stretch, out: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """Yield what is left of a reading, in pieces of one list of codes each."""
    near = [one for one in out if one.start < own.end and own.start < one.end]
    borders = {own.start, own.end}
    for one in near:
        borders |= {max(one.start, own.start), min(one.end, own.end)}
    edges = sorted(borders)
    for start, end in pairwise(edges):
        gone = [one.codes for one in near if one.start < end and start < one.end]
        codes = own.codes.difference(*gone)
        if codes:
            yield _Stretch(start, end, codes)


# What is said


_SAW = {
    "rules": Message("saw what the rules found"),
    "model": Message("saw what a model found"),
    "another_coder": Message("saw what another coder found"),
}


def _told(seen: Iterable[Seen]) -> str:
    """Return whose readings, how many, and what was seen, in one list."""
    return enumerated(
        Message.plural(
            "{n} reading by {coder}, who {saw}",
            "{n} readings by {coder}, who {saw}",
            n=one.readings,
            coder=one.coder,
            saw=_SAW[one.shown],
        )
        for one in seen
    )


def _warning(seen: Iterable[Seen]) -> str:
    if any(one.shown in _BY_A_MACHINE for one in seen):
        return Message(
            "People were shown the machine's answer before they coded: {readings}. They tend to "
            "agree with it: errors look rarer than they are, and limits may not hold.",
            readings=_told(seen),
        )
    return Message(
        "People were shown another coder's answer before they coded: {readings}. They tend to "
        "agree with it: errors look rarer than they are, and limits may not hold.",
        readings=_told(seen),
    )
