"""`civic-qual train`: a model of what people coded, and a card that judges it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import say, tell_reading, tell_written
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.coding.blind import Judges
    from civic_qual.coding.files.reading import Coverage

CARD = ".card.html"  # takes the place of the model's suffix
SUFFIX = ".skops"


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Teach a model the codes that people gave to passages of SOURCE, a study file or "
        "transcripts.\n\n"
        "Writes the model, and beside it a card for people to read: what it learned from, how "
        "well it does on interviews it has not seen, and what it must not be used for. Use the "
        "model with civic-qual code --model."
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
        "The file for the model, its card is written beside it; SOURCE.skops if you name none."
    ),
)
@options.coverage
@options.coder
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
@options.reading
@options.quiet
def train(
    source: Path,
    codebook_file: Path | None,
    codings_files: tuple[Path, ...],
    out: Path | None,
    coverage: Coverage | Path,
    coder: str | None,
    no_encoder: bool,
    cache: Path | None,
    shown: Judges,
    quiet: bool,
) -> None:
    """Train a model, and write it with its card."""
    out = out or Path(f"{source.resolve().stem}{SUFFIX}")
    _refuse_name(out)
    refuse_folder(out.parent)
    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    tell_reading(opened.corpus, quiet=quiet)
    gold = opened.people_called(coder)
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.learning.validation import cross_validate
    from civic_qual.privacy.outlet.folder import write_internal

    model = ThemeClassifier(
        encoder=None if no_encoder else "multilingual", cache=cache, progress=not quiet
    ).fit_corpus(gold)
    card = model.card(cross_validate(model, gold, progress=not quiet, shown=shown), gold)
    target = out.with_suffix(CARD)
    write_internal({target: card.save, out: model.save})
    if not quiet:
        for line in card.summary:
            say(line)
        say()
        tell_written([out, target])


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
