"""The same acts done in two copies of a study: merged, each is done once."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
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
from tests.study.small import CODEBOOK, place, small_corpus


@pytest.fixture
def copies(study, tmp_path):
    study.backup(tmp_path / "copy.study")
    with cq.Study(tmp_path / "copy.study") as copy:
        yield study, copy


def coded(study, words, number, **other):
    start, end = place(study.corpus, "bria", words)
    revision = study.corpus["bria"].revision
    return CodePassage(
        transcript="bria",
        revision=revision,
        start=start,
        end=end,
        code="fear",
        id=f"act{number}",
        **other,
    )


def shown(study):
    names = ["code", "coder", "start", "end", "status"]
    return sorted(map(tuple, study.coding_table().frame[names].values.tolist()))


def merged(one, other):
    """Merge each way; return what both show then, which is the same."""
    one.merge(other)
    other.merge(one)
    assert one.fingerprint == other.fingerprint
    assert one.coding_table().frame.equals(other.coding_table().frame)
    for table in ("memos", "rejections", "queues", "conflicts", "releases", "adjudicated"):
        assert getattr(one, table).frame.equals(getattr(other, table).frame), table
    assert one.integrity() == other.integrity() == []
    return shown(one)


def test_what_was_done_in_both_is_there_once_and_is_answered_once(copies, tmp_path):
    one, other = copies
    start, end = place(one.corpus, "bria", "afraid of the road")
    queues = [copy.assign("q", [("bria", start, end)], "Awa", kind="search") for copy in copies]
    keys = {queue["Awa"].items[0].key for queue in queues}
    assert len(keys) == 1
    advice = Advice(
        transcript="bria",
        revision=one.corpus["bria"].revision,
        spans=((start, start + 6), (start + 7, end)),
        code="fear",
        origin="rule",
    )
    acts = [
        coded(one, "helped us", 1, memo="how?"),
        Accept(advice=advice, id="act2"),
        ReadItem(item=keys.pop(), id="act3"),
    ]
    first = other.act(acts, coder="Awa", queue="q")
    one.act(acts, coder="Awa", queue="q")
    assert len(merged(one, other)) == 3
    assert len(one.codings().readings) == len(one.memos) == 1
    assert one.queues[["assigned", "read"]].values.tolist() == [[1, 1]]
    for again, done in zip(one.act(acts, coder="Awa"), first, strict=True):
        assert again.repeated
        assert again.records == done.records
    one.export(tmp_path / "out")
    with cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study") as again:
        assert shown(again) == shown(one)
        assert len(again.codings().readings) == 1


def test_it_is_gone_if_it_was_taken_back_in_one_copy(copies):
    one, other = copies
    act, undo = coded(one, "helped us", 1), UndoAct(act="act1", id="undo")
    for copy in copies:
        copy.act(act, coder="Awa")
    other.act(undo, coder="Awa")
    assert merged(one, other) == []
    one.act(UndoAct(act="undo", id="redo"), coder="Awa")
    assert len(merged(one, other)) == 1


def test_what_another_decided_on_it_in_one_copy_counts(copies):
    one, other = copies
    start, end = place(one.corpus, "bria", "helped us")
    one.act(coded(one, "helped us", 1), coder="Awa")
    (late,) = other.act(coded(one, "helped us", 1), coder="Awa")
    other.memo("why?", coder="Issa", coding=late.records[0])
    other.decide(late.records[0], "reject", coder="Issa")
    assert merged(one, other) == [("fear", "Awa", start, end, "rejected")]
    assert one.memos["target"].tolist() == one.coding_table()["id"].tolist()
    one.decide(late.records[0], "accept", coder="Issa")  # by the name it had there
    assert merged(one, other) == [("fear", "Awa", start, end, "accepted")]


@pytest.mark.parametrize("first_to_change", [0, 1])
def test_a_change_that_was_done_in_both_is_one(copies, first_to_change):
    """Whichever of the copies was the first to code, and the first to change."""
    one, other = copies
    start, end = place(one.corpus, "bria", "helped us")
    done = {copy: copy.act(coded(one, "helped us", 1), coder="Awa")[0] for copy in copies}
    for copy in (copies[first_to_change], copies[1 - first_to_change]):
        (coding,) = done[copy].records
        change = ChangeCoding(coding=coding, code="perf.help", seen="", id="act2")
        (changed,) = copy.act(change, coder="Awa")
        assert not changed.refused
    assert merged(one, other) == [("perf.help", "Awa", start, end, "accepted")]
    assert one.conflicts.frame.empty
    one.act(UndoAct(act="act2"), coder="Awa")
    assert merged(one, other) == [("fear", "Awa", start, end, "accepted")]


def test_tables_are_in_one_order_in_whichever_file_something_came_first(copies):
    one, other = copies
    for number, (copy, words) in enumerate([(one, "afraid"), (other, "helped"), (one, "road")]):
        span = place(copy.corpus, "bria", words)
        advice = Advice(
            transcript="bria",
            revision=copy.corpus["bria"].revision,
            spans=(span,),
            code="fear",
            origin="rule",
        )
        copy.act(Reject(advice=advice, id=f"act{number}"), coder="Awa")
        copy.keep_release(f"release {number}", {"rows": number}, policy={}, who="Awa")
    merged(one, other)
    assert one.rejections["time"].is_monotonic_increasing
    assert one.releases["release"].tolist() == [f"release {number}" for number in range(3)]


def test_a_queue_that_is_blind_in_one_copy_is_blind(copies):
    one, other = copies
    line = [("bria", *place(one.corpus, "bria", "helped us"))]
    one.assign("q", line, "Awa", kind="search", shown="rules")
    other.assign("q", [("bria", 3, 9)], "Awa", kind="search", shown="blind")
    merged(one, other)
    for copy in copies:
        assert copy.queue("q", "Awa").shown == "blind"
        assert copy.sight("Awa").blind == ("q",)
        advice = Advice(
            transcript="bria", revision="", spans=(line[0][1:],), code="fear", origin="rule"
        )
        (done,) = copy.act(Accept(advice=advice), coder="Awa", queue="q")
        assert "blind" in done.refused


# Whatever was done where


@dataclass
class Told:
    """What an act did, and which copies know of it, told by acts alone."""

    does: str
    subject: str = ""
    where: set[int] = field(default_factory=set)


WORDS = ["afraid of", "the road", "helped us", "wounded"]
steps = st.lists(
    st.tuples(
        st.sampled_from(["code", "uncode", "undo"]),
        st.integers(0, 3),
        st.sampled_from([(0,), (1,), (0, 1), (1, 0)]),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=18,
)


def stands(told, name):
    """An act stands unless one that stands takes it back."""
    return not any(
        one.does == "undo" and one.subject == name and stands(told, other)
        for other, one in told.items()
    )


def is_coded(told, name):
    uncoded = any(
        one.does == "uncode" and one.subject == name and stands(told, other)
        for other, one in told.items()
    )
    return name in told and stands(told, name) and not uncoded


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_acts_in_two_copies_are_done_once(done):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("one.study", "other.study")]
        cq.Study.create(paths[0], small_corpus(), codebook_of(CODEBOOK)).close()
        shutil.copy(*paths)
        with cq.Study(paths[0]) as one, cq.Study(paths[1]) as other:
            told, records, half = {}, {}, len(done) // 2
            spans = {place(one.corpus, "bria", words): words for words in WORDS}
            for some in (done[:half], done[half:]):  # once merged, more is done in both
                for does, which, where, number in some:
                    for copy in where:
                        _do((one, other)[copy], copy, does, which, number, told, records)
                found = [spans[start, end] for _, _, start, end, _ in merged(one, other)]
                there = [words for n, words in enumerate(WORDS) if is_coded(told, f"code{n}")]
                assert sorted(found) == sorted(there)
                for act in told.values():
                    act.where |= {0, 1}
                records |= {
                    (act, 1 - copy): name
                    for (act, copy), name in records.items()
                    if (act, 1 - copy) not in records
                }
            with cq.Study(paths[0]) as again:
                assert shown(again) == shown(one)


def _do(study, copy, does, which, number, told, records):
    """Do an act in a copy, if it can be, and tell of it."""
    if does == "code":
        name, subject = f"code{which}", ""
        act = coded(study, WORDS[which], 0)
        act = CodePassage(**{**vars(act), "id": name})
    elif does == "uncode":
        name, subject = f"uncode{which}-{number}", f"code{which}"
        if (subject, copy) not in records:
            return
        act = Uncode(coding=records[subject, copy], id=name)
    else:
        known = sorted(one for one, of in told.items() if copy in of.where)
        if not known:
            return
        subject = known[which * 7 % len(known)]
        name = f"undo{number}-{subject}"
        act = UndoAct(act=subject, id=name)
    (answer,) = study.act(act, coder="Awa")
    if answer.refused:
        return
    told.setdefault(name, Told(does, subject)).where.add(copy)
    if does == "code":
        (records[name, copy],) = answer.records
