"""Who the people are: participants, the speakers they speak through, and their attributes.

A person may appear in several transcripts, and one transcript may hold several people.
Counts of people, clustering and disclosure go by participant, never by speaker label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Participants:
    """Which participant speaks, by `(transcript, speaker)`, and what is known of each one."""

    speaks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

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
