"""Commands whose help is a message: it is said when it is shown, in the language spoken then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from civic_qual.messages import Spoken, language_now, render
from civic_qual.messages.catalogues import catalogue, untranslated, untranslated_plural

if TYPE_CHECKING:
    from types import ModuleType

_SHOW_HELP = untranslated("Show this message and exit.")


class _Said:
    """An attribute that is rendered whenever it is read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_said_{name}"

    def __get__(self, one: object, owner: type) -> str | None:
        text = getattr(one, self.name, None)
        return render(text) if text else text

    def __set__(self, one: object, text: str | None) -> None:
        setattr(one, self.name, text)


class SpeakingCommand(click.Command):
    """A command whose `help`, `short_help` and `epilog` may be messages.

    Give `help=Message(...)` to its decorator: a docstring is for developers only.
    """

    help = _Said()
    short_help = _Said()
    epilog = _Said()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`, with what it says in the language spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _translated(_SHOW_HELP)  # click keeps what it said first
        return option


class SpeakingGroup(SpeakingCommand, click.Group):
    """A group of commands that speak; it makes such commands, too."""

    command_class = SpeakingCommand


class SpeakingOption(click.Option):
    """An option whose `help` may be a message."""

    help = _Said()

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        if isinstance(attributes.get("help"), Spoken):
            self.help = attributes["help"]  # click has made plain text of it


# What click itself says to a user of this library, as click writes it.
CLICK_SAYS = (
    untranslated("Usage:"),
    untranslated("Options"),
    untranslated("Commands"),
    untranslated("required"),
    untranslated("default: {default}"),
    _SHOW_HELP,
    untranslated("Show the version and exit."),
    untranslated("%(prog)s, version %(version)s"),
    untranslated("Error: {message}"),
    untranslated("Try '{command} {option}' for help."),
    untranslated("Missing command."),
    untranslated("Missing argument"),
    untranslated("Missing option"),
    untranslated("Choose from:\n\t{choices}"),
    untranslated("No such command {name!r}."),
    untranslated("No such option {name!r}."),
    untranslated("Option {name!r} does not take a value."),
    untranslated("Invalid value: {message}"),
    untranslated("Invalid value for {param_hint}: {message}"),
    untranslated("{value!r} is not a valid {number_type}."),
    untranslated("{value} is not in the range {range}."),
    untranslated("{name} {filename!r} does not exist."),
    untranslated("{name} {filename!r} is a file."),
    untranslated("{name} {filename!r} is a directory."),
    untranslated("{name} {filename!r} is not readable."),
    untranslated("{name} {filename!r} is not writable."),
    untranslated("file"),
    untranslated("directory"),
    untranslated("path"),
)
CLICK_COUNTS = (
    untranslated_plural(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"
    ),
    untranslated_plural(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    ),
    untranslated_plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    untranslated_plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)


@contextmanager
def click_speaking() -> Iterator[None]:
    """Let click say its own words ("Usage:", "Missing option") in the language spoken.

    Click asks gettext, under the names `_` and `ngettext` in each of its modules; while this
    lasts, they ask the catalogues of the library.
    """
    kept = [
        (module, name, getattr(module, name))
        for module in _modules_of_click()
        for name in ("_", "ngettext")
        if hasattr(module, name)
    ]
    try:
        for module, name, _ in kept:
            setattr(module, name, _translated if name == "_" else _translated_plural)
        yield
    finally:
        for module, name, known in kept:
            setattr(module, name, known)


def _modules_of_click() -> Iterator[ModuleType]:
    import sys

    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            yield module


def _translated(text: str) -> str:
    return catalogue(language_now()).translated(text) or text


def _translated_plural(one: str, many: str, n: int) -> str:
    said = catalogue(language_now()).translated_plural(one, many, n)
    return said or (one if n == 1 else many)
