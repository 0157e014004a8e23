"""Which role a label names by itself, in English and French: `Enquêtrice`, `R2`, `Q`."""

from __future__ import annotations

import re
from functools import lru_cache

from civic_qual.corpus.model import ROLES, Role
from civic_qual.language.words import unaccented

_NAMES: dict[Role, str] = {
    "interviewer": """
        interviewer interviewers int intv iv i q question questioner moderator mod facilitator
        facilitators fac researcher enumerator
        enqueteur enquetrice enqueteuse enq intervieweur intervieweuse moderateur moderatrice
        animateur animatrice facilitateur facilitatrice chercheur chercheuse""",
    "respondent": """
        respondent resp r a answer interviewee participant participants p informant
        response reponse rep repondant repondante enquete enquetee interviewe interviewee
        participante participantes informateur informatrice temoin""",
    "interpreter": "interpreter interp translator interprete traducteur traductrice",
    "observer": """
        observer observers notetaker note-taker
        observateur observatrice rapporteur rapporteuse rapporteure""",
}
_ROLE_OF: dict[str, Role] = {name: role for role, names in _NAMES.items() for name in names.split()}

# Inclusive endings: the label may be enquêteur·rice, enquêteur/trice, répondant(e).
_ENDINGS = re.compile(r"(?:[·•./(-](?:e|s|ne|euse|rice|trice|ice)\)?s?)+$")
_NUMBER = re.compile(r"[\s_#.°-]*(?:n[°o]\s*)?\d{1,3}$|[\s_#.°-]+[a-h]$")


@lru_cache(maxsize=10_000)
def role_of_label(label: str) -> Role | None:
    """Return the role a label names by itself, or None if it could be anyone's name.

    Case, accents, a number and inclusive endings do not matter.

    Examples
    --------
    >>> role_of_label("ENQUÊTEUR·RICE"), role_of_label("P12"), role_of_label("Marie")
    ('interviewer', 'respondent', None)
    """
    plain = unaccented(label.casefold()).strip(" .\u00a0")
    bare = _NUMBER.sub("", plain)
    first = plain.split(" ")[0]
    for name in (plain, bare, *([first] if len(first) > 3 else [])):
        role = _ROLE_OF.get(name) or _ROLE_OF.get(_ENDINGS.sub("", name))
        if role:
            return role
    return None


def role_named(value: str) -> Role | None:
    """Return the role a cell of a table names, in the library's words or those of a label.

    Examples
    --------
    >>> role_named("Interprète"), role_named("unknown"), role_named("chief")
    ('interpreter', 'unknown', None)
    """
    plain = value.strip().casefold()
    for role in ROLES:
        if plain == role:
            return role
    return role_of_label(value)
