"""How far coders agree, and what they differ on, settled side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import TYPE_CHECKING, Any, Literal

from civic_qual.analysis.agreement.adjudicate import third_looks
from civic_qual.analysis.agreement.agreement import WHO, agreement, shown_code
from civic_qual.analysis.agreement.disagreements import letters
from civic_qual.desk.jobs import Job
from civic_qual.desk.pages.closed import refuse_while_blind
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.reviewing.queues import comparable
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.team.rounds import next_reference, reference_names, round_of
from civic_qual.study.work.acts import Settle

if TYPE_CHECKING:
    from civic_qual.codebook.codes import Example

_FIGURES = ("percent", "kappa", "alpha", "ac1")
_LISTED = 500  # of what all agree on


def agreement_table(seat: DeskSeat, *, level: Literal["code", "theme"] = "code") -> dict[str, Any]:
    """Say how far coders agree, of what they read blind; while a round is open without pairs."""
    refuse_while_blind(seat)
    study = seat.study
    table = agreement(comparable(study), level=level)
    everybody = ", ".join(comparable(study).coders)
    groups: dict[str, dict[str, Any]] = {}
    hidden = _hidden(seat)
    for row in table.frame.to_dict("records"):
        # Of one pair among several a single passage would tell who said what: letters, then.
        called = hidden.get(row["coders"], row["coders"])
        group = groups.setdefault(
            row["coders"],
            {
                "coders": row["coders"] if row["coders"] == everybody else called,
                "who": WHO[row["who"]],
                "rows": [],
            },
        )
        group["rows"].append(
            {
                "code": row["code"],
                "name": shown_code(row["code"]) if row["code"] == "all codes" else row["name"],
                **{name: _plain(row[name]) for name in ("units", "transcripts", "prevalence")},
                **{
                    name: [_plain(row[name + side]) for side in ("", "_low", "_high")]
                    for name in _FIGURES
                },
                "note": row["note"],
            }
        )
    notes = [*table.notes, *([] if hidden else table.reasons())]
    return {"groups": list(groups.values()), "notes": notes}


def _hidden(seat: DeskSeat) -> Mapping[str, str]:
    """Return the letters of every pair by its names, while a round of more than two is open."""
    round_ = round_of(seat.study)
    if round_.closed or len(round_.coders) < 3:
        return {}
    stands = letters(round_.coders)
    pairs = permutations(round_.coders, 2)
    return {", ".join(pair): ", ".join(stands[one] for one in pair) for pair in pairs}


def adjudication(seat: DeskSeat, *, reference: str = "") -> dict[str, Any]:
    """Say what coders differ on in a round, and what of it was settled."""
    refuse_while_blind(seat)
    study, one = seat.study, round_of(seat.study, reference)
    return {
        "reference": one.reference,
        "rounds": list(dict.fromkeys([*reference_names(study), one.reference])),
        "another": next_reference(study),
        "closed": one.closed,
        "coders": list(one.coders),
        "own": seat.coder in one.coders,
        "rows": [_named(seat, row) for row in one.rows()],
        "changed": [_named(seat, row) for row in one.changed(seat.coder)],
    }


def _named(seat: DeskSeat, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the name of its code in the language that is spoken."""
    return {**row, "name": seat.study.codebook[row["code"]].label(seat.language)}


def side_by_side(
    seat: DeskSeat, *, reference: str, transcript: str, start: int, end: int, code: str
) -> dict[str, Any]:
    """Say of one passage and code what each coder marked and noted, and what the code means."""
    refuse_while_blind(seat)
    told = round_of(seat.study, reference).side_by_side(transcript, start, end, code)
    book = seat.study.codebook
    meant = book[code]
    languages = [seat.language, *book.languages]
    for side in told["sides"]:
        side["codes"] = [book[one].label(seat.language) for one in side["codes"] if one in book]
    return {
        **told,
        "name": meant.label(seat.language),
        "definition": next(
            (meant.definition[one] for one in languages if meant.definition.get(one)), ""
        ),
        "examples": _of_language(meant.examples, languages),
        "counter_examples": _of_language(meant.counterexamples, languages),
    }


def _of_language(examples: Iterable[Example], languages: list[str]) -> list[str]:
    """Return the examples of the first of some languages in which there are any."""
    said = {one: [each.text for each in examples if each.language == one] for one in languages}
    return next((said[one] for one in languages if said[one]), [])


def settle(
    seat: DeskSeat,
    *,
    act: str,
    reference: str,
    transcript: str,
    revision: str,
    start: int,
    end: int,
    code: str,
    decision: Literal["yes", "no", "later"],
    why: str = "",
    seen: str = "",
) -> dict[str, str]:
    """Settle one passage and code; it is in the study when this is answered."""
    refuse_while_blind(seat)
    said = Settle(
        id=act,
        reference=reference,
        transcript=transcript,
        revision=revision,
        start=start,
        end=end,
        code=code,
        decision=decision,
        why=why.strip(),
        seen=seen,
    )
    (done,) = seat.study.act(said, coder=seat.person)
    if done.refused:
        raise StudyError(done.refused)
    return {"id": done.records[0]}


def unsettle(seat: DeskSeat, *, id: str) -> None:
    """Take back what was settled last of a passage and code."""
    refuse_while_blind(seat)
    looks = seat.study.third_looks.frame
    if id not in set(looks["id"]):
        raise StudyError(
            Message("what was settled here was taken back meanwhile: look at it again")
        )
    seat.study.undo(id, coder=seat.person)


def agreed(seat: DeskSeat, *, reference: str = "") -> dict[str, Any]:
    """Say what all agree on, and what only one has read: what closing the round takes over."""
    refuse_while_blind(seat)
    one = round_of(seat.study, reference)
    if one.closed:
        return {"n": 0, "rows": []}
    found = one.made().decided.frame
    settled = third_looks(found)
    alike = found.drop(settled.index)
    columns = ["transcript", "start", "end", "code", "why"]
    return {"n": len(alike), "rows": alike[columns].head(_LISTED).to_dict("records")}


def close_round(seat: DeskSeat, *, reference: str) -> dict[str, Any]:
    """Make the reference coding of a round, and keep it; names are open from then on."""
    refuse_while_blind(seat)
    made = round_of(seat.study, reference).made()
    seat.study.add(made, who=seat.person)
    return {"reference": reference, "codings": len(made), "undecided": len(made.undecided)}


def discuss(seat: DeskSeat, *, transcript: str, start: int, end: int, text: str) -> None:
    """Note something on a passage, for the others to read."""
    refuse_while_blind(seat)
    seat.study.memo(text, coder=seat.person, transcript=transcript, start=start, end=end)


def _plain(value: Any) -> Any:
    """Return a figure as JSON can hold it: what is no number is nothing."""
    return None if value != value or (isinstance(value, float) and math.isinf(value)) else value


CALLS = Calls.of(
    agreement_table,
    adjudication,
    side_by_side,
    settle,
    unsettle,
    agreed,
    close_round,
    discuss,
)
JOBS: Mapping[str, Job] = {}
