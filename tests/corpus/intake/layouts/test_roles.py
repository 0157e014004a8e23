"""Who interviews, where no label says it: whoever asks in most turns, be it one or several."""

from civic_qual.corpus.intake.layouts.roles import Guess, guess_roles
from civic_qual.corpus.intake.layouts.turns import read_layout


def several(*turns: tuple[str, str]) -> dict[str, Guess]:
    text = "\n".join(f"{who}: {words}" for who, words in turns)
    return guess_roles(read_layout(text).turns, text)


def test_two_who_ask_where_others_answer_are_interviewers():
    found = several(
        ("Oda Lie", "Who came?"), ("Per Falk", "The boats."), ("Ines Brandt", "When was that?"),
        ("Per Falk", "Early."), ("Oda Lie", "Why so?"), ("Per Falk", "To trade."),
        ("Ines Brandt", "With whom?"), ("Per Falk", "You know?"),
    )  # fmt: skip
    assert {who: (one.role, one.clear) for who, one in found.items()} == {
        "Oda Lie": ("interviewer", True),
        "Ines Brandt": ("interviewer", True),
        "Per Falk": ("respondent", True),
    }


def test_whoever_asks_once_is_near_nobody():
    found = several(
        ("Oda Lie", "Who came?"), ("Per Falk", "The boats."), ("Oda Lie", "Mm-hm."),
        ("Per Falk", "And the nets."), ("Oda Lie", "When?"), ("Ines Brandt", "Who knows?"),
        ("Oda Lie", "Why?"), ("Per Falk", "To trade."),
    )  # fmt: skip
    assert found["Oda Lie"] == Guess(role="interviewer", ground="questions")
    assert found["Ines Brandt"].role == "respondent"
