"""The texts that are coded: speeches at the United Nations, a paragraph a turn, as interviews have.

A *place* is a character of all texts laid end to end, one place apart: what the library calls by
this name, so that everybody's spans can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.texts import normalise

Ints = npt.NDArray[np.int64]
APART = "\n\n"  # between the paragraphs of a speech
CHARACTERS = 1_000_000  # in a megabyte: English, nearly all of one byte

# Many speeches were typed in short lines: a paragraph ends where a line ends in a full stop.
_INNER_BREAK = re.compile(r"(?<![.!?:;”\"\s])\s*\n\s*")


@dataclass(frozen=True, eq=False)
class Speeches:
    """Paragraphs of speeches, `paragraphs[speech][turn]`: the segments of this benchmark."""

    paragraphs: list[list[str]]

    @cached_property
    def segments(self) -> list[str]:
        """All paragraphs, in order."""
        return [paragraph for speech in self.paragraphs for paragraph in speech]

    @cached_property
    def text(self) -> str:
        """All texts end to end: places are positions in it."""
        return "\n".join(APART.join(speech) for speech in self.paragraphs)

    @cached_property
    def segment_start(self) -> Ints:
        """The place where each segment begins, shape (n_segments,)."""
        lengths = [
            len(one) + (len(APART) if turn < len(speech) else 1)
            for speech in self.paragraphs
            for turn, one in enumerate(speech, 1)
        ]
        return np.cumsum([0, *lengths[:-1]])

    @cached_property
    def megabytes(self) -> float:
        """The size of all texts in UTF-8."""
        return len(self.text.encode()) / CHARACTERS

    def corpus(self, language: str = "en") -> Corpus:
        """Return a new corpus of the speeches, of which nothing is known or kept yet."""
        return Corpus(
            tuple(
                _transcript(f"speech_{number:05}", speech, language)
                for number, speech in enumerate(self.paragraphs)
            )
        )

    def part(self, share: float) -> Speeches:
        """Return the first speeches, about this share of the text."""
        sizes = np.cumsum([sum(map(len, speech)) for speech in self.paragraphs])
        return Speeches(self.paragraphs[: int(np.searchsorted(sizes, share * sizes[-1])) + 1])


def read_speeches(path: Path, megabytes: float, seed: int = 1) -> Speeches:
    """Read speeches drawn by a seed, of all years, until there are so many megabytes."""
    import pyarrow.parquet as parquet

    texts = parquet.read_table(path, columns=["text"])["text"].to_pylist()
    chosen, size = [], 0.0
    for number in np.random.default_rng(seed).permutation(len(texts)):
        if size >= megabytes * CHARACTERS:
            break
        chosen.append(paragraphs_of(texts[number]))
        size += sum(map(len, chosen[-1]))
    return Speeches(chosen)


def paragraphs_of(text: str) -> list[str]:
    """Cut a speech into paragraphs, the broken lines of each joined."""
    lines = _INNER_BREAK.sub(" ", normalise(text)).split("\n")
    return [line for line in map(str.strip, lines) if line]


def _transcript(name: str, speech: list[str], language: str) -> Transcript:
    lengths = [len(one) + len(APART) for one in speech]
    starts = np.cumsum([0, *lengths]).tolist()
    turns = tuple(
        Turn(
            start=first,
            end=after - len(APART),
            spoken=((first, after - len(APART)),),
            speaker="Speaker",
            role="respondent",
            language=language,
        )
        for first, after in pairwise(starts)
    )
    return Transcript(id=name, text=APART.join(speech), turns=turns, language=language)
