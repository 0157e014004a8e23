"""The dictionaries of word forms, one a language, loaded when first asked for.

simplemma gives every form one lemma. Read backwards, a dictionary gives every lemma its forms.
Keys are case-folded; where a name and a common word meet in one key, the common word stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

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
    lemma = closed | names | lemma | {w: closed[w] for w in closed.keys() - _VERB_FORMS}
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, head in lemma.items():
        forms[head].append(form)
    return Lexicon(lemma, dict(forms), frozenset(closed))
