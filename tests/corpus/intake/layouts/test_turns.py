"""Turns found in texts, and what in them was not said."""

import pytest

from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.intake.layouts.turns import read_layout


def show(text: str, **options):
    return [
        (turn.speaker, turn.role, [text[start:end] for start, end in turn.spoken])
        for turn in read_layout(text, **options).turns
    ]


def test_without_labels_every_paragraph_is_a_turn():
    found = show("He said nobody came.\n\nThe phone was off\nall night.\n\n[pause]")
    assert found == [
        ("", "unknown", ["He said nobody came."]),
        ("", "unknown", ["The phone was off\nall night."]),
    ]


def test_long_lines_are_paragraphs_though_there_are_blank_lines():
    text = f"{'word ' * 30}\nNext paragraph.\n\nThird."
    assert len(show(text)) == 3


def test_where_only_interviewers_are_labelled_the_rest_is_the_respondents():
    assert show("MODERATOR: Where?\nHere.\nAnd there.\nMODERATOR: Why?\nI do not know.") == [
        ("MODERATOR", "unknown", ["Where?"]),
        ("", "unknown", ["Here."]),
        ("", "unknown", ["And there."]),
        ("MODERATOR", "unknown", ["Why?"]),
        ("", "unknown", ["I do not know."]),
    ]


def test_where_only_the_respondent_is_labelled_questions_before_are_not_theirs():
    assert show("Who came?\nR: Nobody.\nNever.\nAnd then?\nR: No.") == [
        ("Questions", "interviewer", ["Who came?"]),
        ("R", "unknown", ["Nobody.\nNever."]),
        ("Questions", "interviewer", ["And then?"]),
        ("R", "unknown", ["No."]),
    ]


def test_a_lone_speaker_may_ask():
    assert show("R: They came.\nAnd who slept?\nWe did not.\nR: Then they left.") == [
        ("R", "unknown", ["They came.\nAnd who slept?\nWe did not.", "Then they left."])
    ]


def only(label: str) -> list[tuple[str, str]]:
    talk = [("Who came?", "Nobody did. We waited."), ("Who went?", "The men went."),
            ("And why?", "They feared us."), ("And then?", "We left.")]  # fmt: skip
    text = "\n".join(f"{label}: {asked}\n{said}" for asked, said in talk)
    return [(name, " ".join(pieces).replace("\n", " ")) for name, _, pieces in show(text)]


def test_a_name_that_stands_before_questions_only_says_nothing_of_what_is_below():
    found = only("Ann")
    assert found[:2] == [("Ann", "Who came?"), ("", "Nobody did. We waited.")]
    assert [name for name, _ in found] == ["Ann", ""] * 4


def test_a_respondent_who_asks_goes_on_below():
    ((name, said),) = only("R")
    assert name == "R"
    assert said.startswith("Who came? Nobody did.")
    assert said.endswith("We left.")


def test_numbered_questions_are_the_guide():
    text = "1. Who came?\nNobody.\n2.a Why?\n3 cows died.\n3) And then?\nNothing."
    assert [speaker for speaker, _, _ in show(text)] == [
        "Questions",
        "",
        "Questions",
        "Questions",
        "Questions",
        "",
    ]


def test_a_question_of_the_guide_ends_with_its_line():
    text = "Q1. Who came?\nNobody.\n\nQ2. Who slept?\nThey did.\n\nQ3. Why?\nWho knows?"
    assert show(text) == [
        ("Questions", "interviewer", ["Who came?"]),
        ("", "unknown", ["Nobody."]),
        ("Questions", "interviewer", ["Who slept?"]),
        ("", "unknown", ["They did."]),
        ("Questions", "interviewer", ["Why?"]),
        ("", "unknown", ["Who knows?"]),
    ]


def test_a_list_is_no_guide():
    text = "1. They came late.\n2. They left early.\n3. They never asked."
    assert {speaker for speaker, _, _ in show(text)} == {""}


def test_headings_are_not_spoken():
    text = "I: Who?\nR: Nobody.\nThe alert\nIt failed."
    assert show(text, features=Features(headings=[(19, 28)])) == [
        ("I", "unknown", ["Who?"]),
        ("R", "unknown", ["Nobody.", "It failed."]),
    ]


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in spoken_pieces(text, 0, len(text))]


@pytest.mark.parametrize(
    "note",
    [
        "[pause]",
        "[rires]",
        "(rires)",
        "(laughs)",
        "(Laughter)",
        "[inaudible 00:12:40]",
        "[12:40]",
        "[00:12:40]",
        "[00.12.40]",
        "{00:12:40}",
        "#00:12:40.500#",
        "((soupir))",
        "(long pause)",
        "[parle en dogon, longuement]",
        "(The participant reads the home page)",
        "*rires*",
        "(???)",
        "(I: mm-hm)",
        "(mm-hm)",
        "[...]",
        "(silence)",
        "(en riant)",
        "<laughs>",
        "(00:12)",
        "(referring to the map)",
        "[village A]",
        "(general laughter)",
        "(rire général)",
        "(lit la page d'accueil)",
        "[le téléphone\nsonne]",
    ],
)
def test_notes_are_cut_out(note):
    assert pieces(f"They came {note} at night.") == ["They came", "at night."]


@pytest.mark.parametrize(
    "said",
    [
        "the women (mostly the young ones) left",
        "at 10:30 they came",
        "les barrières (points de contrôle) étaient fermées",
        "(12 personnes) sont mortes",
        "**very** late",
        "five * six",
        "a < b and b > c",
        "it was number #12 of 14",
        "(fin mars) ils sont partis",
        "he said (he told me: they killed my brother) and cried",
        "they came (at 5:30 they killed him) and left",
        "ils sont venus (lit et table brûlés) la nuit",
        "(silence, and then they killed him) and left",
        "many came (girls: 59, boys: 41) that year",
    ],
)
def test_speech_in_parentheses_stays(said):
    assert pieces(said) == [said]


def test_a_turn_of_notes_only_says_nothing():
    assert pieces("[parle en dogon] (rires).") == []


def test_names_in_a_list_of_participants_have_the_roles_beside_them():
    text = (
        "Participants: ADA Investigator, BEN Participant\n\n"
        "ADA: You came alone.\nBEN: With my aunt.\nADA: By the river.\nBEN: On foot."
    )
    assert read_layout(text).stated == {"ADA": "interviewer", "BEN": "respondent"}


@pytest.mark.parametrize("mark", ["**", ""])
def test_labels_may_head_what_is_broken_into_paragraphs_of_a_line(mark):
    said = "\n\n".join(
        f"We walked {i} hours\n\nby the lake and then\n\nwest of it." for i in range(2)
    )
    turns = [
        f"{mark}{name}:{mark}\n\n{said}" for name in ("Ada Lund", "Ben Ray", "Ada Lund", "Ben Ray")
    ]
    assert [turn.speaker for turn in read_layout("\n\n\n\n".join(turns)).turns] == [
        "Ada Lund",
        "Ben Ray",
        "Ada Lund",
        "Ben Ray",
    ]


@pytest.mark.parametrize("page", ["", "{:>64}\n"])
@pytest.mark.parametrize("line", ["{}  {}. {}", "     {}         {}.    {}"])
def test_numbers_of_lines_begin_again_on_every_page(line, page):
    pages = [
        page.format(number)
        + "\n".join(
            line.format(at, "QA"[at % 2 == 0], f"Word {number}{at} of the boats.")
            for at in range(1, 7)
        )
        for number in (1, 2, 3)
    ]
    turns = read_layout("\n\n".join(pages)).turns
    assert [turn.speaker for turn in turns] == ["Q", "A"] * 9


def test_what_returns_before_a_colon_and_is_no_speaker_is_asked_about():
    talk = "Me : We rowed , of course .\n\n1st guy: ok , so who was in the boat\n\n" * 5
    more = "Me : Nobody else .\n\nSecond Interviewer : Good .\n\n" * 3
    reading = read_layout(talk + more)
    taken = {turn.speaker.casefold() for turn in reading.turns}
    assert "1st guy" in taken or not reading.account.sure
