"""What somebody settles where coders differ, one by one, while a round of it is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.results import Result
from civic_qual.study.acts.checks import check_code, check_name, check_passage
from civic_qual.study.holding.state import heads
from civic_qual.study.records import Key, Label, Ruling, ThirdLook
from civic_qual.study.work.conflicts import said_time

if TYPE_CHECKING:
    from civic_qual.study.acts.code import Passage
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.work.acts import Settle

SETTLED = ("yes", "no", "later")
_COLUMNS = (
    "id", "reference", "transcript", "start", "end", "code", "decision", "decided_by", "why",
    "time", "otherwise",
)  # fmt: skip


class ThirdLookTable(Result):
    """What was settled where coders differ, a row a passage, code and round, in their order.

    Columns: id, by which to undo it; reference (the round, by what its reference coding will be
    called), transcript, start, end, code, decision ("yes", "no", "later"), decided_by, why, time;
    and otherwise: what somebody settled who did not know of it, "" if nobody did.
    """

    _title = Message("What was settled")


class _Of(NamedTuple):
    """What is settled: a passage and a code, in a round."""

    reference: str
    transcript: str
    start: int
    end: int
    code: str


def third_look_of(
    snapshot: Snapshot, one: Settle, passage: Passage, *, who: str, time: str
) -> ThirdLook:
    """Return the record of what somebody settles, which stands in the place of what was before.

    Raises
    ------
    StudyError
        If it is no decision, the round is closed, or somebody settled it meanwhile.
    CodingError
        If there is no such passage or code.
    """
    revision = check_passage(snapshot, *passage)
    check_code(snapshot, one.code)
    check_name("reference", one.reference)
    if one.decision not in SETTLED:
        raise StudyError(
            Message(
                "{decision} settles nothing; choose from {known}",
                decision=quoted(one.decision),
                known=enumerated(SETTLED),
            )
        )
    of = _Of(one.reference, passage.transcript, passage.start, passage.end, one.code)
    _refuse_closed(snapshot, one.reference)
    standing = standing_looks(snapshot).get(of, [])
    _refuse_unseen(standing, one.seen)
    return ThirdLook(
        reference=Label(one.reference),
        transcript=Label(passage.transcript),
        revision=Label(revision),
        start=int(passage.start),
        end=int(passage.end),
        code=Label(one.code),
        codebook=Label(snapshot.book_heads[0][0].hex()),
        decision=Label(one.decision),
        who=Label(who),
        why=one.why,
        supersedes=" ".join(key.hex() for key, _ in standing),
        time=time,
    )


def _refuse_closed(snapshot: Snapshot, reference: str) -> None:
    """Refuse to settle anything for a reference coding that was made already."""
    if snapshot.store.columns(Ruling, "row", where={"coder": [reference]}, until=snapshot.line)[
        "row"
    ]:
        raise StudyError(
            Message(
                "the round {reference} is closed: its reference coding was made; begin another "
                "round, under a name of its own",
                reference=quoted(reference),
            )
        )


def _refuse_unseen(standing: list[tuple[Key, ThirdLook]], seen: str | None) -> None:
    """Refuse to settle what somebody settled otherwise than was seen."""
    if seen is None or seen == (standing[0][0].hex() if standing else ""):
        return
    if not standing:
        raise StudyError(
            Message("what was settled here was taken back meanwhile: look at it again")
        )
    other = standing[0][1]
    raise StudyError(
        Message(
            "{who} settled this on {time} ({decision}), which was not seen yet: look at it again",
            who=other.who,
            time=said_time(other.time),
            decision=other.decision,
        )
    )


def standing_looks(snapshot: Snapshot) -> dict[_Of, list[tuple[Key, ThirdLook]]]:
    """Return what is settled, where it stands now; what holds is first, then what was made apart.

    What has no place in the transcripts or the codebook that hold is left out.
    """
    stored = snapshot.store.records(ThirdLook, until=snapshot.line)
    known = {one.key: snapshot.same.said(one.record) for one in stored}
    places = {
        key: _of(snapshot, key, one) for key, one in known.items() if key not in snapshot.gone
    }
    placed = [(key, known[key]) for key, of in places.items() if of is not None]
    made = heads(placed, {record: places[key] for key, record in placed}.__getitem__, snapshot.gone)
    return {of: found for of, found in made.items() if of is not None}


def _of(snapshot: Snapshot, key: Key, one: ThirdLook) -> _Of | None:
    span = snapshot.place_of(key, one)
    code = snapshot.moves.code(one.code, one.codebook)
    if span is None or not code:
        return None
    return _Of(one.reference, one.transcript, *span, code)


def settled_apart(snapshot: Snapshot) -> Iterator[tuple[str, list[ThirdLook]]]:
    """Yield what people settled without knowing of each other: of what, and all that stands."""
    for of, made in standing_looks(snapshot).items():
        if len(made) > 1:
            yield f"{of.transcript} {of.start}-{of.end} {of.code}", [one for _, one in made]


def third_look_table(snapshot: Snapshot) -> ThirdLookTable:
    """Return what was settled, in the order of the text."""
    rows = [
        {
            "id": made[0][0].hex(),
            **of._asdict(),
            "decision": made[0][1].decision,
            "decided_by": made[0][1].who,
            "why": made[0][1].why,
            "time": made[0][1].time,
            "otherwise": enumerated(
                f"{one.decision} ({one.who})"
                for _, one in made[1:]
                if one.decision != made[0][1].decision
            ),
        }
        for of, made in sorted(standing_looks(snapshot).items())
    ]
    return ThirdLookTable(pd.DataFrame(rows, columns=list(_COLUMNS)))
