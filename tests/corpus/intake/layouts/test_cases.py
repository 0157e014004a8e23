"""Small inputs that once went wrong, and others of their kind."""

import pytest

from civic_qual.corpus.intake.layouts.turns import read_layout


def said(text: str) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " / ".join(text[a:b] for a, b in turn.spoken))
        for turn in read_layout(text).turns
    ]


@pytest.mark.parametrize(
    "leads",
    [
        ["First", "Second", "Third", "Fourth"],
        ["Premièrement", "Deuxièmement", "Enfin", "Bref"],
        ["They said", "The captain promised", "My brother", "He shouted"],
        ["Ils ont dit", "Le capitaine a promis", "La nuit", "Par exemple"],
    ],
)
def test_what_somebody_enumerates_or_quotes_is_speech(leads):
    lines = [f"{lead}: they burned house number {n}." for n, lead in enumerate(leads * 2)]
    text = "I: What happened?\nR: Much.\n" + "\n".join(lines) + "\nI: And then?\nR: Nothing.\n"
    assert [speaker for speaker, _ in said(text)] == ["I", "R", "I", "R"]
    assert all(lead in said(text)[1][1] for lead in leads)


@pytest.mark.parametrize(
    "number", ["{0}. ", "{0}) ", "[{0}] ", "({0}) ", "{0:03} ", "{0}\t", "{0}\n"]
)
def test_numbers_before_turns(number):
    lines = ["I: Who came?", "Chief: Nobody.", "I: At night?", "Chief: 2021 was bad.", "I: Why?"]
    text = "\n".join(number.format(n) + line for n, line in enumerate(lines, start=1))
    assert said(text) == [tuple(line.split(": ")) for line in lines]


@pytest.mark.parametrize("separator", ["\t", " - ", " – ", ": ", " : "])
def test_the_first_separator_counts(separator):
    lines = [
        ("Enquêteur", "Qui vous protège ?"),
        ("Chef", "Personne : les rebelles - partout - ont tout brûlé."),
        ("Enquêteur", "Pourquoi ?"),
        ("Chef", "Ils ont dit : partez, et puis - rien."),
    ] * 2
    text = "\n".join(speaker + separator + words for speaker, words in lines)
    assert said(text) == lines


def test_people_described_who_speak_once_are_people():
    text = (
        "Moderator: Who protects you?\nP1 (female, 35): The youth.\nP2 (male, 50): Nobody.\n"
        "P3 (male, displaced): The soldiers.\nModerator: And MINUSCA?\nP1 (female, 35): No.\n"
    )
    assert [speaker for speaker, _ in said(text)] == [
        "Moderator",
        "P1",
        "P2",
        "P3",
        "Moderator",
        "P1",
    ]
    assert "displaced" not in " ".join(words for _, words in said(text))


def test_a_label_of_eighty_characters():
    label = "Présidente du comité local de protection des personnes déplacées de Bangassou"
    text = f"{label} : Non.\nEnquêtrice : Pourquoi ?\n{label} : La route.\nEnquêtrice : Oui ?\n"
    assert said(text)[0] == (label, "Non.")
    assert said(text)[2] == (label, "La route.")


def test_one_person_under_several_labels():
    text = (
        "Ann Lee (AL): Who came?\nMoses Deng: Nobody.\nAL: Why?\nDeng: Fear.\nAL: Of whom?\n"
        "Deng: Of all.\nP 1: Not me.\nAL: No?\nP1: No.\n"
    )
    assert [speaker for speaker, _ in said(text)] == [
        "Ann Lee", "Moses Deng", "Ann Lee", "Moses Deng", "Ann Lee", "Moses Deng", "P 1", "Ann Lee",
        "P 1",
    ]  # fmt: skip


def test_a_clock_is_no_label_and_a_label_before_a_number_is_one():
    text = "I1: When?\nR1: At noon.\nThen, at 10:30, they left.\nI1: All?\nR1:25 people stayed.\n"
    assert said(text) == [
        ("I1", "When?"),
        ("R1", "At noon.\nThen, at 10:30, they left."),
        ("I1", "All?"),
        ("R1", "25 people stayed."),
    ]


def test_dashes_of_two_people():
    text = "– Qui est venu ?\n– Personne.\n– Et après ?\n– Rien.\n– Vraiment ?\n– Oui.\n"
    assert [speaker for speaker, _ in said(text)] == ["Questions", ""] * 3


def test_bold_questions():
    text = "**Who came?**\n\nNobody.\n\n**And then?**\n\nThey ran.\n\n**Why?**\n\nFear.\n"
    assert [speaker for speaker, _ in said(text)] == ["Questions", ""] * 3


def test_whoever_never_says_a_word_is_nobody():
    text = (
        "I: Who?\nR: Nobody.\nBreak: [coffee]\nI: Why?\nR: Fear.\nBreak: [tea]\nI: And?\nR: No.\n"
    )
    assert {speaker for speaker, _ in said(text)} == {"I", "R"}


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("I: Who?\nR: Nobody.\nI: Why?\nR: Fear.\n", True),
        ("I: Who?\nR: Nobody.\nI: Why?\nZaphod: Fear.\nR: No.\nI: Oh?\nR: No.\n", False),
        ("Nobody came.\n\nThey ran away.\n\nIt was night.\n", False),
        ("I: Who?\nMoses Deng: I.\nI: Who?\nAnna Deng: I.\nI: Who?\nDeng: I.\n" * 2, False),
        ("Words. " * 90 + "\n\nI: Who?\nR: Nobody.\nI: Why?\nR: Fear.\n", False),
    ],
)
def test_whether_somebody_should_be_asked(text, sure):
    assert read_layout(text).account.sure is sure


def test_a_legend_tells_whose_labels_are():
    text = "A = interviewer, B = trader\nC = respondent\n\n" + "A: Who?\nC: I.\nA: Why?\nC: So.\n"
    reading = read_layout(text)
    assert [turn.speaker for turn in reading.turns] == ["A", "C", "A", "C"]
    assert reading.stated == {"A": "interviewer", "C": "respondent"}


def test_numbered_questions_and_answers_are_two_people():
    text = "".join(f"Q{n}: Who came?\nR{n}: Nobody.\n" for n in range(1, 6))
    assert [speaker for speaker, _ in said(text)] == ["Q", "R"] * 5


@pytest.mark.parametrize(
    "line", ["-----", "* * *", "Harbour 2019\n============", "p. 2", "THE BOATS"]
)
def test_rules_headings_and_pages_are_nobodys_words(line):
    turn = "I: Who came?\n\nR: Nobody.\n\n"
    text = turn * 2 + f"{line}\n\n" + turn * 2
    assert said(text) == [("I", "Who came?"), ("R", "Nobody.")] * 4


@pytest.mark.parametrize("asks", [("Question", "Answer"), ("QUESTION", "RÉPONSE")])
def test_who_asks_and_answers_himself_is_one_person(asks):
    told = [
        "Maimouna: Who pays?",
        "Sitan: The chief.",
        "Maimouna: For all?",
        "Sitan: For the road.",
    ]
    own = [f"{asks[0]}: who pays for the rest?", f"{asks[1]}: we do."]
    text = "\n".join([*told, *own, "Maimouna: I see.", "Sitan: So it is."])
    assert {speaker for speaker, _ in said(text)} == {"Maimouna", "Sitan"}
    assert "we do" in said(text)[3][1]


def test_questions_and_answers_that_return_are_two_sides():
    text = "\n".join(f"Question: Who came on day {n}?\nAnswer: Nobody came." for n in range(4))
    assert [speaker for speaker, _ in said(text)] == ["Question", "Answer"] * 4
