"""Attributions coarse enough: under which label at least so many people could have spoken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from civic_qual.analysis.passages.quotes import attribution
from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn

NOBODY_IN_PARTICULAR = "Respondent"
_AS_ONE_PERSON = {
    "community": "community member",
    "civil_society": "member of civil society",
    "mission_hq": "mission staff",
    "host_state": "official",
}
Level = Callable[[Corpus, Transcript, Turn], str]


class Attributions:
    """Signs passages: the finest label of each that `minimum` people share.

    Labels go from the line agreed, or role and country, over respondent group and country, to
    the country, the group and "Respondent".
    """

    def __init__(self, corpus: Corpus, minimum: int) -> None:
        self._corpus, self._minimum = corpus, minimum
        self._people = [_people(corpus, level) for level in _LEVELS]

    def sign(self, transcript: str, turn: Turn) -> str:
        """Return how a passage of a turn may be signed."""
        one = self._corpus[transcript]
        for level, people in zip(_LEVELS, self._people, strict=True):
            label = level(self._corpus, one, turn)
            if label and len(people[label]) >= self._minimum:
                return label
        return NOBODY_IN_PARTICULAR

    def shared_by(self, transcript: str, turn: Turn) -> int:
        """Return how many people share the finest label of a turn."""
        return len(self._people[0][_LEVELS[0](self._corpus, self._corpus[transcript], turn)])


def _people(corpus: Corpus, level: Level) -> Mapping[str, set[str]]:
    """Return who stands behind each label."""
    people: dict[str, set[str]] = defaultdict(set)
    for transcript in corpus:
        for turn in transcript.turns:
            if turn.counted:
                person = corpus.participants.of(transcript.id, turn.speaker)
                people[level(corpus, transcript, turn)].add(
                    person or f"{transcript.id}/{turn.speaker}"
                )
    return people


def _known(corpus: Corpus, transcript: Transcript, turn: Turn) -> dict[str, str]:
    person = corpus.participants.of(transcript.id, turn.speaker)
    own = corpus.participants.attributes.get(person, {})
    return {**transcript.attributes, **{name: value for name, value in own.items() if value}}


def _group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    group = _known(corpus, transcript, turn).get("respondent_group", "").strip()
    return "" if group in ROLES else _AS_ONE_PERSON.get(group, group.replace("_", " "))


def _country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    return _known(corpus, transcript, turn).get("country", "").strip()


def _group_and_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    parts = _group(corpus, transcript, turn), _country(corpus, transcript, turn)
    return _capital(", ".join(parts)) if all(parts) else ""


def _somebody_in_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    country = _country(corpus, transcript, turn)
    return f"{NOBODY_IN_PARTICULAR}, {country}" if country else ""


def _somebody_of_group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    return _capital(_group(corpus, transcript, turn))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_LEVELS: tuple[Level, ...] = (
    attribution,
    _group_and_country,
    _somebody_in_country,
    _somebody_of_group,
)
