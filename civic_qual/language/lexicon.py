"""The dictionaries of word forms, one a language, loaded when first asked for.

simplemma gives every form one lemma. Read backwards, a dictionary gives every lemma its forms.
Keys are case-folded; where a name and a common word meet in one key, the common word stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

SEPARATORS = frozenset("'’-. /")

# Words of the closed classes that the dictionary leaves out.
FUNCTION_WORDS = {
    "fr": """au aux du soi dont où hormis pas jamais guère déjà toujours souvent parfois très trop
        peu beaucoup assez mieux tôt tard vite loin près tant plutôt seulement non oui certes
        plusieurs dehors dessus dessous partout pourtant""",
}


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
        if not SEPARATORS.isdisjoint(form):
            continue  # no word of ours: `l'un`, `don't` as a form of do, `A-bomb`
        key = form.casefold()
        (lemma if key == form else names).setdefault(key, head.casefold())
    lemma = {word: word for word in FUNCTION_WORDS.get(language, "").split()} | names | lemma
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, head in lemma.items():
        forms[head].append(form)
    return Lexicon(lemma, dict(forms))
