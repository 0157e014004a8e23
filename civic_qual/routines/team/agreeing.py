"""How far coders agree, where they do not, and the reference coding that is made of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic_qual.analysis.agreement.adjudicate import Adjudicated, adjudicate
from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.coding.coders import RuleCoder, together
from civic_qual.errors import EstimateError, StudyError
from civic_qual.messages import Message, enumerated, quoted, unless_on_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from civic_qual.analysis.agreement.disagreements import Disagreements
    from civic_qual.coding.codings import Codings
    from civic_qual.routines.source import Source
    from civic_qual.study.study import Study


def compared_codings(source: Source, *, rules: bool = False, coders: Sequence[str] = ()) -> Codings:
    """Return what is compared: the codings of a study or its files, and those of rules.

    A reference coding was made of what others coded, so it is compared only if it is named.
    """
    found = source.everybody
    chosen = source.without_references(coders)
    everybody = [found if len(chosen) == len(found.coders) else found.filter(coder=chosen)]
    if rules:
        everybody.append(RuleCoder(source.codebook).code(source.corpus))
    return together(everybody)


def given_and_not_read(source: Source) -> list[str]:
    """Name those to whom a study gave passages of which nothing has come back, with how many."""
    given: dict[str, list[int]] = {}
    if source.study is not None:
        for row in source.study.queues.frame.to_dict("records"):
            numbers = given.setdefault(str(row["coder"]), [0, 0])
            numbers[0] += int(row["assigned"])
            numbers[1] += int(row["read"])
    return [
        Message(
            "{coder} ({passages})",
            coder=coder,
            passages=Message.plural("{n} passage", "{n} passages", n=assigned),
        )
        for coder, (assigned, read) in given.items()
        if assigned and not read
    ]


def refuse_not_come_back(source: Source, codings: Codings) -> None:
    """Refuse to compare where fewer than two have coded, and what others were given is not back.

    Raises
    ------
    EstimateError
        The message names to whom passages were given.
    """
    waiting = given_and_not_read(source)
    if len(codings.coders) > 1 or not waiting:
        return
    raise EstimateError(
        Message(
            "nothing can be compared yet: passages were given to {people}, and nothing of it has "
            "come back. {add}",
            people=enumerated(waiting),
            add=unless_on_page(
                Message("Add what comes back with: civic-qual add {study} FILE", study=source.path),
                Message("Read back what comes back on the page Work"),
            ),
        )
    )


def listed(source: Source, codings: Codings, **how: Any) -> Disagreements:
    """List disagreements as `disagreements` does; of a study, with its memos."""
    listing = disagreements if source.study is None else source.study.disagreements
    return listing(codings, **how)


def people_compared(source: Source) -> list[str] | None:
    """Return whose codings are adjudicated: in a study people's, and no reference made before."""
    if source.study is None:
        return None
    made_before = set(source.study.adjudicated["coder"])
    table = source.study.coders
    people = table["coder"][table["origin"] == "human"]
    return [name for name in dict.fromkeys(people) if name not in made_before]


def reference_coding(
    source: Source,
    decisions: pd.DataFrame | Path | None,
    name: str,
    *,
    coders: Sequence[str] = (),
    **how: Any,
) -> Adjudicated:
    """Make a reference coding of what coders agree on, and of what was decided.

    Parameters
    ----------
    source
        Whose coders.
    decisions, **how
        As `adjudicate` takes them.
    name
        What the reference coding is called.
    coders
        Of whom; all people if nobody is named.

    Raises
    ------
    StudyError
        If somebody of that name has coded in the study.
    CodingError, EstimateError
        As `adjudicate`.
    """
    if source.study is not None:
        refuse_taken_name(source.study, name)
    return adjudicate(
        source.everybody,
        decisions,
        coder=name,
        coders=list(dict.fromkeys(coders)) or people_compared(source),
        **how,
    )


def refuse_taken_name(study: Study, name: str) -> None:
    """Refuse the name of somebody who has coded: two references would be one coder's.

    Raises
    ------
    StudyError
        If somebody is called so.
    """
    if name in set(study.coders["coder"]):
        raise StudyError(
            Message(
                "somebody called {name} has coded in {study} already: choose another name, or take "
                "that coding back first",
                name=quoted(name),
                study=study.path,
            )
        )
