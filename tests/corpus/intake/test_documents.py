"""Documents that real programs wrote, or texts in the style of the tools that write them."""

import re
from pathlib import Path

import pytest

from civic_qual.corpus.intake.files import FORMATS
from civic_qual.corpus.intake.reading import read_corpus

DOCUMENTS = Path(__file__).parents[2] / "documents"


def one(name: str):
    return read_corpus(DOCUMENTS / name, languages=["en"]).transcripts[0]


@pytest.mark.parametrize("name", ["labelled.docx", "labelled_odt.odt"])
def test_labels_headings_and_facts(name, said):
    transcript = one(name)
    assert said(transcript) == [
        ("Enquêtrice", ["Qui est venu, ce jour-là ?"]),
        (
            "Chef",
            [
                "Personne.",
                "Les casques bleus sont arrivés le samedi.\nIls ont pris des photos de la fumée",
            ],
        ),
        ("Enquêtrice", ["Et vous avez appelé ?"]),
        ("Chef", ["On a bipé trois fois, voir https://exemple.org pour le numéro."]),
    ]
    assert transcript.text.startswith("Entretien 7 : chef de quartier\nDate : mai 2022\n")


@pytest.mark.parametrize("name", ["table.docx", "table_odt.odt"])
def test_a_table_of_speakers(name, said):
    transcript = one(name)
    assert said(transcript) == [
        ("Moderator", ["Who fetches the firewood?"]),
        ("P1", ["We do. The women.\nBefore sunrise."]),
        ("P2", ["And the patrol comes after breakfast."]),
        ("Moderator", ["Every day?"]),
        ("P1", ["On Tuesdays."]),
    ]
    assert [turn.seconds for turn in transcript.turns] == [5, 12, 31, 40, 44]
    assert "\n[00:00:31] P2: [laughs] And" in transcript.text


def test_teams_document(said):
    transcript = one("teams.docx")
    assert said(transcript) == [
        ("Hannah Verlind", ["Can you hear me? How does a task reach you?"]),
        ("Koné, Awa", ["Yes. The sector sends it on Thursday.", "Usually at 10:30, by e-mail."]),
        ("Hannah Verlind", ["And who decides?"]),
    ]
    assert transcript.turns[2].seconds == 3740


def test_half_labelled_document(said):
    assert [speaker for speaker, _ in said(one("half_labelled.odt"))] == [
        "MODERATOR",
        "",
        "",
        "MODERATOR",
        "",
    ]


def test_teams_subtitles(said):
    transcript = one("teams_voices.vtt")
    assert said(transcript) == [
        ("Hannah Verlind", ["Can you hear me? How does a task reach you?"]),
        ("Awa Koné", ["Yes. The sector sends it & we wait.", "Until Thursday."]),
        ("Hannah Verlind", ["And who decides?"]),
    ]
    assert transcript.text.count("\n") == 4  # the back-channel has its line, but no turn
    assert [turn.seconds for turn in transcript.turns] == [3.12, 7.02, 15.9]


def test_zoom_subtitles(said):
    assert said(one("zoom.vtt")) == [
        ("Sylvie Amblard", ["Vous m'entendez mieux comme ça ?"]),
        (
            "Innocent",
            [
                "Là, oui. Je suis monté derrière l'antenne. L'appel est à 10:30, "
                "voir https://exemple.org"
            ],
        ),
        ("Sylvie Amblard", ["Et la nuit ? La nuit, ça sonne où ?"]),
        ("Innocent", ["À la salle d'opérations."]),
    ]


def test_zoom_names_on_their_own_lines(said):
    assert said(one("zoom_names.vtt")) == [
        ("Hannah Verlind", ["Who came first?"]),
        ("Prakash Devkatta", ["The company from Bunia."]),
        ("Hannah Verlind", ["And then?"]),
        ("Prakash Devkatta", ["Nobody."]),
    ]


def test_otter_text(said):
    assert said(one("otter.txt")) == [
        ("Hannah Verlind", ["Can you hear me? How does an alert reach you?"]),
        (
            "Speaker 2",
            ["By phone. At 10:30, or at night.\nNote: the line was bad.", "Or somebody runs."],
        ),
        ("Hannah Verlind", ["And who answers?"]),
        ("Speaker 2", ["Nobody."]),
    ]


def test_srt(said):
    assert said(one("interview.srt")) == [
        ("Interviewer", ["Who came to the bridge?"]),
        ("Chairman", ["Nobody came from the base.", "Not one."]),
    ]


def test_markdown_with_front_matter(said):
    transcript = one("front_matter.md")
    assert said(transcript) == [
        ("Enquêtrice", ["Et la saison, ça va ?"]),
        ("Ancien", ["La pluie est venue deux fois, *puis* elle est repartie."]),
        ("Enquêtrice", ["Et la route ?"]),
        ("Ancien", ["Minée."]),
    ]
    assert dict(transcript.attributes) == {
        "country": "Mali",
        "date": "2022-08",
        "displaced": "no",
        "language": "fr",
    }
    assert {turn.language for turn in transcript.turns} == {"fr"}


def test_workbook(said):
    transcript = one("sheet.xlsx")
    assert said(transcript) == [
        ("Animateur", ["Qui vous protège ?"]),
        ("Jeune 1", ["Personne, vraiment."]),
        ("Jeune 2", ["Nous-mêmes ! Avec des sifflets."]),
    ]
    assert dict(transcript.attributes) == {"pays": "DRC", "language": "fr"}


UNNAMED = {"whisper", "whisper_cpp", "youtube"}  # nobody tells who speaks


def test_every_document_is_read():
    paths = [
        path
        for path in DOCUMENTS.iterdir()
        if path.suffix not in {".py", "", ".study"} and not path.stem.startswith("schema_")
    ]
    corpus = read_corpus(paths, languages=["en"])
    assert {Path(one.source).name for one in corpus} == {path.name for path in paths}
    assert corpus.problems == ()
    named = corpus.roles[~corpus.roles["transcript"].isin(UNNAMED)]
    assert set(named["role"]) == {"interviewer", "respondent"}


def test_who_reads_documents_is_told_every_ending():
    told = (read_corpus.__doc__ or "").partition(" are read.")[0].rpartition("---")[2]
    listed = set(re.findall(r"\w+", told))
    assert {ending.lstrip(".") for ending in FORMATS} <= listed
