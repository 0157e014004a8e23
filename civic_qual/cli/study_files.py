"""The transcripts and the codebook that a command is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.cli.results import show_reading

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus


def read_study(
    transcripts: Path, codebook_file: Path, large: bool, encoding: str | None, quiet: bool
) -> tuple[Corpus, Codebook]:
    """Read transcripts and a codebook, and say what was read and what could not be."""
    from civic_qual.codebook.files.reading import read_codebook
    from civic_qual.corpus.intake.reading import read_corpus

    codebook = read_codebook(codebook_file)
    # What the codebook has no rules for must be recognised too, or it would count as read.
    languages = tuple(dict.fromkeys((*codebook.languages, "en", "fr")))
    corpus = read_corpus(transcripts, languages=languages, large=large, encoding=encoding)
    show_reading(corpus, quiet)
    return corpus, codebook
