"""The summary of a report in words: how much was read, what was raised most, and by whom not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civic_qual.analysis.tables.notes import SHOWN_SUPPRESSED
from civic_qual.analysis.tables.showing import share_text
from civic_qual.messages import Message, count, listed, sentences
from civic_qual.report.words import language_name

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.report.corpus_table import CorpusTable


def summary(
    corpus: CorpusTable, turns: ThemeTable, people: ThemeTable, interviews: ThemeTable
) -> tuple[str, ...]:
    """Return the summary, a paragraph an entry; the tables are of the whole corpus."""
    return (
        sentences([_read(corpus, turns), _coded(turns), _carried(turns)]),
        _ranked(turns, people, interviews),
    )


def not_raised(interviews: ThemeTable) -> tuple[str, ...]:
    """Say which groups did not raise a theme, from a table of interviews by one attribute."""
    return tuple(
        Message(
            "{theme}: raised in no interview of {groups}.", theme=row.name, groups=listed(silent)
        )
        for index, row in enumerate(interviews.rows)
        if (silent := list(_silent(interviews, index)))
    )


def _read(corpus: CorpusTable, turns: ThemeTable) -> str:
    total = corpus.total
    told = {
        "interviews": Message.plural("{n} interview", "{n} interviews", n=total["interviews"]),
        "people": Message.plural("{n} person", "{n} people", n=total["people"]),
        "turns": Message.plural("{n} turn", "{n} turns", n=total["turns"]),
        "words": Message.plural("{n} word", "{n} words", n=total["words"]),
        "languages": listed(map(language_name, turns.codings.corpus.languages)),
    }
    countries = corpus.values("country")
    if not countries:
        return Message(
            "{interviews} with {people}: {turns} and {words} by the people interviewed, in "
            "{languages}.",
            **told,
        )
    return Message(
        "{interviews} with {people} in {countries}: {turns} and {words} by the people "
        "interviewed, in {languages}.",
        countries=listed(countries),
        **told,
    )


def _coded(turns: ThemeTable) -> str:
    return Message("Coded by {coders}.", coders=listed(turns.codings.coders))


def _carried(turns: ThemeTable) -> str:
    number, read = int(turns.count[-1, -1]), int(turns.denominator[-1, -1])
    segments = turns.tally.measure.words.number(read, turns.unit)
    if turns.hidden.count[-1, -1] or turns.hidden.denominator[-1, -1]:
        return Message(
            "Of {segments} read, how many carry a theme is {suppressed}.",
            segments=segments,
            suppressed=SHOWN_SUPPRESSED,
        )
    shown = count(number)
    if read:
        share = share_text(number, read)
        shown = Message("{number} ({share})", number=shown, share=share)
    return Message.plural(
        "Of {segments} read, {number} carries at least one theme.",
        "Of {segments} read, {number} carry at least one theme.",
        n=number,
        segments=segments,
        number=shown,
    )


def _ranked(turns: ThemeTable, people: ThemeTable, interviews: ThemeTable) -> str:
    """Name the themes in the order of the interviews, then people, then turns that raise them.

    Those of which the number of interviews is not shown have no place in that order.
    """
    rows = range(len(turns.rows) - 1)
    hidden = [turns.rows[row].name for row in rows if _hidden(interviews, row)]
    order = sorted(
        (row for row in rows if not _hidden(interviews, row)),
        key=lambda row: [-int(table.count[row, -1]) for table in (interviews, people, turns)],
    )
    themes = [
        Message(
            "{theme} ({interviews}, {people})",
            theme=turns.rows[row].name,
            interviews=Message.plural(
                "{number} of {n} interview",
                "{number} of {n} interviews",
                n=int(interviews.denominator[row, -1]),
                number=count(interviews.count[row, -1]),
            ),
            people=_people(people, row),
        )
        for row in order
    ]
    ranked = Message(
        "From the theme raised in most interviews to the one raised in fewest: {themes}.",
        themes=listed(themes),
    )
    withheld = Message(
        "In how many interviews a theme was raised is suppressed for: {themes}.",
        themes=listed(hidden),
    )
    return sentences([ranked if themes else "", withheld if hidden else ""])


def _people(table: ThemeTable, row: int) -> str:
    if _hidden(table, row):
        return Message("a suppressed number of people")
    return Message(
        "{number} of {total} people",
        number=count(table.count[row, -1]),
        total=count(table.denominator[row, -1]),
    )


def _hidden(table: ThemeTable, row: int) -> bool:
    return bool(table.hidden.count[row, -1] or table.hidden.denominator[row, -1])


def _silent(table: ThemeTable, row: int) -> Iterator[str]:
    """Yield the groups that were read and did not raise a theme, each with its n."""
    for index, column in enumerate(table.columns.all):
        n = int(table.denominator[row, index])
        hidden = table.hidden.count[row, index] or table.hidden.denominator[row, index]
        if not hidden and not column.margin and n and not table.count[row, index]:
            yield Message("{group} (n = {number})", group=column.shown[0], number=count(n))
