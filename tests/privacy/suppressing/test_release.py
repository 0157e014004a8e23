"""No hidden number can be narrowed to less than the interval declared for it."""

import copy
import pickle
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import DisclosureError
from civic_qual.privacy import policy
from civic_qual.privacy.policy import MINIMUM
from civic_qual.privacy.suppressing.release import for_readers, suppress_small_cells
from civic_qual.results import BY_ITSELF, INTERNAL
from tests.analysis.small import codebook, codings, interview
from tests.privacy.releases import random_release, random_study, tables_that_agree

HIDDEN = "suppressed"


def protected(table, **asked):
    """Protect one table by itself."""
    return suppress_small_cells(table, **asked).table


def study(*groups, code="plan"):
    """Make one interview a person: groups are (country, with the code, without)."""
    corpus, rows = [], []
    for country, carry, not_carry in groups:
        for place in range(carry + not_carry):
            name = f"{country}_{place}"
            corpus.append(interview(name, ["R: we said so"], country=country))
            if place < carry:
                rows.append((name, "said", code))
    return codings(Corpus(tuple(corpus)), codebook("plan", "alert"), rows)


def cells(table):
    return table.frame.loc["plan"].tolist()


def test_few_people_are_hidden_and_so_is_what_would_tell_them():
    coded = study(("A", 2, 20), ("B", 9, 20), ("C", 12, 20))
    table = protected(theme_table(coded, by="country", measure="participants"))
    # 23 - 12 - 9 = 2: the smallest number that covers enough is hidden too.
    assert cells(table) == [HIDDEN, HIDDEN, 12, 23]
    assert table.audit.frame["true"].tolist()[:2] == [2, 9]
    assert table.audit.narrowest >= 5


def test_all_but_few_are_hidden_too():
    coded = study(("A", 18, 2), ("B", 9, 20))
    table = protected(theme_table(coded, by="country", measure="participants"))
    assert cells(table) == [HIDDEN, HIDDEN, 27]


@pytest.mark.parametrize("summed", [True, False])
def test_all_but_few_of_a_plain_table_are_hidden_where_rows_add_up_to_a_group(summed):
    people = pd.DataFrame(
        {"A": [19, 1], "B": [9, 12], "C": [12, 11], "all": [40, 24]}, index=["x", "y"]
    )
    if summed:
        people.loc["all"] = people.sum()
    safe = protected(people).frame
    assert (safe.loc["y", "A"], safe.loc["x", "A"] == HIDDEN) == (HIDDEN, summed)
    apart = pd.DataFrame({"A": [19], "B": [9], "C": [12], "all": [40]}, index=["x"])
    if summed:
        apart.loc["all"] = [20, 21, 23, 64]
        apart.loc["y"] = [1, 12, 11, 24]
        apart = apart.loc[["x", "y", "all"]]
    assert (protected(apart).frame.loc["x", "A"] == HIDDEN) == summed


def test_of_rows_that_do_not_add_up_nobody_knows_who_is_missing():
    people = pd.DataFrame(
        {"A": [19, 0], "B": [9, 30], "C": [12, 11], "all": [40, 41]}, index=["x", "y"]
    )
    assert protected(people, hide_zeros=True).frame.loc["x"].tolist() == [19, 9, 12, 40]
    assert protected(people, hide_zeros=True).frame.loc["y", "A"] == HIDDEN
    assert protected(people).frame.loc["y"].tolist() == [0, 30, 11, 41]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_tables_are_protected_for_readers_one_or_several(number):
    coded = study(("A", 2, 20), ("B", 9, 20), ("C", 12, 20))
    tables = [theme_table(coded, by="country", measure="participants") for _ in range(number)]
    assert [cells(one) for one in for_readers(tables)] == [[HIDDEN, HIDDEN, 12, 23]] * number
    assert [cells(one) for one in for_readers(tables, internal=True)] == [[2, 9, 12, 23]] * number


def test_turns_of_people_who_said_one_each_tell_as_much_as_people():
    coded = study(("A", 18, 2), ("B", 9, 20))
    assert cells(protected(theme_table(coded, by="country"))) == [HIDDEN, HIDDEN, 27]


def test_people_who_said_one_turn_each_are_known_to_be_as_many_as_turns():
    coded = study(("A", 6, 20), ("B", 9, 20))
    people, turns = (
        theme_table(coded, by="country", measure=measure)
        for measure in ("participants", "segments")
    )
    counts = suppress_small_cells([people, turns]).audit.counts
    of_people = len(suppress_small_cells(people).audit.counts.value)
    fewer = counts.value.copy()
    fewer[:of_people][np.isin(fewer[:of_people], [6, 15])] -= 1
    everything = np.ones(len(fewer), dtype=bool)
    assert counts.agrees(counts.value, everything)
    assert not counts.agrees(fewer, everything)


def test_interviews_that_all_raise_a_theme_single_nobody_out():
    """Two of the people in a group interview are silent: the interview raised it all the same."""
    lines = [f"R{place}: we said so" for place in range(4)] + ["R4: no", "R5: no"]
    one = interview("a", lines)
    others = [interview(f"b{place}", ["R: we said so"]) for place in range(8)]
    corpus = Corpus((one, *others))
    coded = codings(
        corpus,
        codebook("plan"),
        [
            *(("a", turn.spoken[0], "plan") for turn in one.turns[:4]),
            *((other.id, "said", "plan") for other in others),
        ],
    )
    assert cells(protected(theme_table(coded, measure="transcripts"))) == [9]
    assert cells(protected(theme_table(coded, measure="participants"))) == [HIDDEN]


def test_turns_count_by_the_people_who_speak_them():
    one = interview("a", ["R: we said so"] * 12, country="A")
    others = [interview(f"b{place}", ["R: we said so"], country="B") for place in range(8)]
    corpus = Corpus((one, *others))
    coded = codings(
        corpus,
        codebook("plan"),
        [
            *(("a", (turn.spoken[0][0], turn.spoken[0][1]), "plan") for turn in one.turns),
            *((other.id, "said", "plan") for other in others),
        ],
    )
    table = protected(theme_table(coded, by="country"))
    # All 20 turns are known to be of nine people: 20 or 12 would say what one of them did.
    assert cells(table) == [HIDDEN, 8, HIDDEN]
    assert table.denominators.loc["plan"].tolist() == [HIDDEN, HIDDEN, 20]


def test_nobody_is_shown_in_a_large_group_only():
    coded = study(("A", 0, 20), ("B", 0, 2), ("C", 9, 9))
    by_country = theme_table(coded, by="country", measure="participants")
    shown = protected(by_country)
    assert cells(shown)[0] == 0
    assert cells(shown)[1] == HIDDEN
    assert cells(protected(by_country, hide_zeros=True))[0] == HIDDEN


def test_a_second_table_of_the_release_gives_nothing_away():
    rows, transcripts, speaks, attributes = [], [], {}, {}
    for place in range(40):
        name, sex = f"t{place}", "woman" if place < 22 else "man"
        transcripts.append(interview(name, ["R: we said so"], country="A" if place % 2 else "B"))
        speaks[name, "R"], attributes[f"p{place}"] = f"p{place}", {"sex": sex}
        if place in (3, 5, 9) or place > 24:
            rows.append((name, "said", "plan"))
    coded = codings(
        Corpus(tuple(transcripts), Participants(speaks, attributes)),
        codebook("plan", "alert"),
        rows,
    )
    both = [theme_table(coded, by=by, measure="participants") for by in (["country", "sex"], "sex")]
    apart, together = protected(both[0]), suppress_small_cells(both)
    assert HIDDEN in cells(apart)
    crossed, by_sex = (cells(table) for table in together)
    # Women of A and of B add up to the women: with these shown, two hidden cells must be in a row.
    for sex, columns in (("man", (0, 2)), ("woman", (1, 3))):
        total = by_sex[0 if sex == "man" else 1]
        gone = sum(crossed[place] == HIDDEN for place in columns)
        assert gone != 1 or total == HIDDEN
    assert together.audit.safe
    assert together[1].audit is together.audit


def test_a_margin_of_two_tables_is_hidden_in_both():
    coded = study(("A", 2, 20), ("B", 1, 20))
    two = [
        theme_table(coded, measure="participants"),
        theme_table(coded, by="country", measure="participants"),
    ]
    assert [cells(table)[-1] for table in suppress_small_cells(two)] == [HIDDEN, HIDDEN]


def test_shares_and_words_of_hidden_cells_are_hidden_everywhere():
    coded = study(("A", 2, 20), ("B", 9, 20))
    table = protected(theme_table(coded, by="country", normalise="share"))
    assert table.frame.loc["plan", "A"] == HIDDEN
    long = table.long.set_index(["theme", "country"])
    assert long.loc[("plan", "A"), ["count", "value"]].tolist() == [HIDDEN, HIDDEN]
    assert table.count[0, 0] == 0  # the number itself is gone
    assert np.isnan(table.value[0, 0])
    assert HIDDEN in table.to_text()
    assert 'class="hidden">suppressed' in table.to_html()
    assert table.plot()
    with pytest.raises(DisclosureError, match="leave the study"):
        table.passages("plan", "A")


def test_notes_say_what_is_hidden_and_not_how_much():
    coded = study(("A", 2, 20), ("B", 9, 20))
    table = protected(theme_table(coded, by="country", measure="participants"))
    (said,) = [note for note in table.notes if note.startswith("Suppressed")]
    # Those of the theme, and the same ones of "any theme".
    assert said == "Suppressed: 4 of 9 counts of people (kept: 56%)."
    assert table.audit.kept == {"cells": 5 / 9, "counts": 0.5}
    nothing = protected(theme_table(study(("A", 10, 20)), measure="participants"))
    assert any(note.startswith("Suppressed: none of 3 counts") for note in nothing.notes)


def test_small_groups_do_not_tell_their_size():
    coded = study(("A", 1, 2), ("B", 9, 20), ("C", 9, 30))
    table = protected(theme_table(coded, by="country", measure="participants"))
    assert table.denominators.loc["plan"].tolist().count(HIDDEN) == 2
    (read,) = [note for note in table.notes if note.startswith("People read")]
    assert "A suppressed" in read
    assert "71" in read


def test_the_table_given_is_left_as_it_is():
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    before = table.frame.copy()
    protected(table)
    pd.testing.assert_frame_equal(table.frame, before)


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 6])
def test_every_promise_of_a_random_release_is_kept(seed):
    rng = np.random.default_rng(seed)
    coded = random_study(rng, people=int(rng.integers(5, 16)))
    release = random_release(rng, coded, most=2)
    safe = suppress_small_cells(release, minimum=int(rng.choice([3, 5])))
    frame = safe.audit.frame
    assert frame["safe"].all(), frame[~frame["safe"]]
    for table, whole in zip(safe, release, strict=True):
        shown = ~table.hidden.count
        assert (table.count[shown] == whole.count[shown]).all()


@st.composite
def small_frames(draw):
    """Draw two themes and "any theme" in two groups, few people each."""
    cells = draw(st.lists(st.tuples(*[st.integers(0, 5)] * 2), min_size=2, max_size=2))
    any_theme = [draw(st.integers(max(column), sum(column))) for column in zip(*cells, strict=True)]
    rows = [*cells, tuple(any_theme)]
    return pd.DataFrame(
        [(*row, sum(row)) for row in rows],
        columns=["A", "B", "all"],
        index=["plan", "alert", "any theme"],
    )


@settings(max_examples=40, deadline=None)
@given(small_frames(), st.sampled_from([2, 3]))
def test_an_attacker_who_tries_all_tables_finds_no_less(frame, minimum):
    safe = protected(frame, minimum=minimum)
    hidden = np.argwhere((safe.frame == HIDDEN).to_numpy())
    most = int(frame.to_numpy().max())
    if not 0 < len(hidden) <= 4:
        return
    agreeing = tables_that_agree(safe.frame, most)
    told = safe.audit.frame
    for place, (row, column) in enumerate(hidden):
        seen, low, high = agreeing[:, row, column], told["low"][place], told["high"][place]
        if high <= most:  # else the attacker by hand stops too early
            assert (seen.min(), seen.max()) == (low, high)
            assert high - low >= minimum


def test_zero_hidden_by_hand_is_the_same_for_words_written_as_text():
    people = pd.DataFrame({"A": [2, 9], "B": [14, 20], "all": [16, 29]}, index=["x", "y"])
    assert protected(people).frame.loc["x"].tolist() == [HIDDEN, HIDDEN, 16]
    assert protected(people.astype(str)).frame.loc["x"].tolist() == [HIDDEN, HIDDEN, 16]


@pytest.mark.parametrize("base", [3, 5])
def test_rounded_tables_add_up_and_tell_no_count(base):
    coded = study(("A", 1, 20), ("B", 4, 20), ("C", 8, 20))
    table = protected(
        theme_table(coded, by="country", measure="participants"), method="round", base=base
    )
    counts = np.array(cells(table))
    assert (counts % base == 0).all()
    assert counts[:-1].sum() == counts[-1]
    assert (np.abs(counts - [1, 4, 8, 13]) < base).all()
    assert table.audit.safe
    assert table.audit.narrowest >= base - 1
    assert any(note.startswith("Rounded") for note in table.notes)


@pytest.mark.parametrize("seed", range(4))
def test_random_tables_of_people_are_rounded_safely(seed):
    rng = np.random.default_rng(seed)
    coded = random_study(rng, people=25)
    tables = [theme_table(coded, by=by, measure="participants") for by in ("country", "sex")]
    safe = suppress_small_cells(tables, method="round", base=3)
    assert safe.audit.safe
    assert all((table.count % 3 == 0).all() for table in safe)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda _: suppress_small_cells([]), "no table"),
        (lambda table: protected(table, minimum=0), "at least 1"),
        (lambda table: protected(table, method="blur"), "round"),
        (lambda table: protected(table, method="round", base=4), "multiples"),
        (lambda table: protected(protected(table)), "already"),
        (lambda table: protected(table.counts.drop(columns="all")), "margin"),
        (lambda table: protected(table.counts / 7), "whole numbers"),
        (
            lambda table: suppress_small_cells([table, theme_table(study(("Z", 5, 5)))]),
            "different interviews",
        ),
        (
            lambda _: protected(theme_table(study(("Z", 5, 5))), method="round"),
            "does not protect segments",
        ),
    ],
)
def test_what_cannot_be_made_safe_is_refused(call, said):
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    with pytest.raises(DisclosureError, match=said):
        call(table)


def test_one_table_or_several_a_release_comes_back():
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    one, both = suppress_small_cells(table), suppress_small_cells([table, table.counts])
    assert (len(one), len(both)) == (1, 2)
    assert one.table.frame.equals(both[0].frame)
    assert one.table is one[0]
    with pytest.raises(DisclosureError, match=r"2 tables are released together.*release\[0\]"):
        both.table  # noqa: B018 - asked for
    assert all(HIDDEN in shown for shown in (one.to_text(), both.to_html(), both._repr_html_()))


def test_what_leaves_does_not_say_that_it_is_internal(tmp_path):
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    safe = suppress_small_cells([table, table.counts])
    for number, one in enumerate(safe):
        one.to_csv(tmp_path / f"{number}.csv")
        assert HIDDEN in (tmp_path / f"{number}.csv").read_text(encoding="utf-8")
        said = (tmp_path / f"{number}.notes.txt").read_text(encoding="utf-8")
        assert INTERNAL not in said
        assert "Suppressed: " in said
    safe.audit.to_csv(tmp_path / "audit.csv")
    assert INTERNAL in (tmp_path / "audit.notes.txt").read_text(encoding="utf-8")


def test_a_release_travels():
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    safe = suppress_small_cells([table, table.counts])
    for other in (pickle.loads(pickle.dumps(safe)), copy.deepcopy(safe)):
        assert other == safe
        assert other.audit == safe.audit
        assert other.audit.only(table=0).frame.equals(safe.audit.only(table=0).frame)
    assert safe != suppress_small_cells([table])


def test_an_audit_says_what_it_comes_to():
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    notes = suppress_small_cells(table).audit.notes
    assert notes[0] == "4 of 18 numbers are hidden."
    assert notes[-1] == "Every promise is kept."


def test_rows_of_a_protected_table_are_chosen_with_their_marks():
    safe = protected(
        theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    )
    part = safe.only(theme="plan", country=["A", "all"])
    assert part.frame.to_numpy().tolist() == [[HIDDEN, 11]]
    assert part.notes == safe.notes
    assert part.written_notes == (BY_ITSELF, *part.notes)
    with pytest.raises(DisclosureError, match="passages show who"):
        part.passages("plan", "A")


def test_a_part_of_a_table_is_not_protected_by_itself():
    """Its notes tell how much was read in all groups, and a group alone has no margin."""
    table = theme_table(study(("A", 2, 20), ("B", 9, 20)), by="country", measure="participants")
    with pytest.raises(DisclosureError, match="protect it whole"):
        suppress_small_cells(table.only(country="A"))


def test_the_usual_minimum_has_one_definition():
    table = theme_table(study(("A", 4, 20), ("B", 9, 20)), by="country", measure="participants")
    assert cells(protected(table)) == cells(protected(table, minimum=MINIMUM))
    assert cells(protected(table, minimum=3)) == [4, 9, 13]
    sources = Path(policy.__file__).parents[1].rglob("*.py")
    told = [
        f"{path.name}: {line.strip()}"
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bminimum: int( \| None)? = 5|^MINIMUM = ", line)
    ]
    assert told == [
        "policy.py: MINIMUM = 5  # people who must stand behind whatever is shown, "
        "unless told otherwise"
    ]


def test_interviewers_are_not_people_who_stand_behind_a_number():
    """Four people and an interviewer say it: that is four, whoever else is counted with them."""
    corpus = Corpus(
        tuple(interview(f"a{place}", ["I: we said so", "R: we said so"]) for place in range(4))
    )
    rows = [(one.id, turn.spoken[0], "plan") for one in corpus for turn in one.turns]
    coded = codings(corpus, codebook("plan"), rows)
    assert theme_table(coded, include_interviewers=True).frame.loc["plan", "all"] == 8
    assert cells(protected(theme_table(coded, include_interviewers=True))) == [HIDDEN]
