"""Every way of writing who speaks, and what only looks like one."""

import pytest

from civic_qual.corpus.intake.layouts.turns import read_layout

ASK, ANSWER, MORE = "Who came to the village?", "Nobody came.", "Why not?"


def speakers(text: str) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(text[start:end] for start, end in turn.spoken))
        for turn in read_layout(text).turns
    ]


@pytest.mark.parametrize(
    ("layout", "first", "second"),
    [
        ("{0}: {1}", "Interviewer", "Respondent"),
        ("{0} : {1}", "Enquêtrice", "Chef"),
        ("{0}\u00a0: {1}", "Modératrice", "Directeur régional"),
        ("{0}\t: {1}", "Q", "R"),
        ("{0}:{1}", "I", "P1"),
        ("{0}\t{1}", "I", "R"),
        ("{0}. {1}", "Q", "A"),
        ("{0} – {1}", "Interviewer", "Respondent"),
        ("{0}\n{1}\n", "INTERVIEWER", "PARTICIPANT 3"),
        ("<{0}> {1}", "Interviewer", "Chief"),
        ("{0}\t\t{1}", "Ada Lund", "Chef"),
        ("{0}:\n{1}", "Interviewer", "Chairman"),
        ("[{0}] {1}", "id1", "id2"),
        ("[{0}]: {1}", "Ada", "Ben"),
        ("{{{0}}} {1}", "Ada", "Ben"),
        ("#{0}: {1}", "ada", "ben"),
        ("@{0}: {1}", "Ada", "Ben"),
        ("[00:01:02] {0}: {1}", "Ada", "Ben"),
        ("[00.01.02] {0}: {1}", "Ada", "Ben"),
        ("{{00:01:02}} {0}: {1}", "Ada", "Ben"),
        ("#00:01:02.500# {0}: {1}", "Ada", "Ben"),
        ("(01:02) {0}: {1}", "Ada", "Ben"),
        ("00:01:02 {0}: {1}", "Ada", "Ben"),
        ("00:01:02 - {0}: {1}", "Ada", "Ben"),
        ("{0} (00:01:02): {1}", "Ada", "Ben"),
        ("{0} [01:02]: {1}", "Ada", "Ben"),
        ("[00:01:02 --> 00:01:09] {0}: {1}", "SPEAKER_00", "SPEAKER_01"),
        ("**{0}:** {1}", "Enquêtrice", "Ancien"),
        ("**{0}** : {1}", "Enquêtrice", "Ancien"),
        ("*{0}:* {1}", "Ada", "Ben"),
        ("__{0}:__ {1}", "Ada", "Ben"),
        ("- **{0}:** {1}", "Ada", "Ben"),
        ("> {0}: {1}", "Ada", "Ben"),
        ("  {0}: {1}", "Capt. Ruvan Dellawatta", "Marguerite Thole"),
        ("{0}: {1}", "Participant 3", "Facilitator"),
        ("{0}  00:13\n{1}\n", "Ada Lund", "Speaker 2"),
        ("{0}   0:03\n{1}", "Lund, Ada", "Ben Ray"),
        ("[{0}] 14:05:23\n{1}\n", "Ada Lund", "Ben Ray"),
        ("00:01:02 {0}\n{1}\n", "Speaker 1", "Speaker 2"),
    ],
)
def test_layouts(layout, first, second):
    text = "\n".join(
        layout.format(*line)
        for line in ((first, ASK), (second, ANSWER), (first, MORE), (second, ANSWER))
    )
    assert speakers(text) == [(first, ASK), (second, ANSWER), (first, MORE), (second, ANSWER)]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org is the page",
        "See: the map",
        "Note: the line was bad",
        "10:30 was the time",
        "He said the following: nothing",
        "Par exemple : rien",
        "[pause] and then",
        "[village A] was burnt",
        "(laughs) Then: nothing",
        "N.B.: bad line",
        "At 10:30: nothing",
        "Le capitaine a dit ceci : non",
    ],
)
def test_what_is_no_label(line):
    text = f"I: Who came?\nR: Nobody.\n{line}\nand so on\nI: Why?\nR: No."
    assert {name for name, _ in speakers(text)} == {"I", "R"}


def test_labels_inside_a_paragraph():
    text = (
        "Interviewer: Who came? Respondent: Nobody. I told them: go to https://x.org now. "
        "Interviewer: And at 10:30? Respondent: No."
    )
    assert speakers(text) == [
        ("Interviewer", "Who came?"),
        ("Respondent", "Nobody. I told them: go to https://x.org now."),
        ("Interviewer", "And at 10:30?"),
        ("Respondent", "No."),
    ]


def test_one_case_for_one_speaker():
    text = "INTERVIEWER: Who?\nChief: Nobody.\nInterviewer: Why?\nCHIEF: No."
    assert [name for name, _ in speakers(text)] == ["INTERVIEWER", "Chief"] * 2


def test_somebody_who_speaks_once_is_a_speaker():
    text = "Animateur: Qui ?\nJeune 1: Moi.\nAnimateur: Et ?\nJeune 1: Oui.\nFatou Keïta: Non."
    assert speakers(text)[-1] == ("Fatou Keïta", "Non.")


def test_a_list_is_no_conversation():
    text = "I. Threats\nA. Cattle raids come first.\nB. Then tolls.\nII. Alerts\nA. None."
    assert {name for name, _ in speakers(text)} == {""}
    text = "I: Who?\nR: Two sorts.\nA. Raiders.\nB. Soldiers.\nI: And?\nR: No."
    assert {name for name, _ in speakers(text)} == {"I", "R"}


def test_a_speaker_may_be_called_notes():
    text = "Q: Who came?\nNotes: He said nobody.\nQ: Why?\nNotes: He did not say.\n" * 2
    assert {name for name, _ in speakers(text)} == {"Q", "Notes"}


def test_facts_above_and_footers_below_are_not_speech():
    text = (
        "Interview 7\nDate: 2022-05\nVillage: Kolongo\nInterviewer: E1\n\n"
        "Interviewer: Who came?\nChief: Nobody.\n\nEnd of interview\n"
        "Transcribed by https://otter.ai\n"
    )
    assert speakers(text) == [("Interviewer", "Who came?"), ("Chief", "Nobody.")]


TALK = "Ann: Who came?\nBen: Nobody.\nAnn: Who went?\nBen: All.\nAnn: Why?\nBen: Fear."


@pytest.mark.parametrize(
    ("first", "spoken"),
    [
        ("Interviewer: Cara Holm", False),  # a role, and who has it
        ("Interviewer: go on then.", True),  # a sentence
        ("Interviewer: shall we begin?", True),
        ("Mayor: welcome to all of you", True),  # whoever speaks once, and says no full stop
        ("Cara Holm: my name and nothing more", True),
    ],
)
def test_who_speaks_once_above_all_others_is_no_fact(first, spoken):
    name, _, words = first.partition(": ")
    assert ((name, words) in speakers(f"{first}\n{TALK}")) == spoken
    assert speakers(f"{first}\n{TALK}")[-6:] == speakers(TALK)


def test_far_below_the_head_nothing_states_who_interviews():
    above = "\n".join(f"We came to village {n} by road, and nobody was there." for n in range(30))
    assert ("Interviewer", "go on then") in speakers(f"{above}\n\nInterviewer: go on then\n{TALK}")


@pytest.mark.parametrize(("times", "labels"), [(2, False), (3, True)])
def test_capitals_before_a_dot_are_labels_from_the_third_time_on(times, labels):
    text = "ADA. Who came to the river\nBEN. Nobody came to it\n" * times
    assert ({name for name, _ in speakers(text)} == {"ADA", "BEN"}) == labels


def test_a_first_name_of_several_people_is_asked_about_and_none_of_them_is_passed_over():
    people = ["Dow", "Lee", "Moe", "Poe", "Ray", "Zee"]
    for known in (people[:2], people[:4], people):
        text = "\n".join(f"Ann {name}: We went.\nAnn: And then?" for name in known * 2)
        (doubt,) = (one for one in read_layout(text).account.doubts if one.about == "people")
        named = [name for name in known if f"'Ann {name}'" in doubt.message]
        more = f" and {len(known) - 4} more"
        assert doubt.grade == "ask"
        assert named == known[:4]
        assert doubt.message.endswith(more) == (len(known) > 4)


@pytest.mark.parametrize(
    ("label", "taken"),
    [
        ("Deng Malual", True),
        ("Ada M Lund", True),
        ("Port of Mopti", False),  # a small word between makes a place of it, or a thing
        ("Back to Bria", False),
        ("Bridge on Niger", False),
    ],
)
def test_what_stands_once_before_a_colon_is_a_name_if_all_its_words_have_capitals(label, taken):
    talk = "\n".join(f"Ann: Who came {n}?\nBen: Nobody did.\n" for n in range(3))
    reading = read_layout(f"{talk}\n{label}: all of it was gone by then.")
    assert (label in {turn.speaker for turn in reading.turns}) == taken
    assert any(f"'{label}'" in one.message for one in reading.account.doubts)


def test_titles_are_not_speakers():
    text = (
        "Entretien 7 : chef de quartier\nFocus Group: Women\nI: Who?\nR: Nobody.\n"
        "Section 2: the alert\nI: And?\nR: Nothing."
    )
    assert {name for name, _ in speakers(text)} == {"I", "R"}


def test_a_village_chief_is_no_fact():
    text = "Interviewer: Who?\nVillage chief: Nobody.\nInterviewer: Why?\nVillage chief: No."
    assert speakers(text)[1] == ("Village chief", "Nobody.")


def test_lines_of_one_speaker_are_one_turn():
    assert speakers("R: We ran.\nR: To the river.\nI: Why?") == [
        ("R", "We ran. To the river."),
        ("I", "Why?"),
    ]


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("[00:01:02]", 62),
        ("[01:02]", 62),
        ("[00.01.02]", 62),
        ("{00:01:02}", 62),
        ("#00:01:02.5#", 62.5),
        ("(1:02:03)", 3723),
        ("00:01:02", 62),
    ],
)
def test_times_are_kept(stamp, expected):
    turns = read_layout(f"{stamp} Ada: Who came?\nBen: Nobody.\nAda: Why?\nBen: No.").turns
    assert turns[0].seconds == expected
    assert turns[1].seconds is None
