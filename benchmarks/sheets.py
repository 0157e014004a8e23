"""Sheets to code in, worked on by a script, saved again by LibreOffice, and read back.

Interviews with emoji, combining marks, Arabic and texts that look like formulas are given to coders
as coding sheets, with suggestions and without. A script fills in each as a person would: codes by
id, by name in either language, several in a cell; rows sorted, copied, deleted and hidden; columns
moved, renamed and added; a title above. LibreOffice saves them again: as xlsx, as ods, by way of
ods, and as csv. Each time they are brought into a fresh copy of the study, and what stands in its
file is counted by plain SQL. `right` counts the codings, rejections and readings that are there of
those that must be, `extra` those that must not; `again` are acts that reading the same files a
second time asks for, `untouched` all that files say which nobody opened.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

import civic_qual as cq
from benchmarks.documents.coder import Truth
from benchmarks.documents.office import PROGRAM, saved_again
from benchmarks.documents.recount import compared
from benchmarks.documents.sheet_coder import Given, work
from civic_qual.reviewing.sheet.reading import read_sheet
from civic_qual.reviewing.sheet.writing import sheet_of
from civic_qual.study.work.queue import Advice, Item, Queue

XLSX, ODS = "xlsx:Calc MS Excel 2007 XML", "ods"
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"
STRANGE = (
    "\U0001f54a\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1f2\U0001f1f1",
    "q\u0303x\u0304", "a\u0328\u0301", "كانوا", "خائفين", "مَكْتَب", "ሁለት", '"', ";", ",", "_x0041_",
)  # fmt: skip
BEGINNINGS = ("=1+1 ", "+223 ", "- ", "@", "3-4 ", "1/2 ", "<r>", "'", "2024-05-01 ")


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--workbooks", type=int, default=100)
    parser.add_argument("--passages", type=int, default=40, help="in each")
    parser.add_argument("--suggestions", type=int, default=3, help="for each passage, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="where the workbooks are kept")


@dataclass(eq=False)
class Job:
    """A sheet: its file, whose it is, and what was decided in it."""

    name: str
    queue: Queue
    given: Given
    truth: Truth


def measure(
    workbooks: int = 100,
    passages: int = 40,
    suggestions: int = 3,
    seed: int = 1,
    into: Path | None = None,
) -> list[dict[str, Any]]:
    """Return a row for every way in which the sheets came back."""
    with tempfile.TemporaryDirectory() as kept:
        folder = into or Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        draw = random.Random(seed)
        return list(_measured(folder, workbooks, passages, suggestions, draw))


def _measured(
    folder: Path, workbooks: int, passages: int, suggestions: int, draw: random.Random
) -> Iterator[dict[str, Any]]:
    study, written, worked = (folder / name for name in ("whole.study", "written", "worked"))
    for place in (written, worked):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    study.unlink(missing_ok=True)
    begun = perf_counter()
    jobs = list(_given(study, written, workbooks, passages, suggestions, draw))
    seconds = (perf_counter() - begun) / workbooks
    yield {"saved": "untouched", **_brought_in(study, written, jobs), "write_s": seconds}
    for job in jobs:
        job.truth |= work(job.given, written / job.name, worked / job.name, draw)
    yield {"saved": "by hand", **_brought_in(study, worked, jobs)}
    if PROGRAM:
        saved_again(worked.glob("*.xlsx"), folder / "xlsx", XLSX)
        yield {"saved": "by LibreOffice", **_brought_in(study, folder / "xlsx", jobs)}
        saved_again(worked.glob("*.xlsx"), folder / "ods", ODS)
        yield {"saved": "as ods", **_brought_in(study, folder / "ods", jobs, ".ods")}
        saved_again((folder / "ods").glob("*.ods"), folder / "back", XLSX)
        yield {"saved": "by way of ods", **_brought_in(study, folder / "back", jobs)}
        saved_again(worked.glob("*.xlsx"), folder / "csv", CSV)
        yield {"saved": "as csv", **_brought_in(study, folder / "csv", jobs, ".csv")}


# What coders are given


def _given(
    path: Path,
    folder: Path,
    workbooks: int,
    passages: int,
    suggestions: int,
    draw: random.Random,
) -> Iterator[Job]:
    """Give passages to coders, two of three of them with suggestions, and write the sheets."""
    corpus, codebook = strange_corpus(draw), cq.example_codebook()
    names = {code.id: list(code.name.values()) for code in codebook}
    with cq.Study.create(path, corpus, codebook) as study:
        segments = [
            (unit, row.transcript, row.start, row.end)
            for unit in ("turn", "sentence", "transcript")
            for row in study.corpus.segments(unit).frame.itertuples()
            if row.counted
        ]
        for number in range(workbooks):
            unit = draw.choice(("turn", "turn", "sentence"))
            of_unit = [row[1:] for row in segments if row[0] == unit]
            chosen = draw.sample(of_unit, min(passages, len(of_unit)))
            if number % 10 == 0:
                chosen = [row[1:] for row in segments if row[0] == "transcript"][:3]
            advised = suggestions if number % 3 and number % 10 else 0
            queue = _queue(study, f"Coder {number}", unit, chosen, advised, draw)
            sheet_of(study, queue, language=draw.choice(("en", "fr"))).save(
                folder / f"{number:03}.xlsx"
            )
            yield Job(f"{number:03}.xlsx", queue, _plain(queue, names), Truth())


def _queue(
    study: cq.Study,
    coder: str,
    unit: Any,
    chosen: Sequence[tuple[str, int, int]],
    suggestions: int,
    draw: random.Random,
) -> Queue:
    kind, shown = ("suggestions", "rules") if suggestions else ("transcripts", "blind")
    queue = study.assign(f"of {coder}", chosen, coder, kind=kind, shown=shown, unit=unit)[coder]
    codes = [code.id for code in study.codebook]
    return replace(
        queue,
        items=tuple(
            replace(item, advice=tuple(_advice(item, codes, suggestions, draw)))
            for item in queue.items
        ),
    )


def _advice(item: Item, codes: Sequence[str], most: int, draw: random.Random) -> Iterator[Advice]:
    for code in draw.sample(codes, draw.randint(0, most)):
        spans = set()
        for _ in range(draw.choice((1, 1, 2))):
            first, last = sorted(draw.sample(range(item.start, item.end + 1), 2))
            spans.add((first, last))
        yield Advice(
            transcript=item.transcript,
            revision=item.revision,
            spans=tuple(sorted(spans)),
            code=code,
            origin="rule",
            by="2f" * 8,
            score=0.93,
            why="casques bleus",
        )


def _plain(queue: Queue, names: Mapping[str, list[str]]) -> Given:
    """Return what a sheet shows, as plain values."""
    return Given(
        passages={item.key: (item.transcript, item.start, item.end) for item in queue.items},
        advice={
            item.key: {
                number: (advice.code, advice.spans)
                for number, advice in enumerate(item.advice, start=1)
            }
            for item in queue.items
        },
        names=names,
    )


def strange_corpus(draw: random.Random) -> cq.Corpus:
    """Return the bundled interviews with strange signs in them, and beginnings of formulas."""
    with tempfile.TemporaryDirectory() as folder:
        for one in cq.example_corpus():
            lines = []
            for turn in one.turns:
                said = " ".join(one.text[start:end] for start, end in turn.spoken).split()
                for place in range(len(said) - 1, 0, -1):
                    if draw.random() < 0.04:
                        said.insert(place, draw.choice(STRANGE))
                begins = draw.choice(BEGINNINGS) if draw.random() < 0.3 else ""
                lines.append(f"{'R' if turn.counted else 'I'}: {begins}{' '.join(said)}")
            Path(folder, f"{one.id}.txt").write_text("\n".join(lines), encoding="utf-8")
        return cq.read_corpus(folder, roles={"R": "respondent", "I": "interviewer"})


# What came back


def _brought_in(
    whole: Path, folder: Path, jobs: Sequence[Job], ending: str = ".xlsx"
) -> dict[str, Any]:
    """Bring sheets into a copy of a study, and count what stands there then."""
    study_file = folder.parent / f"{folder.name}.study"
    shutil.copy(whole, study_file)
    again, told, seconds = 0, 0, 0.0
    queues = {(job.queue.name, job.queue.coder): job.queue for job in jobs}

    def shown(one: Queue) -> Queue:
        return queues[one.name, one.coder]

    with cq.Study(study_file) as study:
        for job in jobs:
            file = (folder / job.name).with_suffix(ending)
            begun = perf_counter()
            returned = read_sheet(file, study, advised=shown)
            seconds += perf_counter() - begun
            told += len(returned.told)
            assert returned.read + returned.unread + returned.asked == returned.rows
            for (queue, coder), acts in returned.acts.items():
                done = study.act(acts, coder=coder, queue=queue)
                assert not [one for one in done if one.refused], done
            again += sum(map(len, read_sheet(file, study, advised=shown).acts.values()))
    counts = compared(study_file, {job.queue.coder: job.truth for job in jobs})
    counts |= {"workbooks": len(jobs), "told": told, "again": again}
    return {**counts, "read_s": seconds / len(jobs)}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a table."""
    return pd.DataFrame(rows).set_index("saved").T.to_string(float_format="{:.3f}".format)


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return the figures as JSON."""
    return json.dumps(rows, indent=1)
