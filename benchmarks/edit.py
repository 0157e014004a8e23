"""The editing loop: from one edited rule of 500 to a new theme table, on 60 interviews.

A rule of the codebook gives way to one of another codebook, drawn alike by another seed: it is
parsed, the corpus is coded, the table by country is made. Reading the whole file again, as after
an edit in a text editor, is stated beside.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median

import civic_qual as cq
from benchmarks.engines import running
from benchmarks.study import read_text, study
from benchmarks.timing import seconds
from civic_qual.codebook.model import Codebook, Rule
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.matching.searching import forget
from civic_qual.corpus.model import Corpus

EVERY = 25  # rules: each such one is edited in its turn
RECODINGS = 5
OTHER_SEED = 2


def edit_times(engine: str, processes: int = 1, **size: int) -> dict[str, float]:
    """Return the medians of all edits, over so many processes at work at once."""
    if processes == 1:
        return _measured(engine, size)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        each = pool.starmap(_measured, [(engine, size)] * processes, chunksize=1)
    return {what: median(one[what] for one in each) for what in each[0]}


def _measured(engine: str, size: dict[str, int]) -> dict[str, float]:
    """Return the seconds from an edited rule to codings and to a table, and those of all rules."""
    made, other = study(**size), study(**{**size, "seed": OTHER_SEED}).codebook
    codebook, corpus = made.codebook, made.corpus
    with running(engine):
        first, _ = seconds(partial(_table, codebook, corpus))
        codings, tables = zip(*_edits(codebook, corpus, other), strict=True)
        recoding = [_recoding(codebook, corpus) for _ in range(RECODINGS)]
    return {
        "first_table": first,
        "edit_to_codings": median(codings),
        "edit_to_table": median(tables),
        "edit_to_table_slowest": max(tables),
        "all_rules_to_codings": median(recoding),
        "reading_the_file": seconds(partial(read_text, made.codebook_text))[0],
    }


def _edits(codebook: Codebook, corpus: Corpus, other: Codebook) -> Iterator[tuple[float, float]]:
    """Yield the seconds to codings and to a table after each of a series of edits."""
    for code, number in _places(codebook)[::EVERY]:
        rule = other.codes[code].rules[number]
        edit, codebook = seconds(partial(edited, codebook, code, number, rule))
        coding, codings = seconds(partial(cq.RuleCoder(codebook).code, corpus))
        counting, _ = seconds(partial(cq.theme_table, codings, by="country"))
        yield coding, edit + coding + counting


def edited(codebook: Codebook, code: int, number: int, rule: Rule) -> Codebook:
    """Return a codebook with another text, parsed anew, in place of one rule's."""
    codes = list(codebook.codes)
    rules = list(codes[code].rules)
    tree = parse_rule(rule.text, rule.language)
    rules[number] = replace(rules[number], text=rule.text, tree=tree)
    codes[code] = replace(codes[code], rules=tuple(rules))
    return replace(codebook, codes=tuple(codes))


def _recoding(codebook: Codebook, corpus: Corpus) -> float:
    """Return the seconds of coding with all rules again, the index kept."""
    forget(corpus)
    return seconds(partial(cq.RuleCoder(codebook).code, corpus))[0]


def _places(codebook: Codebook) -> list[tuple[int, int]]:
    """Return the code and the number of every rule."""
    return [
        (place, number) for place, code in enumerate(codebook) for number in range(len(code.rules))
    ]


def _table(codebook: Codebook, corpus: Corpus) -> object:
    return cq.theme_table(cq.RuleCoder(codebook).code(corpus), by="country")
