"""The command `civic-qual`: one line an error, never a traceback, in the language asked for."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from contextlib import ExitStack
from typing import Any

import click

from civic_qual._version import __version__
from civic_qual.cli.add import add
from civic_qual.cli.adjudicate import adjudicate
from civic_qual.cli.agree import agree
from civic_qual.cli.check import check
from civic_qual.cli.code import code
from civic_qual.cli.demo import demo
from civic_qual.cli.desk import desk
from civic_qual.cli.estimate import estimate
from civic_qual.cli.export import export
from civic_qual.cli.history import history
from civic_qual.cli.import_study import import_study
from civic_qual.cli.look import look
from civic_qual.cli.new import new
from civic_qual.cli.options import option
from civic_qual.cli.refresh import refresh
from civic_qual.cli.report import report
from civic_qual.cli.sample import sample
from civic_qual.cli.speaking import SpeakingGroup, click_speaking
from civic_qual.cli.telling import say
from civic_qual.cli.train import train
from civic_qual.cli.worksheet import worksheet
from civic_qual.errors import CivicQualError, NotNamedError
from civic_qual.messages import Message, alternatives, on_command_line, quoted, render, speaking
from civic_qual.messages.catalogues import is_spoken, languages
from civic_qual.messages.terminal import visible_streams

COMMANDS = (
    demo, desk, look, code, check, new, sample, worksheet, add, train, agree, adjudicate, estimate,
    report, refresh, history, export, import_study,
)  # fmt: skip
_LANGUAGE = "--language"


def _spoken_language(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """Refuse a language that has no catalogue, as a wrong call."""
    if name is not None and not is_spoken(name):
        raise click.BadParameter(
            Message(
                "{name} is not spoken here; choose {names}",
                name=quoted(name),
                names=alternatives(languages()),
            )
        )
    return name


def _tell_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        say(Message("{program}, version {version}", program="civic-qual", version=__version__))
        context.exit()


@click.group(
    cls=SpeakingGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=Message(
        "Code interview transcripts on the protection of civilians, and count themes with "
        "evidence.\n\n"
        "Nothing leaves this computer: no command uses the network.\n\n"
        "\b\n"
        "Start with:  civic-qual demo\n"
        "Then:        civic-qual code my_interviews/ --codebook my_codebook.yaml"
    ),
)
@option(
    _LANGUAGE,
    metavar=Message("LANGUAGE"),
    is_eager=True,  # refused before help is shown
    callback=_spoken_language,
    help=Message("The language in which commands and reports speak, such as en or fr."),
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help=Message("Show the version and exit."),
)
def commands(language: str | None) -> None:
    """Stand before the commands; `run` has seen to the language already."""


for _command in COMMANDS:
    commands.add_command(_command)


def run(
    arguments: list[str] | None = None,
    *,
    group: click.Group = commands,
    name: str = "civic-qual",
) -> None:
    """Run the command line: exit 0 if it worked, 1 if the work failed, 2 if the call was wrong."""
    warnings.showwarning = _one_line_warning  # type: ignore[assignment]  # takes what is shown
    arguments = sys.argv[1:] if arguments is None else arguments
    with ExitStack() as stack:
        stack.enter_context(visible_streams())
        language = _language_in(arguments)
        if language:
            stack.enter_context(speaking(language))
        stack.enter_context(click_speaking())
        stack.enter_context(on_command_line())
        status = _status(arguments, group, name)
    sys.exit(status)


def _status(arguments: list[str], group: click.Group, name: str) -> int:
    """Run the command, and say in one line what went wrong."""
    try:
        done = group.main(args=arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.Abort:
        return _stopped(Message("stopped; nothing half-written was left"))
    except click.ClickException as error:
        vars(error)["message"] = render(error.message)  # click shows what it was made with
        error.show()
        return error.exit_code
    except NotNamedError as error:
        return _stopped(error) + 1
    except CivicQualError as error:
        return _stopped(error)
    except Exception as error:
        if os.environ.get("CIVIC_QUAL_DEBUG"):
            click.echo(traceback.format_exc(), err=True)
        return _stopped(
            Message(
                "something unforeseen went wrong ({kind}: {error}). Please report it; "
                "CIVIC_QUAL_DEBUG=1 shows where it happened.",
                kind=type(error).__name__,
                error=str(error),
            )
        )
    return done or 0


def _language_in(arguments: list[str]) -> str | None:
    """Return the language asked for before the command: errors of the call speak it too."""
    for number, argument in enumerate(arguments):
        if argument == _LANGUAGE:
            return next(iter(arguments[number + 1 :]), None)
        if argument.startswith(_LANGUAGE + "="):
            return argument.partition("=")[2]
        if not argument.startswith("-"):
            return None
    return None


def _one_line_warning(message: Warning | str, *_: Any) -> None:
    click.echo(render(Message("note: {note}", note=_words(message))), err=True)


def _stopped(problem: str | CivicQualError) -> int:
    for line in render(problem).split("\n"):
        click.echo(render(Message("error: {problem}", problem=line)), err=True)
    return 1


def _words(message: Warning | str) -> str:
    return render(message) if isinstance(message, Warning) else message
