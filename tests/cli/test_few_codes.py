"""A model of few codes: the rules code the others, and tables, reports and estimates say so.

Nothing here asks the library what was coded: it is recounted from `codings.csv` and the interviews.
"""

import csv
import re

import pytest

from civic_qual.study.study import Study
from tests.cli.two_coders import CODERS, DOUBLE, SIZE, interviews, work, written

CODEBOOK = """\
title: Several
version: "1"
languages: [en]
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    definition: {en: How peacekeepers act}
    children:
      - id: perf.response
        name: {en: Response}
        definition: {en: Speed and firmness}
        rules: {en: came late}
      - id: perf.village
        name: {en: Villages}
        definition: {en: Where they go}
        rules: {en: village}
  - id: crop
    kind: theme
    name: {en: Crops}
    definition: {en: What is grown}
    children:
      - id: crop.maize
        name: {en: Maize}
        definition: {en: Maize}
        rules: {en: maize}
  - id: water
    kind: theme
    name: {en: Water}
    definition: {en: Wells and taps}
"""


@pytest.fixture
def talks(tmp_path):
    return interviews(tmp_path / "talks")


@pytest.fixture
def study(civic_qual, talks, tmp_path, monkeypatch):
    """A study of four codes with rules, of whose passages a sample is drawn."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "several.yaml").write_text(CODEBOOK, encoding="utf-8")
    path = tmp_path / "mali.study"
    assert civic_qual("new", path, talks, "--codebook", tmp_path / "several.yaml").status == 0
    told = [word for coder in CODERS for word in ("--coder", coder)]
    drawn = ("-n", SIZE, "--double", DOUBLE, "--name", "s1")
    assert civic_qual("sample", talks, *drawn, *told, "--out", tmp_path / "s1.csv").status == 0
    assert civic_qual("sample", path, *drawn).status == 0
    return path


@pytest.fixture
def done(talks, study, tmp_path):  # noqa: ARG001 - the worklists come with it
    return {coder: work(talks, tmp_path, coder) for coder in CODERS}


def seldom(done):
    """Return rows of another code, which Awa gives to four passages that only she reads."""
    alone = [one for one in done["Awa"].passages if one not in {*done["Issa"].passages}]
    maize = [one for one in alone if one not in done["Awa"].found][:4]
    return "".join(",".join(map(str, (*one, "crop.maize,Awa,s1,blind\n"))) for one in maize)


@pytest.fixture
def trained(civic_qual, study, done, tmp_path):
    """The study with a model of the one code that people gave often, and of its theme."""
    for coder in CODERS:
        file = written(tmp_path / f"{coder}.csv", coder, done[coder])
        if coder == "Awa":
            file.write_text(file.read_text("utf-8") + seldom(done), encoding="utf-8")
        assert civic_qual("add", study, file).status == 0
    outcome = civic_qual("train", study, "--no-encoder")
    assert outcome.status == 0, outcome.err
    assert "codes with it from now on: 2 codes of 6. The others stay with the rules" in outcome.out
    return study


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def answers(talks):
    """Return the words of every answer by transcript and where it ends."""
    found = {}
    for file in sorted(talks.glob("t*.txt")):
        start = 0
        for line in file.read_text("utf-8").splitlines(keepends=True):
            if line.startswith("Respondent: "):
                found[file.stem, start + len(line) - 1] = line.removeprefix("Respondent: ").strip()
            start += len(line)
    return found


def carried(rows, talks):
    """Return which answers carry each code, by whom, from the codings in a file."""
    ends = sorted(answers(talks))
    found = {}
    for row in rows:
        if row["kind"] == "coding":
            place = next(
                one for one in ends if one[0] == row["transcript"] and one[1] >= int(row["end"])
            )
            found.setdefault((row["code"], row["origin"]), set()).add(place)
    return found


def test_the_rules_code_what_the_model_has_not_learned(civic_qual, trained, talks, tmp_path):
    outcome = civic_qual("code", trained, "--internal", "--out", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    rows, said = table(tmp_path / "out" / "codings.csv"), answers(talks)
    found = carried(rows, talks)
    model = {
        place for (_, origin), places in found.items() if origin == "model" for place in places
    }
    assert {code for code, origin in found if origin == "model"} <= {"perf", "perf.response"}
    assert model
    assert found["crop.maize", "rule"] == {
        place for place, words in said.items() if "maize" in words.casefold()
    }
    # All answers name a village: below the model's theme it counts where the model finds the theme.
    assert found["perf.village", "rule"] == model
    assert {code for code, origin in found if origin == "rule"} == {"crop.maize", "perf.village"}
    shares = {
        row["theme"]: int(row["count"]) for row in table(tmp_path / "out" / "theme_table.csv")
    }
    assert shares["perf"] == len(model)
    assert shares["crop"] == len(found["crop.maize", "rule"])


def test_rules_have_read_for_exactly_the_other_codes(civic_qual, trained, tmp_path):
    outcome = civic_qual("code", trained, "--internal", "--out", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    read = {}
    for row in table(tmp_path / "out" / "codings.csv"):
        if row["kind"] == "reading":
            read.setdefault(row["origin"], set()).update(row["code"].split())
    assert read["model"] == {"perf", "perf.response"}
    assert read["rule"] == {"perf.village", "crop.*"}


WHO = "the model coded perf, perf.response, and the rules coded perf.village, crop"


def test_tables_reports_and_estimates_say_who_coded_what(civic_qual, trained, tmp_path):
    for number, command in enumerate(
        (
            ("code", trained, "--internal"),
            ("report", trained, "--internal"),
            ("refresh", trained),
            ("estimate", trained, "--internal"),
        )
    ):
        out = tmp_path / f"out{number}"
        outcome = civic_qual(*command, "--out", out)
        assert outcome.status == 0, outcome.err
        notes = (out / "notes.txt").read_text("utf-8")
        assert WHO in notes
        assert "Nobody looked for water," in notes or command[0] == "estimate"
        if command[0] in ("code", "report"):
            assert WHO in (out / "report.html").read_text("utf-8")


def test_an_estimate_judges_what_is_counted(civic_qual, trained, tmp_path):
    for command in ("code", "report", "estimate"):
        out = tmp_path / command
        assert civic_qual(command, trained, "--internal", "--out", out).status == 0
    assert civic_qual("refresh", trained, "--out", tmp_path / "refresh").status == 0
    counted = {row["theme"]: row for row in table(tmp_path / "code" / "theme_table.csv")}
    for folder in ("report", "estimate", "refresh"):
        estimates = {row["theme"]: row for row in table(tmp_path / folder / "estimates.csv")}
        for theme in ("perf", "crop"):
            share = int(counted[theme]["count"]) / int(counted[theme]["denominator"])
            assert float(estimates[theme]["raw"]) == pytest.approx(share)
            assert estimates[theme]["method"].startswith("banded")
        assert float(estimates["crop"]["estimate"]) < float(estimates["crop"]["raw"])


# A training that learns nothing, or less


def few(civic_qual, trained, done, tmp_path):
    """Give the study a third person, of whose few passages nothing can be learned."""
    file = written(tmp_path / "cai.csv", "Cai", done["Awa"], first=9)
    assert civic_qual("add", trained, file).status == 0
    return ("train", trained, "--no-encoder", "--coder", "Cai")


def test_a_model_that_learned_nothing_takes_no_better_ones_place(
    civic_qual, trained, done, tmp_path
):
    with Study(trained) as opened:
        before = opened.models["id"].tolist()
    outcome = civic_qual(*few(civic_qual, trained, done, tmp_path))
    assert outcome.status == 0, outcome.err
    assert "so it is not kept in the place of 'model'" in outcome.err
    assert "keeps the model as" not in outcome.out
    with Study(trained) as opened:
        assert opened.models["id"].tolist() == before
    coded = civic_qual("code", trained, "--internal", "--out", tmp_path / "out")
    assert "The model 'model' codes" in coded.err
    assert WHO in (tmp_path / "out" / "notes.txt").read_text("utf-8")


def test_a_model_that_learned_nothing_by_another_name_is_passed_over(
    civic_qual, trained, done, tmp_path
):
    outcome = civic_qual(*few(civic_qual, trained, done, tmp_path), "--name", "of May")
    assert outcome.status == 0, outcome.err
    assert "keeps the model as 'of May', but 'model' goes on coding" in outcome.out
    coded = civic_qual("code", trained, "--internal", "--out", tmp_path / "out")
    assert "The model 'model' codes" in coded.err
    assert "Passed over, since they have learned no code well enough: 'of May'." in coded.err
    assert WHO in (tmp_path / "out" / "notes.txt").read_text("utf-8")


def test_a_worse_model_says_what_the_one_before_did_better_and_how_it_comes_back(
    civic_qual, trained, done, talks, tmp_path
):
    """Cai says of every second passage at random that they speak of crops."""
    rows = [["transcript", "start", "end", "code", "coder", "shown"]]
    for number, one in enumerate(done["Awa"].passages):
        text = (talks / f"{one.transcript}.txt").read_text("utf-8")[one.start : one.end]
        codes = ["crop.maize"] if "maize" in text or number % 4 == 0 else []
        rows += [[*one, code, "Cai", "blind"] for code in ("*", *codes)]
    with (tmp_path / "cai.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert civic_qual("add", trained, tmp_path / "cai.csv").status == 0
    outcome = civic_qual("train", trained, "--no-encoder", "--coder", "Cai")
    assert outcome.status == 0, outcome.err
    assert "The model before it had learned more: perf, perf.response." in outcome.err
    assert "It does worse than the model before it: F1" in outcome.err
    line = re.search(r"history .*mali.study --undo (\d+) --coder NAME", outcome.err)
    assert line is not None
    back = civic_qual("history", trained, "--undo", line.group(1), "--coder", "Awa")
    assert back.status == 0, back.err
    coded = civic_qual("code", trained, "--internal", "--out", tmp_path / "out")
    assert coded.status == 0, coded.err
    assert WHO in (tmp_path / "out" / "notes.txt").read_text("utf-8")
