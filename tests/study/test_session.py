"""What is recorded in parts, of which one may be refused while the others come about."""

import pytest

import civic_qual as cq
from civic_qual.errors import CodingError
from civic_qual.study.acts.code import Passage, coding_of
from civic_qual.study.records import Label, Memo
from civic_qual.study.snapshot import Snapshot
from civic_qual.study.work.acts import CodePassage
from tests.study.small import place


def memo_on(text, time, who="Issa"):
    nowhere = Label("")
    return Memo(
        about=Label("study"),
        target=nowhere,
        transcript=nowhere,
        revision=nowhere,
        start=0,
        end=0,
        text=text,
        who=Label(who),
        supersedes="",
        time=time,
    )


def coding(study, recorder, coder, code="fear"):
    passage = Passage("bria", *place(study.corpus, "bria", "afraid of the road"))
    return coding_of(
        study._session.snapshot(),
        passage,
        code,
        coder=coder,
        fields={},
        why="",
        time=recorder.time,
    )


def refused(study, recorder):
    """Record what is refused in the end."""
    session = study._session
    with session.attempting(recorder):
        recorder.add(memo_on("never", recorder.time, who="Nobody"))
        recorder.details["never"] = "said"
        assert "fear" in session.within(recorder).codebook
        recorder.add(coding(study, recorder, "Nobody"))
        assert session.within(recorder).revisions
        recorder.add(coding(study, recorder, "Nobody", code="strange"))


def test_what_is_refused_leaves_nothing_and_the_others_come_about(study):
    """Neither in the file nor in what is remembered of it: labels get the numbers once more."""
    session, before = study._session, study.corpus
    with session.recording("Awa", "act") as recorder:
        with session.attempting(recorder):
            recorder.add(coding(study, recorder, "Awa"))
        with pytest.raises(CodingError, match="no code"):
            refused(study, recorder)
        with session.attempting(recorder):
            recorder.add(memo_on("said", recorder.time, who="Moussa"))
    assert study.codings().coders == ("Awa",)
    assert study.memos["coder"].tolist() == ["Moussa"]
    assert study.corpus is before
    line = study.audit.frame.iloc[-1]
    assert line["records"] == 2
    assert "never" not in line["details"]
    assert study.integrity() == []
    with cq.Study(study.path) as again:
        assert again.codings().coders == ("Awa",)
        assert again.memos["coder"].tolist() == ["Moussa"]


@pytest.mark.parametrize("wrong", ["nowhere", "bria"])
def test_a_refused_act_does_not_cost_the_corpus(study, wrong):
    """What is worked out of it (words, segments) is kept with the object."""
    before = study.corpus
    with pytest.raises(CodingError):
        study.code(wrong, 0, 10**6, "fear", coder="Awa")
    assert study.corpus is before
    study.code("bria", 3, 12, "fear", coder="Awa")
    assert study.corpus is before


def test_acts_know_what_those_before_them_came_to_know(study, monkeypatch):
    """Also what was first asked for in one of several acts of a transaction."""
    made, find = [], Snapshot._corpus
    monkeypatch.setattr(Snapshot, "_corpus", lambda *given: made.append(1) or find(*given))
    with cq.Study(study.path) as again:
        for start in (3, 4, 5):
            again.act(
                CodePassage(transcript="bria", revision="", start=start, end=12, code="fear"),
                coder="Awa",
            )
        assert len(again.corpus) == 3
    assert made == [1]
