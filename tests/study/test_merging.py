"""People who worked apart: nothing is lost, and where they disagree it is said."""

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.analysis.sampling.draw_sample import draw_sample
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import SampleError, StudyError
from tests.study.small import CODEBOOK, SAID, place, small_corpus, transcript


@pytest.fixture
def two(study, tmp_path, corpus):
    """One study, and the copy that somebody took along; in both there is one coding."""
    study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    study.backup(tmp_path / "other.study")
    with cq.Study(tmp_path / "other.study") as other:
        yield study, other


def both_ways(one, other):
    """Merge both ways and check that it comes to the same; return the conflicts."""
    there = one.merge(other)
    back = other.merge(one)
    assert one.fingerprint == other.fingerprint
    assert there == back
    pd.testing.assert_frame_equal(one.codings().frame, other.codings().frame)
    assert one.integrity() == other.integrity() == []
    return there


def test_work_on_both_sides_comes_together(two):
    one, other = two
    one.code("ansongo", 3, 9, "fear", coder="Awa")
    other.code("ménaka", 3, 9, "fear", coder="Bo", memo="sure?")
    other.read("ménaka", coder="Bo")
    assert len(both_ways(one, other)) == 0
    assert one.codings().rows["coder"].tolist() == ["Awa", "Awa", "Bo"]
    assert one.memos["text"].tolist() == ["sure?"]
    lines = len(one.audit)
    one.merge(other.path)
    assert len(one.audit) == lines


def test_studies_begun_apart_from_the_same_files_come_together(study, tmp_path, corpus, codebook):
    codings = cq.RuleCoder(codebook).code(corpus)
    study.add(codings)
    with cq.Study.create(tmp_path / "b.study", small_corpus(("bria", "ménaka")), codebook) as other:
        other.add(cq.RuleCoder(codebook).code(other.corpus))
        other.code("bria", 3, 9, "fear", coder="Bo")
        assert len(both_ways(study, other)) == 0
        assert len(study.corpus) == len(other.corpus) == 3
        assert study.corpus.participants == corpus.participants


def test_codings_without_a_score_come_along(study, tmp_path, corpus, codebook):
    found = cq.RuleCoder(codebook).code(corpus)
    scores = np.where(np.arange(len(found)) % 2, 0.5, np.nan)
    study.add(replace(found, coded=replace(found.coded, score=scores)))
    with cq.Study.create(tmp_path / "b.study", corpus, codebook) as other:
        assert len(both_ways(study, other)) == 0
        kept = other.codings().frame["score"].tolist()
        assert [math.isnan(one) for one in kept] == [n % 2 == 0 for n in range(len(found))]


def test_a_coding_decided_differently_is_a_conflict_until_somebody_settles_it(two):
    one, other = two
    (coding,) = one.coding_table()["id"]
    one.decide(coding, "accept", coder="Issa")
    other.decide(coding, "reject", coder="Bo", why="no fear")
    (conflict,) = both_ways(one, other)
    assert conflict.kind == "decision"
    assert {conflict.one, conflict.other} == {"accept (Issa)", "reject (Bo): no fear"}
    assert conflict.holds == "reject (Bo): no fear"  # the later one, until it is settled
    one.decide(coding, "accept", coder="Issa", why="we talked")
    assert len(both_ways(one, other)) == 0
    assert other.codings().rows["status"].tolist() == ["accepted"]


def test_different_transcripts_codebooks_people_and_samples_are_conflicts(two):
    one, other = two
    for number, study in enumerate(two):
        study.keep_sample(draw_sample(study.corpus, n=2, seed=number, name="first"))
        study.correct(transcript("bria", [f"{number} times?", *SAID["bria"][1:]]))
        study.change_codebook(codebook_of(CODEBOOK.replace("They help.", f"Help {number}")))
    kinds = both_ways(one, other)["kind"].tolist()
    assert sorted(kinds) == ["codebook", "sample", "transcript"]
    assert one.corpus["bria"].text == other.corpus["bria"].text
    one.correct(transcript("bria", SAID["bria"]))
    one.change_codebook(codebook_of(CODEBOOK))
    assert both_ways(one, other)["kind"].tolist() == ["sample"]


def test_what_was_coded_since_a_merge_is_found_in_both_texts_corrected_apart(two):
    one, other = two
    for number, study in enumerate(two):
        study.correct(transcript("bria", [f"{number} times?", *SAID["bria"][1:]]))
    one.merge(other)
    one.code("bria", 3, 9, "fear", coder="Awa")  # and there is nothing new in the other file
    both_ways(one, other)
    lines = len(one.audit), len(other.audit)
    both_ways(one, other)
    assert (len(one.audit), len(other.audit)) == lines


def helped(whom):
    """An interview of Bria whose last turn tells who was helped."""
    return transcript("bria", [*SAID["bria"][:2], f"They helped the {whom}."])


@pytest.fixture
def three(study, tmp_path):
    """Three copies of a study; in the last, Cai has coded "wounded one"."""
    study.correct(helped("wounded one"))
    for name in ("other", "third"):
        study.backup(tmp_path / f"{name}.study")
    with (
        cq.Study(tmp_path / "other.study") as other,
        cq.Study(tmp_path / "third.study") as third,
    ):
        third.code("bria", *place(third.corpus, "bria", "wounded one"), "fear", coder="Cai")
        yield study, other, third


def test_one_merge_each_way_follows_a_passage_through_texts_corrected_apart(three):
    study, other, third = three
    other.correct(helped("wounded man"))
    study.correct(helped("wounded man"))
    study.correct(helped("injured man"))  # far from what Cai read, near to the one between
    study.merge(other)
    both_ways(study, third)
    (coding,) = study.codings()
    assert coding.text == "injured man"


def test_who_got_corrections_one_by_one_shares_what_they_lead_to(three):
    study, other, third = three
    study.correct(helped("wounded man"))
    other.merge(study)
    other.merge(third)
    study.correct(helped("injured man"))
    other.merge(study)
    study.merge(third)  # both corrections are there before what Cai has coded
    assert [len(one.unplaced) for one in (study, other)] == [1, 0]
    assert [len(one.codings()) for one in (study, other)] == [0, 1]
    both_ways(study, other)
    (coding,) = study.codings()
    assert coding.text == "injured man"


def test_three_who_corrected_apart_may_merge_in_any_order(study, tmp_path):
    names = ("Awa", "Bo", "Cai")
    for name in names:
        study.backup(tmp_path / f"{name}.study")
    for name in names:
        with cq.Study(tmp_path / f"{name}.study") as own:
            own.code("bria", 3, 20, "fear", coder=name)
            if name != "Cai":
                own.correct(transcript("bria", [f"Well, {name}?", *SAID["bria"]]), who=name)
    found = set()
    for number, order in enumerate(permutations(names)):
        with cq.Study(tmp_path / f"{order[0]}.study") as first:
            first.backup(tmp_path / f"{number}.study")
        with cq.Study(tmp_path / f"{number}.study") as whole:
            for other in order[1:]:
                whole.merge(tmp_path / f"{other}.study")
            found.add((whole.fingerprint, whole.codings().frame.to_csv()))
    assert len(found) == 1


def test_a_study_is_not_merged_with_itself(study):
    with pytest.raises(StudyError, match="with itself"):
        study.merge(study.path)


def test_samples_are_kept_with_their_probabilities(study):
    sample = draw_sample(study.corpus, n=3, by="country", seed=7, name="first")
    study.keep_sample(sample, who="Awa")
    study.keep_sample(sample)
    kept = study.sample("first")
    pd.testing.assert_frame_equal(kept.units, sample.units)
    assert kept.rows_in(study.corpus).tolist() == sample.rows_in(study.corpus).tolist()
    assert study.samples[["sample", "seed", "size"]].values.tolist() == [["first", 7, 3]]
    with pytest.raises(SampleError, match="only a part of the sample 'second'"):
        study.keep_sample(draw_sample(study.corpus, n=2, seed=8, name="second").head(1))
    with pytest.raises(StudyError, match="another sample is called 'first'"):
        study.keep_sample(draw_sample(study.corpus, n=2, seed=8, name="first"))
    assert study.audit["action"].tolist() == ["create", "keep sample"]
