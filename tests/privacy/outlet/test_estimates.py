"""Estimates that leave the study tell of nobody: an attacker reads the written files alone."""

import csv
from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import norm

import civic_qual as cq
from civic_qual.privacy.outlet.small_groups import small_groups
from tests.analysis.estimating import Study

MINIMUM = 5
SIZES = {"theme", "group", "versus", "units", "human_n"}


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def study(seed, **asked):
    """Return a study of few interviews, a sample and what a person found in it."""
    rng = np.random.default_rng(seed)
    made = Study(
        interviews=int(rng.integers(14, 30)),
        turns=int(rng.integers(4, 12)),
        seed=seed,
        countries=int(rng.integers(2, 5)),
        prevalence=(0.3, 0.04),
        **asked,
    )
    size = len(made.corpus.segments("turn"))
    drawn = {"by": "country"} if seed % 2 else {}
    sample = cq.draw_sample(
        made.corpus, n=min(size, int(rng.integers(60, 140))), seed=seed, **drawn
    )
    return made, sample, made.person(sample.rows_in(made.corpus))


def released(seed, folder, *, tables=True):
    """Write estimates, differences, what it takes, and tables; return folder and study."""
    made, sample, person = study(seed)
    machine = made.model()
    results = [
        cq.estimate_themes(machine, person, sample, by="country"),
        sample.how_many_more(machine, person, width=0.1, by="country"),
    ]
    with suppress(cq.CivicQualError):
        results.append(cq.theme_differences(machine, person, sample, by="country"))
    if tables:
        results.append(cq.theme_table(machine, by="country"))
        results.append(cq.theme_table(machine, by="country", measure="participants"))
    earlier = cq.earlier_releases(members=folder.parent / f"{folder.name}.members")
    release = cq.release(results, earlier=earlier)
    release.save(folder)
    return release, made, sample


def true_people(made, sample, theme, group):
    """Return who shows a theme in the sample of a group, and who by the machine; by hand."""
    segments = made.corpus.segments("turn")
    country = np.array(
        [made.corpus.transcripts[one].attributes["country"] for one in segments.transcript]
    )
    inside = np.ones(len(country), bool) if group == "all" else country == group
    sampled = np.zeros(len(country), bool)
    sampled[sample.rows_in(made.corpus)] = True
    column = ("plan", "harm").index(theme)
    by_hand = inside & sampled & made.truth[:, column]
    by_machine = inside & made.found[:, column]
    return (
        [len(set(segments.transcript[one].tolist())) for one in (by_hand, by_machine)],
        int(by_hand.sum()),
    )


@pytest.mark.parametrize("seed", range(24))
def test_a_row_is_shown_whole_or_not_at_all_and_tells_of_five_people(seed, tmp_path):
    _, made, sample = released(seed, tmp_path)
    shown = hidden = 0
    for row in read(tmp_path / "estimates.csv"):
        told = {name for name, value in row.items() if value and name not in SIZES}
        people, count = true_people(made, sample, row["theme"], row["group"])
        if any(0 < number < MINIMUM for number in people):
            assert not told, row
        if told:
            assert {"estimate", "low", "high"} <= told or row["method"] == "too few", row
            shown += 1
            assert int(float(row["human_positive"])) == count
        hidden += not told
        assert "gain" not in row
    assert shown + hidden


@pytest.mark.parametrize("seed", range(24))
def test_what_is_hidden_by_hand_cannot_be_subtracted(seed, tmp_path):
    """Counts by hand add up: what is shown of groups and all leaves five possible values."""
    _, made, sample = released(seed, tmp_path)
    rows = read(tmp_path / "estimates.csv")
    for theme in ("plan", "harm"):
        of = {row["group"]: row for row in rows if row["theme"] == theme}
        whole, groups = of.pop("all"), of
        known = {name: row["human_positive"] for name, row in groups.items()}
        missing = [name for name, value in known.items() if not value]
        most = {name: int(float(groups[name]["human_n"] or whole["human_n"])) for name in missing}
        rest = (
            int(float(whole["human_positive"]))
            - sum(int(float(value)) for value in known.values() if value)
            if whole["human_positive"]
            else None
        )
        for name in missing:
            if not true_people(made, sample, theme, name)[1]:
                continue  # nobody may be known: the row is hidden for what the machine counts
            low, high = 0, most[name]
            if rest is not None:
                high = min(high, rest)
                low = max(0, rest - sum(most[one] for one in missing if one != name))
            promised = min(MINIMUM, most[name])
            assert high - low >= promised, (theme, name, low, high)


@pytest.mark.parametrize("seed", range(12))
def test_differences_and_how_many_more_follow(seed, tmp_path):
    released(seed, tmp_path)
    hidden = {
        (row["theme"], row["group"])
        for row in read(tmp_path / "estimates.csv")
        if not row["estimate"] and not row["high"]
    }
    path = tmp_path / "differences.csv"
    for row in read(path) if path.exists() else ():
        sides = {(row["theme"], row["group"]), (row["theme"], row["versus"])}
        if sides & hidden:
            assert not {name for name, value in row.items() if value} - SIZES
    for row in read(tmp_path / "how_many_more.csv"):
        if (row["theme"], row["group"]) in hidden:
            assert not {name for name, value in row.items() if value} - SIZES


def candidates(row):
    """Return the counts by hand that a shown gain and limits allow: Wilson's width is inverted."""
    z = norm.ppf(0.975)
    n = int(float(row["human_n"]))
    width = (float(row["high"]) - float(row["low"])) / (1 - float(row["gain"]))
    x = np.arange(n + 1)
    wilson = 2 * z * np.sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return x[np.abs(wilson - width) < 1e-9].tolist()


def test_the_attack_works_where_nothing_is_protected(tmp_path):
    made, sample, person = study(2)
    table = cq.estimate_themes(made.model(), person, sample, by="country")
    cq.release(table, internal=True).save(tmp_path)
    rows = [row for row in read(tmp_path / "estimates.csv") if row["method"] == "banded"]
    assert rows
    for row in rows:
        assert int(row["human_positive"]) in candidates(row)


def test_unequal_chances_leave_no_total_beside_hidden_groups(tmp_path):
    """Weights by stratum make the total another sum of the groups: two sums tell too much."""
    made = Study(interviews=22, countries=4, prevalence=(0.3, 0.05))
    sample = cq.draw_sample(made.corpus, n=100, by="country", seed=1, minimum=25)
    person = made.person(sample.rows_in(made.corpus))
    assert sample.units["probability"].nunique() > 1
    earlier = cq.earlier_releases(members=tmp_path.parent / f"{tmp_path.name}.members")
    estimates = cq.estimate_themes(made.model(), person, sample, by="country")
    cq.release(estimates, earlier=earlier).save(tmp_path)
    rows = read(tmp_path / "estimates.csv")
    for theme in ("plan", "harm"):
        hidden = {row["group"] for row in rows if row["theme"] == theme and not row["high"]}
        assert not hidden or "all" in hidden


def test_shares_have_no_more_digits_than_may_be_shown(tmp_path):
    released(3, tmp_path)
    for name in ("estimates.csv", "differences.csv"):
        if (tmp_path / name).exists():
            for row in read(tmp_path / name):
                for column in ("raw", "human_only", "estimate", "low", "high", "share"):
                    assert len(row.get(column, "").partition(".")[2]) <= 3


def test_adjusted_p_values_tell_nothing_of_hidden_ones(tmp_path):
    release, *_ = released(3, tmp_path)
    path = tmp_path / "differences.csv"
    rows = read(path)
    pairs = len(rows)
    shown = sorted((float(row["p"]), float(row["p_holm"])) for row in rows if row["p"])
    # As if all that is hidden had given no sign: the k-th smallest counts as of all that were made.
    for place, (p, adjusted) in enumerate(shown):
        assert adjusted >= min(1, p * (pairs - place)) - 2e-3 * pairs or adjusted >= p
    assert all(one[1] <= other[1] for one, other in pairwise(shown))
    assert release.audit.safe


def test_invented_and_internal_estimates_are_written_whole(tmp_path):
    made, sample, person = study(2)
    table = cq.estimate_themes(made.model(), person, sample, by="country")
    cq.release(table, internal=True).save(tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8").startswith("Internal")
    assert len(read(tmp_path / "estimates.csv")) == len(table)
    assert all(row["gain"] for row in read(tmp_path / "estimates.csv") if row["method"] == "banded")


def test_what_is_left_out_holds_enough_people_together():
    study = Study(interviews=23, countries=5)  # C0 to C2 have five people each, C3 and C4 four
    assert small_groups(study.corpus, ["country"], minimum=5) == ("C3", "C4")
    study = Study(interviews=24, countries=5)  # C4 alone has four: with C3, nine are left out
    assert small_groups(study.corpus, ["country"], minimum=5) == ("C0", "C4")
    assert small_groups(study.corpus, []) == ()
