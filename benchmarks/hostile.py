"""Damaged files: does one take the others down, hang, leak, or vanish without a word?

Files of every format (those of `tests/documents`, and random interviews) are damaged: bytes
flipped, cut out, put in, said again many times; of containers also a part inside. Each is put into
a folder beside a whole interview. The folder is read, looked at on the command line, and of some
the turns are coded. `crashed` counts errors outside the library's tree and tracebacks, `lost` files
that are neither read nor named, `neighbour` whole interviews that were not read as they are,
`words` sure texts of which words are neither in a turn nor accounted for. Seconds are of the
processor, with those of the library's own helper; megabytes are what a file took beyond what was
held before, or the helper's.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import resource
import shutil
import tempfile
import time
import traceback
import warnings
import zipfile
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from tqdm import tqdm

import civic_qual as cq
from benchmarks.interviewing.files import FORMATS, interview_file
from civic_qual.cli.main import run
from civic_qual.errors import CivicQualError, CivicQualWarning

DOCUMENTS = Path(__file__).parents[1] / "tests" / "documents"
NOT_INTERVIEWS = {".py", ".study", ".json"}
CONTAINERS = {".docx", ".docm", ".odt", ".xlsx"}
PLAIN = {".txt", ".md"}
WHOLE = "Interviewer: Who came that night?\nChief: Nobody came. We called them twice.\n"
SLOW, LARGE = 10.0, 1000.0  # seconds of the processor, and megabytes
BYTES = (b"\x00", b"\xff", b"<", b">", b"&", b'"', b"(", b"[", b":", b"\n", b"\r", b"-->", b"]]>")
NUMBERS = (b"0", b"-1", b"99999999999", b"1e308", b"00:99:99", b"NaN")


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--files", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, help="where files that went wrong are kept")


def measure(files: int = 8000, seed: int = 1, into: Path | None = None) -> list[dict[str, Any]]:
    """Return a row for every damaged file: what it was, what became of it, and what it cost."""
    warnings.simplefilter("ignore", CivicQualWarning)
    draw = random.Random(seed)
    rows = []
    with tempfile.TemporaryDirectory() as kept:
        whole = list(originals(Path(kept), draw))
        for number in tqdm(range(files), "files"):
            original = draw.choice(whole)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"damaged{original.suffix}"
                path.write_bytes(damaged(original, draw))
                (path.parent / "whole.txt").write_text(WHOLE, encoding="utf-8")
                row = {"file": original.name, "number": number, **judged(path, draw)}
                if into and any(row[fault] for fault in FAULTS):
                    into.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, into / f"{number}{path.suffix}")
            rows.append(row)
    return rows


def originals(folder: Path, draw: random.Random) -> Iterator[Path]:
    """Yield whole files of every format; random interviews are written into a folder."""
    for path in sorted(DOCUMENTS.iterdir()):
        if path.suffix not in NOT_INTERVIEWS or "whisper" in path.name:
            yield path
    for number in range(6 * len(FORMATS)):
        form, language = FORMATS[number % len(FORMATS)], draw.choice(("en", "fr"))
        name, seed = f"random{number}", str(draw.random())
        drawn = interview_file(folder, name, form, source="strange", language=language, seed=seed)
        yield drawn.path


# Damage


def damaged(original: Path, draw: random.Random) -> bytes:
    """Return the bytes of a file, damaged; those of a container anywhere, or within a part."""
    if original.suffix in CONTAINERS and draw.random() < 0.7:
        return _with_a_damaged_part(original, draw)
    return _damaged(original.read_bytes(), draw)


def _with_a_damaged_part(original: Path, draw: random.Random) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(written, "w") as target:
        chosen = draw.choice([one for one in source.namelist() if one.endswith((".xml", ".rels"))])
        for name in source.namelist():
            content = source.read(name)
            if name == chosen:
                content = _damaged(content, draw)
            target.writestr(name, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _damaged(content: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 5))):
        place, end = sorted(draw.randrange(len(content) + 1) for _ in range(2))
        piece = content[place : min(end, place + draw.choice((1, 20, 3000)))]
        kind = draw.choice(("flip", "cut", "end", "put", "number", "again", "move"))
        if kind == "flip":
            new = bytes(byte ^ (1 << draw.randrange(8)) for byte in piece[:8])
            content = content[:place] + new + content[place + len(new) :]
        elif kind == "cut":
            content = content[:place] + content[place + len(piece) :]
        elif kind == "end":
            content = content[:place]
        elif kind == "put":
            content = (
                content[:place] + draw.choice(BYTES) * draw.choice((1, 3, 2000)) + content[place:]
            )
        elif kind == "number":
            content = _other_number(content, draw)
        elif kind == "again":
            content = content[:place] + piece * draw.choice((2, 50, 500)) + content[place:]
        else:
            content = piece + content[:place] + content[place + len(piece) :]
    return content


def _other_number(content: bytes, draw: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", content))
    if not numbers:
        return content
    one = draw.choice(numbers)
    return content[: one.start()] + draw.choice(NUMBERS) + content[one.end() :]


# What becomes of it

FAULTS = ("crashed", "lost", "neighbour", "words", "slow", "large")


def judged(path: Path, draw: random.Random) -> dict[str, Any]:
    """Read the folder of a damaged file in every public way; return what went wrong."""
    began, held, peak = _seconds(), _held(), _peak()
    row: dict[str, Any] = {"crashed": "", "lost": False, "neighbour": False, "words": 0}
    try:
        corpus = cq.read_corpus(path.parent)
        row |= _read(corpus, path)
        if draw.random() < 0.1:
            codings = cq.RuleCoder(cq.example_codebook()).code(corpus)
            cq.theme_table(codings)
        row["crashed"] = _on_the_command_line(path.parent, draw)
    except CivicQualError as error:
        row["lost"] = path.name not in str(error)
        row["neighbour"] = True
    except Exception:
        row["crashed"] = traceback.format_exc()
    seconds = _seconds() - began
    megabytes = max(_peak() - held if _peak() > peak else 0.0, _held() - held, _helpers())
    return {**row, "seconds": seconds, "slow": seconds > SLOW, "large": megabytes > LARGE,
            "megabytes": megabytes}  # fmt: skip


def _read(corpus: cq.Corpus, path: Path) -> dict[str, Any]:
    intake = corpus.intake
    account = intake[intake["file"].map(lambda name: Path(name).name) == path.name]
    named = any(path.name in str(one) for one in (*corpus.problems, *corpus.notes))
    beside = [one for one in corpus if one.id == "whole"]
    said = [turn.speaker for one in beside for turn in one.turns]
    words = 0
    if path.suffix in PLAIN and len(account) and account["sure"].all() and not named:
        came = _words(path.read_text(encoding="utf-8", errors="ignore"))
        inside = [one for one in corpus if one.id == path.stem]
        turns = sum(_words(one.text[turn.start : turn.end]) for one in inside for turn in one.turns)
        words = came - turns - int(account["words_outside"].sum()) - came // 100
    return {
        "lost": not len(account) and not named,
        "neighbour": said != ["Interviewer", "Chief"],
        "words": max(words, 0),
    }


def _words(text: str) -> int:
    return len(re.findall(r"[^\W\d_]+", text))  # times and numbers are no words


def _on_the_command_line(folder: Path, draw: random.Random) -> str:
    """Return what a command said that no person should see."""
    arguments = ["look", str(folder)]
    if draw.random() < 0.1:
        arguments = ["code", str(folder), "--out", str(folder / "out"), "--earlier", "none"]
    told = io.StringIO()
    quiet = contextlib.redirect_stdout(told), contextlib.redirect_stderr(told)
    with quiet[0], quiet[1], contextlib.suppress(SystemExit):
        run(arguments)
    return told.getvalue() if "Traceback" in told.getvalue() else ""


def _seconds() -> float:
    children = psutil.Process().children(recursive=True)
    return time.process_time() + sum(sum(one.cpu_times()[:2]) for one in children)


def _held() -> float:
    """Return the megabytes that this process holds."""
    return float(psutil.Process().memory_info().rss / 1e6)


def _peak() -> float:
    """Return the most megabytes that it ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _helpers() -> float:
    """Return the megabytes of the largest process that works for it."""
    children = psutil.Process().children(recursive=True)
    return max((one.memory_info().rss / 1e6 for one in children), default=0.0)


def table(rows: list[dict[str, Any]]) -> str:
    """Return a Markdown table by format, and where things crashed."""
    columns = ["files", *FAULTS, "most seconds", "most megabytes"]
    lines = [f"| format | {' | '.join(columns)} |", "|-" * (len(columns) + 1) + "|"]
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[Path(row["file"]).suffix].append(row)
    for name, group in [*sorted(groups.items()), ("all", rows)]:
        faults = [sum(bool(row[fault]) for row in group) for fault in FAULTS]
        most = [max(row["seconds"] for row in group), max(row["megabytes"] for row in group)]
        cells = [len(group), *faults, f"{most[0]:.1f}", f"{most[1]:.0f}"]
        lines.append(f"| {name} | {' | '.join(map(str, cells))} |")
    crashes = Counter(row["crashed"].strip().splitlines()[-1] for row in rows if row["crashed"])
    return "\n".join([*lines, "", *(f"- {number} x {what}" for what, number in crashes.items())])


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return the rows as JSON."""
    return json.dumps(rows, indent=1, ensure_ascii=False)
