"""The dictionaries of word forms, one a language, loaded when first asked for.

simplemma gives every form one lemma. Read backwards, a dictionary gives every lemma its forms.
Keys are case-folded; where a name and a common word meet in one key, the common word stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What the dictionary of one language says: the lemma of a form, the forms of a lemma."""

    lemma: dict[str, str]
    forms: dict[str, list[str]]

    def knows(self, form: str) -> bool:
        """Whether a form is a word of the language."""
        return form in self.lemma

    def headword(self, form: str) -> bool:
        """Whether a form stands in the dictionary under its own name."""
        return self.lemma.get(form) == form


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
        key = form.casefold()
        (lemma if key == form else names).setdefault(key, head.casefold())
    lemma = names | lemma
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, head in lemma.items():
        forms[head].append(form)
    return Lexicon(lemma, dict(forms))
