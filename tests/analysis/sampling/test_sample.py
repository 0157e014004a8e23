"""Samples: drawn as they say, recorded whole, refused where they do not fit."""

import os
import re

import numpy as np
import pandas as pd
import pytest

from civic_qual.analysis.sampling.draw_sample import draw_sample
from civic_qual.analysis.sampling.read_sample import read_sample
from civic_qual.analysis.sampling.sample import Sample
from civic_qual.coding.scores import Scores
from civic_qual.corpus.model import Corpus
from civic_qual.errors import SampleError
from tests.analysis.small import codebook, codings, interview, people

DRAWS = int(os.environ.get("CIVIC_QUAL_DRAWS", "150"))  # of each design
COUNTRIES = ("CAR", "DRC", "Mali")


def named(case):
    """Return a case as text, without the addresses of functions in it."""
    return re.sub(r"<function (\w+) at \w+>", r"\1", str(case))


@pytest.fixture(scope="module")
def corpus():
    """Nine interviews of three countries, 3 to 11 answers each, with questions between them."""
    texts = [
        interview(
            f"i{place}",
            [
                line
                for turn in range(3 + place)
                for line in ("I: And then?", f"R: We saw {turn} of them.")
            ],
            country=COUNTRIES[place // 4],
        )
        for place in range(9)
    ]
    persons = people(
        **{f"i{place}__R": {"sex": "woman" if place % 2 else "man"} for place in range(9)}
    )
    return Corpus(tuple(texts), persons)


def scores(corpus, seed=0):
    values = np.random.default_rng(seed).beta(0.2, 4, size=(len(corpus.segments()), 3))
    values[3] = np.nan
    return Scores(
        unit="turn",
        codes=("a", "b", "c"),
        values=values,
        trained=np.zeros(len(values), dtype=np.int8),
    )


def test_only_what_counts_and_holds_words_is_drawn(corpus):
    sample = draw_sample(corpus, n=63)
    segments = corpus.segments()
    assert sample.frame_size == len(sample) == 63
    assert segments.counted[sample.rows_in(corpus)].all()
    assert (sample.units["probability"] == 1).all()


@pytest.mark.parametrize(
    "options",
    [
        {"n": 20},
        {"n": 20, "by": "country"},
        {"n": 20, "by": ["country", "sex"]},
        {"n": 4, "design": "interviews"},
        {"n": 5, "design": "interviews", "by": "country", "minimum": 1},
        {"n": 20, "scores": scores},
        {"n": 20, "scores": scores, "by": "country"},
        {"n": 4, "unit": "transcript", "by": "sex", "minimum": 1},
        {"n": 25, "unit": "sentence"},
    ],
    ids=named,
)
def test_units_are_drawn_as_often_as_the_sample_records(corpus, options):
    options = options | {"scores": scores(corpus) if "scores" in options else None}
    draws, counts, recorded = DRAWS, {}, {}
    for seed in range(draws):
        units = draw_sample(corpus, seed=seed, **options).units
        for one, start, probability in zip(
            units["transcript"], units["start"], units["probability"], strict=True
        ):
            counts[one, start] = counts.get((one, start), 0) + 1
            assert recorded.setdefault((one, start), probability) == probability
    expected = np.array(list(recorded.values()))
    error = np.array([counts[key] for key in recorded]) / draws - expected
    assert np.abs(error / np.sqrt(expected * (1 - expected) / draws + 1e-12)).max() < 4.5
    if options.get("design") != "interviews":
        assert expected.sum() == pytest.approx(options["n"])  # nothing has a hidden zero chance


def test_strata_are_proportional_with_a_minimum(corpus):
    units = draw_sample(corpus, n=21, by="country", minimum=4).units
    assert units.groupby("stratum").size().to_dict() == {"CAR": 6, "DRC": 11, "Mali": 4}
    chances = units.groupby("stratum")["probability"].agg(["min", "max"])
    assert chances.loc["CAR"].tolist() == [6 / 18] * 2
    assert chances.loc["Mali"].tolist() == [4 / 11] * 2


def test_whole_interviews_are_whole(corpus):
    units = draw_sample(corpus, n=3, design="interviews", double=0.34).units
    assert units["transcript"].nunique() == 3
    for name, theirs in units.groupby("transcript"):
        assert len(theirs) == 3 + int(name[1:])
        assert theirs["double"].nunique() == 1
        assert (theirs["probability"] == 3 / 9).all()
    assert units.groupby("transcript")["double"].first().sum() == 1


def test_high_scores_are_drawn_more_often_and_nothing_less_than_the_floor(corpus):
    scored = scores(corpus)
    everything = {}
    for seed in range(40):
        units = draw_sample(corpus, n=15, scores=scored, seed=seed).units
        everything |= dict(
            zip(
                zip(units["transcript"], units["start"], strict=True),
                units["probability"],
                strict=True,
            )
        )
    assert min(everything.values()) >= 0.7 * 15 / 63 - 1e-12
    assert max(everything.values()) > 1.5 * 15 / 63


def test_codings_without_scores_pull_by_what_they_found(corpus):
    book = codebook("a", "a.x")
    found = codings(corpus, book, [("i3", "We saw 2", "a.x"), ("i5", "We saw 1", "a.x")])
    units = draw_sample(corpus, n=40, scores=found).units
    high = units[units["probability"] > units["probability"].min() + 1e-9]
    assert set(high["transcript"]) <= {"i3", "i5"}
    assert len(high)


def test_the_same_seed_draws_the_same_sample_and_another_one_another(corpus):
    options = {"n": 12, "by": "country", "double": 0.5}
    one, again = draw_sample(corpus, seed=3, **options), draw_sample(corpus, seed=3, **options)
    pd.testing.assert_frame_equal(one.units, again.units)
    assert not one.units.equals(draw_sample(corpus, seed=4, **options).units)
    assert list(zip(one.units["transcript"], one.units["start"], strict=True))[:2] == [
        ("i0", 13),
        ("i2", 115),
    ]


def test_a_sample_goes_through_csv(corpus, tmp_path):
    sample = draw_sample(corpus, n=14, by=["country", "sex"], double=0.3, scores=scores(corpus))
    sample.frame.to_csv(tmp_path / "sample.csv", index=False, encoding="utf-8-sig")
    back = Sample.from_frame(pd.read_csv(tmp_path / "sample.csv", encoding="utf-8-sig"))
    assert (
        back.name,
        back.design,
        back.unit,
        back.seed,
        back.by,
        back.frame_hash,
        back.frame_size,
    ) == (sample.name, "scores", "turn", 1, ("country", "sex"), sample.frame_hash, 63)
    pd.testing.assert_frame_equal(back.units, sample.units)
    back.check(corpus)


@pytest.fixture
def numbered():
    return Corpus(tuple(interview(f"{place:03d}", ["R: We saw them."] * 4) for place in range(5)))


def test_a_sample_survives_pandas_that_guesses_and_a_french_spreadsheet(numbered, tmp_path):
    sample = draw_sample(numbered, n=9, double=0.3)
    sample.frame.to_csv(tmp_path / "sample.csv", index=False)
    guessed = Sample.from_frame(pd.read_csv(tmp_path / "sample.csv"))
    french = sample.frame.assign(
        transcript=[int(name) for name in sample.units["transcript"]],
        double=sample.units["double"].map({True: "VRAI", False: "FAUX"}),
    )
    french.to_csv(tmp_path / "french.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig")
    for back in (
        guessed,
        read_sample(tmp_path / "french.csv"),
        read_sample(tmp_path / "sample.csv"),
    ):
        assert back.by == ()
        assert back.rows_in(numbered).tolist() == sample.rows_in(numbered).tolist()
        assert back.units["probability"].tolist() == sample.units["probability"].tolist()
        assert back.units["double"].tolist() == sample.units["double"].tolist()


@pytest.mark.parametrize("wrong", [{"start": "x"}, {"seed": ""}, {"probability": "1 of 3"}])
def test_a_number_that_cannot_be_read_is_told(numbered, wrong):
    with pytest.raises(SampleError, match="a number of this sample cannot be read"):
        Sample.from_frame(draw_sample(numbered, n=3).frame.assign(**wrong))


def test_a_passage_that_was_not_in_the_frame_is_told(numbered):
    changed = Sample.from_frame(draw_sample(numbered, n=3).frame.assign(start=2))
    with pytest.raises(SampleError, match="was changed after the draw"):
        changed.rows_in(numbered)


def test_a_table_that_is_no_sample_is_refused(corpus):
    frame = draw_sample(corpus, n=2).frame
    with pytest.raises(SampleError, match="no column probability"):
        Sample.from_frame(frame.drop(columns="probability"))
    with pytest.raises(SampleError, match="several samples"):
        Sample.from_frame(pd.concat([frame, draw_sample(corpus, n=2, seed=2).frame]))
    with pytest.raises(SampleError, match="no rows"):
        Sample.from_frame(frame[:0])


def test_a_changed_corpus_is_refused(corpus):
    sample = draw_sample(corpus, n=10)
    renamed = corpus.with_roles({("i3", "R"): "observer"})
    corrected = corpus.with_transcripts(
        [interview("i0", ["R: We saw 9 of them."]), *corpus.transcripts[1:]]
    )
    fewer = corpus.with_transcripts(corpus.transcripts[:2])
    for other in (renamed, corrected, fewer):
        with pytest.raises(SampleError, match="not of this corpus"):
            sample.check(other)
        with pytest.raises(SampleError, match="not of this corpus"):
            sample.rows_in(other)
    sample.check(corpus)


def test_positions_are_those_of_the_segments(corpus):
    sample = draw_sample(corpus, n=25, unit="sentence")
    frame = corpus.segments("sentence").frame.iloc[sample.rows_in(corpus)]
    assert frame["start"].tolist() == sample.units["start"].tolist()
    assert frame["end"].tolist() == sample.units["end"].tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 64}, "only 63 turns"),
        ({"n": 0}, "at least one"),
        ({"seed": -1}, "0 or more"),
        ({"double": 1.5}, "from 0 to 1"),
        ({"design": "random"}, "no design 'random'"),
        ({"n": 10, "design": "interviews"}, "only 9 interviews"),
        ({"n": 5, "by": "country"}, "fewer attributes"),
        ({"design": "stratified"}, "needs by="),
        ({"design": "simple", "by": "country"}, "neither"),
        ({"scores": scores, "unit": "sentence"}, "the model scored turns"),
        ({"scores": scores, "design": "interviews"}, "not whole interviews"),
    ],
    ids=named,
)
def test_what_cannot_be_drawn_is_refused(corpus, options, message):
    options = {"n": 10} | options
    if "scores" in options:
        options["scores"] = scores(corpus)
    with pytest.raises(SampleError, match=message):
        draw_sample(corpus, **options)


def test_strata_that_cut_through_an_interview_are_refused_for_whole_ones():
    group = Corpus(
        (interview("g", ["R: Yes yes.", "S: No no."]),),
        people(g__R={"sex": "man"}, g__S={"sex": "woman"}),
    )
    with pytest.raises(SampleError, match="whole interviews cannot be drawn by it"):
        draw_sample(group, n=1, by="sex", design="interviews", minimum=0)
    assert len(draw_sample(group, n=2, by="sex", minimum=1)) == 2


def test_worklists_share_the_work_and_tell_nobody_what_is_doubled(corpus):
    sample = draw_sample(corpus, n=30, double=0.4)
    lists = {coder: rows.frame for coder, rows in sample.worklists(["A", "B", "C"]).items()}
    assert all(
        list(rows.columns) == ["transcript", "start", "end", "sample"] for rows in lists.values()
    )
    sizes = [len(rows) for rows in lists.values()]
    assert sum(sizes) == 30 + 12
    assert max(sizes) - min(sizes) <= 1
    together = pd.concat(lists.values()).groupby(["transcript", "start"]).size()
    doubled = sample.units.set_index(["transcript", "start"])["double"]
    assert (together == doubled.map({True: 2, False: 1}).reindex(together.index)).all()
    assert not any(rows["start"].is_monotonic_increasing for rows in lists.values())
    order = [list(rows.sort_values(["transcript", "start"]).index) for rows in lists.values()]
    assert len({tuple(one[:5]) for one in order}) == 3


def test_whole_interviews_stay_together_in_a_worklist(corpus):
    lists = draw_sample(corpus, n=6, design="interviews", double=0.5).worklists(["A", "B"])
    for rows in (one.frame for one in lists.values()):
        assert (rows["transcript"] != rows["transcript"].shift()).sum() == (
            rows["transcript"].nunique()
        )
        assert all(
            theirs["start"].is_monotonic_increasing for _, theirs in rows.groupby("transcript")
        )


@pytest.mark.parametrize(
    ("coders", "message"),
    [([], "nobody to code"), (["A"], "second coder"), (["A", "A"], "named twice")],
)
def test_worklists_refuse(corpus, coders, message):
    with pytest.raises(SampleError, match=message):
        draw_sample(corpus, n=10, double=0.2).worklists(coders)
