"""Differences of shares: by hand from the two estimates, and refused where people repeat."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.analysis.estimates.theme_differences import _why_no_p
from civic_qual.corpus.people import Participants
from civic_qual.errors import EstimateError
from civic_qual.statistics.intervals import mover
from tests.analysis.estimating import Study, numbers


@pytest.fixture(scope="module")
def study():
    return Study(interviews=24, countries=3)


@pytest.fixture(scope="module")
def given(study):
    sample = cq.draw_sample(study.corpus, n=220, seed=3)
    return study.model(), study.person(sample.rows_in(study.corpus)), sample


def test_limits_are_recovered_from_those_of_the_two_shares(given):
    table = cq.theme_differences(*given, by="country")
    assert len(table) == 2 * 3
    row = table.only(theme="plan", group="C0", versus="C2").frame.iloc[0]
    for confidence, columns in ((0.95, ("low", "high")), (1 - 0.05 / 6, ("low_all", "high_all"))):
        shares = cq.estimate_themes(*given, by="country", confidence=confidence)
        one, other = numbers(shares, "plan", "C0"), numbers(shares, "plan", "C2")
        limits = mover(
            one["estimate"],
            (one["low"], one["high"]),
            other["estimate"],
            (other["low"], other["high"]),
        )
        assert row[list(columns)].tolist() == pytest.approx(limits)
    assert row["difference"] == pytest.approx(one["estimate"] - other["estimate"])


def test_p_is_where_the_limits_touch_zero(given):
    table = cq.theme_differences(*given, by="country")
    for row in table.frame[table["p"].between(1e-6, 0.4)].itertuples():
        low, high = (
            cq.theme_differences(*given, by="country", confidence=1 - row.p * part)
            .frame.iloc[row.Index][["low", "high"]]
            .tolist()
            for part in (1.02, 0.98)
        )
        assert low[0] > 0 or low[1] < 0
        assert high[0] <= 0 <= high[1]
    assert (table["p_holm"].dropna() >= table["p"].dropna()).all()


def test_a_large_difference_is_seen():
    study = Study(interviews=40, prevalence=(0.05, 0.05))
    study.truth[:, 0] |= np.repeat(np.arange(40) % 2 == 0, 20) & (np.arange(800) % 2 == 0)
    study.found[:, 0] |= study.truth[:, 0]
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    table = cq.theme_differences(
        study.rules(), study.person(sample.rows_in(study.corpus)), sample, by="country"
    )
    plan = table.only(theme="plan").frame.iloc[0]
    assert plan["low_all"] > 0.2
    assert plan["p_holm"] < 0.001


def test_no_p_for_a_handful_of_cases():
    study = Study(prevalence=(0.2, 0.004))
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    table = cq.theme_differences(
        study.model(), study.person(sample.rows_in(study.corpus)), sample, by="country"
    )
    harm = table.only(theme="harm").frame.iloc[0]
    assert np.isnan(harm["p"])
    assert "passages with it were coded by hand" in harm["note"]
    assert "it takes 5; read the limits" in harm["note"]
    assert harm["low"] < 0 < harm["high"]


@pytest.mark.parametrize(
    ("carrying", "without", "said"),
    [
        (2, 40, "No p-value: only 2 passages with it were coded"),
        (40, 3, "No p-value: only 3 passages without it were coded"),
        (5, 5, ""),
        (4, 5, "No p-value: only 4 passages with it were coded"),
        (5, 4, "No p-value: only 4 passages without it were coded"),
    ],
)
def test_which_cases_are_too_few_is_said(carrying, without, said):
    coded = np.array([1] * carrying + [0] * without)[:, None]
    sides = tuple(SimpleNamespace(coded=coded[index::2]) for index in (0, 1))
    assert _why_no_p(sides, 0).startswith(said)
    assert bool(_why_no_p(sides, 0)) == bool(said)


def test_the_same_people_in_two_rounds_are_refused(study):
    speaks = {(one.id, "R"): f"person {place // 2}" for place, one in enumerate(study.corpus)}
    corpus = replace(study.corpus, participants=Participants(speaks))
    rounds = [
        replace(one, attributes={"round": str(1 + place % 2)}) for place, one in enumerate(corpus)
    ]
    study = Study(interviews=24, countries=3)
    study.corpus = corpus.with_transcripts(rounds)
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    with pytest.raises(EstimateError, match="12 participants stand both in '1' and in '2'"):
        cq.theme_differences(study.model(), study.person(), sample, by="round")


def test_one_group_against_all_others_and_groups_that_are_none(given):
    table = cq.theme_differences(*given, by="country", versus="C1")
    assert set(table["versus"]) == {"C1"}
    with pytest.raises(EstimateError, match="no group 'C9'; there are C0, C1, C2"):
        cq.theme_differences(*given, by="country", versus="C9")
    with pytest.raises(EstimateError, match='design="interviews"'):
        cq.theme_differences(*given, by="country", measure="participants")
