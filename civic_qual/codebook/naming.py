"""The name of a theme or a code, said in the language spoken if its codebook has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from civic_qual.messages.spoken import Spoken

if TYPE_CHECKING:
    from civic_qual.messages.catalogues import Catalogue


def spoken_name(names: Mapping[str, str], code_id: str, *, inside: bool = False) -> str:
    """Return the name of a code as text that each language says in its own way.

    Parameters
    ----------
    names
        Names by language.
    code_id
        What it is called where it has no name.
    inside
        Whether it stands inside a sentence, and begins with a small letter.

    Examples
    --------
    >>> name = spoken_name({"en": "Harm", "fr": "Atteintes"}, "harm")
    >>> name, name.in_language("fr"), spoken_name({}, "harm")
    ('Harm', 'Atteintes', 'harm')
    """
    return Spoken(_inside if inside else _named, tuple(names.items()), code_id)


def _named(words: Catalogue, names: tuple[tuple[str, str], ...], code_id: str) -> str:
    known = dict(names)
    return known.get(words.language) or known.get("en") or next(iter(known.values()), code_id)


def _inside(words: Catalogue, names: tuple[tuple[str, str], ...], code_id: str) -> str:
    return _named(words, names, code_id).lower()
