"""What one act of a person costs in a study that holds very much already.

A million codings, 100,000 decisions and 20,000 undos, each in a line of the trail of its own: more
than ten people do in a year. Figures are milliseconds of the processor, which others on the same
machine do not change; `wall_ms` is what passes until the act is on the disk, `disk_ms` the part of
it that waits for the disk (`synchronous=FULL`).
"""

from __future__ import annotations

import json
import random
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import civic_qual as cq
from benchmarks.study import study as invented_study
from benchmarks.study_file import large_codings, large_corpus
from civic_qual.study.records import (
    NOTHING,
    Coding,
    Decision,
    Entry,
    Key,
    Label,
    Record,
    Undo,
    digest_of,
    key_of,
)
from civic_qual.study.session import now

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
            acts = [*taken(study, rounds, seed)]
        return {
            "transcripts": transcripts,
            "codings": codings,
            "decisions": decisions,
            "undos": undos,
            "megabytes": round(path.stat().st_size / 1e6),
            "acts": acts,
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
        yield [*records, decision]
    for number in range(undos):
        of = undone if undone and draw.random() < UNDONE_AGAIN else made
        subject = of.pop(draw.randrange(len(of))) if number % 4 else draw.choice(codings)
        undo = Undo(subject=subject, who=Label("Awa"), why=f"{number}", time=now())
        undone.append(key_of(undo))
        yield [undo]


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


def taken(study: cq.Study, rounds: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield what each kind of act costs, a row each."""
    for name, act in acts_of(study, random.Random(seed)).items():
        began = process_time()
        act()
        first = process_time() - began
        busy = []
        walls = {"FULL": [], "OFF": []}
        for number in range(rounds):
            how = ("FULL", "OFF")[number % 2]
            with _waiting_for_disk(study, how):
                wall, processor = perf_counter(), process_time()
                act()
                busy.append(process_time() - processor)
                walls[how].append(perf_counter() - wall)
        yield {
            "act": name,
            "first_ms": _ms(first),
            "median_ms": _ms(median(busy)),
            "p95_ms": _ms(sorted(busy)[int(0.95 * rounds)]),
            "wall_ms": _ms(median(walls["FULL"])),
            "disk_ms": _ms(max(0.0, median(walls["FULL"]) - median(walls["OFF"]))),
        }


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


def acts_of(study: cq.Study, draw: random.Random) -> dict[str, Callable[[], object]]:
    """Return what people do, by its name."""
    names, codes = [*study.corpus.positions], [*study.codebook.positions]
    store = study._session.store
    rows = store.count(Coding)

    def coding() -> str:
        where = {"row": [draw.randint(1, rows)]}
        while (key := Key(store.columns(Coding, "key", where=where)["key"][0])) in gone:
            where = {"row": [draw.randint(1, rows)]}
        return key.hex()

    gone = study._session.snapshot().gone
    codings, made = iter(coding, ""), []

    def code() -> None:
        start = draw.randint(3, 60)
        why = str(draw.random())
        made.append(
            study.code(
                draw.choice(names), start, start + 30, draw.choice(codes), coder="Awa", why=why
            )
        )

    def read() -> None:
        start = draw.randint(3, 60)
        study.read(draw.choice(names), start, start + draw.randint(9, 90), coder="Awa")

    def undo() -> None:
        made.append(study.undo(made.pop(), coder="Awa", why=str(draw.random())))

    return {
        "code": code,
        "read": read,
        "accept": lambda: study.decide(next(codings), "accept", coder="Awa"),
        "reject": lambda: study.decide(next(codings), "reject", coder="Awa"),
        "change": lambda: study.decide(
            next(codings), "change", code=draw.choice(codes), start=3, end=40, coder="Awa"
        ),
        "undo": undo,
        "memo": lambda: study.memo("this is new", coding=next(codings), coder="Awa"),
    }


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    heads = [*figures["acts"][0]]
    lines = [f"| {' | '.join(str(row[head]) for head in heads)} |" for row in figures["acts"]]
    return "\n".join([f"| {' | '.join(heads)} |", "|-" * len(heads) + "|", *lines])


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1)
