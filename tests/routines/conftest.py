"""A folder of interviews, and what is in it, counted by hand from the files."""

import csv
from pathlib import Path

import pytest

from tests.small_codebook import CODEBOOK

LATE, MAIZE, WELL = "They came late.", "We planted maize.", "The well ran dry."
MARKS = {"perf": "came late", "crop": "planted maize"}


def written(path, rows):
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read(path):
    """Read a table that was written, as texts."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def talks(tmp_path):
    """Twelve interviews of six answers; interviewers say the marks too, and do not count."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    countries = [["transcript", "country"]]
    for number in range(12):
        lines = []
        for answer in range(6):
            said = (LATE, MAIZE, WELL)[(number * answer + answer) % 3]
            lines += ["Interviewer: They came late?", f"Respondent: {said}"]
        (folder / f"t{number}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        countries.append([f"t{number}", "Mali" if number < 7 else "CAR"])
    written(folder / "attributes.csv", countries)
    return folder


def answers(talks):
    """Yield transcript, country, start, end and words of every answer, read from the files."""
    country = {row["transcript"]: row["country"] for row in read(talks / "attributes.csv")}
    for path in sorted(talks.glob("t*.txt")):
        start = 0
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith("Respondent: "):
                said = line.removeprefix("Respondent: ").rstrip("\n")
                first = start + len("Respondent: ")
                yield path.stem, country[path.stem], first, first + len(said), said
            start += len(line)


def counted(talks):
    """Return by code and country how many answers hold its words, and how many there are."""
    found, out_of = {}, {}
    for _, country, _, _, said in answers(talks):
        for group in (country, "all"):
            out_of[group] = out_of.get(group, 0) + 1
            for code, words in MARKS.items():
                found[code, group] = found.get((code, group), 0) + (words in said)
    return found, out_of


@pytest.fixture
def people(talks):
    """What Awa coded: every answer read, the marks found, but for those of the first interview."""
    rows = [["transcript", "start", "end", "code", "coder"]]
    for transcript, _, start, end, said in answers(talks):
        codes = [code for code, words in MARKS.items() if words in said and transcript != "t0"]
        rows += [[transcript, start, end, code, "Awa"] for code in ("*", *codes)]
    return written(talks / "codings.csv", rows)
