"""`civic-qual worksheet`: what people are to code, as sheets for Excel or as Word documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import note, say, tell_table, tell_written
from civic_qual.messages import Message, count, render

if TYPE_CHECKING:
    from civic_qual.coding.columns import Shown
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.routines.worksheets import Worksheets
    from civic_qual.study.study import Study


def shown_beside() -> Sequence[str]:
    """Return what may stand beside passages that are read."""
    return ("blind", "rules", "model")


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Give coders passages of a STUDY to read, each in a sheet for Excel or in Word "
        "documents.\n\n"
        "Say what is to be read: the passages of a sample, those in which a rule finds words, "
        "those that would teach a model most, those on which coders disagree, or whole "
        "transcripts. Who was given what is kept, and never given anew: ask again, and what is "
        "left comes. civic-qual add reads the files back.\n\n"
        "With the study alone it shows who was given what, and how much of it was read."
    ),
    epilog=Message(
        "Example: civic-qual worksheet mali.study --sample first --coder Awa --coder Issa --out "
        "first.xlsx"
    ),
)
@options.study
@options.option("--sample", metavar=Message("NAME"), help=Message("The passages of a kept sample."))
@options.option(
    "--search",
    metavar=Message("RULE"),
    help=Message(
        "The passages in which a rule finds words, as a codebook writes it; with --code these "
        "words are shown, to be accepted or rejected."
    ),
)
@options.option(
    "--suggest",
    type=click.IntRange(min=1),
    metavar=Message("NUMBER"),
    help=Message("So many passages that would teach a model most."),
)
@options.option(
    "--disagreements",
    is_flag=True,
    help=Message(
        "The passages on which coders disagree; what each said stands beside, under a letter."
    ),
)
@options.option("--transcripts", is_flag=True, help=Message("Whole transcripts."))
@options.option(
    "--transcript",
    "only",
    multiple=True,
    metavar=Message("NAME"),
    help=Message("This whole transcript; repeat for several."),
)
@options.option("--code", metavar=Message("CODE"), help=Message("Read for this code alone."))
@options.option(
    "--coder",
    "coders",
    multiple=True,
    metavar=Message("NAME"),
    help=Message("Who codes; repeat for several. If you name nobody, all who were given it."),
)
@options.option(
    "--share",
    is_flag=True,
    help=Message("Coders share the passages; else each reads all. A sample is always shared."),
)
@options.option(
    "--name",
    metavar=Message("NAME"),
    help=Message("What it is called; if left out as the sample, the rule, or the kind."),
)
@options.option(
    "--shown",
    type=options.Names(shown_beside),
    help=Message(
        "What stands beside the passages: nothing (blind), what rules find, or what a model "
        "suggests. A sample is read blind, and everything else unless you say otherwise."
    ),
)
@options.option(
    "--model",
    metavar=Message("NAME|FILE"),
    help=Message("The model that suggests; the one that the study keeps if you name none."),
)
@options.option(
    "--unit",
    type=options.Names(options.units),
    help=Message("What is read as a whole in a search and in transcripts; turn if you name none."),
)
@options.option(
    "--word", is_flag=True, help=Message("Word documents, one a transcript, and no sheet.")
)
@options.option("--again", is_flag=True, help=Message("Write what was read already, too."))
@options.option(
    "--reveal",
    metavar=Message("NAME"),
    help=Message(
        "Open a blind queue for all who work in it, once it is read; say who does it with --who."
    ),
)
@options.option(
    "--out",
    type=options.ANY,
    metavar=Message("FILE.xlsx|FOLDER"),
    help=Message(
        "A sheet, or a folder for Word documents; with several coders each has one of their own. "
        "Nothing is ever overwritten."
    ),
)
@options.who
@options.quiet
def worksheet(
    study: Path,
    sample: str | None,
    search: str | None,
    suggest: int | None,
    disagreements: bool,
    transcripts: bool,
    only: tuple[str, ...],
    code: str | None,
    coders: tuple[str, ...],
    share: bool,
    name: str | None,
    shown: Shown | None,
    model: str | None,
    unit: Unit | None,
    word: bool,
    again: bool,
    reveal: str | None,
    out: Path | None,
    who: str,
    quiet: bool,
) -> None:
    """Write what coders are to read, or show who was given what."""
    from civic_qual.routines.worksheets import worksheet as written
    from civic_qual.study.study import Study

    asked = (sample, search, suggest, disagreements or None, transcripts or None, only or None)
    with Study(study) as opened:
        if reveal is not None:
            opened.reveal(reveal, who=who)
            if not quiet:
                say(Message("{queue} is open: nothing read in it is blind now", queue=reveal))
            return
        if not any((*asked, coders, name, out, word)):
            _show_queues(opened)
            return
        if out is not None:
            refuse_folder(out.parent)
        made = written(
            opened,
            coders,
            out,
            sample=sample,
            search=search,
            suggest=suggest,
            disagreements=disagreements,
            transcripts=only or transcripts,
            code=code,
            model=_model(opened, model),
            name=name,
            shown=shown,
            unit=unit,
            share=share,
            again=again,
            word=word,
            who=who,
        )
    if not quiet:
        _show(study, made)


def _model(study: Study, model: str | None) -> ThemeClassifier | str | None:
    """Return the model in a file, or the name of one that the study keeps."""
    if model is None or not Path(model).is_file():
        return model
    from civic_qual.learning.theme_classifier import ThemeClassifier

    return ThemeClassifier.load(Path(model), codebook=study.codebook)


def _show(study: Path, made: Worksheets) -> None:
    for row in made:
        say(
            Message.plural(
                "{queue}, {coder}: {n} passage to read",
                "{queue}, {coder}: {n} passages to read",
                n=row["passages"],
                queue=row["queue"],
                coder=row["coder"],
            )
        )
    tell_written([Path(file) for file in made["file"]])
    note(made.notes)
    if len(made):
        say(Message("When they come back: civic-qual add {study} FILES", study=study))


def _show_queues(study: Study) -> None:
    """Show who was given what, and how much of it was read."""
    queues = study.queues
    if not len(queues):
        say(
            Message(
                "{study}: nobody was given anything to read yet. Draw a sample with civic-qual "
                "sample {study}, then: civic-qual worksheet {study} --coder NAME",
                study=study.path,
            )
        )
        return
    heads = list(map(render, _HEADS))
    rows = [
        [
            row["queue"],
            row["coder"],
            render(count(row["assigned"])),
            render(count(row["read"])),
            render(count(row["assigned"] - row["read"])),
            render(_BESIDE.get(row["shown"], row["shown"])),
        ]
        for row in queues
    ]
    tell_table(heads, rows, numbers=[False, False, True, True, True, False])


_HEADS = (
    Message.in_context("columns of a list of work", "queue"),
    Message.in_context("columns of a list of work", "coder"),
    Message.in_context("columns of a list of work", "assigned"),
    Message.in_context("columns of a list of work", "read"),
    Message.in_context("columns of a list of work", "left"),
    Message.in_context("columns of a list of work", "beside"),
)
_BESIDE = {
    "blind": Message("nothing (blind)"),
    "rules": Message("what rules find"),
    "model": Message("what a model suggests"),
    "another_coder": Message("what others say"),
}
