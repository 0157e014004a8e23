"""Who the people are: participants, the speakers they speak through, and their attributes.

A person may appear in several transcripts, and one transcript may hold several people.
Counts of people, clustering and disclosure go by participant, never by speaker label.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic_qual.corpus.transcripts import Role, Transcript

Speaker = tuple[str, str]  # transcript, label


@dataclass(frozen=True)
class Participants:
    """Which participant speaks, by `(transcript, speaker)`, and what is known of each one.

    Attributes
    ----------
    speaks
        The participant behind every counted speaker.
    attributes
        What is known of participants, by their names.
    declared, speaks_for
        What a table of participants told, kept so that other roles can be resolved anew.
    """

    speaks: Mapping[Speaker, str] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    declared: Mapping[Speaker, str] = field(default_factory=dict)
    speaks_for: Mapping[Speaker, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of distinct participants."""
        return len(set(self.speaks.values()))

    def of(self, transcript: str, speaker: str) -> str:
        """Return the participant behind a speaker, or "" if nobody counted stands behind it."""
        return self.speaks.get((transcript, speaker), "")

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """The attributes known of at least one participant, in the order first met."""
        return tuple(dict.fromkeys(name for known in self.attributes.values() for name in known))

    def within(self, transcripts: Container[str]) -> Participants:
        """Return those who speak in some transcripts, told by their ids."""

        def inside(told: Mapping[Speaker, str]) -> dict[Speaker, str]:
            return {speaker: name for speaker, name in told.items() if speaker[0] in transcripts}

        speaks, declared = inside(self.speaks), inside(self.declared)
        people = {*speaks.values(), *declared.values()}
        known = {name: facts for name, facts in self.attributes.items() if name in people}
        return Participants(
            speaks=speaks, attributes=known, declared=declared, speaks_for=inside(self.speaks_for)
        )

    def resolved(self, transcripts: Iterable[Transcript]) -> Participants:
        """Return participants in which every counted speaker of the transcripts has one.

        The third speaker heard, of whom nothing is declared, is `transcript/S3`: a label is often
        somebody's name, and participants stand in every table that leaves the study. An
        interpreter is the respondent it speaks for: the declared one, or the only one there is.
        """
        speaks: dict[Speaker, str] = {}
        for transcript in transcripts:
            roles, numbers = _heard(transcript)
            respondents = [speaker for speaker, role in roles.items() if role == "respondent"]
            only = respondents[0] if len(respondents) == 1 else None
            for speaker, role in roles.items():
                behind = self._behind((transcript.id, speaker), role, only)
                speaks[transcript.id, speaker] = self._named(transcript.id, behind, numbers)
        return replace(self, speaks=speaks)

    def _behind(self, speaker: Speaker, role: Role, only_respondent: str | None) -> str:
        """Return the speaker whose words a speaker's are."""
        told = self.speaks_for.get(speaker)
        if told is not None:
            return told
        if role == "interpreter" and only_respondent is not None and speaker not in self.declared:
            return only_respondent
        return speaker[1]

    def _named(self, transcript: str, speaker: str, numbers: Mapping[str, int]) -> str:
        """Return who a speaker is: as declared, else by when it was first heard."""
        if not speaker:
            default = transcript
        else:
            default = f"{transcript}/S{numbers.get(speaker, len(numbers) + 1)}"
        return self.declared.get((transcript, speaker), default)


def _heard(transcript: Transcript) -> tuple[dict[str, Role], dict[str, int]]:
    """Return the role of every counted speaker, and for all speakers as which one they spoke."""
    roles: dict[str, Role] = {}
    numbers: dict[str, int] = {}
    for turn in transcript.turns:
        numbers.setdefault(turn.speaker, len(numbers) + 1)
        if turn.counted:
            roles[turn.speaker] = turn.role
    return roles, numbers
