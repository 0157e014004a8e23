"""The method note of a report: what is counted, who coded, and what that can and cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from civic_qual._version import __version__
from civic_qual.analysis.tables.notes import about_codings
from civic_qual.corpus.counted_words import counted_words
from civic_qual.messages import Message, day
from civic_qual.privacy.policy import all_invented

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit

# A segment of each unit within a sentence, and what it is.
_SEGMENTS: Mapping[str, tuple[str, str]] = {
    "turn": (
        Message("a turn"),
        Message("A turn is what one person says before another speaks."),
    ),
    "sentence": (
        Message("a sentence"),
        Message("A sentence is a sentence of one turn."),
    ),
    "paragraph": (
        Message("a paragraph"),
        Message("A paragraph is a part of one turn between blank lines or line ends."),
    ),
    "transcript": (
        Message("a transcript"),
        Message("A transcript is a whole interview."),
    ),
}
_PEOPLE = Message(
    "People are participants, not speaker labels: who was interviewed twice is one person, "
    "and an interpreter speaks for the person interviewed."
)
_CODED: Mapping[str, str] = {
    "rule": Message(
        "Rules look for words in all their inflected forms, for phrases, and for words near each "
        "other. They do not understand: irony, what is meant by “they”, what is said without its "
        "usual words, and words with two meanings escape or mislead them. A table shows where to "
        "look; whether a theme matters is judged by reading the passages."
    ),
    "model": Message(
        "A model finds passages like those that people coded. It is wrong where people would not "
        "be, and its errors can depend on who is speaking."
    ),
    "human": Message(
        "A person read the passages and coded them by the definitions of the codebook."
    ),
}
_RAISED = Message(
    "That a theme was not raised does not mean that it does not exist: not everybody was "
    "asked about everything."
)
_SMALL = Message(
    "Nothing was suppressed. A cell with fewer than five people, alone or by comparison "
    "with another table, can show who said what: check before this report leaves the study."
)


def method(codings: Codings, unit: Unit, minimum: int = 0) -> tuple[str, ...]:
    """Return the method note, a paragraph an entry.

    Parameters
    ----------
    codings
        Those of one coder.
    unit
        The unit of counting.
    minimum
        How many people stand behind every number that is shown; 0 if nothing was suppressed.
    """
    return tuple(_paragraphs(codings, unit, minimum))


def _paragraphs(codings: Codings, unit: Unit, minimum: int) -> Iterator[str]:
    yield from (_counted(unit), _PEOPLE)
    yield from about_codings(codings, counted_words(codings.corpus), minimum)
    yield from (text for origin, text in _CODED.items() if origin in codings.read.origin.values)
    yield _RAISED
    yield from _protection(codings, minimum)
    yield _made(max(codings.read.time.values, default=""))


def _counted(unit: Unit) -> str:
    segment, what_it_is = _SEGMENTS[unit]
    return Message(
        "A theme is carried by {segment} when one of its codes, or the theme itself, marks at "
        "least one spoken word of it; it counts once, however often it is said there. "
        "{what_it_is} Speaker labels, times and bracketed notes are no spoken words.",
        segment=segment,
        what_it_is=what_it_is,
    )


def _protection(codings: Codings, minimum: int) -> tuple[str, ...]:
    if minimum:
        return (
            Message(
                "Numbers behind which fewer than {minimum} people stand are suppressed in all "
                "tables of this report together, and with them those from which they could be "
                "worked out. Nobody who reads it can tell such a number more exactly than to "
                "{minimum} or more possible values. People who know the persons interviewed may "
                "still recognise what they said.",
                minimum=minimum,
            ),
        )
    return () if all_invented(codings.corpus) else (_SMALL,)


def _made(time: str) -> str:
    if not time:
        return Message("Made with civic_qual {version}.", version=__version__)
    return Message(
        "Made with civic_qual {version}; coded on {day}.", version=__version__, day=_day(time)
    )


def _day(time: str) -> str:
    """Return the day of a time as people write it; as it stands if it is no time."""
    try:
        return day(date.fromisoformat(time[:10]))
    except ValueError:
        return time[:10]
