"""Who was taken for what, on what ground, and how to tell otherwise."""

import pytest

from civic_qual.corpus.roles import role_of_label
from civic_qual.errors import ReadError

TALK = (
    "Ada Lund: Who came?\nBen Ray: Nobody. Why would they?\nAda Lund: And then?\n"
    "Ben Ray: No.\nAda Lund: Did you call?\nBen Ray: Yes.\n"
)


@pytest.mark.parametrize(
    ("role", "labels"),
    {
        "interviewer": "Interviewer INTERVIEWER Enquêteur enquetrice Enquêteur·rice Modératrice "
        "Animateur Facilitator Moderator I Q INT Int1 Enq. Q3 Chercheuse",
        "respondent": "Respondent R A P1 P12 R2 Participant Participante Répondante Répondant(e) "
        "Interviewee Enquêté Réponse Informant",
        "interpreter": "Interpreter Interprète Traductrice Translator",
        "observer": "Observatrice Observer Notetaker",
    }.items(),
)
def test_labels_that_name_a_role(role, labels):
    for label in labels.split():
        assert role_of_label(label) == role, label


@pytest.mark.parametrize(
    "label",
    ["Marie", "Chef", "Ada Lund", "Jeune 1", "Speaker 2", "M", "AB", "Inès", "Amode", "Prakash"],
)
def test_labels_that_name_nobody_in_particular(label):
    assert role_of_label(label) is None


def test_labels_with_numbers_and_more():
    assert role_of_label("Participant 3 (F)") == "respondent"
    assert role_of_label("Interviewer B") == "interviewer"
    assert role_of_label("Enquêtrice principale") == "interviewer"


def roles(corpus):
    return {row.speaker: row.role for row in corpus.roles.itertuples()}


def test_who_asks_is_the_interviewer(read):
    corpus = read({"a.txt": TALK})
    assert roles(corpus) == {"Ada Lund": "interviewer", "Ben Ray": "respondent"}
    assert any("Ada Lund taken for interviewer (because they ask" in one for one in corpus.notes)


def test_nobody_is_guessed_where_both_ask(read):
    corpus = read({"a.txt": TALK.replace(".", "?")})
    assert set(roles(corpus).values()) == {"unknown"}
    assert any("is unknown: they count" in note for note in corpus.notes)
    assert all(turn.counted for turn in corpus["a"].turns)


def test_a_role_told_wins_over_the_table_and_the_table_over_the_guess(read):
    files = {
        "a.txt": TALK,
        "b.txt": TALK,
        "participants.csv": "transcript,speaker,role\na,Ada Lund,observer\na,Ben Ray,interprète\n",
    }
    corpus = read(files, roles={("a", "Ben Ray"): "respondent", "Ada Lund": "interviewer"})
    table = corpus.roles.set_index(["transcript", "speaker"])["role"]
    assert table["a", "Ben Ray"] == "respondent"
    assert table["a", "Ada Lund"] == "interviewer"
    plain = read(files).roles.set_index(["transcript", "speaker"])["role"]
    assert plain["a", "Ada Lund"] == "observer"
    assert plain["a", "Ben Ray"] == "interpreter"
    assert plain["b", "Ada Lund"] == "interviewer"


def test_with_roles_makes_a_new_corpus(read):
    before = read({"a.txt": TALK})
    after = before.with_roles({"Ada Lund": "respondent", ("a", "Ben Ray"): "observer"})
    assert roles(after) == {"Ada Lund": "respondent", "Ben Ray": "observer"}
    assert roles(before) == {"Ada Lund": "interviewer", "Ben Ray": "respondent"}
    assert after.participants.of("a", "Ada Lund") == "a/S1"
    assert after.participants.of("a", "Ben Ray") == ""


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"Adda": "respondent"}, "nobody is called so; the speakers are Ada Lund, Ben Ray"),
        ({("b", "Ada Lund"): "respondent"}, "nobody is called so"),
        ({"Ada Lund": "boss"}, "role 'boss' of 'Ada Lund' is none of interviewer, respondent"),
    ],
)
def test_roles_that_cannot_be(read, told, message):
    with pytest.raises(ReadError, match=message):
        read({"a.txt": TALK}, roles=told)
    with pytest.raises(ReadError, match=message):
        read({"a.txt": TALK}).with_roles(told)


def test_the_table_of_roles_counts_turns_and_words(read):
    table = read({"a.txt": "I: Who came?\nR: [laughs] Nobody came.\nI: Why?"}).roles
    assert table.to_dict("records") == [
        {
            "transcript": "a",
            "speaker": "I",
            "role": "interviewer",
            "participant": "",
            "turns": 2,
            "words": 3,
        },
        {
            "transcript": "a",
            "speaker": "R",
            "role": "respondent",
            "participant": "a/S2",
            "turns": 1,
            "words": 2,
        },
    ]
