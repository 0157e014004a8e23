"""What is proposed where little can be shown: it is true, and better."""

import pytest

import civic_qual as cq
from civic_qual.privacy.proposing.proposal import USEFUL, proposal_of
from tests.privacy.field_studies import COUNTRIES, field_study

MEASURES = ("segments", "participants", "transcripts")


def released(coded, by):
    return cq.suppress_small_cells(
        [cq.theme_table(coded, by=by, measure=measure) for measure in MEASURES]
    )


def shown(release, columns):
    """Return the share of themes by some groups that is shown, of turns."""
    cells = release[0].frame.iloc[:-1]
    return float((cells[list(columns)] != "suppressed").to_numpy().mean())


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_what_is_proposed_by_another_attribute_is_what_a_release_by_it_shows(seed):
    coded = field_study(seed, 24, 36)
    asked = released(coded, "country")
    found = asked.proposal
    assert (found.by, found.instead_of, found.joined) == (("region",), ("country",), ())
    assert found.now == pytest.approx(shown(asked, COUNTRIES))
    assert found.now < USEFUL
    assert found.shown == pytest.approx(shown(released(coded, "region"), ["coast", "hills"]))
    assert found.shown > found.now
    assert "By region instead of by country, " in str(found)


def test_of_crossed_attributes_one_is_proposed():
    coded = field_study(1)
    found = released(coded, ["country", "role"]).proposal
    assert found.by == ("country",)
    assert found.shown == pytest.approx(shown(released(coded, "country"), COUNTRIES))


def test_groups_are_joined_where_no_attribute_holds_them():
    coded = field_study(2)
    found = released(coded, "country").proposal
    assert found.by == ("country",)
    assert len(found.joined) > 1
    assert str(found).startswith(f"With {', '.join(found.joined)} in one group, ")
    assert "people.xlsx" in str(found)


def test_nothing_is_proposed_where_enough_is_shown_or_nothing_is_by_group():
    coded = field_study(3)
    assert released(coded, "country").proposal is None
    assert released(coded, None).proposal is None
    assert proposal_of([]) is None


def test_two_in_five_numbers_of_small_studies_can_be_shown_as_proposed():
    shares = []
    for seed in range(1, 7):
        found = released(field_study(seed, 24, 36), "country").proposal
        shares.append(found.shown if found is not None else 0)
    assert sorted(shares)[1] >= 0.4, shares
