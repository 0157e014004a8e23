"""`civic-qual train`: a model of what people coded, and a card that judges it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import say, tell_reading, tell_written, warn
from civic_qual.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from civic_qual.coding.blind import Judges
    from civic_qual.coding.files.coverage import Coverage

CARD = ".card.html"  # takes the place of the model's suffix
SUFFIX = ".skops"


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Teach a model the codes that people gave to passages of SOURCE, a study file or "
        "transcripts.\n\n"
        "A study keeps the model. From then on it codes what it has learned well enough, and the "
        "rules code the rest. A model that has learned nothing does not take the place of one that "
        "has. Of transcripts the model is written to a file.\n\n"
        "Its card is written for people to read: what it learned from, how well it does on "
        "interviews it has not seen, and what it must not be used for.\n\n"
        "Of several people what each read counts. Where two read the same passage and differ on a "
        "code, what a reference coding settled holds; where nothing is settled, that code of that "
        "passage is left out, and you are told how many."
    ),
    epilog=Message(
        "Example: civic-qual train interviews/ --codebook codebook.yaml --codings codings.csv "
        "--out themes.skops"
    ),
)
@options.source
@options.codebook
@options.codings
@options.option(
    "--out",
    type=options.NEW_FILE,
    help=Message(
        "The file for the model, its card is written beside it; SOURCE.skops if you name none. Of "
        "a study a file is written only if you name one."
    ),
)
@options.option(
    "--name",
    default="model",
    show_default=True,
    help=Message("What a study calls the model; the latest of a name holds."),
)
@options.coverage
@options.coders
@options.settled
@options.option(
    "--no-encoder",
    is_flag=True,
    help=Message("Learn from words alone: faster, worse, and of one language only."),
)
@options.option(
    "--cache",
    type=options.FOLDER,
    help=Message("A folder to keep sentence vectors in, for the next time."),
)
@options.shown
@options.who
@options.reading
@options.quiet
def train(
    source: Path,
    codebook_file: Path | None,
    codings_files: tuple[Path, ...],
    out: Path | None,
    name: str,
    coverage: Coverage | Path | None,
    coders: tuple[str, ...],
    settled: str | None,
    no_encoder: bool,
    cache: Path | None,
    shown: Judges,
    who: str,
    quiet: bool,
) -> None:
    """Train a model, and keep or write it with its card."""
    beside = out or Path(f"{source.resolve().stem}{SUFFIX}")
    _refuse_name(beside)
    refuse_folder(beside.parent)
    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    tell_reading(opened.corpus, quiet=quiet or opened.study is not None)
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.privacy.outlet.folder import write_internal
    from civic_qual.routines.keeping import codes_until_now, keep
    from civic_qual.routines.training import gold_of, trained

    before = codes_until_now(opened)
    people = opened.readers_called(coders)
    people = people.filter(coder=list(coders)) if coders else people
    gold = gold_of(people, opened.settled(settled))
    made = trained(
        gold,
        ThemeClassifier(
            encoder=None if no_encoder else "multilingual", cache=cache, progress=not quiet
        ),
        shown=shown,
        progress=not quiet,
    )
    files: dict[Path, Callable[[Path], object]] = {beside.with_suffix(CARD): made.card.save}
    if out is not None or opened.study is None:
        files[beside] = made.model.save
    write_internal(files)
    kept = None
    if opened.study is not None:
        kept = keep(opened.study, name, made.model, before=before, who=who)
        warn(kept.worse)
    if quiet:
        return
    for line in (*made.told, *made.card.summary):
        say(line)
    say()
    for line in kept.told if kept is not None else ():
        say(line)
    tell_written(sorted(files, key=lambda path: path.suffix != SUFFIX))


def _refuse_name(out: Path) -> None:
    if out.suffix != SUFFIX:
        raise click.BadParameter(
            Message(
                "{file}: a model is written as {suffix}, such as {stem}{suffix}",
                file=out.name,
                suffix=SUFFIX,
                stem=out.stem or "themes",
            ),
            param_hint="'--out'",
        )
