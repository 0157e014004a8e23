"""Draw passages at random for people to code, with a probability that is known for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.analysis.sampling.sample import Sample
from civic_qual.analysis.sampling.sample_columns import UNIT_COLUMNS
from civic_qual.analysis.sampling.sampling_frame import DESIGNS, Design, frame_fingerprint, in_frame
from civic_qual.analysis.tables.groups import groups
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import helpful, names_given
from civic_qual.coding.carried import ANY_THEME, carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import Scores
from civic_qual.corpus.segments import Segments, Unit, units_word
from civic_qual.errors import SampleError
from civic_qual.messages import Message, count, enumerated, listed, quoted, typed
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

_ORDER, _STARTS, _DOUBLE = 0, 1, 2  # streams of random numbers, one a purpose


@helpful
def draw_sample(
    corpus: Corpus,
    *,
    n: int = 200,
    unit: Unit = "turn",
    by: str | Sequence[str] | None = None,
    scores: Codings | Scores | None = None,
    design: Design | None = None,
    seed: int = 1,
    double: float = 0.0,
    minimum: int = 2,
    name: str | None = None,
) -> Sample:
    """Draw segments at random, and record with what probability each one was drawn.

    Drawn are segments that count (no interviewer speaks) and hold words. Within strata the draw
    is systematic in random order, so its size is fixed and every probability is exact.

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

    Returns
    -------
    Sample
        The segments drawn, each with its probability.

    Raises
    ------
    SampleError
        If there is not so much to draw from, or an argument does not fit.

    See Also
    --------
    read_sample : Read a sample that was drawn before.
    estimate_themes : Correct a machine by a person who coded the sample.

    References
    ----------
    .. [1] W. G. Madow (1949). On the theory of systematic sampling, II. Annals of Mathematical
       Statistics 20(3), 333-354.
    .. [2] H. O. Hartley and J. N. K. Rao (1962). Sampling with unequal probabilities and without
       replacement. Annals of Mathematical Statistics 33(2), 350-374.

    Examples
    --------
    >>> import civic_qual as cq
    >>> sample = draw_sample(cq.example_corpus(), n=40, by="country", double=0.25)
    >>> sample
    Sample('stratified-turn-40-seed1', 40 of 436 turns, stratified)
    >>> sample.units.groupby("stratum")["double"].agg(["size", "sum"]).sum().tolist()
    [40, 10]
    """
    names = names_given(by)
    design = _design(design, names, scores)
    _refuse_numbers(n, seed, double, minimum)
    segments = corpus.segments(unit)
    rows = np.flatnonzero(in_frame(segments))
    pull = None if scores is None else _pull(scores, corpus, unit)[rows]
    drawn = _draw(_Population(segments, rows, names, pull), design, n, seed, minimum)
    # Of interviews, whole ones are doubled; of passages, each by itself.
    parts = drawn["cluster"] if design == "interviews" else pd.Series(np.arange(len(drawn)))
    units = drawn.assign(double=_doubled(parts, double, seed))
    return Sample(
        name=name or f"{design}-{unit}-{n}-seed{seed}",
        design=design,
        unit=unit,
        seed=seed,
        by=names,
        frame_hash=frame_fingerprint(segments),
        frame_size=len(rows),
        units=units[list(UNIT_COLUMNS)],
    )


# What is asked for


def _design(design: Design | None, by: tuple[str, ...], scores: Codings | Scores | None) -> Design:
    """Return the design that the arguments tell, or refuse one that they do not fit."""
    fitting: Design = "scores" if scores is not None else "stratified" if by else "simple"
    if design is None or design == fitting:
        return fitting
    if design not in DESIGNS:
        raise SampleError(
            Message(
                "there is no design {design}; there are: {designs}",
                design=quoted(design),
                designs=enumerated(DESIGNS),
            )
        )
    if design == "interviews" and scores is not None:
        raise SampleError(
            Message(
                "scores choose passages, not whole interviews; leave {scores} out, or {design}",
                scores=typed("scores", "--rules or --model"),
                design=typed('take design="scores"', "--interviews"),
            )
        )
    if design == "interviews":
        return design
    raise SampleError(_NEEDS[design])


_NEEDS: dict[str, str] = {
    "simple": Message('design="simple" needs neither by nor scores'),
    "stratified": Message('design="stratified" needs by=... and no scores'),
    "scores": Message('design="scores" needs scores=...'),
}


def _refuse_numbers(n: int, seed: int, double: float, minimum: int) -> None:
    if n < 1:
        raise SampleError(
            Message("{given}: draw at least one", given=typed(f"n={n}", f"-n {n}", f"{n}"))
        )
    if seed < 0:
        raise SampleError(
            Message(
                "{given}: take 0 or more", given=typed(f"seed={seed}", f"--seed {seed}", f"{seed}")
            )
        )
    if not 0 <= double <= 1:
        raise SampleError(
            Message(
                "{given}: the share that two people code is from 0 to 1",
                given=typed(f"double={double:g}", f"--double {double:g}", f"{double:g}"),
            )
        )
    if minimum < 0:
        raise SampleError(Message("minimum={minimum}: take 0 or more", minimum=minimum))


def _pull(scores: Codings | Scores, corpus: Corpus, unit: Unit) -> Floats:
    """Return what pulls each segment of a corpus, shape (n_segments, n_codes)."""
    segments = corpus.segments(unit)
    if isinstance(scores, Codings):
        if frame_fingerprint(scores.corpus.segments(unit)) != frame_fingerprint(segments):
            raise SampleError(
                Message(
                    "the scores are of another corpus, or of other roles; score the corpus you "
                    "draw from"
                )
            )
        if scores.scores is None:
            return _found(scores, unit)
        scores = scores.scores
    if scores.unit != unit:
        raise SampleError(
            Message(
                "the model scored {scored} and {drawn} are to be drawn; draw by "
                "{unit}, or score {drawn}",
                scored=units_word(scores.unit),
                drawn=units_word(unit),
                unit=typed(f'unit="{scores.unit}"', f"--unit {scores.unit}"),
            )
        )
    if len(scores.values) != len(segments):
        raise SampleError(
            Message(
                "there are {scores} scores and {segments} {units}; score the corpus you draw from",
                scores=count(len(scores.values)),
                segments=count(len(segments)),
                units=units_word(unit),
            )
        )
    return scores.values


def _found(codings: Codings, unit: Unit) -> Floats:
    """Return 1 where a coder without scores found a code, else 0."""
    found = carried(codings, unit)
    columns = [column for column, row in enumerate(found.rows) if row.id != ANY_THEME]
    return np.asarray(found.matrix[:, columns].toarray(), dtype=np.float64)


# The draw


@dataclass(frozen=True, eq=False)
class _Population:
    """The frame: rows of segments, what strata are made of, and what pulls (or nothing)."""

    segments: Segments
    rows: Ints
    by: tuple[str, ...]
    pull: Floats | None

    def strata(self) -> pd.Series[str]:
        """Return the stratum of every segment of the frame."""
        if not self.by:
            return pd.Series("all", index=range(len(self.rows)))
        grouped = groups(self.segments.corpus, self.by)
        names = np.array(grouped.texts, dtype=object)
        return pd.Series(names[grouped.of_turn[self._turns()]])

    def _turns(self) -> Ints:
        """Return a turn of the corpus for every segment: its own, or the first that counts."""
        corpus = self.segments.corpus
        first = np.cumsum([0, *(len(transcript.turns) for transcript in corpus)])
        transcript = self.segments.transcript[self.rows]
        if self.segments.unit != "transcript":
            return first[transcript] + self.segments.turn[self.rows]
        own = [
            next(turn for turn, told in enumerate(corpus.transcripts[row].turns) if told.counted)
            for row in transcript.tolist()
        ]
        return first[transcript] + np.array(own, dtype=np.int64)


def _draw(population: _Population, design: Design, n: int, seed: int, minimum: int) -> pd.DataFrame:
    """Return the units drawn, with all columns but the share for two coders."""
    segments, rows = population.segments, population.rows
    transcript, stratum = segments.transcript[rows], population.strata()
    if design == "interviews" or segments.unit == "transcript":
        _refuse_split(transcript, stratum, population)
    if design == "interviews":
        names, first, which = np.unique(transcript, return_index=True, return_inverse=True)
        measure = np.ones(len(names))
        drawn, chance = _drawn(measure, stratum.iloc[first], n, seed, minimum, "interview")
        chosen, probability = drawn[which], chance[which]
    else:
        measure = np.ones(len(rows)) if population.pull is None else score_measure(population.pull)
        chosen, probability = _drawn(measure, stratum, n, seed, minimum, segments.unit)
    ids = np.array([one.id for one in segments.corpus], dtype=object)[transcript[chosen]]
    return pd.DataFrame(
        {
            "transcript": ids,
            "start": segments.start[rows[chosen]],
            "end": segments.end[rows[chosen]],
            "stratum": stratum[chosen].to_numpy(),
            "probability": probability[chosen],
            "cluster": ids,
        }
    )


def _drawn(
    measure: Floats, stratum: pd.Series[str], n: int, seed: int, minimum: int, unit: str
) -> tuple[Bools, Floats]:
    """Draw n units stratum by stratum; return which, and the probability of each one there is."""
    names, of_unit = np.unique(stratum.to_numpy().astype(str), return_inverse=True)
    sizes = np.bincount(of_unit, minlength=len(names))
    minimum = minimum if len(names) > 1 else 0
    _refuse_too_many(n, sizes, minimum, unit)
    shares = allocated(sizes, n, minimum)
    order, starts = shuffled(seed, len(measure), _ORDER), uniforms(seed, len(names), _STARTS)
    chosen, probability = np.zeros(len(measure), dtype=np.bool_), np.zeros(len(measure))
    for index, share in enumerate(shares.tolist()):
        inside = of_unit == index
        probability[inside] = inclusion_probabilities(measure[inside], share)
        here = order[of_unit[order] == index]
        chosen[here[systematic(probability[here], np.arange(len(here)), starts[index])]] = True
    return chosen, probability


def _refuse_too_many(n: int, sizes: Ints, minimum: int, unit: str) -> None:
    size = int(sizes.sum())
    if n > size:
        raise SampleError(
            Message(
                "there are only {size} {units} that count, hold words and are in a language that "
                "was recognised; ask for {most} or fewer",
                size=count(size),
                units=units_word(unit),
                most=typed(f"n={size}", f"-n {size}", f"{size}"),
            )
        )
    if np.minimum(sizes, minimum).sum() > n:
        raise SampleError(
            Message(
                "{strata} strata with at least {minimum} {units} each are more than {n}; ask "
                "for more, or for fewer attributes{smaller}",
                strata=len(sizes),
                minimum=minimum,
                units=units_word(unit),
                n=typed(f"n={n}", f"-n {n}", f"{n}"),
                smaller=typed(", or a smaller minimum=", "", ""),
            )
        )


def _doubled(part: pd.Series[str], share: float, seed: int) -> Bools:
    """Choose what two people are to code: a share of the parts, at least one if any."""
    names, of_unit = np.unique(part.to_numpy(), return_inverse=True)
    number = max(round(share * len(names)), 1) if share else 0
    chosen = np.zeros(len(names), dtype=np.bool_)
    chosen[shuffled(seed, len(names), _DOUBLE)[:number]] = True
    return chosen[of_unit]


def _refuse_split(transcript: Ints, stratum: pd.Series[str], population: _Population) -> None:
    """Refuse strata that cut through an interview, when whole interviews are drawn."""
    strata = pd.DataFrame({"transcript": transcript, "stratum": stratum}).drop_duplicates()
    several = strata["transcript"][strata["transcript"].duplicated()]
    if len(several):
        raise SampleError(
            Message(
                "{attributes} differ between the people of {transcript}, so whole interviews "
                "cannot be drawn by it; take an attribute of transcripts",
                attributes=listed(population.by),
                transcript=quoted(population.segments.corpus.transcripts[several.iloc[0]].id),
            )
        )
