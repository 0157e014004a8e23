"""Clocks that go wrong: a time far ahead stamps what was done at it, no more; nothing stops."""

import pytest

import civic_qual as cq
from civic_qual.study import session
from tests.study.small import SAID, place, transcript


@pytest.fixture(params=["2999-06-01T10:00:00.000000Z", "9999-12-31T23:59:59.999999Z"])
def ahead(request, monkeypatch):
    """What sets the clock far ahead, and right again."""
    real = session.now

    def turn(on):
        monkeypatch.setattr(session, "now", (lambda: request.param) if on else real)

    return turn


def test_what_is_done_later_has_its_own_time(study, ahead):
    study.code("bria", 3, 9, "fear", coder="Awa")
    ahead(True)
    study.code("bria", 3, 10, "fear", coder="Awa")
    study.memo("so late", coder="Awa")
    ahead(False)
    study.code("bria", 3, 11, "fear", coder="Awa")
    study.set(minimum=7)
    recorded = study.audit["recorded"].tolist()
    assert [time > "2900" for time in recorded] == [False, False, True, True, False, False]
    assert recorded[5] > recorded[4] > recorded[1]
    assert [time > "2900" for time in study.coding_table()["time"]] == [False, True, False]
    assert study.integrity() == []
    with cq.Study(study.path) as again:
        assert again.audit == study.audit


def test_the_study_can_be_seen_as_it_was_before_and_after(study, ahead):
    study.code("bria", 3, 9, "fear", coder="Awa")
    before = study.audit["recorded"].iloc[-1]
    ahead(True)
    study.code("bria", 3, 10, "fear", coder="Awa")
    ahead(False)
    study.code("bria", 3, 11, "fear", coder="Awa")
    after = study.audit["recorded"].iloc[-1]
    assert len(study.codings(as_of=before)) == 1
    assert len(study.codings(as_of=after)) == 3


def test_the_last_decision_and_the_last_place_count(study, corpus, ahead):
    coding = study.code("bria", *place(corpus, "bria", "of the road"), "fear", coder="Awa")
    study.correct(transcript("bria", [SAID["bria"][0], "They were not there.", "Now we sleep."]))
    ahead(True)
    study.decide(coding, "accept", coder="Awa")
    study.place(coding, 3, 9, coder="Awa")
    ahead(False)
    study.decide(coding, "reject", coder="Issa")
    study.place(coding, 4, 8, coder="Issa")
    (row,) = study.coding_table()
    assert (row.status, row.start, row.end) == ("rejected", 4, 8)
    study.place(coding, 5, 7, coder="Issa")
    (row,) = study.coding_table()
    assert (row.start, row.end) == (5, 7)


def test_a_merge_is_not_stamped_by_it(study, ahead, tmp_path):
    study.backup(tmp_path / "b.study")
    with cq.Study(tmp_path / "b.study") as other:
        ahead(True)
        other.code("bria", 3, 10, "fear", coder="Bo")
        ahead(False)
        study.merge(other)
        assert max(study.audit["recorded"]) < "2900"
        study.code("bria", 3, 11, "fear", coder="Awa")
        assert len(study.codings()) == 2


def test_times_in_one_moment_follow_each_other(study, monkeypatch):
    monkeypatch.setattr(session, "now", lambda: "2026-05-01T10:00:00.000000Z")
    for end in range(9, 14):
        study.code("bria", 3, end, "fear", coder="Awa")
    recorded = study.audit["recorded"].tolist()
    assert recorded[1] == "2026-05-01T10:00:00.000000Z"
    assert recorded[1:] == sorted(set(recorded[1:]))
