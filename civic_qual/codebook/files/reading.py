"""Codebook files: read whole, with every problem told at once and at its place."""

from __future__ import annotations

from pathlib import Path

from civic_qual.codebook.building import build_codebook
from civic_qual.codebook.files.locations import Document, Where
from civic_qual.codebook.files.outline import check_outline, codes
from civic_qual.codebook.files.schema import json_schema
from civic_qual.codebook.files.shape import check_shape
from civic_qual.codebook.files.written import Writing
from civic_qual.codebook.files.yaml_reading import document_of, read_document
from civic_qual.codebook.model import Codebook
from civic_qual.codebook.word_lists import read_lists
from civic_qual.codebook.written_rules import WrittenRule, read_rules
from civic_qual.errors import CodebookError, Problem

__all__ = ["codebook_of", "json_schema", "read_codebook"]


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook from a YAML file.

    Parameters
    ----------
    path
        The file, UTF-8. Its keys are described by `json_schema`, its rules in `docs/rules.md`.

    Returns
    -------
    Codebook
        With all rules parsed, in the order of the file.

    Raises
    ------
    CodebookError
        If anything is wrong with it; `problems` lists everything, in file order, each with its
        line and column.

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
    entry, problems = check_shape(document)
    writing = Writing(document)
    lists = read_lists(writing)
    rules: dict[Where, list[WrittenRule]] = {
        found.where: read_rules(writing, found.where) for found in codes(document)
    }
    problems += [*document.problems, *writing.problems, *check_outline(document)]
    if entry is None or problems:
        raise CodebookError(sorted(set(problems), key=_place))
    return build_codebook(entry, rules, lists, document.file)


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message
