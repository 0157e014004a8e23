"""Several coders made one: where a person has read, the person's word stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.arrays import merged, overlapping
from civic_qual.calls import helpful
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import (
    CODING_COLUMNS,
    COMBINED,
    Codings,
    records,
    refuse_strangers,
)
from civic_qual.coding.combine.division import Division, division_of, told
from civic_qual.coding.combine.joint_readings import joint_readings
from civic_qual.coding.combine.policies import (
    STATED,
    Claim,
    Policy,
    Reason,
    check_policy,
    claims_of,
    decided,
    merged_claims,
)
from civic_qual.coding.evidence import JoinedEvidence
from civic_qual.coding.frames import columns_of_codings
from civic_qual.coding.readings import ALL_CODES
from civic_qual.coding.scores import Scores
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.spoken import spoken_words
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, typed


@helpful
def combine(*codings: Codings, policy: Policy = "either") -> Codings:
    """Resolve codings of several coders into one coder.

    Where a person has read, what machines say about the codes the person considered is
    replaced, absence included. Elsewhere the policy decides; passages of one code that overlap
    become one. Rejected codings are left out.

    Parameters
    ----------
    codings
        Of the same corpus by the same codebook; of people, one coder at most.
    policy
        What a machine has found, where no person has read:

        - "either": what rules or a model find; read is what either has read.
        - "both": the words that rules and model both put under a code or its theme; read is
          only what both have read, for the codes that both considered. The score is the lower
          of the two, the origin "model".
        - "rules": what rules find; what the model says is left out.
        - "model": what the model finds; what rules say is left out.
        - "model_with_rules": what the model finds, and the rules that met words of it stand in
          the evidence. Codes that the model has not learned are left to the rules, which are
          read for exactly these; below a code of the model they count where it finds that code.

    Returns
    -------
    Codings
        With the one coder `combined`; `origin` and `evidence` keep who said it and why. The
        evidence of machines begins with the policy, unless it is "either". The scores of the
        model are kept, if there is one and the policy asks it.

    Raises
    ------
    CodingError
        If the codings are of different corpora or codebooks, or of several people, or if the
        policy needs a coder who is not among them.

    See Also
    --------
    agreement : How far coders agree.
    adjudicate : Decide where people differ.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> corpus = cq.Corpus.from_frame(pd.DataFrame({"text": ["We were afraid."]}), language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> rules = cq.RuleCoder(codebook).code(corpus)
    >>> cq.combine(rules, policy="rules").frame["evidence"].tolist()
    ['policy rules | rules: safety en #1 (afraid OR danger*): afraid [8:14]']
    """
    _check(codings)
    check_policy(policy, {origin for one in codings for origin in one.read.origin.values})
    corpus, codebook = codings[0].corpus, codings[0].codebook
    claims = [claim for one in codings for claim in claims_of(one)]
    division = division_of(codings, codebook)
    chosen = [claim for claim in claims if claim.human] + decided(claims, policy, division)
    people = ReadByPeople(codings, corpus, codebook)
    passages = merged_claims(
        claim._replace(start=start, end=end)
        for claim in chosen
        for start, end in people.leaves(claim.row, claim.start, claim.end)
    )
    coded, order = columns_of_codings(_frame(passages), corpus, codebook)
    evidence = JoinedEvidence(tuple(_distinct(passages[row]) for row in order.tolist()))
    problems = dict.fromkeys(problem for one in codings for problem in one.problems)
    return Codings(
        corpus=corpus,
        codebook=codebook,
        coded=coded,
        read=joint_readings(codings, policy, people, division),
        evidence=evidence,
        scores=_scores(codings, policy, division),
        problems=tuple(problems),
        notes=() if policy == "rules" else _notes(codings, policy, division),
    )


def _frame(passages: list[Claim]) -> pd.DataFrame:
    rows = [one.row | {"start": one.start, "end": one.end, "coder": COMBINED} for one in passages]
    more = ["fields"] if any(one.get("fields") for one in rows) else []
    return pd.DataFrame(rows, columns=[*CODING_COLUMNS, *more])


def _distinct(passage: Claim) -> tuple[Reason, ...]:
    """Return the reasons of a passage, each once: one that was cut in two has them twice."""
    return tuple(
        {
            (reason.coder, id(reason.evidence), reason.row): reason for reason in passage.reasons
        }.values()
    )


def _scores(codings: tuple[Codings, ...], policy: Policy, division: Division) -> Scores | None:
    """Return the scores of the one model; of several, nobody can say whose they would be."""
    scores = [one.scores for one in codings if one.scores is not None]
    if policy == "rules" or len(scores) != 1:
        return None
    if policy == "model_with_rules" and division.rules:
        return scores[0].only(division.model)
    return scores[0]


def _notes(codings: tuple[Codings, ...], policy: Policy, division: Division) -> tuple[str, ...]:
    """Return what is to be said of the models, and of how they were combined with rules."""
    origins = {origin for one in codings for origin in one.read.origin.values}
    stated = told(division) if policy == "model_with_rules" else STATED.get(policy)
    return tuple(
        dict.fromkeys(
            [
                *(note for one in codings for note in one.notes),
                *([stated] if stated and {"rule", "model"} <= origins else []),
            ]
        )
    )


def _check(codings: tuple[Codings, ...]) -> None:
    """Refuse what cannot be combined, whatever the policy."""
    if not codings:
        raise CodingError(Message("nothing to combine: give at least one Codings"))
    refuse_strangers(codings)
    _refuse_several_people(codings)


def _refuse_several_people(codings: tuple[Codings, ...]) -> None:
    people = sorted({name for one in codings for name in one.filter(origin="human").coders})
    if len(people) > 1:
        raise CodingError(
            Message(
                "several people have coded: {names}. Choose one with "
                "{first}, or resolve where they differ first; if they "
                "shared out the interviews among them, give them one name in the column coder",
                names=enumerated(people),
                first=typed(f"codings.filter(coder={people[0]!r})", f"--coder {people[0]}"),
            )
        )


class Stretch(NamedTuple):
    """Some characters of a transcript."""

    start: int
    end: int


class ReadByPeople:
    """What people have read of each code: what machines say there is replaced by their word."""

    def __init__(self, codings: Iterable[Codings], corpus: Corpus, codebook: Codebook) -> None:
        self._corpus, self._codebook = corpus, codebook
        self._all: dict[str, list[Stretch]] = defaultdict(list)
        self._listed: dict[str, dict[str, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
        self._known: dict[tuple[str, frozenset[str]], list[Stretch]] = {}
        for one in codings:
            human = one.readings[one.readings["origin"] == "human"]
            for row in records(human):
                stretch = Stretch(row["start"], row["end"])
                if row["codes"] == ALL_CODES:
                    self._all[row["transcript"]].append(stretch)
                    continue
                for code in row["codes"].split():
                    self._listed[row["transcript"]][code].append(stretch)

    def leaves(self, row: dict[str, Any], start: int, end: int) -> Iterator[Stretch]:
        """Yield what is left of a passage that a coding or reading speaks of.

        All of a person's, and of a machine's the parts that hold words and no person has read
        for the code, or for all codes that the machine considered.
        """
        if row["origin"] == "human":
            yield Stretch(start, end)
            return
        codes = frozenset((row["code"] if "code" in row else row["codes"]).split())
        for first, last in [*self._read(row["transcript"], codes), Stretch(end, end)]:
            if has_words(self._corpus, row["transcript"], start, min(first, end)):
                yield Stretch(start, min(first, end))
            start = max(start, last)

    def _read(self, transcript: str, codes: frozenset[str]) -> list[Stretch]:
        """Return what was read for all of some codes, in order and apart."""
        if transcript not in self._listed:  # whatever is asked for, it is what was read for all
            codes = frozenset()
        key = transcript, codes
        if key not in self._known:
            asked = self._codebook.positions if ALL_CODES in codes else sorted(codes)
            read = [self._read_for(transcript, code) for code in asked]
            whole = united(self._all.get(transcript, []))
            self._known[key] = reduce(_shared, read) if read else whole
        return self._known[key]

    def _read_for(self, transcript: str, code: str) -> list[Stretch]:
        """Return what was read for a code: for itself, or for every code below it."""
        below = frozenset(child.id for child in self._codebook.children(code))
        read = [*self._all.get(transcript, []), *self._listed[transcript].get(code, [])]
        return united([*read, *(self._read(transcript, below) if below else [])])


def united(stretches: list[Stretch]) -> list[Stretch]:
    """Return stretches in order and apart: those that overlap are one."""
    if not stretches:
        return []
    start, end = np.array(stretches, dtype=np.int64).T
    runs = merged(start, end)
    return list(map(Stretch, runs.start.tolist(), runs.end.tolist()))


def _shared(ones: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    return [
        Stretch(max(one.start, other.start), min(one.end, other.end))
        for one, other in overlapping(ones, others)
    ]


def has_words(corpus: Corpus, transcript: str, start: int, end: int) -> bool:
    """Return whether anybody says a word between two characters of a transcript."""
    if start >= end:
        return False
    spoken = spoken_words(corpus[transcript])
    word = int(np.searchsorted(spoken.end, start, side="right"))
    return word < len(spoken) and bool(spoken.start[word] < end)
