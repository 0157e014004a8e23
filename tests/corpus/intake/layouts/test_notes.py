"""What stands in a turn and was not said."""

import pytest

from civic_qual.corpus.intake.layouts.notes import spoken_pieces


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
    ],
)
def test_speech_in_parentheses_stays(said):
    assert pieces(said) == [said]


def test_a_turn_of_notes_only_says_nothing():
    assert pieces("[parle en dogon] (rires).") == []
