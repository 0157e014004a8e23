"""What a person must be asked of how interviews were read, worst first; nothing that is sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from civic_qual.corpus.intake.layouts.label_words import is_code, key_of
from civic_qual.corpus.intake.layouts.labels.ruled import label_places
from civic_qual.corpus.intake.questions import ends_with_mark
from civic_qual.corpus.intake.sureness import doubts_of
from civic_qual.corpus.other_languages import in_neither
from civic_qual.corpus.people import role_of_label
from civic_qual.language.words import words
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    from civic_qual.corpus.intake.layouts.doubts import About, Doubt
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript, Turn

LINES = 3  # shown of each label
_SHOWN = 160  # characters of a line
_TAIL = 60
# What is at stake where a doubt is about: all of a file, or the words of some.
_WHOLE: frozenset[About] = frozenset({"words"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transcript as it was read, or as it could be: who, and what is said."""

    before: str
    speaker: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A label of a file: `taken` for a speaker or not, and what a person needs to judge it.

    `doubted` says whether it is asked about; `questions` how many of its turns end with one.
    """

    label: str
    taken: bool
    doubted: bool
    role: str
    participant: str
    turns: int
    words: int
    questions: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A file about which a person must be asked.

    Of its `words` those `at_stake` may be wrong; `unread` says whether some are in a language that
    nobody looks for.
    """

    transcript: str
    file: str
    words: int
    at_stake: int
    unread: bool
    doubts: tuple[Doubt, ...]
    heard: tuple[Heard, ...]


@dataclass(frozen=True, kw_only=True)
class Namesakes:
    """A name that speaks in several files: one person, or several."""

    name: str
    speakers: tuple[tuple[str, str, str], ...]  # transcript, label, participant


def asked(corpus: Corpus) -> list[Asked]:
    """Return the files about which a person must be asked, the one with most at stake first.

    Examples
    --------
    >>> from civic_qual import example_corpus
    >>> asked(example_corpus())
    []
    """
    of_speakers = _words(corpus)
    found = []
    for one in corpus:
        doubts = [
            doubt for doubt in doubts_of(one, corpus.accounts.get(one.id)) if doubt.grade == "ask"
        ]
        if doubts:
            found.append(_asked(corpus, one, doubts, of_speakers[one.id]))
    return sorted(found, key=lambda each: (-each.at_stake, each.transcript))


def told(corpus: Corpus) -> dict[str, list[str]]:
    """Return what was taken for granted, and the transcripts it holds for: nobody need be asked."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in corpus:
        for doubt in doubts_of(one, corpus.accounts.get(one.id)):
            if doubt.grade == "told":
                found[doubt.message].append(one.id)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def namesakes(corpus: Corpus) -> list[Namesakes]:
    """Return names that speak in several files of which nobody said who they are."""
    people = corpus.participants
    found: defaultdict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for (transcript, label), participant in people.speaks.items():
        if (transcript, label) not in people.declared and _is_name(label):
            found[unaccented(label.casefold())][transcript, label] = participant
    several = [
        Namesakes(
            name=next(iter(speakers))[1],
            speakers=tuple(sorted((*who, person) for who, person in speakers.items())),
        )
        for speakers in found.values()
        if len({transcript for transcript, _ in speakers}) > 1
    ]
    return sorted(several, key=lambda one: (-len(one.speakers), one.name))


def _is_name(label: str) -> bool:
    return len(label) > 2 and not role_of_label(label) and not is_code(key_of(label))


def _words(corpus: Corpus) -> dict[str, dict[str, int]]:
    """Return how many words each speaker says, by transcript."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    frame = corpus.roles
    for name, label, n in zip(frame["transcript"], frame["speaker"], frame["words"], strict=True):
        found[name][label] = found[name].get(label, 0) + int(n)
    return found


def _asked(
    corpus: Corpus, one: Transcript, doubts: Sequence[Doubt], said: Mapping[str, int]
) -> Asked:
    doubted = {who for doubt in doubts for who in doubt.speakers}
    speakers: defaultdict[str, list[int]] = defaultdict(list)
    for index, turn in enumerate(one.turns):
        if turn.spoken:
            speakers[turn.speaker].append(index)
    heard = [
        _speaker(corpus, one, indexes, doubted=label in doubted, n=said.get(label, 0))
        for label, indexes in speakers.items()
    ]
    heard += [_not_taken(one, label) for label in sorted(doubted - {*speakers}) if label]
    at_stake = sum(each.words for each in heard if each.doubted)
    if any(doubt.about in _WHOLE or not doubt.speakers for doubt in doubts):
        at_stake = sum(said.values())
    return Asked(
        transcript=one.id,
        file=PurePath(one.source).name or one.id,
        words=sum(said.values()),
        at_stake=at_stake,
        unread=any(turn.counted and turn.spoken for turn in in_neither(one)),
        doubts=tuple(doubts),
        heard=tuple(sorted(heard, key=lambda each: not each.doubted)),
    )


def _speaker(
    corpus: Corpus, one: Transcript, indexes: Sequence[int], *, doubted: bool, n: int
) -> Heard:
    turns = [one.turns[index] for index in indexes]
    label = turns[0].speaker
    return Heard(
        label=label,
        taken=True,
        doubted=doubted,
        role=turns[0].role,
        participant=corpus.participants.of(one.id, label),
        turns=len(turns),
        words=n,
        questions=sum(ends_with_mark(_said(one, turn)) for turn in turns),
        lines=tuple(_lines(one, indexes)),
    )


def _lines(one: Transcript, indexes: Iterable[int]) -> Iterator[Line]:
    for index, _ in zip(indexes, range(LINES), strict=False):
        before = _said(one, one.turns[index - 1])[-_TAIL:] if index else ""
        turn = one.turns[index]
        yield Line(before=before, speaker=turn.speaker, said=_said(one, turn)[:_SHOWN])


def _not_taken(one: Transcript, label: str) -> Heard:
    """Return a label that stands in the speech of others."""
    places = label_places(one, label)
    lines = [_line_within(one, label, place) for place in places[:LINES]]
    return Heard(
        label=label,
        taken=False,
        doubted=True,
        role="",
        participant="",
        turns=len(places),
        words=sum(len(words(line.said)) for line in lines),
        questions=0,
        lines=tuple(lines),
    )


def _line_within(one: Transcript, label: str, place: tuple[int, int]) -> Line:
    start, begins = place
    ends = one.text.find("\n", begins)
    said = one.text[begins : ends if ends >= 0 else len(one.text)]
    before = " ".join(one.text[max(0, start - 2 * _TAIL) : start].split())
    return Line(before=before[-_TAIL:], speaker=label, said=said.strip()[:_SHOWN])


def _said(one: Transcript, turn: Turn) -> str:
    return " ".join(" ".join(one.text[start:end].split()) for start, end in turn.spoken)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person answered about a file.

    Attributes
    ----------
    transcript
        Of which file.
    right
        Whether all else is right as it was read.
    language
        In which language it is, if that was not recognised.
    speakers
        By label what it is: "interviewer", "respondent", "interpreter", "observer", or "nobody".
    same
        By label the label of the same speaker.
    """

    transcript: str
    right: bool = True
    language: str = ""
    speakers: Mapping[str, str]
    same: Mapping[str, str]


def file_rows(answers: Iterable[Answer]) -> list[dict[str, str]]:
    """Return what answers state of files, as rows of the people workbook."""
    return [
        {
            "transcript": one.transcript,
            "reading": "confirmed" if one.right else "",
            "language": one.language,
        }
        for one in answers
        if one.right or one.language
    ]


def speaker_rows(answers: Iterable[Answer]) -> list[dict[str, str]]:
    """Return what answers state of speakers, as rows of the people workbook."""
    rows = []
    for one in answers:
        for label in {**one.speakers, **one.same}:
            rows.append(
                {
                    "transcript": one.transcript,
                    "speaker": label,
                    "role": one.speakers.get(label, ""),
                    "same_as": one.same.get(label, ""),
                }
            )
    return rows


def namesake_rows(one: Namesakes, *, same: bool) -> list[dict[str, str]]:
    """Return that speakers of one name are one person, or several, as rows of the workbook.

    People are called as they were: a name of somebody is in no table that leaves the study.
    """
    first = one.speakers[0][2]
    return [
        {"transcript": transcript, "speaker": label, "participant": first if same else person}
        for transcript, label, person in one.speakers
    ]
