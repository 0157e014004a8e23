"""Answers to advice: a yes is a coding of the coder, a no a rejection; the advice stays."""

import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from civic_qual.study.records import NOTHING, Decision, Key
from civic_qual.study.work.acts import (
    Accept,
    ChangeCoding,
    CodePassage,
    ReadItem,
    Reject,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.queue import Advice
from tests.study.small import SAID, place, transcript


@pytest.fixture
def ruled(study):
    """The study with what rules find: one coding, of perf.late."""
    study.add(cq.RuleCoder(study.codebook).code(study.corpus))
    return study


@pytest.fixture
def found(ruled):
    """What the rules found first, as a row."""
    return next(ruled.coding_table().frame.itertuples())


def advised(study, name, words, code="fear", **other):
    spans = tuple(place(study.corpus, name, one) for one in words)
    told = {"origin": "rule", "by": "f00d", "score": 0.5, "why": "because"} | other
    revision = study.corpus[name].revision
    return Advice(transcript=name, revision=revision, spans=spans, code=code, **told)


def people(study, *names):
    frame = study.coding_table(origin="human").frame
    return [tuple(row) for row in frame[list(names)].values.tolist()]


def test_to_accept_what_a_machine_found_is_a_coding_of_ones_own(ruled, found):
    before = ruled.coding_table(origin="rule").frame
    mine = ruled.decide(found.id, "accept", coder="Awa", why="yes")
    theirs = ruled.decide(found.id, "accept", coder="Issa")
    assert mine != theirs
    assert people(ruled, "id", "coder", "origin", "status", "start", "end", "code") == [
        (one, coder, "human", "accepted", found.start, found.end, found.code)
        for one, coder in ((mine, "Awa"), (theirs, "Issa"))
    ]
    evidence = dict(people(ruled, "coder", "evidence"))
    assert evidence["Awa"] == f"accepted: {found.evidence} · yes"
    assert evidence["Issa"] == f"accepted: {found.evidence}"
    assert ruled.coding_table(origin="rule").frame.equals(before)
    assert ruled.conflicts.frame.empty


def test_to_reject_it_is_recorded_for_the_one_who_does(ruled, found):
    ruled.decide(found.id, "accept", coder="Awa")
    no = ruled.decide(found.id, "reject", coder="Issa", why="not late")
    (row,) = ruled.rejections.frame.itertuples()
    assert (row.id, row.coder, row.code, row.start, row.end) == (
        no,
        "Issa",
        found.code,
        found.start,
        found.end,
    )
    assert (row.origin, row.by, row.why) == ("rule", found.rules_fingerprint, "not late")
    assert people(ruled, "coder") == [("Awa",)]
    assert set(ruled.coding_table(origin="rule")["status"]) == {"suggested"}
    ruled.undo(no, coder="Issa")
    assert ruled.rejections.frame.empty


def test_the_later_answer_of_a_coder_counts(ruled, found):
    yes = ruled.decide(found.id, "accept", coder="Awa")
    assert ruled.decide(found.id, "accept", coder="Awa") == yes
    no = ruled.decide(found.id, "reject", coder="Awa")
    assert people(ruled, "id") == []
    assert ruled.decide(found.id, "reject", coder="Awa") == no
    again = ruled.decide(found.id, "accept", coder="Awa")
    assert again != yes
    assert people(ruled, "id") == [(again,)]
    assert ruled.rejections.frame.empty


def test_to_change_it_is_a_coding_and_another_code_is_a_no_to_the_first(ruled, found):
    mine = ruled.decide(found.id, "change", coder="Awa", code="fear", why="they are afraid")
    assert people(ruled, "id", "code", "start", "end") == [(mine, "fear", found.start, found.end)]
    assert ruled.rejections[["coder", "code"]].values.tolist() == [["Awa", found.code]]
    wider = ruled.decide(found.id, "change", coder="Issa", end=found.end + 2)
    assert (wider, found.code, found.end + 2) in people(ruled, "id", "code", "end")
    assert len(ruled.rejections) == 1


def test_decisions_on_what_people_coded_stay_as_they_are(study):
    coding = study.code("bria", *place(study.corpus, "bria", "afraid"), "fear", coder="Awa")
    study.decide(coding, "reject", coder="Issa")
    assert people(study, "id", "status") == [(coding, "rejected")]
    assert study.rejections.frame.empty


def test_what_was_decided_on_a_machine_before_shows_as_it_did(ruled, found):
    """As versions before schema 6 recorded it: for everybody."""
    with ruled._session.recording("Issa", "reject") as recorder:
        old = Decision(
            coding=Key(bytes.fromhex(found.id)),
            verdict="reject",
            replacement=NOTHING,
            who="Issa",
            why="an old one",
            supersedes="",
            time=recorder.time,
        )
        recorder.add(old)
    row = ruled.coding_table(origin="rule").frame.set_index("id").loc[found.id]
    assert (row["status"], row["decided_by"], row["why"]) == ("rejected", "Issa", "an old one")
    mine = ruled.decide(found.id, "accept", coder="Awa")
    assert people(ruled, "id", "coder") == [(mine, "Awa")]
    row = ruled.coding_table(origin="rule").frame.set_index("id").loc[found.id]
    assert row["status"] == "rejected"


def test_a_yes_that_somebody_overruled_can_be_given_again(study):
    advice = advised(study, "bria", ["afraid of"])
    (first,) = study.act(Accept(advice=advice), coder="Awa")
    study.decide(first.records[0], "reject", coder="Issa")
    (again,) = study.act(Accept(advice=advice), coder="Awa")
    assert len(again.records) == 1
    assert sorted(people(study, "id", "status")) == sorted(
        [(first.records[0], "rejected"), (again.records[0], "accepted")]
    )


def test_several_spans_of_a_code_are_one_question(study):
    advice = advised(study, "bria", ["afraid of", "not of them"])
    yes = Accept(advice=advice, why="both")
    (done,) = study.act(yes, coder="Awa")
    assert len(done.records) == 2
    assert sorted(people(study, "start", "end")) == sorted(advice.spans)
    assert {row[0] for row in people(study, "evidence")} == {"accepted: because · both"}
    undo = UndoAct(act=yes.id)
    study.act(undo, coder="Awa")
    assert people(study, "id") == []
    study.act(UndoAct(act=undo.id), coder="Awa")
    assert sorted(people(study, "id")) == sorted((one,) for one in done.records)


def test_a_no_after_a_yes_and_its_undo(study):
    advice = advised(study, "bria", ["afraid of", "not of them"])
    study.act(Accept(advice=advice), coder="Awa")
    no = Reject(advice=advice, why="of the road")
    (done,) = study.act(no, coder="Awa")
    assert not done.refused
    assert people(study, "id") == []
    rejected = study.rejections.frame[["start", "end"]]
    assert sorted(rejected.itertuples(index=False, name=None)) == sorted(advice.spans)
    study.act(UndoAct(act=no.id), coder="Awa")
    assert len(people(study, "id")) == 2
    assert study.rejections.frame.empty


def test_what_a_coder_said_without_advice_is_not_taken_back_by_a_no(study):
    own = study.code("bria", *place(study.corpus, "bria", "afraid of"), "fear", coder="Awa")
    advice = advised(study, "bria", ["afraid of"])
    (same,) = study.act(Accept(advice=advice), coder="Awa")
    assert same.records == ()
    study.act(Reject(advice=advice), coder="Awa")
    assert people(study, "id") == [(own,)]


def test_advice_from_before_a_correction_is_found_again_or_refused(study):
    advice = advised(study, "bria", ["carry the wounded"], code="perf.help")
    gone = advised(study, "bria", ["helped us"], code="perf.help")
    said = [*SAID["bria"][:2], "Yes. They aided everybody to carry the wounded."]
    study.act(Accept(advice=advice), coder="Issa")
    study.correct(transcript("bria", said))
    yes, lost = study.act([Accept(advice=advice), Accept(advice=gone)], coder="Awa")
    assert not yes.refused
    assert "corrected" in lost.refused
    where = place(study.corpus, "bria", "carry the wounded")
    assert sorted(people(study, "coder", "start", "end")) == [("Awa", *where), ("Issa", *where)]
    (again,) = study.act(Accept(advice=advice), coder="Issa")
    assert (again.refused, again.records) == ("", ())
    study.act(Reject(advice=advice), coder="Issa")
    assert people(study, "coder") == [("Awa",)]


@pytest.fixture
def queue(study):
    """Passages that two coders read with what rules found beside them."""
    turns = [line for name in ("ansongo", "bria") for line in SAID[name] if line[-1] != "?"]
    rows = [
        (name, *place(study.corpus, name, line))
        for line in turns
        for name in ("ansongo", "bria")
        if line in SAID[name]
    ]
    return study.assign("rules", rows, ["Awa", "Issa"], kind="search")


def test_what_two_people_answered_is_in_their_agreement(study, queue):
    """Counted by hand: of the four turns both accept one, one alone accepts another."""
    answers = {"Awa": (Accept, Accept, Reject, Reject), "Issa": (Accept, Reject, Reject, Reject)}
    for coder, said in answers.items():
        acts = []
        for kind, item in zip(said, queue[coder].items, strict=True):
            advice = Advice(
                transcript=item.transcript,
                revision=item.revision,
                spans=((item.start, item.end),),
                code="fear",
                origin="rule",
            )
            acts += [kind(advice=advice), ReadItem(item=item.key)]
        assert not any(done.refused for done in study.act(acts, coder=coder, queue="rules"))
    codings = study.codings(origin="human")
    assert set(codings.readings["shown"]) == {"rules"}
    row = next(
        row
        for row in cq.agreement(codings, unit="turn", shown="any", draws=10).frame.itertuples()
        if row.code == "fear"
    )
    assert row.units == 4
    # Both yes 1, both no 2, one of each 1: 3/4 observed; by chance 2/4*1/4 + 2/4*3/4 = 1/2.
    assert row.percent == pytest.approx(0.75)
    assert row.kappa == pytest.approx(0.5)


def test_a_blind_queue_takes_no_answers_to_advice_before_it_is_revealed(study):
    where = place(study.corpus, "bria", SAID["bria"][1])
    queues = study.assign("blind", [("bria", *where)], ["Awa", "Issa"], kind="transcripts")
    (item,) = queues["Awa"].items
    (theirs,) = study.act(
        CodePassage(
            transcript="bria", revision=item.revision, start=where[0], end=where[1], code="fear"
        ),
        coder="Issa",
        queue="blind",
    )
    coding = theirs.records[0]
    advice = advised(study, "bria", ["afraid of"])
    acts = [Accept(advice=advice), Reject(advice=advice), Uncode(coding=coding)]
    acts += [ChangeCoding(coding=coding, code="perf")]
    refused = study.act(acts, coder="Awa", queue="blind")
    assert all("blind" in one.refused for one in refused)
    study.act(ReadItem(item=item.key), coder="Awa", queue="blind")
    assert study.queue("blind", "Awa").shown == "blind"
    opened = study.reveal("blind", who="Bo", why="round closed")
    assert study.queue("blind", "Awa").shown == "another_coder"
    assert study.queues["shown"].tolist() == ["another_coder"] * 2
    done = study.act(acts[:1] + acts[3:], coder="Awa", queue="blind")
    assert not any(one.refused for one in done)
    (second,) = study.queue("blind", "Issa").items
    study.act(ReadItem(item=second.key), coder="Issa", queue="blind")
    readings = study.codings().readings
    assert dict(zip(readings["coder"], readings["shown"], strict=True)) == {
        "Awa": "blind",
        "Issa": "another_coder",
    }
    with pytest.raises(StudyError, match="no blind queue"):
        study.reveal("blind", who="Bo")
    study.undo(opened, coder="Bo")
    assert study.queue("blind", "Awa").shown == "blind"


def test_after_the_reveal_a_coding_of_ones_own_is_decided_on(study):
    where = place(study.corpus, "bria", SAID["bria"][1])
    study.assign("blind", [("bria", *where)], "Awa", kind="transcripts")
    revision = study.corpus["bria"].revision
    acts = [
        CodePassage(transcript="bria", revision=revision, start=where[0], end=end, code="fear")
        for end in (where[0] + 4, where[0] + 5)
    ]
    first, second = study.act(acts, coder="Awa", queue="blind")
    study.act(Uncode(coding=first.records[0]), coder="Awa", queue="blind")
    assert people(study, "id") == [(second.records[0],)]
    study.reveal("blind", who="Bo")
    study.act(Uncode(coding=second.records[0], why="I see"), coder="Awa")
    assert people(study, "id", "status", "why") == [(second.records[0], "rejected", "I see")]


def test_what_was_not_seen_is_a_conflict_that_says_who_did_what(study):
    where = place(study.corpus, "bria", "afraid")
    coding = study.code("bria", *where, "fear", coder="Awa")
    off = study.decide(coding, "reject", coder="Issa")
    stale = [Uncode(coding=coding, seen=""), ChangeCoding(coding=coding, code="perf", seen="")]
    for one in study.act(stale, coder="Awa"):
        assert "Issa rejected this coding on 20" in one.refused
    (fresh,) = study.act(ChangeCoding(coding=coding, code="perf", seen=off), coder="Awa")
    assert not fresh.refused
    assert people(study, "code", "coder") == [("perf", "Awa")]
    (blunt,) = study.act(ChangeCoding(coding=coding, end=where[1] + 1), coder="Bo")
    assert not blunt.refused  # whatever holds
    study.undo(coding, coder="Cai")
    (late,) = study.act(Uncode(coding=coding, seen=None), coder="Awa")
    assert "Cai took this coding back" in late.refused
    (nothing,) = study.act(ChangeCoding(coding=coding), coder="Awa")
    assert "say what changes" in nothing.refused
    (other,) = study.act(Uncode(coding="00" * 16), coder="Awa")
    assert "names no coding" in other.refused
