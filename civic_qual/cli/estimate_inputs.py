"""What `civic-qual estimate` works on: files side by side, or one study file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from civic_qual.cli.results import show_reading

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus

STUDY = ".study"


class Inputs(NamedTuple):
    """What was coded, by what, what people coded, and the sample."""

    corpus: Corpus
    codebook: Codebook
    human: Codings
    sample: Sample


def from_study(path: Path, sample: str, model_file: Path | None = None) -> Inputs:
    """Take all from a study file; the sample is one that it keeps, by its name."""
    from civic_qual.study.study import Study

    study = Study(path)
    if model_file is None and "model" in study.coders["origin"].tolist():
        click.echo(
            "note: the study holds codings of a model, but not its scores; this corrects "
            "what the rules find. To correct the model, add --model FILE",
            err=True,
        )
    return Inputs(study.corpus, study.codebook, study.codings(origin="human"), study.sample(sample))


def from_files(
    transcripts: Path,
    codebook_file: Path | None,
    human_file: Path | None,
    sample: str,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> Inputs:
    """Read transcripts, a codebook, a person's codings and a sample."""
    from civic_qual.analysis.sampling.sample_files import read_sample
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.coding.files.reading import read_codings
    from civic_qual.corpus.intake.reading import read_corpus

    if codebook_file is None or human_file is None:
        raise click.UsageError(
            "say by which codebook and what a person coded: --codebook FILE "
            "--human codings.csv (only a STUDY holds both)"
        )
    codebook = read_codebook(codebook_file)
    languages = tuple(dict.fromkeys((*codebook.languages, "en", "fr")))
    corpus = read_corpus(transcripts, languages=languages, large=large, encoding=encoding)
    show_reading(corpus, quiet)
    return Inputs(corpus, codebook, read_codings(human_file, corpus, codebook), read_sample(sample))
