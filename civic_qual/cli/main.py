"""The command `civic-qual`: one line an error, never a traceback."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import click

from civic_qual._version import __version__
from civic_qual.cli.add import add
from civic_qual.cli.agree import agree
from civic_qual.cli.check import check
from civic_qual.cli.code import code
from civic_qual.cli.demo import demo
from civic_qual.cli.estimate import estimate
from civic_qual.cli.export import export
from civic_qual.cli.import_study import import_study
from civic_qual.cli.new import new
from civic_qual.cli.sample import sample
from civic_qual.cli.train import train
from civic_qual.errors import CivicQualError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="civic-qual")
def commands() -> None:
    r"""Code interview transcripts on the protection of civilians, and count themes with evidence.

    Nothing leaves this computer: no command uses the network.

    \b
    Start with:  civic-qual demo
    Then:        civic-qual code my_interviews/ --codebook my_codebook.yaml --out results/
    """


for command in (demo, code, check, new, add, sample, train, agree, estimate, export, import_study):
    commands.add_command(command)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line: exit 0 if it worked, 1 if the work failed, 2 if the call was wrong."""
    warnings.showwarning = _one_line_warning  # type: ignore[assignment]  # takes what is shown
    try:
        status = commands.main(args=arguments, prog_name="civic-qual", standalone_mode=False)
    except click.exceptions.Abort:
        _stop("stopped; nothing half-written was left", 1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CivicQualError as error:
        _stop(str(error), 1)
    except Exception as error:
        if os.environ.get("CIVIC_QUAL_DEBUG"):
            raise
        _stop(
            f"something unforeseen went wrong ({type(error).__name__}: {error}). "
            "Please report it; CIVIC_QUAL_DEBUG=1 shows where it happened.",
            1,
        )
    sys.exit(status or 0)


def _one_line_warning(message: Warning | str, *_: Any) -> None:
    click.echo(f"note: {message}", err=True)


def _stop(message: str, status: int) -> None:
    for line in message.splitlines():
        click.echo(f"error: {line}", err=True)
    sys.exit(status)
