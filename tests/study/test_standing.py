"""What holds is advanced line by line, and is what the whole file says at each of them."""

import shutil
import sys
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civic_qual as cq
from civic_qual.errors import CivicQualError
from civic_qual.study.holding import standing
from civic_qual.study.records import (
    NOTHING,
    Anchor,
    Coding,
    Decision,
    Key,
    Label,
    Setting,
    Undo,
    key_of,
)
from civic_qual.study.session import Recorder, Session
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
from tests.study.small import SAID, transcript
from tests.study.what_holds import Held

VERDICTS = ("accept", "reject", "change")
numbers = st.integers(0, 10**6)


def same(snapshot, path, line):
    """A snapshot says what holds at a line, whole and of each thing alone."""
    held = Held(path, line)
    decided = snapshot.decided
    assert {*snapshot.gone} == held.gone()
    assert len(snapshot.gone) == len(held.gone())
    heads = held.heads("decision", "coding")
    assert {key: [one for one, _ in made] for key, made in decided.heads.items()} == heads
    assert dict(decided.status) == held.status()
    assert {*decided.hidden} == held.hidden()
    assert {
        record: {name: (one.start, one.end) for name, one in places.items()}
        for record, places in snapshot.anchors.items()
    } == held.places()
    for coding in {one["coding"] for one in held.of["decision"]}:
        assert [key for key, _ in snapshot.decisions_on(coding)] == heads.get(coding, [])
    for record in {one["subject"] for one in held.of["anchor"]}:
        assert snapshot.places_of(record) == snapshot.anchors.get(record, {})
    for table, group, told in (
        ("transcript", "transcript", snapshot.transcripts),
        ("participant", "participant", snapshot.people),
        ("setting", "name", snapshot.settings),
    ):
        kept = {name: [key for key, _ in made] for name, made in told.items()}
        assert kept == held.heads(table, group), table
    revision = {one["key"]: one["revision"] for one in held.of["transcript"]}
    versions = held.heads("transcript", "transcript")
    assert snapshot.revisions == {name: revision[keys[0]] for name, keys in versions.items()}


@pytest.fixture(scope="module")
def coded(tmp_path_factory, corpus, codebook):
    """A study with some codings, copied for every example."""
    path = tmp_path_factory.mktemp("standing") / "coded.study"
    with cq.Study.create(path, corpus, codebook) as study:
        for number in range(6):
            study.code("bria", number, 9 + number, "fear", coder="Awa")
    return path


@st.composite
def recorded(draw, codings):
    """Records of all kinds that supersede, take back and place each other, in any order."""
    made = []
    names = [*codings]
    for number in range(draw(st.integers(1, 25))):
        time = f"2026-01-01T00:00:{draw(st.integers(0, 5)):02d}Z"
        who = Label(draw(st.sampled_from(["", "Awa", "Issa"])))
        kind = draw(st.sampled_from([Undo, Undo, Undo, Decision, Decision, Anchor, Setting]))
        own = [key_of(one) for one in made if isinstance(one, kind)]
        supersedes = " ".join(
            key.hex() for key in draw(st.lists(st.sampled_from(own or names), max_size=2))
        )
        if kind is Undo:
            subject = draw(st.sampled_from([*names, *names[len(codings) :]]))
            record = Undo(subject=subject, who=who, why=str(number), time=time)
        elif kind is Decision:
            record = Decision(
                coding=draw(st.sampled_from(codings)),
                verdict=Label(draw(st.sampled_from(VERDICTS))),
                replacement=draw(st.sampled_from([NOTHING, *codings])),
                who=who,
                why=str(number),
                supersedes=supersedes,
                time=time,
            )
        elif kind is Anchor:
            record = Anchor(
                subject=draw(st.sampled_from(codings)),
                transcript=Label("bria"),
                revision=Label(draw(st.sampled_from(["r1", "r2"]))),
                start=number,
                end=number + 1,
                who=who,
                time=time,
            )
        else:
            record = Setting(
                name=Label(draw(st.sampled_from(["author", "period"]))),
                value='"x"',
                who=who,
                why=str(number),
                supersedes=supersedes,
                time=time,
            )
        made.append(record)
        names.append(key_of(record))
    return draw(st.permutations(made))


@settings(max_examples=60)
@given(data=st.data(), many=st.sampled_from([3, 2_000]))
def test_what_holds_does_not_depend_on_how_it_came(tmp_path_factory, coded, data, many):
    """Records in any order, also an undo before what it takes back, some of them in one line.

    They come by this session and by another, and a look at them may be long ago.
    """
    path = tmp_path_factory.mktemp("any") / "any.study"
    shutil.copy(coded, path)
    with pytest.MonkeyPatch.context() as patched, cq.Study(path) as study, cq.Study(path) as other:
        patched.setattr(standing, "MANY", many)
        codings = [*map(Key, study._session.store.columns(Coding, "key")["key"])]
        left = data.draw(recorded(codings))
        seen = [study._session.snapshot()]
        while left:
            at_once = data.draw(st.integers(1, 4))
            by = data.draw(st.sampled_from([study, study, other]))
            with by._session.recording("Awa", "any") as recorder:
                for record in left[:at_once]:
                    recorder.add(record)
            del left[:at_once]
            snapshot = study._session.snapshot()
            seen.append(snapshot)
            if data.draw(st.booleans()):
                same(snapshot, path, snapshot.line)
        for snapshot in seen:
            same(snapshot, path, snapshot.line)
        same(study._session.snapshot(), path, seen[-1].line)


class Work:
    """Two people who work in two files of one study, one of them with two sessions."""

    def __init__(self, folder, coded, stack):
        self.paths = [folder / "one.study", folder / "two.study"]
        for path in self.paths:
            shutil.copy(coded, path)
        opened = [*self.paths, self.paths[0]]
        self.studies = [stack.enter_context(cq.Study(path)) for path in opened]
        self.seen = []

    def did(self, study, kinds, pick):
        """The id of something in a file, whether it stands or not."""
        store = study._session.store
        keys = [key for kind in kinds for key in store.columns(kind, "key")["key"]]
        return keys[pick % len(keys)].hex() if keys else "00"

    def step(self, what, study, pick):
        coding = self.did(study, [Coding], pick)
        size = len(study.corpus["bria"].text)
        start = pick % (size - 5)
        if what == "code":
            study.code("bria", start, start + 4, "fear", coder="Awa")
        elif what == "read":
            study.read("bria", start, start + 4, coder="Awa")
        elif what == "decide":
            study.decide(coding, VERDICTS[pick % 2], coder="Issa")
        elif what == "change":
            study.decide(coding, "change", code="perf.late", start=1, end=5, coder="Issa")
        elif what == "undo":
            study.undo(self.did(study, [Coding, Decision, Undo, Anchor], pick), coder="Awa")
        elif what == "redo":
            study.undo(self.did(study, [Undo], pick), coder="Awa")
        elif what == "undo line":
            study.undo_line(pick % study._session.store.last_line + 1, coder="Awa")
        elif what == "place":
            study.place(coding, start, start + 3, coder="Awa")
        elif what == "correct":
            said = [*SAID["bria"]]
            said[pick % 3] = f"So {pick % 5}. {said[pick % 3]}"
            study.correct(replace(transcript("bria", said), source=str(pick)), who="Awa")
        elif what == "set":
            study.set(author=str(pick % 3))
        else:
            study.merge(self.paths[study.path == self.paths[0]])


ACTS = ("code", "read", "decide", "change", "undo", "redo", "undo line", "place", "correct", "set")


@settings(max_examples=25)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([*ACTS, "decide", "undo", "redo", "merge"]),
            st.integers(0, 2),
            numbers,
            st.booleans(),
        ),
        min_size=5,
        max_size=30,
    ),
    lines=st.lists(numbers, min_size=3, max_size=3),
)
def test_what_holds_is_what_the_whole_file_says(tmp_path_factory, coded, steps, lines):
    """After every act, whoever did it, also a refused one; and at every line as it was."""
    with ExitStack() as stack:
        work = Work(tmp_path_factory.mktemp("work"), coded, stack)
        seen = []
        for what, which, pick, looked_at in steps:
            study = work.studies[which]
            with suppress(CivicQualError):
                work.step(what, study, pick)
            for one in work.studies:
                snapshot = one._session.snapshot()
                seen.append((one, snapshot))
                if looked_at:
                    same(snapshot, one.path, snapshot.line)
        for number, (one, snapshot) in enumerate(seen):
            if number % 5 == 0:
                same(snapshot, one.path, snapshot.line)
        for study in work.studies:
            for number in lines:
                line = number % study._session.store.last_line + 1
                same(study._session.snapshot(line), study.path, line)
            assert study.integrity() == []


def test_what_is_kept_of_a_kind_goes_when_one_is_taken_back_and_comes_with_it(study):
    """Nothing of these kinds is new then: it is the undo that says that another holds."""
    reading = study.read("bria", 3, 12, coder="Awa")
    study.set(author="Awa")
    study.set(author="Issa")
    consent = study.consent("paraphrase", transcript="bria", who="Awa")
    setting = study.setting_table["id"].iloc[0]

    def shown():
        consents = study.consents["target"].tolist()
        return len(study.codings().readings), study.settings.author, study.corpus, consents

    before = shown()
    assert (*before[:2], before[3]) == (1, "Issa", ["bria"])
    undos = [study.undo(one, coder="Awa") for one in (reading, setting, consent)]
    assert (*shown()[:2], shown()[3]) == (0, "Awa", [])
    assert shown()[2] is not before[2]
    for undo in undos:
        study.undo(undo, coder="Awa")
    assert shown() == before


def undone_and_refused(session, coding):
    with session.recording("Awa", "any") as recorder:
        recorder.add(Undo(subject=coding, who=Label("Awa"), why="", time=""))
        assert coding in session.within(recorder).gone
        assert not session.within(recorder).decided.heads
        raise KeyError


def test_what_a_refused_act_recorded_is_not_seen(study):
    """Neither by who looks afterwards, nor where another takes the same line for something else."""
    session, coding = study._session, study.code("bria", 3, 12, "fear", coder="Awa")
    assert not study.codings(status="rejected")
    with cq.Study(study.path) as other:
        with pytest.raises(KeyError):
            undone_and_refused(session, Key(bytes.fromhex(coding)))
        other.decide(coding, "reject", coder="Issa")
        same(session.snapshot(), study.path, session.store.last_line)
        assert len(study.codings(status="rejected")) == 1


def test_who_holds_an_earlier_state_sees_no_later_record(study):
    session, coding = study._session, study.code("bria", 3, 12, "fear", coder="Awa")
    decision = study.decide(coding, "reject", coder="Issa")
    before, looked = session.snapshot(), session.snapshot(session.store.last_line)
    gone, decided, anchors = looked.gone, looked.decided, looked.anchors
    told = dict(decided.status), {*decided.hidden}, {*gone}, dict(anchors)
    study.undo(decision, coder="Issa")
    study.decide(coding, "change", code="perf", coder="Issa")
    study.undo(study.code("ménaka", 1, 5, "fear", coder="Awa"), coder="Awa")
    assert session.snapshot().decided.hidden.keys() > decided.hidden.keys()
    assert (dict(decided.status), {*decided.hidden}, {*gone}, dict(anchors)) == told
    same(before, study.path, before.line)


def work_of(study, act):
    """How many instructions SQLite goes through for an act, and how many calls Python makes."""
    file, steps, calls = study._session.store._file, Counter(), Counter()
    file.set_progress_handler(lambda: steps.update(["step"]), 1)
    sys.setprofile(lambda _, event, __: calls.update([event]))
    try:
        act()
    finally:
        sys.setprofile(None)
        file.set_progress_handler(None, 0)
    return steps["step"], calls["call"]


def done_much(study, number):
    """Code three times as often as is decided, undo half of that: each a line, all at once."""
    store = study._session.store
    codings = [*map(Key, store.columns(Coding, "key")["key"])]
    one = store.record(Coding, key=codings[0])
    with store.alone(), store.writing():
        for count in range(number):
            recorder = Recorder(store)
            for nth in range(3):
                coder = Label(f"coder {count}")
                codings += recorder.add(replace(one, coder=coder, nth=nth, time=recorder.time))
            decision = Decision(
                coding=codings[count],
                verdict=Label("reject"),
                replacement=codings[0] if count % 10 == 0 else NOTHING,
                who=Label("Awa"),
                why="",
                supersedes="",
                time=recorder.time,
            )
            (key,) = recorder.add(decision)
            if count % 2:
                recorder.add(Undo(subject=key, who=Label("Awa"), why="", time=recorder.time))
            recorder.log("Awa", "much")


def acts_in(study):
    """What people do, by its name; what is read once has been read."""
    names = study.coding_table()["id"].tolist()
    ((_, queue),) = study.assign(
        "found", [("bria", 20, 31)], "Awa", kind="search", shown="rules", asked="late"
    ).items()
    (item,) = queue.items
    passage = CodePassage(transcript="bria", revision="", start=4, end=8, code="fear")
    advice = Advice(
        transcript="bria", revision=item.revision, spans=((20, 22),), code="fear", origin="rule"
    )

    def done(act):
        (answer,) = study.act(act, coder="Awa", queue="found")
        assert not answer.refused, (act, answer.refused)

    made = study.code("bria", 3, 12, "fear", coder="Awa")
    return {
        "code": lambda: study.code("bria", 4, 12, "fear", coder="Awa"),
        "read": lambda: study.read("bria", 4, 12, coder="Awa"),
        "accept": lambda: study.decide(names[1], "accept", coder="Awa"),
        "change": lambda: study.decide(names[2], "change", code="perf", coder="Awa"),
        "undo": lambda: study.undo(made, coder="Awa"),
        "memo": lambda: study.memo("so", coding=names[3], coder="Awa"),
        "place": lambda: study.place(names[4], 3, 9, coder="Awa"),
        "undo line": lambda: study.undo_line(3, coder="Awa"),
        "act(CodePassage)": lambda: done(passage),
        "act(ReadItem)": lambda: done(ReadItem(item=item.key)),
        "act(Accept)": lambda: done(Accept(advice=advice)),
        "act(Reject)": lambda: done(Reject(advice=replace(advice, code="perf"))),
        "act(ChangeCoding)": lambda: done(ChangeCoding(coding=names[5], code="perf.late")),
        "act(Uncode)": lambda: done(Uncode(coding=names[6])),
        "act(UndoAct)": lambda: done(UndoAct(act=passage.id)),
    }


@pytest.mark.parametrize("looked_at", [False, True])
def test_an_act_costs_no_more_where_much_was_done_before(tmp_path, coded, looked_at):
    """Neither in the file nor outside it, whether all that holds was looked at before or not."""
    cost = {}
    for number in (100, 1_000):
        path = tmp_path / f"{number}.study"
        shutil.copy(coded, path)
        with cq.Study(path) as study:
            done_much(study, number)
        with cq.Study(path) as study:
            acts = acts_in(study)
            if not looked_at:
                study._session = Session(study._session.store)
                study.code("bria", 3, 13, "fear", coder="Awa")
                study.act([], coder="Awa", queue="found")
            assert ("decided" in vars(study._session.snapshot().standing)) == looked_at
            cost[number] = {name: work_of(study, act) for name, act in acts.items()}
    for name, (steps, calls) in cost[100].items():
        assert cost[1_000][name][0] <= 1.1 * steps + 50, (name, "SQLite", cost)
        assert cost[1_000][name][1] <= 1.1 * calls + 50, (name, "Python", cost)
