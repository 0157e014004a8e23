"""What was said, and by whom: turns, transcripts, and the corpus that holds them.

Every offset counts Unicode code points of `Transcript.text`, start inclusive, end exclusive.
Nothing here changes in place: a correction makes a new transcript, a choice a new corpus.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from civic_qual.corpus.people import Participants
from civic_qual.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.segments import Segments, Unit

Role = Literal["interviewer", "respondent", "interpreter", "observer", "unknown"]
ROLES: tuple[Role, ...] = get_args(Role)
NOT_COUNTED: frozenset[Role] = frozenset({"interviewer", "observer"})

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another takes over.

    `start` and `end` take in the speaker's label; `spoken` are the pieces that were really
    said (no label, times, bracketed notes or back-channels of others): only they are matched
    and counted, and no phrase crosses from one piece to the next.
    """

    start: int
    end: int
    spoken: tuple[Span, ...]
    speaker: str = ""
    role: Role = "unknown"
    language: str = ""
    seconds: float | None = None

    @property
    def counted(self) -> bool:
        """Whether the turn counts by default: all roles but interviewer and observer."""
        return self.role not in NOT_COUNTED


@dataclass(frozen=True, eq=False)
class Transcript:
    """One interview or group discussion: its text, its turns and what is known about it."""

    id: str
    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    language: str = ""  # as declared; empty: detected turn by turn
    source: str = ""  # the file it was read from
    translation_of: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))

    @cached_property
    def revision(self) -> str:
        """The first 16 hex digits of the SHA-256 of the text: changed text, another revision."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def invented(self) -> bool:
        """Whether the transcript is marked as invented for demonstration."""
        return str(self.attributes.get("invented", "")).lower() in {"yes", "true", "1"}

    def __repr__(self) -> str:
        return f"Transcript({self.id!r}, {len(self.turns)} turns, {len(self.text):,} characters)"


@dataclass(frozen=True, eq=False)
class Corpus:
    """Transcripts in the order of their ids, their participants, and what went wrong in reading.

    `problems` names files that could not be read, and attribute rows that match no transcript,
    each as one line; `notes` says what was guessed (encodings, roles, languages).
    """

    transcripts: tuple[Transcript, ...]
    participants: Participants = field(default_factory=Participants)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.transcripts, key=lambda transcript: transcript.id))
        ids = [transcript.id for transcript in ordered]
        twice = sorted({one for one, other in pairwise(ids) if one == other})
        if twice:
            raise ReadError(f"two transcripts are called {twice[0]!r}: rename one of them")
        object.__setattr__(self, "transcripts", ordered)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, **columns: Any) -> Corpus:
        """Make a corpus of a table with one text a row; see `civic_qual.corpus.intake.frames`."""
        from civic_qual.corpus.intake.frames import corpus_from_frame

        return corpus_from_frame(frame, **columns)

    def __len__(self) -> int:
        return len(self.transcripts)

    def __iter__(self) -> Iterator[Transcript]:
        return iter(self.transcripts)

    def __getitem__(self, transcript_id: str) -> Transcript:
        try:
            return self.transcripts[self.positions[transcript_id]]
        except KeyError:
            known = ", ".join(list(self.positions)[:5])
            raise KeyError(f"no transcript {transcript_id!r}; there are {known}, ...") from None

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each transcript id in `transcripts`."""
        return {transcript.id: place for place, transcript in enumerate(self.transcripts)}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages spoken in counted turns, most frequent first."""
        from collections import Counter

        turns = (turn for transcript in self for turn in transcript.turns if turn.counted)
        return tuple(code for code, _ in Counter(turn.language for turn in turns).most_common())

    @property
    def invented(self) -> bool:
        """Whether any transcript is marked as invented for demonstration."""
        return any(transcript.invented for transcript in self)

    @cached_property
    def attributes(self) -> pd.DataFrame:
        """One row a transcript, one column an attribute of transcripts; "" where not stated."""
        import pandas as pd

        rows = [dict(transcript.attributes) for transcript in self]
        index = pd.Index([transcript.id for transcript in self], name="transcript")
        return pd.DataFrame(rows, index=index).fillna("")

    @property
    def roles(self) -> pd.DataFrame:
        """Who was taken for what: transcript, speaker, role, participant, turns, words."""
        from civic_qual.corpus.roles import roles_table

        return roles_table(self)

    def with_roles(self, roles: Mapping[tuple[str, str] | str, Role]) -> Corpus:
        """Return a corpus with the roles told, by `speaker` or `(transcript, speaker)`."""
        from civic_qual.corpus.roles import with_roles

        return with_roles(self, roles)

    def with_transcripts(self, transcripts: Sequence[Transcript]) -> Corpus:
        """Return the same corpus with other transcripts in place of its own."""
        return replace(self, transcripts=tuple(transcripts))

    def segments(self, unit: Unit = "turn") -> Segments:
        """Cut the corpus into turns, sentences, paragraphs or transcripts, once for each unit."""
        from civic_qual.corpus.segments import segment

        if unit not in self._segments:
            self._segments[unit] = segment(self, unit)
        return self._segments[unit]

    @cached_property
    def _segments(self) -> dict[Unit, Segments]:
        return {}

    def __repr__(self) -> str:
        wrong = f", {len(self.problems)} problems: see .problems" if self.problems else ""
        return f"Corpus({len(self)} transcripts, {self.participants.count} participants{wrong})"
