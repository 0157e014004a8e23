"""Settings of a study: whose it is, what it covers, and what may leave it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from civic_qual.calls import offer
from civic_qual.corpus.consent import CONSENTS
from civic_qual.errors import StudyError
from civic_qual.messages import Message, alternatives, quoted
from civic_qual.study.acts.checks import check_name
from civic_qual.study.records import Label, Setting

if TYPE_CHECKING:
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is set of a study; what nobody set is empty.

    Attributes
    ----------
    author, organisation, period
        Who writes, for whom, and the time that the interviews cover, as people say it.
    minimum
        How many people must stand behind a number that leaves the study; None for the usual.
    languages
        ISO 639-1 codes of the languages in which it is reported.
    consent
        What holds where nobody stated consent: quote, paraphrase, none.
    release_policy
        How releases are made: names and plain values.
    """

    author: str = ""
    organisation: str = ""
    period: str = ""
    minimum: int | None = None
    languages: tuple[str, ...] = ()
    consent: str = ""
    release_policy: Mapping[str, Any] = field(default_factory=dict)


def change_settings(session: Session, settings: Mapping[str, Any], *, who: str, why: str) -> None:
    """Record settings that are not what they were.

    Raises
    ------
    StudyError
        If there is no such setting, or it cannot be that.
    """
    with session.recording(who, "set", {"why": why} if why else {}) as recorder:
        snapshot = session.snapshot()
        now = settings_of(snapshot)
        for name, value in settings.items():
            plain = checked_setting(name, value)
            if plain != getattr(now, name):
                heads = snapshot.settings.get(name, ())
                recorder.add(
                    Setting(
                        name=Label(name),
                        value=json.dumps(plain, ensure_ascii=False, sort_keys=True),
                        who=Label(who),
                        why=why,
                        supersedes=" ".join(key.hex() for key, _ in heads),
                        time=recorder.time,
                    )
                )


def settings_of(snapshot: Snapshot) -> Settings:
    """Return the settings that hold."""
    known = {one.name for one in fields(Settings)}
    values = {
        name: json.loads(heads[0][1].value)
        for name, heads in snapshot.settings.items()
        if name in known  # a later version may know more
    }
    if "languages" in values:
        values["languages"] = tuple(values["languages"])
    return Settings(**values)


def checked_setting(name: str, value: Any) -> Any:
    """Return a setting as it is kept, once sure that it can be that.

    Raises
    ------
    StudyError
        If there is no such setting, or it cannot be that.
    """
    if name in ("author", "organisation", "period"):
        return check_name(name, value, may_be_empty=True)
    if name == "minimum":
        return _checked_minimum(value)
    if name == "languages":
        return _checked_languages(value)
    if name == "consent":
        return checked_consent(value, CONSENTS[:-1])
    if name == "release_policy":
        return plain_data(name, value)
    known = [one.name for one in fields(Settings)]
    raise StudyError(
        Message("a study has no setting {name}{offer}", name=quoted(name), offer=offer(name, known))
    )


def _checked_minimum(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise StudyError(
            Message(
                "minimum={value}: write how many people must stand behind a number, at least 1",
                value=quoted(value),
            )
        )
    return value


def _checked_languages(value: Any) -> tuple[str, ...]:
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, Sequence) or not all(
        isinstance(code, str) and code.isascii() and code.isalpha() and 2 <= len(code) <= 3
        for code in codes
    ):
        raise StudyError(
            Message(
                'languages={value}: write codes of two letters, as ["en", "fr"]',
                value=quoted(value),
            )
        )
    return tuple(code.lower() for code in codes)


def checked_consent(value: Any, known: Sequence[str] = CONSENTS) -> str:
    """Return what somebody agreed to; refuse what nobody understands.

    Raises
    ------
    StudyError
        If it is none of the words that are known.
    """
    word = value.strip().casefold() if isinstance(value, str) else value
    if word not in known:
        raise StudyError(
            Message(
                "consent {value} is not known: write {known}",
                value=quoted(value),
                known=alternatives(known),
            )
        )
    return str(word)


def plain_data(name: str, value: Any) -> Any:
    """Return data as JSON keeps it; refuse what it cannot keep.

    Raises
    ------
    StudyError
        If it is no mapping, or holds something else than texts, numbers, lists and mappings.
    """
    try:
        if not isinstance(value, Mapping):
            raise TypeError(value)
        return json.loads(json.dumps(dict(value), ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise StudyError(
            Message(
                "{name} takes names with plain values: texts, numbers, lists of them, and names "
                "with values",
                name=name,
            )
        ) from None
