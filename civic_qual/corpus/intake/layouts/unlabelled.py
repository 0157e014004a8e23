"""Turns where nobody is labelled, or one side only: told apart by the form of their paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from math import log

from civic_qual.corpus.intake.layouts.doubts import (
    ANSWERS_GUESSED,
    BOLD,
    DASHES,
    FORM,
    GUIDED,
    INTERVIEWERS_ONLY,
    NOBODY,
    QUESTIONS_BEFORE,
    Doubt,
    Grade,
)
from civic_qual.corpus.intake.layouts.lines import Script, is_sentence_end
from civic_qual.corpus.intake.layouts.outside import TITLED
from civic_qual.corpus.intake.layouts.parses import Parse
from civic_qual.corpus.intake.layouts.people import persons_of
from civic_qual.corpus.intake.layouts.speech import Stretch
from civic_qual.corpus.intake.questions import MARKED, asking, ends_with_mark

ASKED = "Questions"  # the speaker of questions that nobody is named for
_WRAPPED = 100  # characters: where no line is longer, and some are blank, lines are wrapped


@dataclass(frozen=True, kw_only=True)
class Found:
    """The turns of a file, as stretches of lines; `apart` says that none go on in the next."""

    layout: str
    stretches: tuple[Stretch, ...]
    doubts: tuple[Doubt, ...] = ()
    apart: bool = False


Block = list[int]  # lines


def paragraphs(script: Script, first: int = 0) -> list[Block]:
    """Return blocks between blank lines where lines are wrapped, else lines."""
    lines = script.lines
    live = [index for index in range(first, len(lines)) if index not in script.outside]
    wrapped = is_wrapped(script, live) and any(lines[index].blank for index in live[1:])
    blocks: list[Block] = []
    for index in live:
        goes_on = wrapped and not lines[index].blank and not lines[index].number
        if blocks and goes_on and blocks[-1][-1] == index - 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    return blocks


def is_wrapped(script: Script, live: Sequence[int]) -> bool:
    """Whether no line is longer than lines that a program wraps."""
    lines = script.lines
    return max((lines[one].end - lines[one].start for one in live), default=0) <= _WRAPPED


# Questions of a guide

FEWEST = 3
_NUMBER = re.compile(
    r"(?:Q(?:uestion)?[ .]?)?(\d{1,2})(?:[.)]?(?:[a-z]|\d{1,2}))?[.):]?"
    r"[ \t\u00a0]+(?=[^\W_])",
    re.IGNORECASE,
)
_LEAST_ASKED = 0.3  # of the numbered paragraphs that end with a question mark


def guide_questions(script: Script, taken: Collection[int] = ()) -> dict[int, int]:
    r"""Return the lines that are questions of a guide, and where their words begin.

    Their number is the one before, or the next.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> guide_questions(script_of("1. Who came?\nNobody.\n2. When?\n3. And then?\n1 house burnt."))
    {0: 3, 2: 24, 3: 33}
    """
    found: dict[int, int] = {}
    current = 0
    for index, line in enumerate(script.lines):
        if index in script.outside or index in taken or not script.text[line.start].isalnum():
            continue
        number = _NUMBER.match(script.text, line.start, line.end)
        if number and int(number[1]) in {current or 1, current + 1}:
            current = int(number[1])
            found[index] = number.end()
    asked = sum(ends_with_mark(script.line(index)[-10:]) for index in found)
    return found if len(found) >= FEWEST and asked >= _LEAST_ASKED * len(found) else {}


# One side is labelled


def half_labelled(script: Script, marks: Sequence[Parse]) -> Found:
    """Let the labels of interviewers hold for their paragraphs only."""
    at = {one.line: one for one in marks}
    persons = persons_of(marks)
    asked = guide_questions(script, at)
    blocks = _without_headings(
        script, _cut(paragraphs(script), {*at, *asked}, asked), {*at, *asked}
    )
    if not asked:
        blocks = [block for block in blocks if block[0] >= marks[0].line or block[0] > 0]
    stretches = []
    for block in blocks:
        first, last = block[0], block[-1]
        if first in at:
            mark = at[first]
            stretch = Stretch(
                first=first,
                last=last,
                speaker=persons.of(mark),
                words=mark.words,
                time=mark.time,
            )
        elif first in asked:
            stretch = _asked(first, first, asked[first])
        else:
            stretch = Stretch(first=first, last=last)
        stretches.append(stretch)
    return Found(
        layout="half labelled",
        stretches=tuple(stretches),
        doubts=_of_half(script, marks[0].line, asked),
        apart=True,
    )


def _without_headings(script: Script, blocks: list[Block], starts: Collection[int]) -> list[Block]:
    """Leave out titles right above a label or a question, if capitals or a word show them.

    An answer may end without a full stop: better a heading too many than an answer lost.
    """
    return [
        block
        for block, below in zip_longest(blocks, blocks[1:])
        if not (
            below
            and below[0] in starts
            and block[0] not in starts
            and _is_title(script, block)
            and (script.line(block[0]).isupper() or TITLED.match(script.line(block[0])))
        )
    ]


def _cut(blocks: Sequence[Block], starts: Collection[int], alone: Collection[int]) -> list[Block]:
    """Cut blocks where a label or a question begins, and below a question of the guide."""
    result: list[Block] = []
    for block in blocks:
        for index in block:
            if index in starts or index == block[0] or result[-1][-1] in alone:
                result.append([index])
            else:
                result[-1].append(index)
    return result


def _of_half(script: Script, first: int, asked: Mapping[int, int]) -> tuple[Doubt, ...]:
    lines = script.lines
    live = [index for index in range(first, len(lines)) if index not in script.outside]
    parted = any(lines[index].blank for index in live[1:]) and not script.numbered
    about = INTERVIEWERS_ONLY if parted or not is_wrapped(script, live) else ANSWERS_GUESSED
    return (about, GUIDED) if asked else (about,)


def one_labelled(script: Script, marks: Sequence[Parse]) -> Found | None:
    """Give questions right before the labels of the only speaker to an unnamed interviewer."""
    at = {one.line: one for one in marks}
    persons = persons_of(marks)
    above = {
        block[-1] + 1: block
        for block in _cut(paragraphs(script), at, ())
        if block[0] not in at and ends_with_mark(script.line(block[-1])[-10:])
    }
    questions = {line: above[line] for line in at if line in above}
    if 2 * len(questions) < len(at):
        return None
    starts = {block[0] for block in questions.values()}
    stretches: list[Stretch] = []
    ends = sorted([*at, *starts])
    for first, following in zip(ends, [*ends[1:], len(script.lines)], strict=True):
        if first in starts:
            stretches.append(_asked(first, following - 1))
        else:
            stretches.append(
                Stretch(
                    first=first,
                    last=following - 1,
                    speaker=persons.of(at[first]),
                    words=at[first].words,
                    time=at[first].time,
                )
            )
    return Found(layout="one labelled", stretches=tuple(stretches), doubts=(QUESTIONS_BEFORE,))


def _asked(first: int, last: int, words: int | None = None) -> Stretch:
    return Stretch(first=first, last=last, speaker=ASKED, role="interviewer", words=words)


# Nobody is labelled

# Two people mostly take turns: how likely the next paragraph is somebody else's.
_SWITCH, _SWITCH_AT_DASH = 0.85, 0.97
# What a paragraph that asks surely says for the one who asks, and for the other.
_ASKER, _ASKER_ASKS, _ANSWERER, _ANSWERER_ASKS = 0.05, 0.9, 0.95, 0.85
_FEWEST_DASHES, _MOSTLY_DASHES, _SOME_DASHES, _BEGINS_DASHED = 3, 0.5, 0.15, 0.6
_FEWEST_BLOCKS, _FEW_TITLES, _LONGEST_TITLE = 5, 0.3, 80
_LEAST_BOLD, _MOST_BOLD = 0.1, 0.8
_LEAST_QUESTIONS = 0.2  # of the paragraphs, to be questions and answers
_NUMBERS_ASK, _NUMBERS_MANY, _SOME_ASK = 0.35, 0.25, 0.1


def unlabelled(script: Script) -> Found:
    """Tell questions and answers apart by dashes, bold letters, numbers or question marks."""
    every = paragraphs(script)
    blocks = _without_titles(script, every)
    return (
        _dashed(script)
        or _guided(script)
        or _bold(script, blocks)
        or _numbered(script, blocks)
        or _questions(script, blocks)
        or Found(
            layout="none",
            stretches=tuple(Stretch(first=one[0], last=one[-1]) for one in every),
            doubts=(NOBODY,),
            apart=True,
        )
    )


def _alternating(blocks: Sequence[Block], asks: Sequence[bool]) -> tuple[Stretch, ...]:
    return tuple(
        _asked(block[0], block[-1]) if asked else Stretch(first=block[0], last=block[-1])
        for block, asked in zip(blocks, asks, strict=True)
    )


def _asking(script: Script, block: Block) -> float:
    lines = script.lines
    return asking(script.text, lines[block[0]].body, lines[block[-1]].end)


def _without_titles(script: Script, blocks: list[Block]) -> list[Block]:
    """Leave out titles above the first paragraph; where many look so, none is one."""
    if sum(_is_title(script, one) for one in blocks) >= _FEW_TITLES * len(blocks):
        return blocks
    while (
        len(blocks) >= _FEWEST_BLOCKS
        and _is_title(script, blocks[0])
        and not script.lines[blocks[0][0]].number
    ):
        blocks = blocks[1:]
    return blocks


def _is_title(script: Script, block: Block) -> bool:
    written = script.line(block[0])
    short = len(block) == 1 and len(written) < _LONGEST_TITLE and "?" not in written
    return short and not is_sentence_end(written)


def _dashed(script: Script) -> Found | None:
    """Two people whose turns begin with a dash."""
    lines = script.lines
    live = [index for index in range(len(lines)) if index not in script.outside]
    dashes = [index for index in live if lines[index].lead and lines[index].lead in "-–—"]
    if len(dashes) < _FEWEST_DASHES:
        return None
    begins = [
        index
        for index in live
        if lines[index].blank or index == 0 or script.ends_sentence(index - 1)
    ]
    begun = sum(bool(lines[index].lead) for index in begins)
    often = len(dashes) >= _MOSTLY_DASHES * len(live) or (
        begun >= _BEGINS_DASHED * len(begins) and len(dashes) >= _SOME_DASHES * len(live)
    )
    if not often:
        return None
    blocks = _cut([[index for index in live if index >= dashes[0]]], set(dashes), ())
    scores = [_asking(script, block) for block in blocks]
    asks = _likeliest(scores, _SWITCH_AT_DASH)
    grade: Grade = "told" if _without_exception(scores, asks) else "ask"
    return Found(
        layout="dashes",
        stretches=_alternating(blocks, asks),
        doubts=(Doubt(DASHES, grade),),
    )


def _guided(script: Script) -> Found | None:
    """Lines with the numbers of a guide ask; a numbering of all lines is none."""
    asked = {} if script.numbered else guide_questions(script)
    if not asked:
        return None
    blocks = _without_headings(script, _cut(paragraphs(script), asked, asked), asked)
    stretches = tuple(
        _asked(block[0], block[-1], asked[block[0]])
        if block[0] in asked
        else Stretch(first=block[0], last=block[-1])
        for block in blocks
    )
    sure = all(ends_with_mark(script.line(index)[-10:]) for index in asked)
    about = Doubt(FORM, "told" if sure else "ask")
    return Found(layout="guide", stretches=stretches, doubts=(about, GUIDED), apart=True)


def _bold(script: Script, blocks: Sequence[Block]) -> Found | None:
    """Paragraphs all in bold ask."""
    bold = [_is_bold(script, block) for block in blocks]
    if sum(bold) < FEWEST or not _LEAST_BOLD < sum(bold) / len(blocks) < _MOST_BOLD:
        return None
    first = bold.index(True)
    scores = [_asking(script, block) for block in blocks[first:]]
    grade: Grade = "told" if _without_exception(scores, bold[first:]) else "ask"
    return Found(
        layout="bold questions",
        stretches=_alternating(blocks[first:], bold[first:]),
        doubts=(Doubt(BOLD, grade),),
    )


def _is_bold(script: Script, block: Block) -> bool:
    first, last = script.lines[block[0]], script.lines[block[-1]]
    starred = script.text.startswith("**", first.start) and script.text.endswith(
        "**", first.start + 2, last.end
    )
    return starred or all(script.lines[index].bold >= script.lines[index].end for index in block)


def _numbered(script: Script, blocks: Sequence[Block]) -> Found | None:
    """Paragraphs with a number ask, where it counts up and others have none."""
    numbered = [bool(script.lines[block[0]].number) for block in blocks]
    n = sum(numbered)
    if n < FEWEST or not script.numbered or n > _MOST_BOLD * len(blocks):
        return None
    asked = sum(
        _asking(script, one) for one, number in zip(blocks, numbered, strict=True) if number
    )
    if asked < (_NUMBERS_ASK if n <= _NUMBERS_MANY * len(blocks) else _SOME_ASK) * n:
        return None
    starts = {block[0] for block in blocks if script.lines[block[0]].number}
    blocks = _without_headings(script, list(blocks[numbered.index(True) :]), starts)
    apart = sum(script.lines[block[0]].blank for block in blocks) > _MOST_BOLD * len(blocks)
    parts: list[tuple[Block, bool]] = []
    for block in blocks:
        asks = bool(script.lines[block[0]].number)
        cut = _question_end(script, block, apart) if asks else len(block)
        parts.append((block[:cut], asks))
        if block[cut:]:
            parts.append((block[cut:], False))
    return Found(
        layout="numbered questions",
        stretches=_alternating([block for block, _ in parts], [asks for _, asks in parts]),
        doubts=(Doubt(FORM), GUIDED),
    )


def _question_end(script: Script, block: Block, apart: bool) -> int:
    """Return how many lines of a block are the question: up to its mark, or its line."""
    for count, index in enumerate(block, start=1):
        if ends_with_mark(script.line(index)[-10:]):
            return count
    return len(block) if apart and script.lines[block[0]].blank else 1


def _questions(script: Script, blocks: Sequence[Block]) -> Found | None:
    """Two people who mostly take turns, one of whom asks."""
    fewest = _LEAST_QUESTIONS * len(blocks)
    if len(blocks) < 4 or script.text.count("?") < fewest:
        return None
    scores = [_asking(script, block) for block in blocks]
    if scores.count(MARKED) < fewest:
        return None
    asks = _likeliest(scores, _SWITCH)
    grade: Grade = "told" if _without_exception(scores, asks) else "ask"
    return Found(
        layout="questions",
        stretches=_alternating(blocks, asks),
        doubts=(Doubt(FORM, grade),),
    )


def _without_exception(scores: Sequence[float], asks: Sequence[bool]) -> bool:
    """Whether all questions have a mark, no answer has, and both take turns."""
    alternate = all(one != other for one, other in pairwise(asks))
    return alternate and all(
        (score == MARKED) == asked for score, asked in zip(scores, asks, strict=True)
    )


def _likeliest(scores: Sequence[float], switch: float) -> list[bool]:
    """Return who asks, by the likeliest way of two people taking turns (Viterbi)."""
    other, same = log(switch), log(1 - switch)
    said = [
        (log(_ASKER + _ASKER_ASKS * score), log(_ANSWERER - _ANSWERER_ASKS * score))
        for score in scores
    ]
    best = said[0]
    came_from: list[tuple[int, int]] = []
    for asks, answers in said[1:]:
        to_asking = (best[0] + same, best[1] + other)
        to_answering = (best[0] + other, best[1] + same)
        came_from.append((int(to_asking[1] > to_asking[0]), int(to_answering[1] > to_answering[0])))
        best = (max(to_asking) + asks, max(to_answering) + answers)
    state = int(best[1] > best[0])
    states = [state]
    for before in reversed(came_from):
        state = before[state]
        states.append(state)
    return [one == 0 for one in reversed(states)]
