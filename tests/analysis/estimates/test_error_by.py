"""Error rates by who speaks: counted by hand, tested person by person, and remembered."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.errors import EstimateError
from civic_qual.privacy.suppressing.release import suppress_small_cells
from tests.analysis.estimating import Study
from tests.analysis.small import codebook, interview


def test_rates_are_counted_by_hand():
    study = Study()
    table = cq.error_by(study.rules(), study.person(), by="country")
    inside = np.repeat(np.arange(20) % 2 == 0, 20)
    for place, theme in enumerate(("plan", "harm")):
        truth, found = study.truth[inside, place], study.found[inside, place]
        for error, wrong, trials in (
            ("false positive", found & ~truth, ~truth),
            ("false negative", ~found & truth, truth),
        ):
            row = table.only(theme=theme, value="C0", error=error).frame.iloc[0]
            assert (row["errors"], row["n"]) == (wrong.sum(), trials.sum())
            assert row["rate"] == wrong.sum() / trials.sum()
            assert row["low"] <= row["rate"] <= row["high"]


def biased():
    """The machine misses nothing in one country and nearly everything in the other."""
    study = Study(missed=0.0)
    study.found[:, 0] &= np.repeat(np.arange(20) % 2 == 0, 20)
    return study


def test_a_machine_that_errs_with_a_country_is_found_out_and_tables_say_so():
    study = biased()
    machine = study.rules()
    before = cq.theme_table(machine, by="country").notes
    table = cq.error_by(machine, study.person(), by=["country"])
    found = table[table["p_adjusted"] <= 0.05]
    assert set(found["theme"]) == {"plan"}
    assert set(found["error"]) == {"false negative"}
    warning = "Warning: the machine errs with country"
    assert any(note.startswith(warning) for note in table.warnings)
    assert not any(note.startswith(warning) for note in before)
    for made in (
        cq.theme_table(machine, by="country", errors=table),
        cq.crosstab(machine, by="country", errors=table),
    ):
        assert any(note.startswith(warning) for note in made.notes)
    assert not any(note.startswith(warning) for note in cq.theme_table(machine, errors=table).notes)


def test_estimates_by_an_attribute_test_it_themselves():
    study = biased()
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    person = study.person(sample.rows_in(study.corpus))
    table = cq.estimate_themes(study.rules(), person, sample, by="country")
    assert any(note.startswith("Warning: the machine errs with country") for note in table.notes)


def test_a_fair_machine_is_not_accused():
    study = Study(seed=4)
    table = cq.error_by(study.rules(), study.person(), by="country")
    assert table["p_adjusted"].min() > 0.05
    assert "no proof" in str(table.notes)


def test_too_few_people_are_not_tested_and_it_says_why():
    study = Study(interviews=4)
    table = cq.error_by(study.rules(), study.person(), by="country")
    assert table["p"].isna().all()
    assert table["note"].str.contains("fewer than 3 people").all()


def test_nothing_read_by_both_is_refused():
    study = Study()
    with pytest.raises(EstimateError, match="by which attributes"):
        cq.error_by(study.rules(), study.person(), by=[])
    with pytest.raises(EstimateError, match="a person is among its coders"):
        cq.error_by(study.person(), study.person(), by="country")


class Quiet(Study):
    """Twelve themes that nobody voices; `quiet` people take two turns, the others six."""

    def __init__(self, quiet=8, others=40, turns=(2, 6)):
        self.book = codebook(*(f"theme{number}" for number in range(12)))
        people = [("quiet", turns[0])] * quiet + [("other", turns[1])] * others
        self.corpus = Corpus(
            tuple(
                interview(f"i{place:03d}", [f"R: word {turn}" for turn in range(many)], kind=kind)
                for place, (kind, many) in enumerate(people)
            )
        )
        self.person_of = np.repeat(np.arange(len(people)), [many for _, many in people])
        self.truth = np.zeros((len(self.person_of), 12), dtype=bool)

    def err(self, seed, rate=0.1, correlation=0.1):
        """Let the machine err alike with everybody: each has a rate of their own, by one law."""
        rng = np.random.default_rng(seed)
        odds = 1 / correlation - 1
        of_person = rng.beta(rate * odds, (1 - rate) * odds, (self.person_of[-1] + 1, 12))
        self.found = rng.random(self.truth.shape) < of_person[self.person_of]


def test_a_machine_that_errs_alike_is_rarely_accused_though_a_group_speaks_little():
    # Of studies without any difference 5 % may be warned of. Shuffling people warned in 27 of 60.
    study, warned = Quiet(), 0
    person = study.person()
    for seed in range(40):
        study.err(seed)
        table = cq.error_by(study.rules(), person, by="kind")
        warned += bool((table["p_adjusted"] <= 0.05).any())
    assert warned <= 4


def test_a_large_difference_is_noticed_though_a_group_speaks_little():
    study = Quiet()
    study.err(1)
    study.found[np.ix_(study.person_of < 8, [3])] = True  # always wrong
    table = cq.error_by(study.rules(), study.person(), by="kind")
    warned = table[table["p_adjusted"] <= 0.05]
    assert warned["theme"].tolist() == ["theme3", "theme3"]
    assert table.warnings[0] == (
        "Warning: the machine errs with kind. For other it is wrong about theme3 in "
        f"{100 * study.found[16:, 3].mean():.0f}% (false positives, 240 passages of 40 people read "
        "by both), elsewhere in 100%: raw counts by kind do not compare."
    )


def test_a_row_says_what_would_have_been_noticed():
    study = Quiet()
    study.found = np.zeros_like(study.truth)
    study.found[20::10] = True  # 22 of 240 elsewhere, one of 16 here
    study.found[3] = True
    table = cq.error_by(study.rules(), study.person(), by="kind")
    row = table.only(theme="theme0", value="quiet", error="false positive").frame.iloc[0]
    assert row["too_few"]
    assert row["noticeable"] > row["rate_elsewhere"] + 0.25
    assert row["note"] == (
        f"Too few to say: 8 people, 16 passages. Only a rate above {100 * row['noticeable']:.0f}% "
        f"(elsewhere {100 * row['rate_elsewhere']:.0f}%) would probably have been noticed."
    )
    assert f"for {table['too_few'].sum()} of them too little was said" in table.warnings[0]


def test_enough_people_of_whom_nothing_was_noticed():
    study = Quiet(quiet=60, others=60, turns=(12, 12))
    study.err(2)
    table = cq.error_by(study.rules(), study.person(), by="kind")
    tested = table.frame[table["p"].notna()]
    assert not tested["too_few"].any()
    assert tested["note"].str.startswith("Nothing noticed: a rate above").all()
    assert (tested["noticeable"] - tested["rate_elsewhere"]).between(0.02, 0.25).all()
    # An error that nearly always happens: what would be noticed is a lower rate.
    study.found = ~study.found
    table = cq.error_by(study.rules(), study.person(), by="kind")
    assert table["note"].str.startswith("Nothing noticed: a rate below").any()


def test_people_heard_in_one_interview_are_one():
    alone = [interview(f"a{place}", ["R: one", "R: two"], kind="x") for place in range(6)]
    group = interview("g", [f"{name}: word {name}" for name in "ABCDEF"], kind="y")
    study = Quiet()
    study.corpus = Corpus((*alone, group))
    study.truth = np.zeros((18, 12), dtype=bool)
    study.found = np.ones_like(study.truth)
    table = cq.error_by(study.rules(), study.person(), by="kind")
    by_value = table.only(theme="theme0", error="false positive").frame.set_index("value")
    assert by_value["clusters"].to_dict() == {"x": 6, "y": 1}
    assert any("count as one person" in note for note in table.notes)
    assert not any("count as one person" in note for note in table.warnings)


def test_limits_of_a_rate_know_that_people_are_few():
    # Nobody erred: the limits of five people of sixty passages are not those of 300 passages.
    study = Quiet(quiet=5, others=40, turns=(60, 6))
    study.err(5)
    study.found[study.person_of < 5] = False
    table = cq.error_by(study.rules(), study.person(), by="kind")
    row = table.only(theme="theme0", value="quiet", error="false positive").frame.iloc[0]
    assert (row["errors"], row["n"], row["low"]) == (0, 300, 0)
    assert row["high"] > 4 * 1.96**2 / (300 + 1.96**2)


def test_a_protected_table_warns_without_numbers_and_names_no_small_group():
    study = biased()
    errors = cq.error_by(study.rules(), study.person(), by="country")
    table = cq.theme_table(study.rules(), by="country", errors=errors)
    named = suppress_small_cells([table], minimum=5)[0].notes
    assert [note for note in named if note.startswith("Warning")] == [
        f"Warning: the machine errs with country. For {country} it is wrong about plan not as "
        "often as elsewhere (false negatives): raw counts by country do not compare."
        for country in ("C0", "C1")
    ]
    unnamed = suppress_small_cells([table], minimum=11)[0].notes
    assert (
        "Warning: the machine errs with country: raw counts by country do not compare." in unnamed
    )
