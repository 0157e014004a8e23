"""Who counted in earlier releases is found again in what there was then."""

import pytest

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.privacy.memory.members import MARK, Sealed, canonical
from civic_qual.privacy.memory.past import nothing_known, records_of
from civic_qual.privacy.memory.scope import Scope, made_by
from tests.analysis.small import codebook, codings, interview

BOOK = codebook("plan")


def coded(said, speaks=None):
    """Interviews in which R says something, and S too if there is one; who says "yes" plans."""
    transcripts, rows = [], []
    for name, text in said.items():
        one = interview(name, text.split("|"), country="Mali")
        transcripts.append(one)
        rows += [
            (name, (turn.spoken[0][0], turn.spoken[0][0] + 3), "plan")
            for turn in one.turns
            if "yes" in one.text[turn.start : turn.end]
        ]
    people = speaks or {(name, "R"): f"p{name}" for name in said}
    return codings(Corpus(tuple(transcripts), Participants(people, {})), BOOK, rows, unit="turn")


def released(made):
    """What a release of all of them counts, and who counted."""
    scope = Scope.of([(made_by(made), theme_table(made, by="country"))])
    return "line", scope, Sealed.of(made, scope)


def test_without_an_earlier_state_nobody_is_found_who_has_changed():
    then, now = coded({"a": "R: yes sir", "b": "R: not so"}), coded({"a": "R: not so"})
    assert records_of(now, [released(then)], nothing_known) is None


def test_records_of_then_stand_beside_those_of_now():
    then = coded({"a": "R: yes sir", "b": "R: yes sir", "c": "R: not so"})
    now = coded({"a": "R: not so", "b": "R: yes sir"})  # one corrected, one withdrawn
    found = records_of(now, [released(then)], lambda *_: then)
    old = {f"person pa{MARK}1", f"person pc{MARK}1"}
    (members,) = found.members
    assert {name for name in members if name.startswith("person")} == old | {"person pb"}
    assert found.now >= {"person pa", "person pb"}
    assert not found.now & old
    counts = theme_table(found.codings, by="country", measure="participants").counts
    assert counts["Mali"]["plan"] == 2  # A as they were, and B
    assert sorted(map(canonical, (one.id for one in found.codings.corpus))) == ["a", "a", "b", "c"]


@pytest.mark.parametrize("second", ["S: yes sir", "S: not so"])
def test_an_interview_of_several_is_not_taken_apart(second):
    speaks = {("a", "R"): "ann", ("a", "S"): "bob"}
    then = coded({"a": f"R: yes sir|{second}"}, speaks)
    now = coded({"a": f"R: not so|{second}"}, speaks)
    assert records_of(now, [released(then)], lambda *_: then) is None
