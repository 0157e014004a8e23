"""SRT subtitles."""

from __future__ import annotations

from civic_qual.corpus.intake.readers.cues import Cue, document_of_cues
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import decode, normalise


def read_srt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an SRT file; the text is built, one `Speaker: words` line a turn."""
    import srt  # type: ignore[import-untyped]

    decoded = decode(data, options.encoding)
    text = normalise(decoded.text)
    cues = [
        Cue(one.start.total_seconds(), one.end.total_seconds(), one.content)
        for one in srt.parse(text, ignore_errors=True)
    ]
    if not cues:
        raise ReadError(
            Message(
                "no subtitles found: an SRT file has lines like "
                "00:00:01,000 --> 00:00:04,000; export the transcript again"
            )
        )
    shown = text.count("-->")
    notes = [decoded.note] if decoded.note else []
    if shown > len(cues):
        notes.append(
            Message(
                "{n} of {all} subtitles are damaged and were left out",
                n=shown - len(cues),
                all=shown,
            )
        )
    return document_of_cues(cues, tuple(notes), options.speakers)
