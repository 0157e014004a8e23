"""`civic-qual estimate`: a sample and a person's codings in, corrected shares out."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.study.study import Study


@pytest.fixture
def study(tmp_path, codebook):
    """Twelve interviews of ten answers; every third answer shows the theme, rules find some."""
    folder = tmp_path / "many"
    folder.mkdir()
    rows = []
    for place in range(12):
        said = [
            (
                "They came late."
                if turn % 6 == 0
                else "They did not come in time."
                if turn % 3 == 0
                else "We planted maize."
            )
            for turn in range(10)
        ]
        (folder / f"i{place:02}.txt").write_text(
            "".join(f"Interviewer: And then?\nRespondent: {one}\n" for one in said), "utf-8"
        )
    countries = "".join(f"i{place:02},{'Mali' if place < 9 else 'CAR'}\n" for place in range(12))
    (folder / "attributes.csv").write_text("transcript,country\n" + countries, "utf-8")
    corpus = read_corpus(folder)
    for one in corpus:
        for turn in one.turns:
            said = one.text[turn.start : turn.end]
            late = "late" in said or "in time" in said
            if turn.counted:
                rows += [
                    (one.id, turn.start, turn.end, code)
                    for code in ["*", *["perf.response"] * late]
                ]
    people = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"])
    people["coder"] = "A"
    people.to_csv(tmp_path / "people.csv", index=False)
    cq.draw_sample(corpus, n=80, seed=1).to_csv(tmp_path / "sample.csv")
    return [
        folder,
        "--codebook",
        codebook,
        "--codings",
        tmp_path / "people.csv",
        "--sample",
        tmp_path / "sample.csv",
        "--out",
        tmp_path / "out",
        "--earlier",
        "none",
    ]


def test_writes_estimates_and_notes(civic_qual, study, tmp_path):
    outcome = civic_qual("estimate", *study, "--width", "0.1")
    assert outcome.status == 0, outcome.err
    table = pd.read_csv(tmp_path / "out" / "estimates.csv", encoding="utf-8-sig")
    row = table.iloc[0]
    assert (row["theme"], row["units"], row["human_n"]) == ("perf", 120, 80)
    assert row["low"] <= 0.4 <= row["high"]
    assert row["raw"] == pytest.approx(0.2)
    assert "understate this theme by about a half" in row["note"]
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "80 of 120 turns by A, drawn at random" in notes
    assert (tmp_path / "out" / "how_many_more.csv").exists()


def test_groups_of_few_people_stay_home_unless_internal(civic_qual, study, tmp_path):
    for flags, groups in (((), {"all"}), (("--internal",), {"Mali", "CAR", "all"})):
        outcome = civic_qual("estimate", *study, "--by", "country", *flags)
        assert outcome.status == 0, outcome.err
        table = pd.read_csv(tmp_path / "out" / "estimates.csv", encoding="utf-8-sig")
        assert set(table[table["high"].notna()]["group"]) == groups
        differences = pd.read_csv(tmp_path / "out" / "differences.csv", encoding="utf-8-sig")
        assert differences["share"].notna().sum() == (1 if flags else 0)


def test_a_sample_of_other_texts_is_refused_in_one_line(civic_qual, study, tmp_path):
    (tmp_path / "many" / "i03.txt").write_text("Respondent: Something else.\n", "utf-8")
    people = pd.read_csv(tmp_path / "people.csv")
    people[people["transcript"] != "i03"].to_csv(tmp_path / "people.csv", index=False)
    outcome = civic_qual("estimate", *study)
    assert outcome.status == 1
    assert "is not of this corpus" in outcome.err
    assert outcome.err.splitlines()[-1].startswith("error: ")
    assert not (tmp_path / "out").exists()


def test_what_is_no_sample_is_refused(civic_qual, study, tmp_path):
    (tmp_path / "sample.csv").write_text("transcript,start\ni00,3\n", "utf-8")
    outcome = civic_qual("estimate", *study)
    assert outcome.status == 1
    assert "no table of a sample" in outcome.err


def test_a_study_file_holds_all_that_is_needed(civic_qual, study, tmp_path):
    folder, codebook, people = study[0], study[2], study[4]
    corpus, book = read_corpus(folder), cq.read_codebook(codebook)
    with Study.create(tmp_path / "late.study", corpus, book) as opened:
        opened.add(cq.read_codings(people, corpus, book))
        opened.keep_sample(cq.draw_sample(corpus, n=80, seed=1, name="first"))
    outcome = civic_qual(
        "estimate",
        tmp_path / "late.study",
        "--sample",
        "first",
        "--out",
        tmp_path / "from_study",
        "--quiet",
    )
    assert outcome.status == 0, outcome.err
    assert civic_qual("estimate", *study, "--quiet").status == 0
    told = [
        (tmp_path / name / "estimates.csv").read_text("utf-8-sig") for name in ("from_study", "out")
    ]
    assert told[0] == told[1]
    with Study(tmp_path / "late.study") as opened:
        rules = cq.RuleCoder(book).code(opened.corpus)
        frames = [
            one.assign(coder="themes", origin="model") for one in (rules.rows, rules.readings)
        ]
        opened.add(cq.Codings.from_frames(opened.corpus, book, *frames, rules.evidence))
    outcome = civic_qual(
        "estimate",
        tmp_path / "late.study",
        "--sample",
        "first",
        "--out",
        tmp_path / "again",
        "--quiet",
    )
    assert "To correct the model, keep it with civic-qual train, or add --model FILE" in outcome.err


def test_files_without_a_codebook_are_a_wrong_call(civic_qual, study):
    outcome = civic_qual("estimate", study[0], *study[3:])
    assert outcome.status == 2
    assert "--codebook FILE" in outcome.err


def test_what_people_saw_goes_from_the_file_to_what_is_written(civic_qual, study, tmp_path):
    people = pd.read_csv(tmp_path / "people.csv")
    people["shown"] = ["rules" if code == "*" else "" for code in people["code"]]
    people.to_csv(tmp_path / "people.csv", index=False)
    outcome = civic_qual("estimate", *study)
    assert outcome.status == 1
    assert "80 of the 80 passages" in outcome.err
    assert "80 readings by A, who saw what the rules found" in outcome.err
    assert "--shown any" in outcome.err
    assert not (tmp_path / "out").exists()
    outcome = civic_qual("estimate", *study, "--shown", "any", "--by", "country")
    assert outcome.status == 0, outcome.err
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    first = notes.splitlines()[1]  # after whether it may leave
    assert first.startswith("People were shown the machine's answer before they coded: 80 readings")


def two_people(tmp_path):
    """Let A miss every sixth of what is there, and B another sixth; C decides what they differ in.

    Returns the options that say so, and what they were drawn from.
    """
    people = pd.read_csv(tmp_path / "people.csv")
    found = people.index[people["code"] != "*"]
    both = []
    for coder, first in (("A", 0), ("B", 3)):
        own = people.drop(index=found[first::6]).assign(coder=coder)
        own.to_csv(tmp_path / f"{coder}.csv", index=False)
        both += ["--codings", tmp_path / f"{coder}.csv"]
    differ = people.loc[sorted({*found[0::6], *found[3::6]})]
    differ.assign(decision="yes", decided_by="C", why="").to_csv(
        tmp_path / "decided.csv", index=False
    )
    return both


def test_two_people_and_what_a_third_decided(civic_qual, study, tmp_path):
    both = two_people(tmp_path)
    folder, *others = study
    alone = [*others[:2], "--codings", tmp_path / "A.csv", *others[4:]]
    assert civic_qual("estimate", folder, *alone, "--internal").status == 0
    one = pd.read_csv(tmp_path / "out" / "estimates.csv", encoding="utf-8-sig").iloc[0]
    together = [*others[:2], *both, *others[4:], "--settled", tmp_path / "decided.csv"]
    outcome = civic_qual("estimate", folder, *together, "--internal")
    assert outcome.status == 0, outcome.err
    two = pd.read_csv(tmp_path / "out" / "estimates.csv", encoding="utf-8-sig").iloc[0]
    assert two["method"] == "banded, several readers"
    assert two["human_positive"] == one["human_positive"]
    assert abs(two["estimate"] - 0.4) < abs(one["estimate"] - 0.4)  # A misses a sixth of 40 %
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "Of 80 turns read twice their disagreements are settled" in notes
    assert "Readers' errors: the first reader misses" in notes
    outcome = civic_qual("estimate", folder, *together[:-2], "--internal", "--coder", "A")
    chosen = pd.read_csv(tmp_path / "out" / "estimates.csv", encoding="utf-8-sig").iloc[0]
    assert chosen.equals(one)
    outcome = civic_qual("estimate", folder, *together[:-1], "Nobody")
    assert outcome.status == 1
    assert "nobody called 'Nobody' coded here" in outcome.err


def test_a_study_knows_what_was_decided_for_its_reference(civic_qual, study, tmp_path):
    two_people(tmp_path)
    folder, codebook = study[0], study[2]
    corpus, book = read_corpus(folder), cq.read_codebook(codebook)
    with Study.create(tmp_path / "late.study", corpus, book) as opened:
        for coder in "AB":
            opened.add(cq.read_codings(tmp_path / f"{coder}.csv", corpus, book))
        opened.keep_sample(cq.draw_sample(corpus, n=80, seed=1, name="first"))
    how = ["--out", tmp_path / "out", "--internal", "--quiet"]
    assert civic_qual("estimate", tmp_path / "late.study", *how).status == 0
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "have a third person settle all that any of them found" in notes
    outcome = civic_qual(
        "adjudicate", tmp_path / "late.study", tmp_path / "decided.csv", "--who", "C"
    )
    assert outcome.status == 0, outcome.err
    assert civic_qual("estimate", tmp_path / "late.study", *how).status == 0
    table = (tmp_path / "out" / "estimates.csv").read_text("utf-8-sig")
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "Of 80 turns read twice their disagreements are settled" in notes
    assert "by A, B, drawn" in notes
    assert (
        civic_qual("estimate", tmp_path / "late.study", *how, "--settled", "reference").status == 0
    )
    assert (tmp_path / "out" / "estimates.csv").read_text("utf-8-sig") == table


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_agree_lists_comes_back_decided(civic_qual, study, tmp_path, kind):
    both = two_people(tmp_path)
    folder, *others = study
    listed = tmp_path / f"decide.{kind}"
    asked = ["agree", folder, *others[:2], *both, "--disagreements", listed, "--agreed"]
    outcome = civic_qual(*asked, "--internal")
    assert outcome.status == 0, outcome.err
    read, written = {
        "csv": (lambda: pd.read_csv(listed, encoding="utf-8-sig", dtype=str), "to_csv"),
        "xlsx": (lambda: pd.read_excel(listed, dtype=str), "to_excel"),
    }[kind]
    table = read()
    assert table["said"].isna().all()
    there = table["passage"].str.contains("late|in time")
    table["decision"] = there.map({True: "yes", False: "no"})
    getattr(table, written)(listed, index=False)
    outcome = civic_qual("estimate", folder, *others[:2], *both, *others[4:], "--settled", listed)
    assert outcome.status == 0, outcome.err
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "of 80 turns read twice, all that any reader found was settled by a third look" in notes
