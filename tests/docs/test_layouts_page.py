"""What the page of layouts says of its examples is what is read."""

import re
from itertools import count
from pathlib import Path

import pytest

import civic_qual as cq

PAGE = Path(__file__).parents[2] / "docs" / "layouts.md"
EXAMPLE = re.compile(
    r"```(\w+)\n(.*?)```\n\n\| Speaker \| Role \| Words \|\n\|-\|-\|-\|\n(.*?)\n\n(Sure|Asks)\.\n",
    re.S,
)


def examples():
    page = PAGE.read_text(encoding="utf-8")
    numbers = count(1)
    return [
        pytest.param(*found, id=f"{next(numbers)}-{found[1].strip().splitlines()[0]}")
        for found in EXAMPLE.findall(page)
    ]


def test_every_example_says_how_it_is_read():
    fences = PAGE.read_text(encoding="utf-8").count("```") // 2
    assert len(examples()) == fences > 20


@pytest.mark.parametrize(("kind", "text", "told", "sure"), examples())
def test_an_example_is_read_as_the_page_says(tmp_path, kind, text, told, sure):
    suffix = "txt" if kind == "text" else kind
    (tmp_path / f"interview.{suffix}").write_text(text, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path)
    read = [
        [turn.speaker, turn.role, spoken(transcript, turn)]
        for transcript in corpus
        for turn in transcript.turns
    ]
    assert read == [[cell.strip() for cell in row.split("|")[1:-1]] for row in told.splitlines()]
    assert ["Sure" if one else "Asks" for one in set(corpus.intake["sure"])] == [sure]


def spoken(transcript, turn):
    said = " ".join(transcript.text[start:end] for start, end in turn.spoken)
    return " ".join(said.split())
