"""A transcript as one coder may see it: its words, who says them, codings, advice and memos.

In a queue nothing of others stands there but the advice that its readers are shown, and in a blind
one not even that. What the page must not show never leaves the study.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from civic_qual.calls import no_such
from civic_qual.errors import CivicQualError, CodingError
from civic_qual.messages import Message, render
from civic_qual.reviewing.advice import advice_in, look_ahead_of, with_advice
from civic_qual.reviewing.advisers import NotYetError
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.reviewing.room.listing import stated_of
from civic_qual.reviewing.room.queued import said_by_others
from civic_qual.reviewing.sheet.passages import Passages
from civic_qual.study.contents.in_transcript import codings_in, memos_in, rejected_in
from civic_qual.study.work.queues import is_opened, queue_of, terms_of

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus, Turn
    from civic_qual.study.contents.in_transcript import StandingCoding, StandingMemo
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Advice, Span

    Sees = Callable[[int, int, str], bool]  # start, end, and by whom

COLUMNS = (
    *("id", "start", "end", "code", "coder", "origin", "status", "score", "head", "memo"),
    "fields",
)
_HUMAN = "human"


def transcript(seat: Seat, *, transcript: str, queue: str = "") -> Answer:
    """Return a transcript as it is read in a queue, or out of any.

    Raises
    ------
    CodingError
        If there is none of that name.
    StudyError
        If the coder was given no such queue.
    """
    study, coder = seat.study, seat.person
    with study._session.reading() as snapshot:
        corpus = snapshot.corpus
        _refuse_unknown(snapshot, coder, transcript, queue)
        codings = codings_in(snapshot, transcript)
        memos = memos_in(snapshot, transcript, {one.id: (one.start, one.end) for one in codings})
        line = snapshot.line
        open_to_all = bool(queue) and is_opened(snapshot, queue, coder)
        sees = sight_in(study, coder, transcript, queue)
        shown = _seen_of(codings, sees)
        of_all = sight_in(study, coder, transcript, "") if open_to_all else sees
        others = _seen_of(codings, of_all) if open_to_all else []
        said = said_by_others(snapshot, queue, coder, transcript, others) if open_to_all else []
    noted = [memo for memo in memos if of_all(memo.start, memo.end, memo.coder)]
    return {
        **_said(corpus, transcript),
        "columns": list(COLUMNS),
        "codings": [_row(coding, noted) for coding in shown],
        **_advised(seat, transcript, queue, shown),
        "memos": [_memo(memo) for memo in noted],
        "others": said,
        "line": line,
    }


def advice(seat: Seat, *, transcript: str, queue: str = "") -> Answer:
    """Return the advice on a transcript that was still `pending` when it was opened.

    Raises
    ------
    CodingError, StudyError
        As `transcript`.
    """
    study = seat.study
    with study._session.reading() as snapshot:
        _refuse_unknown(snapshot, seat.person, transcript, queue)
        codings = codings_in(snapshot, transcript)
    sees = sight_in(study, seat.person, transcript, queue)
    return _advised(seat, transcript, queue, _seen_of(codings, sees))


def _refuse_unknown(snapshot: Snapshot, coder: str, transcript: str, queue: str) -> None:
    if queue:
        terms_of(snapshot, queue, coder)
    corpus = snapshot.corpus
    if transcript not in corpus.positions:
        what = Message.in_context("what is not there", "transcript")
        raise CodingError(no_such(what, transcript, corpus.positions))


def _said(corpus: Corpus, transcript: str) -> dict[str, Any]:
    """Return what was said in a transcript, and by whom."""
    one = corpus[transcript]
    return {
        "id": transcript,
        "revision": one.revision,
        "text": Passages(corpus).words(transcript),
        "language": one.language,
        "attributes": stated_of(one),
        "turns": [_turn(turn) for turn in one.turns],
    }


def sight_in(study: Study, coder: str, transcript: str, queue: str) -> Sees:
    """Return what says whether a coder may see what somebody did to a passage of a transcript.

    In a queue nothing but one's own is shown among the codings: what others say of its passages
    is advice, if its readers are shown it.
    """
    if queue:
        return lambda _start, _end, by: by == coder
    sight = study.sight(coder)
    return lambda start, end, by: sight.sees(transcript, start, end, by=by)


def _seen_of(codings: Iterable[StandingCoding], sees: Sees) -> list[StandingCoding]:
    return [seen for coding in codings if (seen := _as_seen(coding, sees))]


def _as_seen(coding: StandingCoding, sees: Sees) -> StandingCoding | None:
    """Return a coding as a coder may see it: without what somebody unseen decided on it."""
    if coding.origin != _HUMAN or not sees(coding.start, coding.end, coding.coder):
        return None
    if coding.decided_by and not sees(coding.start, coding.end, coding.decided_by):
        return coding.undecided()
    return None if coding.hidden else coding


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "start": turn.start,
        "end": turn.end,
        "said": turn.spoken[0][0] if turn.spoken else turn.start,
        "speaker": turn.speaker,
        "role": turn.role,
        "language": turn.language,
    }


def _row(coding: StandingCoding, memos: list[StandingMemo]) -> list[Any]:
    noted = [memo.text for memo in memos if memo.coding == coding.id]
    return [
        coding.id,
        coding.start,
        coding.end,
        coding.code,
        coding.coder,
        coding.origin,
        coding.status,
        None if isnan(coding.score) else coding.score,
        coding.decision,
        "\n".join(noted),
        dict(coding.fields),
    ]


def _memo(memo: StandingMemo) -> dict[str, Any]:
    return {
        "id": memo.id,
        "on": memo.coding,
        "about": memo.about,
        "start": memo.start,
        "end": memo.end,
        "text": memo.text,
        "coder": memo.coder,
    }


# Advice


def _advised(
    seat: Seat, transcript: str, queue: str, shown: list[StandingCoding]
) -> dict[str, Any]:
    """Return the advice that a coder is shown and did not answer, or why there is none."""
    study, coder = seat.study, seat.person
    try:
        advice = [*_shown_advice(study, coder, transcript, queue, seat.patience)]
    except NotYetError:
        return {"advice": None, "problem": "", "pending": True}
    except CivicQualError as error:  # without advice it is read all the same
        return {"advice": [], "problem": render(error), "pending": False}
    answered = _answered(study, transcript, coder, shown)
    if seat.patience is not None and not queue:
        look_ahead_of(study, transcript)
    told = [_told(item, one, answered) for item, one in advice]
    return {"advice": [one for one in told if one], "problem": "", "pending": False}


def _shown_advice(
    study: Study, coder: str, transcript: str, queue: str, patience: float | None
) -> Iterator[tuple[str | None, Advice]]:
    if queue:
        with study._session.reading() as snapshot:
            own = queue_of(snapshot, queue, coder, transcript=transcript)
        for item in with_advice(study, own, patience=patience).items:
            yield from ((item.key, one) for one in item.advice)
        return
    sight = study.sight(coder)
    for one in advice_in(study, transcript, patience=patience):
        if all(sight.sees(transcript, start, end) for start, end in one.spans):
            yield None, one


def _answered(
    study: Study, transcript: str, coder: str, shown: list[StandingCoding]
) -> set[tuple[str, Span]]:
    """Return which codes on which words a coder has said yes or no to."""
    coded = {(one.code, (one.start, one.end)) for one in shown if one.coder == coder}
    with study._session.reading() as snapshot:
        return coded | rejected_in(snapshot, transcript, coder)


def _told(
    item: str | None, one: Advice, answered: set[tuple[str, Span]]
) -> Mapping[str, Any] | None:
    """Return advice with the words on which it was not answered; None if there are none."""
    spans = [span for span in one.spans if (one.code, span) not in answered]
    if not spans:
        return None
    return {
        "item": item,
        "transcript": one.transcript,
        "revision": one.revision,
        "code": one.code,
        "spans": [list(span) for span in spans],
        "origin": one.origin,
        "by": one.by,
        "score": one.score,
        "why": one.why,
    }
