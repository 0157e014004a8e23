"""Codes as people write them: found, or told with the nearest, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.codebook.model import Code, Codebook
from civic_qual.messages import render, speaking
from civic_qual.reviewing.codes_meant import CodeNames, entry_of

NAMES = {
    "plan": ("Planning", "Planification"),
    "plan.presence": ("Presence, patrols; and bases", "Présence, patrouilles et bases"),
    "plan.threat": ("Threat analysis", "Analyse des menaces"),
    "trust": ("Trust", "Confiance"),
    "trust.trust": ("Trust and reliance", "Fiabilité"),
    "harm": ("Violence", "Atteintes"),
    "abuse": ("Abuse", "Violence"),
    "say": ('"They" said: yes', "« Ils » ont dit : oui"),
    "9": ("😀", "كانوا"),
}
BOOK = Codebook(
    "T",
    "1",
    ("en", "fr"),
    tuple(
        Code(one, "theme", one.rpartition(".")[0], name={"en": english, "fr": french})
        for one, (english, french) in NAMES.items()
    ),
)
MEANING = CodeNames(BOOK)


def written_as(code):
    english, french = NAMES[code]
    ways = [
        code,
        f"{code} · {english}",
        f"{code} · {french}",
        f"{code} - {english}",
        english,
        french,
    ]
    if "Violence" in ways:
        ways.remove("Violence")
    ways += [way.upper() for way in ways[1:3]] + [f"  {code} ", f"{code} · an older name"]
    if code.isascii():
        ways.append(code.upper())
    return st.sampled_from(ways)


@given(
    st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5, unique=True).flatmap(
        lambda codes: st.tuples(
            st.just(codes),
            st.tuples(*map(written_as, codes)),
            st.sampled_from(("; ", ";", "\n", " ;  ")),
        )
    )
)
def test_several_in_a_cell(drawn):
    codes, written, between = drawn
    meant = MEANING.meant(between.join(written))
    assert meant.problems == ()
    assert list(meant.codes) == codes


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Presence, patrols; and bases", ["plan.presence"]),
        (
            "plan.threat, Presence, patrols; and bases, harm",
            ["plan.threat", "plan.presence", "harm"],
        ),
        ("TRUST.TRUST", ["trust.trust"]),
        ("trust", ["trust"]),
        ("trust · trust", ["trust"]),
        ("analyse des   menaces", ["plan.threat"]),
        ("plan.threat;;; plan.threat ;", ["plan.threat"]),
        ("😀", ["9"]),
        ("كانوا", ["9"]),
        ("9", ["9"]),
    ],
)
def test_found(written, codes):
    meant = MEANING.meant(written)
    assert (list(meant.codes), meant.problems) == (codes, ())


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("violence", "'violence' may be 'harm · Violence' or 'abuse · Abuse': write the id"),
        ("plan.treat", "'plan.treat' is no code; did you mean 'plan.threat · Threat analysis'?"),
        ("zzzz", "'zzzz' is no code of the codebook; take one from the list"),
        ("harm; zzzz; plan", "'zzzz' is no code of the codebook; take one from the list"),
        (
            "harm · Abuse",
            "'harm · Abuse' may be 'harm · Violence' or 'abuse · Abuse': write the id",
        ),
        ("😁", "'😁' is no code of the codebook; take one from the list"),
    ],
)
def test_told(written, problem):
    assert MEANING.meant(written).problems == (problem,)


def test_long_cells_are_cut_where_they_are_told():
    (problem,) = MEANING.meant("x" * 5000).problems
    assert len(problem) < 140


def test_new_codes():
    meant = MEANING.meant("plan; new: harm > Night raids = by night, or before dawn; trust")
    assert (meant.codes, meant.problems) == (("plan", "trust"), ())
    (new,) = meant.new
    assert (new.name, new.parent, new.definition) == (
        "Night raids",
        "harm",
        "by night, or before dawn",
    )
    assert MEANING.meant("nouveau : confiance").codes == ("trust",)  # there is one


def test_numbers_lose_their_zeros():
    book = Codebook(
        "T",
        "1",
        ("en",),
        tuple(Code(one, "theme", name={"en": f"N{one}"}) for one in ("1.1", "1.10", "07")),
    )
    meaning = CodeNames(book)
    assert meaning.meant("1.1").codes == ("1.1",)
    assert meaning.meant("1.1", number=True).codes == ()
    assert "may be '1.1 · N1.1' or '1.10 · N1.10'" in meaning.meant("1.1", number=True).problems[0]
    assert meaning.meant("7", number=True).codes == ("07",)
    assert meaning.meant("7").codes == ()


def test_entries_stand_on_one_line():
    assert entry_of(Code("a", "theme", name={"en": "One\n two"}), "en") == "a · One two"
    assert entry_of(Code("a", "theme"), "en") == "a"
    assert len(entry_of(Code("a", "theme", name={"en": "x" * 500}), "en")) < 130


def test_a_slip_names_the_code_in_the_language_of_the_reader():
    with speaking("fr"):
        (problem,) = MEANING.meant("plan.thraet").problems
    assert "plan.threat · Analyse des menaces" in render(problem, "fr")
