"""Which passage carries which code, said by which coder, why, and what was read at all.

Codings and readings are tables with fixed columns; a coding is a row of `frame`, a reading a
row of `readings`. *Read and found without the code* is not *not read*: a passage that no
reading covers is in no denominator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus

Origin = Literal["rule", "model", "human"]
Status = Literal["suggested", "accepted", "rejected"]

CODING_COLUMNS = ("transcript", "start", "end", "code", "coder", "origin", "score", "status",
                  "evidence", "time", "rules_fingerprint", "content_fingerprint", "revision")
READING_COLUMNS = ("transcript", "start", "end", "unit", "codes", "coder", "origin", "time",
                   "rules_fingerprint", "content_fingerprint", "revision", "sample")
