"""A study as the files that the library reads: transcripts, attributes, codebook, codings."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from benchmarks.leaking.studies import SPARE, THEMES, WORDS, Interview, Study


def write(study: Study, folder: Path) -> Path:
    """Write a study into a folder, in place of what is there of it, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("i*.txt"):
        old.unlink()
    for one in study.interviews:
        (folder / f"{one.name}.txt").write_text(_transcript(one), encoding="utf-8")
    _table(
        folder / "attributes.csv",
        ["transcript", "language", "reading", *study.interviews[0].attributes],
        ([one.name, "en", "confirmed", *one.attributes.values()] for one in study.interviews),
    )
    _table(
        folder / "participants.csv",
        ["transcript", "speaker", "participant", "role", "sex"],
        [
            *(
                [one.name, _speaker(p), p, "respondent", study.people[p]["sex"]]
                for one in study.interviews
                for p in one.people
            ),
            *([one.name, "Interviewer", "", "interviewer", ""] for one in study.interviews),
        ],
    )
    (folder / "codebook.yaml").write_text(_codebook(study), encoding="utf-8")
    return folder


def _speaker(person: str) -> str:
    return f"Speaker {person}"


def _transcript(one: Interview) -> str:
    lines = []
    for person, sentences in one.turns:
        lines.append("Interviewer: What happened then?")
        lines.append(f"{_speaker(person)}: {' '.join(map(_sentence, sentences))}")
    return "\n".join(lines) + "\n"


def _sentence(codes: frozenset[str]) -> str:
    words = [WORDS[code.rstrip(SPARE)][code.endswith(SPARE)] for code in sorted(codes)]
    return f"We saw the {' and the '.join(words or ['road'])} that day."


def _codebook(study: Study) -> str:
    lines = ["title: Drawn", 'version: "1"', "languages: [en]", "codes:"]
    for theme in study.themes:
        name, codes = THEMES[theme]
        lines += [f"  - id: {theme}", "    kind: theme", f"    name: {{en: {name}}}"]
        if codes:
            lines.append("    children:")
        for code in codes or (theme,):
            pad = "        " if codes else "    "
            if codes:
                lines += [f"      - id: {code}", f"{pad}name: {{en: {code.split('.')[1]}}}"]
            words = WORDS[code][: 1 + (code in study.learned)]
            lines += [f"{pad}rules:", f"{pad}  en: |", *(f"{pad}    {word}" for word in words)]
    return "\n".join(lines) + "\n"


def _table(path: Path, head: list[str], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *rows])  # type: ignore[misc]


def names(study: Study) -> dict[str, str]:
    """Return the rows of a study by what its codebook calls them."""
    found = {"Any theme": "any"}
    for theme in study.themes:
        name, codes = THEMES[theme]
        found[name] = theme
        found |= {f"{theme} > {code.split('.')[1]}": code for code in codes}
    return found


def code_by_hand(study: Study, folder: Path, sample: Path, random: np.random.Generator) -> Path:
    """Write what a person found in the passages of a sample, who misses some; return the file."""
    with sample.open(encoding="utf-8-sig", newline="") as lines:
        drawn = {
            (one["transcript"], int(one["start"]), int(one["end"])) for one in csv.DictReader(lines)
        }
    rows = []
    for transcript, start, end in sorted(drawn):
        said = (folder / f"{transcript}.txt").read_text(encoding="utf-8")[start:end]
        rows.append([transcript, start, end, "*", "Awa"])
        for code in study.codes:
            if any(word in said for word in WORDS[code]) and random.random() < 0.9:
                rows.append([transcript, start, end, code, "Awa"])
    path = sample.with_name("by_hand.csv")
    _table(path, ["transcript", "start", "end", "code", "coder"], rows)
    return path
