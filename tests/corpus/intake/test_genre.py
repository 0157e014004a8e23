"""Files that are no interviews: none is read as one while sure; and interviews that look near."""

import pytest

import civic_qual as cq
from civic_qual.corpus.intake.layouts.turns import read_layout

QUESTIONNAIRES = {
    "blanks": "Q1: Your trade?\n______\nQ2: Your age?\n______\nQ3: Since when?\n______\nQ4: Why?",
    "labelled": "Interviewer: Who fetches water?\nRespondent: _________\n"
    "Interviewer: How far is it?\nRespondent: _________\n"
    "Interviewer: Who goes along?\nRespondent: _________",
    "boxes": "MÉNAGE\n1. Qui puise l'eau ?\n☐ une fille ☐ un garçon\n2. Est-ce loin ?\n"
    "☐ oui ☐ non\n3. Si oui, qui accompagne ?\n..............\n4. Depuis quand ?\n..............",
    "scale": "How far do you agree?\n\nThe ferry is safe.\n1  2  3  4  5\nThe well is near.\n"
    "1  2  3  4  5\nThe clinic is open.\n1  2  3  4  5\nThe school is good.\n1  2  3  4  5",
    "choices": "Q1. How often is the ferry late?\n1. Daily\n2. Weekly\n3. Never\n"
    "Q2. Who repairs it?\n1. The owner\n2. Nobody\nQ3. Do you pay?\n1. Yes\n2. No\n"
    "Q4. Would you pay more?\n1. Yes\n2. No",
    "choices in a line": "Enquêteur : Le bac est-il en retard ?\nChoix : souvent, jamais\n"
    "Enquêteur : Qui le répare ?\nChoix : le patron, personne\n"
    "Enquêteur : Payez-vous ?\nChoix : oui, non\nEnquêteur : Depuis quand ?\nChoix : un an, plus",
    "guide": "Topic guide\n\nA. The ferry\n1. When does it run?\n- Who may cross?\n- At night?\n"
    "2. What does it cost?\n\nB. The well\n3. Who keeps it?\n4. Is it ever dry?",
    "guide without a mark": "Guide\n\n1. Parlez-moi du bac.\n2. Racontez une traversée.\n"
    "3. Dites ce qui a changé.\n4. Expliquez qui décide.\n5. Parlez-nous du puits.",
}
AGENDAS = {
    "hours": "Ferry users' assembly\n9.00-9.30 Arrival\n9.30-10.15 Words of the owner\n"
    "10.15-10.45 Tea\n10.45-12.00 Panel: who pays?\n12.00 Lunch",
    "hours in French": "PROGRAMME\n8 h 30 Arrivée\n9 h 00 Accueil\n9 h 45 Débat : qui paie ?\n"
    "10 h 30 Pause\n11 h 00 Clôture",
    "speakers": "Agenda\n\n09:00 Ada Lund: Opening\n09:30 Ben Osei: The ferry\n"
    "10:00 Ada Lund: What next?\n10:30 Ben Osei: Closing",
    "numbers": "ORDRE DU JOUR\n\n1. Adoption de l'ordre du jour\n2. Comptes du bac\n"
    "3. Réparation du ponton\n4. Divers",
}
NOTES = {
    "minutes": "Minutes of the ferry committee\nPresent: A. Lund, B. Osei\n\nLund opened at ten. "
    "Osei said that the pontoon had been mended and that the fare would stay. Lund asked whether "
    "children pay. It was agreed that children under six cross free. The owner will put up a sign.",
    "labelled": "Notes from the focus group\n\nInterviewer: asked about the ferry.\n"
    "P1: said that the ferry is late and the pontoon slippery. Afraid of falling.\n"
    "P2: agrees. Her son fell in May.\nInterviewer: asked about the fare.\n"
    "P1: said that children pay as much as adults, and nobody knows the reason.\n"
    "P2: said that the fare rose in June.",
    "bullets": "Réunion des usagers, rive nord\n\n– le bac est en retard, surtout le vendredi\n"
    "– le ponton : glissant depuis les pluies\n– aucun contact avec le patron depuis mai\n"
    "– selon eux, les enfants paient comme les adultes\n– demande : une rampe, un horaire affiché",
    "telegraphic": "Ferry, north bank\n\n- late most Fridays, nobody says why\n"
    "- the pontoon: slippery since the rains\n- two falls in May, none of them reported\n"
    "- owner: not seen since the spring\n- wants: a rail and a timetable at the landing\n"
    '- "we pay for nothing"',
}
REPORTS = {
    "chapters": "1. Introduction\nThe team visited three landings in May. Crossing was slow.\n\n"
    "2. Findings\nAccording to traders the ferry is late on most Fridays. The owner told the team "
    "that the engine is old. Fares rose in June.\n\n3. Advice\nThe owner should mend the pontoon.",
    "before colons": "Rapport de mission\n\nContexte : Le bac relie deux rives depuis dix ans.\n\n"
    "Constats : Les commerçants ont indiqué que le bac est en retard le vendredi. Le ponton est "
    "glissant.\n\nAnalyse : Selon le patron, le moteur est vieux.\n\nSuites : Réparer le ponton.",
    "third person": "The ferry links the two banks of the river. " * 15,
}


def about(text: str) -> str:
    """Return what a file is said to look like."""
    said = [str(one.message) for one in read_layout(text).account.doubts]
    return next((one.partition(" (")[0] for one in said if "looks like" in one), "")


@pytest.mark.parametrize("text", QUESTIONNAIRES.values(), ids=QUESTIONNAIRES)
def test_questionnaires(text):
    assert about(text) == "this looks like a questionnaire"
    assert not read_layout(text).account.sure


FORM = ["Name of the head of household", "Number of people in the household",
        "Distance to the nearest water point", "Age of the oldest child living"]  # fmt: skip


@pytest.mark.parametrize("gap", ["____", "........", "………"])
def test_a_blank_behind_few_words_is_filled_in_and_a_gap_in_a_sentence_is_speech(gap):
    asked = "\n".join(f"{line} {gap}" for line in FORM)
    assert about(asked) == "this looks like a questionnaire"
    told = "\n".join(f"{line} is what they asked us {gap} and we told them" for line in FORM)
    assert about(told) != "this looks like a questionnaire"


@pytest.mark.parametrize("text", AGENDAS.values(), ids=AGENDAS)
def test_agendas(text):
    assert about(text) == "this looks like an agenda"
    assert not read_layout(text).account.sure


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_notes(text):
    assert about(text) == "this looks like notes of a meeting"
    assert not read_layout(text).account.sure


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS)
def test_reports(text):
    assert about(text) == "this looks like a report"
    assert not read_layout(text).account.sure


@pytest.mark.parametrize(
    "text",
    [
        "Q. Who came\nA. Nobody\nQ. When?\nA. Friday\nQ. Why?\nA. No idea\nQ. Who pays?\nA. All",
        # An interpreter asks again.
        "\n".join(
            f"Interviewer: Who mends the {it}?\nInterpreter: Who mends the {it} here?\n"
            f"Owner: The {who}.\nInterpreter: He says the {who}."
            for it, who in (("ferry", "smith"), ("rail", "owner"), ("well", "chief"))
        ),
        # A header to fill in.
        "Participants: 8 women\nDate: ______\nPlace: ______\nTape: ______\n\nModerator: Who came?\n"
        "P1: The owner.\nModerator: And then?\nP2: They said that nobody may cross.\n"
        "Moderator: Why?\nP3: The engine.",
        # Times that are those of a tape, and those of a clock.
        "[00:05] I: so the ferry\n[00:10] R: it was late that week\n[00:20] I: and the fare\n"
        "[00:35] R: the fare rose",
        "10:00 Ada: Who came?\n10:05 Ben: Nobody.\n10:10 Ada: Why?\n10:15 Ben: The engine broke.",
        # Nobody says I, but somebody asks.
        "– Qui tient le bac ?\n– Le patron.\n– Depuis quand ?\n– Depuis mai.\n– Et le ponton ?\n"
        "– Il est glissant, selon les gens.\n– Pourquoi ?\n– La pluie.",
        # Nobody asks, but people say we.
        "I: So the ferry.\nR: We told the owner that it is late. He said that we should wait. He "
        "told the others, too, and they said that nothing was wrong with it.\nI: And the fare.\n"
        "R: They said that we pay enough. I pay for my son.",
        # A filled-in form in whole sentences.
        "Questionnaire\n\n1. Who keeps the well?\nMy aunt keeps it, with her sons.\n\n"
        "2. Is it ever dry?\nIn the hot months we wait for hours.\n\n3. Who pays?\nWe all do.\n\n"
        "4. How much?\nA coin a week.",
    ],
)  # fmt: skip
def test_interviews_are_not_doubted(text):
    assert about(text) == ""


def test_a_language_that_is_not_known_is_no_report():
    # Nobody says I or we in it, for all that is known.
    line = "Kivuko kinachelewa siku ya Ijumaa na gati linateleza tangu mvua. "
    assert about(line * 20) == ""


def test_it_stands_first_among_what_is_to_be_asked(tmp_path):
    (tmp_path / "form.txt").write_text(QUESTIONNAIRES["blanks"], encoding="utf-8")
    notes = cq.read_corpus(tmp_path).notes
    assert notes[0].startswith("form: this looks like a questionnaire (4 questions, 3 blanks")
