"""The page on the command line: every command, with what it says of itself today."""

import re
from pathlib import Path

import pytest

from civic_qual.cli.main import commands
from docs.generate import blocks, generated, help_block

PAGE = (Path(__file__).parents[2] / "docs" / "command_line.md").read_text(encoding="utf-8")


def test_every_command_has_a_section_and_its_help():
    headings = re.findall(r"^## (\S.*)$", PAGE, re.M)
    assert headings == blocks(PAGE, "help")
    assert sorted(headings) == sorted(["civic-qual", *commands.commands])


def test_help_on_the_page_is_what_commands_say():
    assert generated(PAGE) == PAGE, "run: python -m docs.generate"


@pytest.mark.parametrize("name", commands.commands)
def test_every_command_has_an_example_that_it_would_take(name):
    told = " ".join(help_block(name).split("Example: ")[1].split("```")[0].split())
    program, command, *arguments = told.split()
    assert (program, command) == ("civic-qual", name)
    known = {spelt for option in commands.commands[name].params for spelt in option.opts}
    assert {part for part in arguments if part.startswith("-")} <= known


@pytest.mark.parametrize("page", ["README.md", "docs/command_line.md"])
def test_commands_on_pages_have_options_that_there_are(page):
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    written = re.findall(r"^civic-qual (?!-)(\w+) ([^#\n]*)", text, re.M)
    assert written
    for name, arguments in written:
        known = {spelt for option in commands.commands[name].params for spelt in option.opts}
        assert set(re.findall(r"(?<!\S)-[\w-]+", arguments)) <= known, (name, arguments)
