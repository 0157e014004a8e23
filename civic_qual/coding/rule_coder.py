"""The coder that applies the rules of a codebook, and says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Ints, Merged, merged
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings, need_codebook, need_corpus
from civic_qual.coding.columns import Labels, ReadingColumns, coding_columns, reading_columns
from civic_qual.coding.evidence import RuleEvidence, rule_references
from civic_qual.coding.matching.hits import Findings
from civic_qual.coding.matching.searching import found
from civic_qual.coding.readings import written_codes
from civic_qual.corpus.counted_words import kept_with_corpus, turn_columns
from civic_qual.corpus.model import NOT_COUNTED, Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError, UnrunnableRuleError
from civic_qual.messages import Message

CODER = "rules"


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
        need_codebook(self.codebook)
        need_corpus(corpus)
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
