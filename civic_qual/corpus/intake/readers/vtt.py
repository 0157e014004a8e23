"""WebVTT subtitles, as Teams, Zoom and YouTube write them."""

from __future__ import annotations

import re

from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.intake.readers.cues import Cue, document_of_cues
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import decode, normalise

_ARROW = re.compile(r"^.*-->.*$", re.MULTILINE)


def read_vtt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a WebVTT file; the text is built, one `Speaker: words` line a turn."""
    import webvtt
    from webvtt.errors import MalformedFileError

    decoded = decode(data, options.encoding)
    text = normalise(decoded.text).lstrip()
    if not _ARROW.search(text):
        raise ReadError(
            Message(
                "no subtitles found: a WebVTT file has lines like "
                "00:00:01.000 --> 00:00:04.000; export the transcript again"
            )
        )
    head = "" if text.startswith("WEBVTT") else "WEBVTT\n\n"
    try:
        captions = webvtt.from_string(head + text)
    except MalformedFileError as error:
        raise ReadError(
            Message("this is no WebVTT file ({problem}); export it again", problem=str(error))
        ) from None
    cues = [
        Cue(seconds(one.start) or 0.0, seconds(one.end) or 0.0, one.raw_text)
        for one in captions.captions
    ]
    notes = (decoded.note,) if decoded.note else ()
    return document_of_cues(cues, notes, options)
