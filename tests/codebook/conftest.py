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


SMALL = """\
title: A *small* one
version: "2"
languages: [en, fr]
lists:
  army: {en: [soldier, the army], fr: [soldat]}
codes:
  - id: harm
    name: {en: Harm, fr: Préjudices}
    definition: {en: "What is done to <people>", fr: Ce qu'on fait aux gens}
    colour: "#1b6ca8"
    children:
      - id: harm.kill
        name: {en: Killing, fr: Meurtre}
        sensitive: yes
        include: {en: Deaths}
        exclude: {fr: Menaces}
        rules:
          en: |
            kill
            @army NEAR/5 die
          fr:
            - {rule: tuer, where: {country: [CAR, DRC]}, within: sentence, speaker: respondent,
               unless_negated: yes, confidence: 0.5, note: a note}
        examples: {en: [{text: They killed him., attributes: {country: CAR}}], fr: [On l'a tué.]}
        counterexamples: {en: ["They killed time *slowly*."]}
        unmet: {fr: [Il n'est plus.]}
  - id: status
    kind: family
    name: {en: Status}
"""


@pytest.fixture
def codebook(read):
    """Return a small codebook in two languages, of the text `SMALL`."""
    return read(SMALL)
