"""Who the people are: participants, the speakers they speak through, and their attributes.

A person may appear in several transcripts, and one transcript may hold several people.
Counts of people, clustering and disclosure go by participant, never by speaker label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic_qual.corpus.model import Role, Transcript

Speaker = tuple[str, str]  # transcript, label


@dataclass(frozen=True)
class Participants:
    """Which participant speaks, by `(transcript, speaker)`, and what is known of each one.

    `speaks` holds counted speakers only. `declared` and `speaks_for` are what a table of
    participants told, kept so that other roles can be resolved anew.
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

    def resolved(self, transcripts: Iterable[Transcript]) -> Participants:
        """Return participants in which every counted speaker of the transcripts has one.

        The third speaker heard, of whom nothing is declared, is `transcript/S3`: a label is often
        somebody's name, and participants stand in every table that leaves the study. An
        interpreter is the respondent it speaks for: the declared one, or the only one there is.
        """
        speaks: dict[Speaker, str] = {}
        for transcript in transcripts:
            roles = {turn.speaker: turn.role for turn in transcript.turns if turn.counted}
            for speaker, role in roles.items():
                told = self._behind(transcript.id, speaker, role, roles)
                speaks[transcript.id, speaker] = self._named(transcript, told)
        return replace(self, speaks=speaks)

    def _behind(self, transcript: str, speaker: str, role: Role, roles: Mapping[str, Role]) -> str:
        """Return the speaker whose words a speaker's are."""
        told = self.speaks_for.get((transcript, speaker))
        if told is not None:
            return told
        if role != "interpreter" or (transcript, speaker) in self.declared:
            return speaker
        respondents = [other for other, theirs in roles.items() if theirs == "respondent"]
        return respondents[0] if len(respondents) == 1 else speaker

    def _named(self, transcript: Transcript, speaker: str) -> str:
        heard = [*dict.fromkeys(turn.speaker for turn in transcript.turns), speaker]
        default = f"{transcript.id}/S{heard.index(speaker) + 1}" if speaker else transcript.id
        return self.declared.get((transcript.id, speaker), default)
