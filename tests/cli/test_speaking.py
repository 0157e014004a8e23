"""Commands show their help, and click its own words, in the language spoken."""

import re

import click
import pytest
from babel.messages.extract import extract_from_dir
from click.testing import CliRunner

from civic_qual.cli.speaking import (
    CLICK_COUNTS,
    CLICK_SAYS,
    SpeakingCommand,
    SpeakingGroup,
    SpeakingOption,
    click_speaking,
)
from civic_qual.messages import PSEUDO, Message, render, speaking
from tests.unmarked import unmarked_words


@click.group(cls=SpeakingGroup, help=Message("Count the themes.\n\nNothing leaves this computer."))
def toy():
    """Developers read this."""


@toy.command(
    help=Message("Count in {folder}. Then write.", folder="FOLDER"),
    epilog=Message("Example: toy count interviews/"),
)
@click.argument("folder")
@click.option("--by", cls=SpeakingOption, help=Message("Break the table down."), required=True)
@click.option(
    "--least", cls=SpeakingOption, help=Message("How many people."), default=5, show_default=True
)
@click.option("--plain", help="Nobody marked this.")
def count(least, **_):
    """Developers read this."""
    click.echo(render(Message.plural("one file", "{n} files", n=least)))


def said(language, *arguments):
    with speaking(language), click_speaking():
        return CliRunner().invoke(toy, arguments, prog_name="toy").output


def test_help_is_english_by_default():
    text = CliRunner().invoke(toy, ["count", "--help"], prog_name="toy").output
    for part in (
        "Usage: toy count",
        "Count in FOLDER. Then write.",
        "Break the table down.",
        "[required]",
        "[default: 5]",
        "Example: toy count interviews/",
    ):
        assert part in text
    assert "Developers" not in text


def test_only_unmarked_help_stands_outside_the_marks():
    data = [
        "toy",
        "count",
        "interviews",
        "FOLDER",
        "TEXT",
        "INTEGER",
        "OPTIONS",
        "help",
        "by",
        "least",
        "plain",
    ]
    assert unmarked_words(said(PSEUDO, "count", "--help"), data) == ["Nobody", "marked", "this"]
    assert unmarked_words(said(PSEUDO, "--help"), [*data, "COMMAND", "ARGS"]) == []
    assert unmarked_words(said(PSEUDO, "count", "here", "--by", "x"), data) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["count"],
        ["count", "here"],
        ["conut"],
        ["count", "--yb", "x"],
        ["count", "--by"],
        ["count", "a", "b", "--by", "x"],
        ["count", "a", "--by", "x", "--least", "many"],
    ],
)
def test_what_click_refuses_is_marked(arguments):
    text = said(PSEUDO, *arguments)
    assert text
    data = [
        *arguments,
        "toy",
        "help",
        "FOLDER",
        "OPTIONS",
        "COMMAND",
        "ARGS",
        "integer",
        "count",
        "--by",
        "--plain",
    ]
    assert unmarked_words(text, data) == []


def test_click_says_it_in_french_and_afterwards_in_english():
    assert "Il manque l’option '--by'" in said("fr", "count", "here")
    assert "Missing option '--by'" in CliRunner().invoke(toy, ["count", "here"]).output


def test_one_command_speaks_several_languages():
    marked, plain = said(PSEUDO, "--help"), said("en", "--help")
    assert plain == said("en", "--help") != marked
    assert isinstance(count, SpeakingCommand)


def test_what_is_marked_is_what_click_says():
    folder = click.__path__[0]
    known = {
        text
        for _, _, text, _, _ in extract_from_dir(
            folder, [("**.py", "python")], {}, {"_": None, "ngettext": (1, 2)}
        )
    }
    assert {*CLICK_SAYS, *CLICK_COUNTS} - {"required"} <= known
    assert not any(re.search("civic", text) for text in CLICK_SAYS)
