"""Turns where one side only is labelled: whose the paragraphs without a label are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from civic_qual.corpus.intake.layouts.doubts import (
    ANSWERS_GUESSED,
    GUIDED,
    INTERVIEWERS_ONLY,
    QUESTIONS_BEFORE,
    Doubt,
)
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.parses import Parse, Separator
from civic_qual.corpus.intake.layouts.people import Persons, persons_of
from civic_qual.corpus.intake.layouts.speech import Stretch
from civic_qual.corpus.intake.layouts.unlabelled.blocks import (
    Block,
    Found,
    asked_by_nobody,
    block_asks,
    competes,
    cut_at,
    ends_asking,
    headings_among,
    is_wrapped,
    paragraphs,
    without_titles_above,
)
from civic_qual.corpus.intake.layouts.unlabelled.guide import guide_questions, question_end

_MOSTLY_ASK = 0.6  # of the questions, where nothing competes
_FEWEST_SURE = 3  # questions
_LONGEST_WRAPPED = 4  # lines of a question


# A label that nothing but its place tells

_FEWEST_LONE, _MOSTLY_ALTERNATING = 4, 0.9
_LONE: tuple[Separator, ...] = ("colon", "tab")


def lone_label(script: Script, parses: Mapping[Separator, Sequence[Parse]]) -> list[Parse]:
    """Return the only label of a file, if every other paragraph begins with it; else nothing."""
    for kind in _LONE:
        found = [one for one in parses[kind] if one.line not in script.outside]
        for key, times in Counter(one.key for one in found).most_common(1):
            marks = [one for one in found if one.key == key]
            if times >= _FEWEST_LONE and _alternates(script, marks):
                return marks
    return []


def _alternates(script: Script, marks: Sequence[Parse]) -> bool:
    at = {one.line for one in marks}
    labelled = [block[0] in at for block in paragraphs(script, marks[0].line)]
    changes = sum(one != other for one, other in pairwise(labelled))
    return changes >= _MOSTLY_ALTERNATING * (len(labelled) - 1)


# Interviewers are labelled


def half_labelled(script: Script, marks: Sequence[Parse]) -> Found:
    """Let the labels of interviewers hold for their paragraphs only."""
    at = {one.line: one for one in marks}
    asked = guide_questions(script, at)
    parted = _is_parted(script, marks[0].line)
    blocks = list(_blocks(script, at, asked, parted=parted))
    starts = {**{line: one.words for line, one in at.items()}, **asked}
    outside = headings_among(script, starts)
    blocks = [block for block in blocks if not outside.issuperset(block)]
    blocks = without_titles_above(script, blocks, starts)
    persons = persons_of(marks)
    return Found(
        layout="half labelled",
        stretches=tuple(_stretch(block, at, asked, persons) for block in blocks),
        doubts=_of_half(script, blocks, at, asked, parted=parted),
        apart=True,
        outside=outside,
    )


def _is_parted(script: Script, first: int) -> bool:
    """Whether blank lines or long lines show where a paragraph ends."""
    lines = script.lines
    live = [index for index in range(first, len(lines)) if index not in script.outside]
    blank = any(lines[index].blank for index in live[1:]) and not script.numbered
    return blank or not is_wrapped(script, live)


def _blocks(
    script: Script, at: Mapping[int, Parse], asked: Mapping[int, int], *, parted: bool
) -> Iterator[Block]:
    """Yield paragraphs, cut below the questions of a guide, and below those that wrap unparted."""
    blocks = cut_at(paragraphs(script), {*at, *asked})
    skip = 0
    for number, block in enumerate(blocks):
        if skip:
            skip -= 1
        elif block[0] in asked:
            cut = question_end(script, block, apart=False)
            yield block[:cut]
            if block[cut:]:
                yield block[cut:]
        elif block[0] in at and not parted:
            skip = _goes_on(script, blocks[number:], at)
            yield [line for one in blocks[number : number + skip + 1] for line in one]
        else:
            yield block


def _goes_on(script: Script, blocks: Sequence[Block], at: Mapping[int, Parse]) -> int:
    """Return how many lines below a label go on with its question, up to the mark."""
    for count, block in enumerate(blocks[:_LONGEST_WRAPPED]):
        if count and (block[0] in at or script.ends_sentence(blocks[count - 1][-1])):
            return 0
        if ends_asking(script, block):
            return count
    return 0


def _stretch(
    block: Block, at: Mapping[int, Parse], asked: Mapping[int, int], persons: Persons
) -> Stretch:
    first, last = block[0], block[-1]
    if first in at:
        return _labelled(at[first], last, persons)
    if first in asked:
        return asked_by_nobody(first, last, asked[first])
    return Stretch(first=first, last=last)


def _labelled(mark: Parse, last: int, persons: Persons) -> Stretch:
    return Stretch(
        first=mark.line, last=last, speaker=persons.of(mark), words=mark.words, time=mark.time
    )


def _of_half(
    script: Script,
    blocks: Sequence[Block],
    at: Mapping[int, Parse],
    asked: Mapping[int, int],
    *,
    parted: bool,
) -> tuple[Doubt, ...]:
    if not parted:
        return (ANSWERS_GUESSED, GUIDED) if asked else (ANSWERS_GUESSED,)
    if asked:
        return (Doubt(INTERVIEWERS_ONLY), GUIDED)
    clear = _read_so(script, [block for block in blocks if block[0] in at])
    clear = clear and not competes(script, blocks, [block[0] in at for block in blocks])
    return (Doubt(INTERVIEWERS_ONLY, "told" if clear and _one_each(blocks, at) else "ask"),)


def _read_so(script: Script, questions: Sequence[Block]) -> bool:
    """Whether there are enough questions, and most of them ask."""
    asking = sum(block_asks(script, one) > 0 for one in questions)
    return len(questions) >= _FEWEST_SURE and asking >= _MOSTLY_ASK * len(questions)


def _one_each(blocks: Sequence[Block], at: Mapping[int, Parse]) -> bool:
    """Whether between two labels there is one paragraph: a second one may be anybody's."""
    labelled = [block[0] in at for block in blocks]
    return labelled[:1] == [True] and all(one != other for one, other in pairwise(labelled))


# One person is labelled, who answers

_MOSTLY_BEFORE, _OFTEN_ASK = 0.8, 0.4


@dataclass(frozen=True)
class _Before:
    """The paragraphs without a label right before one: the last is the question, if any is."""

    label: int
    blocks: list[Block]


def one_labelled(script: Script, marks: Sequence[Parse]) -> Found | None:
    """Give the paragraphs right before the labels of the only speaker to who asks, unnamed."""
    at = {one.line: one for one in marks}
    before = list(_before(script, at))
    questions = {one.label: one.blocks[-1] for one in before if one.blocks}
    asking = {line for line, block in questions.items() if ends_asking(script, block)}
    alternating = _take_turns(script, questions, before)
    if not alternating:
        questions = {line: questions[line] for line in asking}
    if 2 * len(questions) < len(at):
        return None
    last = _last_question(script, at) if alternating else None
    starts = {block[0]: block[-1] for block in questions.values()} | (last or {})
    words = {line: one.words for line, one in at.items()}
    words |= {line: script.lines[line].body for line in starts}
    outside = headings_among(script, words, answers_show=True)
    clear = alternating and _read_so(script, list(questions.values()))
    clear = clear and _one_question_each(before, outside)
    return Found(
        layout="one labelled",
        stretches=tuple(_in_turn(script, at, starts, persons_of(marks))),
        doubts=(Doubt(QUESTIONS_BEFORE, "told" if clear else "ask"),),
        outside=outside,
    )


def _before(script: Script, at: Mapping[int, Parse]) -> Iterator[_Before]:
    """Yield what stands without a label before each label, but for the first lines of its turn."""
    above: list[Block] = []
    for block in cut_at(paragraphs(script), at):
        if block[0] in at:
            yield _Before(block[0], above)
            above = []
        else:
            above.append(block)


def _take_turns(script: Script, questions: Mapping[int, Block], before: Sequence[_Before]) -> bool:
    """Whether a paragraph without a label stands before nearly every label, and asks often."""
    inner = before[1:]
    alone = [questions[one.label] for one in inner if len(one.blocks) == 1]
    asking = sum(block_asks(script, block) > 0 for block in alone)
    parted = _is_parted(script, before[0].label)
    return (
        parted
        and len(alone) >= max(2, _MOSTLY_BEFORE * len(inner))
        and asking >= _OFTEN_ASK * len(alone)
    )


def _last_question(script: Script, at: Mapping[int, Parse]) -> dict[int, int]:
    """Return the paragraph below the last answer, if it asks: nobody answered any more."""
    below = [
        block
        for block in cut_at(paragraphs(script), at)
        if block[0] > max(at) and block[0] not in at
    ]
    asks = len(below) == 1 and ends_asking(script, below[0])
    return {below[0][0]: below[0][-1]} if asks else {}


def _one_question_each(before: Sequence[_Before], outside: set[int]) -> bool:
    """Whether one paragraph stands before each label, and nothing else above the first."""
    left = [[block for block in one.blocks if block[0] not in outside] for one in before]
    return all(len(blocks) == 1 for blocks in left[1:]) and len(left[0]) <= 1


def _in_turn(
    script: Script, at: Mapping[int, Parse], starts: Mapping[int, int], persons: Persons
) -> Iterator[Stretch]:
    ends = sorted([*at, *starts])
    for first, following in zip(ends, [*ends[1:], len(script.lines)], strict=True):
        if first in starts:
            yield asked_by_nobody(first, following - 1)
        else:
            yield _labelled(at[first], following - 1, persons)
