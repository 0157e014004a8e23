"""Agreement on spans whose borders need not meet: u-alpha over the words that all have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.judgements import (
    CODE,
    chosen_coders,
    coder_groups,
    compared_rows,
    judging_coders,
)
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.tables.segment_table import named
from civic_qual.arrays import Bools, Floats, Ints, covered, expanded
from civic_qual.calls import helpful
from civic_qual.coding.blind import Judges
from civic_qual.coding.carried import Level, TableRow, coded_spans, mentions
from civic_qual.coding.coders import one_coder, together
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import ReadWords, coded_unit
from civic_qual.corpus.counted_words import CountedWords, counted_words
from civic_qual.corpus.segments import unit_word, units_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, clauses, quoted
from civic_qual.results import Passages, Result
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval
from civic_qual.statistics.intervals import check_confidence
from civic_qual.statistics.unitising import coincidences, u_alpha_of
from civic_qual.tidy import frame_of

Distance = Literal["word", "character"]
_ENOUGH_INTERVIEWS = 30


class UnitisedAgreement(Result):
    """Agreement on where the passages of each code begin and end: one row a code.

    Columns: code, name, coders, words (or characters; jointly read), transcripts, passages (of all
    coders), covered (the share they cover), u_alpha with its limits (whole interviews drawn again),
    note. With more than two coders, rows for each pair follow.

    Parameters
    ----------
    frame, notes
        As of any `Result`.
    codings, rows
        What was compared, for the way back to passages.
    """

    _title = Message("Agreement on the borders of passages")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        notes: Sequence[str],
        codings: Codings,
        rows: tuple[TableRow, ...],
    ) -> None:
        super().__init__(frame, notes=notes)
        self._codings, self._rows = codings, rows

    @helpful
    def passages(self, code: str) -> Passages:
        """Return what each coder marked with a code, or with one below it.

        Parameters
        ----------
        code
            A code of the table.

        Returns
        -------
        Passages
            transcript, start, end, text, code, coder.

        Raises
        ------
        TableError
            If the table has no such code.
        """
        row = self._rows[named(CODE, code, [row.id for row in self._rows])]
        marked = self._codings.rows
        marked = marked[marked["code"].isin(row.members) & (marked["status"] != "rejected")]
        marked = marked[["transcript", "start", "end", "code", "coder"]].reset_index(drop=True)
        texts = [
            spoken_text(self._codings.corpus[transcript], start, end)
            for transcript, start, end in zip(
                marked["transcript"], marked["start"], marked["end"], strict=True
            )
        ]
        marked.insert(3, "text", pd.Series(texts, dtype=object))
        return Passages(frame=marked)


@helpful
def unitised_agreement(
    codings: Codings | Sequence[Codings],
    *,
    coders: Sequence[str] | None = None,
    level: Level = "code",
    distance: Distance = "word",
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    shown: Judges = "blind",
) -> UnitisedAgreement:
    """Measure agreement on where the passages of each code begin and end, by u-alpha.

    For coders who mark passages freely. The continuum of a code is every counted word that all
    of the coders have read with it in mind, interviews end to end; its units are the passages
    coded with it or a code below it, those that overlap merged.

    Parameters
    ----------
    codings, coders, level, confidence, draws, seed, shown
        As in `agreement`.
    distance
        What lengths are counted in: "word", where a word counts as marked if any part of it is,
        or "character", the letters of words.

    Returns
    -------
    UnitisedAgreement
        One row a code.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or a coder or a distance nobody knows.

    See Also
    --------
    agreement : For passages that were coded as a whole.

    References
    ----------
    .. [1] K. Krippendorff, Y. Mathet, S. Bouvry and A. Widlöcher (2016). On the reliability of
       unitizing textual continua: further developments. Quality & Quantity 50(6), 2347-2364.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = unitised_agreement(cq.example_codings(), level="theme", draws=200)
    >>> table.only(code="plan")[["covered", "u_alpha"]].round(2).values.tolist()
    [[0.43, 0.94]]
    """
    if distance not in get_args(Distance):
        raise EstimateError(
            Message(
                'distance={distance} is not known; take "word" or "character"',
                distance=quoted(distance),
            )
        )
    check_confidence(confidence)
    whole = together(codings)
    asked = chosen_coders(whole, coders)
    names, seen = judging_coders(whole, asked, shown, named=coders is not None)
    chosen = seen.codings
    atoms = _Atoms.of(counted_words(whole.corpus), distance)
    people = {name: _Marked.of(one_coder(chosen, name), atoms) for name in names}
    compared = compared_rows(whole.codebook, level)
    rows = [
        _row(row, [people[name] for name in group], group, atoms, (confidence, draws, seed))
        for group in coder_groups(names)
        for row in compared
    ]
    told = [row for row in rows if row["words"]]
    frame = frame_of(told, UNITISED_COLUMNS, texts=["name", "note"])
    return UnitisedAgreement(
        frame.rename(columns={"words": f"{distance}s"}),
        notes=(*seen.warning, *_notes(chosen), *seen.notes),
        codings=chosen,
        rows=compared,
    )


UNITISED_COLUMNS = (
    "code",
    "name",
    "coders",
    "words",
    "transcripts",
    "passages",
    "covered",
    "u_alpha",
    "u_alpha_low",
    "u_alpha_high",
    "note",
)


def _notes(codings: Codings) -> tuple[str, ...]:
    unit = coded_unit(codings)
    if unit == "word":
        return ()
    return (
        Message(
            "Somebody coded by {unit}: the borders of passages are those of {units}.",
            unit=unit_word(unit),
            units=units_word(unit),
        ),
    )


@dataclass(frozen=True, eq=False)
class _Atoms:
    """The atoms of the continuum: `start` and `end` are positions, `word` the word of each."""

    words: CountedWords
    start: Ints
    end: Ints
    word: Ints

    @classmethod
    def of(cls, words: CountedWords, distance: Distance) -> _Atoms:
        if distance == "word":
            return cls(words, words.start, words.end, np.arange(len(words)))
        start, word = expanded(words.start, words.end)
        return cls(words, start, start + 1, word)

    def touched(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        first = np.searchsorted(self.end, start, side="right")
        return first, np.maximum(first, np.searchsorted(self.start, end, side="left"))


@dataclass(frozen=True, eq=False)
class _Marked:
    """What one coder marked and read."""

    codings: Codings
    atoms: _Atoms
    reads: ReadWords

    @classmethod
    def of(cls, codings: Codings, atoms: _Atoms) -> _Marked:
        return cls(codings, atoms, ReadWords(codings.read, atoms.words, codings.codebook))

    def read(self, row: TableRow) -> Bools:
        return self.reads.of(row.needed)[self.atoms.word]

    def units(self, row: TableRow, joint: Bools) -> tuple[Ints, Ints]:
        """Return where the passages of a row begin and end among the jointly read atoms."""
        merged = mentions(coded_spans(self.codings, self.atoms.words).of(row.members))
        before = np.concatenate(([0], np.cumsum(joint)))
        first, after = (before[atom] for atom in self.atoms.touched(merged.start, merged.end))
        return first[first < after], after[first < after]


def _row(
    row: TableRow,
    people: list[_Marked],
    group: tuple[str, ...],
    atoms: _Atoms,
    bootstrap: tuple[float, int, int],
) -> dict[str, Any]:
    joint = np.logical_and.reduce([person.read(row) for person in people])
    interview = atoms.words.transcript[atoms.word[joint]]
    units = [person.units(row, joint) for person in people]
    observed, own = _by_interview(units, interview, len(atoms.words.origin) - 1)
    there = np.bincount(interview, minlength=len(observed)) > 0
    alpha, low, high = _with_interval(observed[there], own[there], *bootstrap)
    total = observed.sum()
    passages = sum(len(first) for first, _ in units)
    return {
        "code": row.id,
        "name": row.name,
        "coders": ", ".join(group),
        "words": int(joint.sum()),
        "transcripts": int(there.sum()),
        "passages": passages,
        "covered": observed[:, 1].sum() / total if total else np.nan,
        "u_alpha": alpha,
        "u_alpha_low": low,
        "u_alpha_high": high,
        "note": _caution(passages, int(there.sum())),
    }


def _caution(passages: int, interviews: int) -> str:
    nothing = Message("nobody marked anything: u-alpha is undefined")
    few = Message(
        "fewer than {enough} interviews ({interviews}): the interval may be too narrow",
        enough=_ENOUGH_INTERVIEWS,
        interviews=interviews,
    )
    return clauses(
        ["" if passages else nothing, few if 0 < interviews < _ENOUGH_INTERVIEWS else ""]
    )


def _by_interview(
    units: list[tuple[Ints, Ints]], interview: Ints, size: int
) -> tuple[Floats, Floats]:
    """Return coincidences, shape (size, 2, 2), and squared lengths, (size, 2), by interview."""
    labels = np.stack([covered(first, after, len(interview)) for first, after in units])
    observed, own = np.zeros((size, 2, 2)), np.zeros((size, 2))
    np.add.at(observed, interview, coincidences(labels.astype(np.int64), 2))
    np.add.at(own[:, 0], interview, (~labels).sum(axis=0))
    for first, after in units:
        np.add.at(own[:, 1], interview[first], (after - first) ** 2)
    return observed, own


def _with_interval(
    observed: Floats, own: Floats, confidence: float, draws: int, seed: int
) -> tuple[float, float, float]:
    """Return u-alpha and its limits, by drawing whole interviews again."""
    value = float(u_alpha_of(observed.sum(axis=0), own.sum(axis=0)))
    if np.isnan(value) or len(observed) < 2:
        return value, np.nan, np.nan

    def again(weights: Floats) -> Floats:
        return u_alpha_of(np.tensordot(weights, observed, 1), weights @ own)

    drawn, left_out = (
        again(cluster_draws(len(observed), draws, seed)),
        again(1 - np.eye(len(observed))),
    )
    low, high = skewed_interval(drawn[~np.isnan(drawn)], left_out[~np.isnan(left_out)], confidence)
    return value, min(low, value), max(high, value)
