"""The language of a turn: one of those a study works in, or neither of them.

py3langid, whose model is in its wheel, tells languages apart; it cannot tell that a text is in
none of them. So its answer holds only where the words of the text are words of that language.
What is in none gets the code `und`: rules and models do not read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from civic_qual.language.known_words import LISTED, fits, has_words_of, leaning_to
from civic_qual.language.names import NEITHER, likely_language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

_SEVERAL = 2  # more words that nobody knows than are known make even a short turn foreign


def detect(text: str, languages: Sequence[str]) -> str:
    """Return which of some languages a text is in; `und` if it plainly is in none.

    A text that tells nothing is in the first. Languages that neither a dictionary nor the model
    knows (Sango, Bambara) are never detected: declare them.

    Examples
    --------
    >>> detect("Ils sont venus trop tard, tout le monde avait fui.", ["en", "fr"])
    'fr'
    >>> detect("Waasi walikuja usiku na kuua watu wengi.", ["en", "fr"])
    'und'
    """
    return _spoken(text, languages) or _nearest(text, languages)


def detect_turns(
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    speakers: Sequence[str] = (),
    minimum_words: int = 5,
) -> list[str]:
    """Return the language of each turn: one of `languages`, or `und` for neither.

    Short turns, and those that tell nothing, are in the language of the turn before, else after.
    They are in another one only if they hold hardly a word of these languages, and either several
    that nobody knows, or whoever says them speaks another one.

    Examples
    --------
    >>> detect_turns(["Oui.", "Ils sont venus trop tard hier."], ["en", "fr"])
    ['fr', 'fr']
    >>> detect_turns(
    ...     ["Who came to the village?", "Waasi walikuja usiku na kuua watu.", "When?", "Usiku."],
    ...     ["en", "fr"],
    ...     speakers=["I", "R", "I", "R"],
    ... )
    ['en', 'und', 'en', 'und']
    """
    long_enough = [len(text.split()) >= minimum_words for text in texts]
    if not any(long_enough):
        together = " ".join(texts)
        enough = len(together.split()) >= minimum_words
        only = detect(together, languages) if enough else _nearest(together, languages)
        return [only] * len(texts)
    found = [
        _spoken(text, languages) if enough else ""
        for text, enough in zip(texts, long_enough, strict=True)
    ]
    if not any(found):
        return [_nearest(" ".join(texts), languages)] * len(texts)
    return _with_short(texts, languages, found, speakers or [""] * len(texts))


def _with_short(
    texts: Sequence[str], languages: Sequence[str], found: list[str], speakers: Sequence[str]
) -> list[str]:
    """Give the turns without a language that of others."""
    known = next((one for one in found if one not in ("", NEITHER)), "")
    last = next(one for one in found if one)
    of_speakers = dict(_first_of_each(found, speakers))
    for place, text in enumerate(texts):
        if found[place]:
            last = of_speakers[speakers[place]] = found[place]
        else:
            theirs = of_speakers.get(speakers[place], last)
            before = "" if last == NEITHER else known
            found[place] = _of_short(text, languages, theirs, before) or known
        known = known if found[place] == NEITHER else found[place]
    return found


def _of_short(text: str, languages: Sequence[str], theirs: str, before: str) -> str:
    """Return the language of a turn of few words; "" if it is that of the turns around it.

    Parameters
    ----------
    theirs
        What whoever says it spoke last.
    before
        The language before it, "" if that is none of `languages`.
    """
    leaning = {language: leaning_to(text, language) for language in languages}
    if max(leaning.values()) > 0:
        return before or max(languages, key=lambda one: leaning[one])
    if max(leaning.values()) <= -_SEVERAL or theirs == NEITHER:
        return NEITHER
    return before


def _first_of_each(found: Sequence[str], speakers: Sequence[str]) -> Iterable[tuple[str, str]]:
    first: dict[str, str] = {}
    for language, speaker in zip(found, speakers, strict=True):
        if language:
            first.setdefault(speaker, language)
    return first.items()


def _spoken(text: str, languages: Sequence[str]) -> str:
    """Return the language of a text, `und` for none of them, "" if it cannot be told."""
    nearest = _nearest(text, languages)
    answers = {nearest: _fits(text, nearest)}
    if answers[nearest] is False:
        answers |= {one: _fits(text, one) for one in languages if one != nearest}
    for language, answer in answers.items():
        if answer:
            return language
    return "" if answers[nearest] is None else NEITHER


def _fits(text: str, language: str) -> bool | None:
    """Whether a text is in a language; None if nothing tells."""
    if language in LISTED:
        return fits(text, language)
    likely = likely_language(text)
    if likely:
        return likely == language
    if has_words_of(language) and fits(text, language):
        return True
    if language in _all_classes().nb_classes:
        return bool(_all_classes().classify(text)[0] == language)
    return None


def _nearest(text: str, languages: Sequence[str]) -> str:
    """Return the likeliest of some languages, the first if a text holds no words."""
    identifier = _identifier(tuple(sorted(languages))) if len(languages) > 1 else None
    if identifier is None or not any(letter.isalpha() for letter in text):
        return languages[0]
    code, _ = identifier.classify(text)
    return str(code)


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier | None:
    """Return the model narrowed to the languages it knows; None if it knows none of them."""
    known = sorted(set(languages) & set(_all_classes().nb_classes))
    if not known:
        return None
    identifier = _model()
    identifier.set_languages(known)
    return identifier


@cache
def _all_classes() -> LanguageIdentifier:
    return _model()


def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
