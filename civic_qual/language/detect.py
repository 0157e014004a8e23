"""The language of a turn, among those a study works in; the model is in the wheel of py3langid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]


def detect(text: str, languages: Sequence[str]) -> str:
    """Return the most likely of some languages for a text, the first if it holds no words.

    Languages the model does not know (Sango, Bambara) are never detected: declare them.

    Examples
    --------
    >>> detect("Ils sont venus trop tard, tout le monde avait fui.", ["en", "fr"])
    'fr'
    """
    identifier = _identifier(tuple(sorted(languages))) if len(languages) > 1 else None
    if identifier is None or not any(letter.isalpha() for letter in text):
        return languages[0]
    code, _ = identifier.classify(text)
    return str(code)


def detect_turns(
    texts: Sequence[str], languages: Sequence[str], minimum_words: int = 5
) -> list[str]:
    """Return the language of each turn; short turns inherit from the turn before, else after.

    Examples
    --------
    >>> detect_turns(["Oui.", "Ils sont venus trop tard hier."], ["en", "fr"])
    ['fr', 'fr']
    """
    long_enough = [len(text.split()) >= minimum_words for text in texts]
    if not any(long_enough):
        return [detect(" ".join(texts), languages)] * len(texts)
    found = [
        detect(text, languages) if enough else ""
        for text, enough in zip(texts, long_enough, strict=True)
    ]
    last = next(language for language in found if language)
    for place, language in enumerate(found):
        last = found[place] = language or last
    return found


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier | None:
    """Return the model narrowed to the languages it knows; None if it knows none of them."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = sorted(set(languages) & set(identifier.nb_classes))
    if not known:
        return None
    identifier.set_languages(known)
    return identifier
