"""Who interviews, where no label says it: whoever asks in most turns, be it one or several."""

import civic_qual as cq
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


def test_swahili_labels_name_roles():
    found = several(
        ("Mwezeshaji", "Karibu."), ("Mkalimani", "They run."), ("Mhojiwa", "Tunakimbia."),
    )  # fmt: skip
    assert [one.role for one in found.values()] == ["interviewer", "interpreter", "respondent"]


def test_whoever_asks_where_the_interviewer_says_nothing_is_asked_about(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Interviewer: Welcome all.\nIssa: Who came?\nOba: Nobody.\nIssa: And then?\n"
        "Oba: We ran to the wells.\n"
    )
    asked = cq.look(cq.read_corpus(tmp_path)).doubts.query("grade == 'ask'")
    assert "'Issa' asks, too, and is taken for a respondent" in list(asked.doubt)


def test_an_interviewer_whom_the_top_names_by_an_initial_is_one(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Entretien n° 1\n\nLieu : Bandiagara\n\nEnquêteur : Issa T.\n\n"
        "Issa : Depuis quand ?\nChef : Deux ans.\n"
        "Issa : Et avant ?\nChef : Rien. Demande à Oumar T.\nIssa : Merci.\n"
    )
    corpus = cq.read_corpus(tmp_path)
    assert {turn.speaker: turn.role for turn in corpus["a"].turns} == {
        "Issa": "interviewer", "Chef": "respondent",
    }  # fmt: skip
