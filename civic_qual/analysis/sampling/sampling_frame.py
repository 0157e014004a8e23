"""The frame of a sample: every segment of a unit that counts and can be read, and its fingerprint.

A sample speaks for its frame only while that stands: a corrected text, another role or another
unit makes another frame.
"""

from __future__ import annotations

import hashlib
from typing import Literal, get_args

from civic_qual.arrays import Bools
from civic_qual.corpus.segments import Segments
from civic_qual.messages import Message

Design = Literal["simple", "stratified", "scores", "interviews"]
DESIGNS: tuple[Design, ...] = get_args(Design)
_DRAWN = {
    "simple": Message("each with the same chance"),
    "stratified": Message("by strata, the chances known"),
    "scores": Message(
        "with a higher chance where the machine's scores are high, the chances known"
    ),
    "interviews": Message("as whole interviews"),
}


def how_drawn(design: str) -> str:
    """Say how segments were drawn."""
    return _DRAWN.get(design, design)


def in_frame(segments: Segments) -> Bools:
    """Return which segments can be drawn, shape (n_segments,).

    They count, hold words, and are in a language that was looked for.
    """
    return segments.counted & (segments.words > 0) & ~segments.in_neither


def frame_fingerprint(segments: Segments) -> str:
    """Return a fingerprint of texts, cut and roles: f and 15 hex digits of a SHA-256.

    With its f it is a number for no spreadsheet.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> corpora = [cq.Corpus.from_frame(pd.DataFrame({"text": [text]})) for text in ("No.", "No!")]
    >>> len({frame_fingerprint(corpus.segments()) for corpus in corpora})
    2
    """
    texts = "\n".join(f"{transcript.id}\t{transcript.revision}" for transcript in segments.corpus)
    made = hashlib.sha256(f"{segments.unit}\n{texts}\n".encode("utf-8", "surrogatepass"))
    for column in (segments.transcript, segments.start, segments.end, in_frame(segments)):
        made.update(column.astype("<i8").tobytes())
    return "f" + made.hexdigest()[:15]
