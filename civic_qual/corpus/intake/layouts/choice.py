"""Which kind of separator stands between labels and words: the one that explains the file best.

Labels that return save the length of writing them anew; that is what a kind earns. A second kind
that earns nearly as much is a doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Literal

from civic_qual.corpus.intake.layouts.doubts import (
    Doubt,
    narrowly_taken,
    not_taken,
    second_kind,
    seen_once,
)
from civic_qual.corpus.intake.layouts.label_words import KNOWS, is_code, without_number
from civic_qual.corpus.intake.layouts.labels.accepting import Accepted, accepted
from civic_qual.corpus.intake.layouts.labels.borders import narrow
from civic_qual.corpus.intake.layouts.labels.candidates import Candidates
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.parses import SEPARATORS, Parse, Separator
from civic_qual.corpus.intake.layouts.people import persons_of
from civic_qual.corpus.intake.questions import asking
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role

Form = Literal["labelled", "half", "one", "none"]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What a kind of separator earns, in nats."""

    letter: float = 1.2  # of a label that need not be written again
    longest: int = 14  # letters: what is longer says no more
    mark: float = 3.0
    new_label: float = 2.0
    begins_all: float = 6.0  # when all blocks, or all lines, begin with a label
    changes: float = 4.0
    role: float = 2.0
    least: float = 4.0  # less is no layout
    covered: float = 0.35  # of lines or blocks, where no label is known by its words
    below: float = 0.5  # of the text
    close: float = 0.75  # of the best: then it is said


WEIGHTS = Weights()
_PRIOR: Mapping[Separator, float] = {"own": -4.0, "bracket": -2.0, "dash": -2.0}
_WORDS_OF_SEPARATORS: Mapping[Separator, str] = {
    "colon": ":", "tab": "TAB", "dash": "-", "dot": ".", "bracket": "]", "bold": "**", "own": "⏎",
}  # fmt: skip
_PERSON = 3.4  # log odds of words that name a person, or a role
# How much an only label must ask, and more than what is not labelled.
_ASKS, _ASKS_MORE, _FEWEST_ASKED = 0.4, 2.0, 3


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How a file is labelled: both sides, interviewers only, one person only, or nobody."""

    form: Form
    marks: tuple[Parse, ...] = ()
    best: Accepted | None = None
    doubts: tuple[Doubt, ...] = ()
    layout: str = "none"


@dataclass(frozen=True)
class _Option:
    accepted: Accepted
    score: float

    @property
    def marks(self) -> list[Parse]:
        return self.accepted.marks


def choose(
    script: Script, parses: Mapping[Separator, Sequence[Parse]], known: Mapping[str, Role]
) -> Choice:
    """Return how a file is labelled, and its labels."""
    options = list(_options(script, parses, known))
    options.sort(key=lambda one: -one.score)
    if not options or options[0].score < WEIGHTS.least:
        return Choice(form="none")
    best, others = options[0], options[1:]
    marks = _without_strangers(best, known)
    form = _form(script, marks, known)
    if form == "labelled":
        marks = _with_strays(marks, best, others)
    doubts = list(_doubts(best, others, known, form))
    return Choice(
        form=form,
        marks=tuple(marks),
        best=best.accepted,
        doubts=tuple(doubts),
        layout=best.accepted.kind,
    )


def _options(
    script: Script, parses: Mapping[Separator, Sequence[Parse]], known: Mapping[str, Role]
) -> Iterable[_Option]:
    for kind in SEPARATORS:
        candidates = Candidates(
            script=script,
            kind=kind,
            parses=[one for one in parses[kind] if one.line not in script.outside],
            known=known,
        )
        taken = accepted(candidates) if candidates.parses else None
        score = _score(taken) if taken else None
        if taken and score is not None:
            yield _Option(taken, score)


def _score(one: Accepted) -> float | None:
    """Return what a kind earns, or None where it explains too little of the file."""
    script, marks, n = one.candidates.script, one.marks, len(one.marks)
    if _is_list(one) or _is_guide(marks):
        return None
    first = marks[0].line
    shares = _share_of_blocks(script, marks), n / max(1, len(script.lines) - first)
    if not _is_known(one) and (
        max(shares) < WEIGHTS.covered or _share_below(script, first) < WEIGHTS.below
    ):
        return None
    changes = sum(before.key != after.key for before, after in pairwise(marks))
    roles = {role_of_label(one.candidates.by_key[key][0].label) for key in one.keys} - {None}
    return (
        _length_saved(one)
        + WEIGHTS.begins_all * max(shares)
        + WEIGHTS.changes * changes / max(1, n - 1)
        + WEIGHTS.role * len(roles)
        + _PRIOR.get(one.kind, 0.0)
    )


def _is_list(one: Accepted) -> bool:
    """Whether letters before a full stop are those of a list: `A.`, `I.` and no questions."""
    if one.kind != "dot" or any(len(key) > 1 for key in one.keys):
        return False
    roles = Counter(role_of_label(mark.label) for mark in one.marks)
    return roles["interviewer"] < 2 or len(roles) < 2


def _is_guide(marks: Sequence[Parse]) -> bool:
    """Whether the labels are the numbers of questions: `Q1`, `Q2`, `Q3`, each seen once."""
    keys = [one.key for one in marks]
    stems = {without_number(key) for key in keys}
    return (
        len(keys) > 2
        and len(set(keys)) == len(keys)
        and stems <= {"q", "question"}
        and not set(keys) & stems
    )


def _is_known(one: Accepted) -> bool:
    """Whether any label is known by its words, or most have a time, or head what is said.

    Below a label with nothing behind it, everything may be broken into paragraphs of a line.
    """
    half, lines = 0.5 * len(one.marks), one.candidates.script.lines
    timed = sum(bool(mark.time) for mark in one.marks)
    heads = one.kind == "colon" and sum(mark.words >= lines[mark.line].end for mark in one.marks)
    return any(one.odds[key] >= KNOWS for key in one.keys) or timed > half or heads > half


def _share_of_blocks(script: Script, marks: Sequence[Parse]) -> float:
    starts = {one.line for one in marks}
    blocks = [
        index
        for index in range(marks[0].line, len(script.lines))
        if script.lines[index].blank and index not in script.outside
    ]
    return sum(index in starts for index in blocks) / max(1, len(blocks))


def _share_below(script: Script, first: int) -> float:
    lines = script.lines
    whole = sum(line.end - line.start for line in lines)
    return (lines[-1].end - lines[first].start) / max(1, whole)


def _length_saved(one: Accepted) -> float:
    """Return the length saved by writing each label once, and a number wherever it stands."""
    saved = 0.0
    for key in sorted(one.keys):
        times = len(one.candidates.by_key[key])
        saved += (times - 1) * WEIGHTS.letter * min(len(key), WEIGHTS.longest)
        saved += min(max(one.odds[key], -4.0), 8.0)
    labels = len(one.keys)
    return saved + len(one.marks) * (WEIGHTS.mark - log(labels + 1)) - WEIGHTS.new_label * labels


# Who is labelled


def _role(parse: Parse, known: Mapping[str, Role]) -> Role | None:
    return role_of_label(parse.label) or known.get(parse.key)


def _without_strangers(best: _Option, known: Mapping[str, Role]) -> list[Parse]:
    """Return the marks without strange labels beside interviewers only.

    One label seen once makes no labelled file of one in which only interviewers are labelled.
    """
    marks, times = best.marks, Counter(one.key for one in best.marks)
    words = best.accepted.candidates.words
    strong = {
        one.key: _role(one, known)
        for one in marks
        if (words(one.key) > -3.5 or times[one.key] > 3)
        and (
            _role(one, known) or is_code(one.key) or times[one.key] > 1 or words(one.key) >= _PERSON
        )
    }
    alone = set(strong.values()) == {"interviewer"} and len(strong) < len(best.accepted.keys)
    return [one for one in marks if one.key in strong] if alone else marks


def _form(script: Script, marks: Sequence[Parse], known: Mapping[str, Role]) -> Form:
    if {_role(one, known) for one in marks} == {"interviewer"}:
        return "half"
    people = set(persons_of(marks).person.values())
    if len(people) > 1 or len(script.lines) <= 3:
        return "labelled"
    return "half" if asks(script, marks) else "one"


def asks(script: Script, marks: Sequence[Parse]) -> bool:
    """Whether the only label stands before questions, and what stands below is not asked."""
    if role_of_label(marks[0].label):
        return False
    text, lines = script.text, script.lines
    at = {one.line for one in marks}
    asked = [asking(text, one.words, lines[one.line].end) for one in marks]
    free = [
        asking(text, lines[index].start, lines[index].end)
        for index in range(marks[0].line + 1, len(lines))
        if index not in at
    ]
    if len(asked) < _FEWEST_ASKED or len(free) < len(asked) - 1:
        return False
    share = sum(asked) / len(asked)
    return share > _ASKS and share > _ASKS_MORE * sum(free) / len(free)


def _with_strays(marks: Sequence[Parse], best: _Option, others: Sequence[_Option]) -> list[Parse]:
    """Add labels that are written otherwise here and there, if they are codes or name a role."""
    if best.accepted.kind == "own":
        return list(marks)
    found = {
        one.line: one
        for other in others
        if other.accepted.kind != "own"
        for one in other.marks
        if one.line > marks[0].line  # above it stand facts: `Interviewer: Ann Lee`
        and one.key in best.accepted.keys
        and (role_of_label(one.label) or is_code(one.key))
    }
    found.update({one.line: one for one in marks})
    return sorted(found.values(), key=lambda one: one.line)


# What is doubtful


def _doubts(
    best: _Option, others: Sequence[_Option], known: Mapping[str, Role], form: Form
) -> Iterable[Doubt]:
    lines = {one.line for one in best.marks}
    for other in others[:1]:
        nearly = other.score > WEIGHTS.close * best.score
        if nearly and not {one.line for one in other.marks} <= lines:
            yield second_kind(
                _WORDS_OF_SEPARATORS[best.accepted.kind],
                _WORDS_OF_SEPARATORS[other.accepted.kind],
            )
    if form == "labelled":
        yield from _about_labels(best, known)


def _about_labels(best: _Option, known: Mapping[str, Role]) -> Iterable[Doubt]:
    by_key = best.accepted.candidates.by_key
    person = persons_of(best.marks).person
    times = Counter(person[mark.key] for mark in best.marks)
    for one in narrow(best.accepted):
        label = by_key[one.key][0].label
        if one.taken and one.once and times[person[one.key]] > 1:
            continue  # `Ann Lee (AL)` stands once, and `AL` ever after
        if not one.taken:
            yield not_taken(label)
        elif one.once:
            yield seen_once(label, known=one.surely or one.key in known)
        else:
            yield narrowly_taken(label)
