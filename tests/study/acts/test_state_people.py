"""What a person states of people and files of a study: one line, no word lost, and merged."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from tests.study.small import place


def rows(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_roles_people_and_attributes_come_in_one_line(study, corpus):
    coding = study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    before, lines = study.corpus["bria"].text, len(study.audit)
    stated = rows(
        transcript="bria", speaker="R1", participant="P7", role="interpreter", sex="woman"
    )
    assert study.state_people(stated, who="Awa", why="asked her") == ()
    corpus = study.corpus
    assert {turn.role for turn in corpus["bria"].turns if turn.speaker == "R1"} == {"interpreter"}
    assert corpus.participants.attributes["P7"]["sex"] == "woman"
    assert corpus["bria"].text == before
    assert list(study.coding_table()["id"]) == [coding]
    assert len(study.audit) == lines + 1
    assert list(study.audit)[-1].action == "state people"
    assert not study.integrity()


def test_only_what_is_different_is_recorded(study):
    stated = rows(transcript="bria", country="CAR")
    study.state_people(stated, who="Awa")
    assert study.corpus["bria"].attributes["country"] == "CAR"
    lines = len(study.audit)
    study.state_people(stated, who="Awa")
    assert len(study.audit) == lines


def test_what_does_not_fit_is_told(study):
    both = pd.DataFrame({"transcript": ["bria", "nowhere"], "country": ["CAR", "Mali"]})
    (problem,) = study.state_people(both, who="Awa")
    assert "nowhere" in problem
    with pytest.raises(StudyError, match="nowhere"):
        study.state_people(rows(transcript="nowhere", country="Mali"), who="Awa")


def test_consent_that_was_taken_back_and_given_again_is_no_attribute(study):
    line = len(study.audit) + 1
    study.consent("withdrawn", transcript="bria", who="Awa")
    study.state_people(rows(transcript="bria", country="CAR"), who="Awa")
    assert not any(turn.spoken for turn in study.corpus["bria"].turns)
    study.undo_line(line, coder="Awa")
    assert any(turn.spoken for turn in study.corpus["bria"].turns)
    assert study.corpus["bria"].attributes["country"] == "CAR"


def test_a_copy_that_is_merged_brings_it(study, tmp_path):
    copy = tmp_path / "copy.study"
    study.backup(copy)
    with cq.Study(copy) as other:
        other.state_people(rows(transcript="bria", speaker="R1", participant="P7"), who="Issa")
    study.merge(copy, who="Awa")
    assert study.corpus.participants.of("bria", "R1") == "P7"


def test_doubts_that_were_settled_stay_settled(tmp_path):
    (tmp_path / "gao.txt").write_text(
        "Awa: We ran.\nMoussa: They came.\nAwa: At night.\n", encoding="utf-8"
    )
    corpus = cq.read_corpus(tmp_path, languages=["en"])
    assert not corpus.intake["sure"].all()
    with cq.Study.create(tmp_path / "a.study", corpus, cq.example_codebook()) as study:
        stated = pd.DataFrame(
            {
                "transcript": "gao",
                "speaker": ["Awa", "Moussa"],
                "role": ["interviewer", "respondent"],
            }
        )
        study.state_people(stated, who="Awa")
    with cq.Study(tmp_path / "a.study") as study:
        assert study.corpus.intake["sure"].all()


def test_it_is_not_taken_back_but_stated_anew(study):
    study.state_people(rows(transcript="bria", country="CAR"), who="Awa")
    with pytest.raises(StudyError, match="state it once more"):
        study.undo_line(len(study.audit), coder="Awa")
