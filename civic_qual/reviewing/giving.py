"""Work given to coders as they ask for it: what is to be read, in which queue, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from civic_qual.calls import no_such
from civic_qual.coding.readings import ALL_CODES
from civic_qual.errors import CodingError, ModelError, NotNamedError, StudyError
from civic_qual.messages import Message, enumerated, quoted, typed, unless_on_page
from civic_qual.reviewing.queues import (
    Gathered,
    disagreed,
    searched,
    suggested,
    whole_transcripts,
)

if TYPE_CHECKING:
    from civic_qual.coding.columns import Shown
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Queue


_WAYS = {  # of finding passages, each as a page names it
    "sample": Message("random sample"),
    "search": Message("found by a search"),
    "suggest": Message("what a model is unsure of"),
    "disagreements": Message("where coders disagree"),
    "transcripts": Message("whole transcripts"),
    "name": Message("the field Name"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Work:
    """What is to be read, as somebody asked for it; see `civic_qual.worksheet`.

    Raises
    ------
    NotNamedError
        If passages are to be found in several ways at once.
    CodingError
        If there is no such code.
    StudyError
        If something is to be shown beside the passages of a sample.
    """

    study: Study
    sample: str | None = None
    search: str | None = None
    suggest: int | None = None
    disagreements: bool = False
    transcripts: bool | str | Sequence[str] = False
    code: str | None = None
    model: str | ThemeClassifier | None = None
    name: str | None = None
    shown: Shown | None = None
    unit: Unit | None = None

    def __post_init__(self) -> None:
        if len(self.ways) > 1:
            raise NotNamedError(
                Message(
                    "passages are found in one way at a time; take one of {ways}",
                    ways=enumerated(self.ways),
                )
            )
        if self.code is not None and self.code not in self.study.codebook:
            raise CodingError(
                no_such(
                    Message.in_context("what is not there", "code"),
                    self.code,
                    self.study.codebook.positions,
                )
            )

    @property
    def ways(self) -> list[str]:
        """The ways of finding passages that were named."""
        named = {
            "sample": self.sample is not None,
            "search": self.search is not None,
            "suggest": self.suggest is not None,
            "disagreements": self.disagreements,
            "transcripts": self.transcripts is not False,
        }
        return [typed(f"{way}=", f"--{way}", _WAYS[way]) for way, asked in named.items() if asked]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be given, to whom, and what the queue is called; nothing of it is recorded yet.

    Attributes
    ----------
    work, name
        What is to be read, and what the queue is called.
    people
        Whose queues are asked for.
    held
        Who was given it before.
    """

    work: Work
    name: str
    people: tuple[str, ...]
    held: tuple[str, ...]


def planned(work: Work, people: Sequence[str]) -> Plan:
    """Return what is meant by what somebody asked for; nobody named: all who were given it.

    Raises
    ------
    NotNamedError
        If it is not said what is to be read, or by whom.
    """
    work = work if work.ways else _meant(work)
    name = work.name or _name(work)
    held = _holders(work.study, name)
    if not people and not held:
        raise NotNamedError(
            Message(
                "nobody was given {queue} yet: say who codes, with {coder}",
                queue=quoted(name),
                coder=typed("coders=", "--coder NAME", Message("names in the field Coders")),
            )
        )
    chosen = tuple(dict.fromkeys(people)) or tuple(held)
    return Plan(work=work, name=name, people=chosen, held=tuple(held))


def given(plan: Plan, *, share: bool, who: str) -> list[Queue]:
    """Return the queues of coders as they stand, once what was planned was given to them.

    Raises
    ------
    StudyError, SampleError, CodingError, RuleError, ModelError
        If there is no such thing, or nothing of it is left.
    """
    _refuse_another_sight(plan)
    if fresh := [coder for coder in plan.people if coder not in plan.held]:
        _give(plan.work, plan.name, fresh, plan.held, share=share, who=who)
    return [plan.work.study.queue(plan.name, coder) for coder in plan.people]


def _refuse_another_sight(plan: Plan) -> None:
    """Refuse to show beside passages what is not shown there."""
    work = plan.work
    if work.sample is not None and work.shown not in (None, "blind"):
        raise StudyError(
            Message(
                "a sample is read blind, or it could judge nothing: show what machines or "
                "others say beside other passages (a search, suggestions, transcripts)"
            )
        )
    if work.shown is None or not plan.held:
        return
    if work.shown != work.study.queue(plan.name, plan.held[0]).shown:
        raise StudyError(
            Message(
                "{queue} was given to coders already, with something else beside the passages, and "
                "that stays; give it another name, with {name}, to show something else",
                queue=quoted(plan.name),
                name=typed("name=", "--name", Message("the field Name")),
            )
        )


def unread(queue: Queue) -> Queue:
    """Return a queue with what of it is left to read."""
    return replace(queue, items=tuple(item for item in queue.items if not item.read))


def _meant(work: Work) -> Work:
    """Return what is meant where nothing was named: a queue of that name, or the only sample.

    Raises
    ------
    NotNamedError
        If several can be meant, or nothing.
    """
    study = work.study
    samples = [str(name) for name in study.samples["sample"]]
    queues = dict.fromkeys(str(name) for name in study.queues.frame["queue"])
    if work.name is not None and work.name in queues:
        return work
    if work.name is None and len(samples) == 1:
        return replace(work, sample=samples[0])
    if work.name is None and not samples and len(queues) == 1:
        return replace(work, name=next(iter(queues)))
    there = [*dict.fromkeys([*samples, *queues])]
    if not there:
        raise NotNamedError(
            Message(
                "say what is to be read: a sample ({draw}), or {ways}",
                draw=unless_on_page(
                    Message("draw one with civic-qual sample"), Message("draw one on the page Work")
                ),
                ways=_ways(),
            )
        )
    raise NotNamedError(
        Message(
            "say what is to be read: {ways}; this study has: {names}",
            ways=_ways(),
            names=enumerated(there),
        )
    )


def _ways() -> str:
    return enumerated(typed(f"{way}=", f"--{way}", page) for way, page in _WAYS.items())


def _holders(study: Study, name: str) -> list[str]:
    table = study.queues.frame
    return [str(coder) for coder in table["coder"][table["queue"] == name]]


def _name(work: Work) -> str:
    """Return what a queue is called if nobody says: what its passages were found by."""
    if work.sample is not None:
        return work.sample if work.code is None else f"{work.sample}, {work.code}"
    if work.search is not None:
        return work.search if work.code is None else ": ".join((work.code, work.search))
    if work.transcripts is not False:
        named = _named_transcripts(work)
        return "transcripts" if named is None else ", ".join(named)
    known = {str(name) for name in work.study.queues.frame["queue"]}
    kind = "suggestions" if work.suggest is not None else "disagreements"
    return next(name for n in count(1) if (name := f"{kind} {n}") not in known)


def _named_transcripts(work: Work) -> list[str] | None:
    if isinstance(work.transcripts, bool):
        return None
    named = [work.transcripts] if isinstance(work.transcripts, str) else work.transcripts
    return list(dict.fromkeys(named))


def _give(
    work: Work, name: str, fresh: Sequence[str], held: Sequence[str], *, share: bool, who: str
) -> None:
    """Let the study record what coders are given; who comes later reads what others do."""
    study = work.study
    if work.sample is not None:
        codes = work.code or ALL_CODES
        study.assign(name, work.sample, list(fresh), codes=codes, who=who)
        return
    gathered = _as_held(study, name, held[0]) if held else _gathered(work)
    study.assign(
        name,
        list(gathered.passages),
        list(fresh),
        kind=gathered.kind,
        unit=gathered.unit,
        codes=gathered.codes,
        shown=gathered.shown,
        asked=gathered.asked,
        share=share,
        who=who,
    )


def _as_held(study: Study, name: str, coder: str) -> Gathered:
    """Return the passages of a queue as somebody was given it."""
    queue = study.queue(name, coder)
    return Gathered(
        kind=queue.kind,
        unit=queue.unit,
        codes=queue.codes,
        shown=queue.shown,
        asked=queue.asked,
        passages=tuple((one.transcript, one.start, one.end) for one in queue.items if one.placed),
    )


def _gathered(work: Work) -> Gathered:
    """Return the passages that were asked for, and on what terms they are read."""
    study, unit = work.study, work.unit
    if work.search is not None:
        found = searched(study, work.search, code=work.code, unit=unit or "turn")
    elif work.suggest is not None:
        model, called = _model(work)
        found = suggested(study, model, name=called, n=work.suggest)
    elif work.disagreements:
        found = disagreed(study, unit=unit)
    else:
        found = whole_transcripts(study, _named_transcripts(work), unit=unit or "turn")
    return replace(found, codes=work.code or found.codes, shown=work.shown or found.shown)


def _model(work: Work) -> tuple[ThemeClassifier, str]:
    """Return the model that suggests, and what the study calls it ("" for one of its own)."""
    if work.model is not None and not isinstance(work.model, str):
        return work.model, ""
    name = work.model or work.study.models.fitting(work.study.codebook)
    if name is None:
        raise ModelError(
            Message(
                "{study} keeps no model for its codebook: {train}",
                study=work.study.path,
                train=unless_on_page(
                    Message("train one with civic-qual train"),
                    Message("train one on the page Model"),
                ),
            )
        )
    return work.study.model(name), name
