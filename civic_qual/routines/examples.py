"""The bundled study: invented interviews, the codebook, and two people's reference codings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.bundled import bundled

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus


def example_corpus() -> Corpus:
    """Read the 24 bundled interviews, which are invented and say so in all that is made of them.

    Examples
    --------
    >>> corpus = example_corpus()
    >>> len(corpus), corpus.invented
    (24, True)
    """
    from civic_qual.corpus.intake.reading import read_corpus

    return read_corpus(bundled("corpora/protection"))


def example_codebook() -> Codebook:
    """Read the bundled codebook on the protection of civilians, in English and French.

    Examples
    --------
    >>> [theme.label("en") for theme in example_codebook().themes][2]
    'Mitigating harm'
    """
    from civic_qual.codebook.files.reading import read_codebook

    return read_codebook(bundled("codebooks/protection.yaml"))


def example_codings() -> Codings:
    """Read the reference codings of the bundled interviews: two people, `A` and `B`, by turn.

    Examples
    --------
    >>> example_codings().coders
    ('A', 'B')
    """
    from civic_qual.coding.files.reading import read_codings

    return read_codings(
        bundled("corpora/protection/codings.csv"), example_corpus(), example_codebook()
    )
