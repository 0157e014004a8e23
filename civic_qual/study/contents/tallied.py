"""How many codings of people each transcript has, and by whom: tallied as they come.

A list of all transcripts is looked at after nearly every act. So codings are counted once, in the
file, and then those that came since; apart from them stand the few of which something was said
later. No coding is looked at whole: what a number in a list leads to is read, and checked, there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from civic_qual.study.records import Coding, Key

if TYPE_CHECKING:
    from civic_qual.arrays import Bools, Ints
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.store import Store

_PLACED = "transcript+revision"
_COLUMNS = (_PLACED, "coder", "code+codebook")
_PEOPLE = {"origin": ["human"]}
_SECOND = 0xFFFFFFFF  # where the second of two numbers stands that were fetched as one


class _One(NamedTuple):
    """A coding as it was made, in numbers of labels, two as one."""

    placed: int
    coder: int
    code: int


_Stale: TypeAlias = tuple[tuple[Key, _One], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Tally:
    """Codings of people up to a row of the file; nothing of it is ever changed.

    `groups` are numbers of labels as in `_One`, and how many codings have them, of shape
    (n_groups, 4). `touched` are the codings of which something was said that may hide them, None
    what is no coding of people; `stale` by transcript and revision those of earlier revisions.
    """

    row: int = 0
    groups: Ints = field(default_factory=lambda: np.zeros((0, 4), dtype=np.int64))
    touched: Mapping[Key, _One | None] = field(default_factory=dict)
    stale: Mapping[int, _Stale] = field(default_factory=dict)


def codings_by_transcript(snapshot: Snapshot, coder: str | None = None) -> Ints:
    """Return how many codings of people hold in each transcript, in the order of the corpus.

    Parameters
    ----------
    coder
        Only theirs; None: those of all.
    """
    tally: _Tally = snapshot.cache.advanced(
        "tally", snapshot.line, lambda before: _tallied(snapshot, before or _Tally())
    )
    hand = None if coder is None else snapshot.store.number(coder)
    size = len(snapshot.corpus)
    if hand is not None and hand < 0:
        return np.zeros(size, dtype=np.int64)
    counts = _as_made(snapshot, tally, hand, size)
    for index in _moved(snapshot, tally, hand):
        counts[index] += 1
    return counts


def _as_made(snapshot: Snapshot, tally: _Tally, hand: int | None, size: int) -> Ints:
    """Return how many codings of the revisions that hold are in each transcript."""
    hidden = snapshot.decided.hidden
    away = [one for key, one in tally.touched.items() if one is not None and key in hidden]
    gone = np.array([(*one, -1) for one in away], dtype=np.int64).reshape(-1, 4)
    groups = np.concatenate([tally.groups, gone])
    transcript, current = _places(snapshot, groups[:, 0])
    stands = current & _coded(snapshot, groups[:, 2])
    if hand is not None:
        stands &= groups[:, 1] == hand
    counts = np.zeros(size, dtype=np.int64)
    np.add.at(counts, transcript[stands], groups[stands, 3])
    return counts


def _places(snapshot: Snapshot, placed: Ints) -> tuple[Ints, Bools]:
    """Return the transcripts of codings in the corpus, and whether their revisions hold."""
    by_label, transcript = snapshot.by_label, placed >> 32
    known = transcript < len(by_label.index)
    transcript = np.where(known, transcript, 0)
    index = np.where(known, by_label.index[transcript], -1)
    return index, (index >= 0) & (placed & _SECOND == by_label.revision[transcript])


def _coded(snapshot: Snapshot, codes: Ints) -> Bools:
    """Return whether codes of versions of the codebook became codes that hold."""
    pairs, which = np.unique(codes, return_inverse=True)
    text, positions = snapshot.store.text, snapshot.codebook.positions
    now = [snapshot.moves.code(text(one >> 32), text(one & _SECOND)) for one in pairs.tolist()]
    stands: Bools = np.array([name in positions for name in now], dtype=np.bool_)[which]
    return stands


def _moved(snapshot: Snapshot, tally: _Tally, hand: int | None) -> list[int]:
    """Return the transcripts of codings of earlier revisions that were found again."""
    text, positions = snapshot.store.text, snapshot.corpus.positions
    hidden, anchors, moves = snapshot.decided.hidden, snapshot.anchors, snapshot.moves
    found = []
    for placed, codings in tally.stale.items():
        name = text(placed >> 32)
        now = snapshot.revisions.get(name, "")
        if name not in positions or text(placed & _SECOND) == now:
            continue
        found += [
            positions[name]
            for key, one in codings
            if (hand is None or one.coder == hand)
            and key not in hidden
            and now in anchors.get(key, {})
            and moves.code(text(one.code >> 32), text(one.code & _SECOND))
        ]
    return found


def _tallied(snapshot: Snapshot, before: _Tally) -> _Tally:
    """Return the tally at a line, of one of an earlier line."""
    store = snapshot.store
    row = store.last_row(Coding, snapshot.line)
    came = store.tallied(Coding, *_COLUMNS, where=_PEOPLE, until=snapshot.line, after=before.row)
    fresh = np.array(came, dtype=np.int64).reshape(-1, 4)
    groups = np.concatenate([before.groups, fresh])
    touched = {**before.touched}
    asked = [key for key in snapshot.decided.hidden if key not in touched]
    if row > before.row:  # what was none before may have come
        asked += [key for key, one in touched.items() if one is None]
    touched.update(_ones(store, asked))
    fresh_places = {*fresh[:, 0].tolist()}
    known = {of: made for of, made in before.stale.items() if of not in fresh_places}
    places = np.unique(groups[:, 0])
    index, current = _places(snapshot, places)
    missing = [of for of in places[(index >= 0) & ~current].tolist() if of not in known]
    stale = {**known, **_stale(snapshot, missing)} if missing else known
    return _Tally(row=row, groups=groups, touched=touched, stale=stale)


def _ones(store: Store, keys: Collection[Key]) -> dict[Key, _One | None]:
    """Return the codings of people among some names, None for all other names."""
    found: dict[Key, _One | None] = dict.fromkeys(keys)
    rows = {row: key for key, row in store.known(Coding, keys).items()}
    told = store.columns(Coding, "row", *_COLUMNS, where={**_PEOPLE, "row": [*rows]})
    for row, *one in zip(*told.values(), strict=True):
        found[rows[row]] = _One(*one)
    return found


def _stale(snapshot: Snapshot, places: Collection[int]) -> dict[int, _Stale]:
    """Return the codings of some transcripts in some revisions, with their names."""
    store, wanted = snapshot.store, {*places}
    where = {**_PEOPLE, "transcript": sorted({store.text(one >> 32) for one in places})}
    told = store.columns(Coding, "key", *_COLUMNS, where=where, until=snapshot.line)
    made: dict[int, list[tuple[Key, _One]]] = {one: [] for one in places}
    for key, *one in zip(*told.values(), strict=True):
        if one[0] in wanted:
            made[one[0]].append((Key(key), _One(*one)))
    return {place: tuple(ones) for place, ones in made.items()}
