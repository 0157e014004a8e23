"""What people must look at: what lost its place, what changed, on what they do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.messages import Message, enumerated
from civic_qual.results import Passages, Result
from civic_qual.study.acts.keep import kept_areas, kept_models
from civic_qual.study.acts.sample import header_of, kept_samples
from civic_qual.study.contents.codings import held_codings
from civic_qual.study.contents.settled import settled_apart
from civic_qual.study.contents.tables import coding_table, memo_table, ruling_table
from civic_qual.study.records import KINDS, Coding, Key, Placed
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.analysis.agreement.disagreements import Disagreements
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.acts.correct import Changed, Corrected
    from civic_qual.study.records import Record
    from civic_qual.study.snapshot import Snapshot

_NOT_FOUND = Message("its passage was not found in the corrected transcript: use study.place")
_NO_CODE = Message('its code is no more in the codebook: study.decide(id, "change", code=...)')
_MOVED = Message("moved along")
_LOST = Message("not found: place it with study.place, or undo it")


class Unplaced(Result):
    """What has no place in the latest transcripts and codebook.

    Codings, readings, memos, rejections, and passages that somebody was given to read.

    Columns: id, kind, transcript, code, coder, passage (what was said there when it was made),
    start, end, why.
    """

    _title = Message("Without a place")


class Placements(Result):
    """Where everything on a transcript stands after it was corrected; what was not found is first.

    Columns: id, kind, transcript, code, coder, passage (what was said there when it was made),
    start and end now (-1: not found), why.
    """

    _title = Message("After the correction")


class CodebookChanges(Result):
    """What is different in a codebook, a row each.

    Columns: code, change (removed, renamed, merged, split, definition, name, moved, rules, added),
    becomes, codings, transcripts, coders, look_again (whether its codings must be).
    """

    _title = Message("Changes of the codebook")


class Conflicts(Result):
    """What people decided, corrected or changed without knowing of each other, a row each.

    Columns: kind, what, one, other, holds. A later decision, correction or codebook settles it.
    """

    _title = Message("Conflicts")


def unplaced(snapshot: Snapshot) -> Unplaced:
    """Return what has no place in the transcripts or the codebook that hold."""
    rows = []
    codings = held_codings(snapshot).unplaced.tolist()
    for kind in _placed_kinds():
        where = {"row": codings} if kind is Coding else None
        for stored in snapshot.store.records(kind, where=where, until=snapshot.line):
            record = cast("Placed", stored.record)
            if why := _why_unplaced(snapshot, kind, stored.key, record):
                row = _told(snapshot, stored.key, record)
                rows.append({**row, "start": record.start, "end": record.end, "why": why})
    return Unplaced(frame_of(rows, _COLUMNS, texts=["why"]))


def placements(corrected: Corrected) -> Placements:
    """Return what was found again in a corrected transcript, and what was not, first."""
    rows = []
    for placing in sorted(corrected.placings, key=lambda placing: placing.anchor is not None):
        rows.append(
            {
                **_told(corrected.snapshot, placing.key, placing.record),
                "start": placing.anchor.start if placing.anchor else -1,
                "end": placing.anchor.end if placing.anchor else -1,
                "why": _MOVED if placing.anchor else _LOST,
            }
        )
    return Placements(frame_of(rows, _COLUMNS, texts=["why"]))


_COLUMNS = ["id", "kind", "transcript", "code", "coder", "passage", "start", "end", "why"]


def _placed_kinds() -> list[type[Record]]:
    return [kind for kind, of in KINDS.items() if of.placed]


def _told(snapshot: Snapshot, key: Key, record: Placed) -> dict[str, object]:
    """Return what a person needs to know a record again."""
    said = snapshot.store.passage(record.revision) if record.revision else ""
    return {
        "id": key.hex(),
        "kind": KINDS[cast("Any", type(record))].table,
        "transcript": record.transcript,
        "code": getattr(record, "code", ""),
        "coder": getattr(record, "coder", "") or getattr(record, "who", ""),
        "passage": said[record.start : record.end],
    }


def _why_unplaced(snapshot: Snapshot, kind: type[Record], key: Key, record: Placed) -> str:
    if key in (snapshot.decided.hidden if kind is Coding else snapshot.gone):
        return ""
    now = snapshot.revisions.get(record.transcript, record.revision)
    if record.revision != now and now not in snapshot.anchors.get(key, {}):
        return _NOT_FOUND
    if isinstance(record, Coding) and not snapshot.moves.code(record.code, record.codebook):
        return _NO_CODE
    return ""


def codebook_changes_table(changed: Changed) -> CodebookChanges:
    """Return what changed in a codebook, with how many codings each change touches."""
    store, hidden = changed.before.store, changed.before.decided.hidden
    columns = store.columns(
        Coding,
        "code",
        "coder",
        "transcript",
        "key",
        where={"code": {change.code for change in changed.changes}},
        until=changed.before.line,
    )
    codings = pd.DataFrame(columns)
    codings = codings[~codings["key"].isin(hidden)]
    rows = []
    for change in changed.changes:
        own = codings[codings["code"] == store.number(change.code)]
        rows.append(
            {
                "code": change.code,
                "change": change.change,
                "becomes": enumerated(change.becomes),
                "codings": len(own),
                "transcripts": own["transcript"].nunique(),
                "coders": enumerated(sorted(map(store.text, own["coder"].unique().tolist()))),
                "look_again": change.look_again,
            }
        )
    names = ["code", "change", "becomes", "codings", "transcripts", "coders", "look_again"]
    return CodebookChanges(pd.DataFrame(rows, columns=names))


def conflicts(snapshot: Snapshot) -> Conflicts:
    """Return what people did differently without knowing of each other."""
    rows = [
        {"kind": kind, "what": what, "one": told[0], "other": other, "holds": told[0]}
        for kind, what, told in _made_apart(snapshot)
        for other in told[1:]
        if other != told[0]
    ]
    return Conflicts(pd.DataFrame(rows, columns=["kind", "what", "one", "other", "holds"]))


def _made_apart(snapshot: Snapshot) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield the kind, what it is of, and all that nothing supersedes; what holds is first."""
    several = ((key, made) for key, made in snapshot.decided.heads.items() if len(made) > 1)
    for coding, decisions in sorted(several, key=lambda one: (one[1][0][1].time, one[0])):
        yield (
            "decision",
            coding.hex(),
            [_said(one.verdict, one.who, one.why) for _, one in decisions],
        )
    for of, looks in settled_apart(snapshot):
        yield "third look", of, [_said(one.decision, one.who, one.why) for one in looks]
    for name, versions in snapshot.transcripts.items():
        told = [Message("revision {revision}", revision=one.revision) for _, one in versions]
        yield "transcript", name, told
    for name, people in snapshot.people.items():
        yield "participant", name, [_attributes(key) for key, _ in people]
    books = [
        Message(
            "content {content}, rules {rules}",
            content=book.content_fingerprint,
            rules=book.rules_fingerprint,
        )
        for _, book in snapshot.book_heads
    ]
    yield "codebook", snapshot.codebook.title, list(dict.fromkeys(books))
    for name, settings in snapshot.settings.items():
        yield "setting", name, [_said(one.value, one.who, one.why) for _, one in settings]
    for (_, target), agreed in snapshot.consents.items():
        yield "consent", target, [_said(one.consent, one.who, one.why) for _, one in agreed]
    for name, areas in kept_areas(snapshot).items():
        yield "area", name, [_said(one.within, one.who, one.attributes) for _, one in areas]
    for name, models in kept_models(snapshot).items():
        yield "model", name, [_said(key.hex()[:8], one.who, one.why) for key, one in models]
    for name, samples in kept_samples(snapshot).items():
        headers = map(header_of, samples)
        yield "sample", name, [_seed(header) for header in headers]


def _said(verdict: str, who: str, why: str) -> str:
    if not why:
        return Message("{verdict} ({who})", verdict=verdict, who=who)
    return Message("{verdict} ({who}): {why}", verdict=verdict, who=who, why=why)


def _attributes(key: Key) -> str:
    return Message("attributes {name}", name=key.hex()[:8])


def _seed(header: dict[str, Any]) -> str:
    return Message("{frame}, seed {seed}", frame=header["frame_hash"], seed=header["seed"])


def study_disagreements(
    snapshot: Snapshot,
    codings: Codings,
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    blind: bool = True,
    agreed: bool = False,
) -> Disagreements:
    """Return the disagreements between codings of a study, with its memos.

    A reference coding is no party to them unless it is named.
    """
    if coders is None:
        references = set(ruling_table(snapshot)["coder"])
        codings = codings.filter(coder=[name for name in codings.coders if name not in references])
    return disagreements(
        codings,
        coders=coders,
        unit=unit,
        level=level,
        blind=blind,
        agreed=agreed,
        memos=passage_memos(snapshot),
    )


def passage_memos(snapshot: Snapshot) -> Passages:
    """Return memos on passages and on codings: transcript, start, end, code, coder, text.

    The code of a memo on a passage is "": it may be about any.
    """
    memos, span = memo_table(snapshot).frame, ["transcript", "start", "end", "code"]
    on_passages = memos[memos["about"] == "passage"].assign(code="")
    on_codings = memos[memos["about"] == "coding"].drop(columns=["transcript", "start", "end"])
    codings = coding_table(snapshot, held_codings(snapshot))[["id", *span]]
    codings = codings.rename(columns={"id": "target"}).astype({"target": str})
    both = [on_passages, on_codings.merge(codings, on="target")]
    return Passages(
        pd.concat([memos[[*span, "coder", "text"]] for memos in both], ignore_index=True)
    )
