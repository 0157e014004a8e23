import pytest
from hypothesis import given, settings

from civic_qual.analysis.passages.attribution import attribution
from civic_qual.analysis.passages.quotes import quotes
from civic_qual.corpus.consent import consent
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings, interview
from tests.analysis.studies import studies

LONG_ENOUGH = "R: We saw the patrol on the road every Tuesday and every Saturday morning. Rain."


def study(*transcripts, people=None):
    corpus = Corpus(transcripts, people or Participants())
    rows = [(one.id, "patrol", "plan.patrol") for one in transcripts]
    return codings(corpus, codebook("plan", "plan.patrol", "plan.late", "alert"), rows)


def test_a_quotation_is_its_sentence_under_a_label():
    chosen = quotes(study(interview("a", [LONG_ENOUGH], country="CAR", role="village chief")))
    assert chosen.frame.iloc[0].to_dict() == {
        "theme": "plan",
        "code": "",
        "name": "Plan",
        "passage": "We saw the patrol on the road every Tuesday and every Saturday morning.",
        "attribution": "Village chief, CAR",
        "transcript": "a",
        "start": 3,
        "end": 74,
        "language": "en",
    }
    assert chosen.notes == ()


def test_a_short_sentence_takes_its_neighbours_of_the_same_turn():
    chosen = quotes(study(interview("a", ["R: It is hard. The patrol. We flee.", "R: Not this."])))
    assert chosen["passage"].tolist() == ["The patrol. We flee."] or chosen["passage"].tolist() == [
        "It is hard. The patrol. We flee."
    ]
    assert "Not this" not in chosen["passage"].iloc[0]


LONG = "We flee at night when they come near us and we wait for the day on the other bank of it"


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        (f"{LONG}. The patrol. {LONG}.", f"The patrol. {LONG}."),
        (f"{LONG}. The patrol.", f"{LONG}. The patrol."),
        (f"The patrol. {LONG}. {LONG}.", f"The patrol. {LONG}."),
        (f"{LONG} the patrol. {LONG}.", f"{LONG} the patrol."),
        ("The patrol.", "The patrol."),
    ],
)
def test_a_short_sentence_takes_the_next_one_else_the_one_before(said, quoted):
    chosen = quotes(study(interview("a", [f"R: {LONG} first.", f"R: {said}", f"R: {LONG}."])))
    assert chosen["passage"].tolist() == [quoted]


def test_bracketed_notes_and_line_breaks_are_not_quoted():
    text = "R: the patrol [weeps]\ncame at last and then it left again before the night fell"
    one = Transcript(
        id="a",
        text=text,
        turns=(
            Turn(
                start=0,
                end=len(text),
                spoken=((3, 13), (22, len(text))),
                speaker="R",
                role="respondent",
                language="en",
            ),
        ),
    )
    assert quotes(study(one))["passage"].iloc[0].startswith("the patrol came at last")


@pytest.mark.parametrize("word", ["paraphrase", "none", "withdrawn", "Withdrawn ", "peut-être"])
def test_only_who_agreed_is_quoted_and_the_rest_is_counted(word):
    chosen = quotes(
        study(
            interview("a", [LONG_ENOUGH], consent=word),
            interview("b", [LONG_ENOUGH], consent="quote"),
            interview("c", [LONG_ENOUGH]),
        )
    )
    assert sorted(chosen["transcript"]) == ["b", "c"]
    (note,) = chosen.notes
    assert note.startswith("1 passage not open to quotation")
    assert word.strip().casefold() in note


def test_the_stricter_of_person_and_interview_holds():
    turn = Turn(start=0, end=1, spoken=((0, 1),), speaker="R", role="respondent")
    said = {"person": "none", "interview": "quote"}
    for one, other in (("person", "interview"), ("interview", "person")):
        transcript = Transcript(id="a", text="x", turns=(turn,), attributes={"consent": said[one]})
        people = Participants({("a", "R"): "p"}, {"p": {"consent": said[other]}})
        assert consent(Corpus((transcript,), people), transcript, turn) == "none"


def test_quotations_come_from_different_interviews():
    talker = interview("a", [LONG_ENOUGH] * 5)
    chosen = quotes(study(talker, interview("b", [LONG_ENOUGH]), interview("c", [LONG_ENOUGH])))
    assert sorted(chosen["transcript"]) == ["a", "b", "c"]


def test_a_code_is_quoted_only_if_nothing_stands_below_it():
    chosen = quotes(study(interview("a", [LONG_ENOUGH])), level="code")
    assert chosen["code"].tolist() == ["plan.patrol"]
    assert chosen["theme"].tolist() == ["plan"]


@pytest.mark.parametrize(
    ("known", "role", "label"),
    [
        (
            {"attribution": "UN official, Bangui", "country": "CAR"},
            "respondent",
            "UN official, Bangui",
        ),
        ({"respondent_group": "mission_hq", "country": "Mali"}, "respondent", "Mission hq, Mali"),
        ({"role": "respondent"}, "respondent", "Respondent"),
        (
            {"role": "elder", "recording": "notes"},
            "interpreter",
            "Elder (through an interpreter) (from notes)",
        ),
    ],
)
def test_labels_name_roles_and_no_people(known, role, label):
    turn = Turn(start=0, end=1, spoken=((0, 1),), speaker="Thomas", role=role)
    transcript = Transcript(id="a", text="x", turns=(turn,), attributes=known)
    assert attribution(Corpus((transcript,)), transcript, turn) == label


@settings(deadline=None, max_examples=30)
@given(studies())
def test_quotations_are_the_same_every_time_and_never_twice(coded):
    found = quotes(coded, level="code", n=2)
    assert found.equals(quotes(coded, level="code", n=2))
    chosen = found.frame
    assert not chosen.duplicated(["code", "transcript", "start"]).any()
    assert (chosen.groupby(["theme", "code"]).size() <= 2).all()
    for row in chosen.itertuples():
        turns = coded.corpus[row.transcript].turns
        assert any(
            turn.start <= row.start <= row.end <= turn.end and turn.counted for turn in turns
        )
