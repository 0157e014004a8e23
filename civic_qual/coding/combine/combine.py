"""Several coders made one: where a person has read, the person's word stands."""

from __future__ import annotations

import pandas as pd

from civic_qual.coding.arguments import refuse_strangers
from civic_qual.coding.codings import CODING_COLUMNS, Codings
from civic_qual.coding.column_frames import columns_of_codings
from civic_qual.coding.combine.policies import STATED, Policy, check_policy, decided
from civic_qual.coding.combining.claims import CODER, Claim, Reason, claims_of, merged
from civic_qual.coding.combining.joint_readings import joint_readings
from civic_qual.coding.combining.people import ReadByPeople
from civic_qual.coding.evidence import JoinedEvidence
from civic_qual.coding.scores import Scores
from civic_qual.errors import CodingError

__all__ = ["CODER", "combine"]


def combine(*codings: Codings, prefer: str = "human", policy: Policy = "either") -> Codings:
    """Resolve codings of several coders into one coder.

    Where a person has read, what machines say about the codes the person considered is
    replaced, absence included. Elsewhere the policy decides; passages of one code that overlap
    become one. Rejected codings are left out.

    Parameters
    ----------
    codings
        Of the same corpus by the same codebook; of people, one coder at most.
    prefer
        Whose reading stands: "human" is all there is.
    policy
        What a machine has found, where no person has read:

        - "either": what rules or a model find; read is what either has read.
        - "both": the words that rules and model both put under a code or its theme; read is
          only what both have read, for the codes that both considered. The score is the lower
          of the two, the origin "model".
        - "rules": what rules find; what the model says is left out.
        - "model": what the model finds; what rules say is left out.
        - "model_with_rules": what the model finds, and the rules that met words of it stand in
          the evidence.

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
    _check(codings, prefer)
    check_policy(policy, {origin for one in codings for origin in one.read.origin.values})
    corpus, codebook = codings[0].corpus, codings[0].codebook
    claims = [claim for one in codings for claim in claims_of(one)]
    told = [claim for claim in claims if claim.human] + decided(claims, policy, codebook)
    people = ReadByPeople(codings, corpus)
    passages = merged(
        claim._replace(start=start, end=end)
        for claim in told
        for start, end in people.leaves(claim.row, claim.start, claim.end)
    )
    coded, order = columns_of_codings(_frame(passages), corpus, codebook)
    evidence = JoinedEvidence(tuple(_distinct(passages[place]) for place in order.tolist()))
    problems = dict.fromkeys(problem for one in codings for problem in one.problems)
    return Codings(
        corpus,
        codebook,
        coded,
        joint_readings(codings, policy, people),
        evidence,
        None if policy == "rules" else _scores(codings),
        tuple(problems),
        () if policy == "rules" else _notes(codings, policy),
    )


def _frame(passages: list[Claim]) -> pd.DataFrame:
    rows = [one.row | {"start": one.start, "end": one.end} for one in passages]
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


def _distinct(passage: Claim) -> tuple[Reason, ...]:
    """Return the reasons of a passage, each once: one that was cut in two has them twice."""
    return tuple(
        {
            (coder, id(evidence), place): (coder, evidence, place)
            for coder, evidence, place in passage.reasons
        }.values()
    )


def _scores(codings: tuple[Codings, ...]) -> Scores | None:
    """Return the scores of the one model; of several, nobody can say whose they would be."""
    scores = [one.scores for one in codings if one.scores is not None]
    return scores[0] if len(scores) == 1 else None


def _notes(codings: tuple[Codings, ...], policy: Policy) -> tuple[str, ...]:
    """Return what is to be said of the models, and of how they were combined with rules."""
    origins = {origin for one in codings for origin in one.read.origin.values}
    stated = [STATED[policy]] if policy in STATED and {"rule", "model"} <= origins else []
    return tuple(dict.fromkeys([*(note for one in codings for note in one.notes), *stated]))


def _check(codings: tuple[Codings, ...], prefer: str) -> None:
    """Refuse what cannot be combined, whatever the policy."""
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
    refuse_strangers(codings)
    _refuse_several_people(codings)


def _refuse_several_people(codings: tuple[Codings, ...]) -> None:
    people = sorted({name for one in codings for name in one.only(origin="human").coders})
    if len(people) > 1:
        names = ", ".join(people)
        raise CodingError(
            f"several people have coded: {names}. Choose one with codings.only(coder="
            f"{people[0]!r}), or resolve where they differ first; if they shared out the "
            "interviews among them, give them one name in the column coder"
        )
