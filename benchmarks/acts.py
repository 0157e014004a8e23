"""What one act of a person costs in a study that holds very much already.

A million codings, 100,000 decisions and 20,000 undos, each an act in a line of the trail of its
own: more than ten people do in a year. Figures are milliseconds of the processor, which others on
the same machine hardly change; `first_ms` is the first act after the study was opened, `wall_ms`
what passes until an act is on the disk, `disk_ms` the part of it that waits for the disk
(`synchronous=FULL`). Views are what is looked at between acts: the first time, and after an act.
"""

from __future__ import annotations

import gc
import json
import random
import tempfile
import tracemalloc
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import pandas as pd

import civic_qual as cq
from benchmarks.study import study as invented_study
from benchmarks.study_file import large_codings, large_corpus
from civic_qual.study.records import (
    NOTHING,
    Coding,
    Decision,
    DoneAct,
    Entry,
    Key,
    Label,
    Record,
    Undo,
    digest_of,
    key_of,
)
from civic_qual.study.session import now
from civic_qual.study.work.acts import (
    Accept,
    Act,
    ChangeCoding,
    CodePassage,
    ReadItem,
    Reject,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.queue import Advice

QUEUE, GIVEN = "much to read", 2_000  # passages
CHANGED = 0.1  # of decisions, the others accept or reject
UNDONE_AGAIN = 0.25  # of undos, which take back another one


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--transcripts", type=int, default=2_500)
    parser.add_argument("--codings", type=int, default=1_000_000)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--undos", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="a folder in which the study is kept, or stands")


def measure(
    transcripts: int = 2_500,
    codings: int = 1_000_000,
    decisions: int = 100_000,
    undos: int = 20_000,
    rounds: int = 100,
    seed: int = 1,
    into: Path | None = None,
) -> dict[str, Any]:
    """Return what acts cost, a row each, and what else an open study costs."""
    with tempfile.TemporaryDirectory() as folder:
        path = (into or Path(folder)) / "acts.study"
        if not path.exists():
            large_study(path, transcripts, codings, decisions, undos, seed)
        with cq.Study(path) as study:
            give(study)
        acts = [taken(path, name, rounds, seed) for name in ACTS]
        return {
            "transcripts": transcripts,
            "codings": codings,
            "decisions": decisions,
            "undos": undos,
            "megabytes": round(path.stat().st_size / 1e6),
            "acts": acts,
            "views": [*viewed(path)],
            "kept_megabytes": kept(path),
        }


def large_study(
    path: Path, transcripts: int, codings: int, decisions: int, undos: int, seed: int
) -> None:
    """Make a study in which people have done much, by records and not by calls."""
    draw = random.Random(seed)
    corpus = large_corpus(transcripts, draw)
    codebook = invented_study(interviews=12, words=3_000, codes=100, rules=500).codebook
    with cq.Study.create(path, corpus, codebook) as study:
        study.add(large_codings(corpus, codebook, codings, seed))
        store = study._session.store
        with store.writing():
            for line, records in enumerate(
                _done(study, decisions, undos, draw), store.last_line + 1
            ):
                _log(study, line, records)


def _done(
    study: cq.Study, decisions: int, undos: int, draw: random.Random
) -> Iterator[list[Record]]:
    """Yield the records of each act."""
    store = study._session.store
    codings = [*map(Key, store.columns(Coding, "key", until=1 << 40)["key"])]
    made: list[Key] = []
    undone: list[Key] = []
    for number in range(decisions):
        coding, time = draw.choice(codings), now()
        records: list[Record] = []
        replacement = NOTHING
        verdict = draw.choice(["accept", "reject"])
        if draw.random() < CHANGED:
            verdict, old = "change", store.record(Coding, key=coding)
            told = {name: getattr(old, name) for name in Coding.__slots__}
            becomes = Coding(**{**told, "coder": Label("Awa"), "time": time, "nth": number})
            records.append(becomes)
            replacement = key_of(becomes)
        decision = Decision(
            coding=coding,
            verdict=Label(verdict),
            replacement=replacement,
            who=Label("Awa"),
            why=f"reason {number}",
            supersedes="",
            time=time,
        )
        made.append(key_of(decision))
        yield [*records, decision, _act(f"decide {number}", verdict, [*records, decision])]
    for number in range(undos):
        of = undone if undone and draw.random() < UNDONE_AGAIN else made
        subject = of.pop(draw.randrange(len(of))) if number % 4 else draw.choice(codings)
        undo = Undo(subject=subject, who=Label("Awa"), why=f"{number}", time=now())
        undone.append(key_of(undo))
        yield [undo, _act(f"undo {number}", "undo", [undo])]


def _act(name: str, does: str, records: list[Record]) -> DoneAct:
    return DoneAct(
        id=name,
        does=Label(does),
        who=Label("Awa"),
        queue=Label(""),
        records=" ".join(key_of(record).hex() for record in records),
        time=now(),
    )


def _log(study: cq.Study, line: int, records: list[Record]) -> None:
    store, keys = study._session.store, []
    for record in records:
        keys += store.insert(type(record), [(key_of(record), record)], line)
    entry = Entry(
        time=now(),
        who="Awa",
        action="decide",
        details="{}",
        records=len(keys),
        digest=digest_of(keys),
    )
    store.log(entry, line, entry.time)


def give(study: cq.Study) -> None:
    """Give Awa very many passages to read, unless she has them."""
    if QUEUE not in {*study.queues["queue"]}:
        names = [*study.corpus.positions]
        passages = [(name, start, 60) for start in range(3, 50) for name in names][:GIVEN]
        frame = pd.DataFrame(passages, columns=["transcript", "start", "end"])
        study.assign(QUEUE, frame, "Awa", kind="search", shown="rules", asked="market")


def taken(path: Path, name: str, rounds: int, seed: int) -> dict[str, Any]:
    """Return what one kind of act costs, in a study that was just opened."""
    with cq.Study(path) as study:
        act = ACTS[name](Coder(study, random.Random(f"{seed} {name}"), rounds + 1))
        first = _busy(act)
        busy = []
        walls: dict[str, list[float]] = {"FULL": [], "OFF": []}
        for number in range(rounds):
            how = ("FULL", "OFF")[number % 2]
            with _waiting_for_disk(study, how):
                began = perf_counter()
                busy.append(_busy(act))
                walls[how].append(perf_counter() - began)
    return {
        "act": name,
        "first_ms": _ms(first),
        "median_ms": _ms(median(busy)),
        "p95_ms": _ms(sorted(busy)[int(0.95 * rounds)]),
        "wall_ms": _ms(median(walls["FULL"])),
        "disk_ms": _ms(max(0.0, median(walls["FULL"]) - median(walls["OFF"]))),
    }


def _busy(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


@contextmanager
def _waiting_for_disk(study: cq.Study, how: str) -> Iterator[None]:
    """Let acts be on the disk when they are done, or when the system writes them."""
    file = study._session.store._file
    file.execute(f"PRAGMA synchronous = {how}")
    try:
        yield
    finally:
        file.execute("PRAGMA synchronous = FULL")


class Coder:
    """Awa, who does one thing after the other in a study; no two of them are alike."""

    def __init__(self, study: cq.Study, draw: random.Random, ahead: int) -> None:
        self.study, self.draw, self.ahead = study, draw, ahead  # how often something is done
        self.names, self.codes = [*study.corpus.positions], [*study.codebook.positions]
        self.store = study._session.store
        self.undone = {*self.store.columns(Undo, "subject")["subject"]}
        self.rows = self.store.count(Coding)
        self.items = (item.key for item in study.queue(QUEUE, "Awa").items if not item.read)
        self.done: list[str] = []
        study._session = type(study._session)(self.store)  # which knows nothing yet

    @property
    def passage(self) -> tuple[str, int, int]:
        """A passage of some interview."""
        start = self.draw.randint(3, 300)
        return self.draw.choice(self.names), start, start + self.draw.randint(9, 90)

    @property
    def coding(self) -> str:
        """A coding that nobody took back."""
        while True:
            where = {"row": [self.draw.randint(1, self.rows)]}
            (key,) = self.store.columns(Coding, "key", where=where)["key"]
            if key not in self.undone:
                self.undone.add(key)
                return Key(key).hex()

    @property
    def advice(self) -> Advice:
        """Advice on three spans of a passage."""
        name, start, end = self.passage
        spans = tuple((start + 2 * number, end + 3 * number) for number in range(3))
        revision = self.study._session.snapshot().revisions[name]
        return Advice(
            transcript=name,
            revision=revision,
            spans=spans,
            code=self.draw.choice(self.codes),
            origin="rule",
            by="rules",
        )

    def act(self, act: Act) -> None:
        """Do an act in the queue."""
        (done,) = self.study.act(act, coder="Awa", queue=QUEUE)
        if done.refused:
            raise RuntimeError(done.refused)
        self.done.append(act.id)

    def code(self) -> None:
        """Code a passage of the queue."""
        name, start, end = self.passage
        code = self.draw.choice(self.codes)
        self.act(CodePassage(transcript=name, revision="", start=start, end=end, code=code))


def _undoing(coder: Coder) -> Callable[[], object]:
    made: list[str] = []

    def code() -> None:
        name, start, end = coder.passage
        made.append(coder.study.code(name, start, end, coder.codes[0], coder="Awa"))

    for _ in range(coder.ahead):
        code()
    return lambda: coder.study.undo(made.pop(), coder="Awa")


def _acts_undone(coder: Coder) -> Callable[[], object]:
    for _ in range(coder.ahead):
        coder.code()
    left = iter([*coder.done])
    return lambda: coder.act(UndoAct(act=next(left)))


ACTS: dict[str, Callable[[Coder], Callable[[], object]]] = {
    "code": lambda one: (
        lambda: one.study.code(*one.passage, one.draw.choice(one.codes), coder="Awa")
    ),
    "read": lambda one: lambda: one.study.read(*one.passage, coder="Awa"),
    "accept": lambda one: lambda: one.study.decide(one.coding, "accept", coder="Awa"),
    "reject": lambda one: lambda: one.study.decide(one.coding, "reject", coder="Awa"),
    "change": lambda one: (
        lambda: one.study.decide(
            one.coding, "change", code=one.draw.choice(one.codes), start=3, end=40, coder="Awa"
        )
    ),
    "undo": _undoing,
    "memo": lambda one: lambda: one.study.memo("new here", coding=one.coding, coder="Awa"),
    "act(CodePassage)": lambda one: one.code,
    "act(ReadItem)": lambda one: lambda: one.act(ReadItem(item=next(one.items))),
    "act(Accept), 3 spans": lambda one: lambda: one.act(Accept(advice=one.advice)),
    "act(Reject), 3 spans": lambda one: lambda: one.act(Reject(advice=one.advice)),
    "act(ChangeCoding)": lambda one: (
        lambda: one.act(
            ChangeCoding(coding=one.coding, code=one.draw.choice(one.codes), start=3, end=40)
        )
    ),
    "act(Uncode)": lambda one: lambda: one.act(Uncode(coding=one.coding)),
    "act(UndoAct)": _acts_undone,
}


def viewed(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what it costs to look at things, the first time and after an act."""
    with cq.Study(path) as study:
        names, codes = [*study.corpus.positions], [*study.codebook.positions]
        views = {
            "what holds": lambda: study._session.snapshot().decided.hidden,
            "the queue": lambda: study.queue(QUEUE, "Awa"),
            "codings of a transcript": lambda: study.codings(transcript=names[-1]),
            "table of a transcript": lambda: study.coding_table(transcript=names[-1]),
            "codings of a code": lambda: study.codings(code=codes[-1]),
            "all codings": study.codings,
        }
        for name, view in views.items():
            first, after = _busy(view), []
            for _ in range(1 if name == "all codings" else 9):
                made = study.code(names[-1], 3, 30, codes[-1], coder="Awa")
                study.decide(made, "accept", coder="Issa")
                after.append(_busy(view))
            yield {"view": name, "first_ms": _ms(first), "after_an_act_ms": _ms(median(after))}


def kept(path: Path) -> float:
    """Return how many megabytes are kept of what holds, once all of it was asked for."""
    with cq.Study(path) as study:
        tracemalloc.start()
        standing = study._session.snapshot().standing
        before, _ = tracemalloc.get_traced_memory()
        assert standing.decided.heads is not None
        assert standing.anchors is not None
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return round((after - before) / 1e6, 1)


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown tables."""
    return "\n\n".join(_rows(figures[name]) for name in ("acts", "views"))


def _rows(rows: list[dict[str, Any]]) -> str:
    lines = [[*rows[0]], ["-"] * len(rows[0]), *([*row.values()] for row in rows)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1)
