"""Agreement on spans whose borders need not meet: u-alpha over the words that all have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import chosen_coders, coder_groups, compared_rows
from civic_qual.arrays import Bools, Floats, Ints, covered, expanded
from civic_qual.coding.coders import one_coder, together
from civic_qual.coding.codings import Codings
from civic_qual.coding.mentions import coded_spans, mentions
from civic_qual.coding.readings import ReadWords, coded_unit
from civic_qual.coding.theme_rows import Level, TableRow
from civic_qual.corpus.counted_words import CountedWords, counted_words
from civic_qual.errors import EstimateError
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval
from civic_qual.statistics.unitising import coincidences, u_alpha_of

Measure = Literal["word", "character"]
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


def unitised_agreement(
    codings: Codings | Sequence[Codings],
    coders: Sequence[str] | None = None,
    level: Level = "code",
    measure: Measure = "word",
    confidence: float = 0.95,
    *,
    n_draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure agreement on where the passages of each code begin and end, by u-alpha.

    For coders who mark passages freely. The continuum of a code is every counted word that all
    of the coders have read with it in mind, interviews end to end; its units are the passages
    coded with it or a code below it, those that overlap merged (Krippendorff, Mathet, Bouvry and
    Widlöcher 2016).

    Parameters
    ----------
    codings, coders, level, confidence, n_draws, seed
        As in `agreement`.
    measure
        What lengths are counted in: "word", where a word counts as marked if any part of it is,
        or "character", the letters of words.

    Returns
    -------
    DataFrame
        One row a code: code, name, coders, words (or characters; jointly read), transcripts,
        passages (of all coders), covered (the share they cover), u_alpha with its limits (whole
        interviews drawn again), note. With more than two coders, rows for each pair follow.

    Raises
    ------
    EstimateError
        If there are fewer than two coders, or a coder or a measure nobody knows.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = unitised_agreement(cq.example_codings(), level="theme", n_draws=200)
    >>> table.loc[table["code"] == "plan", ["covered", "u_alpha"]].round(2).values.tolist()
    [[0.43, 0.94]]
    """
    if measure not in get_args(Measure):
        raise EstimateError(f'measure={measure!r} is not known; take "word" or "character"')
    whole = together(codings)
    names = chosen_coders(whole, coders)
    atoms = _Atoms.of(counted_words(whole.corpus), measure)
    people = {name: _Marked.of(one_coder(whole, name), atoms) for name in names}
    rows = [
        _row(row, [people[name] for name in group], group, atoms, (confidence, n_draws, seed))
        for group in coder_groups(names)
        for row in compared_rows(whole.codebook, level)
    ]
    frame = pd.DataFrame([row for row in rows if row["words"]], columns=list(UNITISED_COLUMNS))
    unit = coded_unit(whole.filter(coder=names))
    frame.attrs["notes"] = (
        ()
        if unit == "word"
        else (f"Somebody coded by {unit}: the borders of passages are those of {unit}s.",)
    )
    return frame.rename(columns={"words": f"{measure}s"})


@dataclass(frozen=True, eq=False)
class _Atoms:
    """The positions of the continuum: `start` and `end` are places, `word` the word of each."""

    words: CountedWords
    start: Ints
    end: Ints
    word: Ints

    @classmethod
    def of(cls, words: CountedWords, measure: Measure) -> _Atoms:
        if measure == "word":
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
        """Return where the passages of a row begin and end among the jointly read positions."""
        merged = mentions(coded_spans(self.codings, self.atoms.words).of(row.members))
        before = np.concatenate(([0], np.cumsum(joint)))
        first, after = (before[place] for place in self.atoms.touched(merged.start, merged.end))
        return first[first < after], after[first < after]


def _row(
    row: TableRow,
    people: list[_Marked],
    group: tuple[str, ...],
    atoms: _Atoms,
    how: tuple[float, int, int],
) -> dict[str, Any]:
    joint = np.logical_and.reduce([one.read(row) for one in people])
    interview = atoms.words.transcript[atoms.word[joint]]
    units = [one.units(row, joint) for one in people]
    observed, own = _by_interview(units, interview, len(atoms.words.origin) - 1)
    there = np.bincount(interview, minlength=len(observed)) > 0
    figures = _with_interval(observed[there], own[there], *how)
    total = observed.sum()
    passages = sum(len(first) for first, _ in units)
    notes = [] if passages else ["nobody marked anything: u-alpha is undefined"]
    if 0 < there.sum() < 30:
        notes.append(f"fewer than 30 interviews ({there.sum()}): the interval may be too narrow")
    return {
        "code": row.id,
        "name": row.name,
        "coders": ", ".join(group),
        "words": int(joint.sum()),
        "transcripts": int(there.sum()),
        "passages": passages,
        "covered": observed[:, 1].sum() / total if total else np.nan,
        **dict(zip(("u_alpha", "u_alpha_low", "u_alpha_high"), figures, strict=True)),
        "note": "; ".join(notes),
    }


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
    observed: Floats, own: Floats, confidence: float, n_draws: int, seed: int
) -> tuple[float, float, float]:
    """Return u-alpha and its limits, by drawing whole interviews again."""
    value = float(u_alpha_of(observed.sum(axis=0), own.sum(axis=0)))
    if np.isnan(value) or len(observed) < 2:
        return value, np.nan, np.nan

    def again(weights: Floats) -> Floats:
        return u_alpha_of(np.tensordot(weights, observed, 1), weights @ own)

    drawn, left_out = (
        again(cluster_draws(len(observed), n_draws, seed)),
        again(1 - np.eye(len(observed))),
    )
    low, high = skewed_interval(drawn[~np.isnan(drawn)], left_out[~np.isnan(left_out)], confidence)
    return value, min(low, value), max(high, value)
