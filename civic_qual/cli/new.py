"""`civic-qual new`: a study file of transcripts and a codebook."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli.refusals import known_encoding


@click.command(epilog="Example: civic-qual new mali.study interviews/ --codebook codebook.yaml")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("transcripts", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--codebook",
    "codebook_file",
    required=True,
    help="The codebook, a YAML file.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--who", default="", help="Your name, for the audit trail.")
@click.option("--large", is_flag=True, help="Read files of more than 10 MB of text as well.")
@click.option(
    "--encoding",
    callback=known_encoding,
    help="The encoding of text files, if it is guessed wrong.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def new(
    study: Path,
    transcripts: Path,
    codebook_file: Path,
    who: str,
    large: bool,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Make a STUDY file of TRANSCRIPTS (a folder or a file) and a codebook.

    Everything is in that one file from then on: codings, decisions, memos, samples, and who did
    what. Nothing in it is ever overwritten. Keep it as safe as the interviews themselves.
    """
    from civic_qual.cli.results import show_reading
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.corpus.intake.reading import read_corpus
    from civic_qual.study.opening import refuse_existing
    from civic_qual.study.study import Study

    refuse_existing(study)
    codebook = read_codebook(codebook_file)
    languages = tuple(dict.fromkeys((*codebook.languages, "en", "fr")))
    corpus = read_corpus(transcripts, languages=languages, large=large, encoding=encoding)
    show_reading(corpus, quiet)
    Study.create(study, corpus, codebook, who=who).close()
    if not quiet:
        click.echo(f"wrote {study}")
