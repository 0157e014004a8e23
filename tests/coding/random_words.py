"""What random texts and rules are made of: fragments of text, each with what might reach it.

A study draws a few groups, so that its rules have something to find in its texts.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from civic_qual.codebook.rules.tree import Exact, Regex, TokenPattern, Tree, Wildcard, Word


class Group(NamedTuple):
    """Fragments that are odd in one way, and leaves of rules."""

    fragments: tuple[str, ...]
    leaves: tuple[Tree, ...]


class Kit(NamedTuple):
    """What one study is made of; most of its turns and rules are in one language."""

    language: str
    fragments: tuple[str, ...]
    leaves: tuple[Tree, ...]


def _group(fragments: str, words: str, exact: str = "", wildcards: str = "") -> Group:
    leaves = [
        *map(Word, words.split()),
        *map(Exact, exact.split()),
        *map(Wildcard, wildcards.split()),
    ]
    return Group(tuple(fragments.split("|")), tuple(leaves))


# Of three words, so that operators have something to disagree about.
PLAIN = _group("ka|lo|mi|ka|lo|mi|Ka", "ka lo mi ka lo mi", "Ka", "k? ?a")
NEGATION = _group(
    "not|never|Nobody|without|but|did not|n'est|ne|pas|plus|jamais|que|sans|ni", "not pas never ne"
)
GROUPS = (
    PLAIN, PLAIN, NEGATION,
    _group("protect|Protected|protection|pro\u00adtects|PROTECTING", "protect protected",
           "Protected", "pro*"),
    _group("came|come|coming|Came|come in|came not", "come came", "Came in", "c?me"),
    _group("un|UN|U.N.|the U.N. They|U.N.Force|the U.N. Force|O.N.U.|Un|They", "un they force",
           "UN Un ONU"),
    _group("didn't|don’t|DIDN´T|did|isn'tt|n't|can't", "didn't do can n't t", "don't didn't"),
    _group("cease-fire|cease - fire|cease fire|cease\nfire|cease\n\nfire|cease\u00ad-fire|cease",
           "cease fire", "", "cea* fi?e"),
    _group("café|cafe\u0301|cafe|CAFÉ|Cafés|CAFE\u0301S", "café cafe", "Café CAFÉ café cafe",
           "caf?"),
    _group("STRASSE|Straße|straße|strasse|Strasse", "straße strasse", "Straße STRASSE",
           "str* stra?e"),
    _group("İstanbul|i̇stanbul|istanbul|ISTANBUL|Istanbul", "istanbul i̇stanbul", "İstanbul",
           "ist* ?stanbul"),
    _group("😀|❤️|👩🏽‍🚀|x❤️x|12 km|m23|x²|3|h\ufe0fi", "km 12 m23 x hi", "M23", "m2? ?"),
    _group("الحماية|الحِماية|حماية|لا|ـحماية", "الحماية حماية", "", "الح* ?لحماية"),
    _group("\u0301|ʼ|\ufeff|\u200b|A\u030a|Å|…|ﬁn|fin|क़|कि|क", "fin å क कि", "Å क़", "?"),
    _group("l'armée|L’Armée|l´armee|armées|d’un|l'|armée-", "armée armee le de", "Armée l' L'",
           "arm* armé*"),
    _group("tués|tuer|tue|TUÉ|tue\u0301|tu", "tuer tué tu", "tue", "tué* tue*"),
    _group("Aujourd’hui|aujourd'hui|peut-être|peut être|quelqu'un|presqu'île",
           "aujourd'hui peut-être être quelqu'un", "", "auj* peut*"),
    _group("s'il|s’ils|S'il|s'est|se|nous|A la|À la|a|A cause|A|à", "se si il à avoir la",
           "A À a S'"),
    _group("N'Djamena|n'est|N’Délé|M'Boki|n'Djamena|N'", "n djamena ne être", "N N'", "dja*"),
    _group("œuvre|oeuvres|ŒUVRE|Etat|état|étât|ETAT|dû|du", "œuvre oeuvre état etat devoir dû du",
           "Etat", "œu* oeu* éta* eta*"),
    _group("M. Oke|Dr. Oke|etc. They|e.g. they|. They|? non", "oke they m dr", "Oke", "ok?"),
)  # fmt: skip
EXPRESSIONS = tuple(
    map(
        Regex,
        (
            r"\d+ km",
            "(?i)un",
            "ka.lo",
            r"\bka\b",
            "[ao] ",
            "é",
            r"o\W+m",
            "(?i)STRASSE",
            "^ka",
            r"lo\s*$",
            "a",
            r"\w+",
            "e\u0301",
            "(?<=ka )lo",
            "pas|not|un",
            "r a",
            r"ka[\s\S]*lo",
            r"\n",
        ),
    )
) + tuple(
    map(
        TokenPattern,
        (
            '[{"LOWER": "ka"}]',
            '[{"LOWER": "ka"}, {"LOWER": "lo"}]',
            '[{"LOWER": "protect"}]',
            '[{"LOWER": "un"}]',
            '[{"LOWER": "ka"}, {"OP": "?"}, {"LOWER": "mi"}]',
        ),
    )
)
BETWEEN = (" ",) * 20 + (
    ", ", ". ", "; ", "-", " - ", " — ", "\n", "\n\n", "\n \n", "'", "’", "", "\u00ad", "\u00a0",
    "!", "? ", "” ", ": ", "\u200d", "/", " \u2010", ".", "...", "_",
)  # fmt: skip


@st.composite
def kits(draw: st.DrawFn) -> Kit:
    """Draw what a study is made of: often the three words alone, or with negations."""
    groups = draw(
        st.one_of(
            st.just([PLAIN]),
            st.just([PLAIN, NEGATION]),
            st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3),
            st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3),
        )
    )
    return Kit(
        draw(st.sampled_from(["en", "en", "fr", "fr", "sg"])),
        tuple(text for group in groups for text in group.fragments),
        tuple(leaf for group in groups for leaf in group.leaves),
    )


def said(kit: Kit, least: int = 0, most: int = 9) -> st.SearchStrategy[str]:
    """Return a text of some fragments and what stands between them."""
    parts = st.sampled_from(kit.fragments), st.sampled_from(BETWEEN)
    return st.lists(st.builds(str.__add__, *parts), min_size=least, max_size=most).map("".join)
