"""Draw passages at random for people to code, with a probability that is known for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.sampling.sample import Design, Sample, frame_hash, frame_of
from civic_qual.analysis.tables.groups import groups
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.coding.carried import carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import Scores
from civic_qual.coding.theme_rows import ANY_THEME
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import SampleError
from civic_qual.statistics.survey import (
    allocated,
    inclusion_probabilities,
    score_measure,
    shuffled,
    systematic,
    uniforms,
)

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


def scores_of_segments(scores: Codings | Scores, corpus: Corpus, unit: Unit) -> Floats:
    """Return what pulls each segment of a corpus, shape (n_segments, n_codes).

    Raises
    ------
    SampleError
        If the scores are of other texts, roles or units.
    """
    segments = corpus.segments(unit)
    if isinstance(scores, Codings):
        if frame_hash(scores.corpus.segments(unit)) != frame_hash(segments):
            raise SampleError(
                "the scores are of another corpus, or of other roles; score the "
                "corpus you draw from"
            )
        if scores.scores is None:
            return _found(scores, unit)
        scores = scores.scores
    if scores.unit != unit:
        raise SampleError(
            f"the model scored {scores.unit}s and {unit}s are to be drawn; draw by "
            f'unit="{scores.unit}", or score {unit}s'
        )
    if len(scores.values) != len(segments):
        raise SampleError(
            f"there are {len(scores.values):,} scores and {len(segments):,} "
            f"{unit}s; score the corpus you draw from"
        )
    return scores.values


def _found(codings: Codings, unit: Unit) -> Floats:
    """Return 1 where a coder without scores found a code, else 0."""
    found = carried(codings, unit)
    kept = [place for place, row in enumerate(found.rows) if row.id != ANY_THEME]
    return np.asarray(found.matrix[:, kept].toarray(), dtype=np.float64)


_ORDER, _STARTS, _DOUBLE = 0, 1, 2  # streams of random numbers, one a purpose


def draw_sample(
    corpus: Corpus,
    n: int = 200,
    unit: Unit = "turn",
    by: str | Sequence[str] | None = None,
    scores: Codings | Scores | None = None,
    design: Design | None = None,
    seed: int = 1,
    double: float = 0.0,
    *,
    minimum: int = 2,
    name: str | None = None,
) -> Sample:
    """Draw segments at random, and record with what probability each one was drawn.

    Drawn are segments that count (no interviewer speaks) and hold words. Within strata the draw
    is systematic in random order, so its size is fixed and every probability is exact (Madow
    1949; Hartley and Rao 1962).

    Parameters
    ----------
    corpus
        What to draw from.
    n
        How many segments; of the design "interviews", how many interviews.
    unit
        What is drawn and will be coded.
    by
        Attributes of transcripts or participants: each combination is a stratum, and gets its
        share of the sample in proportion to its size.
    scores
        Codings with scores of a model, or the scores: what scores high is drawn more often, so
        that rare codes are found. Seven tenths of the sample stay evenly spread, as a floor.
        Codings without scores pull by what they found.
    design
        "simple", "stratified", "interviews" (whole ones) or "scores"; told by the other
        arguments if left out. Only "interviews" has to be said.
    seed
        Not negative; the same seed draws the same sample on every computer.
    double
        The share of the sample, from 0 to 1, that two people are to code, chosen at random.
    minimum
        Every stratum gets so many, or all it has.
    name
        What readings of the sample will be marked with.

    Raises
    ------
    SampleError
        If there is not so much to draw from, or an argument does not fit.

    Examples
    --------
    >>> import civic_qual as cq
    >>> sample = draw_sample(cq.example_corpus(), n=40, by="country", double=0.25)
    >>> sample
    Sample('stratified-turn-40-seed1', 40 of 436 turns, stratified)
    >>> sample.units.groupby("stratum")["double"].agg(["size", "sum"]).sum().tolist()
    [40, 10]
    """
    names = (by,) if isinstance(by, str) else tuple(by or ())
    design = _design(design, names, scores)
    _refuse_numbers(n, seed, double, minimum)
    segments = corpus.segments(unit)
    frame = np.flatnonzero(frame_of(segments))
    pull = None if scores is None else scores_of_segments(scores, corpus, unit)[frame]
    drawn = _draw(_Population(segments, frame, names, pull), design, n, seed, minimum)
    units = drawn.assign(
        double=_doubled(
            drawn["cluster"] if design == "interviews" else pd.Series(np.arange(len(drawn))),
            double,
            seed,
        )
    )
    label = name or f"{design}-{unit}-{n}-seed{seed}"
    order = ["transcript", "start", "end", "stratum", "probability", "double", "cluster"]
    return Sample(label, design, unit, seed, names, frame_hash(segments), len(frame), units[order])


@dataclass(frozen=True, eq=False)
class _Population:
    """The frame: positions of segments, what strata are made of, and what pulls (or nothing)."""

    segments: Segments
    frame: Ints
    by: tuple[str, ...]
    pull: Floats | None

    def strata(self) -> pd.Series[str]:
        """Return the stratum of every segment of the frame."""
        if not self.by:
            return pd.Series("all", index=range(len(self.frame)))
        grouped = groups(self.segments.corpus, self.by)
        names = np.array([" / ".join(label) for label in grouped.labels], dtype=object)
        return pd.Series(names[grouped.of_turn[self._turns()]])

    def _turns(self) -> Ints:
        """Return a turn of the corpus for every segment: its own, or the first that counts."""
        corpus = self.segments.corpus
        first = np.cumsum([0, *(len(one.turns) for one in corpus)])
        own = self.segments.turn[self.frame]
        if self.segments.unit == "transcript":
            own = np.array(
                [
                    next(
                        place
                        for place, turn in enumerate(corpus.transcripts[one].turns)
                        if turn.counted
                    )
                    for one in self.segments.transcript[self.frame]
                ],
                dtype=np.int64,
            )
        return first[self.segments.transcript[self.frame]] + own


def _draw(population: _Population, design: Design, n: int, seed: int, minimum: int) -> pd.DataFrame:
    """Return the units drawn, with all columns but the share for two coders."""
    segments, frame = population.segments, population.frame
    transcript = segments.transcript[frame]
    stratum = population.strata()
    if design == "interviews" or segments.unit == "transcript":
        _refuse_split(transcript, stratum, population)
    if design == "interviews":
        interviews, first, of_segment = np.unique(
            transcript, return_index=True, return_inverse=True
        )
        measure = np.ones(len(interviews))
        chosen, of_interview = _drawn(measure, stratum.iloc[first], n, seed, minimum, "interview")
        kept, probability = chosen[of_segment], of_interview[of_segment]
    else:
        measure = np.ones(len(frame)) if population.pull is None else score_measure(population.pull)
        kept, probability = _drawn(measure, stratum, n, seed, minimum, segments.unit)
    ids = np.array([one.id for one in segments.corpus], dtype=object)[transcript[kept]]
    return pd.DataFrame(
        {
            "transcript": ids,
            "start": segments.start[frame[kept]],
            "end": segments.end[frame[kept]],
            "stratum": stratum[kept].to_numpy(),
            "probability": probability[kept],
            "cluster": ids,
        }
    )


def _drawn(
    measure: Floats, stratum: pd.Series[str], n: int, seed: int, minimum: int, what: str
) -> tuple[Bools, Floats]:
    """Draw n units stratum by stratum; return which, and the probability of each one there is."""
    names, of_unit = np.unique(stratum.to_numpy().astype(str), return_inverse=True)
    sizes = np.bincount(of_unit, minlength=len(names))
    if n > len(measure):
        raise SampleError(
            f"there are only {len(measure):,} {what}s that count and hold words; "
            f"ask for n={len(measure)} or fewer"
        )
    minimum = minimum if len(names) > 1 else 0
    if np.minimum(sizes, minimum).sum() > n:
        raise SampleError(
            f"{len(names)} strata with at least {minimum} {what}s each are more than "
            f"n={n}; ask for more, for fewer attributes, or for a smaller minimum"
        )
    shares = allocated(sizes, n, minimum)
    order, starts = shuffled(seed, len(measure), _ORDER), uniforms(seed, len(names), _STARTS)
    chosen, probability = np.zeros(len(measure), dtype=np.bool_), np.zeros(len(measure))
    for place, share in enumerate(shares.tolist()):
        probability[of_unit == place] = inclusion_probabilities(measure[of_unit == place], share)
        here = order[of_unit[order] == place]
        chosen[here[systematic(probability[here], np.arange(len(here)), starts[place])]] = True
    return chosen, probability


def _doubled(cluster: pd.Series[str], share: float, seed: int) -> Bools:
    """Choose what two people are to code: a share of the clusters, at least one if any."""
    names, of_unit = np.unique(cluster.to_numpy(), return_inverse=True)
    number = max(round(share * len(names)), 1) if share else 0
    chosen = np.zeros(len(names), dtype=np.bool_)
    chosen[shuffled(seed, len(names), _DOUBLE)[:number]] = True
    return chosen[of_unit]


def _design(design: Design | None, by: tuple[str, ...], scores: Codings | Scores | None) -> Design:
    told: Design = "scores" if scores is not None else "stratified" if by else "simple"
    if design is None:
        return told
    if design not in get_args(Design):
        raise SampleError(
            f"there is no design {design!r}; there are: {', '.join(get_args(Design))}"
        )
    if design == "interviews" and scores is not None:
        raise SampleError(
            "scores choose passages, not whole interviews; leave scores out, or "
            'take design="scores"'
        )
    if design != "interviews" and design != told:
        needs = {
            "simple": "neither by nor scores",
            "stratified": "by=... and no scores",
            "scores": "scores=...",
        }[design]
        raise SampleError(f'design="{design}" needs {needs}')
    return design


def _refuse_numbers(n: int, seed: int, double: float, minimum: int) -> None:
    if n < 1:
        raise SampleError(f"n={n}: draw at least one")
    if seed < 0:
        raise SampleError(f"seed={seed}: take 0 or more")
    if not 0 <= double <= 1:
        raise SampleError(f"double={double}: the share that two people code is from 0 to 1")
    if minimum < 0:
        raise SampleError(f"minimum={minimum}: take 0 or more")


def _refuse_split(transcript: Ints, stratum: pd.Series[str], population: _Population) -> None:
    """Refuse strata that cut through an interview, when whole interviews are drawn."""
    strata = pd.DataFrame({"transcript": transcript, "stratum": stratum}).drop_duplicates()
    several = strata["transcript"][strata["transcript"].duplicated()]
    if len(several):
        one = population.segments.corpus.transcripts[several.iloc[0]].id
        raise SampleError(
            f"{' and '.join(population.by)} differ between the people of {one!r}, "
            "so whole interviews cannot be drawn by it; take an attribute of "
            "transcripts"
        )
