"""What commands tell while they work: what was read, what was written, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.options import STRICT
from civic_qual.messages import Message, render

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.routines.coding import Machine


_FEW = 5  # lines of doubts or notes


def say(text: str = "") -> None:
    """Print a text, in the language spoken."""
    click.echo(render(text))


def warn(problems: Iterable[str]) -> None:
    """Print what could not be done, apart from the results."""
    for problem in problems:
        click.echo(render(Message("warning: {problem}", problem=problem)), err=True)


def tell_minimum(corpus: Corpus, minimum: int | None) -> None:
    """Say that another minimum was asked for than is set of the study."""
    from civic_qual.privacy.policy import other_minimum

    warn(filter(None, [other_minimum(minimum, corpus)]))


def note(notes: Iterable[str]) -> None:
    """Print what a person should know."""
    for one in notes:
        say(Message("note: {note}", note=one))


def tell_machine(machine: Machine, *, quiet: bool) -> None:
    """Say which model of a study codes, apart from the results; or that none of them may."""
    if not machine.told:
        return
    if machine.model is None:
        warn([machine.told])
    elif not quiet:
        click.echo(render(Message("note: {note}", note=machine.told)), err=True)


def tell_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[bool]
) -> None:
    """Print rows of texts under their heads, and an empty line; numbers stand to the right."""
    from civic_qual.showing import aligned

    for line in aligned([heads, *rows], numbers=numbers):
        click.echo(line)
    click.echo()


def tell_reading(corpus: Corpus, *, quiet: bool) -> None:
    """Say which files could not be read, what is doubtful, and unless quiet what was read.

    Raises
    ------
    ReadError
        If the call is `--strict`, and a transcript is not surely read.
    """
    from civic_qual.corpus.intake.sureness import asked_lines, refuse_unsure

    warn(corpus.problems)
    if click.get_current_context().meta.get(STRICT):
        refuse_unsure(corpus)
    asked = asked_lines(corpus)
    more = Message(
        "... and {n} more doubts; --strict names all, civic-qual look shows them",
        n=len(asked) - _FEW,
    )
    _tell_few([Message("doubt: {doubt}", doubt=one) for one in asked], more)
    if quiet:
        return
    told = [one for one in corpus.notes if one not in set(asked)]
    more = Message("... and {n} more notes; civic-qual look shows them", n=len(told) - _FEW)
    _tell_few([Message("note: {note}", note=one) for one in told], more)
    transcripts = Message.plural("{n} transcript", "{n} transcripts", n=len(corpus))
    people = Message.plural("{n} participant", "{n} participants", n=corpus.participants.count)
    click.echo(
        render(Message("Read {transcripts}, {people}.", transcripts=transcripts, people=people))
        + "\n",
        err=True,
    )


def _tell_few(notes: Sequence[str], more: str) -> None:
    """Print the first few notes, and how many there are besides."""
    for note in (*notes[:_FEW], *([more] if len(notes) > _FEW else [])):
        click.echo(render(note), err=True)


def tell_written(paths: Iterable[Path]) -> None:
    """Say which files were written."""
    for path in paths:
        say(Message("wrote {file}", file=path))
