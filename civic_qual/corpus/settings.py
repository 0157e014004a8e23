"""Settings of a study: whose it is, what it covers, and what may leave it.

A study file keeps them as records; of a folder they stand in the people workbook, in the sheet
`study`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from civic_qual.calls import offer
from civic_qual.corpus.consent import CONSENTS, consent_meant
from civic_qual.errors import StudyError
from civic_qual.messages import Message, alternatives, quoted
from civic_qual.sheets.reading import plain_title, unguarded, word_rows

REFRESHED = "refreshed"  # what a refresh of a study told: kept as a setting, and set by nobody


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


def settings_kept(values: Mapping[str, str]) -> Settings:
    """Return settings of what is kept of them, JSON by name; a later version may know more."""
    known = {one.name for one in fields(Settings)}
    told = {name: json.loads(value) for name, value in values.items() if name in known}
    if "languages" in told:
        told["languages"] = tuple(told["languages"])
    return Settings(**told)


def setting_written(name: str, written: str) -> Any:
    """Return a setting that stands in a cell, once sure that it can be that.

    Raises
    ------
    StudyError
        If it cannot be that.

    Examples
    --------
    >>> setting_written("minimum", "10"), setting_written("languages", "fr, en")
    (10, ('fr', 'en'))
    >>> setting_written("release_policy", "method: round; base: 5")
    {'method': 'round', 'base': 5}
    """
    if name == "languages":
        return checked_setting(name, re.findall(r"[^\s,;/]+", written))
    if name == "release_policy":
        told = (part.partition(":") for part in written.split(";") if part.strip())
        return checked_setting(
            name, {key.strip(): _number(value.strip()) for key, _, value in told}
        )
    if name == "consent":
        return checked_setting(name, consent_meant(written))
    return checked_setting(name, _number(written) if name == "minimum" else written)


def written_setting(settings: Settings, name: str) -> str:
    """Return a setting as a cell holds it; `setting_written` is the way back."""
    value = getattr(settings, name)
    if name == "languages":
        return ", ".join(value)
    if name == "release_policy":
        return "; ".join(": ".join((key, str(told))) for key, told in value.items())
    return "" if value is None else str(value)


# The sheet of settings in the people workbook

_NAMES = {
    word: meaning
    for meaning, words in word_rows("corpus/lists/setting_names.txt").items()
    for word in words
}
_COLUMNS = ("name", "value")
SHEET = "study"
SETTINGS = {
    "author": Message("Who writes."),
    "organisation": Message("For whom."),
    "period": Message("The time that the interviews cover, as people say it."),
    "minimum": Message(
        "How many people must stand behind a number that leaves the study; 5 if empty."
    ),
    "languages": Message("In which it is reported: codes of two letters, as: en, fr."),
    "consent": Message("What holds where no consent is stated: quote, paraphrase or none."),
    "release_policy": Message("How releases are made, as: base: 5; method: round."),
}


def is_settings_sheet(title: str) -> bool:
    """Whether a sheet of the people workbook holds settings, by its title."""
    return _NAMES.get(plain_title(title)) == "sheet"


def settings_of_rows(
    file: str, rows: Sequence[tuple[int, Sequence[str]]]
) -> tuple[Settings, list[str]]:
    """Return what a sheet of settings says, and what of it is none."""
    heads = [_NAMES.get(plain_title(title)) for title in rows[0][1]] if rows else []
    if not all(column in heads for column in _COLUMNS):
        return Settings(), [
            Message(
                "{file}, sheet {sheet}: its columns are not {name} and {value}: not read",
                file=file,
                sheet=quoted(SHEET),
                name=quoted("setting"),
                value=quoted("value"),
            )
        ]
    places = [heads.index(column) for column in _COLUMNS]
    told: dict[str, Any] = {}
    problems: list[str] = []
    for _, cells in rows[1:]:
        written, value = (
            unguarded(cells[place]).strip() if place < len(cells) else "" for place in places
        )
        name = _NAMES.get(plain_title(written), written)
        try:
            if value:
                told[name] = setting_written(name, value)
        except StudyError as error:
            problems.append(
                Message(
                    "{file}, sheet {sheet}: {problem}",
                    file=file,
                    sheet=quoted(SHEET),
                    problem=error,
                )
            )
    return Settings(**told), problems


def _number(written: str) -> Any:
    return int(written) if written.isascii() and written.isdigit() else written


def checked_setting(name: str, value: Any) -> Any:
    """Return a setting as it is kept, once sure that it can be that.

    Raises
    ------
    StudyError
        If there is no such setting, or it cannot be that.
    """
    if name in ("author", "organisation", "period"):
        return _checked_text(name, value)
    if name == "minimum":
        return _checked_minimum(value)
    if name == "languages":
        return _checked_languages(value)
    if name == "consent":
        return checked_consent(value, CONSENTS[:-1])
    if name in ("release_policy", REFRESHED):
        return plain_data(name, value)
    known = [one.name for one in fields(Settings)]
    raise StudyError(
        Message("a study has no setting {name}{offer}", name=quoted(name), offer=offer(name, known))
    )


def _checked_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise StudyError(
            Message("{name} {value}: write it as text", name=name, value=quoted(value))
        )
    return value


def _checked_minimum(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise StudyError(
            Message(
                "minimum {value}: write how many people must stand behind a number, at least 1",
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
                "languages {value}: write codes of two letters, as en and fr",
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
