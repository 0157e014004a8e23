"""Machine, person and sample side by side: what each says of the segments that could be drawn.

`side_by_side` checks that the three belong together and lays them out. Everything else of this
folder counts what it returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.estimates.readers.in_few import without_rows_of_few
from civic_qual.analysis.estimates.readers.read_twice import ReadTwice, read_twice
from civic_qual.analysis.estimates.readers.settled import Settled, settled_cells, third_person
from civic_qual.analysis.estimates.refusals import check_estimate, chosen_people
from civic_qual.analysis.measures import PARTICIPANTS, Measure, things_of_words
from civic_qual.analysis.sampling.sampling_frame import in_frame
from civic_qual.analysis.tables.groups import Groups, groups
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import names_given
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import ANY_THEME, Carried, Level, TableRow, carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import CROSS_FITTED, Scores
from civic_qual.corpus.counted_words import counted_words, kept_with_corpus, word_segments
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, quoted, typed, unless_on_page
from civic_qual.statistics.readers.cells import NOT_READ, Readings, Ticks

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
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
    """What the person says of the n sampled segments that were read; of several who read first.

    Attributes
    ----------
    index
        (n,): which of the F segments they are.
    found
        (n, K): 1 where the person found a row, else 0.
    looked_for
        (K,): whether a row is estimated: it was looked for, and not in few passages only.
    in_few
        (K,): in how many sampled segments a row was looked for that is left out for it, else 0.
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
    in_few: Ints
    probability: Floats
    cluster: npt.NDArray[np.object_] | None
    unread: int


@dataclass(frozen=True, eq=False, kw_only=True)
class SideBySide:
    """What an estimate rests on: F segments could be drawn, n of them were read, for K rows.

    Attributes
    ----------
    machine, human, sample
        As given; `human` holds the people whose words count, and of what they read what may judge.
    rows
        The K themes or codes, in the order of the codebook.
    segments, by_machine, by_person
        What could be drawn, and what machine and person say of it.
    read_twice
        What each of several people says of the sampled segments.
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
    read_twice: ReadTwice

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
    coder: str | Sequence[str] | None = None,
    settled: Settled | None = None,
    unread: Unread = "refuse",
    shown: Judges = "blind",
) -> SideBySide:
    """Check that machine, people and sample belong together, and lay them side by side.

    Arguments are those of `estimate_themes`.

    Raises
    ------
    EstimateError
        If a number could not be defended: the message says why, and what to do.
    SampleError
        If texts, roles or the cut into segments changed since the draw.
    """
    settled = third_person(settled, human) if isinstance(human, Codings) else settled
    human, names = chosen_people(human, coder, settled)
    sampled = check_estimate(machine, human, sample, unit)
    segments = _drawable(machine.corpus, sample.unit, names_given(by))
    seen = _read_blind(human, sample, sampled, shown)
    readers = _readers(seen, names, sample.unit, level, sampled, given=coder is not None)
    first = readers.said[0]
    columns = [column for column, row in enumerate(first.rows) if row.id != ANY_THEME]
    coded = _coded_by(machine, sample.unit, level, first)
    rows = tuple(coded.rows[column] for column in columns)
    ticks, in_few = without_rows_of_few(_ticks(readers.said, columns, sampled))
    by_person, was_read = _people_say(ticks, sample, sampled, segments.row, unread, seen)
    known = settled_cells(
        settled,
        seen.codings,
        readers.names,
        unit=sample.unit,
        level=level,
        rows=rows,
        sampled=sampled,
        ticks=ticks,
    )
    known[:, in_few > 0] = np.nan
    readings = Readings(ticks=ticks[was_read], settled=known[was_read])
    return SideBySide(
        machine=machine,
        human=seen.codings.filter(coder=readers.names),
        sample=sample,
        seen=seen,
        rows=rows,
        segments=segments,
        by_machine=_machine_says(machine, coded, columns, segments.row),
        by_person=replace(by_person, in_few=in_few),
        read_twice=read_twice(
            readings, sample, was_read, ignore=unread == "ignore", not_blind=readers.not_blind
        ),
    )


class _Readers(NamedTuple):
    """Who read the sample, the first reader first, what each says, and whether one saw answers."""

    names: tuple[str, ...]
    said: list[Carried]
    not_blind: bool


def _readers(
    seen: Blind, names: tuple[str, ...], unit: Unit, level: Level, sampled: Ints, *, given: bool
) -> _Readers:
    """Return what each reader says: in the order given, or who read most of the sample first.

    Only what was read blind tells of errors, so whoever is not the first must have seen nothing,
    even where the first may have.
    """
    if len(names) < 2:
        return _Readers(names, [carried(seen.codings, unit, level)], not_blind=False)
    there = [name for name in names if name in seen.codings.read.coder.values]
    said = {name: carried(seen.codings, unit, level, name) for name in there}
    if not given:
        number = {name: int(one.read[sampled].any(axis=1).sum()) for name, one in said.items()}
        read = [name for name in there if number[name]]
        there = sorted(read, key=lambda name: (-number[name], name)) or there[:1]
    blindly = seen.codings if seen.judges == "blind" else blind(seen.given, "blind").codings
    others = [name for name in there[1:] if name in blindly.read.coder.values]
    saw = [name for name in names if name not in blindly.read.coder.values and name != there[0]]
    read_blind = [carried(blindly, unit, level, name) for name in others]
    return _Readers((there[0], *others), [said[there[0]], *read_blind], not_blind=bool(saw))


def _read_blind(human: Codings, sample: Sample, sampled: Ints, shown: Judges) -> Blind:
    """Return what the person read without seeing an answer, or all; refuse if that is nothing."""
    seen = blind(human, shown, (human.corpus.segments(sample.unit), sampled))
    if not len(seen.codings.read):
        raise _not_blind(seen if seen.left_out else blind(human, shown), sample, len(sampled))
    return seen


def _not_blind(seen: Blind, sample: Sample, missing: int) -> EstimateError:
    return seen.refusal(
        Message(
            "{missing} of the {size} passages of the sample {sample} were read by nobody, or only "
            "after seeing an answer, so they cannot correct a machine.",
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


def _machine_says(machine: Codings, coded: Carried, columns: list[int], rows: Ints) -> MachineSays:
    found = coded.matrix[:, columns].toarray()[rows] > 0
    read, scores = coded.read[rows][:, columns], machine.scores
    known: Floats = np.where(read, found.astype(np.float64), np.nan)
    by_rules = "rule" in machine.read.origin.values
    for place, column in enumerate(columns if scores is not None else ()):
        assert scores is not None
        row = coded.rows[column]
        own = _scores_of(scores, row)[rows]
        # Where rules coded some of what a row holds, its scores alone would be of another machine.
        whole = row.id in scores.codes or not by_rules
        known[:, place] = own if whole else np.fmax(own, known[:, place])
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


def _ticks(said: Sequence[Carried], columns: list[int], sampled: Ints) -> Ticks:
    """Return what each reader says of each sampled segment and row, (n_drawn, K, R)."""
    ticks = [
        np.where(
            one.read[sampled][:, columns],
            one.matrix[sampled].toarray()[:, columns] > 0,
            NOT_READ,
        )
        for one in said
    ]
    return np.stack(ticks, axis=2).astype(np.int8)


def _people_say(
    ticks: Ticks, sample: Sample, sampled: Ints, rows: Ints, unread: Unread, seen: Blind
) -> tuple[PersonSays, Bools]:
    """Return what people say of the sampled segments that were read, and which ones were."""
    read: Bools = (ticks != NOT_READ).any(axis=2)
    found = Readings(ticks=ticks, settled=np.full(read.shape, np.nan)).taken > 0
    was_read = _read_units(read, found, sample, unread, seen)
    cluster = sample.units["cluster"].to_numpy(dtype=object)
    says = PersonSays(
        index=np.searchsorted(rows, sampled[was_read]),
        found=found[was_read].astype(np.float64),
        looked_for=np.asarray(read.any(axis=0)),
        in_few=np.zeros(read.shape[1], dtype=np.int64),
        probability=_drawn_and_read(sample, was_read),
        cluster=cluster[was_read] if sample.design == "interviews" else None,
        unread=int((~was_read).sum()),
    )
    return says, was_read


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
        raise EstimateError(_not_all_read(missing, size))
    if missing and found[was_read].any(axis=1).all():
        raise EstimateError(
            Message(
                "every sampled passage that was read carries a code: it seems that only coded "
                "passages were recorded ({coded_only}), which says nothing of the others. Record "
                "the passages read without a code too",
                coded_only=typed(
                    'coverage="coded_only"',
                    "--coverage coded_only",
                    Message("and none without a code"),
                ),
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


def _not_all_read(missing: int, size: int) -> str:
    return unless_on_page(
        Message(
            "{missing} of the {size} sampled passages were not read, or not for every code: "
            "the ones left may be the hard ones. Have them coded; or, if they were left by "
            "chance, say {ignore}, which assumes that they are like the others",
            ignore=typed('unread="ignore"', "civic-qual estimate --unread ignore"),
            missing=missing,
            size=size,
        ),
        Message(
            "{missing} of the {size} sampled passages were not read, or not for every code: "
            "the ones left may be the hard ones. Have them read: they stand on the page Work",
            missing=missing,
            size=size,
        ),
    )
