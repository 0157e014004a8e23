"""Codings and readings as columns: what all counting is done on.

Numbers stand for transcripts (in their corpus) and codes (in their codebook). Codings are in
the order of the corpus, then of the text, then of the codebook, whatever the order in which they
were found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats, Ints, stable_order
from civic_qual.codebook.fields import read_fields

Origin = Literal["rule", "model", "human"]
Status = Literal["suggested", "accepted", "rejected"]
Shown = Literal["unknown", "blind", "rules", "model", "another_coder"]
SHOWN_TO_READERS: tuple[Shown, ...] = get_args(Shown)  # what they saw of other codings
NOT_KNOWN: Shown = "unknown"
PREFERENCE: tuple[Origin, ...] = ("human", "rule", "model")  # whose word stands, of several


@dataclass(frozen=True, eq=False)
class Labels:
    """Texts, one an entry: the entry at i is `values[which[i]]`.

    `values` are the distinct texts, sorted, so that `which`, of shape (n_entries,), sorts as the
    texts do.
    """

    values: tuple[str, ...]
    which: Ints

    @classmethod
    def of(cls, texts: Labels | str | Sequence[str], size: int) -> Labels:
        """Make a column of `size` texts; one text alone stands in every entry.

        Examples
        --------
        >>> Labels.of(["b", "a", "b"], 3)
        Labels(values=('a', 'b'), which=array([1, 0, 1]))
        >>> Labels.of("a", 2).which
        array([0, 0])
        """
        if isinstance(texts, Labels):
            return texts
        if isinstance(texts, str):
            return cls((texts,) if size else (), np.zeros(size, dtype=np.int64))
        values = tuple(sorted(set(texts)))
        places = {text: place for place, text in enumerate(values)}
        return cls(values, np.fromiter(map(places.__getitem__, texts), np.int64, len(texts)))

    @classmethod
    def chosen(cls, values: Sequence[str], which: npt.NDArray[Any]) -> Labels:
        """Make a column of values in any order, and of which of them stands in each entry.

        Examples
        --------
        >>> Labels.chosen(["b", "c", "a"], np.array([0, 0, 2]))
        Labels(values=('a', 'b'), which=array([1, 1, 0]))
        """
        return cls.of(values, len(values)).take(which)

    def __len__(self) -> int:
        return len(self.which)

    def take(self, places: npt.NDArray[Any]) -> Labels:
        """Return some entries, by position or mask; values that stand in none of them go."""
        which = self.which[places]
        if len(self.values) == 1 and len(which):
            return Labels(self.values, which)
        used = np.bincount(which, minlength=len(self.values)) > 0
        if used.all():
            return Labels(self.values, which)
        values = tuple(value for value, kept in zip(self.values, used, strict=True) if kept)
        return Labels(values, (np.cumsum(used) - 1)[which])

    def among(self, wanted: Collection[str]) -> Bools:
        """Return which entries are one of the texts wanted, shape (n_entries,)."""
        named = np.array([value in wanted for value in self.values], dtype=np.bool_)
        here: Bools = named[self.which]
        return here

    def texts(self) -> list[str]:
        """Return the text of every entry."""
        return [self.values[place] for place in self.which.tolist()]


def pairs(one: Labels, other: Labels) -> set[tuple[str, str]]:
    """Return the texts that stand together in some entry of two columns.

    Examples
    --------
    >>> pairs(Labels.of(["a", "b", "a"], 3), Labels.of("x", 3)) == {("a", "x"), ("b", "x")}
    True
    """
    together = np.unique(one.which * len(other.values) + other.which)
    return {
        (one.values[place // len(other.values)], other.values[place % len(other.values)])
        for place in together.tolist()
    }


def positions_of(ids: Iterable[str], positions: dict[str, int]) -> Ints:
    """Return the position of each id in its corpus or codebook."""
    return np.array([positions[one] for one in ids], dtype=np.int64)


Texts: TypeAlias = Labels | str | Sequence[str]  # one text stands for all entries

_Columns = TypeVar("_Columns", "CodingColumns", "ReadingColumns")


@dataclass(frozen=True, eq=False, kw_only=True)
class CodingColumns:
    """Codings, one an entry, each column of shape (n_codings,); made by `coding_columns`.

    A fingerprint of None is that of the codebook, which is worked out when somebody asks. The
    revision is that of the transcript: no coding is of another text. `fields` is what codings say
    besides, as `codebook.fields` writes it; None if none of them does.
    """

    transcript: Ints
    start: Ints
    end: Ints
    code: Ints
    score: Floats
    coder: Labels
    origin: Labels
    status: Labels
    time: Labels
    rules_fingerprint: Labels | None = None
    content_fingerprint: Labels | None = None
    fields: Labels | None = None

    def __len__(self) -> int:
        return len(self.start)

    @property
    def says_more(self) -> bool:
        """Whether any coding has fields."""
        return self.fields is not None and any(self.fields.values)

    def take(self, places: npt.NDArray[Any]) -> CodingColumns:
        """Return some codings, by position or mask."""
        return _taken(self, places)


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadingColumns:
    """Readings, one an entry, each column of shape (n_readings,); made by `reading_columns`.

    `codes` are `*` or ids with a space between them, as `written_codes` writes them; `unit` is
    what was coded as a whole; `shown` what the reader saw of other codings, None if that is not
    known of any. Fingerprints and revision are as in `CodingColumns`.
    """

    transcript: Ints
    start: Ints
    end: Ints
    unit: Labels
    codes: Labels
    coder: Labels
    origin: Labels
    time: Labels
    sample: Labels
    rules_fingerprint: Labels | None = None
    content_fingerprint: Labels | None = None
    shown: Labels | None = None

    def __len__(self) -> int:
        return len(self.start)

    def take(self, places: npt.NDArray[Any]) -> ReadingColumns:
        """Return some readings, by position or mask."""
        return _taken(self, places)


def coding_columns(
    *,
    transcript: npt.ArrayLike,
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    code: npt.ArrayLike,
    coder: Texts,
    origin: Texts,
    score: npt.ArrayLike = 1.0,
    status: Texts = "suggested",
    time: Texts = "",
    rules_fingerprint: Texts | None = None,
    content_fingerprint: Texts | None = None,
    fields: Texts | None = None,
) -> tuple[CodingColumns, Ints]:
    """Return codings in their one order, and the entry of the arguments each comes from.

    Parameters
    ----------
    transcript, code
        Positions in the corpus and in the codebook, shape (n_codings,).
    start, end
        Characters of the transcript's text, end exclusive.
    coder, origin, status, time, rules_fingerprint, content_fingerprint
        One text for all codings, or one each. A fingerprint of None is that of the codebook.
    score
        One for all, or one each.
    fields
        What codings say besides, as `codebook.fields` writes it; None if none of them does.

    Examples
    --------
    >>> made, order = coding_columns(transcript=[0, 0], start=[9, 2], end=[12, 5], code=[0, 0],
    ...                              coder="rules", origin="rule")
    >>> made.start.tolist(), order.tolist(), made.coder.texts()
    ([2, 9], [1, 0], ['rules', 'rules'])
    """
    made = CodingColumns(
        transcript=_ints(transcript),
        start=_ints(start),
        end=_ints(end),
        code=_ints(code),
        score=np.broadcast_to(np.asarray(score, dtype=np.float64), _ints(start).shape),
        **_labels(
            len(_ints(start)),
            coder=coder,
            origin=origin,
            status=status,
            time=time,
            rules_fingerprint=rules_fingerprint,
            content_fingerprint=content_fingerprint,
            fields=fields,
        ),
    )
    order = _order(
        made.transcript, made.start, made.end, made.code, made.coder, made.origin, made.status
    )
    if order is None:
        return made, np.arange(len(made))
    return made.take(order), order


def reading_columns(
    *,
    transcript: npt.ArrayLike,
    start: npt.ArrayLike,
    end: npt.ArrayLike,
    unit: Texts,
    codes: Texts,
    coder: Texts,
    origin: Texts,
    time: Texts = "",
    sample: Texts = "",
    rules_fingerprint: Texts | None = None,
    content_fingerprint: Texts | None = None,
    shown: Texts | None = None,
) -> ReadingColumns:
    """Return readings in their one order: that of the corpus, then of the text.

    Parameters are as in `coding_columns`; of `unit`, `codes` and `shown` too, one for all or one
    each.
    """
    made = ReadingColumns(
        transcript=_ints(transcript),
        start=_ints(start),
        end=_ints(end),
        **_labels(
            len(_ints(start)),
            unit=unit,
            codes=codes,
            coder=coder,
            origin=origin,
            time=time,
            sample=sample,
            rules_fingerprint=rules_fingerprint,
            content_fingerprint=content_fingerprint,
            shown=shown,
        ),
    )
    return in_order(made)


def in_order(read: ReadingColumns) -> ReadingColumns:
    """Return readings in their one order."""
    order = _order(read.transcript, read.start, read.end, read.coder, read.origin, read.codes)
    return read if order is None else read.take(order)


def shown_of(read: ReadingColumns) -> Labels:
    """Return what the reader saw of other codings, of every reading."""
    return Labels.of(NOT_KNOWN, len(read)) if read.shown is None else read.shown


def in_field(coded: CodingColumns, name: str, wanted: str | Sequence[str]) -> Bools:
    """Return which codings say one of some values in a field; "" is nothing said."""
    kept = Labels.of("", len(coded)) if coded.fields is None else coded.fields
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    said = [read_fields(text).get(name, "") in values for text in kept.values]
    here: Bools = np.array(said, dtype=np.bool_)[kept.which]
    return here


def _ints(values: npt.ArrayLike) -> Ints:
    return np.asarray(values, dtype=np.int64)


def _labels(size: int, **columns: Texts | None) -> dict[str, Any]:
    return {
        name: None if texts is None else Labels.of(texts, size) for name, texts in columns.items()
    }


def _taken(columns: _Columns, places: npt.NDArray[Any]) -> _Columns:
    kept: dict[str, Any] = {}
    for field in fields(columns):
        column = getattr(columns, field.name)
        if column is not None:
            column = column.take(places) if isinstance(column, Labels) else column[places]
        kept[field.name] = column
    return type(columns)(**kept)


def _order(*columns: Ints | Labels) -> Ints | None:
    """Return the order by the columns, the first one first; None if they are in order.

    Equal entries stay as they came.

    All are packed into one number where it is large enough, which sorts several times faster.
    """
    keys = [column.which if isinstance(column, Labels) else column for column in columns]
    if not len(keys[0]):
        return None
    lows = [int(key.min()) for key in keys]
    widths = [int(key.max()) - low + 1 for key, low in zip(keys, lows, strict=True)]
    if np.prod(np.array(widths, dtype=object)) >= 2**62:
        return np.lexsort(keys[::-1])
    packed = np.zeros(len(keys[0]), dtype=np.int64)
    for key, low, width in zip(keys, lows, widths, strict=True):
        if width > 1:
            packed = packed * width + (key - low)
    if bool((packed[1:] >= packed[:-1]).all()):
        return None
    return stable_order(packed)
