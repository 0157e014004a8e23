"""Why a passage carries a code: kept as numbers, put into words only when someone asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from civic_qual.corpus.model import Corpus, Span


class Evidence(Protocol):
    """The reasons of some codings, by position."""

    def __len__(self) -> int: ...

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the reasons of codings (of all, if not told), one text each.

        With `words=False` nothing that somebody said is in them.
        """
        ...

    def take(self, positions: Sequence[int]) -> Evidence:
        """Return the evidence of some codings, in the order told."""
        ...


@dataclass(frozen=True)
class TextEvidence:
    """Reasons written down by people, or read back from a file."""

    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the texts; they may quote somebody, so without words nothing of them is left."""
        chosen = range(len(self)) if positions is None else positions
        return [self.texts[position] if words else "" for position in chosen]

    def take(self, positions: Sequence[int]) -> TextEvidence:
        """Return the evidence of some codings, in the order told."""
        return TextEvidence(tuple(self.texts[position] for position in positions))


class RuleReference(NamedTuple):
    """A rule by its address: the code, the language, and its number there, from 1."""

    code: str
    language: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.language} #{self.number} ({self.text})"


# Which rules found a passage, each with the offsets of the words it met; and the transcript.
RuleHits: TypeAlias = dict[RuleReference, tuple[Span, ...]]


@dataclass(frozen=True)
class RuleEvidence:
    """The rules that fired for each coding, and where the words stand that they met."""

    corpus: Corpus
    transcripts: tuple[str, ...]
    hits: tuple[RuleHits, ...]

    def __len__(self) -> int:
        return len(self.hits)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `eng.alert en #2 (alert network): alert [4:9], network [10:17]`."""
        chosen = range(len(self)) if positions is None else positions
        return [self._describe(position, words) for position in chosen]

    def take(self, positions: Sequence[int]) -> RuleEvidence:
        """Return the evidence of some codings, in the order told."""
        return RuleEvidence(
            self.corpus,
            tuple(self.transcripts[position] for position in positions),
            tuple(self.hits[position] for position in positions),
        )

    def _describe(self, position: int, words: bool) -> str:
        hits = self.hits[position]
        if not words:
            return "; ".join(str(rule) for rule in sorted(hits))
        text = self.corpus[self.transcripts[position]].text
        return "; ".join(f"{rule}: {_quoted(hits[rule], text)}" for rule in sorted(hits))


@dataclass(frozen=True)
class JoinedEvidence:
    """The reasons of several coders, each under the coder's name."""

    reasons: tuple[tuple[tuple[str, Evidence, int], ...], ...]

    def __len__(self) -> int:
        return len(self.reasons)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `rules: eng.alert en #2 (alert network) | anna: `."""
        chosen = range(len(self)) if positions is None else positions
        return [self._describe(position, words) for position in chosen]

    def take(self, positions: Sequence[int]) -> JoinedEvidence:
        """Return the evidence of some codings, in the order told."""
        return JoinedEvidence(tuple(self.reasons[position] for position in positions))

    def _describe(self, position: int, words: bool) -> str:
        return " | ".join(
            f"{coder}: {evidence.describe([place], words)[0]}".removesuffix(": ")
            for coder, evidence, place in self.reasons[position]
        )


def _quoted(spans: Sequence[Span], text: str) -> str:
    return ", ".join(f"{text[start:end]} [{start}:{end}]" for start, end in spans)
