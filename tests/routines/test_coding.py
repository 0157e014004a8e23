"""Coding a source by rules or by a model, and what is refused before a table is made."""

import warnings

import pytest

from civic_qual.errors import CodingError, ModelError, TableError
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.routines.coding import (
    machine_codings,
    machine_of,
    refuse_groups,
    refuse_nothing_read,
)
from civic_qual.routines.source import open_source
from tests.routines.conftest import CODEBOOK, MARKS, answers


@pytest.fixture
def model_file(talks, people, tmp_path):  # noqa: ARG001 - a file beside talks
    """A model that learned from Awa, who found nothing in t0 where the rules find some."""
    model = ThemeClassifier(encoder=None, rules=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit_corpus(open_source(talks).people).save(tmp_path / "awa.skops")
    return tmp_path / "awa.skops"


def carried(codings):
    """Return transcript and code of what was found, with the line it is in."""
    frame = codings.frame
    return {
        (row.transcript, codings.corpus[row.transcript].text[: row.start].count("\n"), row.code)
        for row in frame.itertuples()
    }


def by_hand(talks):
    return {
        (transcript, (talks / f"{transcript}.txt").read_text("utf-8")[:start].count("\n"), code)
        for transcript, _, start, _, said in answers(talks)
        for code, words in MARKS.items()
        if words in said
    }


def test_by_rules_it_finds_the_words(talks):
    assert carried(machine_codings(open_source(talks))) == by_hand(talks)


def test_what_decides_is_what_the_policy_says(talks, model_file):
    source = open_source(talks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone, either, both = (
            carried(
                machine_codings(source, machine_of(source, model=str(model_file)), policy=policy)
            )
            for policy in ("model", "either", "both")
        )
        own = carried(ThemeClassifier.load(model_file).code(source.corpus))
    assert alone == own
    assert either == by_hand(talks) | own
    assert both == by_hand(talks) & own
    assert own


def test_a_model_of_other_codes_is_refused(talks, model_file):
    (talks / "codebook.yaml").write_text(CODEBOOK.replace("perf", "other"), encoding="utf-8")
    with pytest.raises(ModelError):
        machine_of(open_source(talks), model=str(model_file))


def test_whole_transcripts_are_not_broken_down_by_people(talks):
    (talks / "participants.csv").write_text(
        "transcript,speaker,participant,sex\nt0,Respondent,p0,f\n", encoding="utf-8"
    )
    corpus = open_source(talks).corpus
    with pytest.raises(TableError, match="'sex' belongs to people"):
        refuse_groups(corpus, ["country", "sex"], "transcript")
    refuse_groups(corpus, ["country"], "transcript")
    refuse_groups(corpus, ["country", "sex"], "turn")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Interviewer: Why?\nInterviewer: And then?\n", "all speakers were taken for interviewer"),
        (
            "R: Nous avons planté du maïs cette année, et les soldats sont venus tard.\n"
            "R: Les enfants ne peuvent plus aller à l'école parce que la route est coupée.\n",
            "people speak fr, and the codebook is for en",
        ),
    ],
)
def test_where_nothing_can_be_read_it_says_why(tmp_path, text, said):
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(CodingError, match=said):
        refuse_nothing_read(machine_codings(open_source(tmp_path)))


def test_what_was_read_is_not_refused(talks):
    assert refuse_nothing_read(machine_codings(open_source(talks))) is None
