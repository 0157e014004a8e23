"""A rule or a word in its context, line under line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from civic_qual.codebook.model import Code, Codebook, Rule, Scope
from civic_qual.codebook.rules import parse_rule
from civic_qual.coding.searching import searches
from civic_qual.corpus.model import Corpus, Transcript

KWIC_COLUMNS = ("transcript", "start", "end", "speaker", "role", "language", "left", "match",
                "right")


def concordance(corpus: Corpus, rule_text: str, codebook: Codebook | None = None,
                language: str | None = None, width: int = 60, within: Scope = "turn",
                include_interviewers: bool = False) -> pd.DataFrame:
    """Find a rule in a corpus and show what stands on both sides of every hit.

    Parameters
    ----------
    rule_text
        A rule, as in a codebook; a word is a rule too.
    codebook
        Whose word lists an `@list` of the rule means.
    language
        The language to search; None for every language of the corpus.
    width
        Characters of context on each side.
    within
        "turn" or "sentence", as the option of a rule.
    include_interviewers
        Whether what interviewers and observers say is searched too.

    Returns
    -------
    DataFrame
        transcript, start, end, speaker, role, language, left, match, right: one row a hit, in
        the order of the corpus.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run, or a word list is missing.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(0, 21, ((3, 21),), "R", "respondent", "en")
    >>> corpus = Corpus((Transcript("a", "R: They came too late", (turn,)),))
    >>> concordance(corpus, "come")[["left", "match", "right"]].iloc[0].tolist()
    ['R: They ', 'came', ' too late']
    """
    book = _one_rule(rule_text, [language] if language else corpus.languages, within, codebook)
    runs = searches(book, corpus, include_interviewers)
    lines: list[tuple[Any, ...]] = []
    for transcript in corpus:
        hits = {(hit.start, hit.end) for run in runs for _, hit in run.hits(transcript)}
        lines += [_line(transcript, start, end, width) for start, end in sorted(hits)]
    return pd.DataFrame(lines, columns=list(KWIC_COLUMNS))


def _one_rule(rule_text: str, languages: Sequence[str], within: Scope,
              codebook: Codebook | None) -> Codebook:
    """Return a codebook of the one rule in several languages, with the word lists of another."""
    rules = tuple(Rule(rule_text, parse_rule(rule_text, language), language, within=within)
                  for language in languages)
    return Codebook("concordance", "", tuple(languages), (Code("rule", "theme", rules=rules),),
                    codebook.lists if codebook else {})


def _line(transcript: Transcript, start: int, end: int, width: int) -> tuple[Any, ...]:
    turn = next(turn for turn in transcript.turns if turn.start <= start < turn.end)
    left, match, right = (part.replace("\n", " ") for part in (
        transcript.text[max(0, start - width):start], transcript.text[start:end],
        transcript.text[end:end + width]))
    return (transcript.id, start, end, turn.speaker, turn.role, turn.language, left, match, right)
