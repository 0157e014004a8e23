"""Peers that run an automaton over the text in lower case, then keep whole words only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from benchmarks.found import Found, counted
from benchmarks.patterns import Pattern
from benchmarks.speeches import APART, Speeches
from benchmarks.word_borders import whole_words


class RustAhoCorasick:
    """`ahocorasick_rs` on the text in lower case."""

    name = "ahocorasick_rs"
    module = "ahocorasick_rs"

    def ready(self, patterns: Sequence[Pattern]) -> Any:
        return [pattern.text for pattern in patterns], is_prefix(patterns)

    def code(self, form: Any, speeches: Speeches) -> Found:
        from ahocorasick_rs import AhoCorasick

        texts, prefix = form
        matcher = AhoCorasick(texts, store_patterns=False)
        text = lowered(speeches)
        pattern, start, end = columns(matcher.find_matches_as_indexes(text, overlapping=True), 3)
        return counted(*whole_words(text, pattern, start, end, prefix), speeches.segment_start)


class RustAhoCorasickBytes:
    """`ahocorasick_rs` on the bytes of the text, its offsets made characters afterwards."""

    name = "ahocorasick_rs_bytes"
    module = "ahocorasick_rs"

    def ready(self, patterns: Sequence[Pattern]) -> Any:
        return [pattern.text.encode() for pattern in patterns], is_prefix(patterns)

    def code(self, form: Any, speeches: Speeches) -> Found:
        from ahocorasick_rs import BytesAhoCorasick

        texts, prefix = form
        matcher = BytesAhoCorasick(texts)
        text = lowered(speeches)
        encoded = text.encode()
        pattern, start, end = columns(matcher.find_matches_as_indexes(encoded, overlapping=True), 3)
        # A character of several bytes has some that begin with the bits 10: places shift by them.
        continued = np.flatnonzero((np.frombuffer(encoded, np.uint8) & 0xC0) == 0x80)
        start = start - np.searchsorted(continued, start)
        end = end - np.searchsorted(continued, end)
        return counted(*whole_words(text, pattern, start, end, prefix), speeches.segment_start)


class PyAhoCorasick:
    """`pyahocorasick` on the text in lower case."""

    name = "pyahocorasick"
    module = "ahocorasick"

    def ready(self, patterns: Sequence[Pattern]) -> Any:
        lengths = np.array([len(pattern.text) for pattern in patterns])
        return [pattern.text for pattern in patterns], lengths, is_prefix(patterns)

    def code(self, form: Any, speeches: Speeches) -> Found:
        from ahocorasick import STORE_INTS, Automaton

        texts, lengths, prefix = form
        matcher = Automaton(STORE_INTS)
        for number, text in enumerate(texts):
            matcher.add_word(text, number)
        matcher.make_automaton()
        text = lowered(speeches)
        last, pattern = columns(list(matcher.iter(text)), 2)
        end = last + 1
        return counted(
            *whole_words(text, pattern, end - lengths[pattern], end, prefix), speeches.segment_start
        )


def lowered(speeches: Speeches) -> str:
    """Return the text in lower case, every letter in its place: only `İ` would become two.

    Paragraph by paragraph, as Python is quick with those of plain letters only.
    """
    return "\n".join(
        APART.join(one.replace("İ", "i").lower() for one in speech)
        for speech in speeches.paragraphs
    )


def is_prefix(patterns: Sequence[Pattern]) -> Any:
    """Whether each pattern is the beginning of a word, shape (n_patterns,)."""
    return np.array([pattern.kind == "prefix" for pattern in patterns])


def columns(rows: Sequence[tuple[int, ...]], width: int) -> Any:
    """Return tuples as columns, shape (width, n_rows)."""
    flat = np.fromiter(chain.from_iterable(rows), np.int64, width * len(rows))
    return flat.reshape(-1, width).T
