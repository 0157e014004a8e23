"""Who saw the machine's answer does not correct it: everywhere by one rule, against recounts."""

import dataclasses

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.coding.columns import Labels
from civic_qual.errors import EstimateError
from tests.analysis.estimating import THEMES, Study

FIRST = "People were shown the machine's answer before they coded: 30 readings by P"


@pytest.fixture(scope="module")
def study():
    return Study()


@pytest.fixture(scope="module")
def sample(study):
    return cq.draw_sample(study.corpus, n=120, seed=1)


def with_shown(codings, *shown):
    """Readings that say by turns what was seen, the last word for all that are left."""
    texts = [shown[min(place, len(shown) - 1)] for place in range(len(codings.read))]
    read = dataclasses.replace(codings.read, shown=Labels.of(texts, len(texts)))
    return dataclasses.replace(codings, read=read)


@pytest.fixture(scope="module")
def person(study, sample):
    """A person who saw the answer of the model in the first 30 of the 120 passages drawn."""
    return with_shown(study.person(sample.rows_in(study.corpus)), *["model"] * 30, "blind")


def asked(study, sample):
    """Every call that corrects a machine, or measures by a person."""
    model = study.model()
    return {
        "estimate": lambda who, **how: cq.estimate_themes(model, who, sample, **how),
        "differences": lambda who, **how: cq.theme_differences(
            model, who, sample, by="country", **how
        ),
        "more": lambda who, **how: sample.how_many_more(model, who, width=0.1, **how),
        "errors": lambda who, **how: cq.error_by(study.rules(), who, by="country", **how),
        "agreement": lambda who, **how: cq.agreement([study.rules(), who], draws=5, **how),
        "unitised": lambda who, **how: cq.unitised_agreement([study.rules(), who], draws=5, **how),
        "confusion": lambda who, **how: cq.confusion([study.rules(), who], **how),
    }


CALLS = ("estimate", "differences", "more", "errors", "agreement", "unitised", "confusion")


@pytest.mark.parametrize("call", CALLS)
def test_with_any_the_first_note_says_it_and_otherwise_nothing_changes(study, sample, person, call):
    made, plain = asked(study, sample)[call], study.person(sample.rows_in(study.corpus))
    everything = made(person, shown="any")
    assert everything.notes[0].startswith(FIRST)
    assert everything.frame.equals(made(plain).frame)


@pytest.mark.parametrize("call", CALLS)
def test_nothing_blind_is_refused_with_how_many_of_whom_and_what_to_do(study, sample, call):
    seen = with_shown(study.person(sample.rows_in(study.corpus)), "rules")
    with pytest.raises(EstimateError) as refused:
        asked(study, sample)[call](seen)
    said = str(refused.value)
    assert "120 readings by P, who saw what the rules found" in said
    assert "coded by somebody who sees no answer" in said
    assert 'shown="any"' in said


@pytest.mark.parametrize("call", ["estimate", "differences", "more"])
def test_a_sample_coded_blind_in_part_is_refused_unless_that_is_taken_as_chance(
    study, sample, person, call
):
    with pytest.raises(EstimateError, match=r"30 of the 120 passages .* were read by nobody"):
        asked(study, sample)[call](person)
    told = asked(study, sample)[call](person, unread="ignore").notes
    assert any("Left out" in note and "30 readings by P" in note for note in told)


def test_errors_and_agreement_are_those_of_the_passages_coded_blind(study, sample, person):
    rows = np.sort(sample.rows_in(study.corpus))[30:]  # readings stand in the order of the corpus
    truth, found = study.truth[rows], study.found[rows]
    errors = asked(study, sample)["errors"](person)
    agreed = asked(study, sample)["agreement"](person)
    for column, theme in enumerate(THEMES):
        told = errors.only(theme=theme, error="false negative").frame
        assert told["n"].sum() == truth[:, column].sum()
        assert told["errors"].sum() == (truth & ~found)[:, column].sum()
        (row,) = agreed.only(code=theme)
        assert row.units == len(rows)
        assert row.percent == pytest.approx((truth == found)[:, column].mean())
        assert len(agreed.passages(theme)) == (truth != found)[:, column].sum()
    assert any("30 readings by P" in note for note in agreed.notes)
    assert not any("no coding there" in note for note in agreed.notes)


def test_what_was_seen_outside_the_sample_is_nobody_s_business(study, sample):
    drawn = sample.rows_in(study.corpus)
    everything = study.person()
    shown = ["blind" if row in set(drawn.tolist()) else "model" for row in range(len(study.truth))]
    person = with_shown(everything, *shown)
    table = cq.estimate_themes(study.model(), person, sample)
    assert not any("Left out" in note for note in table.notes)
    assert table.frame.equals(cq.estimate_themes(study.model(), everything, sample).frame)
    assert "shown" not in cq.estimate_themes(study.model(), person, sample, shown="any").notes[0]


def test_what_is_not_recorded_is_taken_and_said(study, sample):
    plain = study.person(sample.rows_in(study.corpus))
    for made in asked(study, sample).values():
        assert sum("not recorded whether P saw" in note for note in made(plain).notes) == 1


def test_warnings_that_travel_say_it_first(study, person):
    rates = cq.error_by(study.rules(), person, by="country", shown="any")
    assert rates.about("country")[0].startswith(FIRST)
    table = cq.theme_table(study.rules(), by="country", errors=rates)
    assert any(note.startswith(FIRST) for note in table.notes)
