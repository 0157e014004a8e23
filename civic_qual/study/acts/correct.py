"""A transcript or a codebook changed after coding: what was coded before is found again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from civic_qual.codebook.changes import codebook_changes, followed_moves
from civic_qual.coding.anchoring import Reanchoring
from civic_qual.corpus.intake.sureness import with_confirmed
from civic_qual.corpus.people import Participants
from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.add import book_version
from civic_qual.study.corpus_records import (
    Speakers,
    notice_of_roles,
    speakers_of,
    text_of,
    version_of,
)
from civic_qual.study.records import KINDS, Anchor, BookVersion, Key, Label, Placed, Version
from civic_qual.study.snapshot import read_codebook_text

if TYPE_CHECKING:
    from civic_qual.codebook.changes import Change, Moves
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Span, Transcript
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot


class Placing(NamedTuple):
    """A record of an earlier revision, and where it stands now; None if nobody could be sure."""

    key: Key
    record: Placed
    anchor: Anchor | None


class Corrected(NamedTuple):
    """A study with a corrected transcript, and what became of all that was on the earlier one."""

    snapshot: Snapshot
    placings: list[Placing]


class Changed(NamedTuple):
    """A study before its codebook was changed, and the changes."""

    before: Snapshot
    changes: Sequence[Change]


def correct(session: Session, transcript: Transcript, *, who: str, why: str) -> Corrected:
    """Record a corrected transcript as a new version, and where all on it stands now.

    Raises
    ------
    StudyError
        If the study has no transcript of that id, or it is there just so.
    """
    with session.recording(who, "correct", {"why": why}) as recorder:
        _add_version(recorder, session.snapshot(), transcript)
        snapshot = session.within(recorder)
        return Corrected(snapshot, settle(recorder, snapshot, transcript.id))


def change_codebook(
    session: Session,
    codebook: Codebook,
    moves: Moves | None,
    *,
    who: str,
    why: str,
    seen: str | None = None,
) -> Changed:
    """Record a changed codebook as a new version, with what became of the codes before.

    Raises
    ------
    StudyError
        If it was changed since the version that was seen.
    """
    with session.recording(who, "change codebook", {"why": why}) as recorder:
        snapshot = session.snapshot()
        _refuse_changed_meanwhile(snapshot, seen)
        changes = codebook_changes(snapshot.codebook, codebook, moves)
        before = " ".join(key.hex() for key, _ in snapshot.book_heads)
        followed = json.dumps(followed_moves(changes))
        recorder.add(book_version(codebook, followed, before, recorder.time))
        return Changed(snapshot, changes)


def restore_codebook(
    session: Session, version: str, *, who: str, why: str, seen: str | None = None
) -> Changed:
    """Record that an earlier version of the codebook holds again.

    It follows that version, so that what was coded by it carries the codes it had then, as if the
    versions between had not been; what was coded by these keeps codes that are there.

    Raises
    ------
    StudyError
        If there is no such version, it holds now, or another holds than the one that was seen.
    """
    with session.recording(who, "restore codebook", {"why": why}) as recorder:
        snapshot = session.snapshot()
        _refuse_changed_meanwhile(snapshot, seen)
        books = {key.hex(): book for key, book in snapshot.books}
        now = [key.hex() for key, _ in snapshot.book_heads]
        if version not in books or version in now:
            raise StudyError(
                Message(
                    "{version} is no earlier version of the codebook of this study",
                    version=quoted(version),
                )
            )
        earlier = read_codebook_text(books[version].text)
        made = book_version(earlier, supersedes=" ".join([version, *now]), time=recorder.time)
        recorder.add(made)
        recorder.details["version"] = version
        return Changed(snapshot, codebook_changes(snapshot.codebook, earlier))


def _refuse_changed_meanwhile(snapshot: Snapshot, seen: str | None) -> None:
    if seen is None or seen == snapshot.book_heads[0][0].hex():
        return
    last = next(
        (
            line.entry
            for line in reversed(snapshot.store.trail())
            if json.loads(line.entry.details or "{}").get(KINDS[BookVersion].table)
        ),
        None,
    )
    raise StudyError(
        Message(
            "{who} changed the codebook meanwhile ({time}): look at it as it is now, and do this "
            "again",
            who=last.who if last and last.who else Message("somebody"),
            time=last.time[:16].replace("T", " ") if last else "",
        )
    )


def _add_version(recorder: Recorder, snapshot: Snapshot, transcript: Transcript) -> None:
    if transcript.id not in snapshot.transcripts:
        raise StudyError(
            Message(
                "the study has no transcript {transcript} to correct (there are "
                "{known}, ...); add a new one with study.add(corpus)",
                transcript=quoted(transcript.id),
                known=enumerated(list(snapshot.transcripts)[:3]),
            )
        )
    if transcript.id in snapshot.corpus.withheld:
        raise StudyError(
            Message(
                "{transcript}: consent was withdrawn, so that nobody says its words; to correct "
                "it, take that back first with study.undo(...)",
                transcript=quoted(transcript.id),
            )
        )
    before = snapshot.transcripts[transcript.id]
    old = snapshot.store.record(Version, row=before[0][1].row)
    made = version_of(
        transcript,
        _speakers(transcript, snapshot.corpus.participants),
        " ".join(key.hex() for key, _ in before),
        recorder.time,
    )
    if len(before) == 1 and made == replace(old, supersedes=made.supersedes, time=made.time):
        raise StudyError(
            Message(
                "transcript {transcript} is in the study just so: nothing to correct",
                transcript=quoted(transcript.id),
            )
        )
    recorder.add(text_of(transcript))
    recorder.add(made)
    _settle_doubts(recorder, snapshot, transcript, made)
    recorder.details |= {"transcript": transcript.id, "revision": transcript.revision}


def _settle_doubts(
    recorder: Recorder, snapshot: Snapshot, transcript: Transcript, made: Version
) -> None:
    """Settle doubts about speakers whose roles a person changed in a text that stays the same."""
    before = snapshot.corpus[transcript.id]
    account = snapshot.corpus.accounts.get(transcript.id)
    if account is None or before.revision != transcript.revision:
        return
    known = {(turn.start, turn.speaker): turn.role for turn in before.turns}
    stated = {
        turn.speaker: turn.role
        for turn in transcript.turns
        if known.get((turn.start, turn.speaker), turn.role) != turn.role
    }
    if stated:
        recorder.add(notice_of_roles(made, with_confirmed(account, roles=stated)))


def _speakers(transcript: Transcript, people: Participants) -> Speakers:
    """Return what is said of the speakers; who was a participant before stays the same one."""
    heard = {(transcript.id, turn.speaker) for turn in transcript.turns if turn.counted}
    fresh = people.resolved([transcript]).speaks
    speaks = {who: people.speaks.get(who, fresh[who]) for who in fresh if who in heard}
    here = Participants(speaks, {}, people.declared, people.speaks_for)
    return speakers_of(here).get(transcript.id, {})


def settle(recorder: Recorder, snapshot: Snapshot, only: str | None = None) -> list[Placing]:
    """Find everything of earlier revisions in the ones that hold, and record where it stands.

    What a person has placed stays. What was found in one revision is looked for from there;
    what was not is looked for again from where it was made. Of revisions made apart each counts,
    not only the one that holds: so it does not matter which of two study files was merged first.
    """
    versions = Counter(
        snapshot.store.columns(Version, "transcript", until=snapshot.line)["transcript"]
    )
    several = [snapshot.store.text(label) for label, count in versions.items() if count > 1]
    placings = [
        placing
        for transcript in ([only] if only else several)
        for key, head in snapshot.transcripts[transcript]
        for placing in _placings(snapshot, transcript, key, head.revision)
    ]
    recorder.add(*(placing.anchor for placing in placings if placing.anchor))
    return placings


def _placings(snapshot: Snapshot, transcript: str, version: Key, now: str) -> Iterator[Placing]:
    line = _revisions_before(snapshot, transcript, version)
    texts: dict[str, Reanchoring] = {}
    for key, record in _stray(snapshot, transcript, now):
        known = {
            record.revision: (record.start, record.end),
            **{
                revision: (anchor.start, anchor.end)
                for revision, anchor in snapshot.places_of(key).items()
            },
        }
        if now in known:
            continue
        revision = next((name for name in line if name in known), record.revision)
        span = _reanchoring(snapshot, texts, revision, now).span(*known[revision])
        yield Placing(key, record, _aligned(key, record, now, span) if span else None)


def _aligned(key: Key, record: Placed, revision: str, span: Span) -> Anchor:
    """Return where the alignment says that a record stands; nobody stands for it."""
    start, end = span
    return Anchor(
        subject=key,
        transcript=record.transcript,
        revision=Label(revision),
        start=start,
        end=end,
        who=Label(""),
        time="",
    )


def _reanchoring(
    snapshot: Snapshot, known: dict[str, Reanchoring], old: str, new: str
) -> Reanchoring:
    if old not in known:
        passage = snapshot.store.passage
        known[old] = Reanchoring(passage(old), passage(new))
    return known[old]


def _stray(snapshot: Snapshot, transcript: str, now: str) -> Iterator[tuple[Key, Placed]]:
    """Yield what was made on other revisions of a transcript, also if it is taken back."""
    where = {"transcript": [transcript]}
    for kind in (kind for kind, of in KINDS.items() if of.placed):
        for stored in snapshot.store.records(kind, where=where, until=snapshot.line):
            record = cast("Placed", stored.record)
            if record.revision != now:
                yield stored.key, record


def _revisions_before(snapshot: Snapshot, transcript: str, version: Key) -> list[str]:
    """Return the revisions that led to a version, the latest first."""
    columns = snapshot.store.columns(
        Version,
        "key",
        "revision",
        "supersedes",
        where={"transcript": [transcript]},
        until=snapshot.line,
    )
    names = [Key(key).hex() for key in columns["key"]]
    revision = dict(zip(names, map(snapshot.store.text, columns["revision"]), strict=True))
    supersedes = dict(zip(names, columns["supersedes"], strict=True))
    line: list[str] = []
    left = [version.hex()]
    for name in left:  # grows while it is walked
        if name in revision:
            line.append(revision[name])
            left += [earlier for earlier in supersedes[name].split() if earlier not in left]
    return line
