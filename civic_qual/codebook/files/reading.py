"""Codebooks read from their files: `read_codebook`."""

from __future__ import annotations

from os import PathLike

from civic_qual.calls import helpful
from civic_qual.codebook.files.building import built_codebook
from civic_qual.codebook.files.document import Document
from civic_qual.codebook.files.yaml_reading import document_of, read_document
from civic_qual.codebook.model import Codebook
from civic_qual.codebook.rules.parsing import keep_parsed


@helpful
def read_codebook(path: str | PathLike[str]) -> Codebook:
    """Read a codebook from a YAML file.

    Parameters
    ----------
    path
        The file, UTF-8. How its rules are written is said in `docs/rules.md`.

    Returns
    -------
    Codebook
        With all rules parsed, in the order of the file.

    Raises
    ------
    CodebookError
        If anything is wrong with it; `problems` lists everything, in file order, each with its
        line and column.

    See Also
    --------
    civic_qual.Codebook.save : Write it to a file again.
    civic_qual.codebook.files.schema.json_schema : What the keys of the file may be.
    civic_qual.check_codebook : Whether its rules find its own examples.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> codebook = read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> [code.id for code in codebook]
    ['water', 'water.access', 'safety']
    """
    return _codebook(read_document(path))


def codebook_of(text: str, source: str = "codebook") -> Codebook:
    r"""Read a codebook from the text of its file; `source` is what messages call it.

    Raises
    ------
    CodebookError
        If anything is wrong with it, as of `read_codebook`.

    Examples
    --------
    >>> text = "title: T\nlanguages: [en]\ncodes: [{id: water, name: {en: Water}}]"
    >>> codebook_of(text)
    Codebook('T', 1 codes, 0 rules)
    """
    return _codebook(document_of(text, source))


def _codebook(document: Document) -> Codebook:
    built = built_codebook(document)
    keep_parsed()
    return Codebook(
        built.title,
        built.version,
        built.languages,
        built.codes,
        built.lists,
        source=built.source,
    )
