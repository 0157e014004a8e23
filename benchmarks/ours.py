"""The library itself, measured: first coding, and coding again with the index kept.

The patterns in our own form are a codebook, its rules parsed. Which forms a word of a rule has is
asked of the dictionary once a process (`inflected_forms` remembers): it is ready beforehand like
the words that beginnings are written out as for others, unless `forget_forms` is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

import civic_qual as cq
from benchmarks.found import Found, counted
from benchmarks.patterns import Pattern, codebook_of, rule_order
from benchmarks.speeches import Ints, Speeches
from benchmarks.timing import seconds
from civic_qual.codebook.model import Codebook
from civic_qual.coding.matching.searching import forget, found
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.language import lemmas

ENGLISH, PLAIN = "en", "zz"  # of PLAIN there is no dictionary: a word is itself only


@dataclass(frozen=True, eq=False)
class Ready:
    """A codebook, and which pattern each of its rules is."""

    codebook: Codebook
    pattern: Ints


class Ours:
    """The library, with the inflection of a language."""

    def __init__(self, language: str = ENGLISH) -> None:
        self.language = language

    def ready(self, patterns: Sequence[Pattern]) -> Ready:
        """Return the patterns as a codebook, the forms of their words known."""
        for pattern in patterns:
            if pattern.kind != "prefix":
                for word in pattern.text.split(" "):
                    lemmas.inflected_forms(word, self.language)
        return Ready(codebook_of(patterns, self.language), np.array(rule_order(len(patterns))))

    def code(self, form: Ready, corpus: Corpus, speeches: Speeches) -> Found:
        """Find and count; what is known of the corpus is used, what is not is worked out."""
        rules = [rule for code in form.codebook for rule in code.rules]
        hits = found(rules, corpus, form.codebook.lists)
        return counted(form.pattern.take(hits.rule), hits.start, hits.end, speeches.segment_start)

    def first(self, form: Ready, speeches: Speeches) -> tuple[float, Corpus]:
        """Return the seconds of coding texts never seen before, and their corpus."""
        corpus = speeches.corpus(self.language)
        return seconds(partial(self.code, form, corpus, speeches))[0], corpus

    def times(self, form: Ready, speeches: Speeches) -> dict[str, float]:
        """Return the seconds of a first coding, and of evaluating all rules again.

        Index and resolved words are kept for that, and nothing that was found.
        """
        first, corpus = self.first(form, speeches)
        forget(corpus)
        recode, _ = seconds(partial(self.code, form, corpus, speeches))
        return {"first": first, "recode": recode}

    def other_times(self, form: Ready, speeches: Speeches) -> dict[str, float]:
        """Return the seconds of other ways to code.

        `recode_other` keeps the index alone, as for a codebook with words never sought before;
        `codings` goes from texts to codings and readings, by `RuleCoder.code`.
        """
        corpus = speeches.corpus(self.language)
        token_index(corpus)
        other, _ = seconds(partial(self.code, form, corpus, speeches))
        corpus = speeches.corpus(self.language)
        codings, _ = seconds(partial(cq.RuleCoder(form.codebook).code, corpus))
        return {"recode_other": other, "codings": codings}


def forget_forms() -> None:
    """Forget which forms words have, as in a new process."""
    for function in (lemmas.lemmas, lemmas.targets, lemmas.forms_of, lemmas.inflected_forms):
        function.cache_clear()
