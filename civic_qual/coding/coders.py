"""Coders: the one that applies the rules of a codebook, and how those of several are kept apart.

A table is of one coder: several are never mixed by accident. What `combine` resolved is one
coder, although its codings keep the origin of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from civic_qual.arrays import Ints, Merged, merged
from civic_qual.calls import helpful, helpful_when_made, offer
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import (
    COMBINED,
    Codings,
    refuse_strangers,
)
from civic_qual.coding.columns import Labels, ReadingColumns, coding_columns, pairs, reading_columns
from civic_qual.coding.evidence import Evidence, RuleEvidence, rule_references
from civic_qual.coding.matching.hits import Findings
from civic_qual.coding.matching.searching import found
from civic_qual.coding.readings import written_codes
from civic_qual.corpus.counted_words import kept_with_corpus, turn_columns
from civic_qual.corpus.model import NOT_COUNTED, Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError, TableError, UnrunnableRuleError
from civic_qual.messages import Message, enumerated, quoted, typed, unless_on_page

CODER = "rules"


@helpful_when_made
@dataclass(frozen=True)
class RuleCoder:
    """Codes a corpus by the rules of a codebook.

    It reads every turn of a role that counts, in every language the codebook has rules for;
    what it cannot read has no reading. A code is considered in the languages it, or a code
    below it, has rules for.

    What rules find is kept with the corpus: after an edit of the codebook, only the rules that
    have changed are searched again.

    Parameters
    ----------
    codebook
        Whose rules are applied.
    include_interviewers
        Whether what interviewers and observers say is read too. A rule that names its
        `speaker` listens to these roles in any case, and to no other.

    See Also
    --------
    check_codebook : Whether the rules find the codebook's own examples.
    compare : What a change of the rules changes.

    Examples
    --------
    >>> import civic_qual as cq
    >>> codings = RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> codings.coders, set(codings.frame["origin"])
    (('rules',), {'rule'})
    """

    codebook: Codebook
    include_interviewers: bool = field(default=False, kw_only=True)

    @helpful
    def code(self, corpus: Corpus) -> Codings:
        """Return all codings and readings of a corpus, with their evidence.

        A rule that takes too long, or finds more than memory holds, is left out with all it
        found; `Codings.problems` names it, and every table says so.

        Raises
        ------
        CodingError
            If a rule cannot be run at all: its token pattern needs a model, or its word list
            does not exist. The message names the rule.
        """
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        rules = [rule for code in self.codebook for rule in code.rules]
        findings = found(rules, corpus, self.codebook.lists, self.include_interviewers)
        problems = _problems(self.codebook, findings)
        confidence = np.array([rule.confidence for rule in rules], dtype=np.float64)
        passages = self._passages(findings)
        origin = token_index(corpus).origin
        transcript = np.searchsorted(origin, passages.start, side="right") - 1
        coded, order = coding_columns(
            transcript=transcript,
            start=passages.start - origin[transcript],
            end=passages.end - origin[transcript],
            code=passages.group,
            score=passages.most(confidence[findings.rule]),
            coder=CODER,
            origin="rule",
            time=time,
        )
        evidence = RuleEvidence(
            transcripts=corpus.transcripts,
            origin=origin,
            codebook=self.codebook,
            findings=findings,
            passages=passages,
            chosen=order,
        )
        read = _rule_readings(
            corpus, self.codebook, self.include_interviewers, coder=CODER, time=time
        )
        return Codings(
            corpus=corpus,
            codebook=self.codebook,
            coded=coded,
            read=read,
            evidence=evidence,
            problems=problems,
        )

    def _passages(self, findings: Findings) -> Merged:
        """Return the hits of each code merged where they overlap."""
        sizes = [len(code.rules) for code in self.codebook]
        code = np.repeat(np.arange(len(sizes)), sizes)
        return merged(findings.start, findings.end, code[findings.rule])


def _problems(codebook: Codebook, findings: Findings) -> tuple[str, ...]:
    """Return what rules were left out, and why; refuse those that a person must mend first."""
    if not findings.trouble:
        return ()
    problems = []
    for rule, sought in zip(rule_references(codebook), findings.sought, strict=True):
        trouble = findings.trouble.get(sought)
        if isinstance(trouble, UnrunnableRuleError):
            problems.append(
                Message(
                    "rule {rule} was left out, so {code} may be found too seldom: {problem}",
                    rule=str(rule),
                    code=rule.code,
                    problem=trouble,
                )
            )
        elif trouble is not None:
            raise CodingError(
                Message("rule {rule}: {problem}", rule=str(rule), problem=trouble)
            ) from None
    return tuple(problems)


def _rule_readings(
    corpus: Corpus, codebook: Codebook, everybody: bool, *, coder: str, time: str
) -> ReadingColumns:
    """Return one reading a turn in which something was said and rules looked for something.

    Parameters
    ----------
    everybody
        Whether rules without `speaker` listen to interviewers and observers too.
    """
    sought = _sought(codebook)
    codes = tuple(
        _written(codebook, sought, *kind, everybody) for kind in turn_kinds(corpus).values
    )
    read = _readings(corpus, codes, coder)
    return replace(read, time=Labels.of(time, len(read)))


@kept_with_corpus
def _readings(corpus: Corpus, codes: tuple[str, ...], coder: str) -> ReadingColumns:
    """Return the readings where these codes were looked for in each kind of turn, without time."""
    turns, kinds = turn_columns(corpus), turn_kinds(corpus)
    looked = np.array([bool(one) for one in codes], dtype=bool)
    said = np.diff(token_index(corpus).turn_first) > 0
    read = np.flatnonzero(said & looked[kinds.which])
    return reading_columns(
        transcript=turns.transcript[read],
        start=turns.start[read],
        end=turns.end[read],
        unit="word",  # rules mark words, so any unit can be counted
        codes=Labels.chosen(codes, kinds.which[read]),
        coder=coder,
        origin="rule",
    )


def _sought(codebook: Codebook) -> dict[tuple[str, str], set[str]]:
    """Return the codes with rules, by language (and ""), and by language and a role they name."""
    sought: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    kinds = {(rule.language, rule.speaker, code.id) for code in codebook for rule in code.rules}
    for language, speaker, code in kinds:
        for role in ("", *speaker):
            sought[language, role].add(code)
    return sought


def _written(
    codebook: Codebook,
    sought: Mapping[tuple[str, str], set[str]],
    language: str,
    role: str,
    everybody: bool,
) -> str:
    named = role in NOT_COUNTED and not everybody
    codes = sought.get((language, role if named else ""), set())
    return written_codes({above for code in codes for above in _upwards(codebook, code)}, codebook)


def _upwards(codebook: Codebook, code: str) -> Iterator[str]:
    while code in codebook:
        yield code
        code = codebook[code].parent


class Kinds(NamedTuple):
    """Language and role of every turn: that of turn i is `values[which[i]]`."""

    values: tuple[tuple[str, str], ...]
    which: Ints


@kept_with_corpus
def turn_kinds(corpus: Corpus) -> Kinds:
    """Return the languages and roles that occur together, and which each turn has."""
    turns = turn_columns(corpus)
    kinds = [
        (str(language), str(role))
        for language, role in zip(turns.language, turns.role, strict=True)
    ]
    values = tuple(sorted(set(kinds)))
    number = {kind: place for place, kind in enumerate(values)}
    return Kinds(values, np.array([number[kind] for kind in kinds], dtype=np.int64))


def one_coder(codings: Codings, coder: str | None = None) -> Codings:
    """Return the codings and readings of one coder and one origin.

    Raises
    ------
    TableError
        If there are several and none is chosen, if the one chosen did not code, or if nothing
        was read.
    """
    if coder is not None and coder not in codings.coders:
        raise TableError(
            Message(
                "nobody called {coder} coded here{offer}",
                coder=quoted(coder),
                offer=offer(coder, codings.coders),
            )
        )
    chosen = codings if coder is None else codings.filter(coder=coder)
    who = _who(chosen)
    if len(who) > 1 and {name for name, _ in who} != {COMBINED}:
        raise TableError(_several(who))
    if not len(chosen.read):
        raise TableError(
            unless_on_page(
                Message(
                    "these codings hold no readings, so nobody can say what was read and "
                    "found without a theme; give {coverage}",
                    coverage=typed(
                        "read_codings(..., coverage=...)", "--coverage whole_transcripts", ""
                    ),
                ),
                Message(
                    "nothing can be counted yet, since nobody marked what they read: take "
                    "passages to read on the page Work, and press Enter when one is read"
                ),
            )
        )
    return chosen


def _who(codings: Codings) -> list[tuple[str, str]]:
    return sorted(
        {pair for part in (codings.coded, codings.read) for pair in pairs(part.coder, part.origin)}
    )


def _several(who: list[tuple[str, str]]) -> Message:
    """Say that several would be counted twice, and how to choose or to resolve them."""
    names = enumerated([f"{name} ({origin})" for name, origin in who])
    first = typed(
        f'coder="{who[0][0]}"',
        f"--coder {who[0][0]}",
        Message("the choice of whose codings are counted"),
    )
    if sum(origin == "human" for _, origin in who) > 1:
        return Message(
            "these codings are by several: {names}. Together they would count twice: "
            "choose one with {first}",
            names=names,
            first=first,
        )
    return Message(
        "these codings are by several: {names}. Together they would count twice: "
        "choose one with {first}{resolve}",
        names=names,
        first=first,
        resolve=typed(Message(", or first resolve them with civic_qual.combine(...)"), "", ""),
    )


def together(codings: Codings | Sequence[Codings]) -> Codings:
    """Put codings of one corpus by one codebook together as they are: people, rules and models.

    Raises
    ------
    CodingError
        If they are of different corpora or codebooks, or two of them hold the same coder.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> together([both.filter(coder="B"), both.filter(coder="A")]).coders
    ('A', 'B')
    """
    if isinstance(codings, Codings):
        return codings
    parts = tuple(codings) if isinstance(codings, Iterable) else ()
    if not parts or not all(isinstance(one, Codings) for one in parts):
        raise CodingError(
            Message(
                "codings are needed: one Codings, or a list of several; names of coders are given "
                "as coders=[...]"
            )
        )
    if len(parts) == 1:
        return parts[0]
    refuse_strangers(parts)
    _refuse_namesakes(parts)
    evidence = StackedEvidence(
        tuple(one.evidence for one in parts),
        tuple((number, row) for number, one in enumerate(parts) for row in range(len(one))),
    )
    rows = pd.concat([one.rows.astype({"transcript": str, "code": str}) for one in parts])
    readings = pd.concat([one.readings.astype({"transcript": str}) for one in parts])
    scores = [one.scores for one in parts if one.scores is not None]
    made = Codings.from_frames(
        corpus=parts[0].corpus,
        codebook=parts[0].codebook,
        rows=rows,
        readings=readings,
        evidence=evidence,
        scores=scores[0] if len(scores) == 1 else None,
    )
    return replace(made, assumed=tuple(sorted({name for one in parts for name in one.assumed})))


def _refuse_namesakes(parts: tuple[Codings, ...]) -> None:
    names, times = np.unique([name for one in parts for name in one.coders], return_counts=True)
    for name in names[times > 1]:
        raise CodingError(
            Message(
                "two of these codings hold a coder {coder}; give each coder a "
                "name of their own, or each coder once",
                coder=quoted(str(name)),
            )
        )


@dataclass(frozen=True)
class StackedEvidence:
    """The reasons of several codings one after another: `rows` are (which part, row in it)."""

    parts: tuple[Evidence, ...]
    rows: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the reasons as each part tells them."""
        asked = [self.rows[one] for one in (range(len(self)) if positions is None else positions)]
        texts = [""] * len(asked)
        for number, part in enumerate(self.parts):
            here = [entry for entry, (which, _) in enumerate(asked) if which == number]
            reasons = part.describe([asked[entry][1] for entry in here], words)
            for entry, reason in zip(here, reasons, strict=True):
                texts[entry] = reason
        return texts

    def take(self, positions: Sequence[int]) -> StackedEvidence:
        """Return the evidence of some codings, in the order told."""
        return StackedEvidence(self.parts, tuple(self.rows[one] for one in positions))
