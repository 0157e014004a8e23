"""The coder that applies the rules of a codebook, and says why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from civic_qual.codebook.model import Codebook
from civic_qual.coding.arguments import need_codebook, need_corpus
from civic_qual.coding.codings import Codings, written_codes
from civic_qual.coding.columns import ReadingColumns, coding_columns, reading_columns
from civic_qual.coding.evidence import RuleEvidence
from civic_qual.coding.labels import positions_of
from civic_qual.coding.merging import Passage, merged
from civic_qual.coding.scopes import TurnScopes, turn_scopes
from civic_qual.coding.searching import searches
from civic_qual.corpus.model import Corpus

CODER = "rules"


@dataclass(frozen=True)
class RuleCoder:
    """Codes a corpus by the rules of a codebook.

    It reads every turn of a role that counts, in every language the codebook has rules for;
    what it cannot read has no reading. A code is considered in the languages it, or a code
    below it, has rules for.

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

        Raises
        ------
        CodingError
            If a rule cannot be run: its expression takes too long, its token pattern needs a
            model, or its word list does not exist. The message names the rule.
        """
        need_codebook(self.codebook)
        need_corpus(corpus)
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        passages = self._passages(corpus)
        coded, order = coding_columns(
            transcript=positions_of((one for one, _, _ in passages), corpus.positions),
            start=[passage.start for _, _, passage in passages],
            end=[passage.end for _, _, passage in passages],
            code=positions_of((code for _, code, _ in passages), self.codebook.positions),
            score=[passage.score for _, _, passage in passages],
            coder=CODER,
            origin="rule",
            time=time,
        )
        evidence = RuleEvidence(
            corpus,
            tuple(transcript for transcript, _, _ in passages),
            tuple(passage.hits for _, _, passage in passages),
        ).take(order.tolist())
        return Codings(corpus, self.codebook, coded, self._readings(corpus, time), evidence)

    def _passages(self, corpus: Corpus) -> list[tuple[str, str, Passage]]:
        """Return the merged passages with their transcript and code."""
        found = defaultdict(list)
        for search in searches(self.codebook, corpus, self.include_interviewers):
            for transcript in corpus:
                for (reference, rule), hit in search.hits(transcript):
                    found[transcript.id, reference.code].append((hit, reference, rule.confidence))
        return [
            (transcript, code, passage)
            for (transcript, code), hits in found.items()
            for passage in merged(hits)
        ]

    def _readings(self, corpus: Corpus, time: str) -> ReadingColumns:
        considered = _Considered(self.codebook, self.include_interviewers)
        read = [
            (place, turn, codes)
            for place, transcript in enumerate(corpus)
            for turn in turn_scopes(transcript)
            if (codes := considered.by(turn))
        ]
        return reading_columns(
            transcript=[place for place, _, _ in read],
            start=[turn.start for _, turn, _ in read],
            end=[turn.end for _, turn, _ in read],
            unit="word",  # rules mark words, so any unit can be counted
            codes=[codes for _, _, codes in read],
            coder=CODER,
            origin="rule",
            time=time,
        )


class _Considered:
    """Which codes the rules look for in a turn, as readings write them."""

    def __init__(self, codebook: Codebook, everybody: bool) -> None:
        self._codebook, self._everybody = codebook, everybody
        self._known: dict[tuple[str, str], str] = {}

    def by(self, turn: TurnScopes) -> str:
        """Return `*` for all codes, ids, or "" where nothing was looked for."""
        if not turn.whole.words:
            return ""
        kind = (turn.language, "" if turn.counted or self._everybody else turn.role)
        if kind not in self._known:
            self._known[kind] = self._codes(*kind)
        return self._known[kind]

    def _codes(self, language: str, named_role: str) -> str:
        """Return the codes with rules in a language (for a role not counted: that name it)."""
        sought = {
            code.id
            for code in self._codebook
            if any(
                rule.language == language and (not named_role or named_role in rule.speaker)
                for rule in code.rules
            )
        }
        with_parents = [
            code.id
            for code in self._codebook
            if sought & set(self._codebook.with_descendants(code.id))
        ]
        return written_codes(with_parents, self._codebook)
