"""How a report came about: what was counted, who was left out, and what coders cannot do."""

from __future__ import annotations

from civic_qual._version import __version__
from civic_qual.analysis.tables.notes import about_codings
from civic_qual.coding.codings import Codings
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.segments import Unit

_UNITS = {
    "turn": "A turn is what one person says before another speaks.",
    "sentence": "A sentence is a sentence of one turn.",
    "paragraph": "A paragraph is a part of one turn between blank lines or line ends.",
    "transcript": "A transcript is a whole interview.",
}
_COUNTING = (
    "A theme is carried by a {unit} when one of its codes, or the theme itself, marks at least one "
    "spoken word of it; it counts once, however often it is said there. {what} Speaker labels, "
    "times and bracketed notes are no spoken words."
)
_PEOPLE = (
    "People are participants, not speaker labels: who was interviewed twice is one person, "
    "and an interpreter speaks for the person interviewed."
)
_RULES = (
    "Rules look for words in all their inflected forms, for phrases, and for words near each "
    "other. They do not understand: irony, what is meant by “they”, what is said without its usual "
    "words, and words with two meanings escape or mislead them. A table shows where to look; "
    "whether a theme matters is judged by reading the passages."
)
_MODEL = (
    "A model finds passages like those that people coded. It is wrong where people would not "
    "be, and its errors can depend on who is speaking."
)
_PERSON = "A person read the passages and coded them by the definitions of the codebook."
_RAISED = (
    "That a theme was not raised does not mean that it does not exist: not everybody was "
    "asked about everything."
)
_PROTECTED = (
    "Numbers behind which fewer than {minimum} people stand are suppressed in all tables of this "
    "report together, and with them those from which they could be worked out. Nobody who reads "
    "it can tell such a number more exactly than to {minimum} or more possible values. People who "
    "know the persons interviewed may still recognise what they said."
)
_SMALL = (
    "Nothing was suppressed. A cell with fewer than five people, alone or by comparison "
    "with another table, can show who said what: check before this report leaves the study."
)


def method(codings: Codings, unit: Unit, minimum: int = 0) -> tuple[str, ...]:
    """Return the method note, a paragraph an entry.

    Parameters
    ----------
    minimum
        How many people stand behind every number that is shown; 0 if nothing was suppressed.
    """
    origins = codings.read.origin.values
    said = {"rule": _RULES, "model": _MODEL, "human": _PERSON}
    time = max(codings.read.time.values, default="")[:10]
    return (
        _COUNTING.format(unit=unit, what=_UNITS[unit]),
        _PEOPLE,
        *about_codings(codings, counted_words(codings.corpus)),
        *(text for origin, text in said.items() if origin in origins),
        _RAISED,
        *(
            [_PROTECTED.format(minimum=minimum)]
            if minimum
            else []
            if codings.corpus.invented
            else [_SMALL]
        ),
        f"Made with civic_qual {__version__}" + (f"; coded on {time}." if time else "."),
    )
