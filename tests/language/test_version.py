"""What words mean is not changed without a new `LANGUAGE_VERSION`: rules would find otherwise.

The lists here are fixed: what is added to them changes the digest without any change of meaning.
"""

import hashlib
import json
from importlib.metadata import version

import pytest

from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.negation import negated
from civic_qual.language.sentences import sentences
from civic_qual.language.version import LANGUAGE_VERSION
from civic_qual.language.words import words

# What was found for the lists below, by version, with the lemmatiser of `SIMPLEMMA`.
SIMPLEMMA = "2.0"
DIGESTS = {1: "97ef67cfec89528e"}

WORDS = {
    "en": """
        protect patrol come go be have do say know leave lie die kill burn flee run take give buy
        bring think teach feel sell tell hear make see woman child man person people foot tooth
        mouse life wife army enemy city money village soldier peacekeeper helmet mission base camp
        alert network warning attack ambush threat harm loot loss lose lead read write speak steal
        shoot fight hide drive fly swim begin sit stand understand better worse good bad far early
        late safe safer quickly elderly refugee displaced meeting building housing his their us
        colour color organise organize travel traveling programme data criterion crisis analysis
        can will must ought not never no nobody police news series don't who's cease-fire follow-up
    """,
    "fr": """
        protéger patrouiller venir aller être avoir faire dire savoir partir mourir tuer brûler
        fuir courir prendre donner acheter amener penser sentir vendre entendre voir mettre devoir
        pouvoir vouloir falloir connaître vivre suivre lire écrire tenir ouvrir offrir recevoir
        croire craindre peindre jeter appeler lever céder manger commencer finir choisir rendre
        battre rompre naître cueillir bouillir acquérir s'asseoir se réfugier femme enfant homme
        personne gens œil cheval mal travail journal armée ennemi ville village soldat casque bleu
        base camp alerte réseau menace attaque embuscade vol perte chef ancien ancienne beau belle
        nouveau vieux fou public publique heureux actif sécurité déplacé réfugiée marche marché
        peut-être aujourd'hui quelqu'un rien jamais aucun personne plus point pas guère se leur
    """,
}

TEXTS = {
    "en": [
        "They came at night. Nobody warned us! Did they? No... they left.",
        "The U.N. base is 12 km away. Dr. Smith of the U.S. mission came, e.g. twice a week.",
        "She said: “Go!” And they went. 'Why?' he asked.\n\nA new paragraph without an end",
        "Gen. Ntaganda arrived on 3. May. St. Mary's was burned, i.e. destroyed.",
        "Peacekeepers didn't come; we can't go to the market, l'armée won't either - cease-fire.",
    ],
    "fr": [
        "Ils sont venus la nuit. Personne ne nous a prévenus ! Vraiment ? Non... ils sont partis.",
        "M. Diallo, de l’O.N.U., est venu à 12 h. Mme Keïta aussi, c.-à-d. deux fois.",
        "Elle a dit : « Partez ! » Et ils sont partis. « Pourquoi ? » dit-il.\n\nSans fin",
        "Le gén. Touré arriva le 3 mai. St. Pierre fut brûlé, etc. Puis plus rien.",
        "L’armée n’est pas venue, qu'est-ce qu’on peut faire aujourd’hui, peut-être demain ?",
    ],
}

# The hit stands between asterisks.
DENIALS = {
    "en": """
        They never *came*.
        They did not *come*, but they came later.
        Not only did they *come*, they stayed.
        Nobody was *warned*.
        There was no *patrol* that night.
        Without any *warning*, they fired.
        I do not think that they *protect* us.
        They failed to *protect* us.
        They were unable to *patrol* there.
        Neither the army nor the police *came*.
        No, they *came*.
        They hardly ever *patrol*.
        It is not that they *came* late.
        They refused to *come*.
        They *came*. Not today.
        If they had not *come*, we would be dead.
    """,
    "fr": """
        Ils ne *viennent* pas.
        Ils ne sont jamais *venus*.
        On n'a pas *peur*.
        Personne ne nous a *prévenus*.
        Il n'y a aucune *patrouille* ici.
        Sans aucune *alerte*, ils ont tiré.
        Je ne pense pas qu'ils nous *protègent*.
        Ils ne font que *patrouiller*.
        Ils n'ont rien *protégé*.
        Ni l'armée ni la police ne *vient*.
        Non, ils *viennent*.
        Ils viennent guère, la *patrouille* passe.
        Ce n'est pas qu'ils soient *venus* tard.
        Ils refusent de *venir*.
        Ils *viennent*. Pas aujourd'hui.
        Plus personne ne *patrouille*.
    """,
}


def cut(text, language):
    """Return the words of a text, each with all that is known of it."""
    return [list(word) for word in words(text, language)]


def denied(marked, language):
    """Whether the hit of a sentence counts as denied."""
    before, inside, after = marked.strip().split("*")
    cut_up = words(before + inside + after, language)
    hit = [
        index
        for index, word in enumerate(cut_up)
        if len(before) <= word.start < len(before) + len(inside)
    ]
    return negated(cut_up, hit[0], hit[-1], language)


def meanings():
    """Return what the language rules make of the lists above."""
    return {
        language: {
            "forms": {
                word: sorted(inflected_forms(word, language)) for word in WORDS[language].split()
            },
            "words": [cut(text, language) for text in TEXTS[language]],
            "sentences": [sentences(text, language) for text in TEXTS[language]],
            "denied": [denied(line, language) for line in DENIALS[language].strip().splitlines()],
        }
        for language in WORDS
    }


def test_what_words_mean_changes_with_the_version_only():
    if not version("simplemma").startswith(SIMPLEMMA):
        pytest.skip("another version of the lemmatiser is installed, which fingerprints tell")
    text = json.dumps(meanings(), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert digest == DIGESTS.get(LANGUAGE_VERSION), (
        "words, sentences or negations mean something else than before: raise LANGUAGE_VERSION in "
        "civic_qual/language/version.py, and write its digest here"
    )


def test_the_lists_hold_what_is_denied_and_what_is_not():
    for language in DENIALS:
        assert {True, False} == set(meanings()[language]["denied"])
