"""The paragraphs of a file in which not everybody is labelled, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.outside import TITLED, headings
from civic_qual.corpus.intake.layouts.speech import Stretch
from civic_qual.corpus.intake.questions import asking, ends_with_mark

ASKED = "Questions"  # the speaker of questions that nobody is named for
_WRAPPED = 100  # characters: where no line is longer, and some are blank, lines are wrapped
_LONGEST_TITLE = 80
_TAIL = 60


@dataclass(frozen=True, kw_only=True)
class Found:
    """The turns of a file, as stretches of lines; `apart` says that none go on in the next.

    `outside` are lines among them that turned out to be nobody's words.
    """

    layout: str
    stretches: tuple[Stretch, ...]
    doubts: tuple[Doubt, ...] = ()
    apart: bool = False
    outside: Collection[int] = ()


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


def cut_at(blocks: Sequence[Block], starts: Collection[int]) -> list[Block]:
    """Cut blocks where a label or a question begins."""
    result: list[Block] = []
    for block in blocks:
        for index in block:
            if index in starts or index == block[0]:
                result.append([index])
            else:
                result[-1].append(index)
    return result


def asked_by_nobody(first: int, last: int, words: int | None = None) -> Stretch:
    """Return a question of an interviewer whom nobody names."""
    return Stretch(first=first, last=last, speaker=ASKED, role="interviewer", words=words)


def block_asks(script: Script, block: Block) -> float:
    """Return how surely a paragraph is a question, from 0 to 1."""
    lines = script.lines
    return asking(script.text, lines[block[0]].body, lines[block[-1]].end)


def ends_asking(script: Script, block: Block) -> bool:
    """Whether a paragraph ends with a question mark."""
    return ends_with_mark(script.line(block[-1])[-_TAIL:])


def is_title(script: Script, block: Block) -> bool:
    """Whether a paragraph is short and no sentence."""
    written = script.line(block[0])
    short = len(block) == 1 and len(written) < _LONGEST_TITLE and "?" not in written
    return short and written[0] not in "[(" and not script.ends_sentence(block[0])


def without_titles_above(
    script: Script, blocks: Sequence[Block], starts: Collection[int]
) -> list[Block]:
    """Leave out titles at the top, above the first question or label; below speech none is one."""
    first, kept = min(starts), list(blocks)
    while kept and kept[0][0] < first and is_title(script, kept[0]):
        del kept[0]
    return kept


def competes(script: Script, blocks: Sequence[Block], asks: Sequence[bool]) -> bool:
    """Whether a paragraph taken for an answer may be a question, or a title.

    A question at the end of an answer, right above the next question, is nobody else's: nobody
    would have answered it.
    """
    following = [*asks[1:], True]
    before = [True, *asks[:-1]]
    return any(
        (ends_asking(script, block) and not asked_next)
        or (is_title(script, block) and not (asked_before and asked_next))
        for block, asked, asked_before, asked_next in zip(
            blocks, asks, before, following, strict=True
        )
        if not asked
    )


# Headings among paragraphs


def headings_among(
    script: Script, starts: Mapping[int, int], *, answers_show: bool = False
) -> set[int]:
    """Return the headings right above questions or labels.

    `starts` tells where the words of each begin. Unless answers have a sign of their own, only
    capitals or a word of titles show a heading: an answer may end without a full stop, and it is
    better to read a heading too many than to lose an answer.
    """
    found = headings(script, starts)
    if answers_show:
        return found
    return {
        index for index in found if script.line(index).isupper() or TITLED.match(script.line(index))
    }
