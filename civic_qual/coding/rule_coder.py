"""The coder that applies the rules of a codebook, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from civic_qual.codebook.model import Codebook, Rule
from civic_qual.coding.arguments import need_codebook, need_corpus
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns
from civic_qual.coding.evidence import RuleEvidence
from civic_qual.coding.matching.findings import found
from civic_qual.coding.matching.findings_merging import Findings
from civic_qual.coding.merging import Passages, merged
from civic_qual.coding.rule_readings import rule_readings
from civic_qual.coding.rule_references import rule_references
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError, UnrunnableRuleError

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
    """

    codebook: Codebook
    include_interviewers: bool = False

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
        passages = self._passages(rules, findings)
        origin = token_index(corpus).origin
        transcript = np.searchsorted(origin, passages.start, side="right") - 1
        coded, order = coding_columns(
            transcript=transcript,
            start=passages.start - origin[transcript],
            end=passages.end - origin[transcript],
            code=passages.code,
            score=passages.score,
            coder=CODER,
            origin="rule",
            time=time,
        )
        evidence = RuleEvidence(
            corpus.transcripts, origin, self.codebook, findings, passages, order
        )
        read = rule_readings(
            corpus, self.codebook, self.include_interviewers, coder=CODER, time=time
        )
        return Codings(corpus, self.codebook, coded, read, evidence, problems=problems)

    def _passages(self, rules: Sequence[Rule], findings: Findings) -> Passages:
        """Return the hits of each code merged where they overlap."""
        sizes = [len(code.rules) for code in self.codebook]
        code = np.repeat(np.arange(len(sizes)), sizes)
        score = np.array([rule.confidence for rule in rules], dtype=np.float64)
        return merged(code[findings.rule], findings.start, findings.end, score[findings.rule])


def _problems(codebook: Codebook, findings: Findings) -> tuple[str, ...]:
    """Return what rules were left out, and why; refuse those that a person must mend first."""
    if not findings.trouble:
        return ()
    problems = []
    for rule, sought in zip(rule_references(codebook), findings.sought, strict=True):
        trouble = findings.trouble.get(sought)
        if isinstance(trouble, UnrunnableRuleError):
            problems.append(
                f"rule {rule} was left out, so {rule.code} may be found too seldom: {trouble}"
            )
        elif trouble is not None:
            raise CodingError(f"rule {rule}: {trouble}") from None
    return tuple(problems)
