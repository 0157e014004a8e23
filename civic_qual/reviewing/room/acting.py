"""What a coder does at the page, done in the study: each act once, refused in words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic_qual.errors import CivicQualError, StudyError
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.reviewing.room.told_acts import act_of
from civic_qual.study.work.act_kinds import refuse_what_is_no_act

if TYPE_CHECKING:
    from civic_qual.study.work.acts import Act, Done

_MOST = 500  # acts that are sent at once


def acts(seat: Seat, *, acts: list[Any], queue: str = "") -> Answer:
    """Do what a coder did, in its order; return what became of each act.

    One that is refused, or is no act at all, does not stop the others.

    Raises
    ------
    StudyError
        If the coder was given no such queue, or it is too much at once.
    """
    study, coder = seat.study, seat.person
    if len(acts) > _MOST:
        raise StudyError(Message("{n} acts at most are done at once", n=_MOST))
    meant = [_meant(told) for told in acts]
    done = iter(
        study.act([one for one in meant if not isinstance(one, str)], coder=coder, queue=queue)
    )
    told = [
        _refused(sent, one) if isinstance(one, str) else _told(next(done))
        for sent, one in zip(acts, meant, strict=True)
    ]
    return {"line": study._session.store.last_line, "done": told}


def _meant(told: object) -> Act | str:
    """Return the act that is meant, or why there is none."""
    try:
        act = act_of(told)
        refuse_what_is_no_act(act)
    except CivicQualError as error:
        return render(error)
    return act


def _told(done: Done) -> dict[str, Any]:
    return {
        "act": done.act,
        "line": done.line,
        "records": list(done.records),
        "repeated": done.repeated,
        "refused": render(done.refused),
    }


def _refused(sent: Any, why: str) -> dict[str, Any]:
    name = sent.get("act") if isinstance(sent, dict) else None
    known = name.encode("utf-8", "replace").decode()[:200] if isinstance(name, str) else ""
    return {"act": known, "line": 0, "records": [], "repeated": False, "refused": why}
