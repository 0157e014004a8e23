"""What can be counted: every measure, whole, in one registry.

A number of a table is the number of distinct *things* that some words belong to: segments,
mentions, people, interviews, or the words themselves. A thing counts once in each group whose
words show it, and once in the margin. `Measure` holds all that the house knows of one of them:
what a thing is, what the numbers are out of, how they are called, who stands behind them, and
what an attacker could make of them. A new measure is one more `add_measure(Measure(...))` at the
end of this file, its name in `MeasureName`, and its twin in `tests/analysis/naive.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.calls import offer
from civic_qual.corpus.segments import counted_units, units_word
from civic_qual.errors import TableError
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    from civic_qual.corpus.counted_words import CountedWords
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit

# For type checkers; a test holds these and the registry together.
MeasureName = Literal["segments", "mentions", "participants", "transcripts", "words"]
SegmentMeasureName = Literal["segments", "participants", "transcripts"]
Normalise = Literal["share", "per_1000_words"]
Behind = Literal["person", "gathering", "saying"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Said:
    """Words of which it is asked what they count for; `word` points into `words`.

    `mention` is the coded passage each one stands in, where the words are those of a row of a
    table; None where they are all that was read.
    """

    corpus: Corpus
    words: CountedWords
    unit: Unit
    word: Ints
    mention: Ints | None = None

    def segment(self, unit: Unit | None = None) -> Ints:
        """Return the segment of each word: of the unit asked for, or of another."""
        from civic_qual.corpus.counted_words import word_segments

        everybody = self.words.include_interviewers
        return word_segments(self.corpus, unit or self.unit, everybody)[self.word]


@dataclass(frozen=True, kw_only=True)
class Words:
    """How the things of a measure are called; where they are segments, by their unit."""

    things: Callable[[Unit], str]  # turns
    title: Callable[[Unit], str]  # Turns
    number: Callable[[int, Unit], str]  # 1 turn, 3 turns
    counted: Callable[[Unit], str]  # a sentence: what a number of a table counts


@dataclass(frozen=True, kw_only=True)
class Relations:
    """What whoever reads a release knows of the numbers of a measure, and can narrow others by.

    That groups hold no more than their margin, and themes no more than what they are out of,
    follows from counting distinct things, and holds for every measure.

    Parameters
    ----------
    behind
        "person": each thing is a person. "gathering": each is one or several people together,
        who are counted together. "saying": one person can say many.
    at_most
        Measures that are nowhere less: each thing that is counted needs one of theirs.
    at_least
        Measures that are nowhere more.
    unbound
        Measures of which neither holds. Of two measures that count segments the units decide.
    """

    behind: Behind
    at_most: tuple[str, ...]
    at_least: tuple[str, ...]
    unbound: tuple[str, ...]

    @property
    def placed(self) -> tuple[str, ...]:
        """All measures of which it is said how this one stands to them."""
        return (*self.at_most, *self.at_least, *self.unbound)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Measure:
    """One way to count, whole.

    Parameters
    ----------
    name
        What `measure=` takes.
    thing
        The thing that each word counts for, a number; -1 if it counts for none. Asked of all
        words of a row at once, so that it may depend on the others.
    segments
        The unit if things are segments ("asked": the one asked for), else None. Then passages
        behind a number are these segments, else the mentions that show it.
    wholly
        Whether a thing was read only if all of its words were.
    by_segment
        Whether a segment counts for one thing at most, so that segments drawn at random tell of
        it: such measures can be estimated and compared between groups.
    out_of
        The name of the measure of what was read that stands under a count; mostly its own.
    without
        The normalisations that mean nothing, each with what to do instead.
    people
        The people who stand behind words that count, a number each; -1 for nobody.
    relations
        What an attacker can use.
    words
        How it is called.
    """

    name: str
    thing: Callable[[Said], Ints]
    segments: Unit | Literal["asked"] | None
    wholly: bool
    by_segment: bool
    out_of: str
    without: Mapping[Normalise, str]
    people: Callable[[Said], Ints]
    relations: Relations
    words: Words

    def unit(self, asked: Unit) -> Unit | None:
        """Return the unit of the segments it counts, None if it counts something else."""
        return asked if self.segments == "asked" else self.segments

    def base(self, normalise: str | None = None) -> Measure:
        """Return the measure of what its counts are out of."""
        return WORDS if normalise == "per_1000_words" else _REGISTRY[self.out_of]

    def axis(self, unit: Unit, normalise: str | None = None) -> str:
        """Return what the values of a table are, as a label."""
        things = self.words.things(unit)
        if normalise == "share":
            return Message("share of {things} read", things=things)
        if normalise == "per_1000_words":
            return Message("{things} per thousand words", things=things)
        return things

    def __repr__(self) -> str:
        return f"Measure({self.name!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return measure_named, (self.name,)


_REGISTRY: dict[str, Measure] = {}
MEASURES: Mapping[str, Measure] = MappingProxyType(_REGISTRY)


def add_measure(measure: Measure) -> Measure:
    """Add a measure to those that can be counted, and return it.

    Raises
    ------
    ValueError
        If there is one of that name, or it is not said how it stands to one that is there: then
        nobody could say whether numbers of both in one release give something away.
    """
    if measure.name in _REGISTRY:
        raise ValueError(
            Message("there is a measure {measure} already", measure=quoted(measure.name))
        )
    others = {
        name for name, other in _REGISTRY.items() if not (measure.segments and other.segments)
    }
    placed = measure.relations.placed
    if set(placed) - set(_REGISTRY) or len(set(placed)) < len(placed) or others - set(placed):
        raise ValueError(
            Message(
                "the relations of {measure} must name each of {others} once: "
                "as at_most, at_least or unbound",
                measure=quoted(measure.name),
                others=enumerated(sorted(others)),
            )
        )
    _REGISTRY[measure.name] = measure
    return measure


def measure_named(name: str | Measure, among: Iterable[str] | None = None) -> Measure:
    """Return the measure of a name.

    Parameters
    ----------
    name
        Its name; a measure is returned as it is.
    among
        The names to choose from, if not all measures will do.

    Raises
    ------
    TableError
        If there is no such measure.

    Examples
    --------
    >>> measure_named("participants").words.number(3, "turn")
    '3 people'
    """
    wanted = name.name if isinstance(name, Measure) else name
    known = tuple(_REGISTRY) if among is None else tuple(among)
    if wanted not in known:
        raise TableError(
            Message(
                "measure={measure} is not a measure{offer}",
                measure=quoted(wanted),
                offer=offer(wanted, known),
            )
        )
    return _REGISTRY[wanted]


def segment_measures() -> tuple[str, ...]:
    """Return the names of the measures that can be estimated and compared between groups."""
    return tuple(name for name, measure in _REGISTRY.items() if measure.by_segment)


def check_normalise(measure: Measure, normalise: str | None) -> None:
    """Refuse normalisations that do not exist, or mean nothing for a measure.

    Raises
    ------
    TableError
        With what to take instead.
    """
    if normalise not in (None, *get_args(Normalise)):
        raise TableError(
            Message(
                'normalise={normalise} is not known; take "share", "per_1000_words" or None',
                normalise=quoted(normalise),
            )
        )
    for refused, why in measure.without.items():
        if normalise == refused:
            raise TableError(why)


def things_of_words(corpus: Corpus, measure: Measure, unit: Unit, everybody: bool = False) -> Ints:
    """Return the thing that each counted word counts for, of shape (n_words,).

    Parameters
    ----------
    measure
        One whose things are the same for every row of a table, unlike mentions.
    everybody
        Whether the words of interviewers and observers count too.
    """
    from civic_qual.corpus.counted_words import counted_words

    words = counted_words(corpus, everybody)
    return measure.thing(
        Said(corpus=corpus, words=words, unit=unit, word=np.arange(len(words), dtype=np.int64))
    )


def things_of_segments(corpus: Corpus, measure: Measure, unit: Unit) -> Ints:
    """Return the thing that each segment counts for, -1 for none, of shape (n_segments,).

    Parameters
    ----------
    measure
        One that counts by segments, as `segment_measures` names them.
    """
    from civic_qual.corpus.counted_words import word_segments

    things = np.full(len(corpus.segments(unit)), -1, dtype=np.int64)
    segment, first = np.unique(word_segments(corpus, unit), return_index=True)
    things[segment] = things_of_words(corpus, measure, unit)[first]
    return things


def distinct(thing: Ints, group: Ints, size: int) -> Ints:
    """Count distinct things in each of `size` groups and, last, in all: shape (size + 1,).

    Things and groups of -1 are nobody's; a thing without a group still counts in all.

    Examples
    --------
    >>> distinct(np.array([5, 5, 5, 7, -1]), np.array([0, 1, 1, 1, 0]), 2)
    array([1, 2, 2])
    """
    real = thing >= 0
    pairs = _once(np.where(group >= 0, thing * size + group, -1)[real])
    inside = np.bincount(pairs[pairs >= 0] % max(size, 1), minlength=size)[:size]
    return np.append(inside, len(_once(thing[real])))


def totals(number: Ints, group: Ints, size: int) -> Ints:
    """Add up numbers in each of `size` groups and, last, in all: shape (size + 1,).

    Examples
    --------
    >>> totals(np.array([2, 3, 1]), np.array([0, 1, -1]), 2)
    array([2, 3, 6])
    """
    inside = np.bincount(group + 1, weights=number, minlength=size + 1)[1 : size + 1]
    return np.append(inside.astype(np.int64), number.sum())


def _once(values: Ints) -> Ints:
    """Return the distinct values; words of one thing stand together, so runs are cut first."""
    if not len(values):
        return values
    heads = values[np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1))]
    # Words come in the order of the corpus, so mostly nothing is left to sort.
    return heads if (np.diff(heads) > 0).all() else np.unique(heads)


# The measures. Each but the first says how it stands to those above it.


_TITLES: Mapping[str, str] = {
    "turn": Message("Turns"),
    "sentence": Message("Sentences"),
    "paragraph": Message("Paragraphs"),
    "transcript": Message("Transcripts"),
}


def _speakers(said: Said) -> Ints:
    return said.words.participant[said.word]


def _mention(said: Said) -> Ints:
    if said.mention is None:
        raise TypeError(Message("mentions are those of a row of a table: what was read has none"))
    return said.mention


SEGMENTS = add_measure(
    Measure(
        name="segments",
        thing=lambda said: said.segment(),
        segments="asked",
        wholly=True,
        by_segment=True,
        out_of="segments",
        without={},
        people=_speakers,
        relations=Relations(behind="saying", at_most=(), at_least=(), unbound=()),
        words=Words(
            things=units_word,
            title=lambda unit: _TITLES[unit],
            number=counted_units,
            counted=lambda unit: Message(
                "Counted: {things} in which the theme or code is found, each counted once.",
                things=units_word(unit),
            ),
        ),
    )
)
MENTIONS = add_measure(
    Measure(
        name="mentions",
        thing=_mention,
        segments=None,
        wholly=False,
        by_segment=False,
        out_of="words",
        without={
            "share": Message(
                "mentions are no part of a whole, so they have no share; take "
                'normalise="per_1000_words", or measure="segments" for shares'
            )
        },
        people=_speakers,
        relations=Relations(behind="saying", at_most=(), at_least=(), unbound=("segments",)),
        words=Words(
            things=lambda _: Message("mentions"),
            title=lambda _: Message("Mentions"),
            number=lambda n, _: Message.plural("{n} mention", "{n} mentions", n=n),
            counted=lambda _: Message(
                "Counted: mentions, that is coded passages after those that overlap are merged."
            ),
        ),
    )
)
PARTICIPANTS = add_measure(
    Measure(
        name="participants",
        thing=_speakers,
        segments=None,
        wholly=False,
        by_segment=True,
        out_of="participants",
        without={
            "per_1000_words": Message(
                'participants per thousand words mean nothing; take normalise="share", or '
                'measure="segments" or "mentions"'
            )
        },
        people=_speakers,
        relations=Relations(
            behind="person", at_most=("segments", "mentions"), at_least=(), unbound=()
        ),
        words=Words(
            things=lambda _: Message("people"),
            title=lambda _: Message("People"),
            number=lambda n, _: Message.plural("{n} person", "{n} people", n=n),
            counted=lambda _: Message(
                "Counted: people in whose words the theme or code is found at least once."
            ),
        ),
    )
)
TRANSCRIPTS = add_measure(
    Measure(
        name="transcripts",
        thing=lambda said: said.words.transcript[said.word],
        segments=None,
        wholly=False,
        by_segment=True,
        out_of="transcripts",
        without={
            "per_1000_words": Message(
                'transcripts per thousand words mean nothing; take normalise="share", or '
                'measure="segments" or "mentions"'
            )
        },
        people=_speakers,
        relations=Relations(
            behind="gathering",
            at_most=("segments", "mentions"),
            at_least=(),
            unbound=("participants",),
        ),
        words=Words(
            things=lambda _: Message("interviews"),
            title=lambda _: Message("Interviews"),
            number=lambda n, _: Message.plural("{n} interview", "{n} interviews", n=n),
            counted=lambda _: Message(
                "Counted: interviews in which the theme or code is found at least once."
            ),
        ),
    )
)
WORDS = add_measure(
    Measure(
        name="words",
        thing=lambda said: said.word,
        segments=None,
        wholly=False,
        by_segment=False,
        out_of="words",
        without={},
        people=_speakers,
        relations=Relations(
            behind="saying",
            at_most=(),
            at_least=("segments", "mentions", "participants", "transcripts"),
            unbound=(),
        ),
        words=Words(
            things=lambda _: Message("words"),
            title=lambda _: Message("Words"),
            number=lambda n, _: Message.plural("{n} word", "{n} words", n=n),
            counted=lambda _: Message("Counted: words inside coded passages, each counted once."),
        ),
    )
)
