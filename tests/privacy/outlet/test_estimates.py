"""Estimates that leave the study tell of nobody."""

import numpy as np

import civic_qual as cq
from civic_qual.privacy.outlet.estimates import hide_small_counts, small_groups
from tests.analysis.estimating import Study


def test_what_is_left_out_holds_enough_people_together():
    study = Study(interviews=23, countries=5)  # C0 to C2 have five people each, C3 and C4 four
    assert small_groups(study.corpus, ["country"], minimum=5) == ("C3", "C4")
    study = Study(interviews=24, countries=5)  # C4 alone has four: with C3, nine are left out
    assert small_groups(study.corpus, ["country"], minimum=5) == ("C0", "C4")
    assert small_groups(study.corpus, []) == ()


def test_counts_behind_which_few_people_stand_are_hidden_in_all_groups():
    study = Study(interviews=20, prevalence=(0.3, 0.0), added=0.0)
    study.truth[:3, 1] = study.found[:3, 1] = True  # one person shows harm
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    person = study.person(sample.rows_in(study.corpus))
    table = cq.estimate_themes(study.rules(), person, sample, by="country")
    shown, hidden = hide_small_counts(table)
    assert hidden == ("harm",)
    harm, plan = (shown[shown["theme"] == theme] for theme in ("harm", "plan"))
    assert harm["raw"].isna().all()
    assert harm["high"].notna().all()
    assert plan["raw"].notna().all()
    assert not np.isnan(table["raw"]).any()
