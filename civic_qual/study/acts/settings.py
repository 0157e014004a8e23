"""Settings of a study, changed and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from civic_qual.corpus.settings import (
    REFRESHED,
    Settings,
    checked_setting,
    plain_data,
    settings_kept,
)
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.records import KINDS, KeptRelease, Key, Label, Setting, digest_of

if TYPE_CHECKING:
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot


def change_settings(session: Session, settings: Mapping[str, Any], *, who: str, why: str) -> None:
    """Record settings that are not what they were.

    Raises
    ------
    StudyError
        If there is no such setting, or it cannot be that.
    """
    with session.recording(who, "set", {"why": why} if why else {}) as recorder:
        record_settings(recorder, session.snapshot(), settings, who=who, why=why)


def record_settings(
    recorder: Recorder, snapshot: Snapshot, settings: Mapping[str, Any], *, who: str, why: str
) -> None:
    """Add settings that are not what they were to what is being recorded.

    Raises
    ------
    StudyError
        If there is no such setting, or it cannot be that.
    """
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


def keep_refresh(
    session: Session, told: Mapping[str, Any], *, held: str, made: Iterable[str], who: str
) -> None:
    """Record what a refresh told, what the study held when it began, and what it added itself.

    Raises
    ------
    StudyError
        If it is no plain data.
    """
    rests_on = digest_of([_name(one) for one in (held, *made)])
    with session.recording(who, "refresh") as recorder:
        snapshot = session.snapshot()
        value = plain_data("told", {"told": dict(told), "held": rests_on})
        recorder.add(
            Setting(
                name=Label(REFRESHED),
                value=json.dumps(value, ensure_ascii=False, sort_keys=True),
                who=Label(who),
                why="",
                supersedes=" ".join(key.hex() for key, _ in snapshot.settings.get(REFRESHED, ())),
                time=recorder.time,
            )
        )


def _name(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except (TypeError, ValueError):
        raise StudyError(
            Message(
                "{name} is no fingerprint of a study or a record: 32 hexadecimal digits",
                name=quoted(written),
            )
        ) from None


@dataclass(frozen=True, kw_only=True)
class LastRefresh:
    """What the last refresh of a study told, and when.

    `changed` says whether the study holds something now that it did not hold then; that something
    left it does not count.
    """

    told: Mapping[str, Any]
    time: str
    changed: bool


def last_refresh(snapshot: Snapshot) -> LastRefresh | None:
    """Return what the last refresh told; None if there was none."""
    made = snapshot.settings.get(REFRESHED, ())
    if not made:
        return None
    value = json.loads(made[0][1].value)
    return LastRefresh(
        told=value["told"], time=made[0][1].time, changed=value["held"] != held_by(snapshot)
    )


def held_by(snapshot: Snapshot) -> str:
    """Return the sum of the names of all records but releases, and what refreshes told."""
    store, until = snapshot.store, snapshot.line
    names = [
        Key(key)
        for kind in KINDS
        if kind not in (KeptRelease, Setting)
        for key in store.columns(kind, "key", until=until)["key"]
    ]
    names += [
        one.key for one in store.records(Setting, until=until) if one.record.name != REFRESHED
    ]
    return digest_of(names)


def settings_of(snapshot: Snapshot) -> Settings:
    """Return the settings that hold."""
    return settings_kept({name: heads[0][1].value for name, heads in snapshot.settings.items()})


def first_settings(settings: Settings, time: str) -> Iterator[Setting]:
    """Yield the records of settings with which a study begins."""
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if value != getattr(Settings(), one.name):
            yield Setting(
                name=Label(one.name),
                value=json.dumps(value, ensure_ascii=False, sort_keys=True),
                who=Label(""),
                why="",
                supersedes="",
                time=time,
            )
