"""aTrain's text files: a line that says of what they are, then speakers on lines of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from civic_qual.corpus.intake.layouts.label_words import key_of
from civic_qual.corpus.transcripts import Role, Span

_HEAD = re.compile(r"\s*(Transcription for [^\n]{1,300})\n")
_SPEAKER = re.compile(r"^(?:SPEAKER_\d{1,3}|Speaker undefined)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class ATrain:
    """What is known of a text that aTrain wrote: the line above it, and its speakers."""

    headings: tuple[Span, ...] = ()
    known: dict[str, Role] = field(default_factory=dict)


def atrain_of(text: str) -> ATrain:
    r"""Return what is known of a text if aTrain wrote it, else nothing.

    Examples
    --------
    >>> atrain_of("Transcription for a.mp3\n\nSPEAKER_00\nWho came?\n").known
    {'speaker_00': 'unknown'}
    """
    head = _HEAD.match(text)
    if not head:
        return ATrain()
    labels = dict.fromkeys(found[0].strip() for found in _SPEAKER.finditer(text, head.end()))
    return ATrain((head.span(1),), {key_of(label): "unknown" for label in labels})
