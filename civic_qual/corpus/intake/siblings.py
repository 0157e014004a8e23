"""What files of one folder know of each other: who is who by a label that comes back.

A name that interviews in most files interviews in the next one, too. Labels of codes are never
carried from file to file: `P1` is somebody else in each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from civic_qual.corpus.intake.layouts.label_words import is_code, key_of, log_odds
from civic_qual.corpus.intake.layouts.roles import guess_roles
from civic_qual.corpus.intake.readers.document import Document
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role

AGREEING, FEWEST_FILES = 0.6, 2
_NAMES = -4.0  # log odds of the words of a label: less names nobody, however often
_NOBODY = frozenset({"none", ""})


def roles_over_files(documents: Iterable[Document]) -> dict[str, Role]:
    """Return the roles of labels that agree over the files, by key."""
    seen: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    for document in documents:
        if document.account.layout in _NOBODY:
            continue
        roles = guess_roles(document.turns, document.text, stated=document.stated)
        for speaker, guess in roles.items():
            if _may_be_carried(speaker):
                seen[key_of(speaker)][guess.role] += 1
    known: dict[str, Role] = {}
    for key, roles_of in seen.items():
        role, times = roles_of.most_common(1)[0]
        if roles_of.total() >= FEWEST_FILES and times >= AGREEING * roles_of.total():
            known[key] = role
    return known


def _may_be_carried(speaker: str) -> bool:
    """Whether a label may be one and the same person elsewhere; roles say so by themselves."""
    named = speaker and not role_of_label(speaker)
    return bool(named) and not is_code(key_of(speaker)) and log_odds(speaker.title()) > _NAMES


def may_know_better(document: Document, known: Mapping[str, Role]) -> bool:
    """Whether a doubtful file holds a label that others know."""
    if document.account.sure or not known:
        return False
    text = key_of(document.text)
    return any(key in text for key in known)
