"""Who interviews: by labels, by other files, by what the file states, or by questions.

A role told by hand wins over `participants.csv`, that over the file's own, that over the label,
and that over what is guessed; every guess is said and shown by `corpus.roles`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Literal

from civic_qual.corpus.intake.layouts.doubts import (
    Doubt,
    asks_most,
    asks_too,
    taken_for,
    unknown_roles,
)
from civic_qual.corpus.intake.layouts.label_words import key_of
from civic_qual.corpus.intake.questions import asking
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role, Transcript, Turn

Ground = Literal["told", "file", "label", "siblings", "facts", "questions", "others", ""]

# Who asks: often, and clearly more than the next; shorter turns help a little.
ASKS, CLEAR_OF_NEXT, CLEAR_OF_ALL = 0.35, 0.15, 0.25
_SHORTNESS, _USUAL_LENGTH = 0.1, 60  # characters of a turn
_ALSO_ASKS, _ALSO_SCORES = 0.5, 0.55  # a second interviewer
# Several who ask in most of their turns, where all others hardly ask.
_MOST_INTERVIEWERS, _ASK_MOSTLY, _HARDLY_ASK, _APART, _CLEARLY_APART = 3, 0.6, 0.5, 0.3, 0.4
_MUMBLED = 8  # characters: `Mm-hm.` is neither asked nor answered
_ASKED_ONCE = 0.4  # a single turn that asks tells less than two
_FEWEST_TURNS = 2
_BY_QUESTIONS = frozenset({"questions", "others"})


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of roles before anybody's questions are counted.

    `told` is by speaker, by hand or in tables; `stated` by speaker, in facts of the file; `known`
    by key of a label, from other files.
    """

    told: Mapping[str, Role]
    stated: Mapping[str, Role]
    known: Mapping[str, Role]


NOTHING: Mapping[str, Role] = {}


@dataclass(slots=True)
class _Asking:
    """How often somebody speaks, asks, and at what length."""

    turns: int = 0
    asked: float = 0.0
    length: int = 0

    @property
    def share(self) -> float:
        return self.asked / self.turns if self.turns else 0.0

    @property
    def weight(self) -> float:
        """The share; of a single turn, it says less."""
        return self.share if self.turns > 1 else _ASKED_ONCE * self.share

    @property
    def score(self) -> float:
        usual = log(max(1.0, self.length / self.turns) / _USUAL_LENGTH)
        return self.share - _SHORTNESS * usual


@dataclass(frozen=True, kw_only=True)
class Guess:
    """The role of a speaker, and on what ground; `clear` if nobody else comes near."""

    role: Role
    ground: Ground
    clear: bool = True


def guess_roles(
    turns: Sequence[Turn],
    text: str,
    told: Mapping[str, Role] = NOTHING,
    *,
    stated: Mapping[str, Role] = NOTHING,
    known: Mapping[str, Role] = NOTHING,
) -> dict[str, Guess]:
    r"""Return the role of every speaker, and on what ground.

    Parameters
    ----------
    turns : sequence of Turn
        Roles other than "unknown" are taken as stated by the file.
    text : str
    told : mapping, optional
        Roles by speaker that are known already.
    stated : mapping, optional
        Roles by speaker that facts of the file state.
    known : mapping, optional
        Roles by key of a label that other files show.

    Examples
    --------
    >>> text = "Q: Who?\nAda: Nobody."
    >>> turns = [Turn(start=0, end=7, spoken=((3, 7),), speaker="Q"),
    ...          Turn(start=8, end=20, spoken=((13, 20),), speaker="Ada")]
    >>> [(one.role, one.ground) for one in guess_roles(turns, text).values()]
    [('interviewer', 'label'), ('respondent', 'others')]
    """
    evidence = Evidence(told=told, stated=stated, known=known)
    roles = {turn.speaker: _known_role(turn, evidence) for turn in reversed(turns)}
    roles = {turn.speaker: roles[turn.speaker] for turn in turns}
    open_ = any(speaker and not guess.ground for speaker, guess in roles.items())
    if open_ and not _somebody_interviews(roles):
        roles.update(_askers(roles, _asking_of(turns, text)))
    if _somebody_interviews(roles):
        for speaker, guess in roles.items():
            if not guess.ground:
                roles[speaker] = Guess(role="respondent", ground="others")
    return roles


def _somebody_interviews(roles: Mapping[str, Guess]) -> bool:
    return any(guess.role == "interviewer" for guess in roles.values())


def _known_role(turn: Turn, evidence: Evidence) -> Guess:
    if turn.speaker in evidence.told:
        return Guess(role=evidence.told[turn.speaker], ground="told")
    if turn.role != "unknown":
        return Guess(role=turn.role, ground="file")
    if turn.speaker in evidence.stated:
        return Guess(role=evidence.stated[turn.speaker], ground="facts")
    if role := role_of_label(turn.speaker):
        return Guess(role=role, ground="label")
    sibling = evidence.known.get(key_of(turn.speaker), "unknown")
    if sibling != "unknown":
        return Guess(role=sibling, ground="siblings")
    return Guess(role="unknown", ground="")


def _asking_of(turns: Sequence[Turn], text: str) -> dict[str, _Asking]:
    found: defaultdict[str, _Asking] = defaultdict(_Asking)
    for turn in turns:
        if turn.spoken:
            one = found[turn.speaker]
            length = sum(end - start for start, end in turn.spoken)
            asked = asking(text, turn.spoken[0][0], turn.spoken[-1][1])
            if asked or length > _MUMBLED:
                one.turns += 1
                one.asked += asked
                one.length += length
    return dict(found)


def _askers(roles: Mapping[str, Guess], asking_of: Mapping[str, _Asking]) -> dict[str, Guess]:
    """Return who asks clearly more than all others, and who asks beside them."""
    scores = {
        speaker: asking_of[speaker].score
        for speaker, guess in roles.items()
        if not guess.ground
        and speaker
        and speaker in asking_of
        and asking_of[speaker].turns >= _FEWEST_TURNS
    }
    if not scores:
        return {}
    best = max(scores, key=lambda speaker: scores[speaker])
    following = max((score for speaker, score in scores.items() if speaker != best), default=0.0)
    if several := _several(asking_of, scores):
        return several
    if asking_of[best].share < ASKS or scores[best] - following <= CLEAR_OF_NEXT:
        return {}
    most = max((one.weight for speaker, one in asking_of.items() if speaker != best), default=0.0)
    clear = asking_of[best].share - most > CLEAR_OF_ALL
    found = {best: Guess(role="interviewer", ground="questions", clear=clear)}
    for speaker, score in scores.items():
        if speaker != best and score > _ALSO_SCORES and asking_of[speaker].share > _ALSO_ASKS:
            found[speaker] = Guess(role="interviewer", ground="questions", clear=False)
    return found


def _several(asking_of: Mapping[str, _Asking], speakers: Iterable[str]) -> dict[str, Guess]:
    """Return two or three who ask in most of their turns, where all others hardly ask."""
    ordered = sorted(speakers, key=lambda speaker: -asking_of[speaker].share)
    shares = [asking_of[speaker].share for speaker in ordered]
    for count in range(2, min(_MOST_INTERVIEWERS, len(ordered) - 1) + 1):
        least, next_ = shares[count - 1], shares[count]
        if least >= _ASK_MOSTLY and next_ <= _HARDLY_ASK and least - next_ >= _APART:
            clear = least - next_ >= _CLEARLY_APART
            guess = Guess(role="interviewer", ground="questions", clear=clear)
            return dict.fromkeys(ordered[:count], guess)
    return {}


def with_guessed_roles(
    transcript: Transcript,
    told: Mapping[str, Role],
    *,
    stated: Mapping[str, Role] = NOTHING,
    known: Mapping[str, Role] = NOTHING,
) -> tuple[Transcript, tuple[Doubt, ...]]:
    """Give every turn its role; say what was guessed."""
    roles = guess_roles(transcript.turns, transcript.text, told, stated=stated)
    if known and not _goes_with(roles, known):
        roles = guess_roles(transcript.turns, transcript.text, told, stated=stated, known=known)
    turns = tuple(replace(turn, role=roles[turn.speaker].role) for turn in transcript.turns)
    guessed = any(guess.ground in _BY_QUESTIONS for guess in roles.values())
    asking_of = _asking_of(transcript.turns, transcript.text) if guessed else {}
    return replace(transcript, turns=turns), tuple(_doubts(roles, asking_of))


def _goes_with(roles: Mapping[str, Guess], known: Mapping[str, Role]) -> bool:
    """Whether a file tells clearly who is who, and other files say nothing else."""
    return all(
        guess.clear
        and guess.role != "unknown"
        and known.get(key_of(speaker), guess.role) in {guess.role, "unknown"}
        for speaker, guess in roles.items()
    )


def _doubts(roles: Mapping[str, Guess], asking_of: Mapping[str, _Asking]) -> Iterator[Doubt]:
    """Say what was guessed, speakers with one role on one ground together."""
    groups: defaultdict[Guess, list[str]] = defaultdict(list)
    for speaker, guess in roles.items():
        if guess.ground not in ("told", "file") and (speaker or guess.ground):
            groups[guess].append(speaker)
    for guess, speakers in groups.items():
        if guess.role == "unknown":
            yield unknown_roles(speakers)
        else:
            yield taken_for(speakers, guess.role, guess.ground, clear=guess.clear)
        if guess.ground == "questions":
            yield from _most_asked(speakers, asking_of)
    yield from (asks_too(speaker) for speaker in _also_asking(roles, asking_of))


def _most_asked(speakers: Iterable[str], asking_of: Mapping[str, _Asking]) -> Iterator[Doubt]:
    asked = round(sum(one.asked for one in asking_of.values()))
    for speaker in speakers:
        own = round(asking_of[speaker].asked)
        if own and asked:
            yield asks_most(speaker, own, max(asked, own))


def _also_asking(roles: Mapping[str, Guess], asking_of: Mapping[str, _Asking]) -> Iterator[str]:
    """Yield respondents who ask in half of their turns, or nearly as often as interviewers."""
    asks = [one.share for speaker, one in asking_of.items() if roles[speaker].role == "interviewer"]
    least = min(_ALSO_ASKS, max(asks, default=1.0) - CLEAR_OF_ALL)
    # Where no interviewer asks anything, fewer questions of somebody else tell as much.
    fewest = _FEWEST_TURNS if any(asks) else _FEWEST_TURNS - 1
    for speaker, one in asking_of.items():
        respondent = roles[speaker].role == "respondent" and roles[speaker].ground == "others"
        if respondent and speaker and one.turns > fewest and one.share > max(least, ASKS):
            yield speaker
