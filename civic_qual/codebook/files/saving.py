"""Codebooks written to files: YAML that reads back as an equal codebook, Markdown for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.files.building import built_codebook
from civic_qual.codebook.files.yaml_reading import as_read, document_of
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.codebook.markdown import codebook_markdown
from civic_qual.errors import CodebookError, Problem, WriteError
from civic_qual.messages import Message, enumerated
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    from os import PathLike

    from civic_qual.codebook.codes import Code
    from civic_qual.codebook.model import Codebook


def save_codebook(codebook: Codebook, path: str | PathLike[str], language: str | None) -> None:
    """Write a codebook to a file; see `Codebook.save`."""
    target = Path(path)
    match target.suffix.lower():
        case ".md":
            text = codebook_markdown(codebook, language)
        case ".yaml" | ".yml" if language is None:
            text = text_that_reads_back(codebook)
        case ".yaml" | ".yml":
            raise WriteError(
                Message(
                    "{file}: a YAML file holds the codebook in all its languages; leave language= "
                    "out, or give the file the ending .md",
                    file=target,
                )
            )
        case _:
            raise WriteError(
                Message(
                    "{file}: a codebook is saved as .yaml, to be read back, or as .md, for people "
                    "to read; give the file one of these endings",
                    file=target,
                )
            )
    with whole_file(target) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def text_that_reads_back(codebook: Codebook) -> str:
    """Return the text of a codebook's file, once sure that it reads back as an equal codebook.

    Rules and examples of one language stand together in a file, and are read back so.

    Raises
    ------
    CodebookError
        If it does not, which happens to codebooks made in Python.
    """
    text = codebook_yaml(codebook)
    try:
        built = built_codebook(document_of(as_read(text), ""))
    except CodebookError as error:
        rows = text.split("\n")
        raise CodebookError([_in_words(problem, rows) for problem in error.problems]) from None
    again = replace(
        codebook,
        title=built.title,
        version=built.version,
        languages=built.languages,
        codes=built.codes,
        lists=built.lists,
    )
    expected = replace(codebook, codes=tuple(map(_by_language, codebook)))
    if again != expected:
        raise CodebookError(list(_differences(expected, again)))
    return text


def _in_words(problem: Problem, rows: list[str]) -> Problem:
    """Return a problem of a file that nobody sees: with what stands there, not with its line."""
    if problem.line is None:
        return problem
    written = rows[problem.line - 1].strip()
    return Problem(Message("{written}: {problem}", written=written, problem=problem.message))


def _by_language(code: Code) -> Code:
    return replace(
        code,
        rules=_together(code.rules),
        examples=_together(code.examples),
        counterexamples=_together(code.counterexamples),
    )


def _together(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return rules or examples with those of a language together, as a file has them."""
    order = list(dict.fromkeys(entry.language for entry in entries))
    return tuple(sorted(entries, key=lambda entry: order.index(entry.language)))


def _differences(codebook: Codebook, again: Codebook) -> Iterator[Problem]:
    """Yield what would come back otherwise; white space at the ends of a text is the usual one."""
    for code, other in zip(codebook, again, strict=True):
        names = [
            one.name for one in fields(code) if getattr(code, one.name) != getattr(other, one.name)
        ]
        if names:
            message = Message(
                "code {code}: these would be read back otherwise than they are: {fields}; take "
                "white space at the ends of texts away, and let the text of a rule be what its "
                "tree says",
                code=code.id,
                fields=enumerated(names),
            )
            yield Problem(message)
    if codebook.codes == again.codes:
        yield Problem(
            Message(
                "the title, the version, the languages or the word lists would be read back "
                "otherwise than they are; take white space at the ends of texts away"
            )
        )
