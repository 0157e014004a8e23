"""What the lines of the audit trail are called, for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from civic_qual.messages import Message, enumerated

if TYPE_CHECKING:
    from civic_qual.results import Row

# What is called how in the trail; what is not here is shown as it is kept.
_ACTS = {
    "create": Message.in_context("what was done in a study", "create"),
    "add": Message.in_context("what was done in a study", "add"),
    "code": Message.in_context("what was done in a study", "code"),
    "read": Message.in_context("what was done in a study", "read"),
    "accept": Message.in_context("what was done in a study", "accept"),
    "reject": Message.in_context("what was done in a study", "reject"),
    "change": Message.in_context("what was done in a study", "change"),
    "undo": Message.in_context("what was done in a study", "undo"),
    "assign": Message.in_context("what was done in a study", "give passages to read"),
    "act": Message.in_context("what was done in a study", "work on passages"),
    "reveal": Message.in_context("what was done in a study", "open a blind queue"),
    "place": Message.in_context("what was done in a study", "place"),
    "correct": Message.in_context("what was done in a study", "correct"),
    "state people": Message.in_context("what was done in a study", "state people"),
    "new code": Message.in_context("what was done in a study", "new code"),
    "change codebook": Message.in_context("what was done in a study", "change codebook"),
    "memo": Message.in_context("what was done in a study", "memo"),
    "merge": Message.in_context("what was done in a study", "merge"),
    "set": Message.in_context("what was done in a study", "set"),
    "consent": Message.in_context("what was done in a study", "consent"),
    "withdraw": Message.in_context("what was done in a study", "withdraw"),
    "keep sample": Message.in_context("what was done in a study", "keep sample"),
    "refresh": Message.in_context("what was done in a study", "refresh"),
    "keep model": Message.in_context("what was done in a study", "keep model"),
    "keep release": Message.in_context("what was done in a study", "keep release"),
    "keep area": Message.in_context("what was done in a study", "keep area"),
}
_DETAILS = {
    "text": Message.in_context("a kind of record", "text"),
    "transcript": Message.in_context("a kind of record", "transcript"),
    "participant": Message.in_context("a kind of record", "participant"),
    "notice": Message.in_context("a kind of record", "notice"),
    "codebook": Message.in_context("a kind of record", "codebook"),
    "coding": Message.in_context("a kind of record", "coding"),
    "reading": Message.in_context("a kind of record", "reading"),
    "decision": Message.in_context("a kind of record", "decision"),
    "ruling": Message.in_context("a kind of record", "ruling"),
    "undo": Message.in_context("a kind of record", "undo"),
    "anchor": Message.in_context("a kind of record", "place in a corrected text"),
    "memo": Message.in_context("a kind of record", "memo"),
    "sample": Message.in_context("a kind of record", "sample"),
    "consent": Message.in_context("a kind of record", "consent"),
    "setting": Message.in_context("a kind of record", "setting"),
    "release": Message.in_context("a kind of record", "release"),
    "model": Message.in_context("a kind of record", "model"),
    "area": Message.in_context("a kind of record", "area"),
    "assignment": Message.in_context("a kind of record", "passage to read"),
    "act": Message.in_context("a kind of record", "act"),
    "rejection": Message.in_context("a kind of record", "rejection"),
    "reveal": Message.in_context("a kind of record", "opening of a blind queue"),
    "code": Message.in_context("a detail of what was done", "code"),
    "by": Message.in_context("a detail of what was done", "by"),
    "queue": Message.in_context("a detail of what was done", "queue"),
    "coders": Message.in_context("a detail of what was done", "coders"),
    "place": Message.in_context("a detail of what was done", "passage"),
    "file": Message.in_context("a detail of what was done", "file"),
    "lines": Message.in_context("a detail of what was done", "lines"),
    "why": Message.in_context("a detail of what was done", "why"),
    "placed": Message.in_context("a detail of what was done", "placed"),
    "settled": Message.in_context("a detail of what was done", "settled"),
    "undone": Message.in_context("a detail of what was done", "undone"),
}


def said_action(action: str) -> str:
    """Return what an act is called; one of a later version as it is kept."""
    return _ACTS.get(action, action)


def said_details(line: Row) -> str:
    """Return the details of a line of the audit trail in words.

    Parameters
    ----------
    line
        A row of `Study.audit`.
    """
    return enumerated(
        Message("{name}: {value}", name=_DETAILS.get(name, name), value=_said(value))
        for name, value in json.loads(line.details).items()
        if value != ""
    )


def _said(value: object) -> str:
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)
