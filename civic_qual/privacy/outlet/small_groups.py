"""Groups of too few people, known before anything is counted."""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.analysis.tables.groups import groups
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.model import Corpus
from civic_qual.privacy.policy import MINIMUM


def small_groups(corpus: Corpus, by: Sequence[str], *, minimum: int = MINIMUM) -> tuple[str, ...]:
    """Return the groups that must be left out: those of few people, and enough others with them.

    Examples
    --------
    >>> import civic_qual as cq
    >>> small_groups(cq.example_corpus(), ["respondent_group"], minimum=4)
    ('diplomat', 'host_state')
    """
    if not by:
        return ()
    grouped, words = groups(corpus, tuple(by)), counted_words(corpus)
    of_word = grouped.of_turn[words.turn]
    people = {
        name: set(words.participant[of_word == index].tolist())
        for index, name in enumerate(grouped.texts)
    }
    hidden: list[str] = []
    together: set[int] = set()
    for label in sorted(people, key=lambda one: (len(people[one]), one)):
        if len(people[label]) < minimum or 0 < len(together) < minimum:
            hidden.append(label)
            together |= people[label]
    return tuple(sorted(hidden))
