"""The reference pages: every public name on exactly one of them, with what the code says of it."""

import inspect
import re
from pathlib import Path

import pytest

import civic_qual as cq
from docs.generate import blocks, call, flowing, generated

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGES = sorted(REFERENCE.glob("*.md"))


def sections(page):
    """Return what stands below each heading of a page, by heading."""
    pieces = re.split(r"^## (\S+)\n", page.read_text(encoding="utf-8"), flags=re.M)[1:]
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


SECTIONS = {
    (page.name, name): text for page in PAGES for name, text in sections(page).items()
}  # fmt: skip


def test_there_are_six_pages():
    assert [page.stem for page in PAGES] == [
        "agree_and_estimate", "code", "codebook", "count", "read", "release_and_exchange",
    ]  # fmt: skip


def test_every_public_name_stands_on_exactly_one_page():
    assert sorted(name for _, name in SECTIONS) == sorted(cq.__all__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_lists_its_names_at_its_top_in_order(page):
    top = page.read_text(encoding="utf-8").partition("\n## ")[0]
    assert re.findall(r"\[`(\w+)`\]\(#", top) == list(sections(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_say_what_the_code_says(page):
    text = page.read_text(encoding="utf-8")
    assert text == generated(text), "run: python -m docs.generate"


@pytest.mark.parametrize(("page", "name"), SECTIONS, ids=lambda part: part)
def test_an_entry_says_what_it_is_for_and_has_a_block_an_example_and_a_way_on(page, name):
    text = SECTIONS[page, name]
    assert re.match(r"\n[A-Z]", text)
    assert ">>> " in text
    assert "See also: " in text
    told = [block for kind in ("signature", "members", "kinds") for block in blocks(text, kind)]
    assert {block.partition(".")[0] for block in told} == (
        {name} if name not in ("__version__", "CivicQualWarning") else set()
    )


@pytest.mark.parametrize(
    ("page", "name"),
    [where for where in SECTIONS if inspect.isfunction(getattr(cq, where[1]))],
    ids=lambda part: part,
)
def test_every_argument_is_explained(page, name):
    explained = re.findall(r"^- (`.*?`): ", SECTIONS[page, name], re.M)
    named = {word.lstrip("*") for line in explained for word in re.findall(r"`([^`]+)`", line)}
    assert set(inspect.signature(getattr(cq, name)).parameters) <= named


# The generator itself


def test_a_call_shows_what_must_be_named():
    def count(codings, /, *, by=None, level="theme", **attributes): ...

    assert call("count", count) == 'count(codings, *, by=None, level="theme", **attributes)'


def test_a_call_shows_several_codings_before_what_must_be_named():
    def combine(*codings, policy="either"): ...

    assert call("combine", combine) == 'combine(*codings, policy="either")'


def test_a_long_call_has_a_line_an_argument():
    def count(codings, *, measure="segments"): ...

    shown = 'count(\n    codings,\n    *,\n    measure="segments",\n)'
    assert call("count", count, width=20) == shown


def test_items_of_a_list_keep_their_lines():
    assert flowing("what it\ntakes:\n\n- one\n  more\n- two") == "what it takes:\n- one more\n- two"
