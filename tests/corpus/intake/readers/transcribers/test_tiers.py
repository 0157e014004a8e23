"""ELAN and Praat: which tiers are speech, whose, and in which order."""

from pathlib import Path

import pytest

from civic_qual.corpus.intake.readers.subtitles.pieces import Piece
from civic_qual.corpus.intake.readers.transcribers.elan import read_eaf
from civic_qual.corpus.intake.readers.transcribers.praat import read_textgrid
from civic_qual.corpus.intake.readers.transcribers.tiers import Tier, document_of_tiers
from civic_qual.errors import ReadError

DOCUMENTS = Path(__file__).parents[4] / "documents"
LONG = (DOCUMENTS / "praat_long.TextGrid").read_bytes()
EAF = (DOCUMENTS / "elan.eaf").read_bytes()


def tier(name: str, *said: tuple[float, float, str], **more: str) -> Tier:
    return Tier(name, tuple(Piece(None, words, start, end) for start, end, words in said), **more)


def read(*tiers: Tier) -> tuple[list[str], list[str]]:
    document = document_of_tiers(tiers, "file")
    return document.text.split("\n"), [str(one.message) for one in document.account.doubts]


def test_tiers_stand_by_their_times():
    ann = tier("Ann", (0, 1, "Who came?"), (4, 5, "And then?"))
    bo = tier("B", (2, 3, "Three men."), (6, 7, "sil"), participant="Bo")
    assert read(ann, bo) == (["Ann: Who came?", "Bo: Three men.", "Ann: And then?"], [])


def test_words_one_by_one_are_joined_and_sounds_left_out():
    heard = (0, 0.4, "three"), (0.4, 0.9, "men"), (5, 6, "left")
    words = tier("Bo - words", *heard)
    phones = tier("Bo - phones", *[(0, 1, "T")] * 9)
    ann = tier("Ann - words", (2, 3, "who"))
    lines, doubts = read(words, phones, ann)
    assert lines == ["Bo: three men", "Ann: who", "Bo: left"]
    assert doubts == ["tiers that hold no speech of their own were not read: 'Bo - phones'"]


def test_two_tiers_of_one_person_are_asked_about():
    first = tier("A1", (0, 1, "Who came to the village?"), participant="Ann")
    second = tier("A2", (0, 1, "Whoever."), participant="Ann")
    lines, doubts = read(first, second)
    assert lines == ["Ann: Who came to the village?"]
    assert doubts == ["tiers of people of whom another tier has more words were not read: 'A2'"]


def test_tiers_that_belong_to_each_other_in_a_circle():
    one = tier("a", (0, 1, "Who came?"), parent="b")
    other = tier("b", (0, 1, "Nobody came then."), parent="a")
    assert len(read(one, other)[0]) == 1


def test_no_words():
    with pytest.raises(ReadError, match="no tier of this file holds words"):
        read(tier("Ann", (0, 1, "")), tier("notes", (0, 1, "a door")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (EAF.replace(b"ANNOTATION_DOCUMENT", b"SOMETHING_ELSE"), "no ELAN file"),
        (EAF[:2000], "damaged"),
        (b"", "damaged"),
        (b"<ANNOTATION_DOCUMENT>" + b"<TIER>" * 100_000, "more than 500 deep"),
        (EAF.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1), "document type"),
        (EAF.replace(b'"UTF-8"', b'"klingon"'), "damaged"),
    ],
    ids=["other", "cut", "empty", "deep", "entities", "encoding"],
)
def test_eaf_that_is_none(data, message):
    with pytest.raises(ReadError, match=message):
        read_eaf(data)


def test_slots_without_times_and_annotations_on_each_other():
    circle = EAF.replace(b'ANNOTATION_REF="a1"', b'ANNOTATION_REF="a4"').replace(
        b'ANNOTATION_REF="a2"', b'ANNOTATION_REF="a3"'
    )
    assert {"garçon.", "partis.", "venu", "après"} <= set(read_eaf(circle).text.split())
    late = EAF.replace(b'TIME_VALUE="2300"', b'TIME_VALUE="' + b"9" * 400 + b'"')
    assert len(read_eaf(late).turns) == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (LONG[:500], "damaged or was cut off"),
        (LONG.replace(b"intervals: size = 4", b"intervals: size = 999999999"), "damaged"),
        (LONG.replace(b"TextGrid", b"PitchTier"), "no TextGrid"),
        (b"words", "damaged"),
    ],
    ids=["cut", "size", "other", "words"],
)
def test_textgrids_that_are_none(data, message):
    with pytest.raises(ReadError, match=message):
        read_textgrid(data)


def test_the_encoding_of_a_textgrid_is_told_or_guessed():
    whole = LONG.decode()
    told = read_textgrid(LONG)
    assert read_textgrid(whole.encode("utf-16-be").join([b"\xfe\xff", b""])) == told
    assert read_textgrid(whole.encode("latin-1")).text == told.text


def test_a_tier_of_errors_is_nobodys():
    ann = tier("Ann", (0, 1, "Who came?"))
    lines, doubts = read(ann, tier("Errors", (0, 2, "loud silence")))
    assert lines == ["Ann: Who came?"]
    assert doubts == ["tiers that hold no speech of their own were not read: 'Errors'"]
