"""What is kept beside codings: models that were trained, what has left the study, and areas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from civic_qual.calls import offer
from civic_qual.corpus.settings import plain_data
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.acts.checks import check_name
from civic_qual.study.holding.state import heads
from civic_qual.study.records import KINDS, Area, KeptModel, KeptRelease, Label, digest_of

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.study.records import Key
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.store import Store


def keep_model(session: Session, name: str, model: ThemeClassifier, *, who: str, why: str) -> str:
    """Record a model by a name; one that had the name before stays to be seen. Return its id.

    Raises
    ------
    StudyError
        If it is no model.
    ModelError
        If it cannot be saved.
    """
    check_name("name", name)
    content = _bytes_of(model)
    with session.recording(who, "keep model", {"model": name}) as recorder:
        snapshot = session.snapshot()
        book = model.model_.codebook or snapshot.codebook
        earlier = kept_models(snapshot).get(name, ())
        (key,) = recorder.add(
            KeptModel(
                name=Label(name),
                rules_fingerprint=Label(book.rules_fingerprint),
                content_fingerprint=Label(book.content_fingerprint),
                content=content,
                who=Label(who),
                why=why,
                supersedes=" ".join(one.hex() for one, _ in earlier),
                time=recorder.time,
            )
        )
        return key.hex()


def _bytes_of(model: ThemeClassifier) -> bytes:
    from civic_qual.learning.model_files import model_bytes
    from civic_qual.learning.theme_classifier import ThemeClassifier

    if not isinstance(model, ThemeClassifier):
        raise StudyError(
            Message("a study keeps a ThemeClassifier as a model, not {what}", what=f"{model!r:.60}")
        )
    return model_bytes(model)  # in memory: a temporary file would hold words of interviews


def kept_model(snapshot: Snapshot, name: str, encoder: object) -> ThemeClassifier:
    """Return the model of a name.

    Raises
    ------
    StudyError
        If none is called so.
    ModelError
        If it was trained with another encoder.
    """
    from civic_qual.learning.model_files import loaded_model
    from civic_qual.learning.theme_classifier import ThemeClassifier

    kept = kept_models(snapshot)
    if name not in kept:
        raise StudyError(
            Message("no model is called {name}{offer}", name=quoted(name), offer=offer(name, kept))
        )
    return ThemeClassifier._of(loaded_model(kept[name][0][1].content, name, None, encoder))


def kept_models(snapshot: Snapshot) -> dict[str, list[tuple[Key, KeptModel]]]:
    """Return the models that hold, by name; several of one name were trained apart."""
    stored = snapshot.store.records(KeptModel, until=snapshot.line)
    return heads(((one.key, one.record) for one in stored), lambda one: one.name, snapshot.gone)


def keep_release(
    session: Session,
    name: str,
    contents: Mapping[str, Any],
    *,
    policy: Mapping[str, Any],
    who: str,
    why: str,
) -> str:
    """Record what has left the study; return its id.

    Raises
    ------
    StudyError
        If a release of that name is kept, or it is no plain data.
    """
    check_name("name", name)
    held, ruled = plain_data("contents", contents), plain_data("policy", policy)
    with session.recording(who, "keep release", {"release": name}) as recorder:
        if name in kept_releases(session.snapshot()):
            raise StudyError(
                Message(
                    "a release is called {name} already, and what has left stays; give this one "
                    "another name",
                    name=quoted(name),
                )
            )
        (key,) = recorder.add(
            KeptRelease(
                name=Label(name),
                study=fingerprint_of(session.store),
                policy=json.dumps(ruled, ensure_ascii=False),
                contents=json.dumps(held, ensure_ascii=False),
                who=Label(who),
                why=why,
                time=recorder.time,
            )
        )
        return key.hex()


def fingerprint_of(store: Store) -> str:
    """Return 32 hexadecimal digits of all records: files that hold the same have the same."""
    return digest_of(key for kind in KINDS for key in store.columns(kind, "key")["key"])


def kept_releases(snapshot: Snapshot) -> dict[str, list[tuple[Key, KeptRelease]]]:
    """Return all releases by name, the earliest first, whichever came first to this file.

    Several of one name were made apart, and all have left.
    """
    found: dict[str, list[tuple[Key, KeptRelease]]] = {}
    left = snapshot.store.records(KeptRelease, until=snapshot.line)
    for one in sorted(left, key=lambda one: (one.record.time, one.key)):
        found.setdefault(one.record.name, []).append((one.key, one.record))
    return found


def kept_release(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Return the contents of a release.

    Raises
    ------
    StudyError
        If none is called so.
    """
    kept = kept_releases(snapshot)
    if name not in kept:
        raise StudyError(
            Message(
                "no release is called {name}{offer}", name=quoted(name), offer=offer(name, kept)
            )
        )
    contents: dict[str, Any] = json.loads(kept[name][0][1].contents)
    return contents


def keep_area(
    session: Session,
    name: str,
    *,
    within: str,
    kind: str,
    names: Mapping[str, str],
    attributes: Mapping[str, str],
    who: str,
) -> str:
    """Record an area, in the place of what was known of it; return its id.

    Raises
    ------
    StudyError
        If what it lies in is no area of the study, or lies in it.
    """
    check_name("name", name)
    with session.recording(who, "keep area", {"area": name}) as recorder:
        snapshot = session.snapshot()
        known = kept_areas(snapshot)
        _refuse_within(known, name, within)
        (key,) = recorder.add(
            Area(
                name=Label(name),
                within=Label(within),
                kind=Label(kind),
                names=json.dumps(plain_data("names", names), ensure_ascii=False),
                attributes=json.dumps(plain_data("attributes", attributes), ensure_ascii=False),
                who=Label(who),
                supersedes=" ".join(one.hex() for one, _ in known.get(name, ())),
                time=recorder.time,
            )
        )
        return key.hex()


def _refuse_within(known: dict[str, list[tuple[Key, Area]]], name: str, within: str) -> None:
    if not within:
        return
    if within not in known:
        raise StudyError(
            Message(
                "no area is called {name}{offer}", name=quoted(within), offer=offer(within, known)
            )
        )
    above = within
    passed: set[str] = set()
    while above and above not in passed:
        if above == name:
            raise StudyError(
                Message(
                    "{within} lies in {name}, which cannot lie in it",
                    within=quoted(within),
                    name=quoted(name),
                )
            )
        passed.add(above)
        above = known[above][0][1].within if above in known else ""


def kept_areas(snapshot: Snapshot) -> dict[str, list[tuple[Key, Area]]]:
    """Return the areas that hold, by name; several of one name were told apart."""
    stored = snapshot.store.records(Area, until=snapshot.line)
    return heads(((one.key, one.record) for one in stored), lambda one: one.name, snapshot.gone)
