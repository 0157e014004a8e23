"""Whose words hang together: people of one interview, and interviews that share people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.corpus.counted_words import counted_words, kept_with_corpus
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

HEARD_TOGETHER = Message(
    "People who speak in one interview, and interviews that share people, count as one person."
)


@kept_with_corpus
def heard_together(corpus: Corpus) -> Ints:
    """Return a number for each transcript, the same where they hang together by people.

    What people say in one conversation is alike, and so is what one person says in several. So
    those numbers are what is independent: as many as people, if each was heard alone.

    Examples
    --------
    >>> import civic_qual as cq
    >>> len(set(heard_together(cq.example_corpus()).tolist()))
    24
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    words = counted_words(corpus)
    speaks = np.unique(
        np.column_stack([words.turns.transcript[words.turn], words.participant]), axis=0
    )
    transcript, person = speaks[speaks[:, 1] >= 0].T
    size = len(corpus) + (int(person.max()) + 1 if len(person) else 0)
    links = coo_array(
        (np.ones(len(person)), (transcript, len(corpus) + person)), shape=(size, size)
    )
    _, number = connected_components(links, directed=False)
    return np.asarray(number[: len(corpus)], dtype=np.int64)


def several_together(corpus: Corpus) -> bool:
    """Whether some people were not heard by themselves."""
    words = counted_words(corpus)
    of_word = heard_together(corpus)[words.turns.transcript[words.turn]]
    pairs = np.unique(np.column_stack([of_word, words.participant]), axis=0)
    return len(pairs) > len(np.unique(pairs[:, 0]))
