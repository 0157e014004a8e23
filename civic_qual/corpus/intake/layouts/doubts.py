"""What is doubtful about how a file was read, in sentences, and how much it matters.

A doubt is to *ask* when words may have gone to the wrong person, or people been miscounted: a file
with none of these is read surely. It is *told* when a convention was applied and nothing competes.
Whoever states who the speakers are settles doubts about labels, people and roles, not about words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from civic_qual.language.names import LANGUAGES, NEITHER
from civic_qual.messages import Message, alternatives, count, enumerated, quoted

Grade = Literal["ask", "told"]
GRADES: tuple[Grade, ...] = get_args(Grade)
About = Literal["labels", "people", "roles", "words"]
ABOUT: tuple[About, ...] = get_args(About)
_MOST_NAMED = 4  # of those who may be meant


@dataclass(frozen=True)
class Doubt:
    """A sentence, and its grade; `about` and `speakers` tell what would settle it."""

    message: str
    grade: Grade = "ask"
    about: About = "words"
    speakers: tuple[str, ...] = ()


def asked_first(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Return doubts in the order in which they are shown."""
    return sorted(doubts, key=lambda one: one.grade != "ask")


def is_sure(doubts: Iterable[Doubt]) -> bool:
    """Whether nobody needs to be asked."""
    return all(one.grade != "ask" for one in doubts)


# Labels


def seen_once(label: str, *, known: bool) -> Doubt:
    """Say that somebody speaks once; `known` if the words of the label tell that it is somebody."""
    if known:
        return Doubt(
            Message("{label} was seen once and is taken for a speaker", label=quoted(label)),
            "told",
            about="labels",
            speakers=(label,),
        )
    return Doubt(
        Message(
            "{label} was seen once and is taken for a speaker: is it one?", label=quoted(label)
        ),
        about="labels",
        speakers=(label,),
    )


def narrowly_taken(label: str) -> Doubt:
    """Say that a label returns, but little else speaks for it."""
    return Doubt(
        Message("{label} is taken for a speaker, though little tells that", label=quoted(label)),
        about="labels",
        speakers=(label,),
    )


def not_taken(label: str) -> Doubt:
    """Say that what could be a label is taken for speech."""
    return Doubt(
        Message(
            "{label} stands where answers begin and is not taken for a speaker",
            label=quoted(label),
        ),
        about="labels",
        speakers=(label,),
    )


def second_kind(best: str, second: str) -> Doubt:
    """Say that labels may stand before another separator."""
    return Doubt(
        Message(
            "labels before a {best} or before a {second}: nearly as good", best=best, second=second
        ),
        about="labels",
    )


def one_label() -> Doubt:
    """Say that only one person is labelled, and asks nobody."""
    return Doubt(
        Message("one label only: whatever stands below it is taken for the same person's words"),
        about="labels",
    )


def one_turn(speaker: str) -> Doubt:
    """Say that a whole file is one turn."""
    return Doubt(
        Message("the whole file is one turn: all of it is taken for one person's words"),
        about="labels",
        speakers=(speaker,),
    )


# People


def may_be_any(label: str, others: Sequence[str]) -> Doubt:
    """Say that a short form belongs to several names."""
    return Doubt(
        Message(
            "{label} may be {others}",
            label=quoted(label),
            others=alternatives([quoted(one) for one in others], _MOST_NAMED),
        ),
        about="people",
        speakers=(label,),
    )


def may_be_one(first: str, second: str) -> Doubt:
    """Say that a short form answers the name it could stand for."""
    return Doubt(
        Message(
            "{first} and {second} may be one person",
            first=quoted(first),
            second=quoted(second),
        ),
        about="people",
        speakers=(first, second),
    )


def slip_of(label: str, meant: str) -> Doubt:
    """Say that a label is one letter away from a role that returns."""
    return Doubt(
        Message("{label} is taken for {meant}, misspelt", label=quoted(label), meant=quoted(meant)),
        "told",
        about="people",
        speakers=(label, meant),
    )


# Words


def words_above(words: int) -> Doubt:
    """Say that much stands above the first label."""
    return Doubt(
        Message.plural(
            "{words} word above the first label is nobody's",
            "{words} words above the first label are nobody's",
            n=words,
            words=count(words),
        )
    )


def in_another_language(turns: int, of: int, language: str) -> Doubt:
    """Say that rules and models cannot read some turns.

    It is asked if they are most of a file and nothing tells their language: then it may be one
    that is known, badly typed or badly read.
    """
    unread = Message.plural(
        "{turns} turn of {of} is in {language} and is not read by rules or models: if it is in "
        "one of theirs, name it in a column language of attributes.csv",
        "{turns} turns of {of} are in {language} and are not read by rules or models: if they are "
        "in one of theirs, name it in a column language of attributes.csv",
        n=turns,
        turns=count(turns),
        of=count(of),
        language=language,
    )
    unknown = language == LANGUAGES[NEITHER] and 2 * turns > of
    return Doubt(unread, "ask" if unknown else "told")


def words_unsaid(words: int) -> Doubt:
    """Say that much of a file is taken for headings and notes."""
    return Doubt(
        Message.plural(
            "{words} word of headings and notes is nobody's",
            "{words} words of headings and notes are nobody's",
            n=words,
            words=count(words),
        )
    )


# Roles


_UNNAMED = Message("the unnamed speaker")


def unknown_roles(speakers: Sequence[str]) -> Doubt:
    """Say that nothing tells who interviews."""
    return Doubt(
        Message("the role of {speakers} is unknown: they count", speakers=_named(speakers)),
        about="roles",
        speakers=tuple(speakers),
    )


def asks_too(label: str) -> Doubt:
    """Say that a respondent asks as interviewers do."""
    return Doubt(
        Message("{label} asks, too, and is taken for a respondent", label=quoted(label)),
        about="roles",
        speakers=(label,),
    )


def in_chorus(labels: Sequence[str]) -> Doubt:
    """Say that labels stand for several people at once."""
    return Doubt(
        Message(
            "{labels}: several people at once, who count as nobody more than those named beside "
            "them; if it is one person, name it under participant",
            labels=enumerated(map(quoted, labels)),
        ),
        "told",
    )


def _named(speakers: Sequence[str]) -> str:
    return enumerated([speaker or _UNNAMED for speaker in speakers])


_GROUNDS = {
    "label": Message("by their labels"),
    "siblings": Message("as in other files"),
    "facts": Message("as the file states"),
    "questions": Message("because they ask the questions"),
    "others": Message("because somebody else asks"),
}


def taken_for(speakers: Sequence[str], role: str, ground: str, *, clear: bool) -> Doubt:
    """Say which role speakers have, and why; it is doubtful if others come near."""
    return Doubt(
        Message(
            "{speakers} taken for {role} ({ground})",
            speakers=_named(speakers),
            role=role,
            ground=_GROUNDS[ground],
        ),
        "told" if clear else "ask",
        about="roles",
        speakers=tuple(speakers),
    )


def asks_most(label: str, asked: int, of: int) -> Doubt:
    """Say that questions alone tell who interviews."""
    return Doubt(
        Message(
            "no label names a role: {label} asks {asked} of {of} questions",
            label=quoted(label),
            asked=count(asked),
            of=count(of),
        ),
        "told",
        about="roles",
        speakers=(label,),
    )


# Files that label nobody, or one side

NOBODY = Doubt(
    Message("no speaker labels: every paragraph is a turn of an unnamed speaker"),
    about="labels",
    speakers=("",),
)
INTERVIEWERS_ONLY = Message(
    "only interviewers are labelled: paragraphs without a label are taken for the respondent's"
)
ANSWERS_GUESSED = Doubt(
    Message(
        "only the interviewer is labelled and lines are wrapped without blank lines: "
        "where an answer begins is guessed"
    )
)
GUIDED = Doubt(
    Message("paragraphs that begin with the next number are taken for the questions of a guide"),
    "told",
)
QUESTIONS_BEFORE = Message(
    "only one speaker is labelled: questions right before a label are taken for the interviewer's"
)
DASHES = Message("every dash is taken for a change between two people")
BOLD = Message("paragraphs in bold letters are taken for the interviewer's questions")
FORM = Message("nobody is labelled: questions and answers are told apart by their form")

# Files that hold several interviews


def several_interviews(titles: Sequence[str]) -> Doubt:
    """Say that titles or facts stand in a file again, as where the next interview begins."""
    return Doubt(
        Message(
            "this file seems to hold {n} interviews: it is read as one; cut it before {titles}",
            n=count(len(titles)),
            titles=enumerated([quoted(one) for one in titles[1:]], 3),
        )
    )


# Files that are no interviews


def looks_like_questionnaire(questions: int, blanks: int) -> Doubt:
    """Say that a file asks, or is there to be filled in, and hardly anybody answers."""
    return Doubt(
        Message(
            "this looks like a questionnaire ({questions} questions, {blanks} blanks or boxes, "
            "hardly an answer): it is read as if somebody had answered",
            questions=count(questions),
            blanks=count(blanks),
        )
    )


def looks_like_agenda(items: int) -> Doubt:
    """Say that a file lists what was to be talked about, and when."""
    return Doubt(
        Message(
            "this looks like an agenda ({items} items, hardly a sentence): "
            "it is read as if somebody spoke",
            items=count(items),
        )
    )


def looks_like_notes() -> Doubt:
    """Say that somebody noted what others said."""
    return Doubt(
        Message(
            "this looks like notes of a meeting (nobody asks, nobody says I or we): "
            "the words are those of whoever took notes, who reports those of others"
        )
    )


def looks_like_report() -> Doubt:
    """Say that somebody tells of what others said and did."""
    return Doubt(
        Message(
            "this looks like a report (nobody asks, nobody says I or we): "
            "the words are those of whoever wrote it, who reports those of others"
        )
    )
