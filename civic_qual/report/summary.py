"""The summary of a report in words: how much was read, what was raised most, and by whom not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from civic_qual._version import __version__
from civic_qual.analysis.tables.layout import SUPPRESSED
from civic_qual.analysis.tables.notes import about_codings, counted_phrase
from civic_qual.analysis.tables.showing import share_text
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.coding.codings import Codings
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.segments import Unit
from civic_qual.report.corpus_table import LANGUAGES, CorpusTable

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


def summary(
    corpus: CorpusTable, turns: ThemeTable, people: ThemeTable, interviews: ThemeTable
) -> tuple[str, ...]:
    """Return the summary, a paragraph an entry; the tables are of the whole corpus."""
    return (_read(corpus, turns), _ranked(turns, people, interviews))


def not_raised(interviews: ThemeTable) -> tuple[str, ...]:
    """Say which groups did not raise a theme, from a table of interviews by one attribute."""
    return tuple(
        f"{row.name}: raised in no interview of {_listed(silent)}."
        for row, silent in (
            (row, list(_silent(interviews, place))) for place, row in enumerate(interviews.rows)
        )
        if silent
    )


def _read(corpus: CorpusTable, turns: ThemeTable) -> str:
    total = corpus.total
    coders = _listed(turns.codings.coders)
    tongues = _listed([LANGUAGES.get(one, one) for one in turns.codings.corpus.languages])
    return (
        f"{counted_phrase(total['interviews'], 'interview')} with "
        f"{counted_phrase(total['people'], 'person', 'people')}{_places(corpus)}: "
        f"{counted_phrase(total['turns'], 'turn')} and "
        f"{counted_phrase(total['words'], 'word')} by the people interviewed, in {tongues}. "
        f"Coded by {coders}. {_carried(turns)}"
    )


def _carried(turns: ThemeTable) -> str:
    carried, read = int(turns.count[-1, -1]), int(turns.denominator[-1, -1])
    share = f" ({share_text(carried, read)})" if read else ""
    if turns.value_hidden[-1, -1]:
        return (
            f"Of {counted_phrase(read, turns.unit)} read, how many carry a theme is {SUPPRESSED}."
        )
    return (
        f"Of {counted_phrase(read, turns.unit)} read, {carried:,}{share} "
        f"{'carries' if carried == 1 else 'carry'} at least one theme."
    )


def _places(corpus: CorpusTable) -> str:
    if "country" not in corpus.names:
        return ""
    place = corpus.names.index("country")
    return f" in {_listed(dict.fromkeys(label[place] for label in corpus.labels))}"


def _ranked(turns: ThemeTable, people: ThemeTable, interviews: ThemeTable) -> str:
    """Name the themes in the order of the interviews, then people, then turns that raise them."""
    found = [
        (int(interviews.count[row, -1]), int(people.count[row, -1]), int(turns.count[row, -1]))
        for row in range(len(turns.rows) - 1)
    ]
    order = sorted(range(len(found)), key=lambda row: (-np.array(found[row])).tolist())
    told = [
        f"{turns.rows[row].name} ({_out_of(interviews, row)} "
        f"{_things(interviews, row, 'interview')}, {_out_of(people, row)} people)"
        for row in order
    ]
    return f"From the theme raised in most interviews to the one raised in fewest: {_listed(told)}."


def _out_of(table: ThemeTable, row: int) -> str:
    if table.value_hidden[row, -1]:
        return f"a {SUPPRESSED} number of"
    return f"{table.count[row, -1]:,} of {table.denominator[row, -1]:,}"


def _things(table: ThemeTable, row: int, one: str) -> str:
    return one if table.denominator[row, -1] == 1 else f"{one}s"


def _silent(table: ThemeTable, row: int) -> Iterator[str]:
    """Yield the groups that were read and did not raise a theme, each with its n."""
    for place, column in enumerate(table.columns.all):
        n = int(table.denominator[row, place])
        told = not (table.hidden.count[row, place] or table.hidden.denominator[row, place])
        if told and not column.margin and n and not table.count[row, place]:
            yield f"{column.shown[0]} (n = {n:,})"


def _listed(texts: Sequence[str] | dict[str, None]) -> str:
    """Join texts as a sentence does."""
    all_texts = list(texts)
    return " and ".join(
        [", ".join(all_texts[:-1]), all_texts[-1]] if len(all_texts) > 1 else all_texts
    )
