"""Conversations: who speaks after whom, and what they say."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.interviewing.model import Interview, Person, Span, Spans, Utterance, said_by
from benchmarks.interviewing.people import labelled, manner_for
from benchmarks.interviewing.words import Words

KINDS = (
    "two people",
    "two people",
    "two people",
    "two interviewers",
    "interpreter",
    "focus group",
    "focus group",
    "family",
    "officials",
)


def interview(
    words: Words, kind: str, *, single: bool = False, mumbles: bool = True, named: bool = True
) -> tuple[Interview, str]:
    """Return a random interview of a kind, and its manner of labels.

    Where turns are told apart by what stands around them, `single` gives each one paragraph; where
    nobody is named, there are no `mumbles` of who asks inside an answer; where answers are not
    `named`, none begins with a word that nobody knows, which might be a name.
    """
    draw = words.draw
    manner = manner_for(kind, draw, words.source)
    people = labelled(_cast(kind, draw), kind, manner, words)
    told = [
        _utterance(words, person, single=single, named=named)
        if not mumbled
        else _mumbled(words, person)
        for person, mumbled in _order(kind, people, words, mumbles=mumbles)
    ]
    return Interview(kind, words.language, tuple(_firsts(told))), manner


def _cast(kind: str, draw: random.Random) -> list[Person]:
    respondents = {"focus group": draw.randrange(3, 7), "family": 3, "officials": 2}.get(kind, 1)
    people = [Person("interviewer1", "interviewer")]
    if kind == "two interviewers":
        people.append(Person("interviewer2", "interviewer"))
    if kind == "interpreter":
        people.append(Person("interpreter", "interpreter"))
    people += [Person(f"respondent{number}", "respondent") for number in range(1, respondents + 1)]
    if kind == "focus group":
        people += [
            Person(f"passing{number}", "respondent") for number in range(draw.randrange(1, 4))
        ]
    return people


def _order(
    kind: str, people: list[Person], words: Words, *, mumbles: bool
) -> list[tuple[Person, bool]]:
    """Return who speaks in which order, and whether it is a mere back-channel."""
    draw = words.draw
    by_role = {
        role: [one for one in people if one.role == role] for role in ("interviewer", "interpreter")
    }
    regular = [one for one in people if one.id.startswith("respondent")]
    passing = [one for one in people if one.id.startswith("passing")]
    order: list[tuple[Person, bool]] = []
    for number in range(words.rounds):
        asking = by_role["interviewer"][number % len(by_role["interviewer"])]
        order.append((asking, False))
        if kind == "interpreter":
            order += [(regular[0], False), (by_role["interpreter"][0], False)]
            continue
        answering = draw.sample(regular, draw.randrange(1, len(regular) + 1))
        if number < len(regular) and regular[number] not in answering:
            answering.append(regular[number])  # everybody speaks
        if passing and draw.random() < 0.6:
            answering.insert(draw.randrange(len(answering) + 1), passing.pop())
        for person in answering:
            order.append((person, False))
            if mumbles and draw.random() < 0.12:
                order += [(asking, True), (person, False)]
    silent = [one for one in regular if all(one is not person for person, _ in order)]
    return order + [(one, False) for one in silent + passing]


def _firsts(told: list[Utterance]) -> list[Utterance]:
    """Mark the first utterance of each, when the longer label is written."""
    seen: set[str] = set()
    found = []
    for one in told:
        found.append(replace(one, first=one.person.id not in seen))
        seen.add(one.person.id)
    return found


def _mumbled(words: Words, person: Person) -> Utterance:
    text = words.one_of("backchannels")
    spans = said_by(person, (Span(text, "said"),), optional=True)
    return Utterance(person, (spans,), backchannel=True)


def _utterance(words: Words, person: Person, *, single: bool, named: bool) -> Utterance:
    draw = words.draw
    if person.role == "interviewer":
        some = [words.one_of("questions")]
        if draw.random() < 0.35:
            some.insert(0, words.one_of("before questions"))
        paragraphs = [" ".join(some)]
    elif draw.random() < 0.15 and person.id.startswith("respondent"):
        paragraphs = [words.one_of("short")]
    else:
        several = draw.choice((2, 2, 3)) if draw.random() < 0.25 and not single else 1
        paragraphs = [_paragraph(words, known=number > 0 or not named) for number in range(several)]
        if person.role == "interpreter":
            paragraphs[0] = f"{words.one_of('interpreted')} {paragraphs[0]}"
    return Utterance(
        person, tuple(said_by(person, _with_asides(words, text)) for text in paragraphs)
    )


def _paragraph(words: Words, *, known: bool) -> str:
    """Return a paragraph of an answer; if `known`, it begins with what everybody understands."""
    draw = words.draw
    trapped = draw.random() < 0.45
    some = [words.plain() for _ in range(draw.choice((1, 2, 2, 3, 4)))]
    if trapped and known:
        some.insert(0, words.one_of("opening"))
    elif trapped:
        some.insert(0, words.after_label())
    if draw.random() < 0.4:
        some.append(words.one_of("inside"))
    if known and len(" ".join(some).split()) < 8:
        some.append(words.plain())
    return " ".join(some)


def _with_asides(words: Words, text: str) -> Spans:
    """Return a paragraph, at times with a stage direction between two sentences or at its end."""
    draw = words.draw
    if draw.random() > 0.08:
        return (Span(text, "said"),)
    aside = draw.choice(words.lists["asides"])
    head, stop, rest = text.partition(". ")
    if not stop:
        return (Span(text, "said"), Span(" " + aside, "aside"))
    return (Span(head + stop, "said"), Span(aside, "aside"), Span(" " + rest, "said"))
