"""`civic-qual check`: the examples of a codebook as its tests; files before they leave."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import note, say
from civic_qual.messages import Message, render

if TYPE_CHECKING:
    from civic_qual.privacy.leaving.checking import FilesCheck

_CODEBOOKS = frozenset({".yaml", ".yml"})


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Check a codebook, or files that are about to leave.\n\n"
        "Of a codebook, or a study, every example must be found by its code, and no "
        "counterexample.\n\n"
        "All other files, or several, are looked at before they leave: what in them identifies "
        "somebody, or undoes what was hidden, alone or together. Of a folder all files are looked "
        "at. With --source it is also looked for names of people in the interviews, and for words "
        "that were said. It ends with 1 if there is anything to look at."
    ),
    epilog=Message(
        "Example: civic-qual check codebook.yaml\n\n"
        "Example: civic-qual check results/ annex.docx --source interviews/"
    ),
)
@options.argument("files", Message("FILES..."), type=options.STANDING, nargs=-1, required=True)
@options.option(
    "--source",
    type=options.STANDING,
    metavar=Message("SOURCE"),
    help=Message("The study, or the folder of interviews, that the files are about."),
)
@options.option(
    "--words",
    type=click.IntRange(min=2),
    default=8,
    show_default=True,
    help=Message("How many words one after the other are taken to be of an interview."),
)
@options.minimum
@options.quiet
def check(
    files: tuple[Path, ...], source: Path | None, words: int, minimum: int | None, quiet: bool
) -> None:
    """Check a codebook, that of a study, or files before they leave."""
    if source is None and len(files) == 1 and _has_codebook(files[0]):
        _check_codebook(files[0], quiet=quiet)
        return
    from civic_qual.privacy.leaving.checking import check_files

    corpus = None if source is None else open_here(source).corpus
    checked = check_files(files, corpus=corpus, minimum=minimum, words=words)
    _tell(checked, quiet=quiet)
    if not checked.ok:
        sys.exit(1)


def _has_codebook(file: Path) -> bool:
    from civic_qual.routines.source import is_study

    return file.is_file() and (file.suffix.lower() in _CODEBOOKS or is_study(file))


def _check_codebook(source: Path, *, quiet: bool) -> None:
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.coding.check import check_codebook
    from civic_qual.routines.source import is_study
    from civic_qual.study.study import Study

    if is_study(source):
        with Study(source) as study:
            result = check_codebook(study.codebook)
    else:
        result = check_codebook(read_codebook(source))
    for failure in result.failures:
        click.echo(render(failure.sentence), err=True)
    if not quiet:
        say(result.summary)
    if not result.ok:
        sys.exit(1)


def _tell(checked: FilesCheck, *, quiet: bool) -> None:
    """Say what was found, file by file, and what to do about each."""
    file = ""
    for one in checked:
        if one.file != file:
            file = one.file
            say(Message("{file}:", file=file))
        where = Message("{place}: {what}", place=one.place, what=one.what)
        say(Message("  {what}. {advice}", what=where if one.place else one.what, advice=one.advice))
    if quiet:
        return
    if not checked.ok:
        say()
    say(checked.summary)
    note(checked.notes)
