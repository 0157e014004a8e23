"""Notes of a meeting are counted, and are nobody's own words; several interviews are told."""

from dataclasses import replace

import pytest

import civic_qual as cq
from civic_qual.corpus.intake.layouts.turns import read_layout

NOTES = """\
Notes of the meeting with the ferry owners
Date: 3 May 2020
Note-taker: I. Falk

Harbour

- Ferry stopped since March, owners afraid of thieves
- Lamp at the jetty broken; asked for a new one

School

- Roof fell in, nobody was afraid to say so
- Teachers left for the town, children help at the quay
"""
TOPICS = """\
Meeting notes, Lonevik
Present: Falk, Brandt

Harbour: the ferry has not run since March, says the owner
Harbour: lamp broken, nobody informed the parish
School: the roof fell in and the teachers left for the town
School: children help at the quay
Clinic: open on Tuesdays, the nurse comes by boat
"""
SAID = (
    "I: Who came to the harbour?\n\nR: Nobody came, we waited the whole day and then we rowed home."
)
INTERVIEW = f"{SAID}\n\n{SAID.replace('harbour', 'quay')}"


def written(reading, text):
    return ["".join(text[start:end] for start, end in turn.spoken) for turn in reading.turns]


def test_each_bullet_of_notes_is_reported_by_one_note_taker():
    reading = read_layout(NOTES)
    assert [said.partition(" ")[0] for said in written(reading, NOTES)] == [
        "Ferry", "Lamp", "Roof", "Teachers",
    ]  # fmt: skip
    assert {(turn.speaker, turn.reported) for turn in reading.turns} == {("", True)}
    assert not reading.account.sure


def test_topics_of_notes_are_no_people():
    reading = read_layout(TOPICS)
    assert {(turn.speaker, turn.reported) for turn in reading.turns} == {("", True)}
    assert len(reading.turns) == 5


def test_whole_names_in_notes_are_people():
    text = TOPICS.replace("Harbour:", "Ann Lee:").replace("School:", "Per Lund:")
    assert {turn.speaker for turn in read_layout(text).turns} >= {"Ann Lee", "Per Lund"}


def test_what_is_said_is_not_reported():
    assert not any(turn.reported for turn in read_layout(INTERVIEW).turns)
    assert read_layout(INTERVIEW).account.sure


def test_a_list_with_dashes_is_nobodys_conversation():
    listed = "- Arrival\n- Opening words\n- Coffee\n- Visit to the jetty\n- Closing"
    assert {turn.role for turn in read_layout(listed).turns} == {"unknown"}


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "notes.txt").write_text(NOTES, encoding="utf-8")
    (tmp_path / "told.txt").write_text(INTERVIEW + "\n\nI: And?\n\nR: We were afraid.", "utf-8")
    return cq.read_corpus(tmp_path)


CODEBOOK = """\
title: Fear
version: "1"
languages: [en]
codes:
  - id: fear
    kind: theme
    name: {en: Fear}
    definition: {en: Somebody is afraid.}
    rules: {en: [afraid]}
"""


@pytest.fixture
def codings(corpus, tmp_path):
    path = tmp_path / "fear.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return cq.RuleCoder(cq.read_codebook(path)).code(corpus)


def test_the_table_of_turns_says_what_is_reported(corpus):
    told = corpus.frame.groupby("transcript")["reported"].agg(["min", "max"])
    assert told.loc["notes"].tolist() == [True, True]
    assert told.loc["told"].tolist() == [False, False]


def test_what_is_reported_is_counted_shown_and_never_quoted(codings):
    table = cq.theme_table(codings, measure="mentions")
    passages = table.passages("fear").frame
    assert passages.groupby("transcript")["reported"].agg(list).to_dict() == {
        "notes": [True, True],
        "told": [False],
    }
    quotes = cq.quotes(codings)
    assert quotes.frame["transcript"].tolist() == ["told"]
    assert any("2 passages are not quoted: reported" in note for note in quotes.notes)
    matrix = cq.framework_matrix(codings)
    assert "afraid" not in str(matrix.frame.loc["notes", "fear"])


def test_a_file_read_by_the_worker_is_reported_too(corpus):
    from civic_qual.corpus.intake.careful import _document_as_data, _document_of
    from civic_qual.corpus.intake.readers.document import Document

    turns = corpus["notes"].turns
    assert turns[0].reported
    document = Document(text=corpus["notes"].text, turns=turns)
    assert _document_of(_document_as_data(document)).turns == turns


def test_a_study_keeps_what_is_reported(corpus, codings, tmp_path):
    with cq.Study.create(tmp_path / "a.study", corpus, codings.codebook) as study:
        kept = {one.id: [turn.reported for turn in one.turns] for one in study.corpus}
    assert kept == {one.id: [turn.reported for turn in one.turns] for one in corpus}
    plain = replace(corpus["notes"].turns[0], reported=False)
    assert plain != corpus["notes"].turns[0]


@pytest.mark.parametrize(
    "between",
    ["Interview 2", "ENTRETIEN N° 2", "Interview no. 2 - Brenna"],
)
def test_several_interviews_by_their_titles_are_doubted(between):
    text = f"{between.replace('2', '1')}\n\n{INTERVIEW}\n\n{between}\n\n{INTERVIEW}"
    (doubt,) = [one for one in read_layout(text).account.doubts if one.grade == "ask"]
    assert "2 interviews" in doubt.message
    assert between in doubt.message


def test_several_interviews_by_their_facts_are_doubted():
    text = "".join(f"Date: {day} May 2020\nPlace: Lonevik\n\n{INTERVIEW}\n\n" for day in (3, 4, 5))
    assert any("3 interviews" in one.message for one in read_layout(text).account.doubts)


@pytest.mark.parametrize("between", ["Interview 1 - page 2", "Interview 1", "Part 2"])
def test_a_title_that_runs_on_every_page_begins_no_interview(between):
    text = f"Interview 1\n\n{INTERVIEW}\n\n{between}\n\n{INTERVIEW}"
    assert not any("interviews" in one.message for one in read_layout(text).account.doubts)


def test_many_words_of_remarks_are_doubted():
    remarks = "\n".join("[Transcriber's note: the next minutes are hard to hear]" for _ in range(9))
    assert any(
        "words of headings and notes" in one.message
        for one in read_layout(f"{INTERVIEW}\n\n{remarks}\n\nR: We left.").account.doubts
    )
