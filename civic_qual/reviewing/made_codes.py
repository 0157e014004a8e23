"""Codes that were made while reading, brought into the codebook; what is coded by them, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.errors import CivicQualError
from civic_qual.messages import Message, quoted
from civic_qual.reviewing.new_codes import not_made
from civic_qual.study.work.acts import CodePassage, Done

if TYPE_CHECKING:
    from civic_qual.reviewing.returned import NewCode
    from civic_qual.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of codes that were made while reading.

    Attributes
    ----------
    codes
        The ids of those that came into the codebook.
    done
        What was coded by them, an answer an act.
    told
        What must be asked, each with the place where it was written.
    """

    codes: tuple[str, ...]
    done: tuple[Done, ...]
    told: tuple[str, ...]


def make_new_codes(
    study: Study, new: Sequence[NewCode], *, language: str | None = None, by: str = ""
) -> Made:
    """Put codes that people made into the codebook, once each, and code the passages by them.

    A code that is there, or was and became another, is taken as it is now. One that is called
    nearly like another is not made: the person is asked.

    Parameters
    ----------
    language
        That the names are in; the first of the codebook if none is named.
    by
        Who brought them in.
    """
    codes: list[str] = []
    done: list[Done] = []
    told: list[str] = []
    for one in new:
        known = set(study.codebook.positions)
        try:
            code = study.new_code(
                one.name,
                definition=one.definition,
                parent=one.parent,
                language=language if language in study.codebook.languages else None,
                anyway=one.anyway,
                transcript=one.transcript,
                start=one.start,
                end=one.end,
                who=one.coder,
                why=one.location,
                by=by,
            )
        except CivicQualError as error:
            told.append(_asked(study, one, error))
            continue
        if code not in known:
            codes.append(code)
        act = CodePassage(
            id=one.act,
            transcript=one.transcript,
            revision=one.revision,
            start=one.start,
            end=one.end,
            code=code,
        )
        done += study.act([act], coder=one.coder, queue=one.queue, by=by)
    return Made(codes=tuple(codes), done=tuple(done), told=tuple(told))


def _asked(study: Study, one: NewCode, error: CivicQualError) -> str:
    return Message(
        "{location}: the new code {name} was not made: {why}",
        location=one.location,
        name=quoted(one.name),
        why=not_made(study.codebook, one.name, error, anyway=one.anyway),
    )
