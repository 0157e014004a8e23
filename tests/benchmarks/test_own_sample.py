"""The benchmark of models that learn from the sample that corrects them, on a small population."""

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from benchmarks import own_sample
from benchmarks.debates import TOPICS, debates


@pytest.fixture(scope="module")
def study():
    draw = np.random.default_rng(1)
    water, patrol = draw.random(300) < 0.2, draw.random(300) < 0.02
    texts = [
        f"they spoke of the {'water' if one else 'road'} and the {'patrol' if other else 'goat'}"
        f" near {draw.choice(['home', 'town', 'the hill', 'us'])}"
        for one, other in zip(water, patrol, strict=True)
    ]
    truth = pd.DataFrame({"water": water, "patrol": patrol})
    # Texts of one interview do not stand together.
    return own_sample.study_of("small", texts, truth, pd.Series(np.arange(300) % 40))


def test_the_truth_goes_with_the_turns_it_is_of(study):
    said = [study.corpus.transcripts[row] for row in study.corpus.segments("turn").transcript]
    segments = study.corpus.segments("turn")
    texts = [one.text[a:b] for one, a, b in zip(said, segments.start, segments.end, strict=True)]
    expected = [["water" in text, "patrol" in text] for text in texts]
    assert study.truth.astype(bool).tolist() == expected


def test_the_person_codes_what_was_drawn_and_is_right(study):
    sample = cq.draw_sample(study.corpus, n=80, unit="turn", seed=3)
    human = own_sample._coded(study, sample)
    assert len(human.read) == 80
    where = human.frame[["code", "transcript", "start", "end"]].itertuples(index=False)
    said = {(code, study.corpus[name].text[start:end]) for code, name, start, end in where}
    assert {code for code, _ in said} <= {"c00", "c01"}
    assert all("water" in text for code, text in said if code == "c00")


def test_a_row_for_each_design_group_and_band(study):
    rows = list(own_sample.measured(study, draws=2, seed=1, sizes=(100, 900), interviews=12))
    assert {row["design"] for row in rows} == {"100 passages", "12 interviews"}
    assert {row["group"] for row in rows} == {"third", "all"}
    assert all(0 <= row["coverage_worst"] <= row["coverage_mean"] <= 1 for row in rows)
    assert all(row["width_ratio"] > 0 for row in rows)
    assert len(own_sample.table(rows).splitlines()) == len(rows) + 2


def test_half_of_the_words_that_tell_are_taken_out(tmp_path, monkeypatch):
    sentence = "We ask for clean water in every village of the wide plain, and for peace there."
    speech = " ".join([sentence] * 90)
    monkeypatch.setattr(pd, "read_parquet", lambda _: pd.DataFrame({"text": [speech] * 4}))
    texts, truth, cluster = debates(tmp_path)
    assert truth["water"].all()
    assert not truth.drop(columns="water").any(axis=None)
    assert set(truth.columns) == set(TOPICS)
    assert 0.3 < np.mean(["water" in text for text in texts]) < 0.7
    assert np.bincount(cluster).tolist() == [20] * 4
