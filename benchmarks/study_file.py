"""The study file: what is left after kills, and how fast a very large study is.

2,500 interviews, 150,000 turns and a million codings are more than any study we know of.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import civic_qual as cq
from benchmarks.killed import killed
from benchmarks.study import study as invented_study
from benchmarks.timing import seconds, told_by
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants

TURNS = 60  # in an interview, half of them questions
WORDS = ("they", "came", "late", "market", "at", "night", "we", "were", "afraid", "road")
CODERS = ("Awa", "Issa", "rules")
OPENING = """
import sys, time, civic_qual as cq
cq.Study
began = time.perf_counter()
study = cq.Study(sys.argv[1])
opened = time.perf_counter()
number = len(study.corpus)
print(opened - began, time.perf_counter() - opened)
"""


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--transcripts", type=int, default=2_500)
    parser.add_argument("--codings", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)


def measure(
    kills: int = 20, transcripts: int = 2_500, codings: int = 1_000_000, seed: int = 1
) -> dict[str, Any]:
    """Return what kills left, and the seconds that things take in a large study."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.study"
        cq.Study.create(path, cq.example_corpus(), cq.example_codebook()).close()
        return {
            **killed(path, kills, seed),
            **timings(Path(folder) / "large.study", transcripts, codings, seed),
        }


def timings(path: Path, transcripts: int, codings: int, seed: int) -> dict[str, Any]:
    """Return how long it takes to fill, open, add to and look into a study of some size."""
    draw = random.Random(seed)
    corpus = large_corpus(transcripts, draw)
    codebook = invented_study(interviews=12, words=3_000, codes=100, rules=500).codebook
    creating, study = seconds(lambda: cq.Study.create(path, corpus, codebook))
    with study:
        filling, _ = seconds(lambda: study.add(large_codings(corpus, codebook, codings, seed)))
    opened = [opening(path) for _ in range(3)]
    with cq.Study(path) as study:
        return {
            "transcripts": transcripts,
            "segments": len(corpus.segments("turn")),
            "codings": codings,
            "megabytes": round(path.stat().st_size / 1e6),
            "create_seconds": round(creating, 2),
            "fill_seconds": round(filling, 1),
            "open_seconds": round(median(one for one, _ in opened), 3),
            "corpus_seconds": round(median(other for _, other in opened), 3),
            **adding(study, draw),
            **of_one_code(study, draw),
        }


def opening(path: Path) -> tuple[float, float]:
    """Return the seconds to open a study in a fresh process, and then to hand out its corpus."""
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(path)], capture_output=True, text=True, check=True
    )
    one, other = map(float, done.stdout.split())
    return one, other


def adding(study: cq.Study, draw: random.Random, rounds: int = 100) -> dict[str, float]:
    """Return the milliseconds to add one coding: the median, and what 95 of 100 stay under.

    Those of the processor tell what others on the same machine do not change.
    """
    names, codes = list(study.corpus.positions), list(study.codebook.positions)

    def add() -> str:
        return study.code(
            draw.choice(names), 3, 30, draw.choice(codes), coder="Awa", why=str(draw.random())
        )

    taken = sorted(seconds(add)[0] for _ in range(rounds))
    with told_by("processor"):
        busy = round(1000 * median(seconds(add)[0] for _ in range(rounds)), 2)
    return {
        "add_ms": round(1000 * median(taken), 2),
        "add_ms_95": round(1000 * taken[int(0.95 * rounds)], 2),
        "add_processor_ms": busy,
    }


def of_one_code(study: cq.Study, draw: random.Random, rounds: int = 20) -> dict[str, float]:
    """Return the milliseconds to get all codings of a code, and how many they are."""
    codes = draw.sample(list(study.codebook.positions), rounds)
    taken = [seconds(lambda code=code: study.codings(code=code)) for code in codes]
    with told_by("processor"):
        busy = median(seconds(lambda code=code: study.codings(code=code))[0] for code in codes)
    return {
        "code_ms": round(1000 * median(time for time, _ in taken), 1),
        "code_processor_ms": round(1000 * busy, 1),
        "code_ms_most": round(1000 * max(time for time, _ in taken), 1),
        "codings_of_code": round(median(len(found) for _, found in taken)),
    }


def large_corpus(transcripts: int, draw: random.Random) -> Corpus:
    """Make interviews of 60 turns, of some 25 words each."""
    made = tuple(_transcript(f"interview_{number:05d}", draw) for number in range(transcripts))
    return Corpus(made, Participants().resolved(made))


def _transcript(name: str, draw: random.Random) -> Transcript:
    text, turns = "", []
    for number in range(TURNS):
        speaker, role = ("I", "interviewer") if number % 2 == 0 else ("R", "respondent")
        said = " ".join(draw.choices(WORDS, k=draw.randint(5, 45))) + "."
        start = len(text)
        text += f"{speaker}: {said}\n"
        turns.append(
            Turn(
                start=start,
                end=len(text) - 1,
                spoken=((start + 3, len(text) - 1),),
                speaker=speaker,
                role=role,
                language="en",
            )
        )
    return Transcript(
        id=name,
        text=text,
        turns=tuple(turns),
        attributes={"country": "Mali", "invented": "yes"},
        language="en",
    )


def large_codings(corpus: Corpus, codebook: cq.Codebook, number: int, seed: int) -> Codings:
    """Make codings of turns drawn at random, by two people and a machine who read everything."""
    draw = np.random.default_rng(seed)
    segments = corpus.segments("turn")
    answers = np.flatnonzero(segments.counted)
    chosen = answers[draw.integers(0, len(answers), number)]
    coder = [CODERS[one] for one in draw.integers(0, len(CODERS), number).tolist()]
    coded, _ = coding_columns(
        transcript=segments.transcript[chosen],
        start=segments.start[chosen],
        end=segments.end[chosen],
        code=draw.integers(0, len(codebook), number),
        coder=coder,
        origin=["rule" if name == "rules" else "human" for name in coder],
        status="accepted",
    )
    ends = [len(one.text) for one in corpus]
    whole = len(ends)
    read = reading_columns(
        transcript=list(range(whole)) * 3,
        start=[0] * whole * 3,
        end=ends * 3,
        unit="turn",
        codes="*",
        coder=[name for name in CODERS for _ in range(whole)],
        origin=["rule" if name == "rules" else "human" for name in CODERS for _ in range(whole)],
    )
    return Codings(
        corpus=corpus,
        codebook=codebook,
        coded=coded,
        read=read,
        evidence=TextEvidence(("words of the rule",) * number),
    )


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    lines = [f"| {name} | {value} |" for name, value in figures.items()]
    return "\n".join(["| what | figure |", "|-|-|", *lines])


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1)
