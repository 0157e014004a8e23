"""What commands tell while they work: what was read, what was written, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.messages import Message, render

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


def say(text: str = "") -> None:
    """Print a text, in the language spoken."""
    click.echo(render(text))


def warn(problems: Iterable[str]) -> None:
    """Print what could not be done, apart from the results."""
    for problem in problems:
        click.echo(render(Message("warning: {problem}", problem=problem)), err=True)


def note(notes: Iterable[str]) -> None:
    """Print what a person should know."""
    for one in notes:
        say(Message("note: {note}", note=one))


def tell_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[bool]
) -> None:
    """Print rows of texts under their heads, and an empty line; numbers stand to the right."""
    from civic_qual.showing import aligned

    for line in aligned([heads, *rows], numbers=numbers):
        click.echo(line)
    click.echo()


def tell_reading(corpus: Corpus, *, quiet: bool) -> None:
    """Say which files could not be read, and unless quiet what was read and what was guessed."""
    warn(corpus.problems)
    if quiet:
        return
    for one in corpus.notes:
        click.echo(render(Message("note: {note}", note=one)), err=True)
    transcripts = Message.plural("{n} transcript", "{n} transcripts", n=len(corpus))
    people = Message.plural("{n} participant", "{n} participants", n=corpus.participants.count)
    click.echo(
        render(Message("Read {transcripts}, {people}.", transcripts=transcripts, people=people))
        + "\n",
        err=True,
    )


def tell_written(paths: Iterable[Path]) -> None:
    """Say which files were written."""
    for path in paths:
        say(Message("wrote {file}", file=path))
