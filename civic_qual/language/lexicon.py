"""The dictionaries of word forms, one a language, loaded when first asked for.

simplemma gives every form one lemma. Read backwards, a dictionary gives every lemma its forms.
Keys are case-folded; where a name and a common word meet in one key, the common word stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

SEPARATORS = frozenset("'’-. /")

# Words of the closed classes, those of one lemma joined by slashes. The dictionary leaves many
# out and makes one word of all possessives (`leur camp` is not `notre camp`): these rows win.
# Since they are everywhere, no other word is taken for one of them by dropping its accents
# (là, maïs, sûr) or by adding an -s (dan).
_FRENCH = """
a à afin ai ainsi alors après as assez au aucun/aucune aussi autant autre/autres aux avant avec
beaucoup bien ça car ce/cet/cette/ces ceci cela celui/celle/ceux/celles chaque chez ci comme
contre dans de dedans dehors déjà demain depuis derrière des dès dessous dessus devant donc dont
du durant elle/elles en encore enfin ensuite entre es est et eux fois guère hier hormis hors ici
il/ils jamais je jusque là le/la/les lequel/laquelle/lesquels/lesquelles leur/leurs loin lors
lorsque lui mon/ma/mes maintenant mais mal malgré me même/mêmes mieux moi moins ne ni non
notre/nos nous on ont or ou où oui outre par parce parfois partout pas pendant peu plus plusieurs
plutôt pour pourtant près presque puis puisque quand que quel/quelle/quels/quelles
quelque/quelques qui quoi sans sauf se selon seulement si sinon soi son/sa/ses sont sous souvent
sur tant tard te tel/telle/tels/telles toi ton/ta/tes tôt toujours tout/toute/tous/toutes très
trop tu un/une vers vite voici voilà votre/vos vous y
"""
_VERB_FORMS = {"a", "ai", "as", "es", "est", "ont", "sont"}  # listed for their accents only
CLOSED_CLASSES: dict[str, dict[str, str]] = {
    "fr": {word: row.split("/")[0] for row in _FRENCH.split() for word in row.split("/")},
}


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
    closed = CLOSED_CLASSES.get(language, {})
    lemma = closed | names | lemma | {w: closed[w] for w in closed.keys() - _VERB_FORMS}
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, head in lemma.items():
        forms[head].append(form)
    return Lexicon(lemma, dict(forms), frozenset(closed))
