"""Codebooks written for one test each."""

import textwrap

import pytest

from civic_qual.codebook.files.reading import read_codebook
from civic_qual.errors import CodebookError

HEAD = "title: T\nlanguages: [en, fr]\n"
CODES = "codes:\n  - id: a\n    name: {en: A}\n"


@pytest.fixture
def read(tmp_path):
    """Return a reader of codebook text."""

    def read_text(text):
        path = tmp_path / "codebook.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return read_codebook(path)

    return read_text


@pytest.fixture
def problems(read):
    """Return a reader of the problems of codebook text, as (line, column, message)."""

    def problems_of(text):
        with pytest.raises(CodebookError) as caught:
            read(text)
        found = [(one.line, one.column, one.message) for one in caught.value.problems]
        assert found == sorted(found)
        return found

    return problems_of


@pytest.fixture
def problem(problems):
    """Return a reader of the only problem of codebook text."""

    def problem_of(text):
        found = problems(text)
        assert len(found) == 1, found
        return found[0]

    return problem_of


@pytest.fixture
def code():
    """Return a maker of codebook text with one code, of the lines given for it."""

    def with_lines(lines):
        return HEAD + CODES + textwrap.indent(textwrap.dedent(lines), "    ")

    return with_lines
