"""Every act goes to JSON and back, whatever stands in it."""

import json

from hypothesis import given
from hypothesis import strategies as some

from civic_qual.reviewing.room.told_acts import act_of, told_of
from civic_qual.study.work.acts import (
    Accept,
    ChangeCoding,
    CodePassage,
    NoteMemo,
    ReadItem,
    Reject,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.queue import Advice

TEXT = some.text(max_size=8)
PLACE = some.integers(-(2**53), 2**53)
MAYBE, MAYBE_PLACE = some.none() | TEXT, some.none() | PLACE
FIELDS = some.dictionaries(TEXT, TEXT, max_size=2)
ADVICE = some.builds(
    Advice,
    transcript=TEXT,
    revision=TEXT,
    spans=some.lists(some.tuples(PLACE, PLACE), max_size=3).map(tuple),
    code=TEXT,
    origin=some.sampled_from(["rule", "model", "human"]),
    by=TEXT,
    score=some.floats(0, 1),
    why=TEXT,
)
PASSAGE = {"start": MAYBE_PLACE, "end": MAYBE_PLACE, "code": MAYBE}
ACT = some.one_of(
    some.builds(
        CodePassage,
        id=TEXT,
        **dict.fromkeys(("transcript", "revision", "code", "memo", "why"), TEXT),
        start=PLACE,
        end=PLACE,
        fields=FIELDS,
    ),
    some.builds(Uncode, id=TEXT, coding=TEXT, seen=MAYBE, why=TEXT),
    some.builds(
        ChangeCoding,
        id=TEXT,
        coding=TEXT,
        **PASSAGE,
        fields=some.none() | FIELDS,
        seen=MAYBE,
        why=TEXT,
    ),
    some.builds(Accept, id=TEXT, advice=ADVICE, why=TEXT),
    some.builds(Reject, id=TEXT, advice=ADVICE, why=TEXT),
    some.builds(ReadItem, id=TEXT, item=TEXT, codebook=TEXT),
    some.builds(
        NoteMemo,
        id=TEXT,
        text=TEXT,
        transcript=MAYBE,
        **PASSAGE,
        participant=MAYBE,
        coding=MAYBE,
        instead_of=TEXT,
    ),
    some.builds(UndoAct, id=TEXT, act=TEXT),
)


@given(ACT)
def test_an_act_is_the_same_after_it_was_sent(act):
    assert act_of(json.loads(json.dumps(told_of(act)))) == act
