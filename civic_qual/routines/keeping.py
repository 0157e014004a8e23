"""Keeping a trained model in a study: a better one's place is not taken without a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.coding.scores import COUNTS
from civic_qual.errors import ModelError
from civic_qual.messages import Message, decimal, enumerated, quoted, unless_on_page
from civic_qual.routines.coding import Machine, learned, machine_of
from civic_qual.routines.training import QUALITY

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.routines.source import Source
    from civic_qual.study.study import Study

_MOST = 12  # codes named in a line
_POINT = 0.005  # of F1: less is no other figure as it is told


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of a model that was trained.

    Attributes
    ----------
    id
        Of the record that keeps it; "" if it was not kept.
    told
        What becomes of it, a sentence each.
    worse
        What the model before it did better, a sentence each.
    """

    id: str = ""
    told: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()


def codes_until_now(source: Source) -> Machine:
    """Return what codes a study before a training; a model that cannot be opened codes nothing."""
    try:
        return machine_of(source)
    except ModelError:
        return Machine()


def keep(study: Study, name: str, model: ThemeClassifier, *, before: Machine, who: str) -> Kept:
    """Keep a model by a name; one that has learned nothing not in the place of one that has.

    Parameters
    ----------
    study, name, model
        Which model, and what the study calls it from now on.
    before
        What codes the study until now, as `codes_until_now` gives it.
    who
        Who does it, for the audit trail.

    Raises
    ------
    StudyError
        If it cannot be kept.
    """
    counted = before.model is not None and learned(before.model)
    if learned(model):
        made = study.keep_model(name, model, who=who)
        told = _codes_now(study, name, model)
        worse = _worse(model, before.model) if counted and before.model is not None else []
        return Kept(
            id=made, told=(told,), worse=(*worse, _way_back(study, before)) if worse else ()
        )
    if counted and name == before.name:
        return Kept(worse=(_not_kept(study, before),))
    made = study.keep_model(name, model, who=who)
    return Kept(id=made, told=(_waits(study, name, before),))


def _codes_now(study: Study, name: str, model: ThemeClassifier) -> str:
    codes = counted_codes(model)
    if len(codes) == len(study.codebook):
        return Message(
            "{study} keeps the model as {name}, and codes with it from now on.",
            study=study.path,
            name=quoted(name),
        )
    return Message(
        "{study} keeps the model as {name}, and codes with it from now on: {codes} of {all}. The "
        "others stay with the rules.",
        study=study.path,
        name=quoted(name),
        codes=_number(codes),
        all=len(study.codebook),
    )


def counted_codes(model: ThemeClassifier) -> list[str]:
    """Return the codes that a model has learned well enough to be counted."""
    return model.model_.with_status(COUNTS, model.codes_)


def _number(codes: list[str]) -> str:
    return Message.plural("{n} code", "{n} codes", n=len(codes))


def _not_kept(study: Study, before: Machine) -> str:
    assert before.model is not None
    return Message(
        "The new model has learned no code well enough, so it is not kept in the place of "
        "{name}: {study} goes on coding with that one, which has learned {codes}. Have more "
        "passages read, and train again.",
        name=quoted(before.name),
        study=study.path,
        codes=_number(counted_codes(before.model)),
    )


def _waits(study: Study, name: str, before: Machine) -> str:
    if before.model is not None:
        return Message(
            "{study} keeps the model as {name}, but {before} goes on coding: the new one has "
            "learned no code well enough yet. Have more passages read, and train again.",
            study=study.path,
            name=quoted(name),
            before=quoted(before.name),
        )
    return Message(
        "{study} keeps the model as {name}, but the rules go on coding: the model has learned no "
        "code well enough yet. Have more passages read, and train again.",
        study=study.path,
        name=quoted(name),
    )


def _worse(model: ThemeClassifier, before: ThemeClassifier) -> list[str]:
    """Say what a model does worse than the one before it; each was judged on its own codings."""
    now = set(counted_codes(model))
    worse: list[str] = []
    lost = [code for code in counted_codes(before) if code not in now]
    if lost:
        worse.append(
            Message(
                "The model before it had learned more: {codes}. The rules code them from now on.",
                codes=enumerated(lost, _MOST),
            )
        )
    has, had = (one.model_.about.get(QUALITY, {}).get("micro") for one in (model, before))
    if has is not None and had is not None and has < had - _POINT:
        worse.append(
            Message(
                "It does worse than the model before it: F1 {now} over all codes together, before "
                "{before}.",
                now=decimal(has, 2),
                before=decimal(had, 2),
            )
        )
    return worse


def _way_back(study: Study, before: Machine) -> str:
    line = int(study.audit.frame["line"].iloc[-1])
    return unless_on_page(
        Message(
            "The model before it, {name}, comes back with: civic-qual history {study} --undo "
            "{line} --coder NAME",
            name=quoted(before.name),
            study=study.path,
            line=line,
        ),
        Message(
            "The model before it, {name}, comes back when line {line} is taken back: page Study, "
            "under History",
            name=quoted(before.name),
            line=line,
        ),
    )
