"""Who stands behind a speaker, and how often transcripts are looked at to find it."""

from civic_qual.corpus.model import Transcript, Turn
from civic_qual.corpus.people import Participants


def discussion(speakers: int) -> Transcript:
    turns = tuple(
        Turn(at, at + 1, ((at, at + 1),), f"S{at}", "respondent") for at in range(speakers)
    )
    return Transcript("a", "x" * speakers, turns)


class Watched(Transcript):
    """A transcript that counts how often its turns are asked for."""

    looks = 0

    def __getattribute__(self, name):
        if name == "turns":
            type(self).looks += 1
        return super().__getattribute__(name)


def test_turns_are_gone_through_once_however_many_speak():
    one = discussion(200)
    watched = Watched("a", one.text, one.turns)
    Watched.looks = 0
    found = Participants().resolved((watched,))
    assert found.count == 200
    assert Watched.looks == 1


def test_speakers_are_numbered_as_they_are_heard():
    found = Participants().resolved((discussion(3),))
    assert dict(found.speaks) == {("a", f"S{at}"): f"a/S{at + 1}" for at in range(3)}


def test_interviewers_are_numbered_too():
    turns = (
        Turn(0, 1, (), "I", "interviewer"),
        Turn(1, 2, (), "R", "respondent"),
        Turn(2, 3, (), ""),
    )
    found = Participants().resolved((Transcript("a", "xyz", turns),))
    assert dict(found.speaks) == {("a", "R"): "a/S2", ("a", ""): "a"}
