"""Labels that nobody knows: told by how a file begins its turns, and doubted where it does not."""

import pytest

from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.layouts.turns import chosen_labels, read_layout
from civic_qual.corpus.people import role_of_label

ASKED = ["Who came first?", "When did they leave?", "What was lost?", "Who told you?", "And now?"]
SAID = ["The boats came.", "They left at noon.", "We lost the nets.", "My aunt did.", "We wait."]


def speakers(text: str, **more) -> list[str]:
    return [turn.speaker for turn in read_layout(text, **more).turns]


def group(line: str, once: str, *, between: str = "\n") -> str:
    """Return a talk of a moderator and three people, one of whom says one thing more."""
    lines = []
    for asked, said in zip(ASKED, SAID, strict=True):
        lines += [line.format("Moderator", asked), line.format("Oda", said)]
        lines += [line.format("Per", said), line.format("Ines", said)]
    lines.insert(9, once)
    return between.join(lines) + "\n"


@pytest.mark.parametrize(
    ("line", "between"),
    [
        ("{}: {}", "\n"), ("{}:\t{}", "\n"), ("{}: {}", "\n\n"),
        ("**{}** {}", "\n"), ("[{}] {}", "\n"), ("<{}>\n{}", "\n"), ("{} – {}", "\n\n"),
    ],
)  # fmt: skip
def test_a_stranger_in_a_group_is_surely_one_if_everything_shows_it(line, between):
    text = group(line, line.format("Zorbeth", "I saw it."), between=between)
    reading = read_layout(text)
    assert [turn.speaker for turn in reading.turns].count("Zorbeth") == 1
    assert reading.account.sure, reading.account.doubts


def test_a_stranger_between_two_people_is_asked_about():
    lines = [f"Interviewer: {a}\nOda: {s}" for a, s in zip(ASKED * 3, SAID * 3, strict=True)]
    text = "\n".join([*lines[:6], "Zorbeth: I saw it.", *lines[6:]])
    reading = read_layout(text)
    assert any("is it one?" in one.message for one in reading.account.doubts if one.grade == "ask")


def test_what_may_be_enumerated_is_asked_about():
    lines = ["Moderator: What is lacking?", "Oda: Much.", "Per: All.", "Ines: First: the ferry."]
    text = "\n".join([*lines * 4, "Then: the road.", "Zurn: none came.", "Quil: none left."])
    assert not read_layout(text).account.sure


def test_what_begins_below_a_label_of_its_own_line_is_said():
    lines = [f"Moderator:\n{a}\nOda Brandt:\n{s}" for a, s in zip(ASKED, SAID, strict=True)]
    text = "\n".join([*lines, "Moderator:\nWhat is it called?\nOda Brandt:\nZurn: our own word."])
    assert set(speakers(text)) == {"Moderator", "Oda Brandt"}


@pytest.mark.parametrize("line", ["[{}] {}", "<{}>\t{}", "{}: {}", "{} – {}"])
def test_labels_of_several_strange_words(line):
    names = ("Tosmas lormeim vounk", "Bosrel sutouve")
    text = "\n\n".join(
        line.format(names[0], asked) + "\n\n" + line.format(names[1], said)
        for asked, said in zip(ASKED, SAID, strict=True)
    )
    assert speakers(text) == [*names] * 5


@pytest.mark.parametrize(
    "opening",
    [
        "To sum up",
        "Encore une question",
        "Entre nous",
        "Access to water",
        "Without him",
    ],
)
def test_what_opens_a_phrase_names_nobody_and_is_not_asked_about(opening):
    text = group("{}: {}", f"{opening}: nothing came.")
    reading = read_layout(text)
    assert {turn.speaker for turn in reading.turns} == {"Moderator", "Oda", "Per", "Ines"}
    assert reading.account.sure, reading.account.doubts


def test_a_son_is_somebody():
    lines = "Interviewer: Who came?\nSon: Nobody.\nFather: The boats.\nInterviewer: Why?\n"
    reading = read_layout(lines + "Father: To trade.\nInterviewer: When?\nSon: Early.\n")
    assert {turn.speaker for turn in reading.turns} == {"Interviewer", "Son", "Father"}
    assert reading.account.sure, reading.account.doubts


def test_a_question_that_is_announced_is_no_interviewer():
    assert role_of_label("Next question") is None
    assert role_of_label("Question 3") == "interviewer"


def test_initials_that_are_words_of_facts_too():
    lines = ["RK: Who came?", "ID: The boats.", "TO: No.", "RK: When?", "ID: Early.", "TO: Late."]
    assert set(speakers("\n".join(lines * 2))) == {"RK", "ID", "TO"}


def test_small_names_that_return_twice():
    names = ("inès falk", "oda brandt", "inès falk", "per lie", "oda brandt", "per lie")
    text = "\n\n".join(f"{name}:\n{said}" for name, said in zip(names, [*SAID, "So."], strict=True))
    assert set(speakers(text)) == {"inès falk", "oda brandt", "per lie"}


def test_a_letter_before_a_full_stop_beside_codes():
    lines = ["M. Who came?", "P1. The boats.", "P2. Nobody.", "M. When?", "P1. Early.", "M. Why?"]
    assert set(speakers("\n\n".join([*lines, "P2. To trade."]))) == {"M", "P1", "P2"}


def test_bold_names_with_their_initials():
    lines = [
        "Ada Falk (AF). Who?",
        "Oda Lie (OL). Us.",
        "AF. When?",
        "OL. Early.",
        "AF. Why?",
        "OL. To trade.",
    ]
    text = "\n\n".join(lines)
    ends = [line.index(". ") + 1 for line in lines]
    starts = [text.index(line) for line in lines]
    bold = tuple((start, start + end) for start, end in zip(starts, ends, strict=True))
    assert set(speakers(text, features=Features(bold=bold))) == {"Ada Falk", "Oda Lie"}


def test_bold_labels_with_a_time_and_a_bold_colon():
    lines = [
        f"**{who}** 0:{n}**:**\n{said}"
        for n, (who, said) in enumerate(zip(["PD", "BB"] * 3, [*ASKED, SAID[0]], strict=True), 10)
    ]
    text = "\n\n".join(lines)
    reading = read_layout(text)
    assert [turn.speaker for turn in reading.turns] == ["PD", "BB"] * 3
    assert not any("0:1" in text[a:b] for turn in reading.turns for a, b in turn.spoken)


def test_subtitles_have_no_facts():
    text = "F: About Old Tessel\nand the pump?\nP2: The history\nis long.\nF: Note: why?\nP2: Fear."
    assert [one.speaker for one in chosen_labels(text).labels] == ["F", "P2"] * 2


@pytest.mark.parametrize("slip", ["Interviwer", "Interviewre", "Intervviewer", "Interviewar"])
def test_a_role_misspelt_is_the_same_person(slip):
    lines = [f"Interviewer: {a}\nOda: {s}" for a, s in zip(ASKED * 2, SAID * 2, strict=True)]
    text = "\n".join([*lines[:6], f"{slip}: Who saw it?", "Oda: I did.", *lines[6:]])
    reading = read_layout(text)
    assert {turn.speaker for turn in reading.turns} == {"Interviewer", "Oda"}
    assert reading.account.sure, reading.account.doubts


def test_names_that_are_nearly_alike_are_asked_about():
    text = group("{}: {}", "Marietta: I saw it.") + "Mariette: So did I.\n"
    text += "Per: Yes.\nMariette: All of it.\nPer: No.\nMariette: Surely.\n"
    asked = [one.message for one in read_layout(text).account.doubts if one.grade == "ask"]
    assert any("may be one person" in one for one in asked)


def test_names_in_capitals_before_a_full_stop():
    talk = ["MODERATOR. Who came?", "JOAN. Nobody came. We waited.", "PETER. I saw a car."]
    assert speakers("\n".join(talk * 3)) == ["MODERATOR", "JOAN", "PETER"] * 3


def test_a_word_in_capitals_before_a_full_stop_is_speech_beside_labels():
    talk = ["CHIEF: We left.", "NOTHING. They gave us nothing.", "CLERK: Why?", "CHIEF: NEVER. No."]
    assert speakers("\n".join(talk)) == ["CHIEF", "CLERK", "CHIEF"]
