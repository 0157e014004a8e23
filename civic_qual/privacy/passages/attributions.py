"""The line below a quotation: the finest of several that enough people share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from civic_qual.analysis.passages.attribution import attribution
from civic_qual.corpus.attributes import attributes_of_speaker
from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn
from civic_qual.messages import Message

NOBODY_IN_PARTICULAR = Message.in_context("below a quotation", "Respondent")
# One person of a group of respondents, where its name is that of many.
_ONE_OF_GROUP: Mapping[str, str] = {
    "community": Message("Community member"),
    "civil_society": Message("Member of civil society"),
    "mission_hq": Message("Mission staff"),
    "host_state": Message("Official"),
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


def _group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return the group of respondents, in small letters; "" if none is stated."""
    stated = attributes_of_speaker(corpus, transcript, turn)
    group = stated.get("respondent_group", "").strip()
    return "" if group in ROLES else group


def _somebody_of_group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    group = _group(corpus, transcript, turn)
    shown = group.replace("_", " ")
    return _ONE_OF_GROUP.get(group, shown[:1].upper() + shown[1:])


def _country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    return attributes_of_speaker(corpus, transcript, turn).get("country", "").strip()


def _group_and_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    who, country = (of(corpus, transcript, turn) for of in (_somebody_of_group, _country))
    return Message("{who}, {country}", who=who, country=country) if who and country else ""


def _somebody_in_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    country = _country(corpus, transcript, turn)
    if not country:
        return ""
    return Message("{who}, {country}", who=NOBODY_IN_PARTICULAR, country=country)


_LEVELS: tuple[Level, ...] = (
    attribution,
    _group_and_country,
    _somebody_in_country,
    _somebody_of_group,
)
