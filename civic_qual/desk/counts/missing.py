"""What is missing before a report may leave, or before it says as much as it could."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from civic_qual.corpus.intake.sureness import unsure
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.privacy.policy import protects

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study

_NAMED = 5
_SET = {
    "author": Message("Who writes the report is not said."),
    "organisation": Message("For which organisation it is written is not said."),
    "period": Message("Which time the interviews cover is not said."),
}


def missing(study: Study, corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield what is missing, what must be mended first of all, each with the page that mends it."""
    if names := list(unsure(corpus)):
        yield {
            "must": protects(corpus),
            "page": "/doubts",
            "say": Message.plural(
                "It is not sure who says what in {n} file: {names}.",
                "It is not sure who says what in {n} files: {names}.",
                n=len(names),
                names=enumerated(names, _NAMED),
            ),
        }
    if unread := len(corpus.problems):
        yield _can_wait(
            "/doubts",
            Message.plural(
                "{n} file could not be read, and is not in the report.",
                "{n} files could not be read, and are not in the report.",
                n=unread,
            ),
        )
    if unknown := _of_unknown_role(corpus):
        yield _can_wait(
            "/study",
            Message.plural(
                "It is not known whether {n} speaker asks or answers, so their words count: "
                "{names}.",
                "It is not known whether {n} speakers ask or answer, so their words count: "
                "{names}.",
                n=len(unknown),
                names=enumerated(unknown, _NAMED),
            ),
        )
    for told in _unread(study):
        yield _can_wait("/work", told)
    settings = study.settings
    for name, told in _SET.items():
        if not getattr(settings, name):
            yield _can_wait("/study", told)


def _can_wait(page: str, told: str) -> dict[str, Any]:
    return {"must": False, "page": page, "say": told}


def _of_unknown_role(corpus: Corpus) -> list[str]:
    return [
        f"{speaker} ({transcript.id})"
        for transcript in corpus
        for speaker in dict.fromkeys(
            turn.speaker for turn in transcript.turns if turn.role == "unknown" and turn.spoken
        )
    ]


def _unread(study: Study) -> Iterator[str]:
    """Yield what of samples nobody has read, and the groups of which nobody has read anything."""
    names = list(study.samples["sample"])
    if not names:
        yield Message(
            "There is no random sample that people have read, so the report says what a machine "
            "counts, and cannot say how far that is right."
        )
        return
    readings = study.codings(origin="human").readings
    read = {*zip(readings["transcript"], readings["start"], readings["end"], strict=True)}
    for name in names:
        units = study.sample(name).units
        places = zip(units["transcript"], units["start"], units["end"], strict=True)
        done = [place in read for place in places]
        if all(done):
            continue
        yield Message(
            "Of the sample {sample} {read} of {drawn} passages are read.",
            sample=quoted(name),
            read=sum(done),
            drawn=len(done),
        )
        of_group = Counter(
            stratum for stratum, one in zip(units["stratum"], done, strict=True) if one
        )
        empty = [one for one in dict.fromkeys(units["stratum"]) if one and not of_group[one]]
        if empty and sum(done):
            yield Message(
                "Of the sample {sample} nobody has read anything in: {groups}.",
                sample=quoted(name),
                groups=enumerated(empty, _NAMED),
            )


def refuse_unsure(corpus: Corpus, *, internal: bool = False) -> None:
    """Refuse to release what nobody may be given: a release is remembered, and narrows later ones.

    Raises
    ------
    DisclosureError
        If it is not sure who says what in an interview.
    """
    names = list(unsure(corpus)) if protects(corpus, internal) else []
    if names:
        raise DisclosureError(
            Message(
                "nothing may leave yet: it is not sure who says what in {names}; settle that on "
                "the page Doubts first",
                names=enumerated(names, _NAMED),
            )
        )
