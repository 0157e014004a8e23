"""What a third person settles is kept one by one, undone, and told where two settled apart."""

import pytest

import civic_qual as cq
from civic_qual.study.work.acts import Settle, UndoAct
from tests.study.small import place


@pytest.fixture
def differing(study):
    """Two coders of whom one says fear where the other does not."""
    corpus = study.corpus
    for coder in ("Awa", "Issa"):
        study.read("ansongo", coder=coder)
    study.code("ansongo", *place(corpus, "ansongo", "afraid to sleep"), "fear", coder="Awa")
    return study


def row_of(study):
    (row,) = study.disagreements()[["transcript", "start", "end", "code"]].to_dict("records")
    return row


def settle(study, who, decision, *, id="", **more):
    one = Settle(
        **row_of(study),
        reference="round 1",
        revision=study.corpus["ansongo"].revision,
        decision=decision,
        **({"id": id} if id else {}),
        **more,
    )
    (done,) = study.act(one, coder=who)
    return done


def told(study):
    return study.third_looks[["decision", "decided_by"]].values.tolist()


def test_one_at_a_time_is_kept_answered_again_and_undone(differing):
    first = settle(differing, "Cai", "yes", id="a", why="she says so")
    again = settle(differing, "Cai", "yes", id="a", why="she says so")
    assert again.repeated
    assert again.records == first.records
    assert told(differing) == [["yes", "Cai"]]
    settle(differing, "Cai", "later", id="b")
    assert told(differing) == [["later", "Cai"]]
    differing.act(UndoAct(act="b"), coder="Cai")
    assert told(differing) == [["yes", "Cai"]]
    differing.undo(first.records[0], coder="Cai")
    assert told(differing) == []
    assert differing.integrity() == []


def test_who_did_not_see_what_another_settled_is_told(differing):
    first = settle(differing, "Cai", "yes", seen="")
    refused = settle(differing, "Dia", "no", seen="").refused
    assert "Cai settled this" in refused
    assert "(yes)" in refused
    assert settle(differing, "Dia", "no", seen=first.records[0]).refused == ""
    assert told(differing) == [["no", "Dia"]]
    assert "taken back" in settle_after_undo(differing)


def settle_after_undo(study):
    for _ in range(2):
        study.undo(study.third_looks["id"][0], coder="Dia")
    return settle(study, "Cai", "no", seen="00" * 16).refused


def test_two_copies_settle_apart_and_both_are_told_after_merging(differing, tmp_path):
    copy = tmp_path / "copy.study"
    differing.backup(copy)
    settle(differing, "Cai", "yes")
    with cq.Study(copy) as other:
        settle(other, "Dia", "no", why="he speaks of the market")
        differing.merge(other)
        other.merge(differing)
        assert told(other) == told(differing)
    (row,) = differing.third_looks.frame.to_dict("records")
    assert row["otherwise"] == "yes (Cai)"
    (conflict,) = differing.conflicts.frame.to_dict("records")
    assert conflict["kind"] == "third look"
    settle(differing, "Cai", "yes")
    assert not len(differing.conflicts)


def test_what_is_no_decision_and_a_closed_round_are_refused(differing):
    assert "settles nothing" in settle(differing, "Cai", "maybe").refused
    settle(differing, "Cai", "yes")
    made = cq.adjudicate(
        differing.codings(),
        differing.third_looks.frame,
        coders=["Awa", "Issa"],
        coder="round 1",
    )
    row = row_of(differing)
    differing.add(made, who="Cai")
    late = Settle(**row, reference="round 1", revision="", decision="no")
    (done,) = differing.act(late, coder="Cai")
    assert "is closed" in done.refused
    settled = differing.adjudicated.frame.set_index("code")["decision"].to_dict()
    assert settled["fear"] == "yes"


def test_it_moves_along_when_a_transcript_is_corrected(differing):
    from tests.study.small import SAID, transcript

    settle(differing, "Cai", "yes")
    differing.correct(transcript("ansongo", ["Who came that morning?", *SAID["ansongo"][1:]]))
    (row,) = differing.third_looks.frame.to_dict("records")
    now = row_of(differing)
    assert (row["start"], row["end"]) == (now["start"], now["end"])
