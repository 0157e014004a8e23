"""Participants and the speakers behind them, and roles: told, read from labels, or guessed."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.corpus.model import Transcript, Turn
from civic_qual.corpus.people import Participants, role_of_label
from civic_qual.errors import ReadError


def discussion(speakers: int) -> Transcript:
    turns = tuple(
        Turn(start=at, end=at + 1, spoken=((at, at + 1),), speaker=f"S{at}", role="respondent")
        for at in range(speakers)
    )
    return Transcript(id="a", text="x" * speakers, turns=turns)


class Watched(Transcript):
    """A transcript that counts how often its turns are asked for."""

    looks = 0

    def __getattribute__(self, name):
        if name == "turns":
            type(self).looks += 1
        return super().__getattribute__(name)


def test_turns_are_gone_through_once_however_many_speak():
    one = discussion(200)
    watched = Watched(id="a", text=one.text, turns=one.turns)
    Watched.looks = 0
    found = Participants().resolved((watched,))
    assert found.count == 200
    assert Watched.looks == 1


def test_speakers_are_numbered_as_they_are_heard():
    found = Participants().resolved((discussion(3),))
    assert dict(found.speaks) == {("a", f"S{at}"): f"a/S{at + 1}" for at in range(3)}


def test_interviewers_are_numbered_too():
    turns = (
        Turn(start=0, end=1, spoken=(), speaker="I", role="interviewer"),
        Turn(start=1, end=2, spoken=(), speaker="R", role="respondent"),
        Turn(start=2, end=3, spoken=(), speaker=""),
    )
    found = Participants().resolved((Transcript(id="a", text="xyz", turns=turns),))
    assert dict(found.speaks) == {("a", "R"): "a/S2", ("a", ""): "a"}


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


@pytest.mark.parametrize(
    "label",
    ["All", "Everybody", "Several participants", "Tous", "Plusieurs voix", "Les deux et tous"],
)
def test_several_at_once_are_nobody_more(tmp_path, label):
    more = not label.startswith("Les")
    (tmp_path / "a.txt").write_text(
        f"Moderator: Who came?\nP1: The boats.\nP2: Two.\n{label}: Yes!\nModerator: When?\n"
        f"P1: At ten.\n{label}: Late.\nP2: Yes.\n",
        "utf-8",
    )
    corpus = cq.read_corpus(tmp_path)
    assert corpus.participants.count == (2 if more else 3)
    assert more == any(f"'{label}': several people at once" in one for one in corpus.notes)
    named = pd.DataFrame([{"transcript": "a", "speaker": label, "participant": "the third"}])
    assert cq.read_corpus(tmp_path, participants=named).participants.count == 3


def test_those_whom_no_label_tells_are_somebody(tmp_path):
    (tmp_path / "a.txt").write_text("I: Who came?\nAll: Nobody.\nI: When?\nAll: Never.\n", "utf-8")
    assert cq.read_corpus(tmp_path).participants.count == 1
