"""Documents to code in, worked on by a script, saved again by LibreOffice, and read back.

The bundled interviews, with emoji, combining marks and Arabic strewn in, are given to coders as
Word documents, with suggestions and without. A script works in each as a person would, in the
file's XML; LibreOffice saves them again, as docx, as odt, and from odt as docx again. Each time
they are brought into a fresh copy of the study, and what stands in its file is counted by plain
SQL. `right` counts the codings, rejections and readings that are there of those that must be,
`extra` those that must not;
`again` are acts that reading the same files a second time asks for, `untouched` all that files say
which nobody opened. Seconds are of writing a document, and of reading it.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

import civic_qual as cq
from benchmarks.documents.coder import Given, Truth, work
from benchmarks.documents.office import ODT, PROGRAM, saved_again
from benchmarks.documents.recount import compared
from civic_qual.reviewing.word.reading import read_document
from civic_qual.reviewing.word.writing import documents_of
from civic_qual.study.work.queue import Advice, Item, Queue

STRANGE = (
    "\U0001f54a\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1f2\U0001f1f1",
    "q\u0303x\u0304", "a\u0328\u0301", "\u0643\u0627\u0646\u0648\u0627",
    "\u062e\u0627\u0626\u0641\u064a\u0646",
    "\u0645\u064e\u0643\u0652\u062a\u064e\u0628", "\u1202\u1218\u122d", "n\u0308\u2019golo",
)  # fmt: skip


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--suggestions", type=int, default=4, help="for each passage, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="where the documents are kept")


@dataclass(eq=False)
class Job:
    """A document: the name of its file, what its coder was given, and what was decided in it."""

    name: str
    coder: str
    given: Given
    truth: Truth


def measure(
    documents: int = 100, suggestions: int = 4, seed: int = 1, into: Path | None = None
) -> list[dict[str, Any]]:
    """Return a row for every way in which the documents came back."""
    with tempfile.TemporaryDirectory() as kept:
        folder = into or Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        return list(_measured(folder, documents, suggestions, random.Random(seed)))


def _measured(
    folder: Path, documents: int, suggestions: int, draw: random.Random
) -> Iterator[dict[str, Any]]:
    study, written, worked = (folder / name for name in ("whole.study", "written", "worked"))
    for place in (written, worked):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    study.unlink(missing_ok=True)
    begun = perf_counter()
    jobs = list(_given(study, written, documents, suggestions, draw))
    seconds = (perf_counter() - begun) / documents
    yield {"saved": "untouched", **_brought_in(study, written, jobs), "write_s": seconds}
    for job in jobs:
        job.truth |= work(job.given, written / job.name, worked / job.name, draw)
    yield {"saved": "as Word would", **_brought_in(study, worked, jobs)}
    if PROGRAM:
        saved_again(worked.glob("*.docx"), folder / "docx")
        yield {"saved": "by LibreOffice", **_brought_in(study, folder / "docx", jobs)}
        odt = saved_again(worked.glob("*.docx"), folder / "odt", ODT)
        yield {"saved": "as odt", **_brought_in(study, folder / "odt", jobs, ".odt")}
        saved_again(odt, folder / "back")
        yield {"saved": "by way of odt", **_brought_in(study, folder / "back", jobs)}


# What coders are given


def _given(
    path: Path, folder: Path, documents: int, suggestions: int, draw: random.Random
) -> Iterator[Job]:
    """Give passages to coders, three of four of them with suggestions, and write the documents."""
    corpus, codebook = strange_corpus(draw), cq.example_codebook()
    with cq.Study.create(path, corpus, codebook) as study:
        left = documents
        for number in range(documents):
            if left <= 0:
                return
            coder, language = f"Coder {number}", draw.choice(("en", "fr"))
            every = [one.id for one in study.corpus]
            names = sorted(draw.sample(every, min(left, len(every) // 2)))
            left -= len(names)
            queue = _queue(study, coder, names, suggestions if number % 4 != 3 else 0, draw)
            made = documents_of(study, queue, language=language)
            for name in names:
                file = f"{number:02}_{name}.docx"
                made[f"{name}.docx"].save(folder / file)
                yield Job(file, coder, _plain(study, queue, name), Truth())


def _queue(
    study: cq.Study, coder: str, names: Sequence[str], suggestions: int, draw: random.Random
) -> Queue:
    """Give a coder passages, and put random suggestions beside them."""
    passages = [
        (one.id, turn.start, turn.end)
        for one in study.corpus
        for turn in one.turns
        if turn.counted and turn.spoken and one.id in names and draw.random() < 0.6
    ]
    name = f"of {coder}"
    if suggestions:
        study.assign(name, passages, coder, kind="suggestions", shown="rules")
    else:
        study.assign(name, passages, coder, kind="transcripts", shown="blind")
    queue = study.queue(name, coder)
    codes = [code.id for code in study.codebook]
    return replace(
        queue,
        items=tuple(
            replace(item, advice=tuple(_advice(study, item, codes, suggestions, draw)))
            for item in queue.items
        ),
    )


def _advice(
    study: cq.Study, item: Item, codes: Sequence[str], most: int, draw: random.Random
) -> Iterator[Advice]:
    spoken = [
        piece
        for turn in study.corpus[item.transcript].turns
        for piece in turn.spoken
        if turn.start == item.start and piece[1] - piece[0] > 8
    ]
    for code in draw.sample(codes, draw.randint(0, most)) if spoken else ():
        spans = set()
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            begin, end = draw.choice(spoken)
            first, last = sorted(draw.sample(range(begin, end + 1), 2))
            if not study.corpus[item.transcript].text[first : first + 1].isspace():
                spans.add((first, min(end, max(last, first + 4))))
        if not spans:
            continue
        yield Advice(
            transcript=item.transcript,
            revision=item.revision,
            spans=tuple(sorted(spans)),
            code=code,
            origin="rule",
            by=study.codebook.rules_fingerprint,
            score=0.93,
            why="casques bleus",
        )


def _plain(study: cq.Study, queue: Queue, name: str) -> Given:
    """Return what one document shows, as plain values."""
    items = [item for item in queue.items if item.transcript == name]
    items.sort(key=lambda item: (item.start, item.end))
    one = study.corpus[name]
    return Given(
        transcript=name,
        text=one.text,
        passages=[(item.start, item.end) for item in items],
        spoken=[piece for turn in one.turns for piece in turn.spoken if piece[0] < piece[1]],
        advice=[
            (number, advice.code, advice.spans)
            for number, item in enumerate(items)
            for advice in item.advice
        ],
        names={code.id: list(code.name.values()) for code in study.codebook},
    )


def strange_corpus(draw: random.Random) -> cq.Corpus:
    """Return the bundled interviews with strange signs in them, and turns of several paragraphs."""
    with tempfile.TemporaryDirectory() as folder:
        for one in cq.example_corpus():
            lines = []
            for turn in one.turns:
                said = " ".join(one.text[start:end] for start, end in turn.spoken).split()
                for place in range(len(said) - 1, 0, -1):
                    if draw.random() < 0.04:
                        said.insert(place, draw.choice(STRANGE))
                words = re.sub(
                    r"(?<=[.?!]) (?=[A-Z])", lambda _: draw.choice(" " * 6 + "\n"), " ".join(said)
                )
                lines.append(f"{'R' if turn.counted else 'I'}: {words}")
            Path(folder, f"{one.id}.txt").write_text("\n".join(lines), encoding="utf-8")
        return cq.read_corpus(folder, roles={"R": "respondent", "I": "interviewer"})


# What came back


def _brought_in(
    whole: Path, folder: Path, jobs: Sequence[Job], ending: str = ".docx"
) -> dict[str, Any]:
    """Bring documents into a copy of a study, and count what stands there then."""
    study_file = folder.parent / f"{folder.name}.study"
    shutil.copy(whole, study_file)
    again, told, seconds = 0, 0, 0.0
    with cq.Study(study_file) as study:
        for job in jobs:
            file = (folder / job.name).with_suffix(ending)
            begun = perf_counter()
            returned = read_document(file, study)
            seconds += perf_counter() - begun
            told += len(returned.told)
            for (queue, coder), acts in returned.acts.items():
                refused = [
                    done for done in study.act(acts, coder=coder, queue=queue) if done.refused
                ]
                assert not refused, refused[0]
            once_more = read_document(file, study)
            again += sum(map(len, once_more.acts.values()))
    expected: dict[str, Truth] = {}
    for job in jobs:
        truth = expected.setdefault(job.coder, Truth())
        truth |= job.truth
    counts = compared(study_file, expected)
    counts |= {"documents": len(jobs), "told": told, "again": again}
    return {**counts, "read_s": seconds / len(jobs)}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a table."""
    return pd.DataFrame(rows).set_index("saved").T.to_string(float_format="{:.3f}".format)


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return the figures as JSON."""
    return json.dumps(rows, indent=1)
