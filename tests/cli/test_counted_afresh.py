"""What `civic-qual code` writes, counted afresh: from `codings.csv` and the interviews as text."""

import csv
import random
import re

import pytest

from tests.privacy.attacker import Tables

CODEBOOK = """\
title: Small
version: "1"
languages: [en]
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    children:
      - {id: perf.late, name: {en: Late}, rules: {en: came late}}
      - {id: perf.soon, name: {en: Soon}, rules: {en: came soon}}
  - {id: fear, kind: theme, name: {en: Fear}, rules: {en: afraid}}
  - {id: food, kind: theme, name: {en: Food}, rules: {en: hungry}}
"""
NAMES = {
    "perf": "Performance",
    "perf.late": "Late",
    "perf.soon": "Soon",
    "fear": "Fear",
    "food": "Food",
}
SAID = {
    "They came late that day.": "perf.late",
    "Then they came soon.": "perf.soon",
    "We were afraid.": "fear",
    "The children were hungry.": "food",
    "It rained.": None,
    "Nobody was there, and nobody asked.": None,
}
COUNTRIES = ("Chad", "Mali")


@pytest.fixture
def written(civic_qual, tmp_path):
    """Eleven interviews of one or two people, coded and counted for the study team."""
    draw, folder, rows = random.Random(8), tmp_path / "interviews", ["transcript,country"]
    folder.mkdir()
    for place in range(11):
        people, lines = ["Woman 1", "Man 2"][: draw.randint(1, 2)], []
        for _ in range(draw.randint(1, 5)):
            lines.append("Interviewer: Were you afraid?")
            for one in people:
                lines.append(f"{one}: {' '.join(draw.choices(list(SAID), k=draw.randint(1, 3)))}")
        (folder / f"t{place}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows.append(f"t{place},{draw.choice(COUNTRIES)}")
    (folder / "attributes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    call = ["code", folder, "--codebook", tmp_path / "codebook.yaml", "--by", "country"]
    outcome = civic_qual(*call, "--internal", "--out", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    return tmp_path


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def turns_of(folder):
    """Return what each answer is: interview, person, country, and where its words stand."""
    country = {row["transcript"]: row["country"] for row in rows_of(folder / "attributes.csv")}
    return [
        (path.stem, found[1], country[path.stem], found.start(2), found.end(2))
        for path in sorted(folder.glob("*.txt"))
        for found in re.finditer(
            r"^(Woman 1|Man 2): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]


def counted(written):
    """Return (measure, row, country) -> number; what was read is the row "n"."""
    coded = [row for row in rows_of(written / "out" / "codings.csv") if row["kind"] == "coding"]
    sets = {}
    for name, person, country, start, end in turns_of(written / "interviews"):
        carried = {
            row["code"]
            for row in coded
            if row["transcript"] == name and int(row["start"]) < end and start < int(row["end"])
        }
        rows = {"n", *(["Any theme"] if carried else [])}
        rows |= {
            title
            for code, title in NAMES.items()
            if any(held == code or held.startswith(f"{code}.") for held in carried)
        }
        things = {"turns": (name, start), "people": (name, person), "interviews": name}
        for measure, thing in things.items():
            for row in rows:
                for column in (country, "all"):
                    sets.setdefault((measure, row, column), set()).add(thing)
    return {key: len(things) for key, things in sets.items()}


def test_codings_are_where_the_words_are(written):
    told = {
        (row["transcript"], int(row["start"]), row["code"])
        for row in rows_of(written / "out" / "codings.csv")
        if row["kind"] == "coding"
    }
    sought = {
        "perf.late": "came late",
        "perf.soon": "came soon",
        "fear": "afraid",
        "food": "hungry",
    }
    texts = {path.stem: path.read_text("utf-8") for path in (written / "interviews").glob("*.txt")}
    said = {
        (name, found.start(), code)
        for name, _, _, start, end in turns_of(written / "interviews")
        for code, words in sought.items()
        for found in re.finditer(words, texts[name])
        if start <= found.start() < end
    }
    assert told == said


def test_the_table_counts_what_the_codings_say(written):
    expected = counted(written)
    rows = rows_of(written / "out" / "theme_table.csv")
    assert len(rows) == 4 * 3  # three themes and any, in two countries and all
    for row in rows:
        assert int(row["count"]) == expected.get(("turns", row["name"], row["country"]), 0)
        assert int(row["denominator"]) == expected["turns", "n", row["country"]]


def test_the_report_counts_what_the_codings_say(written):
    expected = counted(written)
    page = Tables((written / "out" / "report.html").read_text(encoding="utf-8"))
    titles = re.findall(r"Table \d+\. Themes by country: (turns|people|interviews)", page.words)
    by_country = [rows for rows in page.tables if rows[0][1:] == [*COUNTRIES, "all"]]
    assert titles == ["turns", "people", "interviews"]
    seen = 0
    for measure, (head, read, *rows) in zip(titles, by_country[:3], strict=True):
        columns = head[1:]
        for column, text in zip(columns, read[1:], strict=True):
            assert text == f"n = {expected[measure, 'n', column]}"
        for name, *cells in rows:
            for column, text in zip(columns, cells, strict=True):
                number, out_of = (
                    expected.get((measure, name, column), 0),
                    expected[measure, "n", column],
                )
                percent = (
                    f" ({100 * number / out_of:.0f}%)" if measure == "turns" and number else ""
                )
                assert text == f"{number}{percent}", (measure, name, column)
                seen += 1
    assert seen == 3 * 4 * 3
    n = {measure: expected[measure, "n", "all"] for measure in ("interviews", "people", "turns")}
    words = " ".join(page.words.split())
    assert f"{n['interviews']} interviews with {n['people']} people" in words
    assert f"Of {n['turns']} turns read, {expected['turns', 'Any theme', 'all']} (" in words
