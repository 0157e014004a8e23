"""Study files with flipped bits and edited cells: what becomes of each, in every public way.

A file is copied, bits of it are flipped or one cell is edited behind the study's back, and then
all that can be seen and done in a study is tried. `crashed` counts errors outside the library's
tree, `silent` files that show something else than was recorded without a word, `unhelpful` those
refused without saying that a backup helps. `harmless` is damage to what nobody reads.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import tempfile
import traceback
import warnings
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

import civic_qual as cq
from civic_qual.errors import CivicQualError, CivicQualWarning
from civic_qual.study import checking
from civic_qual.study.work.acts import Accept, CodePassage, ReadItem, Reject, UndoAct
from civic_qual.study.work.queue import Advice

VALUES: tuple[Any, ...] = (
    None, -1, 0, 1, 2, 10**6, 2**40, -(2**63), 0.5, "", "x", "né", "*", "{}", "[]", "[1", "null",
    '{"a": 1}', "999999", "2999-01-01T00:00:00.000000Z", b"", b"\x00" * 16, b"\xff\xfe",
)  # fmt: skip


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", action="store_true", help="as if files were too large to check")
    parser.add_argument("--study", type=Path, help="the file to damage copies of")


def measure(
    flips: int = 1000,
    edits: int = 500,
    seed: int = 1,
    large: bool = False,
    study: Path | None = None,
) -> dict[str, Any]:
    """Return what became of files with flipped bits, and of those with an edited cell."""
    if large:
        checking.SMALL = 0
    warnings.simplefilter("ignore", CivicQualWarning)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.study"
        if study is None:
            make(whole)
        else:
            shutil.copy(study, whole)
        expected = seen_whole(whole, Path(folder))
        return {
            name: tried(whole, expected, damage, number, seed)
            for name, damage, number in (("flipped", flip, flips), ("edited", edit, edits))
        }


def make(path: Path) -> None:
    """Make a small study with every kind of record in it."""
    corpus, codebook = cq.example_corpus(), cq.example_codebook()
    some = cq.Corpus(corpus.transcripts[:3], corpus.participants, corpus.problems, corpus.notes)
    names = [transcript.id for transcript in some]
    with cq.Study.create(path, some, codebook, who="Awa") as study:
        study.add(cq.RuleCoder(codebook).code(some))
        for coder in ("Awa", "Issa"):
            study.read(names[0], coder=coder, shown="blind")
            made = study.code(names[0], 10, 60, "plan.threat", coder=coder, why="said so")
            study.code(names[1], 100, 160, "harm", coder=coder, memo="a memo")
        rejected = study.decide(made, "reject", coder="Awa", why="no")
        study.undo(rejected, coder="Awa")
        study.decide(made, "change", coder="Awa", code="plan")
        study.keep_sample(cq.draw_sample(some, n=5, seed=1, name="first"))
        study.add(cq.adjudicate(study.codings(origin="human"), coders=["Awa", "Issa"]), who="Awa")
        text = some.transcripts[0].text
        corrected = cq.Transcript(
            id=names[0],
            text=text[:-2] + "!" + text[-1:],
            turns=some.transcripts[0].turns,
            attributes=some.transcripts[0].attributes,
            language=some.transcripts[0].language,
        )
        study.correct(corrected, who="Awa")
        study.memo("on the whole", coder="Issa")
        study.set(author="Awa", minimum=7, languages=["en", "fr"], who="Awa")
        study.consent("paraphrase", transcript=names[2], who="Awa", why="asked")
        study.keep_release("first", {"table": {"Mali": [3, None]}}, policy={"minimum": 5})
        study.keep_area("Mali", kind="country", names={"fr": "Mali"}, attributes={"pcode": "ML"})
        _work(study, names[1])


def _work(study: cq.Study, name: str) -> None:
    """Give passages of a transcript to two people, and let one of them work."""
    passages = [(name, start, start + 50) for start in range(0, 250, 50)]
    items = study.assign("q", passages, ["Awa", "Issa"], kind="search", who="Bo")["Awa"].items
    place = {of: getattr(items[0], of) for of in ("transcript", "revision", "start", "end")}
    coded = CodePassage(**place, code="harm", memo="m")
    spans = ((items[1].start, items[1].end),)
    advice = Advice(
        transcript=name, revision=items[1].revision, spans=spans, code="plan", origin="rule"
    )
    done = [coded, Accept(advice=advice), Reject(advice=advice), UndoAct(act=coded.id)]
    study.act([*done, *(ReadItem(item=one.key) for one in items[:3])], coder="Awa", queue="q")
    study.assign("blind", passages[:1], "Issa", kind="transcripts")
    study.reveal("blind", who="Bo")


def flip(path: Path, draw: random.Random) -> str:
    """Flip one to eight bits anywhere in a file; return where."""
    content = bytearray(path.read_bytes())
    places = [draw.randrange(len(content)) for _ in range(draw.choice((1, 1, 2, 8)))]
    for place in places:
        content[place] ^= 1 << draw.randrange(8)
    path.write_bytes(content)
    return f"bytes {places}"


def edit(path: Path, draw: random.Random) -> str:
    """Change one cell of any table to another value; return which, and to what."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        kind = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
        tables = [name for (name,) in file.execute(kind)]
        while True:
            table = draw.choice([name for name in tables if name != "erasing"])
            columns = [row[1] for row in file.execute(f'PRAGMA table_info("{table}")')]
            rows = file.execute(f'SELECT * FROM "{table}"').fetchall()
            if not rows:
                continue
            row, number = draw.choice(rows), draw.randrange(len(columns))
            value = _other(row[number], draw)
            where = " AND ".join(f'"{name}" IS ?' for name in columns)
            try:
                file.execute("INSERT INTO erasing VALUES (1)")
                done = file.execute(
                    f'UPDATE "{table}" SET "{columns[number]}" = ? WHERE {where}', (value, *row)
                )
                file.execute("DELETE FROM erasing")
            except (sqlite3.Error, OverflowError):
                file.rollback()
                continue
            file.commit()
            stored = file.execute(f'SELECT * FROM "{table}"').fetchall()
            if done.rowcount and stored != rows:
                return f"{table}.{columns[number]}: {str(row[number])[:40]!r} -> {value!r:.40}"


def _other(value: Any, draw: random.Random) -> Any:
    """Return another value: of any kind, or nearly the one that was there."""
    if draw.random() < 0.5:
        return draw.choice(VALUES)
    if isinstance(value, int):
        return value + draw.choice((-1, 1, 7))
    if isinstance(value, float):
        return value / 2
    if isinstance(value, bytes):
        return value[::-1]
    place = draw.randrange(len(value) + 1) if value else 0
    return (value or "")[:place] + draw.choice("ax\x00 5") + (value or "")[place + 1 :]


# All that can be seen, and all that can be done


def shown(study: cq.Study) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every way to look into a study, each with what it gives as plain data."""
    yield "repr", lambda: repr(study).rpartition(".study")[2]
    yield "corpus", lambda: [_transcript(one) for one in study.corpus]
    yield "people", lambda: [str(vars(study.corpus.participants)), *study.corpus.notes]
    yield "codebook", lambda: repr(study.codebook.codes) + study.codebook.content_fingerprint
    yield "codings", lambda: _table(study.codings().frame)
    yield "readings", lambda: _table(study.codings().readings)
    yield "coding_table", lambda: _table(study.coding_table().frame)
    yield "of one code", lambda: _table(study.codings(theme="plan", coder="Awa").frame)
    for name in TABLES:
        yield name, lambda name=name: _table(getattr(study, name).frame)
    yield "settings", lambda: repr(study.settings)
    yield "release", lambda: study.release("first")
    yield "sample", lambda: _table(study.sample("first").frame)
    yield "disagreements", lambda: _table(study.disagreements(coders=["Awa", "Issa"]).frame)
    yield "as_of", lambda: [_table(study.coding_table(as_of=line).frame) for line in (1, 5, 12)]
    yield "as_of a time", lambda: len(study.codings(as_of="2999-01-01"))
    yield "queue", lambda: repr(study.queue("q", "Awa"))
    yield "fingerprint", lambda: study.fingerprint
    yield "theme_table", lambda: _table(cq.theme_table(study.codings(coder="Awa")).frame)


TABLES = (
    "coders", "memos", "adjudicated", "conflicts", "unplaced", "samples", "audit",
    "setting_table", "consents", "releases", "models", "areas", "queues", "rejections",
)  # fmt: skip


def acts(study: cq.Study, folder: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield everything that can be done to a study."""
    name = next(iter(study.corpus.positions))
    yield "export", lambda: study.export(folder / "out")
    yield "import", lambda: cq.Study.import_folder(folder / "out", folder / "in.study").close()
    yield "backup", lambda: study.backup(folder / "copy.study")
    yield "code", lambda: study.code(name, 3, 20, "harm", coder="Bo", memo="x")
    yield "read", lambda: study.read(name, coder="Bo")
    yield (
        "act",
        lambda: study.act(
            [ReadItem(item=one.key) for one in study.queue("q", "Issa").items],
            coder="Issa",
            queue="q",
        ),
    )
    yield "assign", lambda: study.assign("r", [(name, 3, 9)], "Bo", kind="search")
    yield "sight", lambda: study.sight("Issa").blind
    yield "memo", lambda: study.memo("y", coder="Bo", code="harm")
    yield "set", lambda: study.set(period="2020", who="Bo")
    yield "consent", lambda: study.consent("none", transcript=name, who="Bo")
    yield "area", lambda: study.keep_area("Gao", within="Mali")
    yield "release", lambda: study.keep_release("second", {})
    ids = study.coding_table()["id"].tolist()
    yield "decide", lambda: study.decide(ids[0], "accept", coder="Bo")
    yield "change", lambda: study.decide(ids[-1], "change", coder="Bo", code="plan")
    yield "undo", lambda: study.undo(ids[1], coder="Bo")
    yield "place", lambda: study.place(ids[2], 3, 9, coder="Bo")
    yield "add", lambda: study.add(cq.RuleCoder(study.codebook).code(study.corpus), why="again")
    yield "codebook", lambda: study.change_codebook(study.codebook, who="Bo")
    yield "merge", lambda: study.merge(folder / "copy.study")
    yield "correct", lambda: study.correct(_changed(study.corpus.transcripts[0]), who="Bo")


def _transcript(one: cq.Transcript) -> list[str]:
    return [one.id, one.text, repr(one.turns), repr(dict(one.attributes)), one.language, one.source]


def _table(frame: pd.DataFrame) -> str:
    return str(frame.to_csv())


def _changed(one: cq.Transcript) -> cq.Transcript:
    return cq.Transcript(id=one.id, text=one.text[:-2] + "?\n", turns=one.turns)


def seen_whole(path: Path, folder: Path) -> dict[str, Any]:
    """Return what a whole file shows; make sure that all can be done to a copy of it."""
    copy = Path(shutil.copy(path, folder / "done.study"))
    with cq.Study(copy) as study:
        seen = {name: look() for name, look in shown(study)}
        if problems := study.integrity():
            raise RuntimeError(problems)
        for _, do in acts(study, Path(tempfile.mkdtemp(dir=folder))):
            do()
    return seen


# What becomes of a damaged file


def tried(
    whole: Path,
    expected: dict[str, Any],
    damage: Callable[[Path, random.Random], str],
    number: int,
    seed: int,
) -> dict[str, Any]:
    """Damage so many copies of a file; return what became of them, with some to look at."""
    draw = random.Random(f"{damage.__name__} {seed}")
    counts = Counter({"files": 0, "crashed": 0, "silent": 0, "unhelpful": 0})
    kept: dict[str, list[str]] = {"crashed": [], "silent": [], "unhelpful": []}
    for _ in range(number):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(shutil.copy(whole, Path(folder) / "damaged.study"))
            where = damage(path, draw)
            outcome, said = outcome_of(path, expected)
        counts["files"] += 1
        counts[outcome] += 1
        if outcome in kept:
            kept[outcome].append(f"{where}: {said}")
    return {**counts, "examples": {name: some[:40] for name, some in kept.items() if some}}


def outcome_of(path: Path, expected: dict[str, Any]) -> tuple[str, str]:
    """Try all ways on a damaged file; return what became of it, and what was said."""
    failed: list[Exception] = []
    changed: list[str] = []
    told: list[str] = []
    try:
        with cq.Study(path) as study:
            told = _run(study.integrity, failed) or []
            if not isinstance(told, list):
                told = []
            for name, look in shown(study):
                before = len(failed)
                seen = _run(look, failed)
                if name == "repr" and "damaged" in str(seen):
                    continue  # that is no silence
                if len(failed) == before and seen != expected[name]:
                    changed.append(name)
            # What fails here must fail as the library does; what a damaged file makes is nothing.
            names = iter(acts(study, path.parent))
            while (act := _next(names, failed)) is not None:
                _run(act[1], failed)
    except Exception as error:
        failed.append(error)
    crashes = [error for error in failed if not isinstance(error, CivicQualError)]
    if crashes:
        return "crashed", "".join(traceback.format_exception(crashes[0])[-3:])
    if changed:
        return "silent", f"{changed}; integrity: {[str(one) for one in told[:1]]}"
    if failed and not any("backup" in str(error) for error in failed):
        return "unhelpful", str(failed[0])
    return ("refused" if failed else "told" if told else "harmless"), ""


def _run(do: Callable[[], Any], failed: list[Exception]) -> Any:
    try:
        return do()
    except Exception as error:
        failed.append(error)
        return None


def _next(
    ways: Iterator[tuple[str, Callable[[], Any]]], failed: list[Exception]
) -> tuple[str, Callable[[], Any]] | None:
    try:
        return next(ways, None)
    except Exception as error:
        failed.append(error)
        return None


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    names = ["files", "crashed", "silent", "unhelpful", "refused", "told", "harmless"]
    lines = [
        f"| {how} | {' | '.join(str(found.get(name, 0)) for name in names)} |"
        for how, found in figures.items()
    ]
    return "\n".join([f"| | {' | '.join(names)} |", "|-" * (len(names) + 1) + "|", *lines])


def as_json(figures: dict[str, Any]) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
