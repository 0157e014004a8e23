"""How many codings each transcript has, against the table of all codings, at every step of work."""

import random
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import replace

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import CivicQualError
from civic_qual.study.contents.tallied import codings_by_transcript
from civic_qual.study.records import Coding, Decision, Reading, Undo
from civic_qual.study.work.acts import CodePassage, UndoAct
from tests.study.small import CODEBOOK, SAID, transcript

BOOKS = [
    CODEBOOK,
    CODEBOOK.replace("perf.help", "perf.aid"),
    CODEBOOK.replace("  - id: fear", "  - id: dread").replace("Fear: of whom", "Dread"),
]
STEPS = (
    *("code", "act", "undo act", "decide", "change", "undo", "undo", "undo", "correct"),
    *("correct", "place", "book", "merge", "withdraw", "read"),
)
WHO = ("Awa", "Issa", "nobody")


def told(study, line=None):
    """What the table of all codings comes to, in all and by coder."""
    frame = study.codings(origin="human", as_of=line).frame
    names = [*study.codings(as_of=line).corpus.positions]
    counts = {who: Counter(frame["transcript"][frame["coder"] == who]) for who in WHO}
    counts[None] = Counter(frame["transcript"])
    return {who: [count[name] for name in names] for who, count in counts.items()}


def tallied(snapshot):
    return {who: codings_by_transcript(snapshot, who).tolist() for who in (None, *WHO)}


@pytest.fixture(scope="module")
def coded(tmp_path_factory, corpus, codebook):
    """A study in which there are codings of people and of rules."""
    path = tmp_path_factory.mktemp("tallied") / "coded.study"
    with cq.Study.create(path, corpus, codebook) as study:
        for number in range(4):
            study.code("bria", number, 9 + number, "fear", coder="Awa")
            study.code("ansongo", number, 9 + number, "perf.help", coder="Issa")
        rows = [("bria", 3, 9, "fear", "rules", "rule"), ("ansongo", 3, 9, "perf", "m", "model")]
        columns = ["transcript", "start", "end", "code", "coder", "origin"]
        study.add(cq.read_codings(pd.DataFrame(rows, columns=columns), corpus, codebook))
    return path


class Work:
    """Two people in two files of one study."""

    def __init__(self, folder, coded, stack):
        self.studies = []
        for name in ("one.study", "two.study"):
            (folder / name).write_bytes(coded.read_bytes())
            self.studies.append(stack.enter_context(cq.Study(folder / name)))

    def did(self, study, kinds, pick):
        store = study._session.store
        keys = [key for kind in kinds for key in store.columns(kind, "key")["key"]]
        return keys[pick % len(keys)].hex() if keys else "00"

    def step(self, what, number, pick):
        study, who = self.studies[number], WHO[pick % 2]
        name = [*study.corpus.positions][pick % len(study.corpus)]
        codes = [*study.codebook.positions]
        code, start = codes[pick // 3 % len(codes)], pick % 20
        coding = self.did(study, [Coding], pick)
        if what == "code":
            study.code(name, start, start + 5, code, coder=who)
        elif what == "act":
            passage = {"transcript": name, "revision": study.corpus[name].revision}
            span = {"start": start, "end": start + 5, "code": code}
            study.act(CodePassage(**passage, **span, id=f"act{pick % 3}"), coder="Awa")
        elif what == "undo act":
            study.act(UndoAct(act=f"act{pick % 3}", id=f"undo{pick % 2}"), coder="Awa")
        elif what == "decide":
            study.decide(coding, ("accept", "reject")[pick % 2], coder=who)
        elif what == "change":
            study.decide(coding, "change", code=code, start=1, end=7, coder=who)
        elif what == "undo":
            study.undo(self.did(study, [Coding, Decision, Undo, Reading], pick), coder=who)
        elif what == "correct":
            said = [*SAID[name]]
            said[pick % len(said)] = f"So {pick % 5}. {said[pick % len(said)][pick % 9 :]}"
            study.correct(replace(transcript(name, said), source=str(pick)), who=who)
        elif what == "place":
            study.place(coding, start, start + 3, coder=who)
        elif what == "book":
            study.change_codebook(codebook_of(BOOKS[pick % len(BOOKS)]), who=who)
        elif what == "withdraw":
            study.consent(("withdrawn", "full")[pick % 2], transcript=name, who=who)
        elif what == "read":
            study.read(name, start, start + 5, coder=who)
        else:
            study.merge(self.studies[1 - number].path)


@pytest.mark.parametrize("seed", range(3))
def test_the_tally_is_what_the_table_of_codings_says(tmp_path, coded, seed):
    """After every few steps; and at an earlier line, which leaves it as it is."""
    draw = random.Random(seed)
    with ExitStack() as stack:
        work = Work(tmp_path, coded, stack)
        for number in range(24):
            which = draw.randrange(2)
            with suppress(CivicQualError):
                work.step(draw.choice(STEPS), which, draw.randrange(10**6))
            if number % 3 == 0:
                assert tallied(work.studies[which]._session.snapshot()) == told(work.studies[which])
        for study in work.studies:
            line = draw.randint(1, study._session.store.last_line)
            assert tallied(study._session.snapshot(line)) == told(study, line)
            assert tallied(study._session.snapshot()) == told(study)


def test_an_act_reads_no_coding_that_was_there(study):
    """SQLite goes through as much after an act in a study of many codings as of few."""
    steps = Counter()

    def looked():
        steps.clear()
        study._session.store._file.set_progress_handler(lambda: steps.update(["step"]), 1)
        codings_by_transcript(study._session.snapshot())
        study._session.store._file.set_progress_handler(None, 0)
        return steps["step"]

    cost = []
    for many in (1, 300):
        for number in range(many):
            study.code("bria", number % 40, 50 + number % 7, "fear", coder="Awa")
        looked()
        study.code("bria", 1, 2, "fear", coder="Issa")
        cost.append(looked())
    assert cost[1] <= 1.2 * cost[0] + 50, cost
