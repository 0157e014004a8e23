"""The attack finds what is there to be found: leaks made by hand, and the truth stays possible."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.leaking.attack import attack
from benchmarks.leaking.estimates import told_of_hidden
from benchmarks.leaking.puzzle import Puzzle
from benchmarks.leaking.records import History
from benchmarks.leaking.studies import Interview, Study
from benchmarks.leaking.written import Told, Written, read

ALL, NORTH, SOUTH = frozenset(), frozenset({("country", "N")}), frozenset({("country", "S")})


def study(north, south, *, turns=1):
    """People alone in an interview each: of each country (how many carry the theme, how many)."""
    interviews = []
    for country, (carry, people) in (("N", north), ("S", south)):
        for place in range(people):
            said = frozenset({"amends"} if place < carry else ())
            name = f"{country}{place}"
            interviews.append(
                Interview(
                    name=f"i{name}",
                    attributes={"country": country},
                    turns=tuple((name, (said,)) for _ in range(turns)),
                )
            )
    people = {one.people[0]: {} for one in interviews}
    return Study(interviews=tuple(interviews), people=people, themes=("amends",))


def joined(before, carries):
    """The same study, and one person more in the north."""
    said = (frozenset({"amends"} if carries else ()),)
    new = Interview(name="inew", attributes={"country": "N"}, turns=(("new", said),))
    people = {**before.people, "new": {}}
    return replace(before, interviews=(*before.interviews, new), people=people)


def written(shown, hidden=()):
    """A release that shows numbers of the theme, and hides some."""
    told = [
        Told(key=(group, "amends", measure), low=value, high=value, where="by hand")
        for (group, measure), value in shown.items()
    ]
    keys = {(group, "amends", measure): "by hand" for group, measure in hidden}
    cells = {**dict.fromkeys([one.key for one in told], True), **dict.fromkeys(keys, False)}
    return Written(told=told, hidden=keys, cells=cells)


def found(studies, releases):
    """Attack releases by country."""
    puzzle = Puzzle(History(studies, "turn", ["country"]), releases, 5)
    return attack(puzzle, np.random.default_rng(1))


def test_what_is_left_of_a_total_is_found():
    one = written({(ALL, "P"): 10, (SOUTH, "P"): 8}, [(NORTH, "P")])
    outcome = found([study((2, 10), (8, 20))], [one])
    assert [(leak.name, leak.low, leak.high) for leak in outcome.leaks] == [
        ("r1 N: amends P", 2, 2)
    ]
    assert outcome.leaks[0].alone
    assert outcome.leaks[0].exact


def test_where_two_are_hidden_nothing_is_found():
    one = written({(ALL, "P"): 10}, [(NORTH, "P"), (SOUTH, "P")])
    assert not found([study((2, 10), (8, 20))], [one]).leaks


def test_what_one_newcomer_said_is_found_in_two_totals():
    before = study((6, 10), (8, 20))
    after = joined(before, True)
    shown = [written({(ALL, "P"): 14}), written({(ALL, "P"): 15})]
    names = {leak.name for leak in found([before, after], shown).leaks if leak.exact}
    assert "in r2, not in r1: all: amends P" in names


def test_that_newcomers_said_nothing_is_found_too():
    before = study((6, 10), (8, 20))
    after = joined(before, False)
    shown = [written({(ALL, "P"): 14}), written({(ALL, "P"): 14})]
    assert any(leak.truth == 0 and leak.exact for leak in found([before, after], shown).leaks)


def test_turns_tell_of_people_by_how_many_each_spoke():
    one = written({(ALL, "T"): 12}, [(ALL, "P")])
    outcome = found([study((6, 6), (0, 20), turns=2)], [one])
    assert [(leak.low, leak.high) for leak in outcome.leaks] == []  # 6 to 12 people: wide enough
    one = written({(NORTH, "T"): 18}, [(NORTH, "P")])
    outcome = found([study((9, 10), (0, 20), turns=2)], [one])
    assert [(leak.low, leak.high) for leak in outcome.leaks] == [(9, 10)]


def test_a_truth_that_is_not_possible_would_be_noticed():
    outcome = found([study((2, 10), (8, 20))], [written({(ALL, "P"): 11})])
    assert any("is said to be 11" in one for one in outcome.riddles)


def test_nobody_and_everybody_are_shown_on_purpose():
    one = written({(ALL, "P"): 0}, [(NORTH, "P")])
    assert not found([study((0, 4), (0, 20))], [one]).leaks


@pytest.mark.parametrize("count", [2, 7, 40])
def test_gain_gives_the_count_by_hand(count, tmp_path):
    n, z = 57, 1.959963984540054
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low, high = middle - 0.6 * half, middle + 0.6 * half
    (tmp_path / "estimates.csv").write_text(
        "theme,group,units,human_n,human_positive,raw,human_only,estimate,low,high,gain,note\n"
        f"harm,N,156,{n},,,,{share},{low},{high},{1 - (high - low) / (2 * half)},\n",
        encoding="utf-8-sig",
    )
    (told,) = told_of_hidden(tmp_path, 5)
    assert f"by hand {sorted({count, n - count})} of 57" in told


def test_a_chart_is_read_by_the_length_of_its_bars(tmp_path):
    (tmp_path / "report.html").write_text(
        "<svg>the share of turns that carry each theme, by country. "
        '<text style="text-anchor: middle" x="50.0" y="1">0%</text>'
        '<text style="text-anchor: middle" x="150.0" y="1">50%</text>'
        '<text style="text-anchor: end" x="1">Amends</text>'
        '<path d="M 50.0 3.0 \nL 90.0 3.0 \nL 90.0 4.0 \nL 50.0 4.0 \nz\n" '
        'clip-path="url(#p)" style="fill: #0072b2"/>'
        '<path style="fill: #0072b2"/>\n</g>\n<g id="text_3">\n'
        '<text style="text-anchor: start" x="1">N</text></svg>',
        encoding="utf-8",
    )
    (bar,) = read(tmp_path, {"Amends": "amends"}, {"N": "country"}).told
    assert bar.key == (NORTH, "amends", "share")
    assert bar.low < 0.2 < bar.high
