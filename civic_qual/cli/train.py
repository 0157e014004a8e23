"""`civic-qual train`: a model from transcripts and people's codings, and a card that judges it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from civic_qual.cli.refusals import known_encoding, refuse_folder
from civic_qual.cli.study_files import read_study

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.files.reading import Coverage
    from civic_qual.learning.card import ModelCard

Reading: TypeAlias = tuple[bool, "str | None", bool]  # large, encoding, quiet

CARD = ".card.html"  # takes the place of the model's suffix
SUFFIX = ".skops"


@click.command(
    epilog="Example: civic-qual train interviews/ --codebook codebook.yaml "
    "--codings codings.csv --out themes.skops"
)
@click.argument("transcripts", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--codebook",
    "codebook_file",
    required=True,
    help="The codebook, a YAML file.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--codings",
    "codings_file",
    required=True,
    help="What people coded: a table with transcript, start, end and code.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--out",
    required=True,
    help="The file for the model, such as themes.skops; its card is written beside it.",
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option(
    "--coverage",
    default="whole_transcripts",
    show_default=True,
    type=click.Choice(("whole_transcripts", "coded_only")),
    help="What people have read, where the table does not say so: all of an interview "
    "in which they coded something, or only the turns they coded in.",
)
@click.option("--coder", metavar="NAME", help="Whose codings to learn from, if several coded.")
@click.option(
    "--no-encoder",
    is_flag=True,
    help="Learn from words alone: faster, worse, and of one language only.",
)
@click.option(
    "--cache",
    help="A folder to keep sentence vectors in, for the next time.",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option("--large", is_flag=True, help="Read files of more than 10 MB of text as well.")
@click.option(
    "--encoding",
    callback=known_encoding,
    help="The encoding of text files, if it is guessed wrong.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def train(
    transcripts: Path,
    codebook_file: Path,
    codings_file: Path,
    out: Path,
    coverage: Coverage,
    coder: str | None,
    no_encoder: bool,
    cache: Path | None,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Teach a model the codes that people gave to passages of TRANSCRIPTS.

    Writes the model, and beside it a card for people to read: what it learned from, how well it
    does on interviews it has not seen, and what it must not be used for. Use the model with
    civic-qual code --model.
    """
    _refuse_name(out)
    refuse_folder(out.parent)
    gold = _people(
        transcripts, codebook_file, codings_file, coverage, coder, (large, encoding, quiet)
    )
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.learning.validation import cross_validate
    from civic_qual.saving import whole_file

    model = ThemeClassifier(
        encoder=None if no_encoder else "multilingual", cache=cache, progress=not quiet
    ).fit_corpus(gold)
    card = model.card(cross_validate(model, gold, progress=not quiet), gold)
    target = out.with_suffix(CARD)
    with whole_file(target) as beside:
        beside.write_text(card.html, encoding="utf-8")
        model.save(out)
    if not quiet:
        _show(card, out, target)


def _people(
    transcripts: Path,
    codebook_file: Path,
    codings_file: Path,
    coverage: Coverage,
    coder: str | None,
    reading: Reading,
) -> Codings:
    """Read what people coded, of one of them if told."""
    from civic_qual.coding.files.reading import read_codings
    from civic_qual.errors import CodingError

    corpus, codebook = read_study(transcripts, codebook_file, *reading)
    gold = read_codings(codings_file, corpus, codebook, coverage=coverage).filter(origin="human")
    if coder is not None and coder not in gold.coders:
        raise CodingError(
            f"{codings_file}: nobody called {coder!r} coded here; there are: "
            f"{', '.join(gold.coders) or 'no people'}"
        )
    return gold if coder is None else gold.filter(coder=coder)


def _refuse_name(out: Path) -> None:
    if out.suffix != SUFFIX:
        raise click.BadParameter(
            f"{out.name}: a model is written as {SUFFIX}, such as {out.stem or 'themes'}{SUFFIX}",
            param_hint="--out",
        )


def _show(card: ModelCard, *written: Path) -> None:
    for line in card.summary:
        click.echo(line)
    click.echo()
    for path in written:
        click.echo(f"wrote {path}")
