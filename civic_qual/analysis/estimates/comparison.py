"""Machine, person and sample side by side: arrays over the segments that could have been drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.estimates.refusals import check_estimate
from civic_qual.analysis.sampling.sample import Sample, frame_of
from civic_qual.analysis.tables.groups import Groups, groups
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.coding.carried import Carried, carried
from civic_qual.coding.scores import CROSS_FITTED, Scores
from civic_qual.coding.theme_rows import ANY_THEME, Level, TableRow
from civic_qual.corpus.cache import kept_with_corpus
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.errors import EstimateError

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit


def machine_scores(scores: Scores | None, found: Carried, places: Sequence[int]) -> Floats:
    """Return the scores of some rows of `found`, shape (n_segments, n_rows).

    NaN stands where the machine did not read, or has not learned a row.
    """
    if scores is None:
        marks = found.matrix[:, list(places)].toarray().astype(np.float64)
        marks[~found.read[:, list(places)]] = np.nan
        return marks
    columns = [_of_row(scores, found.rows[place]) for place in places]
    return np.column_stack(columns) if columns else np.empty((len(scores.values), 0))


def _of_row(scores: Scores, row: TableRow) -> Floats:
    """Return the scores of a row; a theme without its own has the highest of its codes."""
    if row.id in scores.codes:
        return scores.of(row.id)
    below = [scores.codes.index(code) for code in row.members if code in scores.codes]
    if not below:
        return np.full(len(scores.values), np.nan)
    known = scores.values[:, below]
    highest: Floats = np.where(
        np.isnan(known).all(axis=1), np.nan, np.nan_to_num(known, nan=0.0).max(axis=1)
    )
    return highest


Unread = Literal["refuse", "ignore"]


@dataclass(frozen=True, eq=False)
class LinedUp:
    """What an estimate rests on. F segments could be drawn, n of them were read, K rows.

    Attributes
    ----------
    machine, human, sample
        As given; `human` holds one coder.
    rows
        Themes or codes, in the order of the codebook.
    places
        (F,): where the segments stand in `corpus.segments(sample.unit)`.
    scores, raw
        (F, K): what the machine says (NaN where it did not read), and what it found.
    read_by_machine
        (F, K).
    positions, coded
        Of the segments read: where they stand among the F, (n,); what the person found, (n, K).
    looked_for
        (K,): whether the person looked for a row at all.
    probability, cluster
        (n,) of the segments read; `cluster` is None where segments were drawn one by one.
    groups, member
        The groups, and which segments are in them, (F, n_groups + 1): the last column is all.
    transcript, participant
        (F,): positions in the corpus and in the people of its turns, -1 for several people.
    unread
        How many sampled segments the person has not read.
    """

    machine: Codings
    human: Codings
    sample: Sample
    rows: tuple[TableRow, ...]
    places: Ints
    scores: Floats
    raw: Bools
    read_by_machine: Bools
    positions: Ints
    coded: Floats
    looked_for: Bools
    probability: Floats
    cluster: npt.NDArray[np.object_] | None
    groups: Groups
    member: Bools
    transcript: Ints
    participant: Ints
    unread: int

    @property
    def cross_fitted(self) -> bool:
        """Whether the model was trained on sampled segments, and scored them from other fits."""
        if self.machine.scores is None:
            return False
        marks = self.machine.scores.trained[self.places[self.positions]]
        return bool((marks == CROSS_FITTED).any())

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of each group and, last, of all."""
        margin = self.groups.margin[0] if self.groups.names else "all"
        return (*(" / ".join(label) for label in self.groups.labels), margin)


def lined_up(
    machine: Codings,
    human: Codings,
    sample: Sample,
    by: tuple[str, ...],
    level: Level,
    unit: Unit | None = None,
    unread: Unread = "refuse",
) -> LinedUp:
    """Check that machine, person and sample belong together, and lay them side by side."""
    positions = check_estimate(machine, human, sample, unit)
    segments = machine.corpus.segments(sample.unit)
    places = np.flatnonzero(frame_of(segments))
    by_person = carried(human, sample.unit, level)
    by_machine = _found(machine, sample.unit, level, by_person)
    kept = [place for place, row in enumerate(by_person.rows) if row.id != ANY_THEME]
    read: Bools = np.asarray(by_person.read[positions][:, kept], dtype=np.bool_)
    here = _read_units(read, by_person.matrix[positions].toarray()[:, kept] > 0, sample, unread)
    chosen = positions[here]
    probability = sample.units["probability"].to_numpy(dtype=np.float64)
    grouped = groups(machine.corpus, by)
    participant, member = _people_and_groups(machine.corpus, sample.unit, by)
    return LinedUp(
        machine,
        human,
        sample,
        tuple(by_machine.rows[place] for place in kept),
        places,
        machine_scores(machine.scores, by_machine, kept)[places],
        by_machine.matrix[:, kept].toarray()[places] > 0,
        by_machine.read[places][:, kept],
        np.searchsorted(places, chosen),
        by_person.matrix[chosen].toarray()[:, kept].astype(float),
        np.asarray(read.any(axis=0)),
        _as_read(probability, sample, here),
        (
            sample.units["cluster"].to_numpy(dtype=object)[here]
            if sample.design == "interviews"
            else None
        ),
        grouped,
        member[places],
        segments.transcript[places],
        participant[places],
        int((~here).sum()),
    )


def _found(machine: Codings, unit: Unit, level: Level, like: Carried) -> Carried:
    """Return what the machine found; nothing read, if it only ranks and assigns no code."""
    if machine.scores is None or len(machine.read):
        return carried(machine, unit, level)
    return replace(like, matrix=like.matrix * 0, read=np.zeros_like(like.read))


def _read_units(read: Bools, carries: Bools, sample: Sample, unread: Unread) -> Bools:
    """Return which sampled units the person read for all that was looked for, shape (n,)."""
    if unread not in ("refuse", "ignore"):
        raise EstimateError(f'unread={unread!r} is not known; take "refuse" or "ignore"')
    looked_for = np.asarray(read.any(axis=0), dtype=np.bool_)
    here: Bools = np.asarray(read[:, looked_for].all(axis=1) & looked_for.any(), dtype=np.bool_)
    missing, size = int((~here).sum()), len(here)
    if missing == size:
        raise EstimateError(
            f"none of the {size} passages of the sample {sample.name!r} was read by this person: "
            "give the codings of the person who coded the sample, with their readings"
        )
    if missing and unread == "refuse":
        raise EstimateError(
            f"{missing} of the {size} sampled passages were not read, or not for every code: the "
            "ones left may be the hard ones. Have them coded; or, if they were left by chance, "
            'say unread="ignore", which assumes that they are like the others'
        )
    if missing and carries[here].any(axis=1).all():
        raise EstimateError(
            "every sampled passage that was read carries a code: it seems that only coded "
            'passages were recorded (coverage="coded_only"), which says nothing of the others. '
            "Record the passages read without a code too"
        )
    return here


def _as_read(probability: Floats, sample: Sample, here: Bools) -> Floats:
    """Return the probability of being drawn and read: in each stratum a part was left unread."""
    if here.all():
        return probability
    _, which = np.unique(sample.units["stratum"].to_numpy().astype(str), return_inverse=True)
    part = np.bincount(which, weights=here) / np.bincount(which)
    return probability[here] * part[which[here]]


@kept_with_corpus
def _people_and_groups(corpus: Corpus, unit: Unit, by: tuple[str, ...]) -> tuple[Ints, Bools]:
    """Return who speaks in each segment, and which groups it is in, as `theme_table` counts."""
    grouped = groups(corpus, by)
    words, segment = counted_words(corpus), word_segments(corpus, unit)
    size = len(corpus.segments(unit))
    member = np.zeros((size, len(grouped) + 1), dtype=np.bool_)
    member[:, -1] = True
    group = grouped.of_turn[words.turn]
    if grouped.names:
        member[segment[group >= 0], group[group >= 0]] = True
    lowest = np.full(size, np.iinfo(np.int64).max)
    highest = np.full(size, -1)
    np.minimum.at(lowest, segment, words.participant)
    np.maximum.at(highest, segment, words.participant)
    return np.where(lowest == highest, highest, -1), member
