"""Who stands behind a speaker, and how often transcripts are looked at to find it."""

from civic_qual.corpus.model import Transcript, Turn
from civic_qual.corpus.people import Participants


def discussion(speakers: int) -> Transcript:
    turns = tuple(
        Turn(start=at, end=at + 1, spoken=((at, at + 1),), speaker=f"S{at}", role="respondent")
        for at in range(speakers)
    )
    return Transcript(id="a", text="x" * speakers, turns=turns)


class Watched(Transcript):
    """A transcript that counts how often its turns are asked for."""

    looks = 0

    def __getattribute__(self, name):
        if name == "turns":
            type(self).looks += 1
        return super().__getattribute__(name)


def test_turns_are_gone_through_once_however_many_speak():
    one = discussion(200)
    watched = Watched(id="a", text=one.text, turns=one.turns)
    Watched.looks = 0
    found = Participants().resolved((watched,))
    assert found.count == 200
    assert Watched.looks == 1


def test_speakers_are_numbered_as_they_are_heard():
    found = Participants().resolved((discussion(3),))
    assert dict(found.speaks) == {("a", f"S{at}"): f"a/S{at + 1}" for at in range(3)}


def test_interviewers_are_numbered_too():
    turns = (
        Turn(start=0, end=1, spoken=(), speaker="I", role="interviewer"),
        Turn(start=1, end=2, spoken=(), speaker="R", role="respondent"),
        Turn(start=2, end=3, spoken=(), speaker=""),
    )
    found = Participants().resolved((Transcript(id="a", text="xyz", turns=turns),))
    assert dict(found.speaks) == {("a", "R"): "a/S2", ("a", ""): "a"}
