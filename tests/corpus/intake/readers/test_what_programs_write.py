"""Files as transcribing programs write them, in tests/documents: who says what, and when."""

from pathlib import Path

import pytest

from civic_qual.corpus.intake.reading import read_corpus

DOCUMENTS = Path(__file__).parents[3] / "documents"

NIGHT = (
    "Who came to the village that night? Three men. They burned the market and left before sunrise."
)
EXPECTED = {
    "whisper.json": [("", 0, [NIGHT]), ("", 9.2, ["And the patrol? Nobody came."])],
    "whisper_cpp.json": [("", 0, [NIGHT]), ("", 9.2, ["And the patrol? Nobody came."])],
    "whisperx.json": [
        ("SPEAKER_01", 0.1, ["Who came to the village that night?"]),
        ("SPEAKER_00", 2.5, ["Three men. They left in 2013."]),
        ("SPEAKER_01", 6.5, ["And the patrol?"]),
        ("SPEAKER_00", 8.4, ["Nobody came."]),
        ("", 9.4, ["Hm."]),
    ],
    "otranscribe.otr": [
        ("Enquêtrice", 2, ["Qui est venu, ce jour-là ?"]),
        (
            "Chef",
            9,
            ["Personne.\nLes casques bleus sont arrivés le samedi & sont repartis."],
        ),
        ("Enquêtrice", None, ["Et vous avez appelé ?"]),
        ("Chef", 3601, ["Trois fois."]),
    ],
    "elan.eaf": [
        ("Enquêtrice", 0.5, ["Qui est venu ?"]),
        ("Chef", 2.3, ["Trois hommes & un garçon. Ils sont partis."]),
        ("Enquêtrice", 6.4, ["Et après ?"]),
    ],
    "praat_long.TextGrid": [
        ("Enquêtrice", 0, ['Qui est venu, "ce jour-là" ?']),
        ("Chef", 2.3, ["Trois hommes = 1 chacun."]),
        ("Enquêtrice", 6.4, ["Et après ?"]),
    ],
    "noscribe.vtt": [
        ("S00", 0, ["Who came to the village?"]),
        ("S01", 2.51, ["Three men came. At night, with torches & guns: <bang>."]),
        ("S00", 6, ["And then?"]),
    ],
    "youtube.vtt": [
        ("", 0.16, ["the men came at night at night they came with torches & guns"]),
        ("", 9, ["we fled"]),
    ],
}
ATRAIN = [
    ("SPEAKER_00", ["Who came to the village?"]),
    ("SPEAKER_01", ["Three men came.", "At night, with torches."]),
    ("SPEAKER_00", ["And what did they do?"]),
    ("SPEAKER_01", ["They burned the market."]),
    ("Speaker undefined", ["Hm."]),
    ("SPEAKER_00", ["Thank you."]),
]
EXPECTED["praat_short.TextGrid"] = EXPECTED["praat_long.TextGrid"]


@pytest.mark.parametrize("name", EXPECTED)
def test_who_says_what_and_when(name):
    (one,) = read_corpus(DOCUMENTS / name, languages=["en", "fr"])
    assert [
        (turn.speaker, turn.seconds, [one.text[start:end] for start, end in turn.spoken])
        for turn in one.turns
    ] == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("elan.eaf", "were not read: 'Chef-ref', 'Chef-translation', 'notes'"),
        ("praat_long.TextGrid", "were not read: 'bruits'"),
        ("whisperx.json", "1 word has no speaker, though others have"),
        ("youtube.vtt", "the captions roll"),
        ("noscribe.vtt", "remarks (NOTE) of 12 words were left out"),
        ("kobo.csv", "1 row answers no open question and was left out"),
        ("kobo.csv", "may tell who somebody is were left out: Name of the respondent"),
        ("kobo.csv", "6 columns that a program wrote for itself were left out"),
    ],
)
def test_what_was_left_out_is_said(name, note):
    assert any(note in one for one in read_corpus(DOCUMENTS / name, languages=["en", "fr"]).notes)


@pytest.mark.parametrize("name", ["atrain_times.txt", "atrain_maxqda.txt"])
def test_atrain(name):
    (one,) = read_corpus(DOCUMENTS / name, languages=["en"])
    assert [
        (turn.speaker, [one.text[start:end].removeprefix("- ") for start, end in turn.spoken])
        for turn in one.turns
    ] == ATRAIN


def test_kobotoolbox():
    first, second = read_corpus(DOCUMENTS / "kobo.csv", languages=["en"])
    assert (first.id, second.id) == ("kobo_1", "kobo_2")
    assert dict(first.attributes) == {
        "Sex of the respondent": "female",
        "Age": "34",
        "Where do you hear news?": "radio friends",
    }
    assert first.text.split("\n") == [
        "Interviewer: What do you need most?",
        "Respondent: Water, because the well is broken since May.",
        "Interviewer: Why is that?",
        'Respondent: They burned the pump; "all of it", and nobody came.',
    ]
