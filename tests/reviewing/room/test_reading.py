"""A transcript as it is read, in a queue and out of one; the study is recounted from outside."""

import pytest

import civic_qual as cq
from tests.reviewing.test_giving import give
from tests.reviewing.test_queues import two_readers


@pytest.fixture
def passages(where):
    late, maize = "Yes, they came late. Always too late.", "We planted maize, and maize again."
    return [where("one", late), where("one", maize)]


def test_a_transcript_holds_its_words_turns_and_ones_own_codings(study, awa, where):
    transcript, start, end = where("one", "came late")
    code = study.code(transcript, start, end, "perf.late", coder="Awa", memo="again", fields={})
    told = awa("transcript", transcript="one")
    one = study.corpus["one"]
    assert (told["text"], told["revision"]) == (one.text, one.revision)
    assert [(turn["start"], turn["said"]) for turn in told["turns"]] == [
        (turn.start, turn.spoken[0][0]) for turn in one.turns
    ]
    (row,) = told["codings"]
    coding = dict(zip(told["columns"], row, strict=True))
    assert (coding["id"], coding["start"], coding["end"]) == (code, start, end)
    assert (coding["coder"], coding["memo"], coding["head"]) == ("Awa", "again", "")
    assert [(memo["on"], memo["text"]) for memo in told["memos"]] == [(code, "again")]


def test_advice_is_one_question_a_code_and_turn_until_it_is_answered(study, awa):
    told = awa("transcript", transcript="one")
    text = told["text"]
    said = [(one["code"], [text[a:b] for a, b in one["spans"]]) for one in told["advice"]]
    assert said == [("perf.late", ["came late", "too late"]), ("crop", ["maize", "maize"])]
    late, crop = told["advice"]
    assert not awa.act("accept", advice=late)["refused"]
    assert not awa.act("reject", advice=crop)["refused"]
    assert awa("transcript", transcript="one")["advice"] == []
    with cq.Study(study.path) as again:
        assert [*again.coding_table(coder="Awa")["code"]] == ["perf.late", "perf.late"]
        assert [*again.rejections["code"]] == ["crop", "crop"]
    awa.act("undo", of="Awa-1")
    (left,) = awa("transcript", transcript="one")["advice"]
    assert left == late


def test_a_queue_shows_advice_on_its_passages_alone(study, awa, passages):
    study.assign("q", passages[:1], ["Awa"], kind="transcripts", shown="rules")
    queue = awa("queue", queue="q")
    assert (queue["blind"], queue["read"], queue["of"]) == (False, 0, 1)
    (item,) = queue["items"]
    told = awa("transcript", transcript="one", queue="q")
    assert [(one["item"], one["code"]) for one in told["advice"]] == [(item["key"], "perf.late")]
    first, last = item["before"]
    assert "Did they come late?" in told["text"][first:last]
    assert not awa.act("read", queue="q", item=item["key"])["refused"]
    queue = awa("queue", queue="q")
    assert (queue["items"][0]["state"], queue["read"]) == ("read", 1)


def test_a_transcript_that_is_not_there_is_refused_in_the_language_asked(study, asking, awa):
    assert "one" in awa.refused("transcript", transcript="onne")
    french = asking(study, "Awa", "fr").refused("queue", queue="none")
    assert french != awa.refused("queue", queue="none")


def test_who_has_no_patience_reads_on_and_asks_for_advice_again(study, awa, passages, monkeypatch):
    from concurrent.futures import wait

    from civic_qual.errors import CodingError
    from civic_qual.reviewing import advisers

    study.assign("q", passages, ["Awa"], kind="transcripts", shown="rules")
    patient = awa("transcript", transcript="one", queue="q")
    with cq.Study(study.path) as again:
        hurried = type(awa)(again, "Awa")
        hurried.seat.patience = 0.0
        kept = advisers._KEPT.setdefault(again, advisers._Kept())
        hurried("queue", queue="q")  # which begins with what is read next
        wait(kept.under_way.values())
        told = hurried("transcript", transcript="one", queue="q")
        assert told["advice"] == patient["advice"]

        first = hurried("transcript", transcript="two")
        assert first["text"] == again.corpus["two"].text
        wait(kept.under_way.values())
        told = hurried("advice", transcript="two")
        assert (told["pending"], len(told["advice"])) == (False, 2)

        def broken(*_, **__):
            raise CodingError("no such list")

        monkeypatch.setattr(advisers, "spans_found", broken)
        again.assign("s", passages, ["Awa"], kind="search", codes="crop", shown="rules", asked="x")
        hurried("transcript", transcript="one", queue="s")
        wait(kept.under_way.values())
        for _ in range(2):
            told = hurried("advice", transcript="one", queue="s")
            assert (told["pending"], told["problem"]) == (False, "no such list")


def test_a_queue_that_the_coder_was_not_given_shows_nothing(study, awa, asking, passages):
    study.assign("q", passages, ["Issa"], kind="transcripts", shown="rules")
    for call in ("transcript", "advice"):
        assert "assign it first" in awa.refused(call, transcript="one", queue="q")
    assert asking(study, "Issa")("transcript", transcript="one", queue="q")["advice"]


def test_who_settles_sees_letters_and_no_names(study, asking, where):
    two_readers(study, where)
    (queue,) = give(study, "Cai", disagreements=True)
    cai = asking(study, "Cai")
    told = cai("transcript", transcript=queue.items[0].transcript, queue=queue.name)
    assert {one["by"] for one in told["advice"]} == {"P", "Q"}
    assert (told["codings"], told["memos"], told["others"]) == ([], [], [])
    cai("since", line=0, queue=queue.name)
    assert not any(name in "".join(cai.heard) for name in ("Awa", "Issa"))
