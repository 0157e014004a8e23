"""What a coder by rules has read: turns of those it listens to, in languages it has rules for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import written_codes
from civic_qual.coding.columns import ReadingColumns, reading_columns
from civic_qual.coding.labels import Labels
from civic_qual.corpus.cache import kept_with_corpus
from civic_qual.corpus.model import NOT_COUNTED, Corpus
from civic_qual.corpus.segments import Ints
from civic_qual.corpus.token_index import token_index
from civic_qual.corpus.turn_columns import turn_columns


def rule_readings(
    corpus: Corpus, codebook: Codebook, everybody: bool, *, coder: str, time: str
) -> ReadingColumns:
    """Return one reading a turn in which something was said and rules looked for something.

    Parameters
    ----------
    everybody
        Whether rules without `speaker` listen to interviewers and observers too.
    """
    sought = _sought(codebook)
    codes = tuple(
        _written(codebook, sought, *kind, everybody) for kind in turn_kinds(corpus).values
    )
    read = _readings(corpus, codes, coder)
    return replace(read, time=Labels.of(time, len(read)))


@kept_with_corpus
def _readings(corpus: Corpus, codes: tuple[str, ...], coder: str) -> ReadingColumns:
    """Return the readings where these codes were looked for in each kind of turn, without time."""
    turns, kinds = turn_columns(corpus), turn_kinds(corpus)
    looked = np.array([bool(one) for one in codes], dtype=bool)
    said = np.diff(token_index(corpus).turn_first) > 0
    read = np.flatnonzero(said & looked[kinds.which])
    return reading_columns(
        transcript=turns.transcript[read],
        start=turns.start[read],
        end=turns.end[read],
        unit="word",  # rules mark words, so any unit can be counted
        codes=Labels.chosen(codes, kinds.which[read]),
        coder=coder,
        origin="rule",
    )


def considered_codes(codebook: Codebook, language: str, role: str, everybody: bool) -> str:
    """Return the codes that rules look for in a turn, as readings write them.

    A code is looked for where it, or a code below it, has rules in the language; for a role
    that does not count, rules that name it.

    Returns
    -------
    str
        `*` for all codes, else ids; empty where nothing is looked for.
    """
    return _written(codebook, _sought(codebook), language, role, everybody)


def _sought(codebook: Codebook) -> dict[tuple[str, str], set[str]]:
    """Return the codes with rules, by language (and ""), and by language and a role they name."""
    sought: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    kinds = {(rule.language, rule.speaker, code.id) for code in codebook for rule in code.rules}
    for language, speaker, code in kinds:
        for role in ("", *speaker):
            sought[language, role].add(code)
    return sought


def _written(
    codebook: Codebook,
    sought: Mapping[tuple[str, str], set[str]],
    language: str,
    role: str,
    everybody: bool,
) -> str:
    named = role in NOT_COUNTED and not everybody
    codes = sought.get((language, role if named else ""), set())
    return written_codes({above for code in codes for above in _upwards(codebook, code)}, codebook)


def _upwards(codebook: Codebook, code: str) -> Iterator[str]:
    while code in codebook:
        yield code
        code = codebook[code].parent


class Kinds(NamedTuple):
    """Language and role of every turn: that of turn i is `values[which[i]]`."""

    values: tuple[tuple[str, str], ...]
    which: Ints


@kept_with_corpus
def turn_kinds(corpus: Corpus) -> Kinds:
    """Return the languages and roles that occur together, and which each turn has."""
    turns = turn_columns(corpus)
    kinds = [
        (str(language), str(role))
        for language, role in zip(turns.language, turns.role, strict=True)
    ]
    values = tuple(sorted(set(kinds)))
    number = {kind: place for place, kind in enumerate(values)}
    return Kinds(values, np.array([number[kind] for kind in kinds], dtype=np.int64))
