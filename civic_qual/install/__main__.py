"""`python -m civic_qual.install bundle`: a folder for computers without a network."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.main import run
from civic_qual.cli.speaking import SpeakingCommand, SpeakingGroup
from civic_qual.cli.telling import say
from civic_qual.install.wheels import TARGETS
from civic_qual.messages import Message, decimal


@click.group(
    cls=SpeakingGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=Message("Take this library to computers without a network."),
)
def install() -> None:
    """Stand before the commands."""


@install.command(
    cls=SpeakingCommand,
    help=Message(
        "Collect all that a computer without a network needs, in a folder to copy onto it.\n\n"
        "pip downloads it, as it is set up on this computer; in the folder is a file to open that "
        "installs it on the other one."
    ),
    epilog=Message(
        "Example: python -m civic_qual.install bundle --platform win_amd64 --out for_windows/"
    ),
)
@options.option(
    "--platform",
    "name",
    required=True,
    type=click.Choice(tuple(TARGETS)),
    help=Message("The other computer: Windows, a Mac of 2020 or later, or Linux."),
)
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder to make; by default civic_qual_ and the platform."),
)
@options.option(
    "--python",
    "pythons",
    multiple=True,
    metavar=Message("VERSION"),
    help=Message(
        "The Python of the other computer, such as 3.12; repeat for several. By default the one "
        "that runs here."
    ),
)
@options.option(
    "--source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=Message("The folder of the library's source, if it was not started from it."),
)
def bundle(name: str, out: Path | None, pythons: tuple[str, ...], source: Path | None) -> None:
    """Make a bundle."""
    from civic_qual.install.bundle import make_bundle

    made = make_bundle(name, out or Path(f"civic_qual_{name}"), pythons=pythons, source=source)
    say(
        Message(
            "{folder}: {n} packages, {size} MB. Copy the whole folder onto the other computer "
            "and open {starter} there; READ_ME_FIRST.txt says how.",
            folder=made.folder,
            n=made.wheels,
            size=decimal(made.size / 1e6, 0),
            starter=made.starter.name,
        )
    )


if __name__ == "__main__":
    run(group=install, name="python -m civic_qual.install")
