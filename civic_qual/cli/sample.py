"""`civic-qual sample`: draw passages at random for people to code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.code import UNIT_CHOICES
from civic_qual.cli.refusals import refuse_folder

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.analysis.sampling.worklists import Worklist
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.study import Study


@click.command(
    epilog="Example: civic-qual sample interviews/ -n 200 --by country --double 0.2"
    " --coder Awa --coder Issa --out sample.csv"
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-n",
    "--number",
    default=200,
    show_default=True,
    help="How many passages; with --interviews how many interviews.",
)
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    type=click.Choice(UNIT_CHOICES),
    help="What is drawn.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="ATTRIBUTE",
    help="Give every value of an attribute its share; repeat for several.",
)
@click.option("--interviews", is_flag=True, help="Draw whole interviews.")
@click.option(
    "--codebook",
    "codebook_file",
    help="Draw more of what the rules of a codebook find, so that rare codes are met.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--model",
    "model_file",
    help="Draw more of what this model scores high, instead.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same sample.")
@click.option(
    "--double",
    default=0.0,
    show_default=True,
    help="The share that two people are to code, from 0 to 1.",
)
@click.option("--name", help="What the sample is called; readings of it carry the name.")
@click.option(
    "--coder",
    "coders",
    multiple=True,
    help="Write a worklist for a coder, beside the sample; repeat for several.",
)
@click.option(
    "--out",
    help="The file for the sample, a csv; a study needs none.",
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def sample(
    source: Path,
    number: int,
    unit: Unit,
    by: tuple[str, ...],
    interviews: bool,
    codebook_file: Path | None,
    model_file: Path | None,
    seed: int,
    double: float,
    name: str | None,
    coders: tuple[str, ...],
    out: Path | None,
    quiet: bool,
) -> None:
    """Draw a random sample from SOURCE, a study file or transcripts.

    The sample tells of every passage with what probability it was drawn, and holds no word of the
    interviews. A study keeps it. Worklists do not tell which passages somebody else codes too.
    """
    from civic_qual.analysis.sampling.draw_sample import draw_sample
    from civic_qual.cli.sources import study_at, transcripts_at

    study = study_at(source)
    if out is None and (study is None or coders):
        raise click.UsageError("say where to write the sample: --out sample.csv")
    if out is not None:
        refuse_folder(out.parent)
    corpus = study.corpus if study else transcripts_at(source, quiet)
    found = _found(corpus, codebook_file, model_file, study, quiet)
    drawn = draw_sample(
        corpus,
        n=number,
        unit=unit,
        by=by or None,
        scores=found,
        design="interviews" if interviews else None,
        seed=seed,
        double=double,
        name=name,
    )
    lists = drawn.worklists(list(dict.fromkeys(coders))) if coders else {}
    if study is not None:
        study.keep_sample(drawn)
    written = [] if out is None else _write(drawn, lists, out)
    if not quiet:
        _show(drawn, written)


def _found(
    corpus: Corpus,
    codebook_file: Path | None,
    model_file: Path | None,
    study: Study | None,
    quiet: bool,
) -> Codings | None:
    """Return what pulls the sample: what a model scores, what rules find, or nothing."""
    if codebook_file is None and model_file is None:
        return None
    from civic_qual.cli.coders import coded
    from civic_qual.codebook.files.reading import read_codebook

    if codebook_file is not None:
        codebook = read_codebook(codebook_file)
    elif study is not None:
        codebook = study.codebook
    else:
        raise click.UsageError(
            "say by which codebook the model was trained: --codebook FILE (a "
            "study file has its own)"
        )
    return coded(corpus, codebook, model_file, "model", quiet)


def _write(drawn: Sample, lists: Mapping[str, Worklist], out: Path) -> list[Path]:
    """Write the sample and the worklists, all of them or none; return where."""
    from contextlib import ExitStack

    from civic_qual.cli.results import for_spreadsheets
    from civic_qual.saving import whole_file

    tables: dict[Path, pd.DataFrame] = {out: drawn.frame} | {
        _beside(out, coder): rows.frame for coder, rows in lists.items()
    }
    with ExitStack() as stack:
        for path, rows in tables.items():
            beside = stack.enter_context(whole_file(path))
            for_spreadsheets(rows).to_csv(beside, index=False, encoding="utf-8-sig")
    return list(tables)


def _beside(out: Path, coder: str) -> Path:
    """Return the file of a worklist: that of the sample, with the coder's name."""
    return out.with_name(f"{out.stem}_" + re.sub(r"[^\w-]+", "_", coder) + ".csv")


def _show(drawn: Sample, written: list[Path]) -> None:
    units = drawn.units
    click.echo(
        f"{drawn.name}: {len(drawn):,} of {drawn.frame_size:,} {drawn.unit}s from "
        f"{units['transcript'].nunique()} transcripts; {units['double'].sum():,} for two"
    )
    for stratum, rows in units.groupby("stratum"):
        low, high = rows["probability"].min(), rows["probability"].max()
        chance = f"{low:.3f}" if high - low < 0.0005 else f"{low:.3f} to {high:.3f}"
        click.echo(f"  {stratum}: {len(rows):,}, each drawn with probability {chance}")
    for path in written:
        click.echo(f"wrote {path}")
