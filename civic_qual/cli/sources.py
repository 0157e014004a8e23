"""What a command works on: a study file, or transcripts in a folder or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.results import show_reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study

_MARK = b"SQLite format 3\0"  # how every study file begins


def study_at(path: Path) -> Study | None:
    """Open a study file; None if the path is no database and so holds transcripts."""
    if path.is_dir() or (path.suffix != ".study" and not _is_database(path)):
        return None
    from civic_qual.study.study import Study

    return Study(path)


def transcripts_at(path: Path, quiet: bool) -> Corpus:
    """Read transcripts, and say what was read and what could not be."""
    from civic_qual.corpus.intake.reading import read_corpus

    corpus = read_corpus(path)
    show_reading(corpus, quiet)
    return corpus


def codings_at(
    source: Path, files: Sequence[Path], codebook: Path | None, rules: bool, quiet: bool
) -> tuple[Codings, Study | None]:
    """Return the codings of a study, or of files on transcripts; with those of rules if asked."""
    from civic_qual.coding.coders import together
    from civic_qual.coding.rule_coder import RuleCoder

    study = study_at(source)
    if study is not None:
        if files or codebook:
            raise click.UsageError(
                "a study has its own codings and codebook; leave --codings "
                "and --codebook out, or name a folder of transcripts"
            )
        parts = [study.codings()]
    else:
        if not files or codebook is None:
            raise click.UsageError(
                "transcripts need --codings FILE and --codebook FILE; or name a study file"
            )
        parts = _read(transcripts_at(source, quiet), files, codebook)
    if rules:
        parts.append(RuleCoder(parts[0].codebook).code(parts[0].corpus))
    return together(parts), study


def _read(corpus: Corpus, files: Sequence[Path], codebook: Path) -> list[Codings]:
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.coding.files.reading import read_codings

    book: Codebook = read_codebook(codebook)
    return [read_codings(file, corpus, book) for file in files]


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK
