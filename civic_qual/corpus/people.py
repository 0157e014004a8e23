"""Who the people are: participants, the speakers they speak through, and the roles of speakers.

A person may appear in several transcripts, and one transcript may hold several people.
Counts of people, clustering and disclosure go by participant, never by speaker label.

A role told by hand wins over `participants.csv`, that over the file's own, and that over a
guess; every guess is said in a note and shown by `corpus.roles`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.corpus.transcripts import ROLES, Role, Transcript
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.reading import word_rows
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.model import Corpus


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
        `All` is nobody more: what all say, the first of them says.
        """
        speaks: dict[Speaker, str] = {}
        for transcript in transcripts:
            roles, numbers = _heard(transcript)
            respondents = [
                speaker
                for speaker, role in roles.items()
                if role == "respondent" and not is_chorus(speaker)
            ]
            only = respondents[0] if len(respondents) == 1 else None
            for speaker, role in roles.items():
                behind = self._behind((transcript.id, speaker), role, only)
                if (
                    respondents
                    and behind == speaker
                    and self._is_nobody_more(transcript.id, behind)
                ):
                    behind = respondents[0]
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

    def _is_nobody_more(self, transcript: str, speaker: str) -> bool:
        return is_chorus(speaker) and (transcript, speaker) not in self.declared

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


Roles = Mapping[tuple[str, str] | str, Role]  # by speaker, or by (transcript, speaker)

_ROLE_OF: dict[str, Role] = {
    label: role
    for role in ROLES
    for label in word_rows("corpus/lists/role_labels.txt").get(role, ())
}

# Inclusive endings: the label may be enquêteur·rice, enquêteur/trice, répondant(e).
_ENDINGS = re.compile(r"(?:[·•./(-](?:e|s|ne|euse|rice|trice|ice)\)?s?)+$")
_NUMBER = re.compile(r"[\s_#.°-]*(?:n[°o]\s*)?\d{1,3}$|[\s_#.°-]+[a-h]$")


_ARTICLES = frozenset(
    word
    for kind in ("determiner", "possessive")
    for word in word_rows("corpus/lists/label_words.txt")[kind]
)
_CHORUS, _BESIDE_CHORUS = (
    frozenset(word_rows("corpus/lists/label_words.txt")[kind])
    for kind in ("chorus", "beside_chorus")
)
_NOUNS = frozenset(word_rows("corpus/lists/label_words.txt")["noun"])  # "Next question: who?"


@lru_cache(maxsize=10_000)
def is_chorus(label: str) -> bool:
    """Whether a label stands for several people at once, and tells of none who it is.

    Examples
    --------
    >>> is_chorus("All"), is_chorus("Plusieurs voix"), is_chorus("Several"), is_chorus("A woman")
    (True, True, True, False)
    """
    words = re.findall(r"\w+", unaccented(label.casefold()))
    return any(word in _CHORUS for word in words) and all(
        word in _CHORUS or word in _BESIDE_CHORUS for word in words
    )


@lru_cache(maxsize=10_000)
def role_of_label(label: str) -> Role | None:
    """Return the role a label names by itself, or None if it could be anyone's name.

    Case, accents, a number and inclusive endings do not matter.

    Examples
    --------
    >>> role_of_label("ENQUÊTEUR·RICE"), role_of_label("P12"), role_of_label("Marie")
    ('interviewer', 'respondent', None)
    >>> role_of_label("Lead researcher"), role_of_label("My answer")
    ('interviewer', None)
    """
    plain = unaccented(label.casefold()).strip(" .\u00a0")
    bare = _NUMBER.sub("", plain)
    if role := _role_of_word(plain) or _role_of_word(bare):
        return role
    words = bare.split(" ")
    # "Rapporteur special" is no observer of the interview, and "right answer" no respondent.
    first = _role_of_word(words[0]) if len(words[0]) > 3 else None
    if first and first != "observer":
        return first
    last = _role_of_word(words[-1]) if _may_end_with_role(words) else None
    return last if last in {"interviewer", "interpreter"} else None


def _role_of_word(word: str) -> Role | None:
    return _ROLE_OF.get(word) or _ROLE_OF.get(_ENDINGS.sub("", word))


def _may_end_with_role(words: Sequence[str]) -> bool:
    few = 1 < len(words) < 4 and len(words[-1]) > 4 and words[-1] not in _NOUNS
    return few and not _ARTICLES.intersection(words)


def role_named(value: str) -> Role | None:
    """Return the role a cell of a table names, in the library's words or those of a label.

    Examples
    --------
    >>> role_named("Interprète"), role_named("unknown"), role_named("chief")
    ('interpreter', 'unknown', None)
    """
    plain = value.strip().casefold()
    for role in ROLES:
        if plain == role:
            return role
    return role_of_label(value)


def roles_table(corpus: Corpus) -> pd.DataFrame:
    """Return one row a transcript and speaker: role, participant, turns, words."""
    import pandas as pd

    from civic_qual.corpus.token_index import token_index

    rows: dict[tuple[str, str, Role], list[int]] = {}
    turns = [(transcript.id, turn) for transcript in corpus for turn in transcript.turns]
    for (name, turn), words in zip(
        turns, np.diff(token_index(corpus).turn_first).tolist(), strict=True
    ):
        counts = rows.setdefault((name, turn.speaker, turn.role), [0, 0])
        counts[0] += 1
        counts[1] += words
    return pd.DataFrame(
        [(*key, corpus.participants.of(key[0], key[1]), *counts) for key, counts in rows.items()],
        columns=["transcript", "speaker", "role", "participant", "turns", "words"],
    )


def with_roles(corpus: Corpus, roles: Roles) -> Corpus:
    """Return a corpus in which speakers have the roles told; participants follow.

    Raises
    ------
    ReadError
        If a role or a speaker is unknown.
    """
    check_roles(roles, corpus.transcripts)
    transcripts = tuple(retold(transcript, roles) for transcript in corpus)
    participants = corpus.participants.resolved(transcripts)
    return replace(corpus, transcripts=transcripts, participants=participants)


def retold(transcript: Transcript, roles: Roles) -> Transcript:
    """Return a transcript in which speakers have the roles told."""
    told = told_roles(roles, transcript.id, {turn.speaker for turn in transcript.turns})
    turns = tuple(
        replace(turn, role=told.get(turn.speaker, turn.role)) for turn in transcript.turns
    )
    return replace(transcript, turns=turns)


def told_roles(roles: Roles, transcript: str, speakers: Iterable[str]) -> dict[str, Role]:
    """Return the roles told of the speakers of a transcript; (transcript, speaker) wins."""
    told: dict[str, Role] = {}
    for speaker in speakers:
        role = roles.get((transcript, speaker), roles.get(speaker))
        if role is not None:
            told[speaker] = role
    return told


def roles_by_transcript(roles: Mapping[tuple[str, str], Role]) -> dict[str, dict[str, Role]]:
    """Return roles by speaker, for each transcript."""
    by_transcript: defaultdict[str, dict[str, Role]] = defaultdict(dict)
    for (transcript, speaker), role in roles.items():
        by_transcript[transcript][speaker] = role
    return dict(by_transcript)


def check_roles(roles: Roles, transcripts: Iterable[Transcript]) -> None:
    """Refuse roles that do not exist, and roles of speakers who do not.

    Raises
    ------
    ReadError
    """
    known = {(one.id, turn.speaker) for one in transcripts for turn in one.turns}
    speakers = {speaker for _, speaker in known}
    for key, role in roles.items():
        if role not in ROLES:
            raise ReadError(
                Message(
                    "role {role} of {speaker} is none of {roles}",
                    role=quoted(role),
                    speaker=quoted(key),
                    roles=enumerated(ROLES),
                )
            )
        if key not in known and key not in speakers:
            raise ReadError(
                Message(
                    "roles name {speaker}, but nobody is called so; the speakers are {speakers}",
                    speaker=quoted(key),
                    speakers=enumerated(sorted(speakers - {""})[:8], empty=Message("not named")),
                )
            )
