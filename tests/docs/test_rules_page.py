"""The page about the rule language tells the truth: its examples and errors are run."""

import re
from pathlib import Path

import pytest

from civic_qual.codebook.files.reading import read_codebook
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.errors import RuleError
from tests.coding.comparing import found

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def blocks(kind):
    """Return the fenced blocks of a kind, each as its (key, value) lines."""
    bodies = re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [[tuple(line.split(": ", 1)) for line in body.splitlines()] for body in bodies]


def unmarked(text):
    """Return a text without its brackets, and the spans they marked.

    >>> unmarked("a [b] c")
    ('a b c', [(2, 3)])
    """
    plain, spans = "", []
    for piece in re.split(r"(\[[^]]*\])", text):
        if piece.startswith("["):
            spans.append((len(plain), len(plain) + len(piece) - 2))
        plain += piece.strip("[]")
    return plain, spans


def word_lists(block):
    lists = {}
    for definition in (value for key, value in block if key == "list"):
        name, items = definition.split(" = ")
        trees = tuple(parse_rule(item) for item in items.split(", "))
        lists[name] = {dict(block)["language"]: trees}
    return lists


@pytest.mark.parametrize("block", blocks("rule-example"), ids=lambda block: dict(block)["rule"])
def test_example_finds_what_its_brackets_mark(block):
    options = dict(block)
    for text, spans in (unmarked(value) for key, value in block if key == "text"):
        where = found(
            options["rule"], text, options["language"],
            within=options.get("within", "turn"),
            unless_negated=options.get("unless_negated") == "true",
            lists=word_lists(block),
        )  # fmt: skip
        assert [text[slice(*span)] for span in where] == [text[slice(*span)] for span in spans]
        assert where == spans


@pytest.mark.parametrize("block", blocks("rule-error"), ids=lambda block: dict(block)["rule"])
def test_error_says_what_the_page_says(block):
    options = dict(block)
    with pytest.raises(RuleError) as caught:
        parse_rule(options["rule"])
    assert options["says"] in caught.value.message


def test_the_page_has_examples_of_both_languages():
    languages = {dict(block)["language"] for block in blocks("rule-example")}
    assert languages == {"en", "fr"}
    assert len(blocks("rule-example")) > 20
    assert len(blocks("rule-error")) > 5


def test_the_codebook_on_the_page_reads(tmp_path):
    first = re.search(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    path = tmp_path / "codebook.yaml"
    path.write_text("title: T\nlanguages: [en, fr]\n" + first[1], encoding="utf-8")
    assert len(read_codebook(path)["plan.alert"].rules) == 4
