"""Differences of shares: by hand from the two estimates, and refused where people repeat."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

import civic_qual as cq
from civic_qual.analysis.estimates.theme_differences import _why_no_p
from civic_qual.corpus.people import Participants
from civic_qual.errors import EstimateError
from civic_qual.statistics.intervals import mover
from tests.analysis.estimating import Study, numbers
from tests.statistics.test_overdispersion import naive_correlation


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
    shares = cq.estimate_themes(*given, by="country")
    one, other = numbers(shares, "plan", "C0"), numbers(shares, "plan", "C2")
    limits = mover(
        one["estimate"],
        (one["low"], one["high"]),
        other["estimate"],
        (other["low"], other["high"]),
    )
    assert row[["low_corpus", "high_corpus"]].tolist() == pytest.approx(limits)
    assert row["difference"] == pytest.approx(one["estimate"] - other["estimate"])


def naive_people(shares, sampled, pair, correlation, confidence):
    """Limits for people like these, from the shares of this corpus, person by person."""
    person = np.repeat(np.arange(24), 20)
    read = np.isin(np.arange(480), sampled)
    of_pair, heard = [], 0
    for group in pair:
        row = numbers(shares, "plan", f"C{group}")
        people = [one for one in range(24) if one % 3 == group]
        heard += len({one for one in person[read] if one % 3 == group})
        variance = sum(
            (1 / len(people)) ** 2 * (correlation[group] + (1 - correlation[group]) / 20)
            for _ in people
        )
        of_pair.append((row["estimate"], row["low"], row["high"], 1 / variance))
    quantile = stats.t.ppf((1 + confidence) / 2, heard - 2)
    limits = []
    for share, low, high, number in of_pair:
        middle = (share + quantile**2 / (2 * number)) / (1 + quantile**2 / number)
        half = quantile * np.sqrt(share * (1 - share) / number + quantile**2 / (4 * number**2))
        half /= 1 + quantile**2 / number
        limits.append(
            (
                share - np.sqrt((share - low) ** 2 + (share - middle + half) ** 2),
                share + np.sqrt((high - share) ** 2 + (middle + half - share) ** 2),
            )
        )
    return mover(of_pair[0][0], limits[0], of_pair[1][0], limits[1])


@pytest.mark.parametrize(
    ("confidence", "columns"), [(0.95, ["low", "high"]), (1 - 0.05 / 6, ["low_all", "high_all"])]
)
def test_people_like_these_vary_as_well(given, study, confidence, columns):
    sample = given[2]
    row = cq.theme_differences(*given, by="country").only(theme="plan", group="C0", versus="C2")
    shares = cq.estimate_themes(*given, by="country", confidence=confidence)
    sampled = sample.rows_in(study.corpus)
    person = np.repeat(np.arange(24), 20)
    cases = np.zeros((24, 2))
    np.add.at(cases, person[sampled], study.truth[sampled].astype(float))
    trials = np.bincount(person[sampled], minlength=24).astype(float)
    here = np.flatnonzero(np.isin(np.arange(24) % 3, (0, 2)) & (trials > 0))
    outside, inside = naive_correlation(
        cases[here], trials[here, None].repeat(2, axis=1), here % 3 == 0
    )[:, 0]
    expected = naive_people(shares, sampled, (0, 2), {0: inside, 2: outside}, confidence)
    assert row.frame.iloc[0][columns].tolist() == pytest.approx(expected)


def ten_people(here=0.29, there=0.27, seed=1):
    """Five people on each side with 30 turns each, all read; theme by theme the same shares."""
    study = Study(interviews=10, turns=30)
    rng = np.random.default_rng(seed)
    odds = 9
    people = np.arange(10)
    rates = rng.beta(0.28 * odds, 0.72 * odds, (10, 2))
    study.truth = rng.random((300, 2)) < np.repeat(rates, 30, axis=0)
    for side, share in ((0, here), (1, there)):  # turn after turn, until the share is as told
        turns = rng.permutation(np.flatnonzero(np.repeat(people % 2 == side, 30)))
        for theme in range(2):
            wanted = round(share * 150)
            carrying = turns[study.truth[turns, theme]]
            missing = turns[~study.truth[turns, theme]]
            study.truth[carrying[wanted:], theme] = False
            study.truth[missing[: max(wanted - len(carrying), 0)], theme] = True
    study.found = study.truth
    sample = cq.draw_sample(study.corpus, n=300, seed=1)
    return study.rules(), study.person(), sample


def test_ten_people_read_to_the_last_word_say_little_of_people_like_them():
    # 29 % against 27 %: p was 1e-9, as nothing is left to read.
    table = cq.theme_differences(*ten_people(), by="country")
    for row in table.frame.itertuples():
        assert row.difference == pytest.approx(0.02, abs=0.01)
        assert [row.low_corpus, row.high_corpus] == pytest.approx([row.difference] * 2, abs=1e-7)
        assert row.low < -0.1
        assert row.high > 0.14
        assert row.p > 0.6
        assert row.note.startswith("These interviews differ. Whether people like these differ")
    assert table.notes[0].startswith(
        "Differences, low, high, low_all, high_all and p: about people"
    )
    assert table.notes[1].startswith("Every passage was read: in these interviews the difference")


def test_the_figures_of_ten_people_with_thirty_passages_each():
    from civic_qual.statistics.group_tests import (
        PeopleLikeThese,
        difference_limits,
        difference_p,
    )
    from civic_qual.statistics.overdispersion import effective_number

    class Known:
        def __init__(self, share):
            self.estimate = np.array([share])

        def limits(self, _):
            return self.estimate, self.estimate

    for correlation, low, high in ((0.05, -16, 20), (0.1, -21, 25), (0.2, -27, 31)):
        number = effective_number(np.full(5, 30.0), np.array([correlation]))
        pair = [PeopleLikeThese(Known(share), number, 8) for share in (0.29, 0.27)]
        found = difference_limits(*pair, 0.95)
        assert [round(100 * float(limit[0])) for limit in found] == [low, high]
        if correlation == 0.1:
            assert difference_p(*pair)[0] == pytest.approx(0.85, abs=0.005)


def test_of_alike_people_a_difference_is_rarely_found_though_all_was_read():
    # 40 studies, two themes each: without a difference 5 % may be found. It was all of them.
    found = [
        p
        for seed in range(40)
        for p in cq.theme_differences(*drawn_people(seed), by="country")["p"].dropna()
    ]
    assert len(found) > 60
    assert np.mean(np.array(found) <= 0.05) <= 0.1


def drawn_people(seed):
    study = Study(interviews=20, turns=15)
    rates = np.random.default_rng(seed).beta(0.25 * 9, 0.75 * 9, (20, 2))
    study.truth = np.random.default_rng(seed + 1000).random((300, 2)) < np.repeat(rates, 15, axis=0)
    study.found = study.truth
    return study.rules(), study.person(), cq.draw_sample(study.corpus, n=300, seed=1)


def test_fewer_than_five_people_on_a_side_say_nothing_of_others():
    study = Study(interviews=8)
    sample = cq.draw_sample(study.corpus, n=120, seed=1)
    table = cq.theme_differences(
        study.model(), study.person(sample.rows_in(study.corpus)), sample, by="country"
    )
    assert table[["low", "high", "low_all", "high_all", "p", "p_holm"]].isna().all(axis=None)
    assert (table["low_corpus"] < table["high_corpus"]).all()
    assert table["note"].str.startswith("Nothing is said of people like these: on one side").all()


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
    assert "fewer than 5 passages with it" in harm["note"]
    assert harm["low"] < 0 < harm["high"]


@pytest.mark.parametrize(
    ("carrying", "without", "said"),
    [
        (2, 40, "No p-value: fewer than 5 passages with it were coded"),
        (40, 3, "No p-value: fewer than 5 passages without it were coded"),
        (5, 5, ""),
        (4, 5, "No p-value: fewer than 5 passages with it were coded"),
        (5, 4, "No p-value: fewer than 5 passages without it were coded"),
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


def test_people_are_counted_too_where_whole_interviews_were_drawn():
    study = Study(interviews=60, prevalence=(0.03, 0.05))
    sample = cq.draw_sample(study.corpus, design="interviews", n=40, seed=1)
    human = study.person(sample.rows_in(study.corpus))
    table = cq.theme_differences(study.model(), human, sample, by="country", measure="participants")
    # A person counts once, so that people like these are a simple sample of that many.
    row = table.only(theme="plan").frame.iloc[0]
    assert row["low"] < row["low_corpus"] < row["difference"] < row["high_corpus"] < row["high"]
    assert row["high"] - row["low"] > 2 * 1.96 * np.sqrt(2 * 0.45 * 0.55 / 30) * 0.9
