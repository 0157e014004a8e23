"""What one rule finds in one text: for trying rules out."""

from __future__ import annotations

from typing import get_args

import numpy as np

from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.matching.findings import found
from civic_qual.coding.matching.sought import Lists
from civic_qual.coding.merging import merged
from civic_qual.coding.one_turn import one_turn
from civic_qual.corpus.model import Corpus, Span
from civic_qual.errors import CodingError


def find(
    rule_text: str,
    text: str,
    language: str = "en",
    *,
    within: Scope = "turn",
    unless_negated: bool = False,
    lists: Lists | None = None,
) -> list[Span]:
    """Return the passages of a text that a rule codes; the text counts as one turn.

    Parameters
    ----------
    rule_text
        A rule, as in a codebook.
    text
        Any text; the offsets returned count its code points, end exclusive.
    language
        ISO 639-1 code of both.
    within, unless_negated
        As the options of a rule.
    lists
        Word lists by name and language, as `Codebook.lists`.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run.

    Examples
    --------
    >>> text = "They came too late, as always."
    >>> [text[start:end] for start, end in find("come _1 late", text)]
    ['came too late']
    """
    if within not in get_args(Scope):
        raise CodingError(f"within={within!r} is none of {', '.join(get_args(Scope))}")
    tree = parse_rule(rule_text, language)
    rule = Rule(rule_text, tree, language, within=within, unless_negated=unless_negated)
    findings = found([rule], Corpus((one_turn("", text, language),)), lists)
    for trouble in findings.trouble.values():
        raise CodingError(f"rule {rule_text}: {trouble}") from None
    same = np.zeros(len(findings), dtype=np.int64)
    passages = merged(same, findings.start, findings.end, same.astype(np.float64))
    return list(zip(passages.start.tolist(), passages.end.tolist(), strict=True))
