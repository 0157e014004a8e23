"""`civic-qual desk`: the pages on which people read, code and decide, in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import say, tell_written
from civic_qual.messages import Message


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Open the desk in the browser: the pages on which STUDY is read, coded and counted. "
        "Without one its first page opens, on which studies are made and opened.\n\n"
        "The desk is reached from this computer and by you only, and it uses no network. If it "
        "runs already, the browser is opened at the one that runs.\n\n"
        "With --shortcut an icon is put on your desktop that opens the desk, and nothing is opened "
        "now.\n\n"
        "The desk ends by Ctrl+C, or by Stop the desk on its page Study."
    ),
    epilog=Message("Example: civic-qual desk mali.study"),
)
@options.argument("study", Message("STUDY"), type=options.STANDING, required=False)
@options.option(
    "--no-browser",
    is_flag=True,
    help=Message("Open no browser, and say the link to open; it works once."),
)
@options.option(
    "--port",
    type=click.IntRange(1024, 65535),
    help=Message("The port of 127.0.0.1; any that is free, if you say nothing."),
)
@options.option(
    "--shortcut",
    is_flag=True,
    help=Message("Put an icon on your desktop that opens the desk."),
)
def desk(study: Path | None, no_browser: bool, port: int | None, shortcut: bool) -> None:
    """Open the desk, or put an icon on the desktop that does."""
    if study is not None:
        from civic_qual.routines.source import refuse_no_study

        refuse_no_study(study)
    if shortcut:
        from civic_qual.desk.opening.shortcut import place_shortcut

        tell_written([place_shortcut(study)])
        return
    from civic_qual.desk.opening.opening import open_desk

    open_desk(study, say=say, port=port or 0, browser=not no_browser)
