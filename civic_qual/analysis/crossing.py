"""Crossing a table with a family: what is said of a theme in the sentence that mentions it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.analysis.tables.groups import free_label
from civic_qual.codebook.model import Code, Codebook
from civic_qual.coding.mentions import CodedSpans, mentions
from civic_qual.coding.theme_rows import chosen_families
from civic_qual.corpus.counted_words import CountedWords, word_segments
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Bools, Ints


@dataclass(frozen=True, eq=False)
class Crossing:
    """A family's codes as further columns: `ids` and `names` end in "none of them" and "all".

    `attached` says, code by code, which words stand in a sentence that carries it: shape
    (n_codes, n_words).
    """

    family: Code
    ids: tuple[str, ...]
    names: tuple[str, ...]
    attached: Bools


def crossing(
    corpus: Corpus, codebook: Codebook, spans: CodedSpans, words: CountedWords, family: str
) -> Crossing:
    """Find the sentences in which each code of a family is carried."""
    (top,) = chosen_families(codebook, family)
    codes = codebook.children(top.id) or (top,)
    sentence = word_segments(corpus, "sentence", words.include_interviewers)
    attached = [
        _same_sentence(spans.of(codebook.with_descendants(code.id)), sentence) for code in codes
    ]
    ids = [code.id for code in codes]
    none, everything = free_label("none", set(ids)), free_label("all", set(ids))
    return Crossing(
        top,
        (*ids, none, everything),
        (*(code.label() for code in codes), f"no {top.label().lower()}", "all"),
        np.array(attached, dtype=bool),
    )


def _same_sentence(spans: CodedSpans, sentence: Ints) -> Bools:
    """Return which words stand in a sentence that one of the spans touches."""
    carrying = np.zeros(sentence.max(initial=-1) + 1, dtype=np.bool_)
    carrying[sentence[mentions(spans).word]] = True
    return carrying[sentence]
