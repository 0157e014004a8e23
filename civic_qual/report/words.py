"""What a report calls attributes, languages and segments."""

from __future__ import annotations

from collections.abc import Mapping

from civic_qual.analysis.tables.groups import SPOKEN, shown_label
from civic_qual.language.names import LANGUAGES
from civic_qual.messages import Message

# The attributes that reading gives a name of its own; all others are called as their files do.
_ATTRIBUTES: Mapping[str, str] = {
    "age": Message.in_context("an attribute", "age"),
    "country": Message.in_context("an attribute", "country"),
    "language": Message.in_context("an attribute", "language"),
    "participant": Message.in_context("an attribute", "participant"),
    "respondent_group": Message.in_context("an attribute", "respondent group"),
    "role": Message.in_context("an attribute", "role"),
    "sex": Message.in_context("an attribute", "sex"),
    "transcript": Message.in_context("an attribute", "transcript"),
}


def attribute_name(attribute: str) -> str:
    """Return what an attribute is called.

    Examples
    --------
    >>> attribute_name("respondent_group"), attribute_name("years_of_service")
    ('respondent group', 'years of service')
    """
    return _ATTRIBUTES.get(attribute) or attribute.replace("_", " ")


def attribute_value(attribute: str, value: str) -> str:
    """Return a value of an attribute as people see it.

    Examples
    --------
    >>> attribute_value("language", "fr"), attribute_value("respondent_group", "civil_society")
    ('French', 'civil society')
    """
    return language_name(value) if attribute == SPOKEN else shown_label(value)


def language_name(language: str) -> str:
    """Return what a language is called: its code, if it is not among those civic_qual reads."""
    return LANGUAGES.get(language) or shown_label(language)
