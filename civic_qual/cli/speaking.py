"""Commands whose help is a message: it is said when it is shown, in the language spoken then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from civic_qual.messages import Message, Spoken, language_now, render
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
    options_metavar = _Said()

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes.setdefault("options_metavar", Message("[OPTIONS]"))
        super().__init__(*args, **attributes)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`, with what it says in the language spoken."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _translated(_SHOW_HELP)  # click keeps what it said first
        return option


class SpeakingGroup(SpeakingCommand, click.Group):
    """A group of commands that speak; it makes such commands, too."""

    command_class = SpeakingCommand
    subcommand_metavar = _Said()  # type: ignore[assignment]  # click: never None

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes.setdefault("subcommand_metavar", Message("COMMAND [ARGS]..."))
        super().__init__(*args, **attributes)


class SpeakingArgument(click.Argument):
    """An argument whose name in the help, `metavar`, may be a message."""

    metavar = _Said()


class SpeakingOption(click.Option):
    """An option whose `help` and `metavar` may be messages."""

    help = _Said()
    metavar = _Said()

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
# What click calls the kinds of values, in help and refusals.
KINDS = {
    click.types.StringParamType: untranslated("text"),
    click.types.IntParamType: untranslated("integer"),
    click.types.FloatParamType: untranslated("float"),
    click.IntRange: untranslated("integer range"),
    click.FloatRange: untranslated("float range"),
    click.Path: untranslated("filename"),
}


class _Kind:
    """The name of a kind of values, said in the language spoken."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, one: object, owner: type) -> str:
        return _translated(self.name if one is None else vars(one).get("name", self.name))

    def __set__(self, one: object, name: str) -> None:
        vars(one)["name"] = name


@contextmanager
def click_speaking() -> Iterator[None]:
    """Let click say its own words ("Usage:", "Missing option") in the language spoken.

    Click asks gettext, under the names `_` and `ngettext` in each of its modules; while this
    lasts, they ask the catalogues of the library. What it calls kinds of values, it never asks.
    """
    spoken: list[tuple[Any, str, object]] = [
        (module, name, said)
        for module in _modules_of_click()
        for name, said in (("_", _translated), ("ngettext", _translated_plural))
        if hasattr(module, name)
    ]
    spoken += [(kind, "name", _Kind(name)) for kind, name in KINDS.items()]
    known = [(one, name, vars(one).get(name)) for one, name, _ in spoken]
    try:
        for one, name, said in spoken:
            setattr(one, name, said)
        yield
    finally:
        for one, name, said in known:
            if said is None:
                delattr(one, name)
            else:
                setattr(one, name, said)


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
