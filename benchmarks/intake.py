"""Whether every word of an interview goes to the right person: random interviews, truth kept.

Interviews are drawn by a seed: people, what they say, a layout that a person understands at a
glance, a format. Whoever wrote this had not seen how the library reads. Words are `own` (sentences
made for this), `prose` (with --prose) or `strange`: labels, places and openings that nobody knows;
the last is the figure to report. A file is wholly right if every word goes to the right person,
none is missing or too many, and there are as many people as spoke.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.interviewing import others as kinds
from benchmarks.interviewing.files import FORMATS, Drawn, interview_file, other_file
from benchmarks.interviewing.formats.checked import text_of
from benchmarks.interviewing.genres import NOTES, genre_file
from benchmarks.interviewing.judging.comparing import Verdict, verdict
from benchmarks.interviewing.judging.reading import Reading, readings
from benchmarks.interviewing.judging.real import real as read_real
from benchmarks.interviewing.judging.showing import show as show_file
from benchmarks.interviewing.words import read_prose

Figures = dict[str, Any]
COLUMNS = (
    "files",
    "whole",
    "words_right",
    "miscounted",
    "roles_right",
    "wrong_while_sure",
    "sure_of_whole",
    "crashed",
    "seconds",
)


@dataclass(frozen=True)
class Judged:
    """A file, what was read of it, and how right that is."""

    drawn: Drawn
    reading: Reading
    verdict: Verdict
    seconds: float


def options(parser: argparse.ArgumentParser) -> None:
    """Say what `measure` may be told."""
    parser.add_argument("--files", type=int, default=300, help="interviews for each kind of words")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--languages", nargs="+", choices=("en", "fr"), default=("en", "fr"))
    parser.add_argument("--words", nargs="+", choices=("own", "prose", "strange"), default=None)
    parser.add_argument(
        "--prose", type=Path, help="a text, or parquet with a column text (English)"
    )
    parser.add_argument("--together", type=int, default=1, help="files that are read as one folder")
    parser.add_argument("--others", type=int, default=100, help="files that are no interviews")
    parser.add_argument("--genres", type=int, default=60, help="notes, reports and forms, varied")
    parser.add_argument("--rounds", type=int, default=120, help="of questions in long interviews")
    parser.add_argument("--real", type=Path, help="a folder of real interviews")
    parser.add_argument("--truth", type=Path, help="what a person counted in them, a row a person")
    parser.add_argument("--show", type=int, default=0, help="wrong files to write into --into")
    parser.add_argument("--into", type=Path, default=Path("wrong"))


def measure(
    files: int = 300,
    seed: int = 1,
    formats: Sequence[str] = FORMATS,
    languages: Sequence[str] = ("en", "fr"),
    words: Sequence[str] | None = None,
    prose: Path | None = None,
    together: int = 1,
    others: int = 100,
    genres: int = 60,
    rounds: int = 120,
    real: Path | None = None,
    truth: Path | None = None,
    show: int = 0,
    into: Path = Path("wrong"),
) -> Figures:
    """Return figures by words, language, format, layout and features, and those of other files."""
    found_prose = read_prose(prose, random.Random(seed)) if prose else []
    sources = words or (("own", "prose", "strange") if prose else ("own", "strange"))
    if "prose" in sources and not found_prose:
        raise SystemExit("Prose needs a file of it: --prose FILE")
    with tempfile.TemporaryDirectory() as home:
        judged: list[Judged] = []
        for source in sources:
            folder = Path(home) / source
            drawn = _interviews(
                folder, files, seed, formats, languages, source, found_prose, together
            )
            judged += _judged(drawn, together)
        wrong = [one for one in judged if not one.verdict.whole]
        for one in wrong[:show]:
            show_file(one.drawn, one.reading, into)
        figures = {"seed": seed, "together": together, **_by_all(judged)}
        figures["others"] = _others(Path(home) / "others", others, seed, show, into)
        figures["genres"] = _genres(Path(home) / "genres", genres, seed)
        figures["speed"] = _speed(Path(home) / "long", formats, seed, rounds) if rounds else {}
    if real:
        figures["real"] = read_real(real, truth)
    return figures


def _interviews(
    home: Path,
    number: int,
    seed: int,
    formats: Sequence[str],
    languages: Sequence[str],
    source: str,
    prose: Sequence[str],
    together: int,
) -> Iterator[Drawn]:
    """Write interviews, formats and languages in turn, so many in a folder."""
    for index in range(number):
        folder = home / f"{index // together:04}"
        folder.mkdir(parents=True, exist_ok=True)
        language = "en" if source == "prose" else languages[index // len(formats) % len(languages)]
        yield interview_file(
            folder,
            f"{source}{index:04}",
            formats[index % len(formats)],
            source=source,
            language=language,
            seed=f"{seed} {source} {index}",
            prose=prose,
        )


def _judged(drawn: Iterable[Drawn], together: int) -> Iterator[Judged]:
    """Read files, alone or by folder, and judge what was read."""
    by_folder: dict[Path, list[Drawn]] = {}
    for one in drawn:
        by_folder.setdefault(one.path.parent, []).append(one)
    for folder, some in by_folder.items():
        path = some[0].path if together == 1 else folder
        found, seconds = readings(path, [one.path for one in some])
        for one in some:
            interview = one.written.interview
            assert interview is not None
            roles = {person.id: person.role for person in interview.people.values()}
            reading = found[one.path.name]
            yield Judged(
                one, reading, verdict(interview.truth, roles, reading), seconds / len(some)
            )


def _by_all(judged: list[Judged]) -> Figures:
    """Return figures of all files, and by what they have in common."""
    keys: dict[str, Callable[[Judged], str]] = {
        "words": lambda one: one.drawn.words,
        "language": lambda one: one.drawn.written.language,
        "format": lambda one: one.drawn.format,
        "layout": lambda one: one.drawn.written.layout,
        "kind": lambda one: one.drawn.written.kind,
    }
    figures: Figures = {"all": _figures(judged)}
    for name, key in keys.items():
        values = sorted({key(one) for one in judged})
        figures[name] = {
            value: _figures([one for one in judged if key(one) == value]) for value in values
        }
    features = sorted({pair for one in judged for pair in one.drawn.written.features.items()})
    figures["feature"] = {
        f"{name}: {value}": _figures(
            [one for one in judged if one.drawn.written.features.get(name) == value]
        )
        for name, value in features
    }
    return figures


def _figures(some: list[Judged]) -> Figures:
    """Return the figures of some files; shares are of files, those of words of words."""
    whole = [one for one in some if one.verdict.whole]
    told = all(one.reading.sure is not None or one.reading.failed for one in some)
    told = told and any(one.reading.sure is not None for one in some)
    wrong_sure = sum(bool(one.reading.sure) and not one.verdict.whole for one in some)
    sure = sum(bool(one.reading.sure) for one in whole)
    return {
        "files": len(some),
        "whole": _share(len(whole), len(some)),
        "words_right": _share(
            sum(one.verdict.words_right for one in some), sum(one.verdict.words for one in some)
        ),
        "miscounted": _share(sum(one.verdict.miscounted for one in some), len(some)),
        "roles_right": _share(sum(one.verdict.roles_right for one in some), len(some)),
        "wrong_while_sure": _share(wrong_sure, len(some)) if told else None,
        "sure_of_whole": _share(sure, len(whole)) if told else None,
        "crashed": sum(one.reading.failed.startswith("crashed") for one in some),
        "seconds": round(sum(one.seconds for one in some), 2),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _others(home: Path, number: int, seed: int, show: int, into: Path) -> Figures:
    """Return how many files that are no interviews are read as one, and how many so while sure.

    Two people or more are an interview. A single account of somebody is right for notes only.
    """
    figures: Figures = {}
    for kind in kinds.KINDS:
        counts = {"files": 0, "two_people": 0, "two_while_sure": 0, "account_while_sure": 0}
        told = False
        folder = home / kind
        folder.mkdir(parents=True)
        for index in range(_share_of_kind(number, kind)):
            language = ("en", "fr")[index % 2]
            drawn = other_file(
                folder, f"{kind}{index:04}", kind, language=language, seed=f"{seed} {kind} {index}"
            )
            reading = readings(drawn.path, [drawn.path])[0][drawn.path.name]
            people = len({who for _, who in reading.words})
            told = told or reading.sure is not None
            counts["files"] += 1
            counts["two_people"] += people > 1
            counts["two_while_sure"] += people > 1 and bool(reading.sure)
            counts["account_while_sure"] += people == 1 and bool(reading.sure)
            if people > 1 and counts["two_people"] <= show // 4:
                show_file(drawn, reading, into)
        if not told:
            figures[kind] = {**counts, "two_while_sure": None, "account_while_sure": None}
        else:
            figures[kind] = counts
    return figures


def _genres(home: Path, number: int, seed: int) -> Figures:
    """Return of varied files that are no interviews how many are sure, two people, or reported.

    `quotable` are notes of which anything could be quoted as somebody's own words.
    """
    home.mkdir(parents=True)
    names = ("files", "sure", "two_people", "reported", "quotable")
    figures: Figures = {}
    for index in range(number):
        path, kind = genre_file(home, index, str(seed))
        reading = readings(path, [path])[0][path.name]
        found = figures.setdefault(kind, dict.fromkeys(names, 0))
        found["files"] += 1
        found["sure"] += bool(reading.sure)
        found["two_people"] += len({who for _, who in reading.words}) > 1
        found["reported"] += reading.reported
        found["quotable"] += kind in NOTES and not reading.reported
    return figures


def _share_of_kind(number: int, kind: str) -> int:
    """Return how many of so many files are of a kind: as many as of any other."""
    return (number + kinds.KINDS.index(kind)) // len(kinds.KINDS)


def _speed(home: Path, formats: Sequence[str], seed: int, rounds: int) -> Figures:
    """Return seconds of processor time for a long interview by format, and MB of text a second."""
    home.mkdir()
    figures: Figures = {}
    for number, form in enumerate(formats):
        drawn = interview_file(
            home,
            f"long{number}",
            form,
            source="own",
            language="en",
            seed=f"{seed} {form}",
            rounds=rounds,
        )
        _, seconds = readings(drawn.path, [drawn.path])
        size = len(text_of(drawn.path).encode()) / 1e6
        interview = drawn.written.interview
        assert interview is not None
        figures[form] = {
            "words": len(interview.truth),
            "mb": round(size, 3),
            "seconds": round(seconds, 3),
            "mb_per_s": round(size / max(seconds, 1e-9), 2),
        }
    return figures


def table(figures: Figures) -> str:
    """Return the figures as Markdown tables."""
    lines = [f"| | {' | '.join(COLUMNS)} |", "|-" * (len(COLUMNS) + 1) + "|"]
    lines.append(_row("all", figures["all"]))
    for name in ("words", "language", "format", "layout", "kind"):
        lines += [_row(f"{name}: {value}", found) for value, found in figures[name].items()]
    names = ("files", "two_people", "two_while_sure", "account_while_sure")
    lines += ["", f"| no interviews | {' | '.join(names)} |", "|-" * 5 + "|"]
    lines += [
        f"| {kind} | {' | '.join(str(found[name]) for name in names)} |"
        for kind, found in figures["others"].items()
    ]
    genres = figures.get("genres", {})
    counts = ("files", "sure", "two_people", "reported", "quotable")
    lines += ["", f"| varied, no interviews | {' | '.join(counts)} |", "|-" * 6 + "|"]
    lines += [
        f"| {kind} | {' | '.join(str(found[name]) for name in counts)} |"
        for kind, found in genres.items()
    ]
    lines += ["", "| long interviews | words | seconds | MB/s |", "|-|-|-|-|"]
    lines += [
        f"| {form} | {found['words']} | {found['seconds']} | {found['mb_per_s']} |"
        for form, found in figures["speed"].items()
    ]
    for row in figures.get("real", []):
        words = f"{row['words']} of {row['words_in_file']} words"
        said = f"sure {row['sure']} {row['doubt']} {row.get('differs') or ''}"
        lines.append(f"{row['file']}: {row['people']}, {words}, {said}")
    return "\n".join(lines)


def _row(name: str, found: Figures) -> str:
    shown = []
    for column in COLUMNS:
        value = found[column]
        share = column not in ("files", "crashed", "seconds")
        shown.append("-" if value is None else f"{value * 100:.1f} %" if share else str(value))
    return f"| {name} | {' | '.join(shown)} |"


def as_json(figures: Figures) -> str:
    """Return the figures as JSON."""
    return json.dumps(figures, indent=1, ensure_ascii=False)
