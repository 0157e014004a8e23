"""Files that label nobody, or one side: who says what, and when nobody needs to be asked."""

import pytest

from civic_qual.corpus.intake.layouts.turns import read_layout

QUESTIONS = ["Who mends the nets?", "Tell me about the ferry.", "When was it sold?", "And then?"]
ANSWERS = ["My cousin mends them.", "It was blue.\n\nIt leaked.", "In May. Who knows?", "Nothing."]


def show(text: str):
    return [
        (turn.speaker, " ".join(text[start:end] for start, end in turn.spoken))
        for turn in read_layout(text).turns
    ]


def interview(question: str, answer: str, between: str = "\n\n") -> str:
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    return between.join(
        part
        for n, (asked, said) in enumerate(pairs, start=1)
        for part in (question.format(asked, n=n), answer.format(said, n=n))
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("{n}. {0}", "{0}"),
        ("({n}) {0}", "{0}"),
        ("Q{n}. {0}", "{0}"),
        ("**{0}**", "{0}"),
        ("- {0}", "- {0}"),
        ("– {0}", "– « {0} »"),
    ],
)
def test_where_nothing_competes_nobody_is_asked(question, answer):
    text = interview(question, answer)
    reading = read_layout(text)
    asked = [turn for turn in reading.turns if turn.role == "interviewer"]
    assert [text[turn.spoken[0][0] : turn.spoken[-1][1]].strip("*") for turn in asked] == QUESTIONS
    assert reading.account.sure


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It leaked.", "Was it old?\n\nIt leaked."),  # an unnumbered question may be anybody's
        ("It leaked.", "The harbour\n\nIt leaked."),  # a title, or the answer
        ("3. When", "5. When"),
    ],
)
def test_where_something_competes_it_is_asked(before, after):
    text = interview("{n}. {0}", "{0}")
    assert not read_layout(text.replace(before, after)).account.sure


def test_a_heading_above_a_dash_is_nobodys():
    text = interview("- {0}", "- {0}").replace("- When", "The harbour\n\n- When")
    assert ("", "It was blue.\n\nIt leaked.") in show(text)


def test_dashes_change_speakers_though_an_answer_asks():
    text = "- Who came?\n- Who?\n- Yes, tell me who.\n- Nobody.\n- When was it sold?\n- In May."
    assert [speaker for speaker, _ in show(text)] == [
        "Questions",
        "",
        "Questions",
        "",
        "Questions",
        "",
    ]


def test_a_wrapped_question_of_a_guide_goes_on_to_its_mark():
    text = interview("{n}) {0}", "{0}").replace("When was", "When was it all\n")
    text = text.replace("Nothing.", "Nothing.\n\n" + "All of us rowed.\n\n" * 20)
    assert any(words.startswith("When was it all") and "sold?" in words for _, words in show(text))


def test_what_stands_before_each_answer_is_the_question_though_it_has_no_mark():
    text = interview("{0}", "Respondent: {0}").replace("It was blue.\n\n", "It was blue. ")
    reading = read_layout(text)
    assert [words for speaker, words in show(text) if speaker == "Questions"] == QUESTIONS
    assert reading.account.sure


def test_one_paragraph_between_two_labels_of_an_interviewer_is_the_answer():
    text = interview("Moderator: {0}", "{0}").replace("It was blue.\n\n", "It was blue. ")
    assert read_layout(text).account.sure
    assert not read_layout(interview("Moderator: {0}", "{0}")).account.sure


def test_a_title_above_the_first_label_is_not_the_respondents():
    text = "File 12\n\n" + interview("Moderator: {0}", "{0}")
    assert show(text)[0] == ("Moderator", QUESTIONS[0])


def test_what_is_said_before_the_first_question_is_no_title():
    text = "I switch it on, okay.\n\nNow I read\n\n" + interview("Moderator: {0}", "{0}")
    assert ("", "Now I read") in show(text)


def test_a_strange_label_before_every_other_paragraph_is_one():
    text = interview("{0}", "Quolm varet : {0}").replace("It was blue.\n\n", "It was blue. ")
    assert [speaker for speaker, _ in show(text)] == ["Questions", "Quolm varet"] * 4


def test_a_note_behind_a_question_mark_does_not_hide_it():
    text = "Who came? [laughs]\n\nNobody.\n\nWhen? (pause)\n\nIn May.\n\nAnd then?\n\nNothing."
    assert [speaker for speaker, _ in show(text)] == ["Questions", ""] * 3


def test_a_page_of_so_many_is_nobodys():
    assert show(interview("- {0}", "- {0}") + "\n\n2/14")[-1] == ("", "Nothing.")


@pytest.mark.parametrize("sign", [" | ", "; ", " > ", " = "])
def test_speakers_whom_no_known_sign_separates_are_asked_about(sign):
    talk = [("Interviewer", "Who came?"), ("Oumar", "The boats."), ("Interviewer", "When?"),
            ("Oumar", "At ten.")]  # fmt: skip
    doubts = read_layout("\n".join(sign.join(one) for one in talk)).account.doubts
    labelled = read_layout("\n".join(": ".join(one) for one in talk)).account.doubts
    assert any("few openings" in one.message and one.grade == "ask" for one in doubts)
    assert not any("few openings" in one.message for one in labelled)


@pytest.mark.parametrize(
    "end", ["END OF INTERVIEW", "--- End of the interview ---", "Fin de l'entretien n° 1"]
)
def test_what_follows_the_end_of_an_interview_is_another_one(end):
    said = "Nobody came that night, and we waited at the wells with the children. " * 3
    one = f"Interviewer: Who came?\nRespondent: {said}\nInterviewer: When?\nRespondent: At ten.\n"
    doubts = read_layout(f"{one}\n{end}\n\n{one}").account.doubts
    assert any("2 interviews" in one.message for one in doubts)
    assert not any(
        "interviews" in one.message for one in read_layout(f"{one}\n{end}").account.doubts
    )
