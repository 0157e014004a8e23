"""WebVTT subtitles, as Teams, Zoom, YouTube, noScribe and Whisper write them.

Above the first subtitle stands what the file tells of itself. Blocks that begin with NOTE are
remarks of whoever made the file; STYLE and REGION say how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.cues import cues_of_blocks, document_of_cues
from civic_qual.corpus.intake.readers.subtitles.timed_blocks import (
    Block,
    doubts_of_blocks,
    timed_blocks,
)
from civic_qual.errors import ReadError
from civic_qual.messages import Message, count
from civic_qual.texts import decode, normalise

_REMARK = re.compile(r"NOTE(?:[ \t]|$)")
_LOOK = re.compile(r"(?:STYLE|REGION)[ \t]*$")


def read_vtt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a WebVTT file; the text is built, one `Speaker: words` line a turn."""
    decoded = decode(data, options.encoding)
    blocks = timed_blocks(normalise(decoded.text).lstrip())
    if len(blocks) == 1:
        raise ReadError(
            Message(
                "no subtitles found: a WebVTT file has lines like "
                "00:00:01.000 --> 00:00:04.000; export the transcript again"
            )
        )
    _drop_header(blocks[0])
    remarks = sum([_drop_remarks(block, first=block is blocks[0]) for block in blocks])
    doubts = [*_doubts_of_remarks(remarks), *doubts_of_blocks(blocks)]
    notes = (decoded.note,) if decoded.note else ()
    return document_of_cues(cues_of_blocks(blocks), notes, options, doubts=doubts)


def _drop_header(block: Block) -> None:
    """Drop `WEBVTT` and what stands below it up to a blank line: `Kind: captions`."""
    if block.lines and block.lines[0].startswith("WEBVTT"):
        blank = next((i for i, line in enumerate(block.lines) if not line.strip()), None)
        block.lines = block.lines[blank:] if blank is not None else []


def _drop_remarks(block: Block, *, first: bool) -> int:
    """Take blocks of remarks and of looks out, and return the number of remarks' words."""
    kept: list[str] = []
    words = 0
    kind: re.Pattern[str] | None = None
    for line in block.lines:
        blank = not line.strip()
        if blank:
            kind = None
        elif not kept or not kept[-1].strip():
            below_times = not kept and not first
            kind = None if below_times else _kind_of(line) or kind
        if kind is None:
            kept.append(line)
        elif kind is _REMARK:
            words += len(_REMARK.sub("", line).split())
    block.lines = kept
    return words


def _kind_of(line: str) -> re.Pattern[str] | None:
    return next((kind for kind in (_REMARK, _LOOK) if kind.match(line)), None)


def _doubts_of_remarks(words: int) -> Iterator[Doubt]:
    if words:
        yield Doubt(
            Message.plural(
                "a remark (NOTE) of {words} word was left out",
                "remarks (NOTE) of {words} words were left out",
                n=words,
                words=count(words),
            ),
            "told",
        )
