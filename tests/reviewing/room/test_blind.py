"""Somebody who reads blind gathers all that every call answers, and finds nothing of the other."""

import json
import random
import re

import pytest

from civic_qual.study.work.keys import key_of_item

SECRET = "Issabelle"  # a name that is in no text, no code and no word


class _Lead:
    """What others do beside the blind queue, at the same file."""

    def __init__(self, study, where):
        self.passages = [
            where("one", "Yes, they came late. Always too late."),
            where("two", "The patrol slept."),
        ]
        study.assign("blind", self.passages, ["Awa", SECRET], kind="transcripts")
        self.ids = []
        for number, (transcript, start, end) in enumerate(self.passages):
            code = ("crop", "perf")[number]
            memo = f"xylophone {number}"
            self.ids.append(study.code(transcript, start, end, code, coder=SECRET, memo=memo))
            self.ids.append(study.code(transcript, start + 1, end - 1, code, coder=SECRET))
            note = study.memo("zeppelin", coder=SECRET, transcript=transcript, start=start, end=end)
            self.ids.append(note)
        self.ids.append(study.memo("quagga", coder=SECRET, transcript="one"))
        changed = study.decide(self.ids[0], "change", coder=SECRET, code="perf.late", why="yodel")
        self.ids.append(changed)
        own = study.queue("blind", SECRET)
        self.ids += [item.key for item in own.items]
        self.words = [SECRET, "xylophone", "zeppelin", "quagga", "yodel"]


@pytest.fixture
def lead(study, where):
    return _Lead(study, where)


def ask_everything(awa, study, *, since=0):
    """Ask every call in every way that a page of this coder could."""
    awa("codes")
    rows = awa("transcripts")["rows"]
    awa("stated")
    queue = awa("queue", queue="blind")
    awa.refused("queue", queue="nothing")
    for name in ("one", "two"):
        awa("transcript", transcript=name)
        awa("transcript", transcript=name, queue="blind")
        awa("since", line=since, transcript=name)
        awa("since", line=since, queue="blind", transcript=name)
    for line in range(since, study.audit.frame["line"].max() + 1):
        awa("since", line=int(line))
        awa("since", line=int(line), queue="blind")
    awa("undoable")
    awa("search", rule="late OR slept OR patrol")
    awa("similar_codes", name="Late crops")
    awa.refused("new_code", name="Latenes")
    awa.refused("reveal", queue="nothing")
    awa.refused("place", record="00", start=1, end=2)
    return rows, queue


def test_nothing_of_the_second_coder_is_in_any_answer(study, asking, lead):
    awa = asking(study, "Awa")
    rows, _ = ask_everything(awa, study)
    assert [row[5] for row in rows] == [0, 0]  # codings
    heard = "\n".join(awa.heard)
    for secret in [*lead.ids, *lead.words]:
        assert secret not in heard, secret
    # What is at one's own passages: no code of anybody is said of words in them.
    for told in map(json.loads, awa.heard):
        answer = told.get("answer")
        if isinstance(answer, dict) and "codings" in answer:
            assert answer["codings"] == answer["memos"] == []
            closed = [(s, e) for name, s, e in lead.passages if name == answer["id"]]
            spans = [span for one in answer["advice"] for span in one["spans"]]
            assert not any(s < last and first < e for s, e in spans for first, last in closed)
    others = asking(study, "Maya")("transcript", transcript="one")  # who works in no blind queue
    assert SECRET in json.dumps(others)


def test_what_the_other_does_meanwhile_is_no_news(study, asking, lead):
    awa = asking(study, "Awa")
    line = awa("since", line=0)["line"]
    study.code(*lead.passages[0], "crop", coder=SECRET, memo="xylophone")
    study.act([], coder=SECRET)
    study.read(*lead.passages[0], coder=SECRET)
    for values in ({}, {"queue": "blind"}, {"transcript": "one"}):
        told = awa("since", line=line, **values)
        assert (told["changed"], told["transcripts"]) == (False, [])


def test_refusals_tell_nothing_of_the_other(study, asking, lead):
    awa = asking(study, "Awa")
    mine = study.code(*lead.passages[0], "crop", coder="Awa")
    gone = study.code(*lead.passages[1], "crop", coder="Awa")
    study.decide(mine, "reject", coder=SECRET, why="yodel")
    study.undo(gone, coder=SECRET, why="yodel")
    (row,) = awa("transcript", transcript="one", queue="blind")["codings"]
    assert (row[0], row[6], row[8]) == (mine, "accepted", "")  # status and head as made
    guessed = _key_of_the_other(study, lead.passages[0])
    for queue in ("blind", ""):
        refused = [
            awa.act("change", queue, coding=mine, head="", code="perf"),
            awa.act("uncode", queue, coding=mine, head=""),
            awa.act("uncode", queue, coding=gone, head=""),
            awa.act("read", queue, item=guessed),
            awa.act("accept", queue, advice={"code": "crop"}),
            awa.act("memo", queue, text="x", instead_of="00" * 16),
        ]
        assert all(one["refused"] for one in refused)
    (unknown,) = awa("acts", acts=[{"act": "k", "do": "read", "item": "BBBBBBB"}])["done"]
    assert unknown["refused"].replace("BBBBBBB", guessed) == refused[3]["refused"]
    heard = "\n".join(awa.heard).replace(guessed, "")  # which she said herself
    for secret in [*lead.ids, *lead.words]:
        assert secret not in heard, secret


def test_who_corrects_a_transcript_is_told_of_their_own_alone(study, asking, lead):
    awa = asking(study, "Awa")
    mine = study.code(*lead.passages[1], "crop", coder="Awa")
    revision = study.corpus["two"].revision
    told = awa("correct", transcript="two", revision=revision, turn=3, text="Nothing of it.")
    assert {row["id"] for row in told["unplaced"] if row["kind"] == "coding"} == {mine}
    ask_everything(awa, study)
    heard = "\n".join(awa.heard)
    for secret in [*lead.ids, *lead.words]:
        assert secret not in heard, secret


def test_a_queue_may_be_opened_when_all_who_read_it_are_through(study, asking, lead):
    awa, other = asking(study, "Awa"), asking(study, SECRET)

    def through():
        line = study.audit.frame["line"].max()
        told = {who("since", line=int(line), queue="blind")["through"] for who in (awa, other)}
        assert {who("queue", queue="blind")["through"] for who in (awa, other)} == told
        return told

    def read(who, nth):
        return who.act("read", "blind", item=who("queue", queue="blind")["items"][nth]["key"])

    undone = [read(awa, 0), read(other, 1), read(awa, 1)]
    assert through() == {False}
    read(other, 0)
    assert through() == {True}
    awa.act("undo", "blind", of=undone[2]["act"])
    assert through() == {False}
    revision = study.corpus["two"].revision
    other("correct", transcript="two", revision=revision, turn=3, text="Nothing of it.")
    assert through() == {True}  # what lost its words cannot be read any more
    assert "xylophone" not in "".join(awa.heard)
    study.assign("blind", [lead.passages[0]], ["Cai"], kind="transcripts")
    assert through() == {False}


@pytest.mark.usefixtures("lead")
def test_after_the_queue_was_revealed_all_of_it_is_there(study, asking):
    awa, other = asking(study, "Awa"), asking(study, SECRET)
    for item in other("queue", queue="blind")["items"]:
        other.act("read", "blind", item=item["key"])
    before = awa("transcript", transcript="one", queue="blind")
    assert before["others"] == []
    awa("reveal", queue="blind", why="discussed")
    told = awa("transcript", transcript="one", queue="blind")
    (said,) = told["others"]
    assert (said["coder"], said["codes"]) == (SECRET, ["perf.late", "crop"])
    assert {"xylophone 0", "zeppelin"} <= {one["text"] for one in told["memos"]}
    assert awa("queue", queue="blind")["through"] is False  # it is open
    other.act("memo", "blind", transcript="one", start=5, end=9, text="walrus")
    assert awa("since", line=told["line"], queue="blind")["transcripts"] == ["one"]
    assert {one["by"] for one in told["advice"]} == {SECRET}
    assert SECRET in json.dumps(awa("transcript", transcript="one")["codings"])
    assert awa("queue", queue="blind")["blind"] is False


def test_whatever_is_asked_by_chance_nothing_is_told(study, asking, lead):
    """A thousand acts and calls made of what the coder has heard, and of what she can guess."""
    awa, chance = asking(study, "Awa"), random.Random(11)
    ask_everything(awa, study)
    pool = re.findall(r'"([^"]{1,40})"', "\n".join(awa.heard))
    pool += ["one", "two", "blind", "crop", "perf.late", "", "*", "0" * 32]
    names = {
        "code": ("transcript", "revision", "code", "memo"),
        "uncode": ("coding", "head"),
        "change": ("coding", "head", "code"),
        "read": ("item",),
        "memo": ("text", "coding", "instead_of"),
        "undo": ("of",),
    }
    for number in range(600):
        does = chance.choice([*names])
        said = {name: chance.choice(pool) for name in names[does]}
        if does == "code":
            said |= {"start": chance.randrange(200), "end": chance.randrange(200)}
        act = {"act": f"guess {number}", "do": does, **said}
        awa("acts", acts=[act], queue=chance.choice(["", "blind"]))
    ask_everything(awa, study)
    heard = "\n".join(awa.heard)
    for secret in [*lead.ids, *lead.words]:
        assert secret not in heard, secret


def _key_of_the_other(study, passage):
    transcript, start, end = passage
    key = key_of_item(
        queue="blind",
        coder=SECRET,
        transcript=transcript,
        revision=study.corpus[transcript].revision,
        start=start,
        end=end,
    )
    assert key in study.queue("blind", SECRET).by_key  # anybody can work it out
    return key


@pytest.mark.usefixtures("lead")
def test_who_has_not_read_a_passage_of_an_opened_queue_said_nothing_of_it(study, asking):
    awa = asking(study, "Awa")
    awa("reveal", queue="blind", why="there is no time")
    assert awa("transcript", transcript="one", queue="blind")["others"] == []
