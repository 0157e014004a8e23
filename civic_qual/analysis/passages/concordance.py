"""A rule or a word in its context, line under line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.arrays import Ints
from civic_qual.calls import helpful
from civic_qual.codebook.model import Codebook, Rule, Scope
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.matching.searching import found
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError
from civic_qual.messages import Message
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus, Transcript

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


class Concordance(Result):
    """What stands on both sides of every hit, one row a hit, in the order of the corpus.

    Columns: transcript, start, end, speaker, role, language, left, match, right.
    """

    _title = Message("In context")


@helpful
def concordance(
    corpus: Corpus,
    rule: str,
    *,
    codebook: Codebook | None = None,
    language: str | None = None,
    width: int = 60,
    within: Scope = "turn",
    include_interviewers: bool = False,
) -> Concordance:
    """Find a rule in a corpus and show what stands on both sides of every hit.

    Parameters
    ----------
    corpus
        The interviews to search.
    rule
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
    Concordance
        One row a hit.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run, or a word list is missing.

    See Also
    --------
    explain : What a word of a rule finds.
    RuleCoder : Run all rules of a codebook.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=21, spoken=((3, 21),), role="respondent", language="en")
    >>> corpus = Corpus((Transcript(id="a", text="R: They came too late", turns=(turn,)),))
    >>> concordance(corpus, "come")[["left", "match", "right"]].iloc[0].tolist()
    ['R: They ', 'came', ' too late']
    """
    spans = zip(
        *(
            column.tolist()
            for column in spans_found(
                corpus,
                rule,
                codebook=codebook,
                language=language,
                within=within,
                include_interviewers=include_interviewers,
            )
        ),
        strict=True,
    )
    lines = [_line(corpus.transcripts[which], start, end, width) for which, start, end in spans]
    return Concordance(pd.DataFrame(lines, columns=list(KWIC_COLUMNS)))


def spans_found(
    corpus: Corpus,
    rule: str,
    *,
    codebook: Codebook | None = None,
    language: str | None = None,
    within: Scope = "turn",
    include_interviewers: bool = False,
) -> tuple[Ints, Ints, Ints]:
    """Return every hit of a rule once, in the order of the corpus; see `concordance`.

    Returns
    -------
    tuple of ndarray
        The position of the transcript in the corpus, and start and end in its text: of shape
        (n_hits,) each.
    """
    rules = [
        Rule(rule, parse_rule(rule, spoken), spoken, within=within)
        for spoken in ([language] if language else corpus.languages)
    ]
    lists = codebook.lists if codebook else {}
    findings = found(rules, corpus, lists, include_interviewers, keep=False)
    for trouble in findings.trouble.values():
        raise CodingError(Message("rule {rule}: {problem}", rule=rule, problem=trouble)) from None
    start, end = np.unique(np.stack([findings.start, findings.end], axis=1), axis=0).T
    origin = token_index(corpus).origin
    which = np.searchsorted(origin, start, side="right") - 1
    return which, start - origin[which], end - origin[which]


def _line(transcript: Transcript, start: int, end: int, width: int) -> dict[str, Any]:
    """Return a hit with what stands around it."""
    turn = next(turn for turn in transcript.turns if turn.start <= start < turn.end)
    return {
        "transcript": transcript.id,
        "start": start,
        "end": end,
        "speaker": turn.speaker,
        "role": turn.role,
        "language": turn.language,
        "left": _one_line(transcript.text[max(0, start - width) : start]),
        "match": _one_line(transcript.text[start:end]),
        "right": _one_line(transcript.text[end : end + width]),
    }


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
