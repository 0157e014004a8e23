"""Acts that come as JSON: done once, refused each in words, taken back and brought back."""

import json

import pytest

import civic_qual as cq


def test_what_cannot_be_done_is_refused_in_words_and_the_rest_is_done(study, awa, where):
    _, start, end = where("one", "came late")
    revision = study.corpus["one"].revision
    good = {"do": "code", "transcript": "one", "revision": revision, "start": start, "end": end}
    sent = [
        {"act": "a", **good, "code": "perf.late"},
        {"act": "b", **good, "code": "nothing"},
        {"act": "c", **good, "code": "perf.late", "start": -3},
        {"act": "d", **good, "code": "perf.late", "end": 10**9},
        {"act": "e", **good, "code": "perf.late", "end": 10**30},
        {"act": "f", **good, "code": "perf.late", "end": 3.0},
        {"act": "g", **good, "code": "perf.late", "revision": "0" * 16},
        {"act": "h", **good},
        {"act": "i", **good, "code": "perf.late", "colour": "red"},
        {"act": "j", "do": "dance"},
        {"act": "k", "do": ["code"]},
        {"do": "read", "item": "K1"},
        {"act": " ", "do": "read", "item": "K1"},
        {"act": 7, "do": "read", "item": "K1"},
        {"act": "\ud800", "do": "memo", "text": "x"},
        {"act": "l", "do": "memo", "text": "\ud800"},
        {"act": "m", "do": "read", "item": "K1"},
        {"act": "n", "do": "undo", "of": "never"},
        {"act": "o", "do": "uncode", "coding": "zz"},
        None,
        [],
        "code",
        {"act": "z", **good, "code": "crop"},
    ]
    done = awa("acts", acts=sent)["done"]
    assert [bool(one["refused"]) for one in done] == [False, *[True] * 21, False]
    assert all(one["records"] == [] for one in done[1:-1])
    with cq.Study(study.path) as again:
        assert sorted(again.coding_table()["code"]) == ["crop", "perf.late"]
    assert len({one["line"] for one in done if not one["refused"]}) == 1


def test_the_same_id_is_answered_again_and_not_done_twice(study, awa, where):
    transcript, start, end = where("one", "maize")
    act = {"act": "once", "do": "code", "transcript": transcript, "start": start, "end": end}
    act |= {"revision": study.corpus["one"].revision, "code": "crop"}
    first, same = awa("acts", acts=[act, act])["done"]
    (later,) = awa("acts", acts=[act])["done"]
    assert [one["repeated"] for one in (first, same, later)] == [False, True, True]
    assert first["records"] == same["records"] == later["records"]
    assert len(study.coding_table().frame) == 1


def test_acts_are_taken_back_and_brought_back_after_the_study_was_opened_anew(study, asking, where):
    awa, revision = asking(study, "Awa"), study.corpus["one"].revision
    for words, code in (("came late", "perf.late"), ("maize", "crop")):
        _, start, end = where("one", words)
        said = {"transcript": "one", "revision": revision, "start": start, "end": end}
        assert not awa.act("code", **said, code=code)["refused"]
    study.close()
    with cq.Study(study.path) as again:
        awa = asking(again, "Awa")
        first, second = awa("undoable")
        assert [one["does"] for one in (first, second)] == ["code", "code"]
        assert "maize" in first["say"]
        assert "Crops" in first["say"]
        awa("acts", acts=[{"act": "u1", "do": "undo", "of": first["act"]}])
        awa("acts", acts=[{"act": "u2", "do": "undo", "of": second["act"]}])
        assert len(again.coding_table().frame) == 0
        assert [one["act"] for one in awa("undoable")] == ["u2", "u1"]
        awa("acts", acts=[{"act": "r1", "do": "undo", "of": "u2"}])
        assert [*again.coding_table()["code"]] == ["perf.late"]
        assert [one["act"] for one in awa("undoable")] == ["u1", second["act"]]
        assert asking(again, "Issa")("undoable") == []


def test_what_somebody_decided_meanwhile_at_another_desk_is_told(study, asking, where):
    _, start, end = where("one", "maize")
    coding = study.code("one", start, end, "crop", coder="Awa")
    here = asking(study, "Awa")
    with cq.Study(study.path) as other:
        there = asking(other, "Issa")
        assert not there.act("uncode", coding=coding, head="", why="of goats")["refused"]
        told = here.act("change", coding=coding, head="", code="perf.late")
        assert "Issa rejected this coding" in told["refused"]
        (row,) = here("transcript", transcript="one")["codings"]
        seen = dict(zip(here("transcript", transcript="one")["columns"], row, strict=True))
        assert seen["status"] == "rejected"
        done = here.act("change", coding=coding, head=seen["head"], code="perf.late")
        assert not done["refused"]
        assert (
            "Awa changed this coding"
            in there.act("uncode", coding=coding, head=seen["head"])["refused"]
        )
    assert [*study.coding_table()["code"]] == ["perf.late"]


def test_nobody_is_asked_who_they_are(study, asking):
    assert "who you are" in asking(study, "").refused("acts", acts=[])


@pytest.mark.parametrize("sent", [{"acts": {}}, {"acts": "code"}, {}, {"acts": [], "more": 1}])
def test_what_is_no_list_of_acts_is_refused_as_a_whole(awa, sent):
    assert "is not understood" in awa.refused("acts", **sent)


def test_more_acts_than_a_page_can_have_are_refused(awa):
    assert "500" in awa.refused("acts", acts=[{"act": str(n)} for n in range(501)])
    assert json.loads(awa.heard[-1])
