import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from civic_qual.bundled import bundled
from civic_qual.codebook.files.yaml_reading import compose_parts

BOOK = """\
title: Water
lists:
  tap: {en: [tap, well]}
codes:
  # first
  - id: water
    rules:
      en: |
        well  # deep

        - tap
    children:
      - id: water.far
        name: {en: "far
          away"}

# second
  - id: safety
    rules:
      en: |+
        afraid

    definition: >
      folded
      text

languages: [en]
"""
LINES = BOOK.splitlines()
MORE = [*LINES, "", "- id: x", "  - x", "codes:", "---", "  - &a b", "  - *a", '    b: "', "x: |"]


def seen(node):
    """Return all that is read of a node."""
    if node is None or isinstance(node, str):
        return node
    if isinstance(node, tuple | list):
        return [seen(one) for one in node]
    return (
        str(node.tag),
        getattr(node, "style", None),
        node.start_mark.line,
        node.start_mark.column,
        node.end_mark.line if isinstance(node.value, str) else None,
        seen(node.value),
    )


def whole(text):
    return seen(YAML(typ="safe", pure=True).compose(text))


def test_the_bundled_codebooks_are_read_in_parts_as_they_are_whole():
    text = bundled("codebooks/tutorial.yaml").read_text(encoding="utf-8")
    assert seen(compose_parts(text)) == whole(text)
    again = text.replace("codes:\n", "# a comment\ncodes:\n")
    assert seen(compose_parts(again)) == whole(again)


@pytest.mark.parametrize(
    "text",
    [
        "codes: [{id: a}]\n",
        "---\ncodes:\n- id: a\n",
        "codes:\n- id: a\n  b: 'c\n- id: d\n",
        "codes:\n- id: &a b\n  name: *a\n",
        "codes:\n- a\ncodes:\n- b\n",
        "codes:\n  - a\n b\n",
        "codes:\n- id: a\u2028\n",
        "",
    ],
)
def test_the_unusual_is_left_to_be_read_as_a_whole(text):
    assert compose_parts(text) is None


def test_most_edits_are_read_in_parts():
    assert compose_parts(BOOK.replace("well  # deep", "well OR tap\n        spring")) is not None


def test_twin_items_are_two():
    root = compose_parts("codes:\n- id: a\n- id: a\n")
    first, second = root.value[0][1].value
    assert first is not second


@settings(deadline=None, max_examples=300)
@example([(15, "    children:")])  # an empty value at the end of an item
@given(st.lists(st.tuples(st.integers(0, len(LINES)), st.sampled_from([None, *MORE])), max_size=4))
def test_an_edited_file_is_read_as_if_it_were_new(edits):
    lines = list(LINES)
    for place, line in edits:
        lines[place : place + (line is None)] = [] if line is None else [line]
    text = "\n".join(lines)
    parts = compose_parts(text)
    if parts is not None:
        assert seen(parts) == whole(text)
