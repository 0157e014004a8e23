"""Subtitle files cut at their lines of times, however a program or a person broke the form.

Every line below the first times is somebody's words, or something of the file's own: a number or
name of the next subtitle, a remark. So nothing that was said is lost where blank lines stand
inside a subtitle, numbers are missing, or an arrow is half an arrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.messages import Message, count

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,:]\d{1,9})?"
_ARROW = r"(?:[-–—=]{1,3}[ \t]?-?[ \t]*>|→)"
_TIMES = re.compile(rf"[ \t]*({_CLOCK})[ \t]*{_ARROW}[ \t]*({_CLOCK})(?![\d:])(.*)")
_SETTINGS = re.compile(r"(?:[ \t]+[A-Za-z]\w{0,20}:[^\s:]\S{0,60}){0,12}[ \t]*")
_EXACT = re.compile(r"\d+:\d+:\d+|\d+:\d+[.,]\d")
_BROKEN_TIMES = re.compile(
    rf"[\d:.,; \t]*{_ARROW}[\d:.,; \t]*$|[^>→]{{0,40}}\d:\d\d[^>→]{{0,20}}{_ARROW}[\d:.,; \t]*$"
)
_NUMBER = re.compile(r"[ \t]*\d{1,9}[ \t]*$")
_NAME = re.compile(r"(?=\S*\d)[\w./:{}-]{1,80}")  # a name that a program made
_MOST = 0.8  # of all subtitles have a name, if names may be words
_NUMBERED = 0.5  # have a number, if it may follow their words without a blank line


@dataclass
class Block:
    """A line of times and the lines below it; `times` is None where they could not be read.

    The first block of a file has what stands above them all.
    """

    times: tuple[float, float] | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(line.split()) for line in self.lines)


def timed_blocks(text: str) -> list[Block]:
    r"""Cut a text at its lines of times; numbers and names of subtitles are taken out.

    Examples
    --------
    >>> blocks = timed_blocks("1\n00:01,0 --> 00:02,0\nYes.\n2\n0:03 -> 0:04\nNo.")
    >>> [block.lines for block in blocks]
    [[], ['Yes.'], ['No.']]
    """
    blocks = [Block()]
    for line in text.split("\n"):
        found = _times_of(line)
        if found is None:
            blocks[-1].lines.append(line)
        else:
            blocks.append(found)
    _take_names_out(blocks)
    return blocks


def _times_of(line: str) -> Block | None:
    """Return the block that a line begins, or None if it is no line of times."""
    if ">" not in line and "→" not in line:
        return None
    found = _TIMES.match(line)
    if not found:
        return Block() if _BROKEN_TIMES.match(line) else None
    first, last, rest = found.groups()
    times = (_seconds(first), _seconds(last))
    if _SETTINGS.fullmatch(rest):
        return Block(times)
    # Words behind the times are the subtitle's; "10:30 -> 11:00 we sleep" is said.
    exact = _EXACT.search(first) and _EXACT.search(last)
    return Block(times, [rest]) if exact else None


def _seconds(clock: str) -> float:
    parts = re.split(r"[:,.]", clock)
    has_fraction = "." in clock or "," in clock or clock.count(":") > 2
    fraction = float("." + parts.pop()) if has_fraction else 0.0
    total = 0.0
    for part in parts:
        total = total * 60 + int(part)
    return total + fraction


def _take_names_out(blocks: Sequence[Block]) -> None:
    """Take the line right above each line of times, if it names the subtitle below."""
    lasts = [_Last.of(block, first=block is blocks[0]) for block in blocks[:-1]]
    subtitles = len(blocks) - 1
    any_number = sum(one.number for one in lasts) >= _NUMBERED * subtitles
    any_words = sum(one.apart and one.beside_words for one in lasts) >= _MOST * subtitles
    for block, last in zip(blocks, lasts, strict=False):
        if last.number:
            is_name = any_number or last.apart
        else:
            is_name = last.apart and (last.made or (any_words and last.beside_words))
        if is_name:
            block.lines.pop()


@dataclass(frozen=True, slots=True)
class _Last:
    """The last line of a block: whether it may be the name of the next one.

    `apart`: below a blank line; `beside_words`: the block has words without it; `made`: as
    programs make names.
    """

    number: bool = False
    apart: bool = False
    beside_words: bool = False
    made: bool = False

    @classmethod
    def of(cls, block: Block, *, first: bool) -> _Last:
        lines = block.lines
        if not lines or not lines[-1].strip():
            return cls()
        above = lines[:-1]
        return cls(
            number=bool(_NUMBER.match(lines[-1])),
            apart=not above[-1].strip() if above else first,
            beside_words=first or any(line.strip() for line in above),
            made=bool(_NAME.fullmatch(lines[-1].strip())),
        )


def doubts_of_blocks(blocks: Sequence[Block]) -> Iterator[Doubt]:
    """Yield what must be said of blocks: words above the first one, times that cannot be read."""
    if words := blocks[0].words:
        yield Doubt(
            Message.plural(
                "{words} word above the first subtitle was left out",
                "{words} words above the first subtitle were left out",
                n=words,
                words=count(words),
            )
        )
    if broken := sum(block.times is None for block in blocks[1:]):
        yield Doubt(
            Message.plural(
                "the times of {n} subtitle could not be read; its words were kept",
                "the times of {n} subtitles could not be read; their words were kept",
                n=broken,
            ),
            "told",
        )
    if empty := sum(not block.words for block in blocks[1:]):
        yield Doubt(
            Message.plural(
                "{n} subtitle of {of} has no words",
                "{n} subtitles of {of} have no words",
                n=empty,
                of=count(len(blocks) - 1),
            ),
            "told",
        )
