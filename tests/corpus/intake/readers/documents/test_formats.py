"""One document, saved in five formats by a word processor, is read alike; by hand what it says."""

from pathlib import Path

import pytest

from civic_qual.corpus.intake.reading import read_corpus

DOCUMENTS = Path(__file__).parents[4] / "documents"
ENDINGS = ["docx", "odt", "rtf", "html", "pdf"]


def one(stem: str, ending: str):
    corpus = read_corpus(DOCUMENTS / f"{stem}_{ending}.{ending}", languages=["fr"])
    return corpus.transcripts[0], corpus


def words(transcript) -> list[tuple[str, str]]:
    return [
        (turn.role, " ".join(" ".join(transcript.text[a:b] for a, b in turn.spoken).split()))
        for turn in transcript.turns
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_questions_and_answers_in_a_table(ending):
    transcript, corpus = one("questions", ending)
    assert words(transcript) == [
        ("interviewer", "Qui est venu, cette nuit-là ?"),
        ("respondent", "Des hommes armés. Ils ont dit : partez."),
        ("interviewer", "Et vous, qu'avez-vous fait ?"),
        ("respondent", "Nous avons fui. Au marché, puis à la base."),
        ("interviewer", "La base a-t-elle répondu ?"),
        ("respondent", "Non : personne."),
    ]
    assert corpus.participants.count == 1
    assert "Partie 1 : La nuit" in transcript.text


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_stands_beside_the_words_is_no_speech(ending):
    transcript, corpus = one("beside", ending)
    read = words(transcript)
    assert read[:4] == [
        ("interviewer", "Qui est venu au bord du fleuve ?"),
        ("respondent", "Des hommes. Ils étaient douze."),
        ("interviewer", "Et la base, qu'a-t-elle fait ?"),
        ("respondent", "Rien. Nous avons attendu jusqu'au matin avant de traverser."),
    ]
    answer = "les voisins du quartier nous ont cachés dans leurs greniers et personne n'a parlé."
    assert read[4:] == [
        pair
        for n in range(3, 15)
        for pair in (
            ("interviewer", f"Et le jour {n}, qui vous a protégés ?"),
            ("respondent", f"Le jour {n}, {answer}"),
        )
    ]
    (told,) = (note for note in corpus.notes if "not read as speech" in note)
    beside = {"pdf": "6 lines of page heads and page numbers, 1 footnote", "html": "1 footnote"}
    everywhere = "1 tracked deletion, 1 comment, 1 footnote"
    assert told.endswith(f"not read as speech: {beside.get(ending, everywhere)}")


@pytest.mark.parametrize("ending", ["rtf", "html", "pdf"])
def test_labels_headings_and_facts(ending):
    transcript, _ = one("labelled", ending)
    assert [(turn.speaker, text) for turn, (_, text) in zip(
        transcript.turns, words(transcript), strict=True)
    ] == [
        ("Enquêtrice", "Qui est venu, ce jour-là ?"),
        ("Chef", "Personne. Les casques bleus sont arrivés le samedi. "
                 "Ils ont pris des photos de la fumée"),
        ("Enquêtrice", "Et vous avez appelé ?"),
        ("Chef", "On a bipé trois fois, voir https://exemple.org pour le numéro."),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["rtf", "html", "pdf"])
def test_a_table_of_speakers_with_times(ending):
    transcript, _ = one("table", ending)
    assert [(turn.speaker, turn.seconds) for turn in transcript.turns] == [
        ("Moderator", 5), ("P1", 12), ("P2", 31), ("Moderator", 40), ("P1", 44)
    ]  # fmt: skip
    assert words(transcript)[1][1] == "We do. The women. Before sunrise."
