"""What may be a speaker's name, by its looks alone."""

from __future__ import annotations

import re
from functools import lru_cache

from civic_qual.corpus.role_labels import role_of_label
from civic_qual.language.words import unaccented

_NEVER_TITLES = """
    nb n.b nota bene ps p.s example exemple examples exemples attention http https ftp www mailto
    url ex e.g i.e important conclusion introduction background contexte context annexe annex
    tel telephone email e-mail fax re cf fig figure table tableau objet subject keywords speakers
    pause silence rires rire laughs laughter inaudible crosstalk
"""
_SELDOM_TITLES = """
    note notes remarque remarques remark remarks source sources resume summary interpretation
    observation observations recording transcribed
"""
_HEADER_TITLES = """
    date lieu place location site time heure duration duree length langue language pays country
    code id file fichier audio transcription transcript title titre project projet sexe sex
    gender genre age fonction function position mode version consent consentement
    region province district village organisation organization
"""
_TITLE_WORDS = """
    interview interviews entretien entretiens focus discussion section partie part theme chapitre
    chapter annexe annex appendix figure tableau table module session seance etape step tache task
"""
_PARTICLE_WORDS = "de du des la le les d l van von der den di da dos al el bin ben ould ag of"

_NEVER = frozenset(_NEVER_TITLES.split())
_TITLES = frozenset(_TITLE_WORDS.split())
_SELDOM = frozenset(_SELDOM_TITLES.split())
_HEADER = frozenset(_HEADER_TITLES.split())
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NUMBERED = re.compile(r"[^\W\d_]{1,12}[ _-]?\d{1,3}$")
_FACT = re.compile(
    r"(?:date|time|place|location|length|duration|language|code|mode|lieu|heure"
    r"|duree|langue)s? (?:of|and|de|du|et|d)\b"
    r"|interview (?:date|code|no|number|id|language)\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")


@lru_cache(maxsize=10_000)
def could_be_speaker(name: str, *, bare: bool = False) -> bool:
    """Whether a name of this look may be a speaker's at all; `bare` if no colon follows it.

    Examples
    --------
    >>> could_be_speaker("Directeur régional"), could_be_speaker("https")
    (True, False)
    """
    words = _WORD.findall(name)
    if not words or len(words) > 6 or not any(letter.isalpha() for letter in name):
        return False
    if _key(name) in _NEVER or is_header_key(name):
        return False
    if role_of_label(name):
        return True
    if _key(words[0]) in _TITLES:  # Interview 12: a village chief
        return False
    if bare:  # without a colon; [village A], [long pause] are notes
        return is_numbered(name) or looks_like_person(name)
    return (name[0].isupper() or name[0].isdigit() or len(words) == 1) and name.count(",") < 2


def looks_like_person(name: str) -> bool:
    """Whether a name is of one to four capitalised words, as `Capt. Ruvan Dellawatta`."""
    words = [word for word in _WORD.findall(name) if word not in _PARTICLES]
    return 0 < len(words) < 5 and all(word[0].isupper() for word in words)


def is_seldom_speaker(name: str) -> bool:
    """Whether a name is more often a remark's than a speaker's, as `Note`."""
    return _key(name) in _SELDOM


def is_numbered(name: str) -> bool:
    """Whether a name is a short word and a number, as `id1` or `Homme 3`."""
    return bool(_NUMBERED.match(name))


def _key(name: str) -> str:
    """Return a name as it stands in the lists above."""
    return unaccented(name.casefold()).strip(" .")


def is_header_key(name: str) -> bool:
    """Whether a name heads a line of facts, as `Date` or `Date of interview`.

    `Village chief` is a person, not a fact.
    """
    key = _key(name)
    return key in _HEADER or bool(_FACT.match(key))
