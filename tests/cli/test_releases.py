"""Releases one after the other on the command line: of a folder, and of a study."""

import csv
import json
import re

import pytest

import civic_qual as cq
from tests.cli.conftest import CODEBOOK

CARRIES = [number % 3 != 1 for number in range(60)]


@pytest.fixture
def grown(tmp_path):
    """A folder of interviews, and what lets it grow."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "codebook.yaml").write_text(CODEBOOK, "utf-8")

    def grow(size):
        for number in range(size):
            said = "They came late." if CARRIES[number] else "We planted maize."
            text = "".join(f"Interviewer: And then?\nRespondent: {said}\n" for _ in range(3))
            (folder / f"t{number:02}.txt").write_text(text, "utf-8")
        rows = "".join(f"t{n:02},{'Mali' if n % 2 else 'CAR'}\n" for n in range(size))
        (folder / "attributes.csv").write_text("transcript,country\n" + rows, "utf-8")
        return folder

    return grow


def counts(folder):
    with (folder / "theme_table.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {
            (row["theme"], row["country"]): row["count"]
            for row in csv.DictReader(lines)
            if not row["code"]
        }


def code(civic_qual, source, out, *more):
    outcome = civic_qual("code", source, "--by", "country", "--out", out, *more)
    assert outcome.status == 0, outcome.err
    return outcome


def test_without_a_word_nothing_is_written(civic_qual, grown, tmp_path):
    source = grown(24)
    from civic_qual.cli.main import run

    with pytest.raises(SystemExit) as stop:
        run(["code", str(source), "--out", str(tmp_path / "out")])
    assert stop.value.code == 1
    assert not (tmp_path / "out").exists()
    for earlier in (["none", "a.ledger"], ["nowhere.ledger"]):
        words = [word for one in earlier for word in ("--earlier", one)]
        assert civic_qual("code", source, *words).status == 2


def test_a_folder_that_grows(civic_qual, grown, tmp_path):
    out, source = tmp_path / "out", grown(24)
    code(civic_qual, source, out, "--earlier", "none")
    first = counts(out)
    assert first["perf", "all"] == str(3 * sum(CARRIES[:24]))
    refused = civic_qual("code", source, "--out", out, "--earlier", "none")
    assert refused.status == 1
    assert "knows of earlier releases" in refused.err
    # Two more: both wait, and all stays as it was, whatever they said.
    outcome = code(civic_qual, grown(26), out, "--earlier", out / "release.ledger")
    assert "2 people wait to be counted" in outcome.err
    assert counts(out) == first
    assert "wait" not in (out / "notes.txt").read_text("utf-8")
    # Many more are counted.
    outcome = code(civic_qual, grown(60), out, "--earlier", out / "release.ledger")
    assert "wait to be counted" not in outcome.err
    assert counts(out)["perf", "all"] == str(3 * sum(CARRIES))
    lines = (out / "release.ledger").read_text("utf-8").splitlines()
    assert [json.loads(line)["first"] for line in lines] == ["stated", "", ""]


def test_numbers_stand_where_somebody_is_coded_otherwise(civic_qual, grown, tmp_path):
    out, source = tmp_path / "out", grown(24)
    code(civic_qual, source, out, "--earlier", "none")
    first = counts(out)
    text = (source / "t00.txt").read_text("utf-8").replace("came late", "came home", 1)
    (source / "t00.txt").write_text(text, "utf-8")
    outcome = code(civic_qual, source, out, "--earlier", out / "release.ledger")
    assert "Nothing is renewed: people who counted" in outcome.err
    again = counts(out)
    assert [cell for cell in again if again[cell] == "suppressed"] == [
        cell for cell in first if first[cell] == "suppressed"
    ]
    standing = {cell: text for cell, text in again.items() if text != "suppressed"}
    assert ("perf", "all") in standing
    for cell, text in standing.items():
        assert re.match(re.escape(first[cell]) + r" \(as of \d+ \w+ \d{4}\)", text), cell


def test_a_study_renews_numbers_when_many_interviews_are_corrected(civic_qual, grown, tmp_path):
    folder, path = grown(60), tmp_path / "talks.study"
    book = cq.read_codebook(folder / "codebook.yaml")
    with cq.Study.create(path, cq.read_corpus(folder), book):
        pass
    code(civic_qual, path, tmp_path / "first")
    assert counts(tmp_path / "first")["perf", "all"] == str(3 * sum(CARRIES))
    for number in range(48):
        said = "They came late." if number // 2 % 2 else "We planted maize."
        text = "".join(f"Interviewer: And then?\nRespondent: {said}\n" for _ in range(4))
        (folder / f"t{number:02}.txt").write_text(text, "utf-8")
    with cq.Study(path) as study:
        for one in cq.read_corpus(folder):
            if one.text != study.corpus[one.id].text:
                study.correct(one, who="Awa")
    outcome = code(civic_qual, path, tmp_path / "second")
    assert "renewed" not in outcome.err
    assert counts(tmp_path / "second")["perf", "all"] == str(4 * 24 + 3 * sum(CARRIES[48:]))


def test_a_study_knows_its_releases(civic_qual, grown, tmp_path):
    corpus = cq.read_corpus(grown(30))
    book = cq.read_codebook(tmp_path / "talks" / "codebook.yaml")
    path = tmp_path / "talks.study"
    with cq.Study.create(path, corpus, book):
        pass
    for number in (1, 2):
        code(civic_qual, path, tmp_path / f"out{number}")
    assert counts(tmp_path / "out1") == counts(tmp_path / "out2")
    shown = civic_qual("history", path).out
    assert "release 1" in shown
    assert "release 2" in shown
    assert "theme_table.csv" in shown
    first = civic_qual("history", path, "--not-given", "release 1", "--coder", "Awa")
    assert first.status == 1
    assert "later releases reckon with" in first.err
    assert civic_qual("history", path, "--not-given", "release 2").status == 2
    said = civic_qual("history", path, "--not-given", "release 2", "--coder", "Awa")
    assert said.status == 0, said.err
    with cq.Study(path) as study:
        assert study.earlier_releases["name"].tolist() == ["release 1"]
        assert study.earlier_releases.first == "known"


def test_what_was_kept_without_its_numbers_is_reckoned_with(civic_qual, grown, tmp_path):
    corpus = cq.read_corpus(grown(30))
    book = cq.read_codebook(tmp_path / "talks" / "codebook.yaml")
    with cq.Study.create(tmp_path / "talks.study", corpus, book) as study:
        study.keep_release("to the ministry", {"table": {"Mali": [3]}}, who="Awa")
    outcome = code(civic_qual, tmp_path / "talks.study", tmp_path / "out")
    assert "it is not known which numbers an earlier release held" in outcome.err
    assert set(counts(tmp_path / "out").values()) == {"suppressed"}
