"""What a release by some attribute could show, said before anything is coded.

Whatever is coded, no more people of a group can carry a theme than speak in it. So a group of few
people shows nothing at all, and with it goes as much of others as keeps it from being worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from civic_qual.analysis.tables.groups import group_text, groups
from civic_qual.corpus.counted_words import NOBODY, counted_words
from civic_qual.corpus.intake.sureness import unsure
from civic_qual.messages import Message, enumerated
from civic_qual.privacy.outlet.small_groups import small_groups
from civic_qual.privacy.policy import checked_minimum
from civic_qual.privacy.proposing.coarser import coarser
from civic_qual.privacy.proposing.proposal import chosen

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.model import Corpus
    from civic_qual.privacy.proposing.proposal import Proposal


def outlook(corpus: Corpus, by: str | Sequence[str], *, minimum: int | None = None) -> pd.DataFrame:
    """Return a row a group: how many speak in it, and what could be shown of it at best.

    Columns: group, interviews, people, confirmed (people in interviews that are surely read),
    shown (whether anything can be), release (the same in a sentence). People of no stated group
    are a group, too.

    Raises
    ------
    TableError
        If nobody has such an attribute.
    DisclosureError
        If `minimum` is below 1.

    Examples
    --------
    >>> from civic_qual import example_corpus
    >>> seen = outlook(example_corpus(), "country", minimum=7)
    >>> seen[["group", "people", "shown"]].values.tolist()
    [['CAR', 10, True], ['DRC', 8, False], ['Mali', 10, True], ['South Sudan', 6, False]]
    """
    import pandas as pd

    names = (by,) if isinstance(by, str) else tuple(by)
    fewest = checked_minimum(minimum, corpus)
    grouped, words = groups(corpus, names), counted_words(corpus)
    of_word = grouped.of_turn[words.turn]
    doubtful = unsure(corpus)
    speaks = corpus.participants.speaks.items()
    unclear = {person for (transcript, _), person in speaks if transcript in doubtful}
    hidden = small_groups(corpus, names, minimum=fewest)
    rows = []
    for index, (label, name) in enumerate(zip(grouped.labels, grouped.texts, strict=True)):
        here = of_word == index
        spoken = np.unique(words.participant[here]).tolist()
        people = {words.turns.people[one] for one in spoken if one != NOBODY}
        row: dict[str, object] = {
            "group": name,
            "interviews": len(np.unique(words.transcript[here])),
            "people": len(people),
            "confirmed": len(people - unclear),
            "shown": name not in hidden,
        }
        rows.append({**row, "release": _sentence(group_text(label), row, fewest)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = ("group", "interviews", "people", "confirmed", "shown", "release")


def _sentence(group: str, row: Mapping[str, object], fewest: int) -> str:
    interviews, people, confirmed = (
        cast("int", row[name]) for name in ("interviews", "people", "confirmed")
    )
    told = Message(
        "{group}: {interviews}, {people}{confirmed}",
        group=group,
        interviews=Message.plural("{n} interview", "{n} interviews", n=interviews),
        people=Message.plural("{n} person", "{n} people", n=people),
        confirmed=Message(" ({n} of them in interviews that are surely read)", n=confirmed)
        if confirmed != people
        else "",
    )
    if row["shown"]:
        return Message(
            "{group}. What {minimum} or more of them say can be shown", group=told, minimum=fewest
        )
    if people < fewest:
        return Message(
            "{group}. Fewer than {minimum}: nothing of this group can be shown",
            group=told,
            minimum=fewest,
        )
    return Message(
        "{group}. Enough people, and yet hidden: from this group and the total the smaller groups "
        "could be worked out",
        group=told,
    )


def outlook_proposal(
    corpus: Corpus, by: str | Sequence[str], frame: pd.DataFrame, minimum: int
) -> Proposal | None:
    """Return by what other attributes more could be shown at best, as a release proposes it."""
    names = (by,) if isinstance(by, str) else tuple(by)
    ways = [way for way in coarser(corpus, names) if not way.joined]
    shares = [
        1 - len(small_groups(corpus, way.names, minimum=minimum)) / len(way.groups) for way in ways
    ]
    return chosen([*zip(shares, ways, strict=True)], float(frame["shown"].mean()), names)


def outlook_lines(
    frame: pd.DataFrame,
    by: str | Sequence[str],
    minimum: int,
    instead: Proposal | None = None,
) -> Iterator[str]:
    """Yield what a person reads of it: a line a group, and what to do where much is hidden."""
    yield Message(
        "What a release by {by} could show at best, if at least {minimum} people must stand behind "
        "a number:",
        by=enumerated([by] if isinstance(by, str) else list(by)),
        minimum=minimum,
    )
    yield from (Message("    {line}", line=line) for line in frame["release"])
    if instead is not None:
        yield instead.sentence
    if not frame["shown"].any():
        yield Message(
            "No group can be shown. Release the total alone, or join groups in an attribute of "
            "their own (a column of people.xlsx), as: region instead of country"
        )
    elif not frame["shown"].all():
        yield Message(
            "Groups that are joined in an attribute of their own (a column of people.xlsx) can be "
            "shown together"
        )
