"""The words of a whole corpus as columns of numbers: what rules are matched on and tables count.

A *place* is a character of the whole corpus: transcripts are laid end to end in corpus order,
one place apart. Words are numbered through the corpus, turn by turn, piece by piece. Each word
takes 13 bytes here, beside the vocabulary.

An index is made once a corpus. Transcripts that stand in another corpus with an index keep their
words: only new ones are read. Transcripts never change, so neither do their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Ints, Ints32, stable_order
from civic_qual.corpus.transcripts import Transcript, Turn
from civic_qual.language.tokenising.raw_runs import Pieces
from civic_qual.language.tokenising.tokens import tokenise
from civic_qual.language.tokenising.vocabulary import Vocabulary

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True, eq=False)
class Sentences:
    """Every sentence spoken in a transcript; columns of shape (n_sentences,), as in `SpokenWords`.

    A sentence may take in a bracketed note or a back-channel, but never leaves its turn.
    """

    turn: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)


def sentences_of(text: str, turns: Sequence[Turn]) -> Sentences:
    """Return the sentences of the spoken content of some turns of a text."""
    from civic_qual.language.sentences import each_sentence

    spans = (
        (place, turn.spoken[0][0] + start, turn.spoken[0][0] + end)
        for place, turn in enumerate(turns)
        if turn.spoken
        for start, end in each_sentence(_only_spoken(text, turn), turn.language or "en")
    )
    flat = np.fromiter(chain.from_iterable(spans), np.int64)
    turn, start, end = flat.reshape(-1, 3).T.copy()
    return Sentences(turn, start, end)


def _only_spoken(text: str, turn: Turn) -> str:
    """Return a turn from its first spoken piece to its last, all else blanked out."""
    kept: list[str] = []
    place = turn.spoken[0][0]
    for start, end in turn.spoken:
        kept.append(" " * (start - place))
        kept.append(text[start:end])
        place = end
    return "".join(kept)


Places = npt.NDArray[np.int32] | npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class TokenIndex:
    """The words of a corpus: `word`, `start`, `end` and `hard` of shape (n_words,).

    `word` is a type of the vocabulary, `start` and `end` are places, and no phrase may run from
    the word before to one that is `hard`. The words of turn t, numbered through the corpus, are
    `turn_first[t]:turn_first[t + 1]`; the turns of transcript i are
    `turns_before[i]:turns_before[i + 1]`, and its first character is place `origin[i]`.
    """

    vocabulary: Vocabulary
    word: Ints32
    start: Places
    end: Places
    hard: Bools
    turn_first: Ints
    turns_before: Ints
    origin: Ints
    said: tuple[tuple[str, tuple[Turn, ...]], ...] = field(repr=False)  # text and turns
    parted: dict[int, Sentences] = field(default_factory=dict, repr=False)  # as far as asked for

    def __len__(self) -> int:
        return len(self.word)

    @cached_property
    def turn(self) -> Ints32:
        """The turn of every word, numbered through the corpus."""
        return _owners(self.turn_first)

    @cached_property
    def by_type(self) -> tuple[Ints, Ints32]:
        """Words by type: those of type t are the second column's `first[t]:first[t + 1]`.

        Types that were added to the vocabulary since, for other corpora, are not there.
        """
        count = np.bincount(self.word, minlength=len(self.vocabulary))
        return np.concatenate([[0], np.cumsum(count)]), stable_order(self.word).astype(np.int32)

    @cached_property
    def sentence_first(self) -> Ints:
        """The first word of every sentence, and one more, the number of words.

        A word belongs to the sentence in which it begins. Sentences share out the words of their
        turn: what stands before the first belongs to the first. A turn of which no sentence is
        known is one sentence.
        """
        own = [self.sentences(place) for place in range(len(self.said))]
        starts = [one.start + self.origin[place] for place, one in enumerate(own)]
        turns = [one.turn + self.turns_before[place] for place, one in enumerate(own)]
        start, turn = np.concatenate([_NONE, *starts]), np.concatenate([_NONE, *turns])
        first = np.searchsorted(self.start, start.astype(self.start.dtype))
        opens = np.flatnonzero(np.diff(turn, prepend=-1))
        first[opens] = self.turn_first[turn[opens]]
        whole = np.setdiff1d(np.flatnonzero(np.diff(self.turn_first)), turn)
        return np.append(np.sort(np.concatenate([first, self.turn_first[whole]])), len(self))

    @cached_property
    def sentence(self) -> Ints32:
        """The sentence of every word, numbered through the corpus."""
        return _owners(self.sentence_first)

    def sentences(self, transcript: int) -> Sentences:
        """Return the sentences of one transcript; worked out when first asked for."""
        if transcript not in self.parted:
            self.parted[transcript] = sentences_of(*self.said[transcript])
        return self.parted[transcript]


_NONE: Ints = np.zeros(0, dtype=np.int64)
_INDEXES: WeakKeyDictionary[Corpus, TokenIndex] = WeakKeyDictionary()
_HOMES: WeakKeyDictionary[Transcript, tuple[TokenIndex, int]] = WeakKeyDictionary()


def token_index(corpus: Corpus) -> TokenIndex:
    """Return the words of a corpus as columns: made once, kept as long as the corpus lives.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus
    >>> text = "R: U.N. troops didn't come."
    >>> turn = Turn(start=0, end=27, spoken=((3, 27),), speaker="R", language="en")
    >>> one = Transcript(id="a", text=text, turns=(turn,))
    >>> index = token_index(Corpus((one,)))
    >>> [index.vocabulary.key[word] for word in index.word], index.start.tolist()
    (['un', 'troops', "didn't", 'come'], [3, 8, 15, 22])
    >>> index.turn_first.tolist(), index.sentence_first.tolist()
    ([0, 4], [0, 4])
    """
    known = _INDEXES.get(corpus)
    if known is None:
        known = _INDEXES[corpus] = _index(corpus.transcripts)
        for place, transcript in enumerate(corpus.transcripts):
            _HOMES[transcript] = (known, place)
    return known


def home(transcript: Transcript) -> tuple[TokenIndex, int]:
    """Return an index in which a transcript stands, and its place there."""
    known = _HOMES.get(transcript)
    if known is None:
        bits = min(16, max(8, len(transcript.text).bit_length() - 2))
        known = _HOMES[transcript] = (_fresh((transcript,), Vocabulary(bits)), 0)
    return known


def _index(transcripts: Sequence[Transcript]) -> TokenIndex:
    homes = [_HOMES.get(transcript) for transcript in transcripts]
    vocabulary = _most_used(homes)
    if vocabulary is None:
        return _fresh(transcripts, Vocabulary())
    sources = [found if found and found[0].vocabulary is vocabulary else None for found in homes]
    fresh = _fresh(
        [
            transcript
            for transcript, source in zip(transcripts, sources, strict=True)
            if source is None
        ],
        vocabulary,
    )
    places = iter(range(len(fresh.said)))
    return _joined(transcripts, [source or (fresh, next(places)) for source in sources])


def _most_used(homes: Sequence[tuple[TokenIndex, int] | None]) -> Vocabulary | None:
    """Return the vocabulary that most transcripts share."""
    shared = Counter(found[0].vocabulary for found in homes if found)
    return shared.most_common(1)[0][0] if shared else None


def _origin(transcripts: Sequence[Transcript]) -> Ints:
    return np.cumsum([0, *(len(transcript.text) + 1 for transcript in transcripts)])


def _fresh(transcripts: Sequence[Transcript], vocabulary: Vocabulary) -> TokenIndex:
    """Read transcripts."""
    origin = _origin(transcripts)
    turns = list(chain.from_iterable(transcript.turns for transcript in transcripts))
    spoken = [turn.spoken for turn in turns]
    pieces = np.fromiter(map(len, spoken), np.int64, len(turns))
    spans = chain.from_iterable(chain.from_iterable(spoken))
    start, end = np.fromiter(spans, np.int64, 2 * int(pieces.sum())).reshape(-1, 2).T
    count = [len(transcript.turns) for transcript in transcripts]
    whose = np.repeat(np.repeat(np.arange(len(transcripts)), count), pieces)
    languages = np.repeat(np.array([turn.language for turn in turns], dtype=object), pieces)
    found = tokenise(
        Pieces([transcript.text for transcript in transcripts], whose, start, end),
        languages.tolist(),
        vocabulary,
        origin[whose] + start,
    )
    words = np.concatenate([[0], np.cumsum(found.count)])
    return TokenIndex(
        vocabulary=vocabulary,
        word=found.word,
        start=found.start,
        end=found.end,
        hard=found.hard,
        turn_first=words[np.concatenate([[0], np.cumsum(pieces)])],
        turns_before=np.cumsum([0, *count]),
        origin=origin,
        said=tuple((transcript.text, transcript.turns) for transcript in transcripts),
    )


def _joined(
    transcripts: Sequence[Transcript], sources: Sequence[tuple[TokenIndex, int]]
) -> TokenIndex:
    """Lay words that were read before one after the other."""
    origin = _origin(transcripts)
    blocks = _blocks(sources)
    begin = np.cumsum([0, *(block.after - block.first for block in blocks)])
    whole: type[np.signedinteger] = np.int32 if origin[-1] < 1 << 31 else np.int64
    shifts = [
        int(origin[place]) - int(block.index.origin[block.first])
        for place, block in zip(begin, blocks, strict=False)
    ]
    start, end = (
        np.concatenate(
            [
                np.zeros(0, whole),
                *(
                    (getattr(block.index, name)[block.words] + shift).astype(whole)
                    for block, shift in zip(blocks, shifts, strict=True)
                ),
            ]
        )
        for name in ("start", "end")
    )
    counts = [np.diff(block.index.turn_first[block.turns]) for block in blocks]
    index = TokenIndex(
        vocabulary=blocks[0].index.vocabulary,
        word=np.concatenate([block.index.word[block.words] for block in blocks]),
        start=start,
        end=end,
        hard=np.concatenate([block.index.hard[block.words] for block in blocks]),
        turn_first=np.cumsum(np.concatenate([[0], *counts])),
        turns_before=np.cumsum([0, *(len(transcript.turns) for transcript in transcripts)]),
        origin=origin,
        said=tuple((transcript.text, transcript.turns) for transcript in transcripts),
    )
    index.parted.update(
        {
            place: source.parted[at]
            for place, (source, at) in enumerate(sources)
            if at in source.parted
        }
    )
    return index


@dataclass(frozen=True, eq=False)
class _Block:
    """Transcripts that stand side by side in an index, from `first` to before `after`."""

    index: TokenIndex
    first: int
    after: int

    @property
    def turns(self) -> slice:
        before = self.index.turns_before
        return slice(int(before[self.first]), int(before[self.after]) + 1)

    @property
    def words(self) -> slice:
        turn_first = self.index.turn_first[self.turns]
        return slice(int(turn_first[0]), int(turn_first[-1]))


def _blocks(sources: Sequence[tuple[TokenIndex, int]]) -> list[_Block]:
    """Return as few blocks as hold all the transcripts in their order."""
    found: list[_Block] = []
    # Transcripts side by side in both orders share an index and the distance of their places.
    for _, group in groupby(enumerate(sources), lambda one: (one[1][0], one[1][1] - one[0])):
        members = [source for _, source in group]
        found.append(_Block(members[0][0], members[0][1], members[-1][1] + 1))
    return found


def _owners(first: Ints) -> Ints32:
    """Return, for things numbered through, in which of some ranges each stands."""
    return np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
