"""Coding what a source holds: by the rules of its codebook, or by a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.scores import COUNTS
from civic_qual.corpus.other_languages import in_neither, other_language
from civic_qual.errors import CodingError, ModelError, TableError
from civic_qual.language.names import NEITHER
from civic_qual.messages import (
    Message,
    enumerated,
    moment,
    quoted,
    sentences,
    typed,
    unless_on_page,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civic_qual.coding.codings import Codings
    from civic_qual.coding.combine.policies import Policy
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.routines.source import Source
    from civic_qual.study.contents.kept import ModelTable
    from civic_qual.study.study import Study


@dataclass(frozen=True, eq=False, kw_only=True)
class Machine:
    """What codes: a model, or None for the rules alone; and what must be said of that choice."""

    model: ThemeClassifier | None = None
    name: str = ""  # in a study that keeps it
    told: str = ""


def learned(model: ThemeClassifier) -> bool:
    """Whether a model has learned any code well enough to be counted: else it finds nothing."""
    return COUNTS in model.status_


def machine_of(
    source: Source, *, model: str | None = None, rules: bool = False, counted: bool = True
) -> Machine:
    """Return what codes a source: a model that is named, else that of a study, else the rules.

    A model of a study that has learned no code well enough is passed over: an earlier one that has
    codes, or else the rules.

    Parameters
    ----------
    source
        A study, or transcripts.
    model
        A file, or the name of a model that the study keeps.
    rules
        Whether the rules code alone, whatever models there are.
    counted
        Whether what it finds is counted; else its scores are enough, and it may have learned
        no code well enough.

    Raises
    ------
    ModelError
        If the model cannot be read, was trained for other codes, or is named to be counted and
        has learned no code well enough.
    StudyError
        If the study keeps no model of that name.
    """
    if rules:
        return Machine()
    kept = None if source.study is None else source.study.models
    if model is not None:
        if source.study is not None and kept is not None and model in [*kept["model"]]:
            machine = _kept(source, source.study, model)
        else:
            machine = Machine(model=_of_file(Path(model), source, kept))
        if counted:
            _refuse_unlearned(machine, model)
        return machine
    if source.study is None or not kept:
        return Machine()
    return _learned_of(source, source.study, kept.all_fitting(source.codebook))


def _learned_of(source: Source, study: Study, fitting: Sequence[str]) -> Machine:
    """Return the latest model of a study that has learned a code, else what to say of the rules."""
    passed: list[str] = []
    for name in fitting:
        machine = _kept(source, study, name)
        if machine.model is None or not learned(machine.model):
            passed.append(name)
            continue
        if not passed:
            return machine
        over = Message(
            "Passed over, since they have learned no code well enough: {names}.",
            names=enumerated(map(quoted, passed)),
        )
        return replace(machine, told=sentences([machine.told, over]))
    if passed:
        return Machine(
            told=Message(
                "The model {name}, which {study} keeps, has learned no code well enough yet, so "
                "the rules code alone. Have more passages read, and {train}.",
                name=quoted(passed[0]),
                study=source.path,
                train=unless_on_page(
                    Message("train again with civic-qual train"),
                    Message("train again on the page Model"),
                ),
            )
        )
    return Machine(
        told=Message(
            "The models that {study} keeps were trained for another version of the codebook, so "
            "the rules code alone. {train}.",
            study=source.path,
            train=unless_on_page(
                Message("Train again with civic-qual train"),
                Message("Train again on the page Model"),
            ),
        )
    )


def _kept(source: Source, study: Study, name: str) -> Machine:
    """Return a model that a study keeps, once sure that it is for the codebook."""
    from civic_qual.learning.model_files import check_codebook

    kept = next(iter(study.models.only(model=name)))
    made_for = (kept.rules_fingerprint, kept.content_fingerprint)
    model = study.model(name)
    check_codebook(name, made_for, model.codes_, source.codebook)
    return Machine(
        model=model,
        name=name,
        told=Message(
            "The model {name} codes, which {study} keeps since {time} (UTC).{rules}",
            rules=unless_on_page(Message(" The rules alone: --rules."), ""),
            name=quoted(name),
            study=source.path,
            time=moment(datetime.fromisoformat(kept.time[:19])),
        ),
    )


def _refuse_unlearned(machine: Machine, named: str) -> None:
    if machine.model is not None and not learned(machine.model):
        raise ModelError(
            Message(
                "the model {name} has learned no code well enough yet, so it finds nothing that "
                "could be counted; have more passages read and train again, or let the rules code"
                "{rules}",
                name=quoted(named),
                rules=typed(": rules=True", ": --rules", ""),
            )
        )


def _of_file(file: Path, source: Source, kept: ModelTable | None) -> ThemeClassifier:
    from civic_qual.learning.theme_classifier import ThemeClassifier

    if source.study is not None and not file.is_file():
        raise ModelError(
            Message(
                "{model} is no file, and no model that {study} keeps; it keeps: {names}",
                model=quoted(str(file)),
                study=source.path,
                names=enumerated([] if kept is None else [*kept["model"]], empty=Message("none")),
            )
        )
    return ThemeClassifier.load(file, codebook=source.codebook)


def machine_codings(
    source: Source,
    machine: Machine | None = None,
    *,
    policy: Policy | None = None,
    progress: bool = False,
) -> Codings:
    """Code a source by rules; with a model, by both as the policy says.

    If none is named the model decides on the codes that it has learned, and the rules code the
    others: "model_with_rules"; without any rules, the model alone.

    Raises
    ------
    CodingError
        If the source has no codebook, or the policy needs rules and there are none.
    """
    if machine is None or machine.model is None:
        return RuleCoder(source.codebook).code(source.corpus)
    found = machine.model.code(source.corpus, progress=progress)
    if policy == "model":
        return found
    rules = RuleCoder(source.codebook).code(source.corpus)
    if policy is None and not len(rules.read):
        return found
    return combine(rules, found, policy=policy or "model_with_rules")


def refuse_groups(corpus: Corpus, by: Sequence[str], unit: Unit) -> None:
    """Refuse to break whole transcripts down by people, since one may hold several."""
    people = [name for name in by if name in corpus.participants.attribute_names]
    if unit == "transcript" and people:
        raise TableError(
            Message(
                "{attribute} belongs to people, and one transcript may hold several: {turns}",
                attribute=quoted(people[0]),
                turns=unless_on_page(
                    Message("count by --unit turn, or leave --by {name} out", name=people[0]),
                    Message("count turns, or leave {name} out", name=quoted(people[0])),
                ),
            )
        )


def refuse_nothing_read(codings: Codings) -> None:
    """Refuse to make a table where no turn was read, and say why none was."""
    if len(codings.read):
        return
    corpus, codebook = codings.corpus, codings.codebook
    spoken = [turn for transcript in corpus for turn in transcript.turns if turn.spoken]
    if not spoken:
        raise CodingError(Message("no words to count: nobody speaks in these transcripts"))
    if not any(turn.counted for turn in spoken):
        raise CodingError(
            Message(
                "no words to count: all speakers were taken for {roles}; say who is who in a "
                "participants.csv (transcript, speaker, role)",
                roles=enumerated(sorted({turn.role for turn in spoken})),
            )
        )
    raise CodingError(
        Message(
            "nothing could be read: people speak {spoken}, and the codebook is for {languages}; "
            "add rules for it, or declare the language in an attributes.csv",
            spoken=enumerated(_spoken(corpus)),
            languages=enumerated(codebook.languages),
        )
    )


def _spoken(corpus: Corpus) -> Iterable[str]:
    """Return the languages of people who count; what nobody recognised as it may be called."""
    known = dict.fromkeys(one for one in corpus.languages if one != NEITHER)
    others = dict.fromkeys(other_language(one) for one in corpus if in_neither(one))
    return [*known, *others]
