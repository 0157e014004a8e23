"""What a study keeps beside codings, as tables: settings, consents, releases, models and areas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.corpus.settings import REFRESHED
from civic_qual.messages import Message, enumerated
from civic_qual.results import Result
from civic_qual.study.acts.keep import kept_areas, kept_models, kept_releases

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.study.snapshot import Snapshot


class SettingTable(Result):
    """The settings that hold, a row each.

    Columns: id, by which to undo it; setting, value, who, why, time.
    """

    _title = Message("Settings")


class ConsentTable(Result):
    """What people agreed to, a row each.

    Columns: id, about (participant or transcript), target, consent, who, why, time.
    """

    _title = Message("Consents")


class ReleaseTable(Result):
    """What has left the study, a row a release.

    Columns: id, release, study (its fingerprint at that moment), who, why, time.
    """

    _title = Message("Releases")


class ModelTable(Result):
    """The models that are kept, a row each.

    Columns: id, model, bytes, rules_fingerprint, content_fingerprint, who, why, time.
    """

    _title = Message("Models")

    def fitting(self, codebook: Codebook) -> str | None:
        """Return the name of the latest model that was made for a codebook; None if none was."""
        return next(iter(self.all_fitting(codebook)), None)

    def all_fitting(self, codebook: Codebook) -> tuple[str, ...]:
        """Return the names of all models that were made for a codebook, the latest first."""
        frame = self.frame
        made_for = frame[
            (frame["rules_fingerprint"] == codebook.rules_fingerprint)
            & (frame["content_fingerprint"] == codebook.content_fingerprint)
        ]
        return tuple(made_for.sort_values(["time", "model"])["model"].astype(str).tolist()[::-1])


class AreaTable(Result):
    """The areas of a study, a row each.

    Columns: id, area, within, kind, names (by language), who, time; and one an attribute.
    """

    _title = Message("Areas")


def setting_table(snapshot: Snapshot) -> SettingTable:
    """Return the settings that hold."""
    rows = [
        {"id": key.hex(), "setting": name, **_told(one, "value", "who", "why", "time")}
        for name, made in snapshot.settings.items()
        if name != REFRESHED
        for key, one in made[:1]
    ]
    return SettingTable(_frame(rows, ["id", "setting", "value", "who", "why", "time"]))


def consent_table(snapshot: Snapshot) -> ConsentTable:
    """Return the consents that hold."""
    names = ["about", "target", "consent", "who", "why", "time"]
    rows = [
        {"id": key.hex(), **_told(one, *names)}
        for made in snapshot.consents.values()
        for key, one in made[:1]
    ]
    return ConsentTable(_frame(rows, ["id", *names]))


def release_table(snapshot: Snapshot) -> ReleaseTable:
    """Return all releases."""
    rows = [
        {"id": key.hex(), "release": name, **_told(one, "study", "who", "why", "time")}
        for name, made in kept_releases(snapshot).items()
        for key, one in made
    ]
    return ReleaseTable(_frame(rows, ["id", "release", "study", "who", "why", "time"]))


def model_table(snapshot: Snapshot) -> ModelTable:
    """Return the models that hold."""
    names = ["rules_fingerprint", "content_fingerprint", "who", "why", "time"]
    rows = [
        {"id": key.hex(), "model": name, "bytes": len(one.content), **_told(one, *names)}
        for name, made in kept_models(snapshot).items()
        for key, one in made[:1]
    ]
    return ModelTable(_frame(rows, ["id", "model", "bytes", *names]))


def area_table(snapshot: Snapshot) -> AreaTable:
    """Return the areas that hold."""
    rows = []
    for name, made in kept_areas(snapshot).items():
        for key, one in made[:1]:
            told = {"id": key.hex(), "area": name, **_told(one, "within", "kind")}
            by_language = json.loads(one.names)
            told["names"] = enumerated(
                Message("{language}: {name}", language=language, name=said)
                for language, said in by_language.items()
            )
            attributes = {
                f"attribute_{attribute}" if attribute in _AREA else attribute: value
                for attribute, value in json.loads(one.attributes).items()
            }
            rows.append({**told, **_told(one, "who", "time"), **attributes})
    more = dict.fromkeys(name for row in rows for name in row if name not in _AREA)
    return AreaTable(_frame(rows, [*_AREA, *more]).fillna(dict.fromkeys(more, "")))


_AREA = ("id", "area", "within", "kind", "names", "who", "time")


def _told(record: object, *names: str) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}


def _frame(rows: Sequence[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns)
