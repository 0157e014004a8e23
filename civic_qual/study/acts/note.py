"""Memos: what people note on passages, codes, codings, transcripts, participants, or the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.normalise import normalise
from civic_qual.study.acts.code import check_coder, check_passage
from civic_qual.study.records import Coding, Key, Label, Memo
from civic_qual.study.state import heads

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Moment

COLUMNS = ("id", "about", "target", "transcript", "start", "end", "text", "coder", "time")


def memo_of(
    session: Session,
    text: str,
    who: str,
    time: str,
    about: dict[str, str | None],
    span: tuple[int | None, int | None] = (None, None),
    instead_of: str = "",
) -> Memo:
    """Return the record of a memo on at most one thing: a coding, code, participant, transcript.

    With `span`, it is on a passage of the transcript.
    """
    check_coder(who)
    if not isinstance(text, str) or not text.strip():
        raise StudyError("the memo is empty: write something")
    told = {name: target for name, target in about.items() if target is not None}
    if len(told) > 1:
        raise StudyError(f"a memo is on one thing, not on {' and '.join(told)}: write one each")
    name, target = next(iter(told.items()), ("study", ""))
    moment = session.moment()
    transcript, revision, start, end = "", "", 0, 0
    if name == "transcript":
        transcript = target
        revision, start, end = _placed(moment, target, span)
        name = "transcript" if span == (None, None) else "passage"
    _check_target(session, moment, name, target)
    if instead_of:
        session.key(instead_of, Memo)
    return Memo(
        Label(name),
        Label(target),
        Label(transcript),
        Label(revision),
        start,
        end,
        normalise(text),
        Label(who),
        instead_of,
        time,
    )


def note_on_coding(coding: Key, text: str, who: str, time: str) -> Memo:
    """Return the record of a memo on a coding that is being made."""
    nowhere = Label("")
    return Memo(
        Label("coding"),
        Label(coding.hex()),
        nowhere,
        nowhere,
        0,
        0,
        normalise(text),
        Label(who),
        "",
        time,
    )


def _placed(
    moment: Moment, transcript: str, span: tuple[int | None, int | None]
) -> tuple[str, int, int]:
    start = 0 if span[0] is None else span[0]
    end = (
        len(moment.corpus[transcript].text)
        if span[1] is None and transcript in moment.revisions
        else span[1] or 0
    )
    return check_passage(moment, transcript, start, end), start, end


def _check_target(session: Session, moment: Moment, name: str, target: str) -> None:
    people = moment.corpus.participants
    if name == "code" and target not in moment.codebook:
        raise StudyError(f"no code {target!r} in the codebook of the study")
    if name == "participant" and target not in {*people.speaks.values(), *people.attributes}:
        raise StudyError(f"no participant {target!r} in the study")
    if name == "coding":
        session.key(target, Coding)


def memo_table(moment: Moment) -> pd.DataFrame:
    """Return the memos that hold, one a row, in the order of their times.

    A memo on a passage that was not found in a corrected transcript has a start and an end of -1.
    """
    import pandas as pd

    found = heads(
        ((key, one) for _, key, _, one in moment.store.records(Memo, moment.line)),
        lambda _: "",
        moment.gone,
    )
    rows = []
    for key, memo in reversed(found.get("", [])):
        start, end = memo.start, memo.end
        if memo.transcript and memo.revision != moment.revisions.get(memo.transcript):
            anchor = moment.anchors.get(key, {}).get(moment.revisions.get(memo.transcript, ""))
            start, end = (anchor.start, anchor.end) if anchor else (-1, -1)
        rows.append(
            (
                key.hex(),
                memo.about,
                memo.target,
                memo.transcript,
                start,
                end,
                memo.text,
                memo.who,
                memo.time,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
