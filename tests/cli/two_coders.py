"""A study that two people read by worklist, and what they did recounted by plain csv.

Nothing here asks the library what was read: worklists and answers are files, and the recount reads
these files again.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from tests.cli.test_train import LATE, MAIZE

CODERS = ("Awa", "Issa")
SIZE, DOUBLE = 60, 0.4


class Passage(NamedTuple):
    """A passage as files name it."""

    transcript: str
    start: int
    end: int


class Work(NamedTuple):
    """What one person was to read, and on which of it she put the code."""

    passages: list[Passage]
    found: set[Passage]


def interviews(folder: Path) -> Path:
    """Write ten interviews, in each four turns of lateness and four of maize."""
    folder.mkdir()
    for number in range(10):
        said = LATE[number % 4 :] + LATE[: number % 4] + MAIZE
        (folder / f"t{number}.txt").write_text(
            "".join(
                f"Respondent: {one} in village {number % 3}.\nInterviewer: And?\n" for one in said
            ),
            encoding="utf-8",
        )
    return folder


def worklist(file: Path) -> list[Passage]:
    """Read what one person is to read."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [
            Passage(row["transcript"], int(row["start"]), int(row["end"]))
            for row in csv.DictReader(rows)
        ]


def finds(folder: Path, coder: str, passage: Passage) -> bool:
    """Whether somebody puts the code there: Issa does not where a patrol is spoken of."""
    text = (folder / f"{passage.transcript}.txt").read_text("utf-8")[passage.start : passage.end]
    return "late" in text.casefold() and not (coder == "Issa" and "patrol" in text)


def work(folder: Path, lists: Path, coder: str) -> Work:
    """Return what one person did, worked out from the files."""
    passages = worklist(lists / f"s1_{coder}.csv")
    return Work(passages, {one for one in passages if finds(folder, coder, one)})


def written(file: Path, coder: str, done: Work, *, readings: bool = True, first: int | None = None):
    """Write what somebody did as a table of codings, with or without what was read."""
    passages = done.passages[:first]
    with file.open("w", encoding="utf-8", newline="") as rows:
        table = csv.writer(rows)
        table.writerow(["transcript", "start", "end", "code", "coder", "sample", "shown"])
        for one in passages:
            if one in done.found:
                table.writerow([*one, "perf.response", coder, "s1", "blind"])
            if readings:
                table.writerow([*one, "*", coder, "s1", "blind"])
    return file
