"""`civic-qual history`: everything that was ever done in a study, and the way to take it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import note, say, tell_table
from civic_qual.messages import Message, count, render
from civic_qual.tidy import missing

if TYPE_CHECKING:
    from civic_qual.results import Row
    from civic_qual.study.study import Study


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Show what was done in a STUDY: a numbered line an act, the last ones last.\n\n"
        "Below stands what was released: which files, by which groups, and how many numbers were "
        "new, stood from before, or were hidden.\n\n"
        "With --undo what a line brought is taken back: codings, readings, decisions, memos, "
        "samples, settings, consents. It stays in the study, and to undo the line of the undo "
        "brings it back. A release cannot be taken back; if nobody was given it, --not-given "
        "says so, and later releases need not reckon with it."
    ),
    epilog=Message('Example: civic-qual history mali.study --undo 12 --coder Awa --why "a slip"'),
)
@options.study
@options.option(
    "--last", type=click.IntRange(min=1), help=Message("How many lines; all, if you say nothing.")
)
@options.option(
    "--undo",
    "line",
    type=click.IntRange(min=1),
    metavar=Message("LINE"),
    help=Message("Take back what this line brought."),
)
@options.option(
    "--not-given",
    "not_given",
    metavar=Message("NAME"),
    help=Message("Say that the release of this name was given to nobody."),
)
@options.option("--coder", metavar=Message("NAME"), help=Message("Who takes it back, or says so."))
@options.option("--why", default="", help=Message("The reason, for the audit trail."))
@options.quiet
def history(
    study: Path,
    last: int | None,
    line: int | None,
    not_given: str | None,
    coder: str | None,
    why: str,
    quiet: bool,
) -> None:
    """Show the audit trail, or take back what one of its lines brought."""
    from civic_qual.study.study import Study

    if line is not None and not coder:
        raise click.UsageError(
            render(Message("--undo takes a name, too: say who takes it back with --coder NAME"))
        )
    if not_given is not None and (not coder or line is not None):
        raise click.UsageError(
            render(
                Message("--not-given stands alone with a name: say who says so with --coder NAME")
            )
        )
    with Study(study) as opened:
        if not_given is not None:
            opened.not_given(not_given, who=coder or "", why=why)
            if not quiet:
                say(Message("{name} was given to nobody, says {who}", name=not_given, who=coder))
            return
        if line is None:
            _show(opened, last)
            _show_releases(opened)
            return
        undone = opened.undo_line(line, coder=coder or "", why=why)
        now = int(opened.audit["line"].max())
    if not quiet:
        say(
            Message.plural(
                "took back {n} record of line {line}; civic-qual history {study} --undo {now} "
                "brings it back",
                "took back {n} records of line {line}; civic-qual history {study} --undo {now} "
                "brings them back",
                n=undone,
                line=line,
                study=study,
                now=now,
            )
        )


def _show(study: Study, last: int | None) -> None:
    heads = [
        Message("line"),
        Message.in_context("the time of an act", "when"),
        Message.in_context("the name of a person", "who"),
        Message.in_context("what somebody did", "what"),
        Message("records"),
        Message("details"),
    ]
    lines = list(study.audit)[-(last or 0) :]
    tell_table(
        [render(head) for head in heads],
        [list(_cells(line)) for line in lines],
        numbers=[True, False, False, False, True, False],
    )


def _show_releases(study: Study) -> None:
    releases = study.earlier_releases
    if not len(releases.frame):
        note(releases.notes)
        return
    heads = [
        Message("release"),
        Message("name"),
        Message.in_context("the time of an act", "when"),
        Message("files"),
        Message.in_context("the attributes of a table", "by"),
        Message("people"),
        Message.in_context("numbers of a release", "new"),
        Message.in_context("numbers of a release", "standing"),
        Message.in_context("numbers of a release", "hidden"),
    ]
    tell_table(
        [render(head) for head in heads],
        [["" if missing(cell) else str(cell) for cell in row.values()] for row in releases],
        numbers=[True, False, False, False, False, True, True, True, True],
    )
    note(releases.notes)


def _cells(line: Row) -> Iterator[str]:
    from civic_qual.study.contents.trail import said_action, said_details

    yield str(line.line)
    yield str(line.recorded)[:19].replace("T", " ")
    yield str(line.who)
    yield render(said_action(str(line.action)))
    yield render(count(line.records))
    yield render(said_details(line))
