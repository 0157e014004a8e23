"""Plain sentences that are about something else: what a rule finds in them, it finds by chance.

Markets, football, school, weather, software, votes, kitchens, hospitals and the like, written for
this library; some hold words of the subject in another sense. They are under its licence.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def off_subject(language: str) -> tuple[str, ...]:
    """Return the sentences in a language; none if there are none.

    Examples
    --------
    >>> len(off_subject("en")), off_subject("en")[0]
    (205, 'The tomatoes were cheaper on Thursday than on Saturday.')
    >>> off_subject("de")
    ()
    """
    listed = files("civic_qual.codebook") / "sentences" / f"off_subject_{language}.txt"
    if not language.isalpha() or not listed.is_file():
        return ()
    return tuple(listed.read_text(encoding="utf-8").splitlines())
