"""`civic-qual estimate`: what a machine counts, corrected by a sample that a person coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.analysis.measures import SEGMENTS, segment_measures
from civic_qual.cli.estimate_inputs import STUDY, from_files, from_study
from civic_qual.cli.refusals import known_encoding, refuse_folder
from civic_qual.cli.results import for_spreadsheets
from civic_qual.errors import EstimateError

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.estimates.comparison import Unread
    from civic_qual.analysis.estimates.estimates import Estimates
    from civic_qual.analysis.estimates.units import EstimateMeasure
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.model import Corpus

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MINIMUM = 5  # people in a group whose numbers leave the study


@click.command(
    epilog="Example: civic-qual estimate interviews/ --codebook codebook.yaml --human "
    "codings.csv --sample sample.csv --out results/ --by country"
)
@click.argument(
    "transcripts", metavar="TRANSCRIPTS|STUDY", type=click.Path(exists=True, path_type=Path)
)
@click.option("--codebook", "codebook_file", help="The codebook, a YAML file.", type=_FILE)
@click.option(
    "--human",
    "human_file",
    type=_FILE,
    help="What a person coded of the sample: a codings.csv with reading rows.",
)
@click.option(
    "--sample",
    required=True,
    metavar="FILE|NAME",
    help="The sample as it was drawn, a csv file; of a STUDY, the name of a kept one.",
)
@click.option(
    "--model",
    "model_file",
    type=_FILE,
    help="Correct what this model finds; without it, what the codebook's rules find.",
)
@click.option(
    "--out",
    required=True,
    help="The folder for the results; made if missing.",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option(
    "--by",
    multiple=True,
    metavar="ATTRIBUTE",
    help="Groups by an attribute of transcripts or participants; repeat for several.",
)
@click.option("--coder", metavar="NAME", help="Whose codings, if several people coded.")
@click.option("--level", default="theme", show_default=True, type=click.Choice(("theme", "code")))
@click.option(
    "--measure",
    default=SEGMENTS.name,
    show_default=True,
    type=click.Choice(segment_measures()),
    help="What shares are of; people and interviews need whole interviews drawn.",
)
@click.option(
    "--confidence",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0.5, 0.9999),
    help="Of the limits of each row.",
)
@click.option(
    "--unread",
    default="refuse",
    show_default=True,
    type=click.Choice(("refuse", "ignore")),
    help="Sampled passages that were not read: ignore them only if left by chance.",
)
@click.option(
    "--width",
    type=click.FloatRange(0.001, 0.999),
    help="Say too how many more passages it takes until limits are so far apart.",
)
@click.option(
    "--internal",
    is_flag=True,
    help=f"For the study team only: groups of fewer than {MINIMUM} people too.",
)
@click.option("--large", is_flag=True, help="Read files of more than 10 MB of text as well.")
@click.option(
    "--encoding",
    callback=known_encoding,
    help="The encoding of text files, if it is guessed wrong.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def estimate(
    transcripts: Path,
    codebook_file: Path | None,
    human_file: Path | None,
    sample: str,
    model_file: Path | None,
    out: Path,
    by: tuple[str, ...],
    coder: str | None,
    level: Level,
    measure: EstimateMeasure,
    confidence: float,
    unread: Unread,
    width: float | None,
    internal: bool,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Correct the theme counts of TRANSCRIPTS by a sample that a person coded.

    A STUDY file holds codebook, codings and samples; otherwise each is a file. Writes
    estimates.csv, notes.txt and, with --by, differences.csv (with --width, how_many_more.csv)
    into the --out folder.
    """
    from civic_qual.analysis.estimates.estimates import estimate_themes

    refuse_folder(out)
    corpus, codebook, human, drawn = (
        from_study(transcripts, sample, model_file)
        if transcripts.suffix == STUDY
        else from_files(transcripts, codebook_file, human_file, sample, large, encoding, quiet)
    )
    machine = _machine(corpus, codebook, model_file)
    table = estimate_themes(
        machine, human, drawn, by or None, confidence, None, level, measure, coder, unread
    )
    made: dict[str, pd.DataFrame] = {"estimates.csv": table}
    notes = [*table.notes]
    if by:
        notes += _compared(
            made, (machine, human, drawn), by, confidence, level, measure, coder, unread
        )
    if width is not None:
        from civic_qual.analysis.estimates.how_many_more import how_many_more

        made["how_many_more.csv"] = how_many_more(
            machine, human, drawn, width, by or None, confidence, level, coder, unread
        )
    if not (internal or corpus.invented):
        notes += _protected(made, table, corpus, by)
    _save(made, notes, out)
    if not quiet:
        _show(made["estimates.csv"], notes, out, list(made))


def _machine(corpus: Corpus, codebook: Codebook, model_file: Path | None) -> Codings:
    """Code the corpus by a model, or by the rules of the codebook."""
    if model_file is None:
        from civic_qual.coding.rule_coder import RuleCoder

        return RuleCoder(codebook).code(corpus)
    from civic_qual.learning.theme_classifier import ThemeClassifier

    return ThemeClassifier.load(model_file, codebook=codebook).code(corpus)


def _compared(
    made: dict[str, pd.DataFrame],
    given: tuple[Codings, Codings, Sample],
    by: tuple[str, ...],
    confidence: float,
    level: Level,
    measure: EstimateMeasure,
    coder: str | None,
    unread: Unread,
) -> list[str]:
    """Add the differences between groups, or return why there are none."""
    from civic_qual.analysis.estimates.theme_differences import theme_differences

    try:
        made["differences.csv"] = theme_differences(
            *given, by, confidence, level, measure, coder, unread=unread
        )
    except EstimateError as error:
        return [f"No differences.csv: {error}"]
    return []


def _protected(
    made: dict[str, pd.DataFrame], table: Estimates, corpus: Corpus, by: tuple[str, ...]
) -> list[str]:
    """Hide what few people stand behind; return what was hidden, and why."""
    from civic_qual.privacy.estimates import hide_small_counts, small_groups

    made["estimates.csv"], themes = hide_small_counts(table, MINIMUM)
    small = small_groups(corpus, by, MINIMUM)
    for name, one in made.items():
        sides = [side for side in ("group", "versus") if side in one]
        made[name] = one[~one[sides].isin(small).any(axis=1)]
    left_out = (
        [
            f"Left out, since fewer than {MINIMUM} people stand behind them, alone or with "
            f"the others left out: {', '.join(small)}."
        ]
        if small
        else []
    )
    hidden = (
        [
            f"Counts hidden, since fewer than {MINIMUM} people show them in some group: "
            f"{', '.join(themes)}."
        ]
        if themes
        else []
    )
    return [*left_out, *hidden, *(["--internal shows all."] if small or themes else [])]


def _save(made: dict[str, pd.DataFrame], notes: list[str], out: Path) -> None:
    from contextlib import ExitStack

    from civic_qual.cli.results import make_folder
    from civic_qual.saving import whole_file

    make_folder(out)
    with ExitStack() as stack:
        for name, table in made.items():
            target = stack.enter_context(whole_file(out / name))
            for_spreadsheets(table).to_csv(target, index=False, encoding="utf-8-sig")
        stack.enter_context(whole_file(out / "notes.txt")).write_text(
            "\n".join(notes) + "\n", encoding="utf-8"
        )


def _show(table: pd.DataFrame, notes: list[str], out: Path, names: list[str]) -> None:
    shown = table[["theme", "group", "human_n", "raw", "estimate", "low", "high", "note"]]
    click.echo(shown.to_string(index=False, float_format=lambda share: f"{share:.3f}", na_rep="–"))
    click.echo()
    for note in notes:
        click.echo(note)
    click.echo()
    for name in (*names, "notes.txt"):
        click.echo(f"wrote {out / name}")
