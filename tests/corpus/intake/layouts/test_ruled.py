"""Labels on which a person ruled: the words go where they belong, and every file still adds up."""

import pandas as pd
import pytest

import civic_qual as cq

TALK = (
    "Enquêteur : Que s'est-il passé ?\nChef : Les casques bleus sont venus.\n"
    "Ensuite : ils sont partis.\nEnquêteur : Et la nuit ?\nChef : Rien.\n"
    "Ensuite : les motos.\nNote - on a crié.\n"
)


def read(tmp_path, text=TALK, **options):
    (tmp_path / "bria.txt").write_text(text, encoding="utf-8")
    return cq.read_corpus(tmp_path, languages=["fr"], **options)


def stated(role, speaker="Ensuite"):
    return pd.DataFrame({"transcript": ["bria"], "speaker": [speaker], "role": [role]})


def said(corpus):
    """Every turn as its speaker and its words, counted here from the text itself."""
    one = corpus["bria"]
    return [
        (
            turn.speaker,
            " ".join(" ".join(one.text[start:end] for start, end in turn.spoken).split()),
        )
        for turn in one.turns
    ]


def letters(corpus):
    """The letters of the file, and those that its account knows of."""
    account = corpus.accounts["bria"]
    return len("".join(corpus["bria"].text.split())), account.spoken + sum(account.outside.values())


@pytest.fixture
def as_speaker(tmp_path):
    """The file read with "Ensuite" as a speaker, as it was once taken for one."""
    corpus = read(tmp_path, people=stated("respondent"))
    assert ("Ensuite", "ils sont partis.") in said(corpus)
    return corpus


@pytest.mark.parametrize("word", ["nobody", "Personne"])
def test_a_label_of_nobody_is_part_of_the_speech(as_speaker, word):
    corpus = as_speaker.with_people(stated(word))
    assert ("Chef", "Les casques bleus sont venus. Ensuite : ils sont partis.") in said(corpus)
    assert "Ensuite" not in {turn.speaker for turn in corpus["bria"].turns}
    assert corpus["bria"].text == as_speaker["bria"].text
    assert letters(corpus)[0] == letters(corpus)[1]


def test_reading_obeys_what_was_ruled(tmp_path, as_speaker):
    ruled = as_speaker.with_people(stated("nobody"))
    read_again = read(tmp_path, people=stated("nobody"))
    assert said(read_again) == said(ruled)
    assert letters(read_again)[0] == letters(read_again)[1]


def test_a_label_within_speech_becomes_a_speaker(tmp_path):
    corpus = read(tmp_path).with_people(stated("respondent", "note"))
    assert said(corpus)[-1] == ("Note", "on a crié.")
    assert letters(corpus)[0] == letters(corpus)[1]
    back = corpus.with_people(stated("nobody", "Note"))
    assert "Note - on a crié." in said(back)[-1][1]


def test_the_first_turn_of_nobody_is_of_somebody_unnamed(tmp_path):
    corpus = read(tmp_path, people=stated("respondent"))
    ruled = corpus.with_people(stated("nobody", "Enquêteur"))
    assert said(ruled)[0] == ("", "Enquêteur : Que s'est-il passé ?")


def test_what_was_ruled_is_asked_no_more(tmp_path):
    text = "I: Who came?\nR: Nobody.\nHope: is all we had.\nI: Why?\nR: Fear.\n"
    corpus = read(tmp_path, text)
    (doubt,) = (one for one in corpus.accounts["bria"].doubts if one.about == "labels")
    assert doubt.speakers == ("Hope",)
    ruled = corpus.with_people(stated("nobody", "Hope"))
    assert doubt.message not in set(cq.look(ruled).doubts["doubt"])
    assert said(ruled)[1] == ("R", "Nobody. Hope: is all we had.")
