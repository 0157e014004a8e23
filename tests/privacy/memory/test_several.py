"""People who are heard in several groups have parts of their own."""

import numpy as np

from civic_qual.analysis.tables.groups import groups
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.privacy.memory.several import heard_in_several
from tests.analysis.small import interview

HEARD = {"A1": "ann", "A2": "bob", "B1": "ann", "B2": "cy", "C1": "dee", "C2": "dee", "A3": "eve"}


def corpus(heard):
    """Interviews of one turn: their names begin with the country."""
    transcripts = tuple(interview(name, ["R: said so"], country=name[0]) for name in heard)
    speaks = {(name, "R"): who for name, who in heard.items()}
    return Corpus(transcripts, Participants(speaks, {}))


def several(heard):
    of = corpus(heard)
    return heard_in_several(of, groups(of, ("country",)), interviewers=False)


def test_whoever_is_heard_once_is_counted_with_others():
    assert several({"A1": "ann", "A2": "bob", "B1": "cy"}) is None


def test_each_interview_of_somebody_heard_in_several_is_a_part():
    made = several(HEARD)
    part = dict(zip(sorted(HEARD), made.parts.of_turn.tolist(), strict=True))
    assert part["A2"] == part["A3"] == 0  # as it was
    assert part["B2"] == 1
    own = [part[name] for name in ("A1", "B1", "C1", "C2")]
    assert len(set(own)) == 4
    assert min(own) > 2
    assert made.people[part["A1"]] == made.people[part["B1"]] >= 0
    assert made.people[part["C1"]] == made.people[part["C2"]] != made.people[part["A1"]]
    assert made.people[[0, 1, 2]].tolist() == [-1, -1, -1]


def test_who_cannot_be_told_apart_is_counted_as_one():
    made = several({"A1": "ann", "B1": "ann", "A2": "bob", "B2": "bob", "C1": "cy"})
    assert made.parts.of_turn.tolist() == [3, 3, 4, 4, 2]
    assert several({"A1": "ann", "B1": "ann", "A2": "bob", "C1": "bob"}).people.max() == 1


def test_parts_that_groups_hold_together_are_counted_together():
    made = several(HEARD)
    of = corpus(HEARD)
    everybody = groups(of, ("language",))
    (one,) = made.together([everybody, groups(of, ("country",))])
    held = one[1]
    # Ann in all groups together; Dee in all of them, and in country C: the same.
    assert sorted(map(len, held)) == [2, 2]
    turns = np.flatnonzero(one[0].of_turn == 0)
    assert {made.people[made.parts.of_turn[turn]] for turn in turns} == {made.people[held[0][0]]}
