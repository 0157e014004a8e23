"""A random sample as it was drawn: which segments, with what probability, of which frame.

The *frame* is every segment of a unit that counts and holds words. A sample speaks for its frame
only while that stands: a corrected text, another role or another unit makes another frame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.segments import UNITS, Segments, Unit
from civic_qual.errors import SampleError
from civic_qual.sheets.cells import cell_text, told_ids
from civic_qual.statistics.survey import shuffled

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


LIST_COLUMNS = ("transcript", "start", "end", "sample")
_SHARING, _FIRST_LIST = 3, 4  # streams of random numbers; 0 to 2 drew the sample


def worklists(sample: Sample, coders: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Share a sample out among coders, evenly and at random.

    Each list has the columns transcript, start, end and sample, in a random order of its own;
    whole interviews stay together and in the order of the text. Which passages two coders have
    stands in the sample alone, not in a list.

    Raises
    ------
    SampleError
        If there is nobody, a name stands twice, or passages are to be coded by two and there is
        only one coder.

    Examples
    --------
    >>> import civic_qual as cq
    >>> sample = cq.draw_sample(cq.example_corpus(), n=10, double=0.2)
    >>> {coder: len(rows) for coder, rows in worklists(sample, ["Aya", "Ben"]).items()}
    {'Aya': 6, 'Ben': 6}
    """
    people = sorted(coders)
    _refuse(sample, people)
    units = sample.units.assign(sample=sample.name)
    things, of_unit = _things(sample)
    double = pd.Series(units["double"].to_numpy()).groupby(of_unit).first().to_numpy()
    theirs = _shared(double, len(people), sample.seed)
    lists = {}
    for place, coder in enumerate(people):
        order = shuffled(sample.seed, things, _FIRST_LIST + place)
        rank = np.empty(things, dtype=np.int64)
        rank[order] = np.arange(things)
        mine = np.flatnonzero(theirs[of_unit, place])
        mine = mine[np.argsort(rank[of_unit[mine]], kind="stable")]
        lists[coder] = units.iloc[mine][list(LIST_COLUMNS)].reset_index(drop=True)
    return {coder: lists[coder] for coder in coders}


def _things(sample: Sample) -> tuple[int, Ints]:
    """Return how many interviews or passages are shared out whole, and the one of each unit."""
    if sample.design == "interviews":
        names, of_unit = np.unique(
            sample.units["cluster"].to_numpy().astype(str), return_inverse=True
        )
        return len(names), of_unit
    return len(sample), np.arange(len(sample))


def _shared(double: Bools, people: int, seed: int) -> Bools:
    """Return who codes what, shape (n_things, n_people): one a thing, or two where doubled."""
    order = shuffled(seed, len(double), _SHARING)
    # Doubled ones first: the pairs go round, then singles fill up whoever has least.
    order = order[np.argsort(~double[order], kind="stable")]
    theirs, load = np.zeros((len(double), people), dtype=np.bool_), np.zeros(people, dtype=int)
    for turn, thing in enumerate(order.tolist()):
        ranked = np.lexsort(((np.arange(people) - turn) % people, load))
        chosen = ranked[: 2 if double[thing] else 1]
        theirs[thing, chosen] = True
        load[chosen] += 1
    return theirs


def _refuse(sample: Sample, people: list[str]) -> None:
    if not people:
        raise SampleError("nobody to code: name at least one coder")
    if len(set(people)) < len(people):
        raise SampleError("a coder is named twice; name each one once")
    if len(people) == 1 and bool(sample.units["double"].any()):
        raise SampleError(
            f"parts of the sample {sample.name!r} are to be coded by two; name a "
            "second coder, or draw a sample with double=0"
        )


Design = Literal["simple", "stratified", "interviews", "scores"]
UNIT_COLUMNS = ("transcript", "start", "end", "stratum", "probability", "double", "cluster")
_ABOUT = ("sample", "design", "unit", "seed", "by", "frame_hash", "frame_size")
_BETWEEN = " + "  # attributes that strata are made of, in a table


@dataclass(frozen=True, eq=False)
class Sample:
    """Segments drawn at random, to be coded by people; `civic_qual.draw_sample` makes it.

    Parameters
    ----------
    name
        Readings of the sampled passages carry it in their column `sample`.
    design
        "simple", "stratified", "interviews" (whole ones were drawn) or "scores" (segments with a
        high score of a model had a higher chance).
    unit
        What was drawn: rows are segments of it.
    seed
        Of the random numbers: the same seed draws the same sample.
    by
        The attributes the strata are made of.
    frame_hash, frame_size
        A fingerprint of the frame, and how many segments it has.
    units
        One row a segment drawn: transcript, start, end, stratum, probability (of being drawn),
        double (whether two are to code it), cluster (the transcript).
    """

    name: str
    design: Design
    unit: Unit
    seed: int
    by: tuple[str, ...]
    frame_hash: str
    frame_size: int
    units: pd.DataFrame

    def __len__(self) -> int:
        return len(self.units)

    def __repr__(self) -> str:
        return (
            f"Sample({self.name!r}, {len(self):,} of {self.frame_size:,} {self.unit}s, "
            f"{self.design})"
        )

    def check(self, corpus: Corpus) -> None:
        """Refuse a corpus that is not the one the sample was drawn from.

        Raises
        ------
        SampleError
            If a text, a role or the cut into segments has changed since the draw.
        """
        if frame_hash(corpus.segments(self.unit)) == self.frame_hash:
            return
        strange = sorted(set(self.units["transcript"]) - set(told_ids(corpus.positions)))
        why = (
            f"it has no transcript {strange[0]!r}"
            if strange
            else "since the draw transcripts were added or removed, texts corrected or "
            "roles changed"
        )
        raise SampleError(
            f"the sample {self.name!r} is not of this corpus: {why}. Use the corpus "
            "it was drawn from, or draw a new sample and keep the codings"
        )

    def positions(self, corpus: Corpus) -> Ints:
        """Return where the sampled segments stand in `corpus.segments(unit)`, shape (n,).

        Raises
        ------
        SampleError
            If the corpus is not the one the sample was drawn from.
        """
        self.check(corpus)
        segments = corpus.segments(self.unit)
        ids = told_ids(corpus.positions)
        known = {
            key: place
            for place, key in enumerate(
                zip(segments.transcript.tolist(), segments.start.tolist(), strict=True)
            )
        }
        starts = zip(self.units["transcript"], self.units["start"], strict=True)
        try:
            return np.array(
                [known[corpus.positions[ids[one]], start] for one, start in starts], dtype=np.int64
            )
        except KeyError as error:
            raise SampleError(
                f"the sample {self.name!r} was changed after the draw ({error} is "
                "none of its frame); take it as it was drawn"
            ) from None

    def worklists(self, coders: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Share the sample out among coders, each list in a random order of its own.

        A list does not tell which passages another one codes too. Whole interviews stay
        together and in the order of the text.

        Raises
        ------
        SampleError
            If passages are to be coded by two and there is only one coder.
        """
        return worklists(self, coders)

    def to_frame(self) -> pd.DataFrame:
        """Return the sample as one table, which `from_frame` reads back; fit for a csv file."""
        return self.units.assign(
            sample=self.name,
            design=self.design,
            unit=self.unit,
            seed=self.seed,
            by=_BETWEEN.join(self.by),
            frame_hash=self.frame_hash,
            frame_size=self.frame_size,
        )

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Sample:
        """Read a table that `to_frame` made; of a file, `civic_qual.read_sample` does it.

        Raises
        ------
        SampleError
            If a column is missing or a cell is wrong, or the table is empty or holds several
            samples.
        """
        missing = [name for name in (*UNIT_COLUMNS, *_ABOUT) if name not in frame]
        if missing or not len(frame):
            raise SampleError(
                "this is no table of a sample: "
                + (f"it has no column {', '.join(missing)}" if missing else "it has no rows")
            )
        about = frame[list(_ABOUT)].map(cell_text).drop_duplicates()
        if len(about) > 1:
            raise SampleError("this table holds several samples; read them one by one")
        name, design, unit, seed, by, made_of, size = about.iloc[0]
        if unit not in UNITS:
            raise SampleError(f"there is no unit {unit!r}; there are: {', '.join(UNITS)}")
        names = tuple(part for part in by.split(_BETWEEN) if part)
        try:
            return cls(
                name,
                cast("Design", design),
                cast("Unit", unit),
                int(seed),
                names,
                made_of,
                int(size),
                _units(frame),
            )
        except ValueError as error:
            raise SampleError(
                f"a number of this sample cannot be read ({error}); take the sample as it was drawn"
            ) from None


def frame_of(segments: Segments) -> Bools:
    """Return which segments can be drawn: those that count and hold words, shape (n_segments,)."""
    return segments.counted & (segments.words > 0)


def frame_hash(segments: Segments) -> str:
    """Return a fingerprint of texts, cut and roles: f and 15 hex digits of a SHA-256.

    With its f it is a number for no spreadsheet.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> one = Transcript("a", "R: Oui.", (Turn(0, 7, ((3, 7),), "R", "respondent"),))
    >>> corpus = Corpus((one,))
    >>> changed = corpus.with_roles({"R": "interviewer"})
    >>> frame_hash(corpus.segments()) == frame_hash(changed.segments())
    False
    """
    texts = "\n".join(f"{one.id}\t{one.revision}" for one in segments.corpus)
    made = hashlib.sha256(f"{segments.unit}\n{texts}\n".encode("utf-8", "surrogatepass"))
    for column in (segments.transcript, segments.start, segments.end, frame_of(segments)):
        made.update(column.astype("<i8").tobytes())
    return "f" + made.hexdigest()[:15]


def _units(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `units` in their types, which a csv file does not keep."""
    cells = frame[list(UNIT_COLUMNS)].map(cell_text)
    # A French spreadsheet writes 0,25 and VRAI.
    made = cells.assign(
        start=cells["start"].str.removesuffix(".0").astype(np.int64),
        end=cells["end"].str.removesuffix(".0").astype(np.int64),
        probability=cells["probability"].str.replace(",", ".").astype(np.float64),
        double=cells["double"].str.casefold().isin(["true", "vrai", "1"]),
    )
    return made[list(UNIT_COLUMNS)].reset_index(drop=True)
