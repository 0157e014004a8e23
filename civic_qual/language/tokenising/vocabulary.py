"""The distinct words of a corpus, numbered in the order in which they were met.

A *word type* is one language, one way of writing, one form and one key; tokens are numbers of
types. Rules are resolved here, on tens of thousands of types, never on millions of tokens.

Some words are not simply runs of letters: `n't`, elisions, dotted acronyms, words with soft
hyphens. Where a cheap look at two or three bytes says that one may stand, the whole *stretch*
around it that holds no white space is read by `civic_qual.language.words.words`. What is read is
kept, and the same stretch is then looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from civic_qual.arrays import Bools, Bytes, Ints, Ints32
from civic_qual.language.tokenising.interning import (
    APOSTROPHE,
    DOT,
    ELIDES,
    HYPHEN,
    JOINS,
    PADDING,
    TIGHT,
    Gaps,
    Hashes,
    HashTable,
    hashes,
)
from civic_qual.language.tokenising.raw_runs import Pieces, RawRuns, raw_runs, sheet_of
from civic_qual.language.words import ELISIONS, OPENERS, Word, form_and_key, words


class KnownStretches:
    """All stretches of one language read so far, numbered by `table`.

    The words of stretch i stand at `first[i]:first[i + 1]` of the other columns: `start` and
    `end` in bytes from the start of the stretch, `type` a word type, `dotted` whether the word
    ends in an acronym's dot.
    """

    def __init__(self, bits: int = 10) -> None:
        self.table = HashTable(bits)
        self.first: Ints = np.zeros(1, dtype=np.int64)
        self.start: Ints = np.zeros(0, dtype=np.int64)
        self.end: Ints = np.zeros(0, dtype=np.int64)
        self.type: Ints32 = np.zeros(0, dtype=np.int32)
        self.dotted: Bools = np.zeros(0, dtype=np.bool_)

    def __len__(self) -> int:
        return len(self.first) - 1

    def append(self, count: Ints, start: Ints, end: Ints, types: Ints32, dotted: Bools) -> None:
        """Add stretches of `count` words each."""
        self.first = np.concatenate([self.first, self.first[-1] + np.cumsum(count)])
        self.start = np.concatenate([self.start, start])
        self.end = np.concatenate([self.end, end])
        self.type = np.concatenate([self.type, types])
        self.dotted = np.concatenate([self.dotted, dotted])


_LINE = ord("\n")


class Vocabulary:
    """Word types: `language`, `form` and `key` of each, as in `Word`. It only ever grows.

    Examples
    --------
    >>> known = Vocabulary()
    >>> known.add("fr", "L’", "L'", "le"), known.add("fr", "L’", "L'", "le")
    (0, 0)
    >>> known.of("fr").types_of_keys(["le"]).tolist(), known.of("en").keys
    ([0], [])
    """

    def __init__(self, table_bits: int = 16) -> None:
        self.language: list[str] = []
        self.form: list[str] = []
        self.key: list[str] = []
        self.gaps = Gaps(min(table_bits, 12))
        self.table_bits = table_bits
        self._runs: dict[str, HashTable] = {}
        self._stretches: dict[str, KnownStretches] = {}
        self._others: dict[tuple[str, str, str, str], int] = {}
        self._written: dict[int, str] = {}  # where it is not the form
        self._of: dict[str, tuple[int, LanguageWords]] = {}

    def __len__(self) -> int:
        return len(self.key)

    def of(self, language: str) -> LanguageWords:
        """Return the words of one language, for resolving rules; cached until there are more."""
        size, words = self._of.get(language, (-1, None))
        if words is None or size != len(self):
            types = [number for number, own in enumerate(self.language) if own == language]
            words = LanguageWords(self, np.array(types, dtype=np.int32))
            self._of[language] = (len(self), words)
        return words

    def stretches(self, language: str) -> KnownStretches:
        """Return the stretches of one language that were read word by word."""
        if language not in self._stretches:
            self._stretches[language] = KnownStretches(min(self.table_bits, 10))
        return self._stretches[language]

    def opens_sentence(self, number: int) -> bool:
        """Whether a word has a capital and is one of those that open sentences."""
        written = self._written.get(number, self.form[number])
        return written[0].isupper() and written.casefold() in OPENERS

    def add(self, language: str, written: str, form: str, key: str) -> int:
        """Return the type of a word that is more than one run of letters; add it if new."""
        identity = (language, written, form, key)
        number = self._others.get(identity)
        if number is None:
            number = self._others[identity] = len(self)
            self.language.append(language)
            self.form.append(form)
            self.key.append(key)
            if written != form:
                self._written[number] = written
        return number

    def add_runs(
        self,
        language: str,
        text: Bytes,
        start: Ints,
        end: Ints,
        hashed: Hashes,
        others: Ints | None = None,
        types: Ints32 | None = None,
    ) -> Ints32:
        """Return the types of runs of bytes; `others` are words whose `types` are known."""
        table = self._runs.get(language)
        if table is None:
            table = self._runs[language] = HashTable(self.table_bits)
        found, new = table.intern(hashed, len(self), others, types)
        if new.size:
            self._append(language, text, start[new], end[new])
        return found

    def _append(self, language: str, text: Bytes, start: Ints, end: Ints) -> None:
        """Add the words at some places, all new: one a line, they are decoded in one go."""
        after = np.cumsum(end - start + 1)
        places = np.arange(after[-1]) + np.repeat(end + 1 - after, end - start + 1)
        lines = text[places]
        lines[after - 1] = _LINE
        written = lines.tobytes().decode("utf-8", "surrogatepass")
        # Neither composing nor folding letters looks over the end of a line.
        form, key = form_and_key(written, None)
        if form != written:
            pairs = zip(written.split("\n"), form.split("\n"), strict=True)
            self._written.update(
                (len(self) + line, own)
                for line, (own, composed) in enumerate(pairs)
                if own != composed
            )
        self.language += [language] * len(after)
        self.form += form.split("\n")[:-1]
        self.key += key.split("\n")[:-1]


class LanguageWords:
    """The word types of one language, by key and by form."""

    def __init__(self, vocabulary: Vocabulary, types: Ints32) -> None:
        self.types = types
        self._forms, self._keys = vocabulary.form, vocabulary.key

    @cached_property
    def keys(self) -> list[str]:
        """The distinct keys, sorted."""
        return list(dict.fromkeys(self.sorted_keys))

    @cached_property
    def sorted_keys(self) -> list[str]:
        """The keys of all types, sorted; `by_key` holds the type of each."""
        return list(map(self._keys.__getitem__, self.by_key.tolist()))

    @cached_property
    def by_key(self) -> Ints32:
        """The types in the order of their keys."""
        return np.array(sorted(self.types.tolist(), key=self._keys.__getitem__), dtype=np.int32)

    @cached_property
    def _by_key(self) -> _ByName:
        return _ByName(self.types, self._keys)

    @cached_property
    def _by_form(self) -> _ByName:
        return _ByName(self.types, self._forms)

    def types_of_keys(self, keys: Collection[str]) -> Ints32:
        """Return the types with any of some keys, each key given once; sorted."""
        return self._by_key.of(keys)

    def types_of_form(self, form: str) -> Ints32:
        """Return the types with a form, sorted."""
        return self._by_form.of((form,))


class _ByName:
    """Types by name: the first of each name, and a list only for those that have more."""

    def __init__(self, types: Ints32, names: Sequence[str]) -> None:
        self.first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        for number in types.tolist():
            if self.first.setdefault(names[number], number) != number:
                self._more.setdefault(names[number], []).append(number)

    def of(self, names: Collection[str]) -> Ints32:
        """Return the types with any of some names, sorted."""
        types = [number for number in map(self.first.get, names) if number is not None]
        if not self._more.keys().isdisjoint(names):
            types += [number for name in names for number in self._more.get(name, ())]
        types.sort()
        return np.array(types, dtype=np.int32)


def _hashes(*elided: str) -> Hashes:
    """Return the hashes of words as one may write them: they are short, so none meet."""
    written = [form.encode() for word in elided for form in {word, word.upper(), word.capitalize()}]
    after = np.cumsum([len(form) for form in written])
    text = np.frombuffer(b"".join(written) + bytes(PADDING), dtype=np.uint8)
    return hashes(text, np.concatenate([[0], after[:-1]]), after)


_SURE = _hashes(*(word for word in ELISIONS if word not in ("n", "m", "s", "quelqu")))
_MAY_BEGIN_NAMES = _hashes("n", "m")  # N'Djamena, M'Boki, but before small vowels never
_SMALL_VOWELS = np.frombuffer(b"aehiouy", dtype=np.uint8)
_S, _I = _hashes("s"), np.frombuffer(b"iI", dtype=np.uint8)  # not before il and ils


def plain_elisions(runs: RawRuns, apostrophes: Ints) -> Ints:
    """Return those gaps of one apostrophe before which an elided word ends for sure."""
    gap = apostrophes[(apostrophes > 0) & (apostrophes < len(runs.start))]
    gap = gap[runs.gaps[gap - 1] & TIGHT == 0]  # what goes on from before may be an acronym
    before, after = runs.hashed[gap - 1], runs.text[runs.start[gap]]
    plain = np.isin(before, _SURE)
    plain |= np.isin(before, _MAY_BEGIN_NAMES) & np.isin(after, _SMALL_VOWELS)
    plain |= np.isin(before, _S) & ~np.isin(after, _I)
    return np.setdiff1d(gap[plain], runs.marked, assume_unique=True)


_LENGTH = np.ones(256, dtype=np.int64)  # of a character, by its first byte
_LENGTH[0xC0:0xE0], _LENGTH[0xE0:0xF0], _LENGTH[0xF0:] = 2, 3, 4


def _bytes(characters: str) -> Bools:
    found = np.zeros(256, dtype=np.bool_)
    found[[ord(character) for character in characters]] = True
    return found


_CAPITAL = _bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CAPITAL[128:] = True  # it may be one
_N, _T = _bytes("nN"), _bytes("tT")
_E = _bytes("eE\xc3")  # with an accent, its first byte


@dataclass(frozen=True, eq=False)
class Stretches:
    """The runs from `first` to before `after` make a stretch from byte `start` to `end`."""

    first: Ints
    after: Ints
    start: Ints
    end: Ints


def odd_stretches(runs: RawRuns, rules: str) -> Stretches | None:
    """Return the stretches that may hold other words than runs, by the rules of a language."""
    gaps = runs.gaps
    gap = np.flatnonzero((gaps & (TIGHT | ELIDES)) != 0)  # few; all before is about these
    flags = gaps[gap]
    tight = gap[flags & TIGHT > 0]
    spots = [runs.marked, gap[flags & JOINS > 0] - 1, _acronyms(runs, gap[flags & DOT > 0])]
    if rules == "en":
        spots.append(_negated(runs, gap[flags & APOSTROPHE > 0]))
    elif rules == "fr":
        spots += [gap[flags & ELIDES > 0] - 1, _perhaps(runs, gap[flags & HYPHEN > 0])]
        # What is elided for sure makes a stretch without the word after it: these are few.
        plain = plain_elisions(runs, gap[flags & APOSTROPHE > 0])
        tight = np.setdiff1d(tight, plain, assume_unique=True)
    odd = np.concatenate(spots)
    odd = odd[odd >= 0]
    return _around(runs, tight, odd) if odd.size else None


def _around(runs: RawRuns, tight: Ints, odd: Ints) -> Stretches:
    """Return the stretches in which some runs stand; within them all gaps are `tight`."""
    opens = np.diff(tight, prepend=-1) > 1  # gap g stands between the runs g - 1 and g
    first, after = tight[opens] - 1, tight[np.append(opens[1:], True)[: len(tight)]] + 1
    which = np.searchsorted(first, odd, side="right") - 1
    inside = which >= 0
    inside[inside] = odd[inside] < after[which[inside]]
    alone = odd[~inside]
    first = np.unique(np.concatenate([alone, first[which[inside]]]))
    after = np.unique(np.concatenate([alone + 1, after[which[inside]]]))
    end = runs.end[after - 1]
    tail = (runs.gaps[after] & ELIDES > 0) * _LENGTH[runs.text[end]] + (runs.text[end] == ord("."))
    return Stretches(first, after, runs.start[first], end + tail)


def _between(runs: RawRuns, gap: Ints, before: Bools, after: Bools) -> Ints:
    """Return the runs before some gaps, where certain bytes stand before and after."""
    gap = gap[(gap > 0) & (gap < len(runs.start))]
    spots: Ints = gap[before[runs.text[runs.end[gap - 1] - 1]] & after[runs.text[runs.start[gap]]]]
    return spots - 1


def _acronyms(runs: RawRuns, dots: Ints) -> Ints:
    return _between(runs, dots, _CAPITAL, _CAPITAL)


def _negated(runs: RawRuns, apostrophes: Ints) -> Ints:
    return _between(runs, apostrophes, _N, _T)


def _perhaps(runs: RawRuns, hyphens: Ints) -> Ints:
    return _between(runs, hyphens, _T, _E)


def read_stretches(
    text: Bytes, stretches: Stretches, language: str, vocabulary: Vocabulary
) -> Ints32:
    """Return the numbers of stretches among those the vocabulary keeps; read the new ones."""
    known = vocabulary.stretches(language)
    found, new = known.table.intern(hashes(text, stretches.start, stretches.end), len(known))
    if new.size:
        known.append(
            *_read(
                [
                    text[start:end].tobytes().decode("utf-8", "surrogatepass")
                    for start, end in zip(
                        stretches.start[new].tolist(), stretches.end[new].tolist(), strict=True
                    )
                ],
                language,
                vocabulary,
            )
        )
    return found


def _read(
    new: list[str],
    language: str,
    vocabulary: Vocabulary,
) -> tuple[Ints, Ints, Ints, Ints32, Bools]:
    """Read stretches by `words`; return the columns of `KnownStretches`."""
    found = [words(text, rules_of(language)) for text in new]
    flat = [(text, word) for text, own in zip(new, found, strict=True) for word in own]
    written = [text[word.start : word.end] for text, word in flat]
    return (
        np.array([len(own) for own in found], dtype=np.int64),
        np.array([len(_encoded(text[: word.start])) for text, word in flat], dtype=np.int64),
        np.array([len(_encoded(text[: word.end])) for text, word in flat], dtype=np.int64),
        _types(written, [word for _, word in flat], language, vocabulary),
        np.array([word[-1] == "." for word in written], dtype=np.bool_),
    )


def rules_of(language: str) -> str:
    """Return the language by whose rules words are parted: English where none is known."""
    return language or "en"


def _types(written: list[str], found: list[Word], language: str, vocabulary: Vocabulary) -> Ints32:
    """Return the types of words; those that are one run each go where all such words go."""
    types = np.full(len(written), -1, dtype=np.int32)
    if not written:
        return types
    runs = raw_runs(sheet_of(Pieces.whole(written)), vocabulary.gaps)
    line = np.searchsorted(runs.begin, runs.start, side="right") - 1
    whole = runs.end - runs.start == np.diff(runs.begin)[line] - 1
    types[line[whole]] = vocabulary.add_runs(
        language, runs.text, runs.start[whole], runs.end[whole], runs.hashed[whole]
    )
    for place in np.flatnonzero(types < 0).tolist():
        word = found[place]
        types[place] = vocabulary.add(language, written[place], word.form, word.key)
    return types


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
