"""A rule or a word in its context, line under line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civic_qual.codebook.model import Codebook, Rule, Scope
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.matching.searching import found
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError

KWIC_COLUMNS = (
    "transcript",
    "start",
    "end",
    "speaker",
    "role",
    "language",
    "left",
    "match",
    "right",
)


def concordance(
    corpus: Corpus,
    rule_text: str,
    codebook: Codebook | None = None,
    language: str | None = None,
    width: int = 60,
    within: Scope = "turn",
    include_interviewers: bool = False,
) -> pd.DataFrame:
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
    languages = [language] if language else corpus.languages
    rules = [Rule(rule_text, parse_rule(rule_text, one), one, within=within) for one in languages]
    lists = codebook.lists if codebook else {}
    findings = found(rules, corpus, lists, include_interviewers, keep=False)
    for trouble in findings.trouble.values():
        raise CodingError(f"rule {rule_text}: {trouble}") from None
    spans = sorted(set(zip(findings.start.tolist(), findings.end.tolist(), strict=True)))
    lines = [_line(corpus, start, end, width) for start, end in spans]
    return pd.DataFrame(lines, columns=list(KWIC_COLUMNS))


def _line(corpus: Corpus, start: int, end: int, width: int) -> tuple[Any, ...]:
    origin = token_index(corpus).origin
    place = int(np.searchsorted(origin, start, side="right")) - 1
    transcript, start, end = corpus.transcripts[place], start - origin[place], end - origin[place]
    turn = next(turn for turn in transcript.turns if turn.start <= start < turn.end)
    left, match, right = (
        part.replace("\n", " ")
        for part in (
            transcript.text[max(0, start - width) : start],
            transcript.text[start:end],
            transcript.text[end : end + width],
        )
    )
    return (transcript.id, start, end, turn.speaker, turn.role, turn.language, left, match, right)
