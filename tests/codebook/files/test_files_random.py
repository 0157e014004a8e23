"""However a codebook file is damaged, it reads or says what is wrong; nothing else happens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.files.reading import read_codebook
from civic_qual.codebook.model import Codebook
from civic_qual.errors import CodebookError

SOUND = """\
title: Damaged
languages: [en, fr]
lists:
  soldiers: {en: [soldier, "@troops", army]}
  troops:
    en: |
      troop
codes:
  - id: plan
    name: {en: Plan}
    definition: {en: "x: y", fr: z}
    rules:
      en: |
        protect*   # comment

        (kill AND loot) OR burn
      fr:
        - rule: |-
            CPC
          where: {country: [CAR], date: ">=2020-12"}
        - pattern: [{LOWER: x, OP: "?"}, {LENGTH: 3}]
    examples: {en: [a, {text: b, attributes: {country: CAR}}]}
    children:
      - id: plan.a
        name: {fr: k}
"""
DAMAGE = [
    "", "[", "]", "{", "}", ":", " ", "\n", "|", ">", "-", "'", '"', "*x", "&a ", "@", "#", "null",
    "~", "\t", "!!int ", "<<: ", "? ", "é", "AND", "parent: plan\n", "---", "\x07", "2020-01-01",
]  # fmt: skip
edits = st.tuples(st.integers(0, len(SOUND)), st.integers(0, 12), st.sampled_from(DAMAGE))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged") / "codebook.yaml"


def reading(path, text) -> Codebook | CodebookError:
    """Return what comes of reading a text."""
    path.write_text(text, encoding="utf-8")
    try:
        return read_codebook(path)
    except CodebookError as error:
        return error


def test_the_sound_one_reads(path):
    assert isinstance(reading(path, SOUND), Codebook)


@settings(deadline=None, max_examples=150)
@given(st.lists(edits, min_size=1, max_size=3))
def test_a_damaged_one_reads_or_is_refused_with_places_in_the_file(path, edits):
    text = SOUND
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    result = reading(path, text)
    if isinstance(result, CodebookError):
        assert result.problems
        last = text.count("\n") + 1
        assert all(1 <= (problem.line or 1) <= last for problem in result.problems)
