"""Acts of people: each once, wholly or not at all, and answered in its place."""

import dataclasses
from dataclasses import replace

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import CodingError, StudyError
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
from tests.study.small import CODEBOOK, place


def said(study, transcript, words):
    """Where words stand, as acts name it."""
    start, end = place(study.corpus, transcript, words)
    revision = study.corpus[transcript].revision
    return {"transcript": transcript, "revision": revision, "start": start, "end": end}


@pytest.fixture
def queue(study):
    rows = [
        ("bria", *place(study.corpus, "bria", "We were afraid of the road, not of them.")),
        ("ansongo", *place(study.corpus, "ansongo", "Nobody came before.")),
    ]
    return study.assign("all", rows, "Awa", kind="transcripts")["Awa"]


def test_a_passage_is_coded_read_and_noted(study, queue):
    acts = [
        CodePassage(**said(study, "bria", "afraid"), code="fear", memo="of what?", why="says so"),
        ReadItem(item=queue.items[0].key),
        NoteMemo(text="speaks softly", transcript="bria"),
    ]
    coded, read, noted = study.act(acts, coder="Awa", queue="all")
    assert not coded.refused + read.refused + noted.refused
    (row,) = study.coding_table().frame.itertuples()
    assert (row.id, row.code, row.coder, row.origin) == (coded.records[0], "fear", "Awa", "human")
    assert [study.corpus["bria"].text[row.start : row.end]] == ["afraid"]
    (reading,) = study.codings().readings.itertuples()
    first = queue.items[0]
    assert (reading.transcript, reading.start, reading.end) == ("bria", first.start, first.end)
    assert (reading.shown, reading.unit, reading.codes) == ("blind", "turn", "*")
    assert sorted(study.memos["text"]) == ["of what?", "speaks softly"]
    assert [item.read for item in study.queue("all", "Awa").items] == [True, False]
    assert study.queues[["queue", "coder", "assigned", "read"]].values.tolist() == [
        ["all", "Awa", 2, 1]
    ]
    assert len({coded.line, read.line, noted.line}) == 1
    last = study.audit.frame.iloc[-1]
    assert (last["who"], last["action"], last["line"]) == ("Awa", "act", coded.line)


@pytest.mark.usefixtures("queue")
def test_one_that_is_refused_leaves_nothing_and_stops_nothing(study):
    acts = [
        CodePassage(**said(study, "bria", "afraid"), code="nowhere"),
        CodePassage(**said(study, "bria", "afraid"), code="fear"),
        ReadItem(item="BCDFGH2"),
        UndoAct(act="never done"),
    ]
    done = study.act(acts, coder="Awa", queue="all")
    assert [bool(one.refused) for one in done] == [True, False, True, True]
    assert "nowhere" in done[0].refused
    assert (done[0].line, done[0].records) == (0, ())
    assert len(study.codings()) == 1
    assert study.integrity() == []
    lines = len(study.audit)
    assert all(one.refused for one in study.act(acts[:1] + acts[2:], coder="Awa"))
    assert len(study.audit) == lines


def test_an_act_that_comes_again_is_answered_and_not_done_twice(study):
    act = CodePassage(**said(study, "bria", "afraid"), code="fear")
    other = CodePassage(**said(study, "bria", "afraid"), code="fear")
    (first,) = study.act(act, coder="Awa")
    again, twice, fresh = study.act([act, act, other], coder="Awa")
    assert (again.line, again.records, again.repeated) == (first.line, first.records, True)
    assert twice == again
    assert not fresh.repeated
    assert fresh.records != first.records
    study.close()
    with cq.Study(study.path) as reopened:
        (once_more,) = reopened.act(act, coder="Awa")
        assert once_more == again
        assert len(reopened.codings()) == 2


def test_equal_acts_of_one_moment_are_two(study):
    acts = [CodePassage(**said(study, "bria", "afraid"), code="fear") for _ in range(2)]
    one, other = study.act(acts, coder="Awa")
    assert one.records != other.records
    study.act(UndoAct(act=acts[1].id), coder="Awa")
    assert study.coding_table()["id"].tolist() == list(one.records)


def test_all_of_an_act_is_taken_back_and_brought_back(study):
    act = CodePassage(**said(study, "bria", "afraid"), code="fear", memo="of what?")
    study.act(act, coder="Awa")
    undo = UndoAct(act=act.id)
    (undone,) = study.act(undo, coder="Awa")
    assert len(undone.records) == 2
    assert len(study.codings()) == len(study.memos) == 0
    assert study.act(UndoAct(act=act.id), coder="Awa")[0].refused
    study.act(UndoAct(act=undo.id), coder="Awa")
    assert (len(study.codings()), len(study.memos)) == (1, 1)


def test_nobody_takes_back_what_another_did(study):
    act = CodePassage(**said(study, "bria", "afraid"), code="fear")
    study.act(act, coder="Awa")
    (done,) = study.act(UndoAct(act=act.id), coder="Issa")
    assert "Awa" in done.refused
    assert len(study.codings()) == 1


def test_what_is_read_twice_is_one_reading_and_what_is_taken_back_is_not_read(study, queue):
    reads = [ReadItem(item=queue.items[0].key) for _ in range(2)]
    one, other = study.act(reads, coder="Awa", queue="all")
    assert (len(one.records), len(other.records)) == (1, 0)
    assert len(study.codings().readings) == 1
    study.act(UndoAct(act=reads[0].id), coder="Awa")
    assert not any(item.read for item in study.queue("all", "Awa").items)


def test_a_coding_of_ones_own_is_taken_off(study):
    act = CodePassage(**said(study, "bria", "afraid"), code="fear")
    (done,) = study.act(act, coder="Awa")
    off = Uncode(coding=done.records[0], seen="")
    study.act(off, coder="Awa")
    assert len(study.codings()) == 0
    study.act(UndoAct(act=off.id), coder="Awa")
    assert study.coding_table()["id"].tolist() == list(done.records)


def test_nobody_reads_what_another_was_given(study, queue):
    (done,) = study.act(ReadItem(item=queue.items[0].key), coder="Issa")
    assert "Awa" in done.refused
    with pytest.raises(StudyError, match="nothing to read"):
        study.act([], coder="Issa", queue="all")
    with pytest.raises(StudyError, match="all"):
        study.act([], coder="Awa", queue="none")
    with pytest.raises(CodingError, match="who"):
        study.act([], coder=" ")
    with pytest.raises(StudyError, match="nothing that"):
        study.act(["read"], coder="Awa")


WITH_FIELDS = CODEBOOK.replace(
    "definition: {en: They help.}",
    "definition: {en: They help.}\n        fields: {to: {one_of: [mission, Council]}, who: text}",
)


def fields(study):
    """What the one coding says."""
    row = study.coding_table().frame.iloc[0].fillna("")
    return [row["field.to"], row.get("field.who", "")]


def test_acts_say_what_codes_ask_and_change_it(study):
    study.change_codebook(codebook_of(WITH_FIELDS))
    helped = said(study, "bria", "helped us")
    act = CodePassage(**helped, code="perf.help", fields={"to": "mission", "who": "né"})
    wrong = CodePassage(**helped, code="perf.help", fields={"to": "nobody"})
    done, refused = study.act([act, wrong], coder="Awa")
    assert "nobody" in refused.refused
    assert fields(study) == ["mission", "né"]
    change = ChangeCoding(coding=done.records[0], fields={"to": "Council"})
    study.act(change, coder="Awa")
    assert fields(study) == ["Council", ""]
    study.act(UndoAct(act=change.id), coder="Awa")
    assert fields(study) == ["mission", "né"]


def test_a_memo_stands_in_for_another_and_gives_way_again(study):
    (first,) = study.act(NoteMemo(text="which road?", code="fear"), coder="Awa")
    later = NoteMemo(text="that road", code="fear", instead_of=first.records[0])
    (done,) = study.act(later, coder="Awa")
    assert study.memos[["text", "about", "target"]].values.tolist() == [
        ["that road", "code", "fear"]
    ]
    study.act(UndoAct(act=later.id), coder="Awa")
    assert study.memos["id"].tolist() == list(first.records)
    empty, strange = study.act([NoteMemo(text=" "), NoteMemo(text="x", code="none")], coder="Awa")
    assert "empty" in empty.refused
    assert "none" in strange.refused
    assert done.line < int(study.audit["line"].max())


ODD = [5, -1, 1.5, float("nan"), "x", "", "\ud800", [], [1], {"a": 1}, {1: "a"}, ((1,),), b"x"]
ODD += [None, object(), pd.DataFrame({"a": [1, 2]}), 10**30, (("a", "b"),), "00" * 16]
GOOD = {
    "coding": "00" * 16,
    "item": "BCDFGH2",
    "act": "none",
    "text": "words",
    "transcript": "bria",
    "revision": "",
    "start": 3,
    "end": 9,
    "code": "fear",
}
ADVICE = Advice(transcript="bria", revision="", spans=((3, 9),), code="fear", origin="rule")
KINDS = [CodePassage, Uncode, ChangeCoding, Accept, Reject, ReadItem, NoteMemo, UndoAct]


def answered(study, act):
    """What an act is answered, by the study or for it; "" if it was done."""
    try:
        return study.act(act, coder="Awa")[0].refused
    except StudyError as error:
        return str(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_whatever_stands_in_an_act_is_refused_in_a_sentence(study, kind):
    names = [one.name for one in dataclasses.fields(kind)]
    good = {name: GOOD[name] for name in names if name in GOOD}
    if "advice" in names:
        good["advice"] = ADVICE
    acts = [kind(**good | {name: odd}) for name in names for odd in ODD]
    if "advice" in names:
        told = [one.name for one in dataclasses.fields(Advice)]
        odd_advice = [replace(ADVICE, **{name: odd}) for name in told for odd in ODD]
        acts += [kind(advice=advice) for advice in odd_advice]
    answers = [answered(study, act) for act in acts]
    assert sum(map(bool, answers)) > len(acts) / 2
    assert all(not answer or answer.count(" ") > 2 for answer in answers)
    assert study.integrity() == []
