"""Turns where nobody is labelled: told apart by dashes, numbers, bold letters or question marks.

Where nothing competes with a convention, it is told; else it is to be asked. Competing are answers
that end with a question mark, paragraphs that may be titles, gaps in a numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import log

from civic_qual.corpus.intake.layouts.doubts import BOLD, DASHES, FORM, GUIDED, NOBODY, Doubt, Grade
from civic_qual.corpus.intake.layouts.lines import Script
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
    is_title,
    paragraphs,
    without_titles_above,
)
from civic_qual.corpus.intake.layouts.unlabelled.guide import (
    FEWEST,
    counts_from_one,
    guide_questions,
    question_end,
)
from civic_qual.corpus.intake.questions import MARKED

# Two people mostly take turns: how likely the next paragraph is somebody else's.
_SWITCH, _SWITCH_AT_DASH = 0.85, 0.997
# What a paragraph that asks surely says for the one who asks, and for the other.
_ASKER, _ASKER_ASKS, _ANSWERER, _ANSWERER_ASKS = 0.05, 0.9, 0.95, 0.85
_FEWEST_DASHES, _MOSTLY_DASHES, _SOME_DASHES, _BEGINS_DASHED = 3, 0.5, 0.15, 0.6
_FEWEST_BLOCKS, _FEW_TITLES = 5, 0.3
_LEAST_BOLD, _MOST_BOLD = 0.1, 0.8
_LEAST_QUESTIONS = 0.2  # of the paragraphs, to be questions and answers
_NUMBERS_ASK, _NUMBERS_MANY, _SOME_ASK = 0.35, 0.25, 0.1
# Where nothing competes: how many questions there are, and how many of them read so.
_FEWEST_SURE, _MOSTLY_ASK = 3, 0.6
_CLEARLY = 6.0  # nats, that this one asks and not the other


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


_TOPIC = re.compile(r"[^\W\d_a-zà-ÿ][^.?!:\n]{2,40}[^\W_][ \u00a0]?: ")  # `Harbour: lamp broken`
_FEW_HEADINGS = 0.5  # of the paragraphs


def as_notes(script: Script) -> Found:
    """Take every paragraph, or bullet, for what a note-taker reports; headings are nobody's."""
    blocks = [part for block in paragraphs(script) for part in _points(script, block)]
    titles = [
        block
        for block, below in pairwise(blocks)
        if is_title(script, block)
        and not script.lines[block[0]].lead
        and (script.lines[below[0]].blank or script.lines[below[0]].lead)
    ]
    outside = {block[0] for block in titles if len(titles) <= _FEW_HEADINGS * len(blocks)}
    return Found(
        layout="notes",
        stretches=tuple(
            Stretch(first=block[0], last=block[-1], reported=True)
            for block in blocks
            if not outside.issuperset(block)
        ),
        apart=True,
        outside=outside,
    )


def _points(script: Script, block: Block) -> list[Block]:
    """Cut a paragraph at bullets, topics, and where a word would have stood in the line above."""
    lines = script.lines
    width = max(lines[index].end - lines[index].start for index in block)
    starts = {
        index
        for above, index in pairwise(block)
        if lines[index].lead
        or _TOPIC.match(script.line(index))
        or lines[above].end - lines[above].start + len(script.line(index).split()[0]) < width
    }
    return cut_at([block], starts)


def _without_titles(script: Script, blocks: list[Block]) -> list[Block]:
    """Leave out titles above the first paragraph; where many look so, none is one."""
    if sum(is_title(script, one) for one in blocks) >= _FEW_TITLES * len(blocks):
        return blocks
    while (
        len(blocks) >= _FEWEST_BLOCKS
        and is_title(script, blocks[0])
        and not script.lines[blocks[0][0]].number
    ):
        blocks = blocks[1:]
    return blocks


def _alternating(blocks: Sequence[Block], asks: Sequence[bool]) -> tuple[Stretch, ...]:
    return tuple(
        asked_by_nobody(block[0], block[-1]) if asked else Stretch(first=block[0], last=block[-1])
        for block, asked in zip(blocks, asks, strict=True)
    )


# Dashes


def _dashed(script: Script) -> Found | None:
    """Two people whose turns begin with a dash."""
    lines = script.lines
    live = [index for index in range(len(lines)) if index not in script.outside]
    dashes = [index for index in live if lines[index].lead and lines[index].lead in "-–—"]
    if not _are_turns(script, live, dashes):
        return None
    words = {index: lines[index].body for index in dashes}
    outside = headings_among(script, words, answers_show=True)
    live = [index for index in live if index >= dashes[0] and index not in outside]
    blocks = cut_at([live], set(dashes))
    scores = [block_asks(script, block) for block in blocks]
    if not any(scores):
        return None  # a list
    asks = _likeliest(scores, _SWITCH_AT_DASH)
    clear = all(one != other for one, other in pairwise(asks)) and (
        _odds(scores, asks) >= _CLEARLY or _without_exception(scores, asks)
    )
    return Found(
        layout="dashes",
        stretches=_alternating(blocks, asks),
        doubts=(Doubt(DASHES, _told_if(clear)),),
        outside=outside,
    )


def _are_turns(script: Script, live: Sequence[int], dashes: Sequence[int]) -> bool:
    """Whether dashes begin enough lines to be changes between people."""
    lines = script.lines
    if len(dashes) < _FEWEST_DASHES:
        return False
    begins = [
        index
        for index in live
        if lines[index].blank or index == 0 or script.ends_sentence(index - 1)
    ]
    begun = sum(bool(lines[index].lead) for index in begins)
    return len(dashes) >= _MOSTLY_DASHES * len(live) or (
        begun >= _BEGINS_DASHED * len(begins) and len(dashes) >= _SOME_DASHES * len(live)
    )


def _told_if(clear: bool) -> Grade:
    return "told" if clear else "ask"


# Numbers and bold letters


def _guided(script: Script) -> Found | None:
    """Lines with the numbers of a guide ask; a numbering of all lines is none."""
    asked = {} if script.numbered else guide_questions(script)
    if not asked:
        return None
    parts = []
    for block in cut_at(paragraphs(script), asked):
        cut = question_end(script, block, apart=False) if block[0] in asked else len(block)
        parts += [part for part in (block[:cut], block[cut:]) if part]
    outside = headings_among(script, asked)
    parts = [block for block in parts if not outside.issuperset(block)]
    parts = without_titles_above(script, parts, asked)
    stretches = tuple(
        asked_by_nobody(block[0], block[-1], asked[block[0]])
        if block[0] in asked
        else Stretch(first=block[0], last=block[-1])
        for block in parts
    )
    sure = all(ends_asking(script, block) for block in parts if block[0] in asked)
    sure = sure and parts[0][0] in asked
    clear = sure or (
        counts_from_one(script, list(asked))
        and _nothing_competes(script, parts, [block[0] in asked for block in parts])
    )
    return Found(
        layout="guide",
        stretches=stretches,
        doubts=(Doubt(FORM, _told_if(clear)), GUIDED),
        apart=True,
        outside=outside,
    )


def _nothing_competes(script: Script, blocks: Sequence[Block], asks: Sequence[bool]) -> bool:
    """Whether most questions read so, every one is answered, and no answer asks or is a title."""
    questions = [block for block, asked in zip(blocks, asks, strict=True) if asked]
    asking = sum(block_asks(script, block) > 0 for block in questions)
    unanswered = any(one and other for one, other in pairwise(asks))
    return (
        len(questions) >= _FEWEST_SURE
        and asking >= _MOSTLY_ASK * len(questions)
        and asks[0]
        and not unanswered
        and not competes(script, blocks, asks)
    )


def _bold(script: Script, blocks: Sequence[Block]) -> Found | None:
    """Paragraphs all in bold ask."""
    bold = [_is_bold(script, block) for block in blocks]
    if sum(bold) < FEWEST or not _LEAST_BOLD < sum(bold) / len(blocks) < _MOST_BOLD:
        return None
    first = bold.index(True)
    blocks, bold = blocks[first:], bold[first:]
    questions = {block[0]: block[-1] for block, asked in zip(blocks, bold, strict=True) if asked}
    words = {line: script.lines[line].body for line in questions}
    outside = headings_among(script, words)
    kept = [
        (block, asked)
        for block, asked in zip(blocks, bold, strict=True)
        if not outside.issuperset(block)
    ]
    blocks, bold = [block for block, _ in kept], [asked for _, asked in kept]
    clear = _without_exception(
        [block_asks(script, block) for block in blocks], bold
    ) or _nothing_competes(script, blocks, bold)
    return Found(
        layout="bold questions",
        stretches=_alternating(blocks, bold),
        doubts=(Doubt(BOLD, _told_if(clear)),),
        outside=outside,
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
        block_asks(script, one) for one, number in zip(blocks, numbered, strict=True) if number
    )
    if asked < (_NUMBERS_ASK if n <= _NUMBERS_MANY * len(blocks) else _SOME_ASK) * n:
        return None
    parts = _without_answers(script, blocks[numbered.index(True) :])
    questions = {block[0]: block[-1] for block, asks in parts if asks}
    words = {line: script.lines[line].body for line in questions}
    outside = headings_among(script, words)
    parts = [(block, asks) for block, asks in parts if not outside.issuperset(block)]
    blocks, asks = [block for block, _ in parts], [asks for _, asks in parts]
    clear = counts_from_one(script, list(questions)) and _nothing_competes(script, blocks, asks)
    return Found(
        layout="numbered questions",
        stretches=_alternating(blocks, asks),
        doubts=(Doubt(FORM, _told_if(clear)), GUIDED),
        outside=outside,
    )


def _without_answers(script: Script, blocks: Sequence[Block]) -> list[tuple[Block, bool]]:
    """Return paragraphs, cut where the question in them ends, and whether each is one."""
    apart = sum(script.lines[block[0]].blank for block in blocks) > _MOST_BOLD * len(blocks)
    parts: list[tuple[Block, bool]] = []
    for block in blocks:
        asks = bool(script.lines[block[0]].number)
        cut = question_end(script, block, apart) if asks else len(block)
        parts.append((block[:cut], asks))
        if block[cut:]:
            parts.append((block[cut:], False))
    return parts


# Question marks


def _questions(script: Script, blocks: Sequence[Block]) -> Found | None:
    """Two people who mostly take turns, one of whom asks."""
    fewest = _LEAST_QUESTIONS * len(blocks)
    if len(blocks) < 4 or script.text.count("?") < fewest:
        return None
    scores = [block_asks(script, block) for block in blocks]
    if scores.count(MARKED) < fewest:
        return None
    asks = _likeliest(scores, _SWITCH)
    return Found(
        layout="questions",
        stretches=_alternating(blocks, asks),
        doubts=(Doubt(FORM, _told_if(_without_exception(scores, asks))),),
    )


def _without_exception(scores: Sequence[float], asks: Sequence[bool]) -> bool:
    """Whether all questions have a mark, no answer has, and both take turns."""
    alternate = all(one != other for one, other in pairwise(asks))
    return alternate and all(
        (score == MARKED) == asked for score, asked in zip(scores, asks, strict=True)
    )


# Who asks, where two people take turns


def _said(score: float) -> tuple[float, float]:
    """Return the log likelihoods of a score for the one who asks, and for the other."""
    return log(_ASKER + _ASKER_ASKS * score), log(_ANSWERER - _ANSWERER_ASKS * score)


def _odds(scores: Sequence[float], asks: Sequence[bool]) -> float:
    """Return how much likelier it is that these ask than that the others do."""
    return sum(
        (asking - answering) if asked else (answering - asking)
        for (asking, answering), asked in zip(map(_said, scores), asks, strict=True)
    )


def _likeliest(scores: Sequence[float], switch: float) -> list[bool]:
    """Return who asks, by the likeliest way of two people taking turns (Viterbi)."""
    other, same = log(switch), log(1 - switch)
    said = [_said(score) for score in scores]
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
