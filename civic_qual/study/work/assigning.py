"""Work given to coders: who reads what, in which order. What was given is never given anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from civic_qual.errors import SampleError, StudyError
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.study.acts.checks import check_coder, check_name, check_passage
from civic_qual.study.acts.code import checked_codes, checked_shown, checked_unit
from civic_qual.study.acts.correct import settle
from civic_qual.study.acts.sample import keep_whole, kept_sample
from civic_qual.study.records import Assignment, KeptSample, Label
from civic_qual.study.work.keys import key_of_item
from civic_qual.study.work.queue import QUEUE_KINDS, Queue
from civic_qual.study.work.queues import BLIND, given, queue_of

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.arrays import Ints
    from civic_qual.results import Result
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.work.queues import Given

Passages: TypeAlias = "pd.DataFrame | Result | Iterable[Sequence[Any] | Mapping[str, Any]]"
_SHOWN = {"suggestions": "model", "disagreements": "another_coder", "search": "rules"}


class Place(NamedTuple):
    """A passage of one revision of a transcript."""

    transcript: str
    revision: str
    start: int
    end: int


def place_given(record: Assignment) -> Place:
    """Return the passage that somebody was given, where it was given."""
    return Place(record.transcript, record.revision, record.start, record.end)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms a queue is read: the same for all who have it."""

    kind: str
    unit: str
    codes: str
    sample: str
    shown: str
    asked: str


def assign(
    session: Session,
    name: str,
    what: Sample | str | Passages,
    coders: str | Sequence[str],
    *,
    kind: str | None,
    unit: str | None,
    codes: str | Sequence[str],
    shown: str | None,
    share: bool,
    asked: str,
    who: str,
) -> dict[str, Queue]:
    """Record who is to read what; return the queues of the coders named.

    Raises
    ------
    StudyError
        If a queue of that name is read on other terms, or nothing is given.
    SampleError
        If nothing of a sample is left for somebody, or it is not of this study.
    CodingError
        If there is no such passage, code or unit.
    """
    check_name("name", name)
    people = _people(coders)
    with session.recording(who, "assign", {"queue": name}) as recorder:
        snapshot = session.snapshot()
        sample = _sample(recorder, snapshot, what)
        if sample is None and kind is None:
            raise StudyError(
                Message(
                    "say where the passages of {queue} come from: their kind is one of {kinds}",
                    queue=quoted(name),
                    kinds=enumerated(one for one in QUEUE_KINDS if one != "sample"),
                )
            )
        terms = Terms(
            kind=_checked_kind(kind or "sample", sample),
            unit=checked_unit(unit or (sample.unit if sample else "turn")),
            codes=checked_codes(snapshot, codes),
            sample=sample.name if sample else "",
            asked=check_name("asked", asked, may_be_empty=True),
            shown=checked_shown(shown or _SHOWN.get(kind or "", BLIND)),
        )
        standing = given(snapshot, queue=[name])
        _refuse_other_terms(name, terms, standing)
        if sample:
            fresh = _of_sample(session, sample, people, terms.codes)
        else:
            places = _places(snapshot, cast("Passages", what))
            fresh = _of_passages(places, people, standing, share=share)
        made = _record(recorder, snapshot, name, terms, fresh, standing, who)
        if made:
            recorder.details["coders"] = people
            _find_again(session, recorder, {place for own in fresh.values() for place in own})
    present = session.snapshot()
    return {coder: queue_of(present, name, coder) for coder in people}


def _people(coders: str | Sequence[str]) -> list[str]:
    people = [coders] if isinstance(coders, str) else list(coders)
    for coder in people:
        check_coder(coder)
    if not people:
        raise StudyError(Message("nobody to code: name at least one coder"))
    if len(set(people)) < len(people):
        raise StudyError(Message("a coder is named twice; name each one once"))
    return people


def _checked_kind(kind: str, sample: Sample | None) -> str:
    if kind not in QUEUE_KINDS or (kind == "sample") != (sample is not None):
        raise StudyError(
            Message(
                "passages come from one of {kinds}, and not from {kind}; {sample} is what a sample "
                "is, kept or drawn, and nothing else",
                kind=quoted(kind),
                kinds=enumerated(QUEUE_KINDS),
                sample=quoted("sample"),
            )
        )
    return kind


def _sample(recorder: Recorder, snapshot: Snapshot, what: Sample | str | Passages) -> Sample | None:
    """Return the sample that is meant, kept by now; None if passages are named one by one."""
    from civic_qual.analysis.sampling.sample import Sample

    if isinstance(what, str):
        return kept_sample(snapshot, what)
    if not isinstance(what, Sample):
        return None
    keep_whole(recorder, snapshot, what)
    return what


def _refuse_other_terms(name: str, terms: Terms, standing: Sequence[Given]) -> None:
    for one in standing[:1]:
        was = Terms(**{of: getattr(one.record, of) for of in vars(terms)})
        if was != terms:
            told = [of for of, value in vars(terms).items() if getattr(was, of) != value]
            raise StudyError(
                Message(
                    "the queue {queue} was given to {coder} on other terms ({terms}); give this "
                    "one another name",
                    queue=quoted(name),
                    coder=one.record.coder,
                    terms=enumerated(f"{of}={getattr(was, of)}" for of in told),
                )
            )


# What each is given


def _of_sample(
    session: Session, sample: Sample, people: Sequence[str], codes: str
) -> dict[str, list[Place]]:
    """Share out what nobody has of a sample for these codes, and second readings that are missing.

    For a code that was made since, the whole sample is there to be read.
    """
    from civic_qual.analysis.sampling.worklists import shared_out

    snapshot = session.snapshot()
    places = _places_of_sample(session, sample)
    row_of = {place: row for row, place in enumerate(places)}
    held: dict[str, set[int]] = {}
    for one in given(snapshot, sample=[sample.name]):
        place = place_given(one.record)
        if place in row_of and one.record.codes == codes:
            held.setdefault(one.record.coder, set()).add(row_of[place])
    shares = shared_out(sample, people, {coder: _rows(own) for coder, own in held.items()})
    left_out = [coder for coder in people if not len(shares[coder]) and coder not in held]
    if left_out:
        raise SampleError(
            Message(
                "nothing of the sample {sample} is left for {coders}: all of it was given to "
                "{holders}. Draw another sample for more to read, under a name of its own, or with "
                "{double} for second readings",
                sample=quoted(sample.name),
                coders=enumerated(left_out),
                holders=enumerated(sorted(held) or [one for one in people if one not in left_out]),
                double=typed("double=0.2", "--double 0.2", Message("“Read by two, percent”")),
            )
        )
    return {coder: [places[row] for row in rows.tolist()] for coder, rows in shares.items()}


def _rows(rows: Iterable[int]) -> Ints:
    import numpy as np

    return np.array(sorted(rows), dtype=np.int64)


def _places_of_sample(session: Session, sample: Sample) -> list[Place]:
    """Return the passages of a sample in the revisions from which it was drawn.

    Raises
    ------
    SampleError
        If the study never had the corpus that it was drawn from.
    """
    snapshot = session.snapshot()
    try:
        sample.check(snapshot.corpus)
    except SampleError:  # texts were corrected since
        stored = snapshot.store.records(KeptSample, where={"name": [sample.name]})
        snapshot = session.snapshot(next(stored).line)
        sample.check(snapshot.corpus)
    units = sample.units[["transcript", "start", "end"]].itertuples(index=False, name=None)
    return [
        Place(transcript, snapshot.revisions[transcript], int(start), int(end))
        for transcript, start, end in units
    ]


def _places(snapshot: Snapshot, passages: Passages) -> list[Place]:
    """Return passages that somebody named, once sure that they are there.

    Raises
    ------
    StudyError
        If they are none.
    """
    frame = getattr(passages, "frame", passages)
    try:
        if hasattr(frame, "to_dict"):
            rows = [
                (one["transcript"], one["start"], one["end"]) for one in frame.to_dict("records")
            ]
        else:
            rows = [
                (one["transcript"], one["start"], one["end"])
                if isinstance(one, Mapping)
                else tuple(one)[:3]
                for one in cast("Iterable[Any]", frame)
            ]
        named = [(transcript, start, end) for transcript, start, end in rows]
    except (KeyError, TypeError, ValueError):
        raise StudyError(
            Message(
                "a queue is made of a kept sample, or of passages: a table with the columns "
                "{columns}",
                columns=enumerated(["transcript", "start", "end"]),
            )
        ) from None
    if not named:
        raise StudyError(Message("there are no passages to read: nothing was given to anybody"))
    return [
        Place(transcript, check_passage(snapshot, transcript, start, end), int(start), int(end))
        for transcript, start, end in dict.fromkeys(named)
    ]


def _of_passages(
    places: Sequence[Place],
    people: Sequence[str],
    standing: Sequence[Given],
    *,
    share: bool,
) -> dict[str, list[Place]]:
    """Return what is new of some passages: all of them for each, or shared out in turn."""
    held: dict[str, set[Place]] = {coder: set() for coder in people}
    for one in standing:
        held.setdefault(one.record.coder, set()).add(place_given(one.record))
    if not share:
        return {coder: [place for place in places if place not in held[coder]] for coder in people}
    taken = set().union(*held.values())
    load = {coder: len(held[coder]) for coder in people}
    fresh: dict[str, list[Place]] = {coder: [] for coder in people}
    for place in places:
        if place not in taken:
            coder = min(people, key=lambda one: load[one])
            fresh[coder].append(place)
            load[coder] += 1
    return fresh


# What is recorded of it


def _record(
    recorder: Recorder,
    snapshot: Snapshot,
    name: str,
    terms: Terms,
    fresh: Mapping[str, Sequence[Place]],
    standing: Sequence[Given],
    who: str,
) -> int:
    """Record what each is given, after what they have; return how much that is."""
    last: dict[str, int] = {}
    for one in standing:
        last[one.record.coder] = max(last.get(one.record.coder, 0), one.record.nth)
    wanted = [
        (coder, last.get(coder, 0) + number, place)
        for coder, places in fresh.items()
        for number, place in enumerate(places, 1)
    ]
    keys = _keys(snapshot, name, [(coder, place) for coder, _, place in wanted])
    recorder.add(
        *(
            Assignment(
                queue=Label(name),
                coder=Label(coder),
                nth=nth,
                transcript=Label(place.transcript),
                revision=Label(place.revision),
                start=place.start,
                end=place.end,
                item=Label(keys[coder, place]),
                who=Label(who),
                time=recorder.time,
                **{of: Label(value) for of, value in vars(terms).items()},
            )
            for coder, nth, place in wanted
        )
    )
    return len(wanted)


def _keys(
    snapshot: Snapshot, queue: str, wanted: Sequence[tuple[str, Place]]
) -> dict[tuple[str, Place], str]:
    """Return a key for each passage of each coder, none of which another has in this study."""
    keys: dict[tuple[str, Place], str] = {}
    taken: dict[str, tuple[str, str, Place]] = {}  # by whom of which queue, and what it is
    left, attempt = list(wanted), 0
    while left:
        made = {
            (coder, place): key_of_item(
                queue=queue, coder=coder, attempt=attempt, **place._asdict()
            )
            for coder, place in left
        }
        for stored in snapshot.store.records(Assignment, where={"item": {*made.values()}}):
            one = stored.record
            taken[one.item] = one.queue, one.coder, place_given(one)
        for (coder, place), key in made.items():
            if taken.setdefault(key, (queue, coder, place)) == (queue, coder, place):
                keys[coder, place] = key
        left = [own for own in left if own not in keys]
        attempt += 1
    return keys


def _find_again(session: Session, recorder: Recorder, places: Iterable[Place]) -> None:
    """Find what was given of earlier revisions in the transcripts that hold."""
    snapshot = session.within(recorder)
    now = snapshot.revisions
    for transcript in sorted(
        {one.transcript for one in places if one.revision != now[one.transcript]}
    ):
        settle(recorder, snapshot, transcript)
