"""The distinct words of a corpus, numbered in the order in which they were met.

A *word type* is one language, one way of writing, one form and one key; tokens are numbers of
types. Rules are resolved here, on tens of thousands of types, never on millions of tokens.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from civic_qual.arrays import Bools, Bytes, Ints, Ints32
from civic_qual.language.tokenising.interning import Hashes, HashTable
from civic_qual.language.tokenising.raw_runs import Gaps
from civic_qual.language.words import OPENERS, form_and_key


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
