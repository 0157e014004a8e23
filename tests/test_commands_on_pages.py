"""Who works at the desk has never seen a terminal: what pages say names no command and no Python.

A sentence that names one says it with `typed(python, command, page)`, or with
`unless_on_page(text, page)`. A new one is found here, file by file: whoever adds one writes what a
page says instead, or has seen that no page comes to say it and counts it here. What desks answer
in tests is looked at too, in `tests/desk/conftest.py`.
"""

import ast
import re
from collections import Counter
from pathlib import Path

from civic_qual.messages import Message, on_page, render, speaking, typed, unless_on_page
from civic_qual.messages.travelling import message_as_data, message_of_data
from tests.python_in_messages import PACKAGE

COMMAND = re.compile(r"civic-qual (?!example\b)[a-z]+\b|(?<![\w-])--[a-z]")
# How many sentences of a file are never said on a page: it chooses from lists what they refuse,
# or has no such thing.
NOT_ON_PAGES = {
    "analysis/agreement/decisions.py": 2,
    "analysis/estimates/estimate_themes.py": 1,
    "analysis/estimates/how_many_more.py": 1,
    "analysis/estimates/readers/in_few.py": 1,
    "analysis/sampling/draw_sample.py": 3,
    "coding/blind.py": 1,
    "coding/combine/combine.py": 1,
    "coding/files/reading.py": 1,
    "coding/readings.py": 1,
    "corpus/attributes.py": 2,
    "corpus/intake/folders.py": 2,
    "corpus/intake/people_workbook.py": 1,
    "desk/gate.py": 1,
    "desk/opening/opening.py": 1,
    "desk/opening/shortcut.py": 1,
    "learning/model_files.py": 1,
    "learning/theme_classifier.py": 1,
    "privacy/memory/published.py": 2,
    "privacy/outlet/release.py": 3,
    "reviewing/review.py": 1,
    "reviewing/word/writing.py": 1,
    "routines/assigned.py": 2,
    "routines/source.py": 6,
    "statistics/intervals.py": 1,
    "study/acts/add.py": 7,
    "study/acts/checks.py": 1,
    "study/folder.py": 3,
    "study/opening.py": 1,
    "texts/decoding.py": 1,
}


def without_a_page(source):
    """Yield the lines of a file in which something is to be typed and no page says otherwise."""
    tree = ast.parse(source)
    said = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    known = {
        id(one)
        for call in said
        if (_name(call) == "typed" and len(call.args) == 3) or _name(call) == "unless_on_page"
        for one in ast.walk(call)
    }
    for call in said:
        if id(call) in known:
            continue
        templates = [one.value for one in call.args if isinstance(one, ast.Constant)]
        names_one = any(isinstance(one, str) and COMMAND.search(one) for one in templates)
        if _name(call) == "typed" or (_name(call) in ("Message", "plural") and names_one):
            yield call.lineno


def _name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_a_new_sentence_that_names_a_command_says_what_to_click():
    found = Counter()
    for path in sorted(Path(PACKAGE).rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        if not file.startswith(("cli/", "install/", "messages/")):
            found[file] = len([*without_a_page(path.read_text(encoding="utf-8"))])
    assert {file: number for file, number in found.items() if number} == NOT_ON_PAGES


def test_it_finds_what_no_page_says_otherwise():
    source = """
Message("read it with {large}", large=typed("large=True", "--large"))
Message("read it{large}", large=typed(Message(" with large=True"), Message(" with --large"), ""))
unless_on_page(Message("write it with civic-qual code"), Message("write it on the page Report"))
Message("write it with civic-qual code, or see civic-qual example.study")
"""
    assert sorted(without_a_page(source)) == [2, 5]


def test_a_page_says_what_to_click_and_nobody_else_does():
    how = typed("large=True", "--large", Message("the button"))
    told = Message("{how}: {where}", how=how, where=unless_on_page(Message("typed"), ""))
    back = message_of_data(message_as_data(told))
    for one in (told, back):
        with on_page():
            assert (str(one), render(one)) == ("large=True: typed", "the button: ")
            with speaking("pseudo"):
                assert "large" not in render(one)
        assert render(one) == "large=True: typed"
