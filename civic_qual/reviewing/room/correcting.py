"""A transcript corrected where it is read: who speaks stays, and all that stands on it is found.

What cannot be found again is listed for whoever may see it, and waits until somebody places it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civic_qual.calls import no_such
from civic_qual.errors import CodingError, StudyError
from civic_qual.messages import Message
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.reviewing.room.corrected import with_text, with_turn

_EVERYWHERE = (0, 1 << 53)


def correct(
    seat: Seat,
    *,
    transcript: str,
    revision: str,
    text: str,
    turn: int | None = None,
    why: str = "",
) -> Answer:
    """Put corrected words in the place of a transcript's, or of what is said in one turn.

    Parameters
    ----------
    revision
        The revision that was corrected: another one that holds by now is not overwritten.
    text
        All of the text; with `turn` what is said in that turn, counted from 0.

    Raises
    ------
    CodingError, StudyError
        If there is no such transcript or turn, nothing is different, or somebody corrected it
        meanwhile.
    """
    study, coder = seat.study, seat.person
    corpus = study.corpus
    if transcript not in corpus.positions:
        what = Message.in_context("what is not there", "transcript")
        raise CodingError(no_such(what, transcript, corpus.positions))
    one = corpus[transcript]
    if one.revision != revision:
        raise StudyError(
            Message("somebody corrected this transcript meanwhile: load it anew, and look again")
        )
    made = with_text(one, text) if turn is None else with_turn(one, turn, text)
    table = study.correct(made, who=coder, why=why).frame
    sight = study.sight(coder)
    # Of what lost its place nobody knows which words it is on.
    seen = [
        row
        for row in table.to_dict("records")
        if row["coder"] == coder
        or (row["kind"] in _TOLD and sight.sees(transcript, *_span(row), by=row["coder"]))
    ]
    return {
        "revision": made.revision,
        "placed": sum(row["start"] >= 0 for row in seen),
        "unplaced": [_lost(row) for row in seen if row["start"] < 0],
    }


_TOLD = ("coding", "memo")  # kinds that others are told of


def _span(row: Mapping[Any, Any]) -> tuple[int, int]:
    return (row["start"], row["end"]) if row["start"] >= 0 else _EVERYWHERE


def _lost(row: Mapping[Any, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("id", "kind", "code", "coder")}
    return {**told, "words": row["passage"]}


def place(seat: Seat, *, record: str, start: int, end: int) -> Answer:
    """Say where something stands that was not found in a corrected transcript.

    Raises
    ------
    StudyError, CodingError
        If there is no such record or passage.
    """
    return {"place": seat.study.place(record, start, end, coder=seat.person)}


def reveal(seat: Seat, *, queue: str, why: str = "") -> Answer:
    """Open a blind queue for all who work in it.

    Raises
    ------
    StudyError
        If there is no blind queue of that name, or it is open.
    """
    return {"reveal": seat.study.reveal(queue, who=seat.person, why=why)}
