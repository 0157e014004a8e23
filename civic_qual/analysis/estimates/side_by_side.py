"""Machine, person and sample side by side: what each says of the segments that could be drawn.

`side_by_side` checks that the three belong together and lays them out. Everything else of this
folder counts what it returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.estimates.refusals import check_estimate, one_person
from civic_qual.analysis.measures import PARTICIPANTS, Measure, things_of_words
from civic_qual.analysis.sampling.sampling_frame import in_frame
from civic_qual.analysis.tables.groups import Groups, groups
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import names_given
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import ANY_THEME, Carried, Level, TableRow, carried
from civic_qual.coding.scores import CROSS_FITTED, Scores
from civic_qual.corpus.counted_words import counted_words, kept_with_corpus, word_segments
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, quoted, typed

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit

Unread = Literal["refuse", "ignore"]


@dataclass(frozen=True, eq=False, kw_only=True)
class DrawableSegments:
    """The F segments that could be drawn, in the order of the corpus.

    Attributes
    ----------
    row
        (F,): their rows in `corpus.segments(unit)`.
    transcript, participant
        (F,): rows of the corpus, and of the people of its turns, -1 for several people.
    groups, member
        The groups, and which segments are in them, (F, n_groups + 1): the last column is all.
    """

    row: Ints
    transcript: Ints
    participant: Ints
    groups: Groups
    member: Bools

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, eq=False, kw_only=True)
class MachineSays:
    """What the machine says of the F segments and K rows; all arrays have the shape (F, K).

    Attributes
    ----------
    scores
        From 0 to 1; NaN where it did not read, or has not learned a row.
    found, read
        What it found, and what it read.
    """

    scores: Floats
    found: Bools
    read: Bools


@dataclass(frozen=True, eq=False, kw_only=True)
class PersonSays:
    """What the person says of the n sampled segments that were read.

    Attributes
    ----------
    index
        (n,): which of the F segments they are.
    found
        (n, K): 1 where the person found a row, else 0.
    looked_for
        (K,): whether the person looked for a row at all.
    probability
        (n,): of having been drawn, and read.
    cluster
        (n,): the interview, if whole ones were drawn; None where segments were drawn one by one.
    unread
        How many sampled segments the person has not read.
    """

    index: Ints
    found: Floats
    looked_for: Bools
    probability: Floats
    cluster: npt.NDArray[np.object_] | None
    unread: int


@dataclass(frozen=True, eq=False, kw_only=True)
class SideBySide:
    """What an estimate rests on: F segments could be drawn, n of them were read, for K rows.

    Attributes
    ----------
    machine, human, sample
        As given; `human` holds one coder, and only the readings that may judge.
    rows
        The K themes or codes, in the order of the codebook.
    segments, by_machine, by_person
        What could be drawn, and what machine and person say of it.
    seen
        What people saw of other answers before they coded the sample.
    """

    machine: Codings
    human: Codings
    sample: Sample
    seen: Blind
    rows: tuple[TableRow, ...]
    segments: DrawableSegments
    by_machine: MachineSays
    by_person: PersonSays

    @property
    def cross_fitted(self) -> bool:
        """Whether the model was trained on sampled segments, and scored them from other fits."""
        if self.machine.scores is None:
            return False
        marks = self.machine.scores.trained[self.segments.row[self.by_person.index]]
        return bool((marks == CROSS_FITTED).any())

    @property
    def labels(self) -> tuple[str, ...]:
        """The name of each group and, last, of all."""
        grouped = self.segments.groups
        margin = grouped.margin[0] if grouped.names else "all"
        return (*grouped.texts, margin)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rows."""
        return tuple(row.id for row in self.rows)


def side_by_side(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    by: str | Sequence[str] | None,
    level: Level,
    unit: Unit | None = None,
    coder: str | None = None,
    unread: Unread = "refuse",
    shown: Judges = "blind",
) -> SideBySide:
    """Check that machine, person and sample belong together, and lay them side by side.

    Arguments are those of `estimate_themes`.

    Raises
    ------
    EstimateError
        If a number could not be defended: the message says why, and what to do.
    SampleError
        If texts, roles or the cut into segments changed since the draw.
    """
    human = one_person(human, coder)
    sampled = check_estimate(machine, human, sample, unit)
    segments = _drawable(machine.corpus, sample.unit, names_given(by))
    seen = _read_blind(human, sample, sampled, shown)
    human = seen.codings
    person = carried(human, sample.unit, level)
    columns = [column for column, row in enumerate(person.rows) if row.id != ANY_THEME]
    coded = _coded_by(machine, sample.unit, level, person)
    return SideBySide(
        machine=machine,
        human=human,
        sample=sample,
        seen=seen,
        rows=tuple(coded.rows[column] for column in columns),
        segments=segments,
        by_machine=_machine_says(machine.scores, coded, columns, segments.row),
        by_person=_person_says(person, columns, sample, sampled, segments.row, unread, seen),
    )


def _read_blind(human: Codings, sample: Sample, sampled: Ints, shown: Judges) -> Blind:
    """Return what the person read without seeing an answer, or all; refuse if that is nothing."""
    seen = blind(human, shown, (human.corpus.segments(sample.unit), sampled))
    if not len(seen.codings.read):
        raise _not_blind(seen if seen.left_out else blind(human, shown), sample, len(sampled))
    return seen


def _not_blind(seen: Blind, sample: Sample, missing: int) -> EstimateError:
    return seen.refusal(
        Message(
            "{missing} of the {size} passages of the sample {sample} were not coded blind, so "
            "they cannot correct a machine.",
            missing=missing,
            size=len(sample),
            sample=quoted(sample.name),
        )
    )


def _drawable(corpus: Corpus, unit: Unit, by: tuple[str, ...]) -> DrawableSegments:
    segments = corpus.segments(unit)
    rows = np.flatnonzero(in_frame(segments))
    return DrawableSegments(
        row=rows,
        transcript=segments.transcript[rows],
        participant=things_told_apart(corpus, PARTICIPANTS, unit)[rows],
        groups=groups(corpus, by),
        member=_members(corpus, unit, by)[rows],
    )


@kept_with_corpus
def _members(corpus: Corpus, unit: Unit, by: tuple[str, ...]) -> Bools:
    """Return which groups each segment is in, as `theme_table` counts; the last is all."""
    grouped = groups(corpus, by)
    words, segment = counted_words(corpus), word_segments(corpus, unit)
    member = np.zeros((len(corpus.segments(unit)), len(grouped) + 1), dtype=np.bool_)
    member[:, -1] = True
    group = grouped.of_turn[words.turn]
    if grouped.names:
        member[segment[group >= 0], group[group >= 0]] = True
    return member


@kept_with_corpus
def things_told_apart(corpus: Corpus, measure: Measure, unit: Unit) -> Ints:
    """Return what each segment counts for by a measure, shape (n_segments,).

    It is -1 where nothing was said, or several things are in one segment.
    """
    segment, thing = word_segments(corpus, unit), things_of_words(corpus, measure, unit)
    size = len(corpus.segments(unit))
    lowest = np.full(size, np.iinfo(np.int64).max)
    highest = np.full(size, -1)
    np.minimum.at(lowest, segment, thing)
    np.maximum.at(highest, segment, thing)
    return np.where(lowest == highest, highest, -1)


def _coded_by(machine: Codings, unit: Unit, level: Level, person: Carried) -> Carried:
    """Return what the machine found; nothing read, if it only ranks and assigns no code."""
    if machine.scores is None or len(machine.read):
        return carried(machine, unit, level)
    return replace(person, matrix=person.matrix * 0, read=np.zeros_like(person.read))


def _machine_says(
    scores: Scores | None, coded: Carried, columns: list[int], rows: Ints
) -> MachineSays:
    found = coded.matrix[:, columns].toarray()[rows] > 0
    read = coded.read[rows][:, columns]
    if scores is None:
        known = np.where(read, found.astype(np.float64), np.nan)
    else:
        of_rows = [_scores_of(scores, coded.rows[column])[rows] for column in columns]
        known = np.column_stack(of_rows) if of_rows else np.empty((len(rows), 0))
    return MachineSays(scores=known, found=found, read=read)


def _scores_of(scores: Scores, row: TableRow) -> Floats:
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


def _person_says(
    person: Carried,
    columns: list[int],
    sample: Sample,
    sampled: Ints,
    rows: Ints,
    unread: Unread,
    seen: Blind,
) -> PersonSays:
    """Return what the person says of the sampled segments that were read."""
    read: Bools = np.asarray(person.read[sampled][:, columns], dtype=np.bool_)
    found = person.matrix[sampled].toarray()[:, columns] > 0
    was_read = _read_units(read, found, sample, unread, seen)
    cluster = sample.units["cluster"].to_numpy(dtype=object)
    return PersonSays(
        index=np.searchsorted(rows, sampled[was_read]),
        found=found[was_read].astype(np.float64),
        looked_for=np.asarray(read.any(axis=0)),
        probability=_drawn_and_read(sample, was_read),
        cluster=cluster[was_read] if sample.design == "interviews" else None,
        unread=int((~was_read).sum()),
    )


def _read_units(read: Bools, found: Bools, sample: Sample, unread: Unread, seen: Blind) -> Bools:
    """Return which sampled units the person read for all that was looked for, shape (n_drawn,)."""
    if unread not in get_args(Unread):
        raise EstimateError(
            Message(
                'unread={unread} is not known; take "refuse" or "ignore"', unread=quoted(unread)
            )
        )
    looked_for = np.asarray(read.any(axis=0), dtype=np.bool_)
    was_read: Bools = np.asarray(read[:, looked_for].all(axis=1) & looked_for.any(), dtype=np.bool_)
    missing, size = int((~was_read).sum()), len(was_read)
    if seen.left_out and (missing == size or (missing and unread == "refuse")):
        raise _not_blind(seen, sample, missing)
    if missing == size:
        raise EstimateError(
            Message(
                "none of the {size} passages of the sample {sample} was read by this person: give "
                "the codings of the person who coded the sample, with their readings",
                size=size,
                sample=quoted(sample.name),
            )
        )
    if missing and unread == "refuse":
        raise EstimateError(
            Message(
                "{missing} of the {size} sampled passages were not read, or not for every code: "
                "the ones left may be the hard ones. Have them coded; or, if they were left by "
                "chance, say {ignore}, which assumes that they are like the others",
                ignore=typed('unread="ignore"', "--unread ignore"),
                missing=missing,
                size=size,
            )
        )
    if missing and found[was_read].any(axis=1).all():
        raise EstimateError(
            Message(
                "every sampled passage that was read carries a code: it seems that only coded "
                "passages were recorded ({coded_only}), which says nothing of the others. Record "
                "the passages read without a code too",
                coded_only=typed('coverage="coded_only"', "--coverage coded_only"),
            )
        )
    return was_read


def _drawn_and_read(sample: Sample, was_read: Bools) -> Floats:
    """Return the probability of being drawn and read: in each stratum a part was left unread."""
    probability = sample.units["probability"].to_numpy(dtype=np.float64)
    if was_read.all():
        return probability
    _, stratum = np.unique(sample.units["stratum"].to_numpy().astype(str), return_inverse=True)
    part = np.bincount(stratum, weights=was_read) / np.bincount(stratum)
    return probability[was_read] * part[stratum[was_read]]
