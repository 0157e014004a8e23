"""The dictionaries of word forms, one a language, loaded when first asked for.

simplemma gives every form one lemma. Read backwards, a dictionary gives every lemma its forms.
Keys are case-folded; where a name and a common word meet in one key, the common word stays.
The result is kept as sorted text (`civic_qual.prepared`), which loads several times as fast.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from unicodedata import unidata_version

from civic_qual import texts
from civic_qual.prepared import keep, kept, key_of, sources
from civic_qual.sheets.reading import words_listed

SEPARATORS = frozenset("'’-. /")

_VERB_FORMS = {"a", "ai", "as", "es", "est", "ont", "sont"}  # listed for their accents only
_CLOSED_CLASSES = {"fr": "language/lists/french_function_words.txt"}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What the dictionary of one language says: the lemma of a form, the forms of a lemma."""

    lemma: dict[str, str]
    forms: dict[str, list[str]]
    function_words: frozenset[str] = frozenset()

    def knows(self, form: str) -> bool:
        """Whether a form is a word of the language."""
        return form in self.lemma

    def headword(self, form: str) -> bool:
        """Whether a form stands in the dictionary under its own name."""
        return self.lemma.get(form) == form


def closed_classes(language: str) -> dict[str, str]:
    """Return word → lemma, of the words of the closed classes of a language."""
    if language not in _CLOSED_CLASSES:
        return {}
    rows = words_listed(_CLOSED_CLASSES[language])
    return {word: row.split("/")[0] for row in rows for word in row.split("/")}


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language; an empty one if there is no dictionary.

    Examples
    --------
    >>> lexicon("en").lemma["knew"]
    'know'
    """
    lemma = _lemmas_kept(language)
    if lemma is None:
        lemma = _lemmas(language)
        _keep_lemmas(language, lemma)
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, head in lemma.items():
        forms[head].append(form)
    return Lexicon(lemma, dict(forms), frozenset(closed_classes(language)))


@cache
def language_key(language: str) -> str:
    """Return what the words of a language depend on: dictionary, lists, and how they are read.

    Raises
    ------
    OSError
        If it cannot be told, since the sources of this library are not there.
    """
    ours = sources(__file__, "*.py", "lists/*"), sources(texts.__file__, "normalising.py")
    return key_of(language, version("simplemma"), unidata_version, *ours)


def _lemmas(language: str) -> dict[str, str]:
    """Return form → lemma, from simplemma's dictionary and the words of the closed classes."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    try:
        entries = DefaultDictionaryFactory().get_dictionary(language).items()
    except ValueError:
        entries = {}.items()
    lemma: dict[str, str] = {}
    names: dict[str, str] = {}
    for form, head in entries:
        if not SEPARATORS.isdisjoint(form):
            continue  # no word of ours: `l'un`, `don't` as a form of do, `A-bomb`
        key = form.casefold()
        (lemma if key == form else names).setdefault(key, head.casefold())
    closed = closed_classes(language)
    return closed | names | lemma | {w: closed[w] for w in closed.keys() - _VERB_FORMS}


def _keep_lemmas(language: str, lemma: dict[str, str]) -> None:
    """Keep form and lemma by turns, a line each, sorted: no word holds a line break."""
    lines = [line for pair in sorted(lemma.items()) for line in pair]
    with suppress(OSError):
        keep(f"lexicon-{language}", language_key(language), "\n".join(lines))


def _lemmas_kept(language: str) -> dict[str, str] | None:
    try:
        text = kept(f"lexicon-{language}", language_key(language))
    except OSError:
        return None
    if text is None:
        return None
    lines = text.split("\n") if text else []
    return dict(zip(lines[::2], lines[1::2], strict=True))
