"""The library itself, measured: first coding, and coding again with the index kept.

The patterns in our own form are a codebook, its rules parsed. Which forms a word of a rule has is
asked of the dictionary once a process (`inflected_forms` remembers): it is ready beforehand like
the words that beginnings are written out as for others, unless `forget_forms` is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np

from benchmarks.found import Found, counted
from benchmarks.patterns import Pattern, codebook_of, rule_order
from benchmarks.speeches import Ints, Speeches
from benchmarks.timing import seconds
from civic_qual.codebook.model import Codebook
from civic_qual.coding.searching import numbered_rules, searches
from civic_qual.corpus.model import Corpus
from civic_qual.language import lemmas

ENGLISH, PLAIN = "en", "zz"  # of PLAIN there is no dictionary: a word is itself only
_COPIES = count(1)


class Ours:
    """The library on one engine; `language` says with which inflection."""

    def __init__(self, language: str = ENGLISH) -> None:
        self.language = language

    def ready(self, patterns: Sequence[Pattern]) -> Codebook:
        """Return the patterns as a codebook, the forms of their words known."""
        for pattern in patterns:
            if pattern.kind != "prefix":
                for word in pattern.text.split(" "):
                    lemmas.inflected_forms(word, self.language)
        return codebook_of(patterns, self.language)

    def times(self, codebook: Codebook, speeches: Speeches) -> dict[str, float]:
        """Return the seconds of a first coding of the texts, and of one with the index kept."""
        corpus = speeches.corpus(self.language)
        first, _ = seconds(partial(self.code, codebook, corpus, speeches))
        recode, _ = seconds(partial(self.code, again(codebook), corpus, speeches))
        return {"first": first, "recode": recode}

    def code(self, codebook: Codebook, corpus: Corpus, speeches: Speeches) -> Found:
        """Find and count; what is known of the corpus is used, what is not is worked out."""
        rule, start, end = _hits(codebook, corpus)
        pattern = np.array(rule_order(rules_of(codebook)))[rule]
        return counted(pattern, start, end, speeches.segment_start)


def again(codebook: Codebook) -> Codebook:
    """Return a codebook with the same rules, of which nothing found before is kept."""
    note = f"copy {next(_COPIES)}"
    return replace(codebook, codes=tuple(
        replace(code, rules=tuple(replace(rule, note=note) for rule in code.rules))
        for code in codebook))


def forget_forms() -> None:
    """Forget which forms words have, as in a new process."""
    for function in (lemmas.lemmas, lemmas.targets, lemmas.forms_of, lemmas.inflected_forms):
        function.cache_clear()


def rules_of(codebook: Codebook) -> int:
    return sum(len(code.rules) for code in codebook)


def _hits(codebook: Codebook, corpus: Corpus) -> tuple[Ints, Ints, Ints]:
    """Return the rule of every hit, and the places where it starts and ends."""
    numbers = {one.reference: number for number, one in enumerate(numbered_rules(codebook))}
    origin = np.cumsum([0, *(len(transcript.text) + 1 for transcript in corpus)])
    rows = [(numbers[reference], origin[place] + hit.start, origin[place] + hit.end)
            for search in searches(codebook, corpus)
            for place, transcript in enumerate(corpus)
            for (reference, _), hit in search.hits(transcript)]
    return tuple(np.array(rows, np.int64).reshape(-1, 3).T)
