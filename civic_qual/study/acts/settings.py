"""Settings of a study, changed and read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from civic_qual.corpus.settings import Settings, checked_setting, settings_kept
from civic_qual.study.records import Label, Setting

if TYPE_CHECKING:
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot


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
