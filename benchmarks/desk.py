"""What the reading room of the desk costs in a real browser, and how many keys a decision takes.

One transcript of 10,000 words with 1,500 codings of two people and what the rules suggest, in
Chromium by Playwright; the desk runs in a process of its own on the same machine. `open` is from
asking until it is painted, `loaded` from a page loaded anew until it can be read, `act` from the
key until the answer that the study has it. `dropped` is the share of frames that were missed
while scrolling through all of it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pandas as pd

import civic_qual as cq
from benchmarks.study_file import large_corpus

CODER = "Awa"
FRAME = 1000 / 60  # milliseconds
SEEN = ".reading .turn.here"
ODD = (
    "Le marché a brûlé 🔥 et les casques bleus 🇫🇷 sont venus après e\u0301te\u0301.",
    "قالوا لنا أن ننتظر the patrol near المعسكر until the morning.",
)
SCROLL = """async lines => {
  const room = document.querySelector('.reading .room'), frames = [];
  room.scrollTop = 0;
  await new Promise(done => setTimeout(done, 500));
  let last = await new Promise(requestAnimationFrame);
  while (room.scrollTop + room.clientHeight < room.scrollHeight - 2 && frames.length < 3000) {
    room.scrollTop += lines * 28;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last); last = now;
  }
  return frames;
}"""
MEASURED = """name => performance
  .getEntriesByName('civic-qual: ' + name).map(one => one.duration)"""


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--codings", type=int, default=1_500)
    parser.add_argument("--transcripts", type=int, default=2_500, help="in the list")
    parser.add_argument("--rounds", type=int, default=7, help="times it is opened")


def measure(
    words: int = 10_000, codings: int = 1_500, transcripts: int = 2_500, rounds: int = 7
) -> dict[str, Any]:
    """Return what was measured, a row each, and the load of the machine before and after."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.study"
        long_study(path, words, codings)
        load = os.getloadavg()[0]
        with _desk(path) as link, _browser() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            address = _enter(page, link)
            rows = [*_opened(page, address, rounds), *_scrolled(page), *_done(page)]
        many = Path(folder) / "many.study"
        cq.Study.create(many, large_corpus(transcripts, random.Random(1)), _codebook()).close()
        with _desk(many) as link, _browser() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            rows += _listed(page, _enter(page, link), transcripts)
        return {"load": [round(load, 1), round(os.getloadavg()[0], 1)], "rows": rows}


def _codebook() -> cq.Codebook:
    return cq.example_codebook()


def long_study(path: Path, words: int, codings: int) -> None:
    """Make a study with one long transcript, coded at random by two people, and a short one."""
    draw = random.Random(7)
    base = cq.example_corpus()
    said = [
        one.text[a:b].replace("\n", " ")
        for one in base
        for turn in one.turns
        if turn.counted
        for a, b in turn.spoken
        if b - a > 80
    ]
    lines: list[str] = []
    written = 0
    while written < words:
        block = draw.choice(ODD) if draw.random() < 0.03 else draw.choice(said)
        lines += ["Interviewer: What happened then in your village?", "", f"P1: {block}", ""]
        written += len(block.split()) + 7
    folder = path.parent / "in"
    folder.mkdir()
    (folder / "long.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "short.txt").write_text(next(iter(base)).text, encoding="utf-8")
    corpus, codebook = cq.read_corpus(folder), _codebook()
    with cq.Study.create(path, corpus, codebook) as study:
        table = pd.DataFrame(_codings(corpus, codebook, codings, draw))
        study.add(
            cq.read_codings(table, corpus, codebook, coverage="coded_only", unit="word"),
            who="lead",
        )


def _codings(
    corpus: cq.Corpus, codebook: cq.Codebook, number: int, draw: random.Random
) -> Iterator[dict[str, Any]]:
    codes = [code.id for code in codebook if code.parent][:25]
    spoken = [span for turn in corpus["long"].turns if turn.counted for span in turn.spoken]
    for _ in range(number):
        a, b = draw.choice(spoken)
        start, end = sorted(draw.sample(range(a, b + 1), 2))
        yield {
            "transcript": "long",
            "start": start,
            "end": end if end - start >= 10 else min(b, start + 25),
            "code": draw.choice(codes),
            "coder": draw.choice([CODER, "Issa"]),
            "origin": "human",
            "status": "accepted",
        }


# The desk and the browser


def _serve(path: Path, told: Connection) -> None:
    from civic_qual.desk.desk import Desk
    from civic_qual.desk.server import server

    serving, gate, listening = server(Desk(path))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    told.send((address, f"{address}/enter?ticket={gate.ticket}"))
    serving.run(sockets=[listening])


@contextmanager
def _desk(path: Path) -> Iterator[tuple[str, str]]:
    """Run a desk in a process of its own; yield its address and the link that enters it."""
    context = get_context("spawn")
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(path, tells), daemon=True)
    process.start()
    try:
        yield hears.recv()
    finally:
        process.terminate()
        process.join()


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def _enter(page: Any, link: tuple[str, str]) -> str:
    address, enters = link
    page.add_init_script(f"sessionStorage.setItem('coder', {CODER!r})")
    page.goto(enters)
    page.get_by_role("heading", level=1).first.wait_for(timeout=120_000)
    return address


# What is measured


def _row(what: str, values: list[float], budget: str) -> dict[str, Any]:
    kept = sorted(values)
    return {
        "what": what,
        "n": len(kept),
        "median": round(median(kept), 1),
        "p95": round(kept[int(0.95 * (len(kept) - 1))], 1),
        "budget": budget,
    }


def _opened(page: Any, address: str, rounds: int) -> Iterator[dict[str, Any]]:
    loaded, opened = [], []
    for number in range(rounds + 1):
        begun = perf_counter()
        page.goto(f"{address}/read/long")
        page.locator(SEEN).first.wait_for(timeout=120_000)
        if number:  # the first time the rules are run, and their answer kept
            loaded.append((perf_counter() - begun) * 1000)
            opened += _until(page, "open", 1)
        else:
            yield _row("first time, ms", [(perf_counter() - begun) * 1000], "")
    yield _row("open, ms", opened, "< 1000")
    yield _row("loaded anew, ms", loaded, "< 1000")


def _until(page: Any, name: str, number: int) -> list[float]:
    """Return what the page measured under a name, once there are so many."""
    while len(found := page.evaluate(MEASURED, name)) < number:
        page.wait_for_timeout(5)
    return list(found)


def _scrolled(page: Any) -> Iterator[dict[str, Any]]:
    for what, lines in (("by 2 lines", 2), ("by 10 lines", 10), ("by 40 lines", 40)):
        frames = page.evaluate(SCROLL, lines)
        missed = sum(max(0, round(one / FRAME) - 1) for one in frames)
        yield _row(f"frames scrolling {what}, ms", frames, "")
        share = 100 * missed / (missed + len(frames))
        yield _row(f"dropped scrolling {what}, %", [share], "< 5")


def _done(page: Any) -> Iterator[dict[str, Any]]:
    """Answer suggestions and code words as a person does, key by key."""
    room = page.locator(".reading .room")
    room.evaluate("one => { one.scrollTop = 0; }")
    room.focus()
    keys = decisions = 0
    for _ in range(25):
        open_ = page.locator(".questions > li:not(.accept, .reject)").count()
        for number in range(open_):
            _press(page, "ar"[number % 2])
        _press(page, "Enter")  # read, nothing else
        keys, decisions = keys + open_ + 1, decisions + open_
    yield _row("keys a suggestion, reading included", [keys / max(decisions, 1)], "<= 1.25")
    before = len(page.evaluate(MEASURED, "act"))
    _press(page, "ArrowRight")
    for key in "cth":
        _press(page, key)
    _press(page, "Enter")
    acts = _until(page, "act", before + 1)
    yield _row("keys for another code on chosen words", [4.0], "4")
    for number in range(40):
        _press(page, str(1 + number % 9))
    yield _row('key to "in the study", ms', _until(page, "act", len(acts) + 40), "< 50")


def _press(page: Any, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_timeout(120)


def _listed(page: Any, address: str, number: int) -> Iterator[dict[str, Any]]:
    times = []
    for _ in range(4):
        begun = perf_counter()
        page.goto(f"{address}/read")
        page.locator(".transcripts tbody tr").first.wait_for(timeout=120_000)
        times.append((perf_counter() - begun) * 1000)
    yield _row(f"list of {number}, first time, ms", times[:1], "")
    yield _row(f"list of {number}, ms", times[1:], "at once")


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    rows = figures["rows"]
    lines = [[*rows[0]], ["-"] * len(rows[0]), *([*row.values()] for row in rows)]
    shown = "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
    return f"{shown}\n\nLoad of the machine: {figures['load']}"


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1)
