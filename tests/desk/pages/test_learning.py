"""Training and estimating on the desk: the study keeps what the page says that it keeps."""

from contextlib import closing

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.desk.desk import Desk
from civic_qual.desk.pages import learning
from civic_qual.errors import StudyError
from civic_qual.learning.theme_classifier import ThemeClassifier
from tests.cli.two_coders import interviews
from tests.desk.conftest import seated
from tests.desk.pages.asking import ask, done
from tests.study.small import CODEBOOK, SAID, place


def silent(*_):
    """Be told how far a job is."""


@pytest.fixture
def read_study(small_study):
    """The small study: Awa read all of it, of which a sample of three was drawn."""
    with cq.Study(small_study) as study:
        study.keep_sample(cq.draw_sample(study.corpus, n=3, name="three"))
        for name, said in SAID.items():
            for words in said:
                if not words.endswith("?"):
                    where = place(study.corpus, name, words)
                    study.read(name, *where, coder="Awa")
                    if "afraid" in words or "peur" in words:
                        study.code(name, *where, "fear", coder="Awa")
    return small_study


def test_what_it_would_learn_from_is_what_was_read(read_study):
    with closing(Desk(read_study)) as desk:
        told = ask(desk, "models")
    with cq.Study(read_study) as study:
        readings = study.codings(coder="Awa").readings
    assert told["people"] == [{"name": "Awa", "passages": len(readings)}]
    assert told["models"] == []
    assert "rules of the codebook" in told["note"]
    assert [(one["sample"], one["drawn"]) for one in told["samples"]] == [("three", "3")]


@pytest.fixture
def talks(tmp_path):
    """Ten interviews, which Awa read: what is late, and nothing else, is coded; and a sample."""
    corpus = cq.read_corpus(interviews(tmp_path / "talks"))
    book, path = codebook_of(CODEBOOK), tmp_path / "talks.study"
    turns = corpus.segments("turn").frame.query("role == 'respondent'")
    late = turns["text"].str.contains("late", case=False)
    read = turns[["transcript", "start", "end"]].assign(coder="Awa", shown="blind")
    table = pd.concat([read[late].assign(code="perf.late"), read.assign(code="*")])
    with cq.Study.create(path, corpus, book) as study:
        study.add(cq.read_codings(table, corpus, book))
        study.keep_sample(cq.draw_sample(corpus, n=40, name="forty"))
    return path


def test_a_model_is_kept_with_how_well_it_finds_each_code(talks, monkeypatch):
    def quick(**how):
        return ThemeClassifier(encoder=None, rules=False, penalties=(1.0,), **how)

    monkeypatch.setattr(learning, "ThemeClassifier", quick)
    with cq.Study(talks) as study:
        answer = learning.train(study, {"who": "Lead", "name": "first"}, silent)
        (kept,) = study.models
        assert (kept.model, kept.who, answer["kept"]) == ("first", "Lead", True)
        codes = study.model("first").codes_
        coded = len(study.coding_table(coder="Awa").frame)
    with closing(Desk(talks)) as desk:
        told = ask(desk, "models")
    assert (told["codes_now"], told["models"][0]["of"]) == ("first", 4)
    of_code = {one["code"]: one for one in told["models"][0]["by_code"]}
    assert set(of_code) == set(codes)
    assert of_code["perf.late"]["support"] == coded
    assert of_code["perf.late"]["precision_low"] <= of_code["perf.late"]["precision"]


def test_shares_are_corrected_by_the_sample(talks):
    with closing(Desk(talks)) as desk:
        assert ask(desk, "last_estimate") is None
        made = done(desk, "estimate", sample="forty", by=[])
        assert ask(desk, "last_estimate")["changed"] is False
        with cq.Study(talks) as study:
            found = cq.RuleCoder(study.codebook).code(study.corpus)
            people = study.codings(coder="Awa")
            expected = cq.estimate_themes(found, people, study.sample("forty")).frame
            first = study.corpus.transcripts[0]
            study.code(first.id, first.turns[0].start, first.turns[0].end, "fear", coder="Awa")
        assert ask(desk, "last_estimate")["changed"] is True
    assert made["missing"] == []
    shares = ["theme", "raw", "estimate", "low", "high"]
    told = [[row[name] for name in shares] for row in made["rows"]]
    assert (
        told
        == expected[shares].astype(object).where(expected[shares].notna(), None).values.tolist()
    )


def test_what_a_sample_cannot_say_is_said_in_words(read_study):
    with cq.Study(read_study) as study:
        made = learning.estimate(study, {"who": "Lead", "sample": "three"}, silent)
    assert made["rows"] == []
    (why,) = made["missing"]
    assert why.startswith("Nothing was estimated: ")


def test_who_reads_blind_neither_sees_nor_makes_a_model(read_study):
    with cq.Study(read_study) as study:
        line = ("bria", *place(study.corpus, "bria", SAID["bria"][1]))
        study.assign("first", [line], ["Awa", "Issa"], kind="transcripts")
        for job in learning.JOBS.values():
            with pytest.raises(StudyError, match="You read blind"):
                job(study, {"who": "Awa"}, lambda *_: None)
    with closing(Desk(read_study)) as desk:
        told = ask(desk, "models", coder="Awa")
    assert told["why_blind"]
    assert "people" not in told


def test_the_page_says_what_codes_and_what_is_missing(chromium, small_study):
    with seated(chromium, small_study) as page:
        page.goto(page.address + "/model")
        page.get_by_text("nobody has read any yet").wait_for()
        page.get_by_text("There is no sample yet.").wait_for()
