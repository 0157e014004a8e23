"""SRT subtitles: a number, a line of times, and the lines that are said until the next ones."""

from __future__ import annotations

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.cues import cues_of_blocks, document_of_cues
from civic_qual.corpus.intake.readers.subtitles.timed_blocks import doubts_of_blocks, timed_blocks
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import decode, normalise


def read_srt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an SRT file; the text is built, one `Speaker: words` line a turn."""
    decoded = decode(data, options.encoding)
    blocks = timed_blocks(normalise(decoded.text))
    if len(blocks) == 1:
        raise ReadError(
            Message(
                "no subtitles found: an SRT file has lines like "
                "00:00:01,000 --> 00:00:04,000; export the transcript again"
            )
        )
    notes = (decoded.note,) if decoded.note else ()
    doubts = tuple(doubts_of_blocks(blocks))
    return document_of_cues(cues_of_blocks(blocks), notes, options, doubts=doubts)
