"""Several coders made one: where a person has read, the person's word stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from civic_qual.coding.codings import (
    ALL_CODES,
    CODING_COLUMNS,
    PREFERENCE,
    READING_COLUMNS,
    Codings,
    records,
)
from civic_qual.coding.column_frames import columns_of_codings, columns_of_readings
from civic_qual.coding.columns import ReadingColumns
from civic_qual.coding.coverage import touched_words
from civic_qual.coding.evidence import Evidence, JoinedEvidence
from civic_qual.corpus.model import Corpus, Span
from civic_qual.corpus.spoken import spoken_words
from civic_qual.errors import CodingError

CODER = "combined"


def combine(*codings: Codings, prefer: str = "human") -> Codings:
    """Resolve codings of several coders into one coder.

    Where a person has read, what machines say about the codes the person considered is
    replaced, absence included. Elsewhere a passage carries a code if any machine says so;
    passages of one code that overlap become one. Rejected codings are left out.

    Parameters
    ----------
    codings
        Of the same corpus by the same codebook; of people, one coder at most.
    prefer
        Whose reading stands: "human" is all there is.

    Returns
    -------
    Codings
        With the one coder `combined`; `origin` and `evidence` keep who said it and why.

    Raises
    ------
    CodingError
        If the codings are of different corpora or codebooks, or of several people.
    """
    if not codings:
        raise CodingError("nothing to combine: give at least one Codings")
    for one in codings:
        if not isinstance(one, Codings):
            raise CodingError(
                f"combine takes codings one by one, not {one!r:.60}; write "
                "combine(machine, people), or combine(*several) for a list"
            )
    if prefer != "human":
        raise CodingError(f'prefer={prefer!r} is not known; take "human"')
    _refuse_strangers(codings)
    _refuse_several_people(codings)
    corpus, codebook = codings[0].corpus, codings[0].codebook
    told = _Told(codings, corpus)
    claims = [
        claim._replace(start=start, end=end)
        for one in codings
        for claim in _claims(one)
        for start, end in told.leaves(claim.row)
    ]
    passages = [passage for group in _grouped(claims) for passage in _merged(group)]
    rows = pd.DataFrame([passage.row for passage in passages], columns=list(CODING_COLUMNS))
    coded, order = columns_of_codings(rows, corpus, codebook)
    evidence = JoinedEvidence(tuple(tuple(passages[place].reasons) for place in order.tolist()))
    problems = dict.fromkeys(problem for one in codings for problem in one.problems)
    return Codings(corpus, codebook, coded, _readings(codings, told, corpus), evidence,
                   problems=tuple(problems))


class _Claim(NamedTuple):
    """A coder's word that a passage carries a code, and where the reason for it stands."""

    start: int
    end: int
    row: dict[str, Any]
    reason: tuple[str, Evidence, int]


@dataclass
class _Passage:
    """A passage of the result: its row, and the reasons of all who claimed it."""

    row: dict[str, Any]
    reasons: list[tuple[str, Evidence, int]] = field(default_factory=list)


class _Told:
    """What the person has read, by transcript: spans, and the codes considered in each."""

    def __init__(self, codings: Iterable[Codings], corpus: Corpus) -> None:
        self._corpus = corpus
        self._read: dict[str, list[tuple[int, int, frozenset[str]]]] = defaultdict(list)
        for one in codings:
            human = one.readings[one.readings["origin"] == "human"]
            for row in records(human):
                span = (row["start"], row["end"], frozenset(row["codes"].split()))
                self._read[row["transcript"]].append(span)
        for spans in self._read.values():
            spans.sort(key=lambda span: span[:2])

    def leaves(self, row: dict[str, Any]) -> Iterator[Span]:
        """Yield what is left of a coding or reading.

        All of a person's, and of a machine's the parts that hold words and no person has read.
        """
        start, end = row["start"], row["end"]
        if row["origin"] == "human":
            yield start, end
            return
        for first, last in [*self._considered(row), (end, end)]:
            if self._has_words(row["transcript"], (start, min(first, end))):
                yield start, min(first, end)
            start = max(start, last)

    def _considered(self, row: dict[str, Any]) -> list[Span]:
        """Return what was read for the code of a coding, or for all codes, in order."""
        return [
            (first, last)
            for first, last, codes in self._read[row["transcript"]]
            if ALL_CODES in codes or row.get("code") in codes
        ]

    def _has_words(self, transcript: str, span: Span) -> bool:
        if span[0] >= span[1]:
            return False
        spoken = spoken_words(self._corpus[transcript])
        touched = touched_words(spoken.start, spoken.end, span)
        return bool(touched.start < touched.stop)


def _claims(codings: Codings) -> Iterator[_Claim]:
    for place, row in enumerate(records(codings.rows)):
        if row["status"] != "rejected":
            yield _Claim(row["start"], row["end"], row, (row["coder"], codings.evidence, place))


def _grouped(claims: Iterable[_Claim]) -> Iterable[list[_Claim]]:
    """Group claims by transcript and code."""
    groups: dict[tuple[str, str], list[_Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.row["transcript"], claim.row["code"]].append(claim)
    return groups.values()


def _merged(claims: list[_Claim]) -> list[_Passage]:
    """Merge claims of one code in one transcript where they overlap."""
    passages: list[_Passage] = []
    for claim in sorted(claims, key=_order):
        if not passages or claim.start >= passages[-1].row["end"]:
            row = {**claim.row, "start": claim.start, "end": claim.end, "coder": CODER}
            passages.append(_Passage(row))
        row = passages[-1].row
        row["end"] = max(row["end"], claim.end)
        row["score"] = max(row["score"], claim.row["score"])
        row["origin"] = min(row["origin"], claim.row["origin"], key=PREFERENCE.index)
        passages[-1].reasons.append(claim.reason)
    return passages


def _order(claim: _Claim) -> tuple[int, int, int, str]:
    return (claim.start, claim.end, PREFERENCE.index(claim.row["origin"]), claim.row["coder"])


def _readings(codings: Iterable[Codings], told: _Told, corpus: Corpus) -> ReadingColumns:
    """Return what all have read, under the one name: a machine's only where no person read."""
    rows = [
        {**row, "start": start, "end": end, "coder": CODER}
        for one in codings
        for row in records(one.readings)
        for start, end in told.leaves(row)
    ]
    table = pd.DataFrame(rows, columns=list(READING_COLUMNS))
    table = table.drop_duplicates(["transcript", "start", "end", "unit", "codes", "origin"])
    return columns_of_readings(table, corpus)


def _refuse_strangers(codings: tuple[Codings, ...]) -> None:
    texts = {tuple((one.id, one.revision) for one in coded.corpus) for coded in codings}
    if len(texts) > 1:
        raise CodingError(
            "these codings are of different corpora; code the same one, or read "
            "them back with read_codings(..., corpus, codebook)"
        )
    books = {
        (coded.codebook.rules_fingerprint, coded.codebook.content_fingerprint) for coded in codings
    }
    if len(books) > 1:
        raise CodingError(
            "these codings were made by different codebooks; code again with one of "
            "them, or see what changed with compare(before, after)"
        )


def _refuse_several_people(codings: tuple[Codings, ...]) -> None:
    people = sorted({name for one in codings for name in one.only(origin="human").coders})
    if len(people) > 1:
        names = ", ".join(people)
        raise CodingError(
            f"several people have coded: {names}. Choose one with codings.only(coder="
            f"{people[0]!r}), or resolve where they differ first; if they shared out the "
            "interviews among them, give them one name in the column coder"
        )
