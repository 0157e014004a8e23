"""Two coders in a study: compared, decided between, and the reference kept beside them."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codebook, interview


@pytest.fixture
def study(tmp_path):
    corpus = Corpus(
        (
            interview("a", ["R: patrol late", "R: whistle at night"]),
            interview("b", ["R: nothing at all", "R: a whistle"]),
        )
    )
    with cq.Study.create(tmp_path / "two.study", corpus, codebook("plan", "alert")) as made:
        first, second = corpus["a"].turns
        for coder in ("Aya", "Ben"):
            for one in ("a", "b"):
                made.read(one, coder=coder)
            made.code("a", second.start, second.end, "alert", coder=coder)
        made.code("a", first.start, first.end, "plan", coder="Aya", memo="a patrol is planned")
        made.memo("who sent it?", coder="Ben", transcript="a", start=first.start, end=first.end)
        yield made


def test_a_study_can_be_compared_decided_and_added_to(study):
    both = study.codings()
    table = cq.agreement(both, draws=50)
    assert table.only(code="alert")["kappa"].tolist() == [1]
    listed = study.disagreements(both, blind=False)
    assert listed[["transcript", "code", "said", "found_nothing"]].values.tolist() == [
        ["a", "plan", "Aya", "Ben"]
    ]
    assert listed["memos"].tolist() == ["Aya: a patrol is planned | Ben: who sent it?"]
    decided = listed.frame.assign(decision="yes", decided_by="Cai", why="it is their plan")
    reference = cq.adjudicate(both, decided)
    study.add(reference, why="adjudicated")
    kept = study.codings(coder="reference")
    assert sorted(kept.rows["code"]) == ["alert", "plan"]
    assert "Cai: it is their plan" in kept.frame["evidence"].tolist()
    assert len(kept.readings) == 4


def test_a_reference_is_no_party_to_what_coders_disagree_on(study):
    listed = study.disagreements(blind=False)
    assert listed["memos"].tolist() == ["Aya: a patrol is planned | Ben: who sent it?"]
    study.add(cq.adjudicate(study.codings(), listed.frame.assign(decision="no")))
    assert study.disagreements(blind=False).equals(listed)
    named = study.disagreements(coders=["Aya", "reference"], blind=False)
    assert named["found_nothing"].tolist() == ["reference"]


def test_blind_memos_tell_no_name(study):
    listed = study.disagreements()
    assert not listed["memos"].str.contains("Aya|Ben").any()
    assert listed["memos"].str.contains("who sent it").all()


def test_a_kept_sample_is_the_one_drawn(study):
    sample = cq.draw_sample(study.corpus, n=3, double=0.4, name="first")
    study.keep_sample(sample)
    back = study.sample("first")
    pd.testing.assert_frame_equal(back.units, sample.units)
    assert back.rows_in(study.corpus).tolist() == sample.rows_in(study.corpus).tolist()
