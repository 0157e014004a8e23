"""Expressions in the oracle: run on every spoken piece of every scope."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import spacy
from spacy.matcher import Matcher

from civic_qual.codebook.rules.expressions import compile_expression
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError
from tests.coding.oracle.scopes import Scope

SECONDS = 2.0


def regex_spans(pattern: str, scope: Scope) -> list[Span]:
    """Return where a regular expression matches inside the spoken pieces of a scope."""
    expression = compile_expression(pattern)
    try:
        return [
            (start + match.start(), start + match.end())
            for start, end in scope.spans
            for match in expression.finditer(scope.text[start:end], timeout=SECONDS)
            if match.end() > match.start()
        ]
    except TimeoutError:
        raise CodingError(f"/{pattern}/ took more than {SECONDS:g} seconds on one turn") from None


def token_pattern_spans(pattern: str, scope: Scope) -> list[Span]:
    """Return where a spaCy token pattern of plain words matches inside the spoken pieces."""
    pipeline = blank(scope.language)
    matcher = Matcher(pipeline.vocab)
    matcher.add("pattern", [json.loads(pattern)])
    return sorted(
        {
            (start + hit.start_char, start + hit.end_char)
            for start, end in scope.spans
            for hit in matcher(pipeline(scope.text[start:end]), as_spans=True)
        }
    )


@cache
def blank(language: str) -> Any:
    """Return the pipeline of a language that only cuts text into tokens."""
    return spacy.blank(language)
