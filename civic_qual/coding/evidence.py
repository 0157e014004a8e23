"""Why a passage carries a code: kept as numbers, put into words only when someone asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np

from civic_qual.arrays import Ints, Merged, expanded
from civic_qual.codebook.model import Codebook
from civic_qual.coding.matching.hits import Findings
from civic_qual.corpus.model import Span, Transcript


class RuleReference(NamedTuple):
    """A rule by its address: the code, the language, and its number there, from 1."""

    code: str
    language: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.language} #{self.number} ({self.text})"


def rule_references(codebook: Codebook) -> list[RuleReference]:
    """Return the addresses of all rules, in the order of the codebook."""
    references = []
    for code in codebook:
        count: Counter[str] = Counter()
        for rule in code.rules:
            count[rule.language] += 1
            text = " ".join(rule.text.split())
            references.append(RuleReference(code.id, rule.language, count[rule.language], text))
    return references


BATCH = 4096  # codings described at once: their words are looked up together


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


RuleHits: TypeAlias = dict[RuleReference, tuple[Span, ...]]


@dataclass(frozen=True, eq=False, kw_only=True)
class RuleEvidence:
    """The rules that fired for each coding, and where the words stand that they met.

    Of a coding only the number of its passage is kept: `chosen` has shape (n_codings,).
    `origin` holds the place of each transcript's first character; `findings` number the rules
    in the order of the codebook.
    """

    transcripts: tuple[Transcript, ...]
    origin: Ints
    codebook: Codebook
    findings: Findings
    passages: Merged
    chosen: Ints

    def __len__(self) -> int:
        return len(self.chosen)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `eng.alert en #2 (alert network): alert [4:9], network [10:17]`."""
        chosen = np.array(range(len(self)) if positions is None else [*positions], dtype=np.int64)
        return [
            text
            for begin in range(0, len(chosen), BATCH)
            for text in self._described(chosen[begin : begin + BATCH], words)
        ]

    def take(self, positions: Sequence[int]) -> RuleEvidence:
        """Return the evidence of some codings, in the order told."""
        return replace(self, chosen=self.chosen[np.asarray(positions, dtype=np.int64)])

    @cached_property
    def rules(self) -> list[RuleReference]:
        """The addresses of the rules, by their numbers."""
        return rule_references(self.codebook)

    def hits(self, positions: Ints) -> list[RuleHits]:
        """Return the rules that fired for codings, each with the offsets of the words it met."""
        passages = self.chosen[positions]
        entries, whose = expanded(self.passages.first[passages], self.passages.first[passages + 1])
        hits = self.passages.member[entries]
        met = self.findings.words(hits)
        shift = np.repeat(self.origin[self._transcripts(passages)][whose], np.diff(met.offsets))
        spans = list(zip((met.start - shift).tolist(), (met.end - shift).tolist(), strict=True))
        found: list[defaultdict[int, set[Span]]] = [defaultdict(set) for _ in positions]
        for coding, rule, (low, high) in zip(
            whose.tolist(),
            self.findings.rule[hits].tolist(),
            pairwise(met.offsets.tolist()),
            strict=True,
        ):
            found[coding][rule].update(spans[low:high])
        return [self._by_address(one) for one in found]

    def _by_address(self, met: Mapping[int, set[Span]]) -> RuleHits:
        addresses = sorted((self.rules[rule], rule) for rule in met)
        return {address: tuple(sorted(met[rule])) for address, rule in addresses}

    def _described(self, positions: Ints, words: bool) -> Iterator[str]:
        transcripts = self._transcripts(self.chosen[positions]).tolist()
        for transcript, hits in zip(transcripts, self.hits(positions), strict=True):
            text = self.transcripts[transcript].text
            yield "; ".join(
                f"{rule}: {_quoted(spans, text)}" if words else str(rule)
                for rule, spans in hits.items()
            )

    def _transcripts(self, passages: Ints) -> Ints:
        """Return the places of the transcripts in which passages stand."""
        return np.searchsorted(self.origin, self.passages.start[passages], side="right") - 1


@dataclass(frozen=True)
class JoinedEvidence:
    """The reasons of several coders, each under the coder's name."""

    reasons: tuple[tuple[tuple[str, Evidence, int], ...], ...]

    def __len__(self) -> int:
        return len(self.reasons)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `rules: eng.alert en #2 (alert network) | anna: `."""
        chosen = [
            self.reasons[position]
            for position in (range(len(self)) if positions is None else positions)
        ]
        told = _told(
            {
                (id(evidence), place): evidence
                for reasons in chosen
                for _, evidence, place in reasons
            },
            words,
        )
        return [
            " | ".join(
                f"{coder}: {told[id(evidence), place]}".removesuffix(": ")
                for coder, evidence, place in reasons
            )
            for reasons in chosen
        ]

    def take(self, positions: Sequence[int]) -> JoinedEvidence:
        """Return the evidence of some codings, in the order told."""
        return JoinedEvidence(tuple(self.reasons[position] for position in positions))


def _told(asked: Mapping[tuple[int, int], Evidence], words: bool) -> dict[tuple[int, int], str]:
    """Describe reasons, those of each coder all at once: one by one takes many times longer."""
    places: dict[int, list[int]] = defaultdict(list)
    for number, place in asked:
        places[number].append(place)
    whose = {number: evidence for (number, _), evidence in asked.items()}
    return {
        (number, place): text
        for number, some in places.items()
        for place, text in zip(some, whose[number].describe(some, words), strict=True)
    }


def _quoted(spans: Sequence[Span], text: str) -> str:
    return ", ".join(f"{text[start:end]} [{start}:{end}]" for start, end in spans)
