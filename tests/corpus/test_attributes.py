"""What is stated of who speaks: every room that tells it tells the same."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.analysis.tables.groups import groups
from civic_qual.codebook.model import Code, Codebook
from civic_qual.corpus.attributes import attributes_of_speaker
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants

ROLES = {"A": "respondent", "B": "respondent", "Q": "interviewer"}
STATED = {"a": {"country": " Mali ", "place": "market"}, "b": {"country": "", "place": " "}}
PEOPLE = {"ada": {"country": "Chad", "sex": "woman"}, "bo": {"country": " ", "sex": " man"}}
# By transcript and speaker. A person's own goes before the interview's, and white space says
# nothing; of Q, who asks, only what is stated of the interview is known.
EXPECTED = {
    ("a", "A"): {"country": "Chad", "place": "market", "sex": "woman"},
    ("a", "B"): {"country": "Mali", "place": "market", "sex": "man"},
    ("a", "Q"): {"country": "Mali", "place": "market", "sex": ""},
    ("b", "A"): {"country": "", "place": "", "sex": ""},
    ("b", "B"): {"country": "", "place": "", "sex": "man"},
    ("b", "Q"): {"country": "", "place": "", "sex": ""},
}
NAMES = ("country", "place", "sex")


@pytest.fixture
def corpus() -> Corpus:
    turns = tuple(
        Turn(start=at, end=at + 7, spoken=((at + 3, at + 7),), speaker=who, role=role)
        for at, (who, role) in zip((0, 8, 16), ROLES.items(), strict=True)
    )
    transcripts = tuple(
        Transcript(id=name, text="A: Oui.\nB: Non.\nQ: Ah.. ", turns=turns, attributes=stated)
        for name, stated in STATED.items()
    )
    told = Participants(
        attributes=PEOPLE, declared={("a", "A"): "ada", ("a", "B"): "bo", ("b", "B"): "bo"}
    )
    return Corpus(transcripts, told.resolved(transcripts))


@pytest.fixture
def codings(corpus):
    rows = [
        (kind, one.id, turn.start, turn.end, code)
        for one in corpus
        for turn in one.turns
        for kind, code in (("coding", "plan"), ("reading", "*"))
    ]
    frame = pd.DataFrame(rows, columns=["kind", "transcript", "start", "end", "code"])
    book = Codebook("", "1", ("en",), (Code("plan", "theme"),))
    return cq.read_codings(frame.assign(coder="anna", coded_unit="turn"), corpus, book)


def told_in(frame: pd.DataFrame) -> dict:
    return {
        (row["transcript"], row["speaker"]): {name: row[name] for name in NAMES}
        for row in frame.to_dict("records")
    }


def test_the_corpus_tells_it_turn_by_turn(corpus):
    assert told_in(corpus.frame) == EXPECTED


def test_codings_tell_it_passage_by_passage(codings):
    assert told_in(codings.frame) == EXPECTED


def test_files_of_codings_tell_it_row_by_row(codings):
    frame = codings.to_csv_frame().replace({"start": {0: "A", 8: "B", 16: "Q"}})
    for kind in ("coding", "reading"):
        rows = frame[frame["kind"] == kind]
        assert told_in(rows.rename(columns={"start": "speaker"})) == EXPECTED


def test_tables_group_by_it(corpus):
    keys = [(one.id, turn.speaker) for one in corpus for turn in one.turns]
    for name in NAMES:
        grouped = groups(corpus, (name,), include_interviewers=True)
        found = [grouped.labels[group][0] for group in grouped.of_turn]
        assert found == [EXPECTED[key][name] or "not stated" for key in keys]


def test_codings_are_filtered_by_it(codings):
    for name in NAMES:
        for value in {known[name] for known in EXPECTED.values()}:
            wanted = {key for key, known in EXPECTED.items() if known[name] == value}
            chosen = told_in(codings.filter(**{name: value}).frame)
            assert set(chosen) == wanted


def test_a_quotation_is_signed_by_it(corpus):
    for one in corpus:
        for turn in one.turns:
            stated = attributes_of_speaker(corpus, one, turn)
            expected = EXPECTED[one.id, turn.speaker]
            assert {name: stated.get(name, "") for name in NAMES} == expected
