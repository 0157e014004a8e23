"""A transcript corrected after coding: a new revision, on which what was coded is found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.coding.anchoring import Reanchoring
from civic_qual.corpus.people import Participants
from civic_qual.errors import StudyError
from civic_qual.study.records import Anchor, Coding, Key, Label, Memo, Reading, Version
from civic_qual.study.corpus_records import Speakers, speakers_of, text_of, version_of

if TYPE_CHECKING:
    from civic_qual.corpus.model import Transcript
    from civic_qual.study.session import Recorder
    from civic_qual.study.snapshot import Moment


class Placing(NamedTuple):
    """A record of an earlier revision, and where it stands now; None if nobody could be sure."""

    key: Key
    record: Coding | Reading | Memo
    anchor: Anchor | None


def correct(recorder: Recorder, moment: Moment, transcript: Transcript) -> None:
    """Add a corrected transcript as a new version.

    Raises
    ------
    StudyError
        If the study has no transcript of that id, or it is there just so.
    """
    if transcript.id not in moment.transcripts:
        known = ", ".join(list(moment.transcripts)[:3])
        raise StudyError(
            f"the study has no transcript {transcript.id!r} to correct (there are "
            f"{known}, ...); add a new one with study.add(corpus)"
        )
    before = moment.transcripts[transcript.id]
    (old,) = (one for *_, one in moment.store.records(Version, where={"row": [before[0][1].row]}))
    made = version_of(
        transcript,
        _speakers(transcript, moment.corpus.participants),
        " ".join(key.hex() for key, _ in before),
        recorder.time,
    )
    if len(before) == 1 and made._replace(supersedes="", time="") == old._replace(
        supersedes="", time=""
    ):
        raise StudyError(
            f"transcript {transcript.id!r} is in the study just so: nothing to correct"
        )
    recorder.add(text_of(transcript))
    recorder.add(made)
    recorder.details |= {"transcript": transcript.id, "revision": transcript.revision}


def _speakers(transcript: Transcript, people: Participants) -> Speakers:
    """Return what is said of the speakers; who was a participant before stays the same one."""
    heard = {(transcript.id, turn.speaker) for turn in transcript.turns if turn.counted}
    fresh = people.resolved([transcript]).speaks
    speaks = {who: people.speaks.get(who, fresh[who]) for who in fresh if who in heard}
    here = Participants(speaks, {}, people.declared, people.speaks_for)
    return speakers_of(here).get(transcript.id, {})


def settle(recorder: Recorder, moment: Moment, only: str | None = None) -> list[Placing]:
    """Find everything of earlier revisions in the ones that hold, and record where it stands.

    What a person has placed stays. What was found in one revision is looked for from there;
    what was not is looked for again from where it was made. Of revisions made apart each counts,
    not only the one that holds: so it does not matter which study file was merged first.
    """
    rows = moment.store.rows(Version, ("transcript",), until=moment.line)
    several = [moment.store.text(name) for (name,), count in Counter(rows).items() if count > 1]
    placings = [
        placing
        for transcript in ([only] if only else several)
        for key, head in moment.transcripts[transcript]
        for placing in _placings(moment, transcript, key, head.revision)
    ]
    recorder.add(*(placing.anchor for placing in placings if placing.anchor))
    return placings


def _placings(moment: Moment, transcript: str, version: Key, now: str) -> Iterator[Placing]:
    line = _revisions_before(moment, transcript, version)
    texts: dict[str, Reanchoring] = {}
    for key, record in _stray(moment, transcript, now):
        known = {
            record.revision: (record.start, record.end),
            **{revision: anchor[3:5] for revision, anchor in moment.anchors.get(key, {}).items()},
        }
        if now in known:
            continue
        revision = next((one for one in line if one in known), record.revision)
        span = _reanchoring(moment, texts, revision, now).span(*known[revision])
        yield Placing(
            key,
            record,
            Anchor(key, Label(transcript), Label(now), *span, Label(""), "") if span else None,
        )


def _reanchoring(moment: Moment, known: dict[str, Reanchoring], old: str, new: str) -> Reanchoring:
    if old not in known:
        passage = moment.store.passage
        known[old] = Reanchoring(passage(old), passage(new))
    return known[old]


def _stray(
    moment: Moment, transcript: str, now: str
) -> Iterator[tuple[Key, Coding | Reading | Memo]]:
    """Yield what was made on other revisions of a transcript, also if it is taken back."""
    for kind in (Coding, Reading, Memo):
        for _, key, _, record in moment.store.records(
            kind, moment.line, {"transcript": [transcript]}
        ):
            if record.revision != now:
                yield key, record


def _revisions_before(moment: Moment, transcript: str, version: Key) -> list[str]:
    """Return the revisions that led to a version, the latest first."""
    rows = moment.store.rows(
        Version, ("key", "revision", "supersedes"), {"transcript": [transcript]}, moment.line
    )
    versions: Mapping[str, tuple[str, str]] = {
        Key(key).hex(): (moment.store.text(revision), supersedes)
        for key, revision, supersedes in rows
    }
    found: list[str] = []
    left = [version.hex()]
    for name in left:  # grows while it is walked
        if name in versions:
            revision, supersedes = versions[name]
            found.append(revision)
            left += [one for one in supersedes.split() if one not in left]
    return found
